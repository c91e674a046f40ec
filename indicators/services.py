"""The one service that writes verdicts beside measurements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from core.periods import Period
from core.records import store_derived
from indicators.choices import Direction, Quartile, State
from indicators.models import Benchmark, Measurement
from indicators.rules import Position, Thresholds, position, rate, travel
from organisation.choices import RatingRule
from organisation.models import Council

VERDICTS = [
    "rating",
    "rating_label",
    "rating_reason",
    "gap",
    "direction",
    "direction_reason",
    "change",
    "quartile",
    "quartile_reason",
]
DEFAULT_TOLERANCE = "10%"


def judge(indicators: Iterable[int] | None = None, *, store: bool = True) -> list[Measurement]:
    """Work out the verdicts of all measurements, or of those of some indicators, and store what changed.

    Returns the measurements whose stored verdicts were not what the rules say.
    Four queries and one write per 500 changed rows, however many indicators.
    """
    council = Council.objects.first()
    measurements = Measurement.objects.select_related("indicator__set", "period")
    benchmarks = Benchmark.objects.select_related("period")
    if indicators is not None:
        wanted = list(indicators)
        measurements = measurements.filter(indicator__in=wanted)
        benchmarks = benchmarks.filter(indicator__in=wanted)
    published = defaultdict(list)
    for benchmark in benchmarks:
        published[benchmark.indicator_id].append(benchmark)
    measurements = list(measurements)
    by_period = {(m.indicator_id, m.period.period): m for m in measurements}
    changed = []
    for measurement in measurements:
        earlier = by_period.get((measurement.indicator_id, measurement.period.period.like_period))
        before = {name: getattr(measurement, name) for name in VERDICTS}
        _judge_one(measurement, earlier, published[measurement.indicator_id], council)
        if any(getattr(measurement, name) != was for name, was in before.items()):
            changed.append(measurement)
    if store:
        store_derived(changed, VERDICTS)
        _point_at_latest(measurements)
    return changed


def _point_at_latest(measurements: list[Measurement]) -> None:
    """Let each indicator point at its newest measurement with a value; of two that end together, the longer period."""
    latest: dict[int, Measurement] = {}
    indicators = {m.indicator_id: m.indicator for m in measurements}
    for measurement in measurements:
        if measurement.actual is None:
            continue
        best = latest.get(measurement.indicator_id)
        if best is None or _recency(measurement) > _recency(best):
            latest[measurement.indicator_id] = measurement
    moved = []
    for key, indicator in indicators.items():
        newest = latest[key].pk if key in latest else None
        if indicator.latest_id != newest:
            indicator.latest_id = newest
            moved.append(indicator)
    store_derived(moved, ["latest"])


def _recency(measurement: Measurement) -> tuple:
    return measurement.period.ends, -measurement.period.starts.toordinal()


def _judge_one(
    measurement: Measurement, earlier: Measurement | None, benchmarks: list[Benchmark], council: Council | None
) -> None:
    indicator = measurement.indicator
    scale = indicator.scale
    period: Period = measurement.period.period
    moved = travel(
        scale,
        value=measurement.actual,
        earlier=earlier.actual if earlier else None,
        earlier_period=str(period.like_period),
    )
    rule = indicator.set.rating_rule or (council.rating_rule if council else "")
    judged = rate(
        scale,
        period=str(period),
        value=measurement.actual,
        target=measurement.target,
        tolerance=indicator.tolerance_in(council.tolerance if council else DEFAULT_TOLERANCE),
        improved=moved.direction == Direction.IMPROVED,
        improvement_rule=rule == RatingRule.IMPROVEMENT,
        applicable=measurement.state != State.NOT_APPLICABLE,
    )
    placed = _place(measurement, _newest(benchmarks, period, council))
    measurement.rating = judged.rating.rag
    measurement.rating_label = judged.rating.label
    measurement.rating_reason = judged.rating.sentence
    measurement.gap = judged.gap
    measurement.direction = moved.direction
    measurement.direction_reason = moved.sentence
    measurement.change = None if moved.change is None else round(moved.change, 6)
    measurement.quartile = placed.quartile
    measurement.quartile_reason = placed.sentence


def _newest(benchmarks: list[Benchmark], period: Period, council: Council | None) -> Thresholds | None:
    """The newest published thresholds not later than the period, of the council's own group where there are any."""
    group = council.comparator_group if council else ""
    known = [b for b in benchmarks if b.period.ends <= period.ends and (b.top, b.median, b.bottom) != (None,) * 3]
    newest = max(known, key=lambda b: (b.group == group, b.period.ends), default=None)
    if newest is None:
        return None
    return Thresholds(
        newest.group, str(newest.period), newest.top, newest.median, newest.bottom, provisional=newest.provisional
    )


def _place(measurement: Measurement, thresholds: Thresholds | None) -> Position:
    """Its quartile by thresholds; where none are held, the position that an outside body stated, as such."""
    if thresholds is None and measurement.stated_quartile:
        quartile = Quartile(measurement.stated_quartile)
        return Position(
            quartile, f"{quartile.label}, as stated by {measurement.stated_by}; its thresholds are not held."
        )
    return position(measurement.indicator.scale, value=measurement.actual, thresholds=thresholds)
