import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Period
from indicators.choices import Aggregation
from indicators.rules import Part, forecast, year_to_date
from tests.indicators.rules.scales import COUNT, PERCENT, D
from tests.indicators.rules.test_aggregation import MONTHS, QUARTERS, YEAR, part

LAST_YEAR = [part(quarter, value, year="2006/07") for quarter, value in zip(QUARTERS, (10, 10, 20, 40), strict=True)]
LAST_YEAR_SO_FAR = [part(q, value, year="2006/07") for q, value in zip(QUARTERS, (10, 20, 40, 80), strict=True)]


def foretold(aggregation, *parts, scale=COUNT, last_year=()):
    return forecast(scale, aggregation, YEAR, [part(*each) for each in parts], last_year)


@pytest.mark.parametrize(
    ("aggregation", "parts", "last_year", "value", "sentence"),
    [
        (Aggregation.FLOW, [("Q1", 10), ("Q2", 20)], (), 60, "60 forecast for 2007/08: 30 in 6 of 12 months, in a straight line."),
        (Aggregation.FLOW, [("Q1", 10), ("Q3", 20)], (), 60, "60 forecast for 2007/08: 30 in 6 of 12 months, in a straight line."),
        (Aggregation.FLOW, [("Q1", 30), ("M04", 10)], LAST_YEAR, 120, "120 forecast for 2007/08: 40 in 4 of 12 months, in a straight line."),
        (Aggregation.FLOW, [("Q1", 10), ("Q2", 20)], LAST_YEAR[:3], 60, "60 forecast for 2007/08: 30 in 6 of 12 months, in a straight line."),
        (Aggregation.FLOW, [("Q1", 10), ("Q2", 20)], LAST_YEAR, 120, "120 forecast for 2007/08: 30 in 2 of 4\u00a0quarters, which made 20 of 80 (25.0\u00a0%) in 2006/07."),
        (Aggregation.FLOW, [("Q1", 10), ("Q3", 30)], LAST_YEAR, D("106.6666666666666666666666667"), "107 forecast for 2007/08: 40 in 2 of 4\u00a0quarters, which made 30 of 80 (37.5\u00a0%) in 2006/07."),
        (Aggregation.CUMULATIVE, [("Q1", 10), ("Q2", 30)], (), 60, "60 forecast for 2007/08: 30 in 6 of 12 months, in a straight line."),
        (Aggregation.CUMULATIVE, [("Q3", 30)], (), 40, "40 forecast for 2007/08: 30 in 9 of 12 months, in a straight line."),
        (Aggregation.CUMULATIVE, [("Q1", 10), ("Q2", 30)], LAST_YEAR_SO_FAR, 120, "120 forecast for 2007/08: 30 in 2 of 4\u00a0quarters, which made 20 of 80 (25.0\u00a0%) in 2006/07."),
        (Aggregation.SNAPSHOT, [("Q1", 10), ("Q2", 30)], LAST_YEAR, 30, "30 forecast for 2007/08 if the figure of 2007/08 Q2 stands."),
        (Aggregation.ROLLING, [("Q1", 10)], (), 10, "10 forecast for 2007/08 if the figure of 2007/08 Q1 stands."),
        (Aggregation.FLOW, [(quarter, 10) for quarter in QUARTERS], LAST_YEAR, 40, "2007/08 is complete: 40."),
        (Aggregation.CUMULATIVE, [("Q4", 10)], (), 10, "2007/08 is complete: 10."),
        (Aggregation.ANNUAL, [("", 10)], (), 10, "2007/08 is complete: 10."),
    ],
)  # fmt: skip
def test_the_year_is_forecast_from_what_is_in(aggregation, parts, last_year, value, sentence):
    found = foretold(aggregation, *parts, last_year=last_year)
    assert (found.value, found.sentence) == (value, sentence)


def test_a_rate_goes_on_as_pooled():
    found = foretold(Aggregation.RATE, ("Q1", 9, 10), ("Q2", 10, 100), scale=PERCENT)
    assert found.sentence == "17.3\u00a0% forecast for 2007/08 if the rate of 2 of 4\u00a0quarters, pooled, goes on."


