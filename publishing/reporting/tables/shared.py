"""What several tables have in common: filters, columns, and when a row was last changed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from core.periods import Period, PeriodError
from core.records import Record
from indicators.models import Indicator
from publishing.reporting.columns import Column, Filter, Type

CHANGED = "When the row last changed, or was published."
INDICATOR_KEY = (
    Column("set", "The code of the set that the indicator belongs to.", required=True),
    Column("ref", "Its reference within the set.", required=True),
)
PERIOD_COLUMNS = (
    Column("period", "The period, as the council writes it: 2025/26, 2025/26 Q1, 2025/26 M03 (June).", required=True),
    Column("period_starts", "Its first day.", Type.DATE, required=True),
    Column("period_ends", "Its last day.", Type.DATE, required=True),
)


def by(lookup: str) -> Any:
    """Rows of which something is just the value that was asked for."""
    return lambda rows, value: rows.filter(**{lookup: value})


def in_period(prefix: str) -> Any:
    """Rows of a period, as the council writes it. ``prefix`` leads to the period. Raises ValueError where it is none."""

    def narrow(rows: QuerySet, value: str) -> QuerySet:
        try:
            period = Period.parse(value)
        except PeriodError as unreadable:
            raise ValueError(str(unreadable)) from unreadable
        facts = {"kind": period.kind, "year": period.year, "number": period.number}
        return rows.filter(**{f"{prefix}{name}": value for name, value in facts.items()})

    return narrow


def _since(rows: QuerySet, value: str) -> QuerySet:
    try:
        moment = parse_datetime(value)
        if moment is None and (day := parse_date(value)):
            moment = datetime.combine(day, datetime.min.time())
    except ValueError:
        moment = None
    if moment is None:
        raise ValueError(f"“{value}” is no moment. Write it as 2026-03-31 or 2026-03-31T14:05:09Z.")
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return rows.filter(changed_at__gte=moment)


def of_set(path: str) -> Filter:
    """Rows of a set of indicators. ``path`` leads to the indicator."""
    return Filter(
        "set", "The code of a set of indicators, whatever its capitals.", by(f"{path}set__code__iexact"), "KPI"
    )


def of_ref(path: str) -> Filter:
    """Rows of an indicator by its reference. ``path`` leads to the indicator."""
    return Filter("ref", "The reference of an indicator, whatever its capitals.", by(f"{path}ref__iexact"), "BV8")


SINCE = Filter(
    "changed_since",
    "Only rows that changed, or were published, at this moment or after it. Rows that were taken back are not told: "
    "read the whole table now and then.",
    _since,
    "2026-03-31T00:00:00Z",
    format="date-time",
)


def changed(*models: tuple[type[Record], str]) -> Any:
    """When a row was last changed, by the histories of what it is made of, each with the key that leads to it."""
    newest = [
        Coalesce(
            Subquery(
                model.history.model.objects.filter(id=OuterRef(key)).order_by("-history_id").values("history_date")[:1],
                output_field=DateTimeField(),
            ),
            timezone.make_aware(datetime(1974, 4, 1)),  # noqa: DTZ001 - made aware here
            output_field=DateTimeField(),
        )
        for model, key in models
    ]
    return newest[0] if len(newest) == 1 else Greatest(*newest)


def printed(indicator: Indicator, value: Decimal | None) -> Decimal | None:
    """A figure at the precision at which the council prints and compares it."""
    return None if value is None else indicator.scale.printed(value)
