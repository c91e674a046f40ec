from datetime import date
from itertools import pairwise

import pytest

from core.rag import Rag
from core.timelines import Span, axis, draw

TODAY = date(2007, 9, 10)
JULY, OCTOBER = date(2007, 7, 31), date(2007, 10, 31)


def drawn(*spans, due=OCTOBER, rag=Rag.AMBER, overdue=False):
    on_axis = axis([day for span in spans for day in (span.first, span.due)], TODAY)
    return draw(
        spans, on_axis=on_axis, today=TODAY, due=due, rag=rag, overdue=overdue, identity="x", title="t", description="d"
    )


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        ([], ["Sep 2007", "Oct 2007"]),
        ([JULY, OCTOBER], ["Jul 2007", "Aug 2007", "Sep 2007", "Oct 2007"]),
        ([JULY, date(2009, 3, 31)], ["Jul 2007", "Jan 2008", "Jul 2008", "Jan 2009"]),
        ([date(2007, 1, 1), date(2012, 12, 31)], ["2008", "2010", "2012"]),
        ([date(2007, 1, 1), date(2031, 12, 31)], ["2010", "2015", "2020", "2025"]),
    ],
)
def test_the_axis_has_few_ticks_at_round_months(days, labels):
    ticks = [tick.label for tick in axis(days, TODAY).ticks]
    assert ticks == labels
    assert len(ticks) <= 6


def test_ticks_stand_apart_and_inside():
    for years in range(1, 60):
        places = [tick.at for tick in axis([JULY, date(2007 + years, 3, 31)], TODAY).ticks]
        assert all(later - earlier >= 15 for earlier, later in pairwise(places)), years
        assert all(3 <= place <= 88 for place in places)


def test_the_ends_of_the_axis_leave_room_for_half_a_mark():
    line = axis([JULY, OCTOBER], TODAY)
    assert (line.at(line.first), line.at(line.last)) == (3, 97)
    assert (line.first, line.last) == (date(2007, 7, 1), date(2007, 11, 1))


def test_a_date_that_moved_is_a_ring_a_bar_and_the_mark_of_its_rating():
    line = drawn(Span(JULY, OCTOBER))
    at = line.axis.at
    assert line.firsts == (at(JULY),)
    assert [(bar.since, bar.until) for bar in line.slips] == [(at(JULY), at(OCTOBER))]
    assert (line.due, line.shape, line.late) == (at(OCTOBER), "triangle", None)


def test_a_date_that_stayed_or_came_forward_is_no_slippage():
    line = drawn(Span(OCTOBER, OCTOBER), Span(OCTOBER, JULY, done=True))
    assert (line.slips, line.firsts) == ((), ())
    assert line.steps == ((line.axis.at(JULY), True),)


def test_an_overdue_date_is_drawn_as_late_until_today():
    line = drawn(Span(JULY, JULY), due=JULY, rag=Rag.RED, overdue=True)
    assert (line.late.since, line.late.until) == (line.axis.at(JULY), line.axis.at(TODAY))
    assert (line.shape, line.colours["rating"]) == ("diamond", line.colours["rag_red"])
