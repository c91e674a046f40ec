"""The results, and how each stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, QuerySet

from core.rag import Rag
from indicators.choices import Direction, Quartile, State
from indicators.models import Benchmark, Indicator, IndicatorSet, Measurement
from indicators.rules import PUBLISHED
from organisation.models import ReportingPeriod
from publishing.choices import CHECKED, PLACE, TARGET, TRAVEL, Scope
from publishing.reporting.columns import Asked, Column, Filter, Table, Type
from publishing.reporting.figures import with_public_verdicts
from publishing.reporting.tables.shared import (
    CHANGED,
    INDICATOR_KEY,
    PERIOD_COLUMNS,
    SINCE,
    changed,
    in_period,
    of_ref,
    of_set,
    printed,
)
from publishing.rules import may_be_counted

FEWER = "Empty where it is not known, and where so few are counted that it might tell who they are."


def _measurements(asked: Asked) -> QuerySet:
    if asked.scope == Scope.READER:
        found = Measurement.objects.with_value().annotate(shown_direction=F("direction"), shown_quartile=F("quartile"))
    else:
        found = with_public_verdicts(Measurement.objects.public())
    found = found.select_related("indicator__set", "period")
    return found.annotate(changed_at=changed((Measurement, "pk"), (Indicator, "indicator")))


def _measurement_cells(rows: Sequence[Measurement], asked: Asked) -> Iterator[Sequence[Any]]:
    for row in rows:
        of, period = row.indicator, row.period
        counted = asked.scope == Scope.READER or may_be_counted(row.numerator, row.denominator)
        known = row.shown_quartile != Quartile.UNKNOWN
        yield (
            of.set.code, of.ref, of.title, of.unit, str(period), period.starts, period.ends, printed(of, row.actual),
            row.numerator if counted else None, row.denominator if counted else None,
            printed(of, row.target), printed(of, row.gap), row.rating, bool(row.override), row.shown_direction,
            row.shown_quartile, row.quartile_group if known else "", row.quartile_year if known else "",
            row.state, row.said_to_the_public, row.changed_at,
        )  # fmt: skip


RATINGS = {
    **{str(rag): words for rag, words in TARGET.items()},
    str(Rag.NOT_APPLICABLE): "Does not apply",
    str(Rag.NOT_DUE): "Not rated yet",
    str(Rag.AWAITED): "Awaited",
    str(Rag.COMPLETE): "Complete",
}
STATES = {**{str(state): words for state, words in CHECKED.items()}, **{
    str(state): f"{state.label}; never in what is public" for state in State if state not in PUBLISHED
}}  # fmt: skip
MEASUREMENTS = Table(
    name="measurements",
    title="Measurements",
    about="Each figure of an indicator in a period, with its target. What is public was signed off, audited or restated.",
    key=("set", "ref", "period"),
    columns=(
        *INDICATOR_KEY,
        Column("title", "What the indicator measures.", required=True),
        Column("unit", "In what its figures are given."),
        *PERIOD_COLUMNS,
        Column("value", "What came out.", Type.NUMBER, required=True),
        Column("numerator", f"What was counted for a rate. {FEWER}", Type.NUMBER),
        Column("denominator", f"Of how many. {FEWER}", Type.NUMBER),
        Column("target", "What was wanted; empty where no figure was set.", Type.NUMBER),
        Column("gap", "By how much the target was beaten, or missed where it is below zero, in the unit.", Type.NUMBER),
        Column("rating", "The figure against its target.", values=RATINGS, required=True),
        Column(
            "rating_by_hand", "Whether the council set the rating instead of its rule.", Type.BOOLEAN, required=True
        ),
        Column(
            "direction",
            "The figure against that of the same part of the year before, as far as both are published.",
            values={str(way): TRAVEL.get(way, "Nothing to compare with") for way in Direction},
            required=True,
        ),
        Column(
            "quartile",
            "Where it stands among other councils: in a row from best to lowest, cut into four equal parts.",
            values={str(place): PLACE.get(place, "Not known") for place in Quartile},
            required=True,
        ),
        Column("quartile_group", "Among which councils."),
        Column("quartile_year", "Of which year their figures are."),
        Column("state", "How firm the figure is.", values=STATES, required=True),
        Column("said", "What the council says of the figure to the public; empty where no words were approved."),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
    ),
    rows=_measurements,
    cells=_measurement_cells,
    order=(
        "indicator__set__order",
        "indicator__set__code",
        "indicator__sort_key",
        "indicator",
        "period__starts",
        "-period__ends",
        "pk",
    ),
    rests_on=(Measurement, Indicator, IndicatorSet, ReportingPeriod, Benchmark),
    filters=(
        of_set("indicator__"),
        of_ref("indicator__"),
        Filter("period", "A period, as the council writes it.", in_period("period__"), "2025/26"),
        SINCE,
    ),
)
