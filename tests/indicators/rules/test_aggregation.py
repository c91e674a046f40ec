from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Period
from indicators.choices import Aggregation, Polarity
from indicators.rules import Part, Scale, year_to_date
from tests.indicators.rules.scales import COUNT, PERCENT, D

YEAR = Period.parse("2007/08")
QUARTERS = [f"Q{number}" for number in (1, 2, 3, 4)]
MONTHS = [f"M{number:02}" for number in range(1, 13)]


def part(when, value=None, of=None, year="2007/08"):
    """A part such as ("Q1", 12), or a fraction such as ("Q1", 9, 10)."""
    period = Period.parse(f"{year} {when}".strip())
    if of is not None:
        return Part(period, numerator=D(value), denominator=D(of))
    return Part(period, None if value is None else D(value))


def put_together(aggregation, *parts, scale=COUNT):
    return year_to_date(scale, aggregation, YEAR, [part(*each) for each in parts])


def test_nine_of_ten_and_ten_of_a_hundred_pool_to_17_3_per_cent():
    found = put_together(Aggregation.RATE, ("Q1", 9, 10), ("Q2", 10, 100), scale=PERCENT)
    assert PERCENT.printed(found.value) == D("17.3")
    assert (found.numerator, found.denominator) == (19, 110)
    assert found.sentence == "17.3\u00a0% in 2007/08 to date: 19 of 110, pooled from 2 of 4\u00a0quarters."


@pytest.mark.parametrize(
    ("aggregation", "parts", "value", "sentence"),
    [
        (Aggregation.FLOW, [("Q1", 10), ("Q2", 20), ("Q3", 30)], 60, "60 in 2007/08 to date: 3 of 4\u00a0quarters added."),
        (Aggregation.FLOW, [("Q1", 10), ("Q3", 30)], 40, "40 in 2007/08 to date: 2 of 4\u00a0quarters added. 2007/08 Q2 is missing."),
        (Aggregation.FLOW, [("M03", 1), ("M04", 2)], 3, "3 in 2007/08 to date: 2 of 12\u00a0months added. 2007/08 M01 (April) and 2007/08 M02 (May) are missing."),
        (Aggregation.FLOW, [("H1", 10), ("H2", 20)], 30, "30 in 2007/08: 2 of 2\u00a0halves added."),
        (Aggregation.SNAPSHOT, [("Q2", 7), ("Q1", 9)], 7, "7 in 2007/08 to date, the newest figure, of 2007/08 Q2; in: 2 of 4\u00a0quarters."),
        (Aggregation.SNAPSHOT, [("Q4", 7)], 7, "7 in 2007/08, the newest figure, of 2007/08 Q4; in: 1 of 4\u00a0quarters. 2007/08 Q1, 2007/08 Q2 and 2007/08 Q3 are missing."),
        (Aggregation.ROLLING, [("Q1", 9), ("Q2", 8)], 8, "8 in 2007/08 to date, the twelve months to the end of 2007/08 Q2; in: 2 of 4\u00a0quarters."),
        (Aggregation.CUMULATIVE, [("Q1", 9), ("Q2", 9)], 9, "9 in 2007/08 to date, as entered for 2007/08 Q2; in: 2 of 4\u00a0quarters."),
        (Aggregation.RATE, [("Q1", "12.5")], D("12.5"), "13 in 2007/08 to date, as reported for 2007/08 Q1; in: 1 of 4\u00a0quarters."),
        (Aggregation.RATE, [("Q1", "9.5", "2"), ("Q2", 1, 2)], D("2.625"), "3 in 2007/08 to date: 10.5 of 4, pooled from 2 of 4\u00a0quarters."),
    ],
)  # fmt: skip
def test_the_parts_of_a_year_make_the_year_to_date(aggregation, parts, value, sentence):
    found = put_together(aggregation, *parts)
    assert (found.value, found.sentence) == (value, sentence)


@pytest.mark.parametrize(
    ("aggregation", "parts", "sentence"),
    [
        (Aggregation.ANNUAL, [("Q1", 10)], "Reported once a year, and not yet for 2007/08."),
        (Aggregation.FLOW, [], "Nothing is in for 2007/08 yet."),
        (Aggregation.FLOW, [("Q1",), ("Q2",)], "Nothing is in for 2007/08 yet."),
        (Aggregation.RATE, [("Q1", 9, 10), ("Q2", 50)], "Not known for 2007/08 to date: 2007/08 Q2 has no numerator and denominator, and rates are pooled, never averaged. Enter them."),
        (Aggregation.RATE, [("Q1", 9), ("Q2", 50)], "Not known for 2007/08 to date: 2007/08 Q1 and 2007/08 Q2 have no numerator and denominator, and rates are pooled, never averaged. Enter them."),
        (Aggregation.CUMULATIVE, [("Q1", 9), ("Q2", 12), ("Q3", 11)], "A cumulative figure cannot fall within its year: from 12 in 2007/08 Q2 to 11 in 2007/08 Q3. Correct one of them."),
    ],
)  # fmt: skip
def test_where_no_honest_figure_can_be_made_the_reason_is_said(aggregation, parts, sentence):
    found = put_together(aggregation, *parts)
    assert (found.value, found.sentence, found.is_complete) == (None, sentence, False)


