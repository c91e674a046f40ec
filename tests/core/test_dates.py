from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import Precision, Recurrence, months_later, next_occurrence, read
from tests import reference

WRITTEN_ON = {"Rotherham": date(2007, 8, 6), "Rochford": date(2008, 11, 1)}
WHOLE = {"revised", "period", "to be confirmed + year", "recurring + start", "dated + recurring", "dated + ongoing"}
PLAN = date(2007, 8, 6)


def due(text: str) -> date | None:
    return read(text, written_on=PLAN).due


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Feb 09", date(2009, 2, 28)),
        ("Jan/Feb 09", date(2009, 2, 28)),
        ("Feb/ March 09", date(2009, 3, 31)),
        ("Sept 2007", date(2007, 9, 30)),
        ("by the end of March 2008", date(2008, 3, 31)),
        ("Spring 2008", date(2008, 5, 31)),
        ("Summer 2007", date(2007, 8, 31)),
        ("Autumn 2007", date(2007, 11, 30)),
        ("Winter 2007", date(2008, 2, 29)),
        ("Quarter 1 2007/08", date(2007, 6, 30)),
        ("Q4 2007/08", date(2008, 3, 31)),
        ("half 1 of 2007/08", date(2007, 9, 30)),
        ("2010", date(2010, 12, 31)),
        ("2009/10", date(2010, 3, 31)),
        ("7 th September 2007", date(2007, 9, 7)),
        ("31st of December, 2007", date(2007, 12, 31)),
        ("28/09/07", date(2007, 9, 28)),
        ("29 February 2008", date(2008, 2, 29)),
        ("TBC", None),
        ("Ongoing", None),
        ("As per white paper implementation plan", None),
    ],
)
def test_a_due_date_is_the_last_day_of_what_the_text_says(text, day):
    assert due(text) == day


def test_a_recurring_month_is_first_due_on_or_after_the_day_of_the_plan():
    assert read("December annually", written_on=PLAN).due == date(2007, 12, 31)
    assert read("June Annually", written_on=PLAN).due == date(2008, 6, 30)
    assert read("June Annually", written_on=PLAN).recurrence == Recurrence.YEARLY


def test_a_recurring_month_with_a_start_is_first_due_after_the_start():
    assert read("July annually commencing Q1 2007/08", written_on=PLAN).due == date(2007, 7, 31)


def test_a_dated_month_that_recurs_keeps_its_own_first_date():
    october = read("October 2007 and every 12 months", written_on=PLAN)
    assert (october.due, october.recurrence) == (date(2007, 10, 31), Recurrence.YEARLY)


def test_a_revised_date_keeps_the_original():
    revised = read("July 2007 (revise to October 2007)", written_on=PLAN)
    assert (revised.first_due, revised.due, revised.revised) == (date(2007, 7, 31), date(2007, 10, 31), True)


def test_something_without_end_has_a_first_date_and_no_due_date():
    onwards = read("June 2007 onwards", written_on=PLAN)
    assert (onwards.first_due, onwards.due, onwards.revised) == (date(2007, 6, 30), None, False)


@pytest.mark.parametrize(
    "text",
    [
        "end 2007",
        "To commence 2008 – 2011",
        "TBC for implementation in 2009",
        "April May 2009",
        "when funds allow",
        "31/02/08",
    ],
)
def test_what_is_not_certain_is_marked_for_somebody_to_look(text):
    assert read(text, written_on=PLAN).doubtful


@pytest.mark.parametrize("text", ["March 2008", "Ongoing", "TBC", "Quarterly reports", "Summer 2007", "2010", ""])
def test_what_is_plain_is_not_marked(text):
    assert not read(text, written_on=PLAN).doubtful


def test_a_season_is_known_as_one():
    assert read("Summer 2007", written_on=PLAN).precision == Precision.SEASON


def test_every_text_of_the_two_papers_is_read_as_the_reference_has_it():
    wrong = []
    for row in reference.rows("paper_date_texts.csv"):
        plan = row["plan"].split()[0]
        parts = [part.strip() for part in row["parts"].split("|") if part.strip()]
        if row["kind"] in WHOLE:
            parts = [row["text"]]
        dates = [read(part, written_on=WRITTEN_ON[plan]) for part in parts]
        first = min((str(d.first_due) for d in dates if d.first_due), default="")
        last = max((str(d.due) for d in dates if d.due), default="")
        wants_first, wants_last = row["first_due_month_end"], row["last_due_month_end"]
        if wants_first and first != wants_first and row["kind"] != "period":
            wrong.append((row["text"], "first", first, wants_first))
        if wants_last and last != wants_last:
            wrong.append((row["text"], "last", last, wants_last))
    assert wrong == []


@given(st.text(max_size=60))
def test_no_text_raises_and_the_text_is_kept(text):
    found = read(text, written_on=PLAN)
    assert found.text == " ".join(text.split())


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.sampled_from([r for r in Recurrence if r]), st.integers(0, 4000)
)
def test_the_next_occurrence_is_the_first_that_is_not_before_the_day(first, recurrence, later):
    on = date.fromordinal(first.toordinal() + later)
    occurrence = next_occurrence(first, recurrence, on)
    assert occurrence >= on
    assert occurrence == first or months_later(occurrence, -recurrence.months) < on or occurrence.day != first.day


def test_the_end_of_a_month_stays_the_end():
    assert months_later(date(2008, 2, 29), 12) == date(2009, 2, 28)
    assert months_later(date(2007, 11, 30), 3) == date(2008, 2, 29)
