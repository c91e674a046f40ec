"""Signal or noise: the XmR control chart of single figures and their moving ranges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from core import formats
from core.periods import MONTHS_IN, Period
from core.vocabulary import Words
from indicators.choices import Polarity
from indicators.rules.scale import Scale

LOCKED_ON = 12
FEWEST = 8
RUN = 7
FACTOR = Fraction(266, 100)
"""From the mean moving range to three standard deviations, for ranges of two."""
TWO_THIRDS = Fraction(2, 3)


class Limits(Words):
    """How firm the limits of a chart are."""

    LOCKED = "locked", "Limits locked on the first 12 points"
    TRIAL = "trial", "Trial limits"
    TOO_FEW = "too_few", "Too few points"


class Cause(Words):
    """The rule by which points are more than noise."""

    OUTSIDE = "outside", "Outside the limits"
    RUN = "run", "7 in a row on one side of the mean"
    TREND = "trend", "7 in a row rising or falling"
    TWO_OF_THREE = "two_of_three", "2 of 3 near a limit"


class Reading(Words):
    """What a special cause means, read through polarity."""

    IMPROVEMENT = "improvement", "Improvement"
    CONCERN = "concern", "Concern"
    SIGNAL = "signal", "Signal"


@dataclass(frozen=True)
class Observation:
    """One point of a chart."""

    period: Period
    value: Decimal


@dataclass(frozen=True)
class Signal:
    """A special cause: which points, by which rule, and whether it is good news."""

    cause: Cause
    reading: Reading
    periods: tuple[Period, ...]
    sentence: str


@dataclass(frozen=True)
class ControlChart:
    """A control chart: centre and limits in the indicator's unit, None below 8 points, and what they show."""

    state: Limits
    sentence: str
    points: tuple[Observation, ...]
    """In order, at printed precision."""
    moving_ranges: tuple[Decimal, ...]
    """Between each point and the next: one fewer than the points."""
    centre: Decimal | None = None
    upper: Decimal | None = None
    lower: Decimal | None = None
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True)
class NewestPoint:
    """What the newest point of a chart shows, held against the points before it."""

    signals: tuple[Signal, ...]
    """The special causes that it belongs to."""
    centre: Decimal
    upper: Decimal
    lower: Decimal
    based_on: int
    """How many points the limits rest on."""


@dataclass(frozen=True)
class _Line:
    """The exact figures that points are held against."""

    scale: Scale
    points: tuple[Observation, ...]
    centre: Fraction
    reach: Fraction
    """From the centre to either limit."""

    @cached_property
    def offsets(self) -> list[Fraction]:
        """How far each point lies from the centre."""
        return [Fraction(p.value) - self.centre for p in self.points]

    def beyond(self, side: int, distance: Fraction) -> list[int]:
        """Which points lie farther than a distance from the centre on one side: 1 above, -1 below."""
        if side > 0:
            return [at for at, offset in enumerate(self.offsets) if offset > distance]
        return [at for at, offset in enumerate(self.offsets) if offset < -distance]

    def limit(self, side: int) -> str:
        """A limit as a sentence has it, one decimal place finer than the figures."""
        words = "upper" if side > 0 else "lower"
        return f"the {words} limit of {self.finer(self.centre + side * self.reach)}"

    def finer(self, value: Fraction) -> str:
        """A centre or limit with its unit, one decimal place finer than the figures."""
        return formats.again(_decimal(value), self.scale.unit, self.scale.decimal_places + 1)

    def names(self, at: list[int]) -> list[str]:
        """The periods of some points."""
        return [str(self.points[place].period) for place in at]

    def signal(self, cause: Cause, at: list[int], words: str) -> Signal:
        """The signal that some points give, read through polarity: of a trend from its start, else against the centre."""
        values = [Fraction(self.points[place].value) for place in at]
        start, end = (values[0], values[-1]) if cause == Cause.TREND else (self.centre, sum(values) / len(values))
        reading = _reading(self.scale, start, end)
        periods = tuple(self.points[place].period for place in at)
        return Signal(cause, reading, periods, f"{words}: {reading.label.lower()}.")


def control_chart(scale: Scale, points: Sequence[Observation]) -> ControlChart:
    """Tell signal from noise in the figures of periods of one kind.

    Limits are mean ± 2.66 × mean moving range, of the first 12 points and then
    locked; from 8 points they are trial limits on all there are; below 8 there are
    none. They are not clipped: a percentage's upper limit may lie above 100, a
    count's lower limit below 0, and a chart may cut off its drawing there. A point
    on the mean breaks a run; equal points break a trend. What one rule finds in
    points that follow each other is one signal.

    Raises ValueError where the points are of different kinds of period, or two of one.
    """
    points = _in_order(scale, points)
    ranges = tuple(abs(after.value - before.value) for before, after in pairwise(points))
    if len(points) < FEWEST:
        counted = points[0].period.kind.counted(len(points)) if points else "none"
        return ControlChart(
            Limits.TOO_FEW, f"Too few points: {counted}, and a control chart needs {FEWEST}.", points, ranges
        )
    state = Limits.LOCKED if len(points) >= LOCKED_ON else Limits.TRIAL
    line = _line(scale, points, based_on=points[:LOCKED_ON])
    centre, reach = line.centre, line.reach
    signals = tuple(sorted(_signals(line), key=lambda s: (s.periods[0].starts, list(Cause).index(s.cause))))
    return ControlChart(
        state,
        _summary(points, state, signals),
        points,
        ranges,
        centre=_decimal(centre),
        upper=_decimal(centre + reach),
        lower=_decimal(centre - reach),
        signals=signals,
    )


