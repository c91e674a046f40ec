"""What has been changed of an indicator and its figures: who, when, from and to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.formats import typed
from core.happenings import NOBODY
from indicators.models import Indicator, Measurement, Restatement, TargetDecision

FIELDS = {
    Indicator: (
        "title", "definition", "unit", "decimal_places", "polarity", "range_low", "range_high", "frequency",
        "aggregation", "tolerance", "materiality", "owner_id", "closed_on",
    ),
    Measurement: (
        "actual", "numerator", "denominator", "target", "forecast", "state", "why", "so_what", "what_next", "public_words", "override",
        "override_reason", "reservation",
    ),
}  # fmt: skip
"""What counts as a change; verdicts follow from these."""
SHOWN = 30
READ = 400


@dataclass(frozen=True)
class Change:
    """One change: who made it and when, of what, and from what to what."""

    at: datetime
    who: str
    what: str
    differences: tuple[tuple[str, str, str], ...]
    reason: str = ""


def changes(indicator: Indicator) -> list[Change]:
    """The newest changes, the newest first; what was entered first is not one. Four queries."""
    definitions = indicator.history.select_related("history_user").order_by("-history_date", "-history_id")[:READ]
    figures = Measurement.history.filter(indicator=indicator.pk).select_related("history_user", "period")
    figures = figures.order_by("-history_date", "-history_id")[:READ]
    found = _changes(definitions, Indicator) + _changes(figures, Measurement)
    found += [_restated(restatement) for restatement in _of(Restatement, indicator).select_related("by")]
    found += [_decided(decision) for decision in _of(TargetDecision, indicator).select_related("approved_by")]
    return sorted(found, key=lambda change: change.at, reverse=True)[:SHOWN]


def _of(model: type, indicator: Indicator) -> QuerySet:
    return model.objects.filter(measurement__indicator=indicator).select_related(
        "measurement__period", "measurement__indicator"
    )


def _restated(restatement: Restatement) -> Change:
    differences = (("Restated", written(restatement.was), written(restatement.became)),)
    return Change(
        restatement.at, str(restatement.by), str(restatement.measurement.period), differences, restatement.reason
    )


def _decided(decision: TargetDecision) -> Change:
    eased = "Target, eased" if decision.eased else "Target"
    at = timezone.make_aware(datetime.combine(decision.approved_on, time.max))
    differences = ((f"{eased} by decision", written(decision.was), written(decision.becomes)),)
    return Change(at, str(decision.approved_by), str(decision.measurement.period), differences, decision.reason)


def _changes(rows: Iterable[Any], model: type) -> list[Change]:
    """Each line of history, the newest first, against the one before it of the same row."""
    found, later = [], {}
    for row in rows:
        if newer := later.get(row.id):
            differences = tuple(_differences(row, newer, model))
            if differences:
                who = str(newer.history_user or NOBODY)
                what = str(newer.period) if model is Measurement else "Definition"
                found.append(Change(newer.history_date, who, what, differences))
        later[row.id] = row
    return found


def _differences(older: Any, newer: Any, model: type):
    for name in FIELDS[model]:
        was, becomes = getattr(older, name), getattr(newer, name)
        if was != becomes:
            title = str(model._meta.get_field(name.removesuffix("_id")).verbose_name)
            yield title, written(was), written(becomes)


def written(value: Any) -> str:
    """A value of a field as a change has it: nothing, a number, yes or no, words."""
    if value in (None, ""):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return typed(value) if isinstance(value, Decimal) else str(value)