@pytest.mark.parametrize(
    ("aggregation", "parts", "sentence"),
    [
        (Aggregation.ANNUAL, [("Q1", 10)], "No forecast. Reported once a year, and not yet for 2007/08."),
        (Aggregation.FLOW, [("Q1",)], "No forecast. Nothing is in for 2007/08 yet."),
        (Aggregation.CUMULATIVE, [("Q1", 9), ("Q2", 8)], "No forecast. A cumulative figure cannot fall within its year: from 9 in 2007/08 Q1 to 8 in 2007/08 Q2. Correct one of them."),
    ],
)  # fmt: skip
def test_where_no_forecast_can_be_given_the_reason_is_said(aggregation, parts, sentence):
    found = foretold(aggregation, *parts)
    assert (found.value, found.sentence) == (None, sentence)


@pytest.mark.parametrize(
    "last_year",
    [
        [part(quarter, 0, year="2006/07") for quarter in QUARTERS],
        [part(quarter, value, year="2006/07") for quarter, value in zip(QUARTERS, (0, 0, 0, 80), strict=True)],
        [part(quarter, value, year="2006/07") for quarter, value in zip(QUARTERS, (-5, 2, 0, 80), strict=True)],
        [part("", 80, year="2006/07")],
        [part(month, 5, year="2006/07") for month in MONTHS],
    ],
    ids=["nothing at all", "nothing by then", "less than nothing by then", "no parts", "parts of another length"],
)
def test_a_year_that_cannot_tell_leaves_a_straight_line(last_year):
    assert foretold(Aggregation.FLOW, ("Q1", 10), ("Q2", 20), last_year=last_year).value == 60


def test_a_cumulative_year_that_fell_leaves_a_straight_line():
    fell = [part(q, value, year="2006/07") for q, value in zip(QUARTERS, (10, 20, 15, 80), strict=True)]
    assert foretold(Aggregation.CUMULATIVE, ("Q2", 20), last_year=fell).value == 40


amounts = st.lists(st.integers(0, 1000), min_size=12, max_size=12)


@given(amounts, st.integers(1, 12))
def test_a_year_that_repeats_the_last_is_forecast_to_come_to_the_same(values, count):
    if not sum(values[:count]):
        values = [value + 1 for value in values]
    last_year = [part(when, value, year="2006/07") for when, value in zip(MONTHS, values, strict=True)]
    this_year = [Part(Period(each.period.kind, 2007, each.period.number), each.value) for each in last_year]
    found = forecast(COUNT, Aggregation.FLOW, YEAR, this_year[:count], last_year)
    assert COUNT.printed(found.value) == sum(values)


@given(amounts, st.integers(1, 12))
def test_a_flow_and_its_running_total_have_one_forecast_in_a_straight_line(values, count):
    flow = [part(when, value) for when, value in zip(MONTHS, values[:count], strict=False)]
    running = [part(when, sum(values[: at + 1])) for at, when in enumerate(MONTHS[:count])]
    assert (
        forecast(COUNT, Aggregation.FLOW, YEAR, flow).value
        == forecast(COUNT, Aggregation.CUMULATIVE, YEAR, running).value
    )


@given(amounts, st.integers(1, 12))
def test_a_cumulative_forecast_is_never_below_what_is_in(values, count):
    running = [part(when, sum(values[: at + 1])) for at, when in enumerate(MONTHS[:count])]
    so_far = year_to_date(COUNT, Aggregation.CUMULATIVE, YEAR, running)
    assert forecast(COUNT, Aggregation.CUMULATIVE, YEAR, running).value >= so_far.value


def test_of_last_year_only_parts_of_the_same_length_count():
    last_year = [*LAST_YEAR, part("", 999, year="2006/07")]
    assert foretold(Aggregation.FLOW, ("Q1", 10), ("Q2", 20), last_year=last_year).value == 120


def test_a_running_total_is_held_against_last_years_of_the_same_part():
    found = foretold(Aggregation.CUMULATIVE, ("Q1", 10), ("Q2", 30), ("Q3", 60), last_year=LAST_YEAR_SO_FAR)
    assert found.value == 120