def test_a_cumulative_figure_that_falls_is_a_fault_and_other_gaps_are_not():
    assert put_together(Aggregation.CUMULATIVE, ("Q1", 9), ("Q2", 8)).is_faulty
    assert not put_together(Aggregation.CUMULATIVE, ("Q1", "9.4"), ("Q2", 9)).is_faulty  # equal as printed
    assert not put_together(Aggregation.RATE, ("Q1", 9), ("Q2", 8)).is_faulty
    assert not put_together(Aggregation.SNAPSHOT, ("Q1", 9), ("Q2", 8)).is_faulty


def test_a_month_that_ends_before_its_quarter_is_held_against_it_in_that_order():
    assert put_together(Aggregation.CUMULATIVE, ("Q1", 30), ("M02", 20)).value == 30
    assert put_together(Aggregation.CUMULATIVE, ("Q1", 30), ("M02", 40)).is_faulty


@pytest.mark.parametrize(
    ("parts", "counts"),
    [
        ([], (0, 0)),
        ([("Q1",), ("Q2",)], (0, 4)),
        ([("Q1", 1), ("Q2",)], (1, 4)),
        ([("M01", 1), ("M02", 1)], (2, 12)),
        ([("H1", 1)], (1, 2)),
        ([("Q1", 1), ("M04", 1)], (4, 12)),
        ([("", None), ("Q1", 1)], (1, 4)),
        ([("", 5), ("Q1", 1)], (1, 1)),
    ],
)
def test_how_many_parts_of_how_many_are_in_is_counted(parts, counts):
    found = put_together(Aggregation.FLOW, *parts)
    assert (found.parts_in, found.parts_of) == counts


def test_months_and_quarters_are_added_together_and_counted_in_months():
    found = put_together(Aggregation.FLOW, ("Q1", 30), ("M04", 10), ("M06", 12))
    assert found.value == 52
    assert found.sentence == ("52 in 2007/08 to date: 5 of 12\u00a0months added. 2007/08 M05 (August) is missing.")


def test_a_month_inside_a_quarter_that_is_in_is_not_counted_twice():
    found = put_together(Aggregation.FLOW, ("M01", 10), ("M02", 10), ("Q1", 30), ("H1", 70), ("Q3", 5))
    assert found.value == 75
    assert [str(each.period) for each in found.counted] == ["2007/08 H1", "2007/08 Q3"]
    assert (found.parts_in, found.parts_of) == (9, 12)


def test_of_two_snapshots_that_end_together_the_longer_stands():
    assert put_together(Aggregation.SNAPSHOT, ("M03", 10), ("Q1", 11)).value == 11


def test_a_figure_for_the_whole_year_stands_whatever_the_parts_are():
    for aggregation in Aggregation:
        found = put_together(aggregation, ("", 50), ("Q1", 99), ("Q2", 1))
        assert (found.value, found.sentence, found.is_complete) == (
            50,
            "50 in 2007/08, as reported for the whole year.",
            True,
        )


def test_parts_of_another_year_are_left_out():
    parts = [part("Q1", 10), part("Q4", 500, year="2006/07"), part("Q2", 500, year="2008/09")]
    assert year_to_date(COUNT, Aggregation.FLOW, YEAR, parts).value == 10


def test_a_calendar_year_is_its_own_year():
    parts = [Part(Period.parse("2006"), D(5)), part("Q1", 10, year="2006/07")]
    assert year_to_date(COUNT, Aggregation.ANNUAL, Period.parse("2006"), parts).value == 5


def test_a_denominator_of_nothing_pools_nothing():
    nothing = Part(Period.parse("2007/08 Q1"), numerator=D(0), denominator=D(0))
    assert year_to_date(PERCENT, Aggregation.RATE, YEAR, [nothing]).sentence == "Nothing is in for 2007/08 yet."


