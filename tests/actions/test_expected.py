import datetime as dt

import pytest

from actions.rules import expected_by_history

ON, DUE = dt.date(2007, 9, 10), dt.date(2007, 10, 31)


@pytest.mark.parametrize("slips", [(), (-30,), (30, -30)])
def test_a_date_that_never_moved_later_says_nothing(slips):
    assert expected_by_history(DUE, slips, ON) is None


def test_an_action_without_a_date_says_nothing():
    assert expected_by_history(None, (30,), ON) is None


def test_the_date_goes_on_moving_by_the_average_of_its_changes():
    expected = expected_by_history(DUE, (92, 30), ON)
    assert expected.on == dt.date(2007, 12, 31)
    assert expected.sentence == (
        "By its own history (2\u00a0changes of date, 61\u00a0days on average) "
        "it would be complete on 31\u00a0December\u00a02007."
    )


def test_what_is_late_already_is_counted_from_the_day_of_asking():
    assert expected_by_history(dt.date(2007, 7, 31), (10,), ON).on == dt.date(2007, 9, 20)


def test_a_day_in_all_is_later_too():
    assert expected_by_history(DUE, (1,), ON).on == dt.date(2007, 11, 1)