def newest_point(scale: Scale, points: Sequence[Observation]) -> NewestPoint | None:
    """What the newest point shows by limits that the points before it make, so that it never widens its own.

    The limits are those of the first 12 of the points before it, or of as many as there are from 8;
    None where there are fewer. Raises ValueError as ``control_chart`` does.
    """
    points = _in_order(scale, points)
    before = points[:-1]
    if len(before) < FEWEST:
        return None
    based_on = before[:LOCKED_ON]
    line = _line(scale, points, based_on=based_on)
    newest = points[-1].period
    return NewestPoint(
        tuple(signal for signal in _signals(line) if newest in signal.periods),
        _decimal(line.centre),
        _decimal(line.centre + line.reach),
        _decimal(line.centre - line.reach),
        len(based_on),
    )


def _in_order(scale: Scale, points: Sequence[Observation]) -> tuple[Observation, ...]:
    """Points by time, at printed precision. Raises ValueError where they do not belong on one chart."""
    points = tuple(
        Observation(p.period, scale.printed(p.value))
        for p in sorted(points, key=lambda p: (p.period.year, p.period.number))
    )
    if len({p.period.kind for p in points}) > 1 or len({p.period for p in points}) < len(points):
        raise ValueError("A control chart has one point for each period, and periods of one kind.")
    return points


def _line(scale: Scale, points: tuple[Observation, ...], *, based_on: tuple[Observation, ...]) -> _Line:
    """Points with the centre and limits that some of them make."""
    values = [Fraction(p.value) for p in based_on]
    centre = sum(values) / len(values)
    reach = FACTOR * sum(abs(after - before) for before, after in pairwise(values)) / (len(values) - 1)
    return _Line(scale, points, centre, reach)


def _signals(line: _Line) -> Iterator[Signal]:
    """What each rule finds, above the mean and below it."""
    for side, above, rising in ((1, "above", "rising"), (-1, "below", "falling")):
        for at in _clusters(line.beyond(side, line.reach)):
            lie = "lies" if len(at) == 1 else "lie"
            yield line.signal(Cause.OUTSIDE, at, f"{formats.listed(line.names(at))} {lie} {above} {line.limit(side)}")
        for at in _clusters(line.beyond(side, Fraction(0)), at_least=RUN):
            mean = f"{above} the mean of {line.finer(line.centre)}"
            yield line.signal(Cause.RUN, at, f"{_row(line.names(at))}, {mean}")
        steps = [at + 1 for at, (p, q) in enumerate(pairwise(line.points)) if side * (q.value - p.value) > 0]
        for at in _clusters(steps, at_least=RUN - 1):
            whole = [at[0] - 1, *at]
            yield line.signal(Cause.TREND, whole, f"{_row(line.names(whole))}, {rising}")
        for at in _clusters(line.beyond(side, TWO_THIRDS * line.reach), within=2, at_least=2):
            near = f"beyond two thirds of the way to {line.limit(side)}"
            yield line.signal(
                Cause.TWO_OF_THREE, at, f"{formats.listed(line.names(at))}, 2 of 3 in a row or more, lie {near}"
            )


def _row(names: list[str]) -> str:
    return f"{len(names)} in a row, {names[0]} to {names[-1]}"


def _clusters(places: list[int], *, within: int = 1, at_least: int = 1) -> list[list[int]]:
    """Places gathered into groups in which each is no farther than ``within`` from the one before."""
    groups: list[list[int]] = []
    for place in places:
        if groups and place - groups[-1][-1] <= within:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [group for group in groups if len(group) >= at_least]


def _reading(scale: Scale, start: Fraction, end: Fraction) -> Reading:
    """What it means that figures moved from a start to an end."""
    better = {
        Polarity.HIGHER: end - start,
        Polarity.LOWER: start - end,
        Polarity.NEUTRAL: 0,
        Polarity.RANGE: scale.outside(_decimal(start)) - scale.outside(_decimal(end)),
    }[scale.polarity]
    if better == 0:
        return Reading.SIGNAL
    return Reading.IMPROVEMENT if better > 0 else Reading.CONCERN


def _summary(points: tuple[Observation, ...], state: Limits, signals: tuple[Signal, ...]) -> str:
    """The chart in a sentence."""
    first, last = points[0].period, points[-1].period
    counted = first.kind.counted(len(points))
    trial = ", by trial limits" if state == Limits.TRIAL else ""
    spanned = (last.ends.year - first.ends.year) * 12 + last.ends.month - first.ends.month
    absent = spanned // MONTHS_IN[first.kind] + 1 - len(points)
    gaps = f" {first.kind.counted(absent)} between them {'is' if absent == 1 else 'are'} missing." if absent else ""
    if not signals:
        return f"No special cause in {counted}{trial}: the variation is noise.{gaps}"
    found = Counter(signal.reading for signal in signals)
    readings = formats.listed(formats.count(found[each], each.label.lower()) for each in Reading if found[each])
    return f"{formats.count(len(signals), 'special cause')} in {counted}{trial}: {readings}.{gaps}"


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
