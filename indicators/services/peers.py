"""Quartiles of a peer group that nobody published: worked out here, and kept as its councils' figures have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import mean

from django.db import transaction
from django.db.models import Q

from core.formats import printed
from core.records import create_many, save_many
from indicators.models import MOST_PLACES, Benchmark, Indicator, PeerFigure
from indicators.rules import FEWEST_PEERS, peer_thresholds

WORKED_OUT = ["top", "median", "bottom", "average", "n", "source"]
"""What is worked out of a group's figures."""
Group = tuple[int, str, int]
"""An indicator, a group whatever its capitals, and a year."""


@dataclass
class _Figures:
    """What is known of a group's councils for one indicator and year."""

    name: str
    values: list[Decimal] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)


def hold_groups(indicators: Iterable[int]) -> None:
    """Let nobody else change the peer figures of some indicators until the transaction ends. One query.

    Of two people who each add the eighth council, the second then counts the first one's too.
    """
    held = Indicator.objects.select_for_update(of=("self",)).filter(pk__in=list(indicators)).order_by("pk")
    list(held.values_list("pk", flat=True))


def keep_peer_benchmarks(indicators: list[int] | None = None, *, store: bool = True) -> list[Benchmark]:
    """Work out the benchmarks of peer groups, of all indicators or of some; store, change and remove what differs.

    Returns those that were not what the figures say. A group has none below 8 councils, and none for a year
    for which its thresholds were published: those stand. Three queries, and where something differs two for
    each 500 written and two for each removed.
    """
    with transaction.atomic():
        figures = _figures(indicators)
        worked_out, published = _benchmarks(indicators, {key[0] for key in figures})
        wanted = _worked_out({key: found for key, found in figures.items() if key not in published})
        new = [wanted[key] for key in wanted.keys() - worked_out.keys()]
        gone = [worked_out[key] for key in worked_out.keys() - wanted.keys()]
        changed = [
            benchmark for key, benchmark in worked_out.items() if key in wanted and _take(benchmark, wanted[key])
        ]
        if store:
            create_many(sorted(new, key=lambda one: (one.indicator_id, one.period_id, one.group)))
            save_many(changed, WORKED_OUT)
            for benchmark in gone:
                benchmark.delete()
    return [*new, *changed, *gone]


def _figures(indicators: list[int] | None) -> dict[Group, _Figures]:
    """What councils reported, by indicator, group and year. One query."""
    rows = PeerFigure.objects.filter(value__isnull=False).order_by("pk")
    if indicators is not None:
        rows = rows.filter(indicator__in=indicators)
    found: dict[Group, _Figures] = {}
    for indicator, group, year, value, source in rows.values_list("indicator", "group", "period", "value", "source"):
        figures = found.setdefault((indicator, group.lower(), year), _Figures(group))
        figures.values.append(value)
        figures.sources.add(source)
    return found


def _benchmarks(
    indicators: list[int] | None, having_figures: set[int]
) -> tuple[dict[Group, Benchmark], dict[Group, Benchmark]]:
    """The benchmarks that were worked out, and those published for indicators that have peer figures. One query."""
    rows = Benchmark.objects.select_for_update(of=("self",)).select_related("indicator", "period").order_by("pk")
    rows = rows.filter(Q(worked_out=True) | Q(indicator__in=having_figures))
    if indicators is not None:
        rows = rows.filter(indicator__in=indicators)
    by_origin: dict[bool, dict[Group, Benchmark]] = defaultdict(dict)
    for benchmark in rows:
        by_origin[benchmark.worked_out][benchmark.indicator_id, benchmark.group.lower(), benchmark.period_id] = (
            benchmark
        )
    return by_origin[True], by_origin[False]


def _worked_out(figures: dict[Group, _Figures]) -> dict[Group, Benchmark]:
    """The benchmarks that the rule makes of figures, not stored. One query, where there are enough councils."""
    enough = {key: found for key, found in figures.items() if len(found.values) >= FEWEST_PEERS}
    indicators = Indicator.objects.in_bulk({key[0] for key in enough}) if enough else {}
    made = {}
    for (pk, group, year), found in enough.items():
        thresholds = peer_thresholds(indicators[pk].scale, found.values, found.name, "")
        if thresholds is None:
            continue
        top, median, bottom, average = (
            printed(value, MOST_PLACES)
            for value in (thresholds.top, thresholds.median, thresholds.bottom, mean(found.values))
        )
        made[pk, group, year] = Benchmark(
            indicator=indicators[pk],
            group=found.name,
            period_id=year,
            top=top,
            median=median,
            bottom=bottom,
            average=average,
            n=thresholds.n,
            source="; ".join(sorted(found.sources - {""}))[:250],
            worked_out=True,
        )
    return made


def _take(benchmark: Benchmark, wanted: Benchmark) -> bool:
    """Set what a stored benchmark should be; whether that changes it."""
    was = [getattr(benchmark, name) for name in WORKED_OUT]
    for name in WORKED_OUT:
        setattr(benchmark, name, getattr(wanted, name))
    return was != [getattr(benchmark, name) for name in WORKED_OUT]
