"""What is read of indicators: plain data, the same for page, paper and file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from core.charts import Drawing, Event, Point, Series, Wash, draw
from core.formats import figure
from core.periods import PeriodKind
from core.rag import Rag, Rating
from indicators.choices import Direction, Polarity, Quartile
from indicators.models import Benchmark, Indicator, Measurement
from indicators.rules import rate_missing

LINE_NEEDS = 2


@dataclass(frozen=True)
class MeasurementRow:
    """One line of an indicator's table."""

    period: str
    actual: str
    target: str
    gap: str
    forecast: str
    rating: Rating
    direction: str
    direction_reason: str
    quartile: str
    quartile_reason: str
    state: str
    commentary: str
    target_note: str


def rating_of(measurement: Measurement, on: date) -> Rating:
    """The stored rating; where there is no value, whether it is awaited at a date."""
    if measurement.rating == Rag.NOT_DUE:
        return rate_missing(period=str(measurement.period), due_on=measurement.period.due_on, on=on)
    return Rating(Rag(measurement.rating), measurement.rating_label, measurement.rating_reason)


def row(measurement: Measurement, on: date) -> MeasurementRow:
    """A measurement as its table shows it."""
    scale = measurement.indicator.scale
    quartile = Quartile(measurement.quartile)
    gap = ""
    if measurement.gap is not None:
        gap = (
            "met"
            if measurement.gap == 0
            else f"{'missed' if measurement.gap < 0 else 'better'} by {scale.distance(measurement.gap)}"
        )
    band = f"Band {measurement.stated_band}" if measurement.stated_band else ""
    return MeasurementRow(
        period=str(measurement.period),
        actual="" if measurement.actual is None else scale.again(measurement.actual),
        target=measurement.target_words if measurement.target is None else scale.again(measurement.target),
        gap=gap,
        forecast="" if measurement.forecast is None else scale.again(measurement.forecast),
        rating=rating_of(measurement, on),
        direction=Direction(measurement.direction).label if measurement.actual is not None else "",
        direction_reason=measurement.direction_reason,
        quartile=quartile.label if quartile != Quartile.UNKNOWN else band,
        quartile_reason=measurement.quartile_reason,
        state=measurement.get_state_display(),
        commentary=measurement.why,
        target_note=measurement.target_note,
    )


def chart(
    indicator: Indicator, measurements: list[Measurement], *, events: list[Event], brand_colour: str
) -> Drawing | None:
    """The chart of an indicator: its figures against target, quartile washes behind, clinics as dated lines.

    The line joins periods of one kind, the kind that most figures have; shorter periods stand beside it as points.
    """
    scale = indicator.scale
    valued = [m for m in measurements if m.actual is not None]
    kinds = Counter(m.period.kind for m in valued) or Counter(
        m.period.kind for m in measurements if m.target is not None
    )
    if not kinds:
        return None
    main = max(kinds, key=lambda kind: (kinds[kind], kind == PeriodKind.YEAR))
    ordered = sorted(measurements, key=lambda m: m.period.ends)

    def points(attribute: str, *, of_main: bool) -> tuple[Point, ...]:
        return tuple(
            Point(m.period.ends, str(m.period), value, scale.again(value))
            for m in ordered
            if (value := getattr(m, attribute)) is not None and (m.period.kind == main) == of_main
        )

    actual, beside = points("actual", of_main=True), points("actual", of_main=False)
    shown = [f"{p.label} {p.written}" for p in actual + beside]
    target = points("target", of_main=True)
    aims = [f"{p.label} {p.written}" for p in target]
    series = Series(
        title=f"{indicator.ref} {indicator.title}",
        description=f"{Polarity(indicator.polarity).label}. Actual: {', '.join(shown) or 'none'}. Target: {', '.join(aims) or 'none'}."
        + "".join(f" {event.label}." for event in events),
        actual=actual,
        target=target,
        beside=beside,
        forecast=points("forecast", of_main=True) + points("forecast", of_main=False),
        washes=_washes(indicator),
        events=tuple(events),
        whole=indicator.decimal_places == 0,
    )
    return draw(
        series,
        identity=f"chart-{indicator.pk}",
        brand_colour=brand_colour,
        axis=lambda value: figure(value, "%" if indicator.unit == "%" else "", _axis_places(value), scale.names),
    )


def _axis_places(value) -> int:
    return max(0, -value.normalize().as_tuple().exponent)


def _washes(indicator: Indicator) -> tuple[Wash, ...]:
    """The newest published thresholds as bands; none where they are not all known."""
    newest: Benchmark | None = max(indicator.benchmarks.all(), key=lambda b: b.period.ends, default=None)
    if newest is None or None in (newest.top, newest.median, newest.bottom):
        return ()
    edges = [None, newest.top, newest.median, newest.bottom, None]
    names = (
        ("Best quartile", "--quartile-best"),
        ("2nd", "--quartile-second"),
        ("3rd", "--quartile-third"),
        ("Worst", "--quartile-worst"),
    )
    washes = []
    for (name, token), better, worse in zip(names, edges, edges[1:], strict=True):
        low, high = (better, worse) if indicator.polarity == Polarity.LOWER else (worse, better)
        washes.append(Wash(name, token, low, high))
    return tuple(washes)
