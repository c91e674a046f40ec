"""Writes to the organisation that touch more than one row."""

from __future__ import annotations

from datetime import timedelta

from core.periods import Period
from organisation.models import Council, ReportingPeriod

DEFAULT_REPORTING_DAYS = 42


def reporting_period(period: Period) -> ReportingPeriod:
    """The row of a period, made when first wanted; its figures are due some weeks after its end."""
    found = ReportingPeriod.objects.filter(kind=period.kind, year=period.year, number=period.number).first()
    if found:
        return found
    council = Council.objects.first()
    days = council.reporting_days if council else DEFAULT_REPORTING_DAYS
    return ReportingPeriod.objects.create(
        kind=period.kind, year=period.year, number=period.number, due_on=period.ends + timedelta(days=days)
    )
