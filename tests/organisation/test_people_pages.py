"""The pages on which people, posts and directorates are kept: what they take, what they refuse, and both texts of two at once."""

import re
from datetime import date
from html import unescape

import pytest
from django.core import mail
from django.test import Client

from accounts.choices import Role, What
from accounts.models import RecoveryCode, SecondFactor, SignInEvent, User
from organisation.models import Board, BoardMember, Directorate, PartnerBody, Post, PostHolder
from tests.queries import counted

pytestmark = pytest.mark.one_database

ON = date(2007, 9, 10)
WARNED = re.compile(r"Theirs is now ([^<]*?)\. What you wrote")


@pytest.fixture(autouse=True)
def its_day(council, today):
    return today


@pytest.fixture
def boss(person) -> User:
    return person(Role.PERFORMANCE)


@pytest.fixture
def browser(boss) -> Client:
    made = Client()
    made.force_login(boss)
    return made


@pytest.fixture
def signed_in_as():
    """Makes browsers in which somebody is signed in."""

    def sign_in(who: User) -> Client:
        made = Client()
        made.force_login(who)
        return made

    return sign_in


@pytest.fixture
def post(council) -> Post:
    return Post.objects.create(title="Head of Finance", directorate=Directorate.objects.create(name="Resources"))


@pytest.fixture
def jo(person, post) -> User:
    return person(Role.OFFICER, holds=post)


