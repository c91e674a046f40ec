"""What is stored and handed on is spelt one way, and said in these words."""

import pytest

from indicators.choices import State
from indicators.rules import Cause, Doubt, Limits, Reading, after_change


def test_the_firmness_of_limits_and_the_rules_of_a_chart_have_their_names_and_words():
    assert Limits.pairs() == [
        ("locked", "Limits locked on the first 12 points"),
        ("trial", "Trial limits"),
        ("too_few", "Too few points"),
    ]
    assert Cause.pairs() == [
        ("outside", "Outside the limits"),
        ("run", "7 in a row on one side of the mean"),
        ("trend", "7 in a row rising or falling"),
        ("two_of_three", "2 of 3 near a limit"),
    ]
    assert Reading.pairs() == [("improvement", "Improvement"), ("concern", "Concern"), ("signal", "Signal")]


def test_doubts_have_their_names_and_words():
    assert Doubt.pairs() == [
        ("ten_times", "Ten times last year's or more"),
        ("tenth", "A tenth of last year's or less"),
        ("above_hundred", "A percentage above 100"),
        ("below_zero", "A percentage below 0"),
        ("falls", "A cumulative figure that falls within its year"),
        ("level", "No such level"),
        ("score", "No such score"),
        ("yes_no", "Neither yes nor no"),
        ("negative", "Less than nothing"),
        ("numerator", "A part greater than its whole"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.ESTIMATE, State.ESTIMATE),
        (State.PROVISIONAL, State.PROVISIONAL),
        (State.SIGNED_OFF, State.PROVISIONAL),
        (State.AUDITED, State.PROVISIONAL),
        (State.RESERVATION, State.PROVISIONAL),
        (State.RESTATED, State.RESTATED),
        (State.NOT_APPLICABLE, State.PROVISIONAL),
    ],
)
def test_what_was_said_of_one_figure_is_not_said_of_the_next(before, after):
    assert after_change(before) == after
