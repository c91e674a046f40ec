from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import MONTHS_IN, Period, PeriodError, PeriodKind

kinds = st.sampled_from(list(PeriodKind))
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


@st.composite
def periods(draw):
    kind = draw(kinds)
    return Period(kind, draw(st.integers(1990, 2060)), draw(st.integers(1, 12 // MONTHS_IN[kind])))


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2006/07", date(2006, 4, 1), date(2007, 3, 31)),
        ("2007/2008", date(2007, 4, 1), date(2008, 3, 31)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        ("2007/08 H2", date(2007, 10, 1), date(2008, 3, 31)),
        ("2007/08 Q1", date(2007, 4, 1), date(2007, 6, 30)),
        ("2007/08 Q4", date(2008, 1, 1), date(2008, 3, 31)),
        ("2007/08 M03", date(2007, 6, 1), date(2007, 6, 30)),
        ("2007/08 M03 (June)", date(2007, 6, 1), date(2007, 6, 30)),
        ("2007/08 M11", date(2008, 2, 1), date(2008, 2, 29)),
        ("2008/09 M11", date(2009, 2, 1), date(2009, 2, 28)),
        ("2006", date(2006, 1, 1), date(2006, 12, 31)),
        ("2006/07 academic", date(2006, 9, 1), date(2007, 8, 31)),
    ],
)
def test_a_period_begins_and_ends_on_its_days(text, starts, ends):
    period = Period.parse(text)
    assert (period.starts, period.ends) == (starts, ends)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2007, 3, 31), "2006/07"),
        (date(2007, 4, 1), "2007/08"),
        (date(2008, 2, 29), "2007/08"),
        (date(2008, 3, 31), "2007/08"),
        (date(2008, 4, 1), "2008/09"),
    ],
)
def test_the_financial_year_turns_between_31_march_and_1_april(day, year):
    assert str(Period.containing(day)) == year


@pytest.mark.parametrize(
    ("day", "quarter", "month"),
    [
        (date(2007, 3, 31), "2006/07 Q4", "2006/07 M12 (March)"),
        (date(2007, 4, 1), "2007/08 Q1", "2007/08 M01 (April)"),
        (date(2008, 2, 29), "2007/08 Q4", "2007/08 M11 (February)"),
    ],
)
def test_quarters_and_months_count_from_april(day, quarter, month):
    assert str(Period.containing(day, PeriodKind.QUARTER)) == quarter
    assert str(Period.containing(day, PeriodKind.MONTH)) == month


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2006/08", "the year after 2006 is 07, so write 2006/07"),
        ("06/07", "is not a period. Write a financial year as 2006/07"),
        ("summer", "is not a period"),
        ("2007/08 Q5", "There is no quarter 5 in a year"),
        ("2007/08 M13", "There is no month 13 in a year"),
        ("", "is not a period"),
    ],
)
def test_what_is_no_period_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(PeriodError, match=sentence):
        Period.parse(text)


def test_the_like_period_is_the_same_part_a_year_earlier():
    assert str(Period.parse("2007/08 Q1").like_period) == "2006/07 Q1"


def test_the_previous_period_of_a_first_quarter_is_the_last_of_the_year_before():
    assert str(Period.parse("2007/08 Q1").previous) == "2006/07 Q4"


def test_a_part_knows_its_whole_year_and_a_calendar_year_stays_itself():
    assert str(Period.parse("2007/08 M03").whole_year) == "2007/08"
    assert str(Period.parse("2006").whole_year) == "2006"


@pytest.mark.parametrize(
    ("kind", "number", "text"),
    [
        (PeriodKind.QUARTER, 1, "1\u00a0quarter"),
        (PeriodKind.QUARTER, 14, "14\u00a0quarters"),
        (PeriodKind.HALF, 2, "2\u00a0halves"),
        (PeriodKind.YEAR, 3, "3\u00a0years"),
        (PeriodKind.CALENDAR, 3, "3\u00a0calendar years"),
        (PeriodKind.ACADEMIC, 1, "1\u00a0academic year"),
    ],
)
def test_periods_are_counted_in_words(kind, number, text):
    assert kind.counted(number) == text


@given(periods())
def test_the_parts_of_a_year_are_as_long_as_they_are_many(period):
    assert period.months * (12 // MONTHS_IN[period.kind]) == 12


@given(periods())
def test_what_is_written_is_read_back(period):
    assert Period.parse(str(period)) == period


@given(periods())
def test_a_period_starts_the_day_after_the_one_before_it_ends(period):
    assert period.previous.ends + timedelta(days=1) == period.starts


@given(days, kinds)
def test_a_day_lies_in_the_period_that_contains_it(day, kind):
    assert day in Period.containing(day, kind)


@given(days)
def test_the_parts_of_a_year_nest(day):
    year = Period.containing(day)
    for kind in (PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH):
        part = Period.containing(day, kind)
        assert year.starts <= part.starts <= part.ends <= year.ends
