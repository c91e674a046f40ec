"""What the council measures, and whose figures it is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from indicators.choices import Frequency, Polarity
from indicators.models import Benchmark, Indicator, IndicatorSet
from organisation.models import Post, ReportingPeriod
from publishing.choices import Scope
from publishing.reporting.columns import Asked, Column, Filter, Table, Type
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

WAY = {
    Polarity.HIGHER: "a higher figure is better",
    Polarity.LOWER: "a lower figure is better",
    Polarity.RANGE: "a figure within a range is best",
    Polarity.NEUTRAL: "neither way is better",
}


def _indicators(asked: Asked) -> QuerySet:
    found = Indicator.objects.all() if asked.scope == Scope.READER else Indicator.objects.public()
    return found.select_related("set", "owner").annotate(changed_at=changed((Indicator, "pk")))


def _indicator_cells(rows: Sequence[Indicator], asked: Asked) -> Iterator[Sequence[Any]]:
    for row in rows:
        yield (
            row.set.code, row.ref, row.title, row.definition, row.set.title, row.theme, row.unit, row.decimal_places,
            row.polarity, row.range_low, row.range_high, row.frequency, str(row.owner or ""), row.within_control,
            row.closed_on, row.is_public, row.changed_at,
            asked.address("public-indicator", row.set.code, row.ref) if row.is_public else "",
        )  # fmt: skip


INDICATORS = Table(
    name="indicators",
    title="Indicators",
    about="What is measured: each measure, which the council's papers call an indicator, with its definition and how its "
    "figures are to be read.",
    key=("set", "ref"),
    columns=(
        *INDICATOR_KEY,
        Column("title", "What it measures.", required=True),
        Column("definition", "What is counted, and what is not."),
        Column("set_title", "What the set is called.", required=True),
        Column("theme", "The subject under which the set has it."),
        Column("unit", "In what its figures are given: %, £, days, per 1,000 population."),
        Column("decimal_places", "To how many places its figures are given.", Type.INTEGER, required=True),
        Column("polarity", "Which way is better.", values=WAY, required=True),
        Column("range_low", "The lower edge of the best range, where there is one.", Type.NUMBER),
        Column("range_high", "The upper edge of the best range, where there is one.", Type.NUMBER),
        Column("frequency", "How often a figure comes.", values=dict(Frequency.pairs()), required=True),
        Column("owner", "The post of the council that answers for it."),
        Column("within_control", "Whether the council alone can move it.", Type.BOOLEAN, required=True),
        Column("closed_on", "The day from which it is measured no more.", Type.DATE),
        Column("public", "Whether it is published.", Type.BOOLEAN, required=True),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
        Column("page", "The address of its public page."),
    ),
    rows=_indicators,
    cells=_indicator_cells,
    order=("set__order", "set__code", "sort_key", "pk"),
    rests_on=(Indicator, IndicatorSet, Post),
    filters=(of_set(""), of_ref(""), SINCE),
)


def _benchmarks(asked: Asked) -> QuerySet:
    found = Benchmark.objects.select_related("indicator__set", "period")
    if asked.scope == Scope.PUBLIC:
        found = found.filter(indicator__is_public=True, worked_out=False)
    return found.annotate(changed_at=changed((Benchmark, "pk"), (Indicator, "indicator")))


def _benchmark_cells(rows: Sequence[Benchmark], asked: Asked) -> Iterator[Sequence[Any]]:
    for row in rows:
        of, period = row.indicator, row.period
        yield (
            of.set.code, of.ref, str(period), period.starts, period.ends, row.group, printed(of, row.top),
            printed(of, row.median), printed(of, row.bottom), printed(of, row.average), row.n, row.provisional,
            row.worked_out, row.source, row.changed_at,
        )  # fmt: skip


BENCHMARKS = Table(
    name="benchmarks",
    title="Benchmarks",
    about="Figures of groups of councils, as they were published, with which the council compares its own.",
    key=("set", "ref", "period", "group", "worked_out"),
    columns=(
        *INDICATOR_KEY,
        *PERIOD_COLUMNS,
        Column("group", "Which councils.", required=True),
        Column("top", "What a council of the best quarter reaches at least.", Type.NUMBER),
        Column("median", "The figure in the middle.", Type.NUMBER),
        Column("bottom", "What a council of the lowest quarter does not reach.", Type.NUMBER),
        Column("average", "The average.", Type.NUMBER),
        Column("n", "How many councils.", Type.INTEGER),
        Column("provisional", "Whether whoever published it may change it.", Type.BOOLEAN, required=True),
        Column(
            "worked_out",
            "Whether it was worked out here from what councils told one another; never so in what is public.",
            Type.BOOLEAN,
            required=True,
        ),
        Column("source", "Where it was published."),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
    ),
    rows=_benchmarks,
    cells=_benchmark_cells,
    order=(
        "indicator__set__order",
        "indicator__set__code",
        "indicator__sort_key",
        "indicator",
        "period__starts",
        "group",
        "pk",
    ),
    rests_on=(Benchmark, Indicator, IndicatorSet, ReportingPeriod),
    filters=(
        of_set("indicator__"),
        of_ref("indicator__"),
        Filter("period", "A period, as the council writes it.", in_period("period__"), "2025/26"),
        SINCE,
    ),
)
