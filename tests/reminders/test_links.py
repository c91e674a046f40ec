"""The life of a mailed link: for one person, for 72 hours, and only what is still theirs to say."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from actions.choices import Door
from actions.models import Action, Update
from actions.services import close, record_update
from core.network import network
from organisation.models import PostHolder
from reminders.models import LinkUse, SignedLink
from reminders.sending import remind
from reminders.services import token

pytestmark = [pytest.mark.whole, pytest.mark.one_database]

FRIDAY = date(2007, 8, 24)
WEB = "Web: improve the website's design and accessibility"


@pytest.fixture
def where(rotherham, settings) -> str:
    """The address behind the link that was mailed to communications on that Friday."""
    settings.COUNCIL_TODAY = FRIDAY
    remind()
    return mailed("communications")


def mailed(name: str) -> str:
    body = next(sent for sent in mail.outbox if sent.to == [f"{name}@rotherham.example"]).body
    return re.search(r"http://127\.0\.0\.1:8000(/u/\S+/)", body)[1]


def link() -> SignedLink:
    return SignedLink.objects.get(message__address__startswith="communications@")


def actions() -> list[Action]:
    return list(link().actions.order_by("pk"))


def said(*told: Action, words: str = "All done.", status: str = "on_track") -> dict[str, str]:
    """A form filled in for some actions, as a browser sends it."""
    data = {}
    for action in told:
        newest = action.updates.first()
        data |= {
            f"a{action.pk}-status": status,
            f"a{action.pk}-words": words,
            f"a{action.pk}-last_seen": newest.pk if newest else 0,
        }
    return data


def uses() -> list[tuple[str, str]]:
    return list(LinkUse.objects.order_by("pk").values_list("what", "detail"))


def sentence(answer) -> str:
    return re.search(r'<p class="govuk-body-l">(.*?)</p>', answer.content.decode(), re.DOTALL)[1]


def test_it_opens_just_those_actions_without_a_password(where):
    page = Client().get(where).content.decode()
    assert WEB.replace("'", "&#x27;") in page
    assert page.count("<article") == len(actions()) == 2
    assert "An initial report to the Corporate Management Team" in page, "its last words"
    assert "For Communications officer alone, until 27\u00a0August\u00a02007" in page
    assert uses() == [("opened", "")]


def test_the_page_keeps_to_itself(where):
    answer = Client().get(where)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    page = answer.content.decode()
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "<script" not in page
    assert re.findall(r'(?:href|src|action)="(?:https?:)?//', page) == []
    links = re.findall(r'<a [^>]*href="(/[^"]*)"', page)
    assert [Client().get(link).status_code for link in links] == [200, 200], "nothing that needs signing in"
    assert "sessionid" not in answer.cookies


def test_what_is_saved_is_said_by_the_person_through_the_link(where):
    web, other = sorted(actions(), key=lambda action: action.title != WEB)
    answer = Client().post(where, said(web))
    assert (answer.status_code, answer["Location"]) == (302, where)
    update = web.updates.first()
    assert (update.words, update.by.email, update.through) == (
        "All done.",
        "communications@rotherham.example",
        Door.LINK,
    )
    assert web.history.latest("history_id").history_user == update.by
    assert not other.updates.filter(through=Door.LINK).exists()
    assert uses() == [("saved", "1\u00a0update")]


def test_what_is_updated_leaves_the_page_and_the_last_one_is_thanked_for(where):
    first, second = actions()
    browser = Client()
    page = browser.post(where, said(first), follow=True).content.decode()
    assert "1\u00a0update saved." in page
    assert page.count("<article") == 1
    done = browser.post(where, said(second))
    assert (done.status_code, "That was everything this link asked for" in sentence(done)) == (200, True)
    again = browser.get(where)
    assert again.status_code == 410
    assert sentence(again) == "Everything that this link asked for has been updated. Thank you. Sign in to say more."
    assert 'href="/sign-in/"' in again.content.decode()


def test_both_at_once(where):
    answer = Client().post(where, said(*actions()))
    assert sentence(answer).startswith("2\u00a0updates saved.")
    assert uses() == [("saved", "2\u00a0updates")]


def test_an_empty_form_saves_nothing_and_says_so(where):
    page = Client().post(where, {}, follow=True).content.decode()
    assert "Nothing was filled in, so nothing was saved." in page


def test_a_mistake_is_said_and_the_rest_is_saved(where):
    first, second = actions()
    answer = Client().post(where, said(first) | said(second, status="off_track", words=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1\u00a0update needs another look; 1 saved" in page
    assert page.count("<article") == 1
    assert first.updates.first().words == "All done."
    assert not second.updates.filter(through=Door.LINK).exists()


def test_two_who_say_something_at_once_are_both_kept(where, person):
    first = actions()[0]
    form = said(first, words="Mine.")
    theirs = record_update(action=first, by=person(), words="Theirs.")
    answer = Client().post(where, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    seen = int(re.search(rf'name="a{first.pk}-last_seen" value="(\d+)"', page)[1])
    assert seen == theirs.pk
    Client().post(where, form | {f"a{first.pk}-last_seen": seen})
    assert set(Update.objects.filter(action=first).values_list("words", flat=True)) >= {"Mine.", "Theirs."}


@pytest.mark.parametrize("all_at_once", [True, False])
def test_the_last_words_are_kept_though_others_have_said_or_done_all_that_was_asked(where, person, all_at_once):
    first, second = actions()
    form = said(first, words="Mine.") | (said(second, words="Mine too.") if all_at_once else {})
    close(first, by=person(), reason="Sold.")
    record_update(action=second, by=person(), words="Theirs.")
    answer = Client().post(where, form)
    page = answer.content.decode()
    assert answer.status_code == (409 if all_at_once else 422)
    assert "it takes no more updates" in page
    assert "Mine." in page
    assert ("Mine too." in page) == all_at_once
    assert not Update.objects.filter(through=Door.LINK).exists()


def test_what_is_sent_twice_is_saved_once_and_said_to_be(where):
    first, _ = actions()
    form = said(first)
    browser = Client()
    browser.post(where, form)
    page = browser.post(where, form, follow=True).content.decode()
    assert "1\u00a0update not saved: the action was updated through this link already" in page
    assert "Nothing was filled in" not in page
    assert Update.objects.filter(through=Door.LINK).count() == 1


# Refused


def test_after_72_hours_it_says_so_and_offers_sign_in(where, settings):
    settings.COUNCIL_TODAY = FRIDAY + timedelta(days=2)
    assert Client().get(where).status_code == 200
    settings.COUNCIL_TODAY = FRIDAY + timedelta(days=3)
    answer = Client().get(where)
    assert answer.status_code == 410
    assert sentence(answer).startswith("This link was good for 72 hours, until 27\u00a0August\u00a02007 at ")
    assert 'href="/sign-in/"' in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert uses()[-1][0] == "refused"
    assert Client().post(where, said(*actions())).status_code == 410
    assert not Update.objects.filter(through=Door.LINK).exists()


def test_a_link_that_was_never_sent_opens_nothing(where):
    held = link()
    held.expires_at = None
    held.save()
    assert Client().get(where).status_code == 410


@pytest.mark.parametrize("place", [0, 5, 21, 22, 23, 40, -1])
def test_one_letter_altered_it_opens_nothing(where, place):
    given = where.split("/")[2]
    place %= len(given)
    altered = f"{given[:place]}{'A' if given[place] != 'A' else 'B'}{given[place + 1 :]}"
    answer = Client().get(f"/u/{altered}/")
    assert answer.status_code == 403
    assert sentence(answer).startswith("This link is not whole, or was altered, so it opens nothing.")
    assert LinkUse.objects.count() == 0


@pytest.mark.parametrize("given", ["x", "1", "..", "a.b", "é", "%00", "x" * 3000])
def test_what_is_no_link_opens_nothing(where, given):
    assert Client().get(f"/u/{given}/").status_code == 403


def test_a_key_without_the_councils_signature_opens_nothing(where, settings):
    settings.SECRET_KEY = "another secret"
    from django.core.signing import Signer

    forged = Signer(key="another secret", salt="reminders.link", sep=".").sign(link().key)
    assert forged.partition(".")[0] == token(link()).partition(".")[0]
    assert Client().get(f"/u/{forged}/").status_code == 403


def test_somebody_else_who_is_signed_in_is_told_whose_it_is_not(where, as_):
    answer = as_("performance").get(where)
    assert answer.status_code == 403
    assert sentence(answer) == (
        "This link was made for somebody else, and you are signed in as Performance officer. "
        "Sign out to use it, or go on with your own work."
    )
    page = answer.content.decode()
    assert "Communications officer" not in page
    assert WEB not in page
    assert as_("performance").post(where, said(*actions())).status_code == 403
    assert not Update.objects.filter(through=Door.LINK).exists()


def test_the_person_may_be_signed_in(where, as_):
    assert as_("communications").get(where).status_code == 200


def test_it_signs_nobody_in(where):
    browser = Client()
    browser.get(where)
    browser.post(where, said(actions()[0]))
    assert browser.get("/actions/mine/").status_code == 302


def test_handed_over_in_mid_cycle_the_old_link_opens_nothing_and_the_new_holder_gets_one(where, person):
    held = PostHolder.objects.get(user__email__startswith="communications@")
    held.ends = FRIDAY - timedelta(days=1)
    held.save()
    successor = person(Role.OFFICER, email="new@rotherham.example")
    PostHolder.objects.create(post=held.post, user=successor, starts=FRIDAY)
    answer = Client().get(where)
    assert answer.status_code == 403
    assert sentence(answer).startswith("The posts that this link was made for are no longer yours")
    assert Client().post(where, said(*actions())).status_code == 403
    remind()
    page = Client().get(mailed("new")).content.decode()
    assert "An initial report to the Corporate Management Team" in page, "the history stays with the action"
    Client().post(mailed("new"), said(*actions()))
    assert {update.by for update in Update.objects.filter(through=Door.LINK)} == {successor}


def test_an_action_that_passes_to_another_post_is_gone_from_the_page(where):
    first, second = actions()
    first.lead = None
    first.save()
    first.contributors.clear()
    assert Client().get(where).content.decode().count("<article") == 1
    Client().post(where, said(first, second))
    assert not first.updates.filter(through=Door.LINK).exists()
    assert second.updates.filter(through=Door.LINK).exists()


def test_the_link_of_a_performance_officer_opens_only_what_their_posts_answer_for(where):
    before = mailed("performance")
    PostHolder.objects.filter(user__email__startswith="performance@").delete()
    assert Client().get(before).status_code == 403


def test_who_lost_the_role_can_say_nothing_through_the_link(where):
    User.objects.get(email__startswith="communications@").groups.clear()
    assert Client().get(where).status_code == 403


def test_a_closed_account_opens_nothing(where):
    someone = User.objects.get(email__startswith="communications@")
    someone.is_active = False
    someone.save()
    answer = Client().get(where)
    assert (answer.status_code, "is closed" in sentence(answer)) == (403, True)


def test_a_closed_action_is_asked_for_no_more(where):
    for action in actions():
        action.closed_on = FRIDAY
        action.save()
    assert Client().get(where).status_code == 410


def test_a_mail_scanner_that_looks_first_uses_nothing_up(where):
    assert Client().head(where).status_code == 200
    assert uses() == []
    assert Client().get(where).status_code == 200


def test_the_log_tells_networks_and_not_machines(where):
    Client().get(where, REMOTE_ADDR="192.0.2.77")
    assert LinkUse.objects.get().network == "192.0.2.0/24"
    assert network("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert network("") == network("unix") == ""


def test_a_refused_address_does_not_stand_in_the_log(where, as_, caplog):
    as_("performance").get(where)
    assert where.split("/")[2] not in caplog.text
