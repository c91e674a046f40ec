import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.clear_days import Tone, clock, is_working_day, publish_by, working_days_between
from organisation.bank_holidays import bank_holidays

ENGLAND = bank_holidays("unitary")
SCOTLAND = bank_holidays("scottish")

days = st.dates(date(1974, 4, 1), date(2060, 12, 31))
clear_days = st.integers(0, 12)
holidays = st.frozensets(st.dates(date(2007, 1, 1), date(2007, 12, 31)), max_size=60)


@pytest.mark.parametrize(
    ("meeting", "deadline"),
    [
        (date(2007, 9, 10), date(2007, 8, 31)),
        (date(2007, 5, 14), date(2007, 5, 3)),
        (date(2007, 3, 12), date(2007, 3, 2)),
        (date(2019, 4, 23), date(2019, 4, 11)),
        (date(2019, 4, 25), date(2019, 4, 15)),
        (date(2019, 4, 30), date(2019, 4, 18)),
        (date(2019, 5, 2), date(2019, 4, 24)),
    ],
)
def test_the_seven_publish_by_dates(meeting, deadline):
    assert publish_by(meeting, 5, ENGLAND) == deadline


def test_wales_has_three_clear_days_and_scotland_its_own_holidays():
    assert publish_by(date(2026, 9, 16), 3, ENGLAND) == date(2026, 9, 10)
    assert publish_by(date(2026, 8, 5), 3, SCOTLAND) == date(2026, 7, 29)
    assert publish_by(date(2026, 8, 5), 3, ENGLAND) == date(2026, 7, 30)


def test_no_clear_day_at_all_still_wants_a_working_day_before():
    assert publish_by(date(2007, 9, 10), 0, ENGLAND) == date(2007, 9, 7)
    with pytest.raises(ValueError, match=r"^Clear days are counted from none upwards\.$"):
        publish_by(date(2007, 9, 10), -1, ENGLAND)


@given(days, clear_days)
def test_the_deadline_is_a_working_day_with_exactly_so_many_between(meeting, wanted):
    deadline = publish_by(meeting, wanted, ENGLAND)
    assert deadline < meeting
    assert deadline.weekday() < 5
    assert deadline not in ENGLAND
    assert working_days_between(deadline, meeting, ENGLAND) == wanted


@given(days, clear_days)
def test_no_later_day_would_do(meeting, wanted):
    deadline = publish_by(meeting, wanted, ENGLAND)
    later = (deadline + timedelta(days=n) for n in range(1, (meeting - deadline).days))
    assert all(
        working_days_between(day, meeting, ENGLAND) < wanted or not is_working_day(day, ENGLAND) for day in later
    )


@given(st.dates(date(2007, 1, 1), date(2007, 12, 31)), st.integers(0, 60), clear_days, holidays)
def test_a_later_meeting_never_has_an_earlier_deadline(meeting, later, wanted, closed):
    assert publish_by(meeting, wanted, closed) <= publish_by(meeting + timedelta(days=later), wanted, closed)


@given(st.dates(date(2007, 1, 1), date(2007, 12, 31)), st.integers(1, 12), holidays)
def test_more_clear_days_want_an_earlier_deadline(meeting, wanted, closed):
    assert publish_by(meeting, wanted, closed) < publish_by(meeting, wanted - 1, closed)


SEPTEMBER = date(2007, 8, 31)


@pytest.mark.parametrize(
    ("on", "tone", "sentence"),
    [
        (date(2007, 8, 24), Tone.QUIET, "Publish by Friday 31 August 2007: 4 working days left."),
        (date(2007, 8, 27), Tone.QUIET, "Publish by Friday 31 August 2007: 4 working days left."),
        (date(2007, 8, 28), Tone.WARNING, "Publish by Friday 31 August 2007: 3 working days left."),
        (date(2007, 8, 30), Tone.WARNING, "Publish by Friday 31 August 2007: 1 working day left."),
        (date(2007, 8, 31), Tone.WARNING, "Publish by Friday 31 August 2007: today is the last day."),
        (
            date(2007, 9, 1),
            Tone.LATE,
            "The deadline passed with the last working day: the agenda was to be published by Friday 31 August 2007.",
        ),
        (
            date(2007, 9, 5),
            Tone.LATE,
            "The deadline passed 3 working days ago: the agenda was to be published by Friday 31 August 2007.",
        ),
    ],
)
def test_the_clock_counts_down(on, tone, sentence):
    told = clock(SEPTEMBER, None, on, ENGLAND)
    assert (told.tone, told.sentence.replace("\u00a0", " ")) == (tone, sentence)


def test_the_clock_says_how_it_went():
    in_time = clock(SEPTEMBER, date(2007, 8, 30), date(2007, 9, 5), ENGLAND)
    late = clock(SEPTEMBER, date(2007, 9, 4), date(2007, 9, 5), ENGLAND)
    assert (in_time.tone, late.tone) == (Tone.DONE, Tone.LATE)
    assert in_time.sentence.replace("\u00a0", " ") == "The agenda was published on Thursday 30 August 2007, in time."
    assert "Tuesday 4 September 2007" in late.sentence.replace("\u00a0", " ")
    assert "too few clear days" in late.sentence


def test_bank_holidays_know_the_year_that_they_are_asked_of():
    assert ENGLAND[date(2007, 8, 27)] == "Late Summer Bank Holiday"
    assert ENGLAND[date(2026, 12, 28)] == "Boxing Day"
    assert date(2011, 4, 29) in ENGLAND
    assert date(2007, 8, 28) not in ENGLAND
    assert date(2026, 1, 2) in SCOTLAND
    assert date(2026, 1, 2) not in ENGLAND
    with pytest.raises(TypeError):
        list(ENGLAND)


def test_nothing_is_loaded_until_somebody_asks():
    loaded = "import sys, meetings.rules.clear_days, organisation.bank_holidays; print('holidays' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "False\n"
    )


def test_on_the_deadline_itself_is_in_time():
    assert clock(SEPTEMBER, SEPTEMBER, date(2007, 9, 5), ENGLAND).tone == Tone.DONE


def test_what_was_published_late_says_by_when_it_should_have_been():
    assert clock(SEPTEMBER, date(2007, 9, 4), date(2007, 9, 5), ENGLAND).sentence.replace("\u00a0", " ") == (
        "The agenda was published on Tuesday 4 September 2007. "
        "The deadline was Friday 31 August 2007: too few clear days."
    )
