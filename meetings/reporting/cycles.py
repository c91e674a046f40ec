"""The reporting cycle that ends with a meeting, and how many actions were updated in it."""

from __future__ import annotations

from datetime import date, timedelta

from actions.coverage import coverage_figure
from actions.rules import Cycle
from core.dates import months_later
from meetings.models import Meeting
from organisation.choices import BoardKind


def cycle_start(meeting: Meeting) -> date:
    """The first day of the reporting cycle that ends with a meeting: the day after the board's meeting before it.

    Where there was none, as many months back as the board's cycle has. Costs a
    query unless the meeting came ``with_previous()``.
    """
    previous = met_before(meeting)
    return day_after(previous) if previous else months_later(meeting.date, -meeting.board.cycle_months)


def met_before(meeting: Meeting) -> date | None:
    """When the board met before a meeting. Costs a query unless the meeting came ``with_previous()``."""
    if "previous" in meeting.__dict__:
        return meeting.previous
    return meeting.board.meetings.standing().past(meeting.date).values_list("date", flat=True).first()


def cycle_before(meeting: Meeting) -> date:
    """The first day of the board's cycle before the one that ends with a meeting. Two queries."""
    last, *_ = [*meeting.board.meetings.standing().past(meeting.date)[1:2].values_list("date", flat=True), None]
    return day_after(last) if last else months_later(cycle_start(meeting), -meeting.board.cycle_months)


def cycles_at(on: date, *, months: int, several: int = 1) -> tuple[Cycle, ...]:
    """The reporting cycle that a day lies in and those before it, the newest first.

    A cycle begins on the day after a political board's meeting and ends with its next; the present
    one ends on the day itself. Where no meetings say so, each is some months long. One query.
    """
    met = Meeting.objects.standing().filter(board__kind=BoardKind.POLITICAL, date__lt=on).order_by("-date")
    starts = [day_after(day) for day in met.values_list("date", flat=True).distinct()[:several]]
    while len(starts) < several:
        starts.append(months_later(starts[-1] if starts else on, -months))
    ends = [on, *(start - timedelta(days=1) for start in starts)]
    return tuple(Cycle(start, end) for start, end in zip(starts, ends, strict=False))


def cycle_at(on: date, *, months: int) -> date:
    """The first day of the reporting cycle that a day lies in. One query."""
    return cycles_at(on, months=months)[0].starts


def meeting_coverage(meeting: Meeting, on: date) -> str:
    """How many open actions were updated in the cycle that ends with a meeting, as known on a day or at the meeting."""
    cycle = Cycle(cycle_start(meeting), min(meeting.date, on))
    return coverage_figure(cycle) if cycle.starts <= cycle.ends else ""


def day_after(day: date) -> date:
    """The next day."""
    return date.fromordinal(day.toordinal() + 1)
