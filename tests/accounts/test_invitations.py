"""A joiner chooses a password by a link: within seven days, once, and every use is kept."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.test.utils import override_settings

from accounts.choices import Role
from accounts.models import Invitation, InvitationUse, User
from accounts.services.invitations import invite, send_invitation, token
from core.clock import now
from core.refusals import NotDoneError
from tests.queries import counted

PASSWORD = "three words of mine"


@pytest.fixture
def boss(council, person) -> User:
    return person(Role.PERFORMANCE)


@pytest.fixture
def joiner(council) -> User:
    return User.objects.create_user("jo@anytown.example", None, name="Jo")


@pytest.fixture
def link(boss, joiner) -> str:
    """The address in the letter, as it arrives."""
    assert send_invitation(invite(to=joiner, by=boss), council="Anytown") == ""
    return re.search(r"http://\S+(/join/\S+/)", mail.outbox[-1].body)[1]


def choose(link: str, password: str = PASSWORD, again: str | None = None, browser: Client | None = None):
    return (browser or Client()).post(link, {"new_password1": password, "new_password2": again or password})


def uses() -> list[str]:
    return list(InvitationUse.objects.order_by("pk").values_list("what", flat=True))


def test_the_letter_says_who_asks_and_how_long_the_link_is_good(link, joiner):
    (sent,) = mail.outbox
    assert sent.to == [joiner.email]
    for words in ("Person 1", "can be used once", "You sign in as jo@anytown.example"):
        assert words in " ".join(sent.body.split())
    assert Invitation.objects.get().sent_at


def test_a_joiner_chooses_a_password_and_signs_in_with_it(link, joiner):
    assert joiner.email in Client().get(link).content.decode()
    answer = choose(link)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    assert Client().login(username=joiner.email, password=PASSWORD)
    assert uses() == ["opened", "used"]


def test_a_link_is_used_once(link, joiner):
    choose(link)
    assert choose(link, "another three words").status_code == 410
    assert "chooses a password once" in Client().get(link).content.decode()
    assert Client().login(username=joiner.email, password=PASSWORD)
    assert uses() == ["used", "refused", "refused"]


def test_opening_it_uses_nothing_up(link):
    for _ in range(3):
        assert Client().get(link).status_code == 200
    assert choose(link).status_code == 302


def test_after_seven_days_it_opens_nothing(link):
    made = Invitation.objects.get()
    assert made.expires_at - made.made_at == timedelta(days=7)
    Invitation.objects.update(made_at=now() - timedelta(days=8), expires_at=now() - timedelta(seconds=1))
    assert choose(link).status_code == 410
    assert "Ask the performance team for a new one" in Client().get(link).content.decode()


def test_a_newer_link_takes_its_place(link, boss, joiner):
    newer = invite(to=joiner, by=boss)
    assert choose(link).status_code == 410
    assert choose(f"/join/{token(newer)}/").status_code == 302


@pytest.mark.parametrize("closed", [{"is_active": False}, {"leaves_on": "2000-01-01"}])
def test_a_closed_account_is_not_opened_by_a_link(link, boss, joiner, closed):
    User.objects.filter(pk=joiner.pk).update(**closed)
    assert choose(link).status_code == 410
    with pytest.raises(NotDoneError, match="is closed"):
        invite(to=joiner, by=boss)


def test_a_link_that_was_altered_opens_nothing(link):
    altered = link.replace(".", "x.", 1)
    assert choose(altered).status_code == 403
    assert uses() == []


def test_nobody_else_uses_it_while_signed_in(link, signed_in):
    browser = signed_in(Role.OFFICER)
    assert choose(link, browser=browser).status_code == 403
    assert uses() == ["refused"]


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short", None, "too short"),
        ("password1234", None, "too common"),
        (PASSWORD, "three other words", "not the same"),
    ],
)
def test_a_password_that_is_refused_leaves_the_link_open(link, password, again, words):
    answer = choose(link, password, again)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert choose(link).status_code == 302


def test_choosing_a_password_ends_what_the_person_is_signed_in_to(link, joiner):
    browser = Client()
    browser.force_login(joiner)
    other = Client()
    other.force_login(Invitation.objects.get().by)
    choose(link)
    assert "_auth_user_id" not in browser.session
    assert "_auth_user_id" in other.session


def test_the_page_is_kept_by_nobody(link):
    answer = Client().get(link)
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


@override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_PORT=1)
def test_where_no_mail_server_answers_it_is_said_and_kept(boss, joiner):
    invitation = invite(to=joiner, by=boss)
    assert send_invitation(invitation, council="Anytown")
    invitation.refresh_from_db()
    assert (invitation.sent_at, bool(invitation.error)) == (None, True)


def test_the_database_alone_does_not_open_the_link(link):
    assert Client().get(f"/join/{Invitation.objects.get().key}/").status_code == 403


def test_signing_in_is_no_change_of_the_person(joiner):
    joiner.set_password(PASSWORD)
    joiner.save()
    version, lines = joiner.version, joiner.history.count()
    Client().login(username=joiner.email, password=PASSWORD)
    joiner.refresh_from_db()
    assert joiner.last_login
    assert (joiner.version, joiner.history.count()) == (version, lines)


def test_a_use_costs_a_few_queries(link):
    browser = Client()
    with counted() as asked:
        browser.get(link)
    assert asked.queries <= 4