def words(answer) -> str:
    """What a page says, without its markup."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(plain).replace("\u00a0", " ").split())


def opened(browser: Client, address: str) -> dict[str, str]:
    """The hidden fields of a form as it is opened."""
    page = browser.get(address).content.decode()
    found = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_joiner_is_added_and_invited_in_one_step(browser, post, jo):
    answer = browser.post(
        "/people/new/",
        {
            "name": "New",
            "email": "New@Anytown.example",
            "roles": ["Officer", "Viewer"],
            "post": post.pk,
            "since": "2007-10-01",
        },
        follow=True,
    )
    new = User.objects.get(email="new@anytown.example")
    assert "New is added. A link to choose a password was sent to new@anytown.example." in words(answer)
    assert (new.roles, new.posts_held.get().starts) == ({"Officer", "Viewer"}, date(2007, 10, 1))
    assert "/join/" in mail.outbox[0].body
    assert "Invited, has no password yet" in words(answer)


def test_somebody_who_signs_in_already_is_not_added_twice(browser, jo):
    answer = browser.post("/people/new/", {"name": "Jo", "email": jo.email.upper()})
    assert answer.status_code == 422
    assert "Somebody already signs in with this e-mail address." in words(answer)
    assert mail.outbox == []


def test_what_a_form_does_not_ask_for_it_does_not_take(browser, jo):
    facts = {
        "is_superuser": "on",
        "is_active": "",
        "leaves_on": "2000-01-01",
        "groups": "1",
        "password": "x",
        "version": "9",
    }
    browser.post(
        f"/people/{jo.pk}/edit/", opened(browser, f"/people/{jo.pk}/edit/") | {"name": "J", "email": jo.email} | facts
    )
    browser.post("/people/new/", {"name": "New", "email": "new@anytown.example"} | facts)
    for person in (User.objects.get(pk=jo.pk), User.objects.get(name="New")):
        assert (person.is_superuser, person.is_active, person.leaves_on) == (False, True, None)
    assert User.objects.get(pk=jo.pk).roles == {"Officer"}
    assert User.objects.get(pk=jo.pk).check_password("a long password")


def test_nobody_gives_themselves_a_role_whatever_is_posted(browser, boss):
    page = browser.get(f"/people/{boss.pk}/roles/").content.decode()
    assert 'value="Board member"' not in page
    answer = browser.post(
        f"/people/{boss.pk}/roles/", {"opened": "Performance team", "roles": ["Performance team", "Board member"]}
    )
    assert answer.status_code == 422
    assert User.objects.get(pk=boss.pk).roles == {"Performance team"}


def test_the_last_of_the_performance_team_is_told_why_not(browser, boss):
    answer = browser.post(f"/people/{boss.pk}/roles/", {"opened": "Performance team", "roles": []})
    assert answer.status_code == 422
    assert "is the last of the performance team who can sign in" in words(answer)
    answer = browser.post(f"/people/{boss.pk}/leave/", {"last_day": "2007-09-10"})
    assert "is the last of the performance team who can sign in" in words(answer)


def test_the_admin_gives_nobody_a_role_of_their_own_either(browser, boss):
    page = browser.get(f"/admin/accounts/user/{boss.pk}/change/").content.decode()
    assert 'name="groups"' not in page
    assert 'name="is_active"' not in page


def test_what_hangs_on_a_leavers_posts_is_shown_before_it_is_confirmed(browser, jo, post):
    post.actions_led.create(title="Sweep")
    BoardMember.objects.create(board=Board.objects.create(name="Board", kind="officer"), user=jo, starts=ON)
    page = words(browser.get(f"/people/{jo.pk}/leave/"))
    assert "Head of Finance 1 open action that it leads Who has “Head of Finance” next?" in page
    assert "1 place on boards ends Board, member" in page


def test_a_leaver_is_closed_with_everything_handed_on(browser, jo, post, person):
    sam = person(Role.OFFICER)
    address = f"/people/{jo.pk}/leave/"
    assert "Choose who has “Head of Finance” next" in words(browser.post(address, {"last_day": "2007-09-30"}))
    answer = browser.post(address, {"last_day": "2007-09-30", f"post-{post.pk}": sam.pk}, follow=True)
    assert (
        f"The account of {jo.name} closes after 30 September 2007. Head of Finance passes to {sam.name} on 1 October 2007."
        in words(answer)
    )
    assert list(post.holders.order_by("starts").values_list("user", "ends")) == [
        (jo.pk, date(2007, 9, 30)),
        (sam.pk, None),
    ]
    assert "Leaves after 30 September 2007" in words(browser.get("/people/?standing=leaving"))


def test_a_closed_account_is_opened_again(browser, jo, post):
    browser.post(f"/people/{jo.pk}/leave/", {"last_day": "2007-09-01", f"post-{post.pk}": "vacant"})
    assert "is closed already" in words(browser.get(f"/people/{jo.pk}/leave/", follow=True))
    assert "the roles that it had" in words(browser.post(f"/people/{jo.pk}/open/", follow=True))
    assert User.objects.get(pk=jo.pk).may_sign_in


def test_a_link_that_could_not_be_sent_is_said(browser, jo, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    page = words(browser.post(f"/people/{jo.pk}/invite/", follow=True))
    assert f"could not be sent to {jo.email}" in page
    assert "Check the address, then send a link again." in page


@pytest.mark.parametrize("page", ["edit", "roles", "leave"])
def test_somebody_who_may_do_everything_is_changed_by_another_such_alone(browser, page):
    root = User.objects.create_superuser("root@anytown.example", "a long password", name="Root")
    assert browser.get(f"/people/{root.pk}/").status_code == 200
    answer = browser.get(f"/people/{root.pk}/{page}/")
    assert answer.status_code == 403
    assert "changed by another such alone" in words(answer)


def test_a_post_is_handed_over_with_what_goes_with_it_shown(browser, jo, post, person):
    sam = person(Role.OFFICER)
    post.actions_led.create(title="Sweep")
    address = f"/posts/{post.pk}/hand-over/"
    assert "1 open action that it leads" in words(browser.get(address))
    form = opened(browser, address)
    answer = browser.post(address, form | {"to": sam.pk, "starts": "2007-09-01"}, follow=True)
    assert f"{sam.name} holds Head of Finance from 1 September 2007 on." in words(answer)
    answer = browser.post(address, form | {"to": jo.pk, "starts": "2007-09-05"})
    assert f"Now or later it is held by {sam.name}" in words(answer)
    assert post.holders.count() == 2
    answer = browser.post(address, opened(browser, address) | {"to": "vacant", "starts": "2007-12-01"}, follow=True)
    assert "Head of Finance is vacant from 1 December 2007 on." in words(answer)


def test_a_post_is_made_for_a_partner_and_renamed(browser):
    answer = browser.post("/posts/new/", {"title": "LSP Manager", "new_partner": "Partnership"}, follow=True)
    assert "partner post of Partnership" in words(answer)
    post = Post.objects.get()
    address = f"/posts/{post.pk}/edit/"
    facts = {"title": "LSP Director", "partner_body": PartnerBody.objects.get().pk, "written": "LSPM"}
    answer = browser.post(address, opened(browser, address) | facts, follow=True)
    assert "LSP Manager is called LSP Director now. Papers that have the former name are understood." in words(answer)
    assert sorted(post.aliases.values_list("text", flat=True)) == ["LSP Manager", "LSPM"]


def test_a_post_ends_once_it_is_known_what_is_left(browser, post):
    post.actions_led.create(title="Sweep")
    address = f"/posts/{post.pk}/end/"
    assert "1 open action that it leads" in words(browser.get(address))
    assert browser.post(address, {"day": "2007-09-10"}).status_code == 422
    browser.post(address, {"day": "2007-09-10", "known": "on"})
    assert Post.objects.get().ends == ON


def test_days_that_are_surely_mistyped_are_refused(browser, post, jo):
    for address, name in ((f"/posts/{post.pk}/end/", "day"), (f"/posts/{post.pk}/hand-over/", "starts")):
        assert "Choose a day between April 1974" in words(browser.post(address, {name: "0207-09-10"}))


TWO_AT_ONCE = {
    "person": ("/people/{jo}/edit/", {"name": "Mine", "email": "mine@anytown.example"}, lambda f: _set(f["jo"], name="Theirs"), "name: Theirs"),
    "post": ("/posts/{post}/edit/", {"title": "Mine"}, lambda f: _set(f["post"], title="Theirs"), "title: Theirs"),
    "names of a post": (
        "/posts/{post}/edit/", {"title": "Head of Finance", "written": "Mine"},
        lambda f: f["post"].aliases.create(text="Theirs"), "other ways in which papers write it: Theirs",
    ),
    "directorate": (
        "/directorates/{directorate}/edit/", {"name": "Mine"}, lambda f: _set(f["directorate"], name="Theirs"), "name: Theirs",
    ),
    "days": (
        "/posts/{post}/holders/{holding}/", {"starts": "2001-01-01"},
        lambda f: _set(f["holding"], starts=date(2002, 1, 1)), "starts: 1 January 2002",
    ),
}  # fmt: skip


def _set(row, **facts):
    fresh = type(row).objects.get(pk=row.pk)
    for name, value in facts.items():
        setattr(fresh, name, value)
    fresh.save()


@pytest.mark.parametrize("name", TWO_AT_ONCE)
def test_of_two_at_once_the_second_sees_both_texts_and_may_save_again(browser, jo, post, name):
    address, mine, change, told = TWO_AT_ONCE[name]
    found = {"jo": jo, "post": post, "directorate": post.directorate, "holding": PostHolder.objects.get(user=jo)}
    address = address.format(**{key: row.pk for key, row in found.items()})
    if name == "post":
        mine = mine | {"directorate": post.directorate_id}
    form = opened(browser, address)
    change(found)
    answer = browser.post(address, form | mine)
    assert answer.status_code == 409
    assert told in WARNED.search(words(answer))[1]
    assert "2001-01-01" in answer.content.decode() or "Mine" in answer.content.decode()
    again = {
        key: unescape(value)
        for key, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.content.decode())
    }
    assert browser.post(address, again | mine).status_code == 302


def test_roles_that_somebody_else_changed_meanwhile_are_shown(browser, jo, boss):
    address = f"/people/{jo.pk}/roles/"
    form = opened(browser, address)
    browser.post(address, form | {"roles": ["Officer", "Partner"]})
    answer = browser.post(address, form | {"roles": ["Viewer"]})
    assert "They are now: Officer, Partner." in words(answer)
    assert User.objects.get(pk=jo.pk).roles == {"Officer", "Partner"}
    assert browser.post(address, {"opened": "Officer, Partner", "roles": ["Viewer"]}).status_code == 302


def test_people_are_found_by_name_post_role_and_directorate(browser, jo, boss, post):
    for query, found in (
        (f"q={jo.name}", {jo.name}),
        ("q=finance", {jo.name}),
        ("role=Officer", {jo.name}),
        ("role=none", set()),
        (f"directorate={post.directorate_id}", {jo.name}),
        ("standing=open", {jo.name, boss.name}),
        ("role=Mayor", set()),
    ):
        rows = browser.get(f"/people/?{query}&_export=json").json()
        assert {row["Name"] for row in rows} == found, query


def test_posts_are_found_by_holder_former_name_and_vacancy(browser, jo, post):
    Post.objects.create(title="Vacant post")
    Post.objects.create(title="Ended post", ends=date(2007, 1, 1))
    post.aliases.create(text="Treasurer")
    for query, found in (
        ("", {"Head of Finance", "Vacant post"}),
        ("q=treasurer", {"Head of Finance"}),
        (f"q={jo.name}", {"Head of Finance"}),
        ("held=no", {"Vacant post"}),
        ("held=yes", {"Head of Finance"}),
        ("exists=ended", {"Ended post"}),
        ("exists=all&held=no", {"Vacant post", "Ended post"}),
    ):
        rows = browser.get(f"/posts/?{query}&_export=json").json()
        assert {row["Post"] for row in rows} == found, query


def test_the_pages_of_a_person_a_post_and_a_directorate_tell_their_history(browser, jo, post):
    address = f"/directorates/{post.directorate_id}/edit/"
    browser.post(address, opened(browser, address) | {"name": "Finance"})
    assert "Name: Resources → Finance" in words(browser.get(post.directorate.get_absolute_url()))
    assert f"{jo.name}: holder from 1 January 2000." in words(browser.get(post.get_absolute_url()))
    assert "Head of Finance: holder from 1 January 2000." in words(browser.get(jo.get_absolute_url()))
    answer = browser.get(post.get_absolute_url())
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("address", ["/people/?_export=csv", "/posts/?_export=csv", "/people/", "/posts/"])
def test_a_list_takes_as_many_queries_for_many_as_for_few(browser, person, jo, address):
    with counted() as few:
        browser.get(address)
    for number in range(8):
        person(Role.OFFICER, Role.VIEWER, holds=Post.objects.create(title=f"Post {number}"))
    with counted() as many:
        browser.get(address)
    assert few.queries == many.queries


@pytest.fixture
def with_factor(jo) -> User:
    SecondFactor.objects.create(person=jo, secret="sealed")
    RecoveryCode.objects.create(person=jo, digest="x")
    return jo


def test_a_lost_second_factor_is_taken_away_with_how_the_asker_is_known(browser, with_factor, signed_in_as):
    theirs = signed_in_as(with_factor)
    address = f"/people/{with_factor.pk}/second-factor/remove/"
    assert "How do you know that it is them" in words(browser.get(address))
    assert browser.post(address, {"how_known": ""}).status_code == 422
    assert SecondFactor.objects.filter(person=with_factor).exists()

    said = browser.post(address, {"how_known": "Came to my desk"}, follow=True)

    assert "is taken away, and they are signed out everywhere" in words(said)
    assert not SecondFactor.objects.filter(person=with_factor).exists()
    assert not RecoveryCode.objects.filter(person=with_factor).exists()
    assert theirs.get("/account/").status_code == 302
    kept = SignInEvent.objects.get(person=with_factor, what=What.FACTOR_REMOVED)
    assert kept.detail.endswith(": Came to my desk")
    again = browser.get(address, follow=True)
    assert "has no second factor" in words(again)


def test_one_s_own_second_factor_is_not_taken_away_without_one_s_password(browser, boss):
    SecondFactor.objects.create(person=boss, secret="sealed")
    address = f"/people/{boss.pk}/second-factor/remove/"
    said = browser.post(address, {"how_known": "It is me"})
    assert said.status_code == 422
    assert "with your password" in words(said)
    assert SecondFactor.objects.filter(person=boss).exists()


def test_somebody_is_signed_out_of_every_browser(browser, jo, signed_in_as):
    first, second = signed_in_as(jo), signed_in_as(jo)
    said = browser.post(f"/people/{jo.pk}/sign-out/", follow=True)
    assert "is signed out of 2 browsers" in words(said)
    assert {one.get("/account/").status_code for one in (first, second)} == {302}
    assert "was not signed in" in words(browser.post(f"/people/{jo.pk}/sign-out/", follow=True))


def test_to_sign_oneself_out_of_every_browser_leaves_this_one(browser, boss, signed_in_as):
    other = signed_in_as(boss)
    said = browser.post(f"/people/{boss.pk}/sign-out/", follow=True)
    assert "is signed out of 1 browser." in words(said)
    assert other.get("/account/").status_code == 302
    assert browser.get("/account/").status_code == 200
