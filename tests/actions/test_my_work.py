"""My work: what is asked of a person, and saying something of it."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.test import Client

from accounts.choices import Role
from actions.forms import UpdateForm, blank_fields
from actions.models import Action, Update
from actions.services import close, record_update, reopen
from core.periods import Period
from indicators.models import Indicator, IndicatorSet, Measurement
from indicators.services import judge
from organisation.models import Post, PostHolder
from organisation.services import reporting_period

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WORK = "/actions/mine/"


@pytest.fixture
def head(council, today) -> Post:
    return Post.objects.create(title="Head of Finance")


@pytest.fixture
def officer(signed_in, head):
    return signed_in(Role.OFFICER, holds=head)


def led(head: Post, title: str, due: dt.date | None = None, **fields) -> Action:
    action = Action.objects.create(title=title, lead=head, **fields)
    action.milestones.create(measure=f"{title} done", due_on=due, first_due_on=due)
    return action


def said(action: Action, seen: int = 0, **fields) -> dict[str, str]:
    return {f"a{action.pk}-{name}": value for name, value in {"last_seen": seen, **fields}.items()}


def groups(page) -> dict[str, list[str]]:
    return {group.heading: [card.line.title for card in group.cards] for group in page.context["groups"]}


@pytest.mark.parametrize("measures", [(), ("One",), ("<b>{0}</b> & {{ so }} on", "}{", 'Agree "it"')])
def test_the_fields_of_a_blank_card_are_those_that_its_form_draws(measures, head):
    action = Action.objects.create(title="Recycle more", lead=head)
    for measure in measures:
        action.milestones.create(measure=measure, date_as_written="{1} March", due_on=None)
    action.milestones.create(measure="Reached", completed_on=dt.date(2007, 8, 1))
    form = UpdateForm(action=action, last_seen=7, prefix=f"a{action.pk}")
    drawn = render_to_string("actions/parts/update_fields.html", {"form": form, "compact": True})
    assert blank_fields(action, last_seen=7) == drawn


def test_what_needs_a_word_comes_first_then_overdue_then_soon_then_the_rest(officer, head):
    for title, due in (
        ("Late", dt.date(2007, 8, 31)),
        ("Soon", dt.date(2007, 9, 30)),
        ("Far", dt.date(2008, 9, 30)),
        ("Undated", None),
        ("Done", dt.date(2007, 9, 1)),
    ):
        status = "complete" if title == "Done" else "on_track"
        record_update(action=led(head, title, due), by=None, status=status)
    led(head, "Silent", dt.date(2007, 12, 31))
    close(led(head, "Closed"), by=None, reason="Given up.")
    page = officer.get(WORK)
    assert groups(page) == {
        "Needs an update this cycle": ["Silent"],
        "Overdue": ["Late"],
        "Due soon": ["Soon"],
        "The rest": ["Far", "Undated"],
    }
    assert "Complete (1)" in page.content.decode()
    assert (page.context["updated"], page.context["total"]) == (4, 5)


def test_all_that_were_filled_in_are_saved_at_once_and_empty_ones_left(officer, head):
    first, second, third = (led(head, title) for title in "ABC")
    sent = said(first, status="on_track") | said(second, words="Late.", status="slipped") | said(third)
    page = officer.post(WORK, sent, follow=True).content.decode()
    assert "2\u00a0updates saved." in page
    assert dict(Update.objects.values_list("action__title", "status")) == {"A": "on_track", "B": "slipped"}


def test_one_is_saved_by_its_own_button_and_the_others_keep_what_is_written(officer, head):
    first, second = led(head, "A"), led(head, "B")
    bad = said(first, status="off_track") | said(second, words="Half a sen")
    page = officer.post(WORK, bad | {"only": first.pk})
    assert page.status_code == 422
    assert "Half a sen" in page.content.decode()
    assert [card.line.title for card in page.context["problems"]] == ["A"]
    assert Update.objects.count() == 0
    officer.post(WORK, bad | {"only": second.pk})
    assert Update.objects.get().action == second


def test_what_is_sound_is_saved_and_what_is_not_stays_with_its_words(officer, head):
    sound, doubtful = led(head, "Sound"), led(head, "Doubtful")
    page = officer.post(WORK, said(sound, status="on_track") | said(doubtful, status="off_track", words="Broken."))
    html = page.content.decode()
    assert page.status_code == 422
    assert "1\u00a0update saved." in html
    assert "1\u00a0update needs another look" in html
    assert "Broken." in html
    assert Update.objects.get().action == sound


def test_of_two_who_write_at_once_both_keep_their_words(officer, head):
    action = led(head, "A")
    theirs = record_update(action=action, by=None, words="Theirs.")
    page = officer.post(WORK, said(action, words="Mine."))
    html = page.content.decode()
    assert page.status_code == 409
    assert "Theirs." in html
    assert "Mine." in html
    assert f'value="{theirs.pk}"' in html
    officer.post(WORK, said(action, seen=theirs.pk, words="Mine."))
    assert [update.words for update in action.updates.all()] == ["Mine.", "Theirs."]


def test_words_on_an_action_that_was_closed_meanwhile_stay_on_the_page(officer, head):
    action = led(head, "A")
    form = said(action, words="Mine.")
    close(action, by=None, reason="Given up.")
    page = officer.post(WORK, form)
    html = page.content.decode()
    assert page.status_code == 422
    assert "This action was closed on 10\u00a0September\u00a02007; it takes no more updates." in html
    assert "Mine." in html
    assert Update.objects.filter(words="Mine.").count() == 0
    assert groups(officer.get(WORK)) == {}


def test_words_on_an_action_that_somebody_completed_meanwhile_stay_on_the_page(officer, head):
    action = led(head, "A")
    theirs = record_update(action=action, by=None, status="complete", words="Theirs.")
    page = officer.post(WORK, said(action, words="Mine."))
    assert (page.status_code, groups(page)) == (409, {"The rest": ["A"]})
    assert "Mine." in page.content.decode()
    assert "Complete (1)" not in page.content.decode()
    officer.post(WORK, said(action, seen=theirs.pk, words="Mine."))
    assert action.updates.first().words == "Mine."


def test_an_action_that_was_closed_and_opened_again_takes_the_next_words(officer, head):
    action = led(head, "A")
    first = record_update(action=action, by=None, words="Begun.")
    close(action, by=None, reason="Given up.")
    reopen(action, by=None, reason="Taken up again.")
    assert f'name="a{action.pk}-last_seen" value="{first.pk}"' in officer.get(WORK).content.decode()
    assert officer.post(WORK, said(action, seen=first.pk, words="Going on.")).status_code == 302
    assert action.updates.first().words == "Going on."


def test_nothing_filled_in_is_said_to_be_nothing(officer, head):
    page = officer.post(WORK, said(led(head, "A")), follow=True).content.decode()
    assert "Nothing was filled in, so nothing was saved." in page


def test_nobody_saves_what_another_post_leads(officer):
    other = Action.objects.create(title="Theirs", lead=Post.objects.create(title="Another"))
    answer = officer.post(WORK, said(other, words="Mine.", status="green"))
    page = answer.content.decode()
    assert (answer.status_code, Update.objects.count()) == (409, 0)
    assert "1\u00a0update could not be saved: the action has passed to another post." in page
    assert 'value="Mine." readonly' in page
    assert "Theirs" not in page
    assert "Nothing was filled in" not in page


def test_a_post_handed_over_passes_its_list_on_and_keeps_its_history(person, head):
    before, after = person(Role.OFFICER, holds=head), person(Role.OFFICER)
    action = led(head, "Handed over")
    record_update(action=action, by=before, words="Half done.")
    PostHolder.objects.filter(user=before).update(ends=dt.date(2007, 9, 9))
    PostHolder.objects.create(post=head, user=after, starts=dt.date(2007, 9, 10))
    mine, theirs = Client(), Client()
    mine.force_login(after)
    theirs.force_login(before)
    page = mine.get(WORK)
    assert [card.line.last_words for group in page.context["groups"] for card in group.cards] == ["Half done."]
    assert theirs.get(WORK).context["groups"] == []
    theirs.post(WORK, said(action, words="Still mine?"))
    mine.post(WORK, said(action, seen=action.updates.get().pk, words="Taken over."))
    assert [(update.words, update.by) for update in action.updates.all()] == [
        ("Taken over.", after),
        ("Half done.", before),
    ]


def test_a_stranger_who_posts_is_asked_to_sign_in(client, head):
    answer = client.post("/", said(led(head, "A"), words="Mine."))
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/")


def test_figures_that_are_awaited_stand_beside_the_actions(officer, head):
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    quarterly = Indicator.objects.create(set=bvpi, ref="BV8", title="Invoices", owner=head, frequency="quarterly")
    yearly = Indicator.objects.create(set=bvpi, ref="BV9", title="Council tax", owner=head)
    Indicator.objects.create(set=bvpi, ref="BV10", title="Never measured", owner=head)
    for indicator, period in ((quarterly, "2006/07 Q4"), (yearly, "2006/07")):
        Measurement.objects.create(indicator=indicator, period=reporting_period(Period.parse(period)), actual=1)
    judge()
    page = officer.get(WORK)
    assert [(figure.ref, figure.period, figure.late) for figure in page.context["figures"]] == [
        ("BV8", "2007/08 Q1", 30)
    ]
    assert "awaited since 11\u00a0August\u00a02007, 30\u00a0days" in page.content.decode()
    Measurement.objects.create(
        indicator=quarterly, period=reporting_period(Period.parse("2007/08 Q1")), actual=None, state="not_applicable"
    )
    assert officer.get(WORK).context["figures"] == []
