import pytest
from hypothesis import given

from indicators.choices import Direction
from indicators.rules import Scale, travel
from tests.indicators.rules.scales import CONTEXT, DAYS, HIGHER, LOWER, PERCENT, RANGE, D, numbers, polarities


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
        (CONTEXT, "52", "50", Direction.UP),
        (CONTEXT, "48", "50", Direction.DOWN),
        (CONTEXT, "50", "50", Direction.UNCHANGED),
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


@pytest.mark.parametrize(
    ("scale", "value", "earlier", "sentence"),
    [
        (PERCENT, "91.0", "91.0", "No change on 2005/06 (91.0\u00a0%)."),
        (DAYS, "27.8", "28.6", "Improved by 0.8\u00a0days on 2005/06 (28.6\u00a0days)."),
        (CONTEXT, "48", "50", "Down by 2.0 percentage points on 2005/06 (50.0\u00a0%)."),
        (
            Scale("%", 1, materiality=D(1)),
            "91.5",
            "91",
            "No change on 2005/06 (91.0\u00a0%): 0.5 percentage points is too small a change to count.",
        ),
        (RANGE, "62", "30", "Improved on 2005/06 (30.0\u00a0%): 2.0 percentage points outside the best range of 40.0\u00a0% to 60.0\u00a0%, 10.0 percentage points outside it then."),
        (RANGE, "55", "50", "No change on 2005/06 (50.0\u00a0%): inside the best range of 40.0\u00a0% to 60.0\u00a0%, inside it then."),
        (Scale("yes/no"), "1", "0", "Improved on 2005/06 (No)."),
        (PERCENT, None, "91", "No figure to compare with 2005/06."),
        (PERCENT, "91", None, "No figure for 2005/06 to compare with."),
    ],
)  # fmt: skip
def test_a_direction_explains_itself(scale, value, earlier, sentence):
    value, earlier = (None if number is None else D(number) for number in (value, earlier))
    assert travel(scale, value=value, earlier=earlier, earlier_period="2005/06").sentence == sentence


def test_a_shorter_comparison_is_always_labelled():
    moved = travel(PERCENT, value=D(92), earlier=D(91), earlier_period="2007/08 Q1", since="on last quarter")
    assert moved.sentence == "Improved by 1.0 percentage points on 2007/08 Q1 (91.0\u00a0%), on last quarter."


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


@given(numbers, numbers)
def test_mirroring_polarity_and_figures_mirrors_the_direction(value, earlier):
    there = travel(HIGHER, value=value, earlier=earlier, earlier_period="x").direction
    assert there == travel(LOWER, value=-value, earlier=-earlier, earlier_period="x").direction


@given(polarities, numbers, numbers)
def test_a_direction_depends_on_its_inputs_at_printed_precision_alone(polarity, value, earlier):
    scale = Scale("", 1, polarity)
    printed = travel(scale, value=scale.printed(value), earlier=scale.printed(earlier), earlier_period="x")
    assert travel(scale, value=value, earlier=earlier, earlier_period="x") == printed


@given(numbers, numbers)
def test_for_context_no_praise_or_blame_is_given(value, earlier):
    direction = travel(CONTEXT, value=value, earlier=earlier, earlier_period="x").direction
    assert direction in {Direction.UP, Direction.UNCHANGED, Direction.DOWN}


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("50.5", "Up by 0.5 percentage points on 2005/06 (50.0\u00a0%)."), ("50", "Unchanged on 2005/06 (50.0\u00a0%).")],
)
def test_for_context_a_direction_says_only_which_way(value, sentence):
    assert travel(CONTEXT, value=D(value), earlier=D(50), earlier_period="2005/06").sentence == sentence
