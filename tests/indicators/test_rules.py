from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rag import Rag
from indicators.choices import Direction, Polarity, Quartile
from indicators.rules import Scale, Thresholds, Tolerance, position, rate, rate_missing, travel

D = Decimal
PERCENT = Scale("%", 1)
DAYS = Scale("days", 1, Polarity.LOWER)
RANGE = Scale("%", 1, Polarity.RANGE, low=D(40), high=D(60))
numbers = st.decimals(min_value=-1000, max_value=1000, places=3, allow_nan=False)
polarities = st.sampled_from([Polarity.HIGHER, Polarity.LOWER])


def rated(scale, value, target, tolerance="2%", **more):
    value = None if value is None else D(value)
    target = None if target is None else D(target)
    return rate(scale, period="2006/07", value=value, target=target, tolerance=Tolerance.parse(tolerance), **more)


@pytest.mark.parametrize(
    ("scale", "value", "target", "tolerance", "rag"),
    [
        (PERCENT, "95.9", "95.9", "2%", Rag.GREEN),  # met
        (PERCENT, "96", "95.9", "2%", Rag.GREEN),  # beaten
        (PERCENT, "94", "95.9", "2%", Rag.AMBER),  # missed by 1.9, room 1.918
        (PERCENT, "93.9", "95.9", "2%", Rag.RED),  # missed by 2.0
        (PERCENT, "95.86", "95.9", "0%", Rag.GREEN),  # equal at printed precision
        (PERCENT, "95.84", "95.9", "0%", Rag.RED),
        (DAYS, "27", "27", "2%", Rag.GREEN),
        (DAYS, "26", "27", "2%", Rag.GREEN),
        (DAYS, "27.5", "27", "2%", Rag.AMBER),
        (DAYS, "27.8", "27", "2%", Rag.RED),
        (DAYS, "27.8", "27", "1", Rag.AMBER),  # tolerance as an amount
        (PERCENT, "1", "0", "10%", Rag.GREEN),
        (DAYS, "1", "0", "10%", Rag.RED),  # a percentage of a zero target is no tolerance
        (RANGE, "50", None, "10%", Rag.GREEN),
        (RANGE, "40", None, "10%", Rag.GREEN),
        (RANGE, "37", None, "10%", Rag.AMBER),  # from the nearer edge: room 4
        (RANGE, "35.9", None, "10%", Rag.RED),
        (RANGE, "66", None, "10%", Rag.AMBER),  # room 6
        (RANGE, "66.1", None, "10%", Rag.RED),
        (PERCENT, "50", None, "10%", Rag.NO_TARGET),
        (PERCENT, None, "50", "10%", Rag.NOT_DUE),
        (Scale("%", 1, Polarity.NEUTRAL), "50", "60", "10%", Rag.NO_TARGET),
    ],
)
def test_rating_against_target(scale, value, target, tolerance, rag):
    assert rated(scale, value, target, tolerance).rating.rag == rag


def test_what_does_not_apply_is_never_rated():
    assert rated(PERCENT, "50", "60", applicable=False).rating.rag == Rag.NOT_APPLICABLE


@pytest.mark.parametrize(("improved", "rag"), [(True, Rag.AMBER), (False, Rag.RED), (None, Rag.RED)])
def test_under_the_second_rule_a_miss_that_improved_is_amber(improved, rag):
    assert rated(PERCENT, "80", "95", improvement_rule=True, improved=improved).rating.rag == rag


@pytest.mark.parametrize(
    ("scale", "value", "target", "gap", "words"),
    [
        (Scale("per 1,000 population", 1, Polarity.LOWER), "22.2", "21.8", "-0.4", "misses the target of 21.8 by 0.4, within the tolerance of 2\u00a0% of the target."),
        (Scale("per 1,000 population", 1, Polarity.LOWER), "15.7", "13.0", "-2.7", "misses the target of 13.0 by 2.7, more than the tolerance of 2\u00a0% of the target."),
        (PERCENT, "91", "95.9", "-4.9", "misses the target of 95.9\u00a0% by 4.9 percentage points, more than the tolerance of 2\u00a0% of the target."),
        (Scale("days", 1, Polarity.LOWER), "25.7", "27", "1.3", "is better than the target of 27.0\u00a0days by 1.3\u00a0days."),
    ],
)  # fmt: skip
def test_a_verdict_explains_itself_with_its_gap(scale, value, target, gap, words):
    judged = rated(scale, value, target)
    assert judged.gap == D(gap)
    assert judged.rating.sentence.endswith(words)


@pytest.mark.parametrize(("on", "rag"), [(date(2007, 8, 11), Rag.NOT_DUE), (date(2007, 8, 12), Rag.AWAITED)])
def test_a_missing_value_is_awaited_once_its_due_date_has_passed(on, rag):
    assert rate_missing(period="2007/08 Q1", due_on=date(2007, 8, 11), on=on).rag == rag


@pytest.mark.parametrize(
    ("scale", "value", "earlier", "direction"),
    [
        (PERCENT, "91", "91", Direction.NO_CHANGE),
        (PERCENT, "91.04", "91", Direction.NO_CHANGE),  # at printed precision
        (PERCENT, "91.1", "91", Direction.IMPROVED),
        (DAYS, "27.8", "27", Direction.DECLINED),
        (DAYS, "19.7", "19.8", Direction.IMPROVED),
        (Scale("%", 1, materiality=D(1)), "91.5", "91", Direction.NO_CHANGE),
        (Scale("%", 1, materiality=D(1)), "92", "91", Direction.IMPROVED),
        (RANGE, "50", "55", Direction.NO_CHANGE),  # both inside
        (RANGE, "62", "65", Direction.IMPROVED),  # nearer to the range
        (RANGE, "30", "62", Direction.DECLINED),
        (Scale("%", 1, Polarity.NEUTRAL), "52", "50", Direction.UP),
        (Scale("%", 1, Polarity.NEUTRAL), "48", "50", Direction.DOWN),
        (Scale("%", 1, Polarity.NEUTRAL), "50", "50", Direction.UNCHANGED),
        (PERCENT, "91", None, Direction.NO_COMPARISON),
    ],
)
def test_direction_of_travel(scale, value, earlier, direction):
    earlier = None if earlier is None else D(earlier)
    assert travel(scale, value=D(value), earlier=earlier, earlier_period="2005/06").direction == direction


