"""A date that could not be read for certain is settled by people, in its own row."""

import datetime as dt
import re

import pytest

from accounts.choices import Role
from actions.models import Action, Milestone
from actions.services import ClosedActionError, DatedError, ReachedError, SettledAlreadyError, close, settle_date
from core.dates import read

pytestmark = pytest.mark.django_db
PAGE = "/actions/dates/settle/"
READ_AS = dt.date(2007, 10, 31)


@pytest.fixture
def action(council, today) -> Action:
    return Action.objects.create(title="Process more invoices", status="on_track")


@pytest.fixture
def unread(action) -> Milestone:
    words = "after the review, by March 2008"
    return action.milestones.create(measure="97 %", date_as_written=words, needs_review=True)


@pytest.fixture
def uncertain(action) -> Milestone:
    words = "October-ish 2007"
    return action.milestones.create(date_as_written=words, due_on=READ_AS, first_due_on=READ_AS, needs_review=True)


@pytest.fixture
def team(signed_in):
    return signed_in(Role.PERFORMANCE)


def written(text: str):
    return read(text, written_on=dt.date(2007, 9, 10))


def settle(browser, row: Milestone, **sent):
    data = {f"d{row.pk}-{name}": value for name, value in sent.items()}
    return browser.post(f"{PAGE}{row.pk}/", data, follow=True)


def stands(row: Milestone) -> tuple:
    row.refresh_from_db()
    return row.needs_review, row.due_on, row.first_due_on, row.date_as_written


def test_a_date_that_is_given_is_the_first_one_and_the_words_stay(unread):
    assert settle_date(unread, written("Summer 2008")) == "due 31\u00a0August\u00a02008."
    day = dt.date(2008, 8, 31)
    assert stands(unread) == (False, day, day, "after the review, by March 2008")
    assert unread.precision == "season"


def test_that_there_is_none_is_settled_too(unread):
    assert settle_date(unread, None) == "no date, so it is never overdue."
    assert stands(unread)[:3] == (False, None, None)


def test_a_reading_is_confirmed_and_not_moved(uncertain):
    with pytest.raises(DatedError):
        settle_date(uncertain, written("Summer 2008"))
    assert settle_date(uncertain, None) == "due 31\u00a0October\u00a02007."
    assert stands(uncertain)[:3] == (False, READ_AS, READ_AS)


def test_what_is_settled_reached_or_closed_is_not_settled_again(unread, uncertain, action, person):
    settle_date(unread, None)
    with pytest.raises(SettledAlreadyError):
        settle_date(unread, written("Summer 2008"))
    assert stands(unread)[1] is None
    uncertain.completed_on = READ_AS
    uncertain.save()
    with pytest.raises(ReachedError):
        settle_date(uncertain, None)
    close(action, by=None, reason="Done with.")
    with pytest.raises(ClosedActionError):
        settle_date(uncertain, None)


def test_those_of_open_milestones_of_open_actions_wait(unread, uncertain, action):
    action.milestones.create(measure="Reached", needs_review=True, completed_on=READ_AS)
    closed = Action.objects.create(title="Closed", closed_on=READ_AS)
    closed.milestones.create(measure="Of a closed one", needs_review=True)
    action.milestones.create(measure="Certain")
    assert set(Milestone.objects.to_settle()) == {unread, uncertain}


def test_the_page_suggests_what_the_words_say_and_settles_each_in_its_row(team, unread, uncertain):
    page = team.get(PAGE).content.decode()
    assert "after the review, by March 2008" in page
    assert f'name="d{unread.pk}-due" value="after the review, by March 2008"' in page
    assert "Yes, 31\u00a0October\u00a02007" in page
    wrong = settle(team, unread, settled="day", due="soonish")
    assert wrong.status_code == 422
    assert "No date can be read from “soonish”." in wrong.content.decode()
    assert "has passed. Is it meant?" in settle(team, unread, settled="day", due="March 2007").content.decode()
    assert "Say when it is due" in settle(team, unread, settled="day", due="").content.decode()
    assert stands(unread)[0] is True
    said = settle(team, unread, settled="day", due="March 2008").content.decode()
    assert "Process more invoices: due 31\u00a0March\u00a02008." in said
    settle(team, uncertain, settled="as_read")
    assert [stands(row)[:2] for row in (unread, uncertain)] == [(False, dt.date(2008, 3, 31)), (False, READ_AS)]
    assert "Every date is settled." in team.get(PAGE).content.decode()


def test_the_second_of_two_is_told_and_keeps_their_words(team, unread):
    seen = {"opened_version": unread.version}
    settle(team, unread, settled="never", **seen)
    late = settle(team, unread, settled="day", due="June 2008", **seen)
    assert late.status_code == 409
    assert "Somebody else has settled this date meanwhile: it is without a date." in late.content.decode()
    assert 'value="June 2008"' in late.content.decode()
    assert stands(unread)[1] is None


def test_what_is_sent_without_a_choice_leads_to_the_choice(team, unread):
    page = team.post(f"/actions/dates/settle/{unread.pk}/", {}).content.decode()
    [place] = re.findall(r'<a href="#([^"]+)">Choose what the date means\.</a>', page)
    assert page.count(f'id="{place}"') == 1
