"""The list of all actions as it stood on a past day: ?on=2007-07-31."""

import datetime as dt

import pytest

from accounts.choices import Role
from actions.models import Action, start_of
from actions.services import close, record_update, reopen, request_date
from organisation.models import Council, Post

pytestmark = pytest.mark.django_db
DUE = dt.date(2007, 7, 31)


def at(day: int, month: int = 8) -> dt.datetime:
    return start_of(dt.date(2007, month, day)) + dt.timedelta(hours=12)


@pytest.fixture
def reader(signed_in, council, today):
    return signed_in(Role.VIEWER)


@pytest.fixture
def action(council, person, today) -> Action:
    """Due in July; said to be on track on 1 July, given a later date on 10 August, closed on 1 September."""
    action = Action.objects.create(title="Process invoices", lead=Post.objects.create(title="Head of Finance"))
    step = action.milestones.create(measure="97 %", due_on=DUE, first_due_on=DUE)
    record_update(action=action, by=None, status="on_track", words="Begun.", at=at(1, 7))
    officer = person(Role.OFFICER)
    request_date(step, dt.date(2008, 3, 31), reason="x", by=officer, approval="nobody", at=at(10))
    record_update(action=action, by=None, status="slipped", words="Late.", forecast_on=dt.date(2008, 2, 1), at=at(20))
    close(action, by=None, reason="Sold.", at=at(1, 9))
    return action


def rows(browser, on: str, more: str = "") -> list[dict]:
    return browser.get(f"/actions/?on={on}{more}&_export=json").json()


@pytest.mark.parametrize(
    ("on", "due", "rating", "words", "forecast"),
    [
        ("2007-07-15", "2007-07-31", "On track", "Begun.", None),
        ("2007-08-05", "2007-07-31", "Overdue", "Begun.", None),
        ("2007-08-15", "2008-03-31", "Re-dated", "Begun.", None),
        ("2007-08-31", "2008-03-31", "Slipped", "Late.", "2008-02-01"),
    ],
)
def test_a_day_shows_what_was_known_at_its_end(reader, action, on, due, rating, words, forecast):
    (row,) = rows(reader, on)
    assert (row["Due"], row["Rating"], row["Latest update"], row["Forecast"]) == (due, rating, words, forecast)
    assert row["Closed"] is None
    page = reader.get(f"/actions/?on={on}").content.decode()
    assert "as it stood at the end of" in page
    assert rating in page


def test_filters_ask_about_that_day(reader, action):
    assert rows(reader, "2007-08-05", "&due=overdue")
    assert not rows(reader, "2007-08-15", "&due=overdue")
    assert rows(reader, "2007-08-31")
    assert not rows(reader, "2007-09-02")
    assert rows(reader, "2007-09-02", "&closed=closed")[0]["Closed"] == "2007-09-01"
    assert rows(reader, "2007-08-05", "&by=directorate")


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("2007-09-11", "11\u00a0September\u00a02007 has not come yet."),
        ("0001-01-01", "is too long ago. Choose a day from 1900 on."),
        ("0001-01-01&updated=no", "is too long ago. Choose a day from 1900 on."),
        ("soon", "That is not a date."),
    ],
)
def test_a_day_that_cannot_be_looked_back_at_is_said(reader, action, on, sentence):
    assert sentence in reader.get(f"/actions/?on={on}").content.decode()


def test_what_was_closed_opened_again_and_closed_tells_the_closing_of_that_time(reader, action):
    reopen(action, by=None, reason="Bought back.", at=at(5, 9))
    assert rows(reader, "2007-09-04", "&closed=closed")[0]["Closed"] == "2007-09-01"
    close(action, by=None, reason="Sold again.", at=at(8, 9))
    assert rows(reader, "2007-09-04", "&closed=closed")[0]["Closed"] == "2007-09-01"
    assert rows(reader, "2007-09-09", "&closed=closed")[0]["Closed"] == "2007-09-08"


def test_the_calendar_and_the_line_of_time_show_the_present_and_a_past_day_is_a_list(reader, action):
    answer = reader.get("/actions/?on=2007-08-05&view=calendar&month=2007-08&rating=red", follow=True)
    assert answer.redirect_chain == [("/actions/?on=2007-08-05&rating=red", 302)]
    page = answer.content.decode()
    assert "The calendar shows what is known today. A past day is shown as a list." in page
    assert "Process invoices" in page


def test_the_page_and_the_function_agree_on_the_papers_plan(rotherham, as_):
    viewer = as_("viewer")
    for action in Action.objects.overdue(rotherham):
        record_update(action=action, by=None, status="complete", at=at(10, 9))
    assert len(rows(viewer, "2007-09-09", "&due=overdue")) == 8
    assert len(rows(viewer, "2007-09-10", "&due=overdue")) == 0
    council = Council.objects.get()
    council.seasons_fall_due = True
    council.save()
    assert len(rows(viewer, "2007-09-09", "&due=overdue")) == 10
    council.seasons_fall_due = False
    council.save()
    known = Action.objects.overdue(dt.date(2007, 9, 9), as_at=True).open_then()
    assert {row["Action"] for row in rows(viewer, "2007-09-09", "&due=overdue")} == set(
        known.values_list("title", flat=True)
    )
