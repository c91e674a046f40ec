"""At which day a plan is read."""

from datetime import date

import pytest

from improvement_plan.reporting import position
from tests.improvement_plan.reporting.lines import TODAY


@pytest.mark.parametrize(
    ("on", "is_past", "words"),
    [
        (date(2007, 9, 9), True, "Position at the end of 9\u00a0September\u00a02007"),
        (TODAY, False, "Position at 10\u00a0September\u00a02007"),
        (date(2007, 9, 11), False, "Position at 11\u00a0September\u00a02007"),
    ],
)
def test_a_day_that_is_over_is_read_as_it_ended(council, today, on, is_past, words):
    at = position(on, council)
    assert (at.is_past, at.words) == (is_past, words)


@pytest.mark.parametrize("fall_due", [True, False])
def test_the_councils_choice_on_seasons_goes_with_the_day(council, today, fall_due):
    council.seasons_fall_due = fall_due
    assert position(TODAY, council).seasons_fall_due is fall_due
