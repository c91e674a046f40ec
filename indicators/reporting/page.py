"""One indicator: its table, its chart and the sentences beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.charts import Drawing, Event, Point, Series, Wash, draw
from core.formats import figure
from core.periods import MONTHS_IN, PeriodKind
from core.rag import Rag, Rating
from indicators.choices import Direction, Polarity, Quartile, State
from indicators.models import Benchmark, Indicator, Measurement
from indicators.rules import Scale, rate_missing


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
    notes: tuple[str, ...] = ()
    """What else is to be known of the figure: a state that is not plain, a reservation, a confirmation, an override."""
    more: tuple[str, ...] = ()
    """Further sentences beside the rating: on last quarter, band."""


def rating_of(measurement: Measurement, on: date) -> Rating:
    """The stored rating; where there is no value, whether it is awaited at a date."""
    if measurement.rating == Rag.NOT_DUE:
        return rate_missing(period=str(measurement.period), due_on=measurement.period.due_on, on=on)
    return Rating(Rag(measurement.rating), measurement.rating_label, measurement.rating_reason)


def gap_words(scale: Scale, gap: Decimal | None) -> str:
    """A gap in a table's words: met, missed by 0.4, better by 1.3; empty where there is nothing to compare."""
    if gap is None:
        return ""
    return "met" if gap == 0 else f"{'missed' if gap < 0 else 'better'} by {scale.distance(gap)}"


def row(measurement: Measurement, on: date) -> MeasurementRow:
    """A measurement as its table shows it."""
    scale = measurement.indicator.scale
    quartile = Quartile(measurement.quartile)
    band = f"Band {measurement.band}" if measurement.band is not None else ""
    return MeasurementRow(
        period=str(measurement.period),
        actual="" if measurement.actual is None else scale.again(measurement.actual),
        target=measurement.target_words if measurement.target is None else scale.again(measurement.target),
        gap=gap_words(scale, measurement.gap),
        forecast="" if measurement.forecast is None else scale.again(measurement.forecast),
        rating=rating_of(measurement, on),
        direction=Direction(measurement.direction).label if measurement.actual is not None else "",
        direction_reason=measurement.direction_reason,
        quartile=quartile.label if quartile != Quartile.UNKNOWN else band,
        quartile_reason=measurement.quartile_reason,
        state=measurement.get_state_display(),
        commentary=" ".join(filter(None, (measurement.why, measurement.so_what, measurement.what_next))),
        target_note=measurement.target_note,
        notes=tuple(_notes(measurement)),
        more=tuple(filter(None, (measurement.recent_reason, measurement.band_reason))),
    )


def _notes(measurement: Measurement) -> Iterator[str]:
    if measurement.state in (State.ESTIMATE, State.RESTATED, State.AUDITED, State.NOT_APPLICABLE):
        yield measurement.get_state_display()
    if measurement.state == State.RESERVATION:
        yield f"Audited with reservation: {measurement.reservation}"
    if measurement.override:
        yield f"Rating set by hand: {measurement.override_reason}"
    if measurement.confirmed:
        yield "Looked unlikely and was confirmed."


def chart(
    indicator: Indicator, measurements: list[Measurement], *, events: list[Event], brand_colour: str, group: str = ""
) -> Drawing | None:
    """The chart of an indicator: its figures against target, quartile washes behind, clinics as dated lines.

    The line is interrupted where the series was broken, and at each year's start where figures start anew. ``group`` is the council's own comparator group, whose quartiles are drawn where it has any.
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

    def points(attribute: str, *kinds: str) -> tuple[Point, ...]:
        return tuple(
            Point(m.period.ends, str(m.period), value, scale.again(value))
            for m in ordered
            if (value := getattr(m, attribute)) is not None and m.period.kind in kinds
        )

    shorter = [kind for kind in PeriodKind if MONTHS_IN[kind] < MONTHS_IN[main]]
    actual, beside = points("actual", main), points("actual", *shorter)
    shown = [f"{p.label} {p.written}" for p in actual + beside]
    target = points("target", main)
    aims = [f"{p.label} {p.written}" for p in target]
    series = Series(
        title=f"{indicator.ref} {indicator.title}",
        description=f"{Polarity(indicator.polarity).label}. Actual: {', '.join(shown) or 'none'}. Target: {', '.join(aims) or 'none'}."
        + "".join(f" {event.label}." for event in events),
        actual=actual,
        target=target,
        beside=beside,
        forecast=points("forecast", *PeriodKind),
        washes=_washes(indicator, group, main),
        breaks=_breaks(indicator, ordered),
        events=tuple(events),
        whole=indicator.decimal_places == 0,
    )
    return draw(
        series,
        identity=f"chart-{indicator.pk}",
        brand_colour=brand_colour,
        axis=axis(indicator),
    )


def axis(indicator: Indicator) -> Callable[[Decimal], str]:
    """How a value of the vertical axis is written: with % where it is one, with no more places than it needs."""
    sign, names = "%" if indicator.unit == "%" else "", indicator.scale.names
    return lambda value: figure(value, sign, max(0, -value.normalize().as_tuple().exponent), names)


def _breaks(indicator: Indicator, measurements: list[Measurement]) -> tuple[date, ...]:
    """The first days of what does not go on from before: broken series, and years of figures that start anew."""
    broken = {alias.breaks_on for alias in indicator.aliases.all() if alias.breaks_on}
    years = {m.period.period.whole_year.starts for m in measurements} if indicator.starts_anew else set()
    return tuple(sorted(broken | years))


def _washes(indicator: Indicator, group: str, kind: PeriodKind) -> tuple[Wash, ...]:
    """The newest published thresholds of a group as bands, where all are known and one way is better.

    Behind parts of a year no thresholds of whole years stand, where figures add up.
    """
    whole = [b for b in indicator.benchmarks.all() if None not in (b.top, b.median, b.bottom)]
    if indicator.adds_up:
        whole = [b for b in whole if MONTHS_IN[b.period.kind] == MONTHS_IN[kind]]
    newest: Benchmark | None = max(
        whole, key=lambda b: (b.group == group, b.period.ends, not b.worked_out), default=None
    )
    if newest is None or indicator.polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return ()
    edges = [None, newest.top, newest.median, newest.bottom, None]
    names = (
        ("Best quartile", "--quartile-best"),
        ("2nd", "--quartile-second"),
        ("3rd", "--quartile-third"),
        ("Worst", "--quartile-worst"),
    )
    washes = []
    for (name, token), better, worse in zip(names, edges[:-1], edges[1:], strict=True):
        low, high = (better, worse) if indicator.polarity == Polarity.LOWER else (worse, better)
        washes.append(Wash(name, token, low, high))
    return tuple(washes)
