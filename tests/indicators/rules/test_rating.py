from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rag import Rag
from indicators.choices import Polarity
from indicators.rules import Scale, Tolerance, rate, rate_missing
from tests.indicators.rules.scales import CONTEXT, DAYS, PERCENT, RANGE, D, numbers, polarities


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
        (CONTEXT, "50", "60", "10%", Rag.NO_TARGET),
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
    ("scale", "value", "tolerance", "words"),
    [
        (DAYS, "27.8", "1", "within the tolerance of 1.0\u00a0days."),
        (Scale("days", 0, Polarity.LOWER), "28", "1.5", "within the tolerance of 1.5\u00a0days."),
        (PERCENT, "26.5", "0.5", "within the tolerance of 0.5 percentage points."),
        (Scale("level", 0), "26", "1", "within the tolerance of 1."),
    ],
)
def test_a_tolerance_that_is_an_amount_is_said_with_its_unit(scale, value, tolerance, words):
    assert rated(scale, value, "27", tolerance).rating.sentence.endswith(words)


def test_a_percentage_beside_a_range_is_of_its_nearer_edge():
    sentence = rated(RANGE, "37", None, "10%").rating.sentence
    assert sentence == (
        "37.0\u00a0% in 2006/07 misses the best range of 40.0\u00a0% to 60.0\u00a0% by 3.0 percentage points, "
        "within the tolerance of 10\u00a0% of the edge."
    )


def test_an_answer_misses_a_target_by_no_amount():
    sentence = rated(Scale("yes/no"), "0", "1", "10%").rating.sentence
    assert sentence == "No in 2006/07 misses the target of Yes, more than the tolerance of 10\u00a0% of the target."


def test_a_range_may_be_open_on_one_side():
    at_most = Scale("days", 0, Polarity.RANGE, high=D(10))
    at_least = Scale("days", 0, Polarity.RANGE, low=D(10))
    assert rated(at_most, "11", None).rating.sentence.startswith(
        "11\u00a0days in 2006/07 misses the best range of up to 10\u00a0days by 1\u00a0days"
    )
    assert rated(at_least, "12", None).rating.sentence == (
        "12\u00a0days in 2006/07 meets the best range of 10\u00a0days and more."
    )


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


@given(polarities, numbers, numbers)
def test_a_rating_depends_on_its_inputs_at_printed_precision_alone(polarity, value, target):
    scale = Scale("", 1, polarity)
    assert rated(scale, value, target) == rated(scale, scale.printed(value), scale.printed(target))


@given(polarities, numbers, numbers)
def test_a_gap_is_negative_where_and_only_where_a_target_is_missed(polarity, value, target):
    judged = rated(Scale("", 1, polarity), value, target)
    assert (judged.gap >= 0) == (judged.rating.rag == Rag.GREEN)


@given(numbers, st.sampled_from(["2%", "1"]))
def test_within_a_range_it_is_the_same_on_either_side(beyond, tolerance):
    around_zero = Scale("", 1, Polarity.RANGE, low=D(-50), high=D(50))
    assert (
        rated(around_zero, beyond, None, tolerance).rating.rag
        == rated(around_zero, -beyond, None, tolerance).rating.rag
    )


@pytest.mark.parametrize(
    ("scale", "value", "target", "more", "label", "sentence"),
    [
        (PERCENT, "50", "60", {"applicable": False}, "Not applicable", "Does not apply to 2006/07."),
        (PERCENT, None, "60", {}, "Not due", "No figure for 2006/07 yet."),
        (CONTEXT, "50", "60", {}, "For context", "50.0\u00a0% in 2006/07, for context; not rated."),
        (PERCENT, "50", None, {}, "No target", "50.0\u00a0% in 2006/07; no target was set."),
        (PERCENT, "60", "60", {}, "On target", "60.0\u00a0% in 2006/07 meets the target of 60.0\u00a0%."),
        (PERCENT, "61", "60", {}, "On target", "61.0\u00a0% in 2006/07 is better than the target of 60.0\u00a0% by 1.0 percentage points."),
        (PERCENT, "59", "60", {}, "Just off target", "59.0\u00a0% in 2006/07 misses the target of 60.0\u00a0% by 1.0 percentage points, within the tolerance of 2\u00a0% of the target."),
        (PERCENT, "50", "60", {"improved": True}, "Off target", "50.0\u00a0% in 2006/07 misses the target of 60.0\u00a0% by 10.0 percentage points, more than the tolerance of 2\u00a0% of the target."),
        (PERCENT, "50", "60", {"improved": True, "improvement_rule": True}, "Off target, improving", "50.0\u00a0% in 2006/07 misses the target of 60.0\u00a0% by 10.0 percentage points, more than the tolerance of 2\u00a0% of the target, but improved on the like period a year earlier."),
        (Scale("%", 1, Polarity.RANGE), "50", "60", {}, "No target", "50.0\u00a0% in 2006/07; no target was set."),
    ],
)  # fmt: skip
def test_each_rating_has_its_label_and_its_sentence(scale, value, target, more, label, sentence):
    rating = rated(scale, value, target, **more).rating
    assert (rating.label, rating.sentence) == (label, sentence)


def test_a_missing_value_says_when_it_is_or_was_due():
    due = date(2007, 8, 11)
    rating = rate_missing(period="2007/08 Q1", due_on=due, on=due)
    assert (rating.label, rating.sentence) == (
        "Not due",
        "The figure for 2007/08 Q1 is due on 11\u00a0August\u00a02007.",
    )
    rating = rate_missing(period="2007/08 Q1", due_on=due, on=date(2007, 9, 1))
    assert (rating.label, rating.sentence) == (
        "Awaited",
        "The figure for 2007/08 Q1 was due on 11\u00a0August\u00a02007.",
    )


def test_a_tolerance_is_written_with_what_it_is_of():
    assert str(Tolerance.parse(" 2.5 % ")) == "2.5\u00a0% of the target"
    assert str(Tolerance.parse("0.5")) == "0.5"