def test_a_change_is_in_points_for_percentages_and_relative_for_the_rest():
    assert travel(PERCENT, value=D("42.0"), earlier=D("40.0"), earlier_period="x").change == 2
    assert travel(DAYS, value=D(30), earlier=D(40), earlier_period="x").change == -25
    assert travel(DAYS, value=D(30), earlier=D(0), earlier_period="x").change is None


FULL = Thresholds("all England", "2005/06", top=D(95), median=D(90), bottom=D(85))


@pytest.mark.parametrize(
    ("value", "quartile"),
    [
        ("95", Quartile.BEST),
        ("94.9", Quartile.SECOND),
        ("90", Quartile.SECOND),
        ("89.9", Quartile.THIRD),
        ("85", Quartile.THIRD),
        ("84.9", Quartile.WORST),
    ],
)
def test_equal_to_a_threshold_is_in_the_better_quartile(value, quartile):
    assert position(PERCENT, value=D(value), thresholds=FULL).quartile == quartile


@pytest.mark.parametrize(
    ("value", "quartile"),
    [("24", Quartile.BEST), ("24.1", Quartile.SECOND), ("28.1", Quartile.THIRD), ("40", Quartile.WORST)],
)
def test_quartiles_are_mirrored_where_lower_is_better(value, quartile):
    mirrored = Thresholds("Mets", "2005/06", top=D(24), median=D(28), bottom=D(35))
    assert position(DAYS, value=D(value), thresholds=mirrored).quartile == quartile


@pytest.mark.parametrize(
    ("published", "value", "quartile"),
    [
        ({"top": D(95)}, "95", Quartile.BEST),
        ({"top": D(95)}, "94", Quartile.BELOW_BEST),
        ({"bottom": D(85)}, "85", Quartile.ABOVE_WORST),
        ({"bottom": D(85)}, "84", Quartile.WORST),
        ({"median": D(90)}, "91", Quartile.ABOVE_WORST),
        ({"median": D(90)}, "89", Quartile.BELOW_BEST),
        ({"top": D(95), "median": D(90)}, "92", Quartile.SECOND),
        ({"top": D(95), "median": D(90)}, "80", Quartile.BELOW_BEST),
        ({"median": D(90), "bottom": D(85)}, "86", Quartile.THIRD),
        ({"median": D(90), "bottom": D(85)}, "99", Quartile.ABOVE_WORST),
        ({}, "99", Quartile.UNKNOWN),
    ],
)
def test_where_some_thresholds_were_not_published_no_more_is_said_than_is_known(published, value, quartile):
    assert position(PERCENT, value=D(value), thresholds=Thresholds("g", "y", **published)).quartile == quartile


def test_the_sentence_of_a_quartile_carries_group_and_year():
    assert position(PERCENT, value=D(86), thresholds=FULL).sentence == "3rd quartile (all England, 2005/06)."


def test_where_two_thresholds_are_equal_the_position_is_joint():
    tied = Thresholds("g", "2005/06", top=D(100), median=D(100), bottom=D(98), provisional=True)
    assert position(PERCENT, value=D(100), thresholds=tied).sentence == "Joint best quartile (g, 2005/06, provisional)."


RANK = {Rag.RED: 0, Rag.AMBER: 1, Rag.GREEN: 2}


@given(polarities, numbers, numbers, numbers)
def test_better_is_never_rated_worse(polarity, one, other, target):
    scale = Scale("", 1, polarity)
    better, worse = sorted((one, other), key=scale.goodness, reverse=True)
    assert RANK[rated(scale, better, target).rating.rag] >= RANK[rated(scale, worse, target).rating.rag]


@given(numbers, numbers, st.sampled_from(["0.5", "0", "3"]))
def test_mirroring_polarity_and_figures_mirrors_the_rating(value, target, tolerance):
    higher, lower = Scale("", 3, Polarity.HIGHER), Scale("", 3, Polarity.LOWER)
    assert rated(higher, value, target, tolerance).rating.rag == rated(lower, -value, -target, tolerance).rating.rag


@given(polarities, numbers, numbers, numbers)
def test_a_verdict_depends_on_its_inputs_at_printed_precision_alone(polarity, value, target, earlier):
    scale = Scale("", 1, polarity)
    printed = [scale.printed(number) for number in (value, target, earlier)]
    assert rated(scale, value, target).rating.rag == rated(scale, printed[0], printed[1]).rating.rag
    exact = travel(scale, value=value, earlier=earlier, earlier_period="x").direction
    assert exact == travel(scale, value=printed[0], earlier=printed[2], earlier_period="x").direction


@given(polarities, numbers, numbers)
def test_improving_one_way_is_declining_the_other(polarity, one, other):
    scale = Scale("", 1, polarity)
    there = travel(scale, value=one, earlier=other, earlier_period="x").direction
    back = travel(scale, value=other, earlier=one, earlier_period="x").direction
    opposite = {
        Direction.IMPROVED: Direction.DECLINED,
        Direction.DECLINED: Direction.IMPROVED,
        Direction.NO_CHANGE: Direction.NO_CHANGE,
    }
    assert back == opposite[there]
