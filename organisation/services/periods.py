"""The rows of reporting periods, made when they are first wanted."""

from __future__ import annotations

from datetime import timedelta

from core.periods import Period
from organisation.models import Council, ReportingPeriod

DEFAULT_REPORTING_DAYS = 42


def reporting_period(period: Period) -> ReportingPeriod:
    """The row of a period, made when first wanted."""
    found = period_row(period)
    if found.pk is None:
        found.save()
    return found


def period_row(period: Period) -> ReportingPeriod:
    """The row of a period; one that is new is not stored yet."""
    found = ReportingPeriod.objects.filter(kind=period.kind, year=period.year, number=period.number).first()
    return found or new_period(period, Council.objects.first())


def new_period(period: Period, council: Council | None) -> ReportingPeriod:
    """A row for a period, not stored yet; its figures are due some weeks after its end, as the council has it."""
    days = council.reporting_days if council else DEFAULT_REPORTING_DAYS
    return ReportingPeriod(
        kind=period.kind,
        year=period.year,
        number=period.number,
        starts=period.starts,
        ends=period.ends,
        due_on=period.ends + timedelta(days=days),
    )
