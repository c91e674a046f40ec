import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.calendar import MOST_MEETINGS, UsualDay, clash, clash_sentence, days_of_cycle, next_working_day
from organisation.bank_holidays import bank_holidays

ENGLAND = bank_holidays("unitary")
usual_days = st.builds(UsualDay, st.integers(1, 5), st.integers(0, 6))
days = st.dates(date(1974, 4, 1), date(2060, 12, 31))


def test_the_board_of_rotherham_met_on_second_mondays_every_other_month():
    assert days_of_cycle(UsualDay(2, 0), date(2007, 3, 1), months=2, number=4) == [
        date(2007, 3, 12),
        date(2007, 5, 14),
        date(2007, 7, 9),
        date(2007, 9, 10),
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2007, 9, 10), "second Monday"), (date(2007, 9, 29), "last Saturday"), (date(2007, 9, 28), "fourth Friday")],
)
def test_a_day_is_an_example_of_a_usual_day(day, words):
    assert str(UsualDay.of_day(day)) == words


def test_a_first_day_after_the_usual_one_begins_with_the_month_that_follows():
    assert days_of_cycle(UsualDay(2, 0), date(2007, 9, 11), months=1, number=1) == [date(2007, 10, 8)]


@given(usual_days, days, st.integers(1, 12), st.integers(1, 24))
def test_days_follow_one_another_on_the_same_weekday(usual, start, months, number):
    found = days_of_cycle(usual, start, months=months, number=number)
    assert len(found) == number
    assert found[0] >= start
    assert found == sorted(set(found))
    assert {day.weekday() for day in found} == {usual.weekday}
    at = [day.year * 12 + day.month for day in found]
    assert [later - earlier for earlier, later in itertools.pairwise(at)] == [months] * (number - 1)


@given(days)
def test_a_day_lies_on_the_usual_day_that_it_is_an_example_of(day):
    assert UsualDay.of_day(day).of(day.year, day.month) == day


def test_clashes_are_named_and_the_next_working_day_is_proposed():
    boxing = date(2026, 12, 28)
    assert clash(date(2026, 12, 29), ENGLAND) == ""
    assert clash_sentence(boxing, ENGLAND).replace("\u00a0", " ") == (
        "Monday 28 December 2026 is a bank holiday (Boxing Day)."
    )
    assert clash(date(2026, 12, 26), ENGLAND) == "is a Saturday and a bank holiday (Boxing Day)"
    assert next_working_day(date(2026, 12, 25), ENGLAND) == date(2026, 12, 29)
    assert next_working_day(date(2026, 12, 30), ENGLAND) == date(2026, 12, 30)


def test_the_place_of_a_usual_day_has_its_word():
    assert [str(UsualDay(place, 3)) for place in range(1, 6)] == [
        "first Thursday",
        "second Thursday",
        "third Thursday",
        "fourth Thursday",
        "last Thursday",
    ]


def test_a_first_day_that_is_the_usual_one_is_the_first_of_the_cycle():
    assert days_of_cycle(UsualDay(2, 0), date(2007, 9, 10), months=1, number=1) == [date(2007, 9, 10)]


def test_as_many_meetings_are_planned_at_once_as_five_years_have_months():
    assert MOST_MEETINGS == 5 * 12


def test_a_working_day_clashes_with_nothing_and_after_a_sunday_comes_monday():
    friday, sunday = date(2007, 9, 7), date(2007, 9, 9)
    assert (clash(friday, ENGLAND), clash_sentence(friday, ENGLAND)) == ("", "")
    assert clash(sunday, ENGLAND) == "is a Sunday"
    assert next_working_day(sunday, ENGLAND) == date(2007, 9, 10)
