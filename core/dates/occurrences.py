"""Dates that come round again, and the ends of months."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from core.dates.kinds import Recurrence


def next_occurrence(due: date, recurrence: Recurrence, on: date) -> date:
    """The first occurrence of a recurring date that is not before a day; a date that does not recur stays.

    A date at the end of its month stays at the end of the month; any other
    keeps its day where the month has it: 30 January, 28 February, 30 March.
    """
    months = Recurrence(recurrence).months
    if not months or due >= on:
        return due
    steps = max(0, ((on.year - due.year) * 12 + on.month - due.month) // months)
    while (occurrence := months_later(due, steps * months)) < on:
        steps += 1
    return occurrence


def occurrence_after(first: date, recurrence: Recurrence, day: date) -> date:
    """The first occurrence of a recurring date that comes after a day, counted from the first date that it had."""
    return next_occurrence(first, recurrence, day + timedelta(1))


def months_later(day: date, months: int) -> date:
    """The same day some months later; the last day of a month stays the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    at_end = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if at_end else min(day.day, last))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])
