"""How a measurement is judged. Pure functions: the same inputs at printed precision, the same verdict.

Each verdict comes with the sentence that explains it. The rules are those of
the council's performance framework (docs/rules.md): rating against target,
gap, direction of travel, quartile. Values are compared at the indicator's
printed precision, rounding half up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import formats
from core.rag import Rag, Rating
from indicators.choices import Direction, Polarity, Quartile

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Scale:
    """How the values of one indicator are read, compared and written."""

    unit: str = ""
    decimal_places: int = 0
    polarity: Polarity = Polarity.HIGHER
    low: Decimal | None = None
    """Lower edge of the best range; only where polarity is RANGE."""
    high: Decimal | None = None
    """Upper edge of the best range."""
    materiality: Decimal = Decimal(0)
    """A change smaller than this, in the indicator's unit, is no change."""
    names: tuple[str, ...] = ()
    """Words for levels 1, 2, …; empty where figures are written as figures."""

    def printed(self, value: Decimal) -> Decimal:
        """A value at the precision at which it is compared."""
        return formats.printed(value, self.decimal_places)

    def written(self, value: Decimal) -> str:
        """A value with its unit."""
        return formats.figure(value, self.unit, self.decimal_places, self.names)

    def again(self, value: Decimal) -> str:
        """A value in a sentence that has named the unit already."""
        return formats.again(value, self.unit, self.decimal_places, self.names)

    def distance(self, value: Decimal) -> str:
        """The size of a difference with its unit."""
        return formats.difference(value, self.unit, self.decimal_places)

    def goodness(self, value: Decimal) -> Decimal:
        """A number that is greater the better the value is; nothing else is meant by it."""
        value = self.printed(value)
        match self.polarity:
            case Polarity.LOWER:
                return -value
            case Polarity.RANGE:
                return -self.outside(value)
            case _:
                return value

    def outside(self, value: Decimal) -> Decimal:
        """How far a value lies outside the best range, from the nearer edge; 0 inside."""
        below = self.printed(self.low) - value if self.low is not None else Decimal(0)
        above = value - self.printed(self.high) if self.high is not None else Decimal(0)
        return max(below, above, Decimal(0))


@dataclass(frozen=True)
class Tolerance:
    """How far a target may be missed and still be amber."""

    amount: Decimal
    is_percentage: bool

    @classmethod
    def parse(cls, text: str) -> Tolerance:
        """Read "10%" (of the target) or "0.5" (in the indicator's unit)."""
        text = text.strip()
        return cls(Decimal(text.removesuffix("%").strip()), text.endswith("%"))

    def room(self, target: Decimal) -> Decimal:
        """The distance that is tolerated, in the indicator's unit. A percentage of a zero target is none."""
        return abs(target) * self.amount / HUNDRED if self.is_percentage else self.amount

    def __str__(self) -> str:
        amount = f"{self.amount.normalize():f}"
        return f"{amount}{formats.NBSP}% of the target" if self.is_percentage else amount


@dataclass(frozen=True)
class Judged:
    """A rating against target with the gap that it rests on.

    ``gap`` is in the indicator's unit: negative where the target is missed,
    positive where it is beaten, None where there is nothing to compare.
    """

    rating: Rating
    gap: Decimal | None = None


def rate(
    scale: Scale,
    *,
    period: str,
    value: Decimal | None,
    target: Decimal | None,
    tolerance: Tolerance,
    improved: bool | None = None,
    improvement_rule: bool = False,
    applicable: bool = True,
) -> Judged:
    """Rate a value against its target.

    Green where the target is met or beaten; amber where it is missed by no more
    than the tolerance; red beyond. Under the improvement rule a miss beyond the
    tolerance is amber if the value improved on the like period (``improved``).
    For a best range, green inside it and the tolerance counts from its nearer edge.
    """
    if not applicable:
        return Judged(Rating(Rag.NOT_APPLICABLE, "Not applicable", f"Does not apply to {period}."))
    if value is None:
        return Judged(Rating(Rag.NOT_DUE, "Not due", f"No figure for {period} yet."))
    if scale.polarity == Polarity.NEUTRAL:
        return Judged(
            Rating(Rag.NO_TARGET, "For context", f"{scale.written(value)} in {period}, for context; not rated.")
        )
    edge = _edge(scale, value, target)
    if edge is None:
        return Judged(Rating(Rag.NO_TARGET, "No target", f"{scale.written(value)} in {period}; no target was set."))
    gap = scale.goodness(value) - scale.goodness(edge)
    aim = f"the target of {scale.again(edge)}" if scale.polarity != Polarity.RANGE else _range(scale)
    opening = f"{_capital(scale.written(value))} in {period}"
    if gap >= 0:
        words = f"meets {aim}" if gap == 0 else f"is better than {aim} by {scale.distance(gap)}"
        return Judged(Rating(Rag.GREEN, "On target", f"{opening} {words}."), gap)
    missed = f"{opening} misses {aim} by {scale.distance(gap)}"
    if -gap <= tolerance.room(edge):
        return Judged(Rating(Rag.AMBER, "Just off target", f"{missed}, within the tolerance of {tolerance}."), gap)
    if improvement_rule and improved:
        sentence = f"{missed}, more than the tolerance of {tolerance}, but improved on the like period a year earlier."
        return Judged(Rating(Rag.AMBER, "Off target, improving", sentence), gap)
    return Judged(Rating(Rag.RED, "Off target", f"{missed}, more than the tolerance of {tolerance}."), gap)


