"""The period whose figures are examined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q

from core.periods import MONTHS_IN, Period, PeriodError, PeriodKind
from organisation.models import ReportingPeriod


class NoSuchPeriodError(Exception):
    """A period of which there is nothing to examine; the message says what to ask for instead."""


def periods_with_figures() -> list[ReportingPeriod]:
    """The periods of which a figure has come in, newest first, each with how many. One query."""
    figures = Count("measurements", filter=Q(measurements__actual__isnull=False))
    held = ReportingPeriod.objects.annotate(figures=figures).filter(figures__gt=0)
    return list(held.order_by(*ReportingPeriod._meta.ordering))


def choose_period(periods: Sequence[ReportingPeriod], wanted: str, on: date) -> ReportingPeriod | None:
    """The period that is wanted; unless one is, the newest that has ended, of the kind that most indicators report.

    None where no figure is held at all. Raises NoSuchPeriodError where the text names no period with a figure.
    """
    if wanted:
        try:
            period = Period.parse(wanted)
        except PeriodError as unreadable:
            raise NoSuchPeriodError(str(unreadable)) from unreadable
        found = next((held for held in periods if held.period == period), None)
        if found is None:
            instead = f" Ask for one that has some, such as {periods[0]}." if periods else ""
            raise NoSuchPeriodError(f"No figures are held for {period}.{instead}")
        return found
    ended = [period for period in periods if period.ends <= on] or list(periods)
    if not ended:
        return None
    most = max(ended, key=lambda period: (period.figures, -MONTHS_IN[PeriodKind(period.kind)]))
    return max((period for period in ended if period.kind == most.kind), key=lambda period: period.ends)