def test_a_year_is_complete_when_nothing_more_is_to_come():
    assert put_together(Aggregation.FLOW, *[(quarter, 1) for quarter in QUARTERS]).is_complete
    assert not put_together(Aggregation.FLOW, *[(quarter, 1) for quarter in QUARTERS[1:]]).is_complete
    assert put_together(Aggregation.CUMULATIVE, ("Q4", 1)).is_complete
    assert not put_together(Aggregation.CUMULATIVE, ("Q3", 1)).is_complete


@st.composite
def fractions(draw):
    kind = draw(st.sampled_from([QUARTERS, MONTHS]))
    whens = draw(st.sets(st.sampled_from(kind), min_size=1))
    parts = []
    for when in sorted(whens):
        of = draw(st.integers(1, 10_000))
        parts.append(part(when, draw(st.integers(0, of)), of))
    return parts


@given(fractions())
def test_a_pooled_rate_lies_between_the_rates_of_its_parts(parts):
    rates = [PERCENT.printed(each.figure(PERCENT)) for each in parts]
    pooled = PERCENT.printed(year_to_date(PERCENT, Aggregation.RATE, YEAR, parts).value)
    assert min(rates) <= pooled <= max(rates)


@given(fractions(), st.randoms(use_true_random=False))
def test_the_order_of_parts_makes_no_difference(parts, random):
    shuffled = random.sample(parts, len(parts))
    for aggregation in Aggregation:
        there = year_to_date(PERCENT, aggregation, YEAR, parts)
        assert there == year_to_date(PERCENT, aggregation, YEAR, shuffled)


@given(st.lists(st.decimals(0, 1000, places=2), min_size=12, max_size=12))
def test_twelve_months_add_up_to_what_their_quarters_add_up_to(values):
    scale = Scale("", 2)
    months = [Part(Period(Period.parse("2007/08 M01").kind, 2007, at + 1), value) for at, value in enumerate(values)]
    quarters = [
        Part(Period.parse(f"2007/08 {quarter}"), sum(values[at * 3 : at * 3 + 3], Decimal(0)))
        for at, quarter in enumerate(QUARTERS)
    ]
    by_month = year_to_date(scale, Aggregation.FLOW, YEAR, months)
    assert by_month.value == year_to_date(scale, Aggregation.FLOW, YEAR, quarters).value
    assert by_month.value == year_to_date(scale, Aggregation.FLOW, YEAR, months[:6] + quarters).value


def test_a_year_reported_once_has_one_part():
    found = put_together(Aggregation.ANNUAL, ("Q1", 10))
    assert (found.parts_in, found.parts_of) == (0, 1)


def test_the_year_itself_is_no_part_of_its_year():
    found = put_together(Aggregation.FLOW, ("",), ("Q1",))
    assert (found.parts_in, repr(found.parts_of)) == (0, "4")


def test_a_year_with_a_contradiction_in_it_is_not_complete_though_all_is_in():
    bare = put_together(Aggregation.RATE, ("Q1", 9, 10), ("Q2", 50), ("Q3", 9, 10), ("Q4", 9, 10))
    fallen = put_together(Aggregation.CUMULATIVE, ("Q1", 1), ("Q2", 2), ("Q3", 3), ("Q4", 2))
    assert (bare.is_complete, fallen.is_complete) == (False, False)


def test_the_newest_figure_brings_its_numerator_and_denominator():
    found = put_together(Aggregation.SNAPSHOT, ("Q1", 1, 4), ("Q2", 3, 4), scale=PERCENT)
    assert (found.value, found.numerator, found.denominator) == (75, 3, 4)


def test_what_was_entered_stands_before_what_could_be_worked_out():
    both = Part(Period.parse("2007/08 Q1"), D(50), D(9), D(10))
    assert both.figure(PERCENT) == 50
    assert Part(Period.parse("2007/08 Q1")).figure(PERCENT) is None


@pytest.mark.parametrize(
    ("unit", "ratio"), [("%", "90"), ("per 1,000 population", "900"), ("per 10,000", "9000"), ("days", "0.9")]
)
def test_a_ratio_is_of_what_the_unit_counts_by(unit, ratio):
    assert Scale(unit).ratio(D(9), D(10)) == D(ratio)


def test_a_scale_that_says_nothing_counts_whole_things():
    assert Scale().written(D("1.6")) == "2"


def test_inside_a_range_that_is_open_on_one_side_nothing_lies_outside():
    at_least, at_most = Scale("", 0, Polarity.RANGE, low=D(10)), Scale("", 0, Polarity.RANGE, high=D(10))
    assert [at_least.outside(D(12)), at_least.outside(D(9)), at_most.outside(D(9)), at_most.outside(D(12))] == [
        0,
        1,
        0,
        2,
    ]
