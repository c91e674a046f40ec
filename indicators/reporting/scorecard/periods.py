"""The periods of which a scorecard can be shown, and the one that is meant."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef

from core.periods import Period, PeriodError, PeriodKind
from indicators.models import Measurement
from organisation.models import ReportingPeriod


class UnknownPeriodError(Exception):
    """A period for which nothing is held; the message is a sentence for the person who asked."""


def periods_held() -> list[ReportingPeriod]:
    """The periods that have a measurement, newest first, each with whether a figure has come in. One query."""
    here = Measurement.objects.filter(period=OuterRef("pk"))
    held = ReportingPeriod.objects.filter(Exists(here))
    return list(held.annotate(has_figures=Exists(here.with_value())))


def choose(periods: list[ReportingPeriod], wanted: str, on: date) -> ReportingPeriod | None:
    """The period that is wanted; unless one is, the newest financial year with a figure, else the newest period with one.

    None where nothing at all is held. Raises UnknownPeriodError where the text names no period that is held.
    """
    if wanted:
        return find(periods, wanted)
    begun = [period for period in periods if period.starts <= on]
    with_figures = [period for period in begun if period.has_figures]
    years = [period for period in with_figures if period.kind == PeriodKind.YEAR]
    return next(iter(years or with_figures or begun or periods), None)


def find(periods: list[ReportingPeriod], wanted: str) -> ReportingPeriod:
    """The period of that name. Raises UnknownPeriodError with a sentence that says what to ask for instead."""
    try:
        period = Period.parse(wanted)
    except PeriodError as unreadable:
        raise UnknownPeriodError(str(unreadable)) from unreadable
    found = next((held for held in periods if held.period == period), None)
    if found is None:
        newest = next((held for held in periods if held.has_figures), None)
        instead = f" Ask for one that has some, such as {newest}." if newest else ""
        raise UnknownPeriodError(f"No figures or targets are held for {period}.{instead}")
    return found