def rate_missing(*, period: str, due_on: date, on: date) -> Rating:
    """The rating of a measurement without a value: awaited once its due date has passed, else not due."""
    if on > due_on:
        return Rating(Rag.AWAITED, "Awaited", f"The figure for {period} was due on {formats.long_date(due_on)}.")
    return Rating(Rag.NOT_DUE, "Not due", f"The figure for {period} is due on {formats.long_date(due_on)}.")


@dataclass(frozen=True)
class Travel:
    """Direction of travel.

    ``change`` is signed as the value moved: in percentage points for % indicators,
    in per cent of the earlier value for the rest; None where it cannot be given.
    """

    direction: Direction
    sentence: str
    change: Decimal | None = None


def travel(
    scale: Scale, *, value: Decimal | None, earlier: Decimal | None, earlier_period: str, since: str = ""
) -> Travel:
    """Compare a value with the like period a year earlier, read through polarity.

    ``since`` names another comparison than the default ("on last quarter"), which is then always labelled.
    """
    if value is None or earlier is None:
        return Travel(Direction.NO_COMPARISON, f"No figure for {earlier_period} to compare with.")
    value, earlier = scale.printed(value), scale.printed(earlier)
    moved = value - earlier
    change = moved if scale.unit == "%" else (moved / abs(earlier) * HUNDRED if earlier else None)
    against = f"on {earlier_period} ({scale.again(earlier)}){f', {since}' if since else ''}"
    material = abs(moved) >= scale.materiality and moved != 0
    if scale.polarity == Polarity.NEUTRAL:
        if not material:
            return Travel(Direction.UNCHANGED, f"Unchanged {against}.", change)
        way = Direction.UP if moved > 0 else Direction.DOWN
        return Travel(way, f"{way.label} by {scale.distance(moved)} {against}.", change)
    better = scale.goodness(value) - scale.goodness(earlier)
    if not material or better == 0:
        return Travel(Direction.NO_CHANGE, f"No change {against}.", change)
    way = Direction.IMPROVED if better > 0 else Direction.DECLINED
    return Travel(way, f"{way.label} by {scale.distance(moved)} {against}.", change)


@dataclass(frozen=True)
class Thresholds:
    """Quartile thresholds as published for one comparator group and year. What was not published is None.

    ``top`` is the threshold of the best quartile, whichever way is better.
    """

    group: str
    year: str
    top: Decimal | None = None
    median: Decimal | None = None
    bottom: Decimal | None = None
    provisional: bool = False


@dataclass(frozen=True)
class Position:
    """A quartile position with its sentence."""

    quartile: Quartile
    sentence: str


def position(scale: Scale, *, value: Decimal | None, thresholds: Thresholds | None) -> Position:
    """Place a value among published thresholds. Equal to a threshold is in the better quartile.

    Where only some thresholds are published, the position that can be known is given and no more.
    """
    if value is None or thresholds is None or scale.polarity in (Polarity.NEUTRAL, Polarity.RANGE):
        return Position(Quartile.UNKNOWN, "Quartile not known: no thresholds are held.")
    good = scale.goodness(value)
    edges = [thresholds.top, thresholds.median, thresholds.bottom]
    met = [None if edge is None else good >= scale.goodness(edge) for edge in edges]
    quartile = _quartile(*met)
    joint = "Joint " if _is_joint(scale, value, edges) else ""
    source = f"{thresholds.group}, {thresholds.year}{', provisional' if thresholds.provisional else ''}"
    if quartile == Quartile.UNKNOWN:
        return Position(quartile, f"Quartile not known: the thresholds that would tell were not published ({source}).")
    label = f"{joint}{quartile.label[0].lower() if joint else quartile.label[0]}{quartile.label[1:]}"
    return Position(quartile, f"{label} ({source}).")


def _quartile(best: bool | None, upper_half: bool | None, not_worst: bool | None) -> Quartile:
    """The quartile from whether the value is at or better than top, median and bottom: True, False or not known."""
    if best:
        return Quartile.BEST
    if not_worst is False:
        return Quartile.WORST
    if upper_half:
        return Quartile.SECOND if best is False else Quartile.ABOVE_WORST
    if upper_half is False and not_worst:
        return Quartile.THIRD
    if best is False or upper_half is False:
        return Quartile.BELOW_BEST
    return Quartile.ABOVE_WORST if not_worst else Quartile.UNKNOWN


def _is_joint(scale: Scale, value: Decimal, edges: list[Decimal | None]) -> bool:
    known = [scale.printed(edge) for edge in edges if edge is not None]
    return known.count(scale.printed(value)) > 1


def _edge(scale: Scale, value: Decimal, target: Decimal | None) -> Decimal | None:
    """What the value is measured from: the target, or the nearer edge of the best range."""
    if scale.polarity != Polarity.RANGE:
        return None if target is None else scale.printed(target)
    edges = [scale.printed(edge) for edge in (scale.low, scale.high) if edge is not None]
    return min(edges, key=lambda edge: abs(edge - scale.printed(value)), default=None)


def _range(scale: Scale) -> str:
    if scale.low is None:
        return f"the best range of up to {scale.again(scale.high)}"
    if scale.high is None:
        return f"the best range of {scale.again(scale.low)} and more"
    return f"the best range of {scale.again(scale.low)} to {scale.again(scale.high)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
