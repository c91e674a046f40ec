"""Rating against target: green, amber, red and the honest values beside them, with the gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import formats
from core.rag import Rag, Rating
from indicators.choices import Polarity
from indicators.rules.scale import HUNDRED, Scale


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

    def words(self, scale: Scale) -> str:
        """The tolerance with what it is of: "2 % of the target", "2 % of the edge", "0.5 days"."""
        if self.is_percentage:
            return f"{self._written}{formats.NBSP}% of the {'edge' if scale.polarity == Polarity.RANGE else 'target'}"
        places = max(scale.decimal_places, len(self._written.partition(".")[2]))
        return formats.difference(self.amount, scale.unit, places)

    def __str__(self) -> str:
        return f"{self._written}{formats.NBSP}% of the target" if self.is_percentage else self._written

    @property
    def _written(self) -> str:
        return formats.typed(self.amount)


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
            Rating(Rag.NO_TARGET, "For context", f"{scale.opening(value)} in {period}, for context; not rated.")
        )
    edge = _edge(scale, value, target)
    if edge is None:
        return Judged(Rating(Rag.NO_TARGET, "No target", f"{scale.opening(value)} in {period}; no target was set."))
    gap = scale.goodness(value) - scale.goodness(edge)
    aim = f"the target of {scale.again(edge)}" if scale.polarity != Polarity.RANGE else scale.best_range
    opening = f"{scale.opening(value)} in {period}"
    if gap >= 0:
        words = f"meets {aim}" if gap == 0 else f"is better than {aim}{scale.by(gap)}"
        return Judged(Rating(Rag.GREEN, "On target", f"{opening} {words}."), gap)
    missed = f"{opening} misses {aim}{scale.by(gap)}"
    room = tolerance.words(scale)
    if -gap <= tolerance.room(edge):
        return Judged(Rating(Rag.AMBER, "Just off target", f"{missed}, within the tolerance of {room}."), gap)
    if improvement_rule and improved:
        sentence = f"{missed}, more than the tolerance of {room}, but improved on the like period a year earlier."
        return Judged(Rating(Rag.AMBER, "Off target, improving", sentence), gap)
    return Judged(Rating(Rag.RED, "Off target", f"{missed}, more than the tolerance of {room}."), gap)


def rate_missing(*, period: str, due_on: date, on: date) -> Rating:
    """The rating of a measurement without a value: awaited once its due date has passed, else not due."""
    if on > due_on:
        return Rating(Rag.AWAITED, "Awaited", f"The figure for {period} was due on {formats.long_date(due_on)}.")
    return Rating(Rag.NOT_DUE, "Not due", f"The figure for {period} is due on {formats.long_date(due_on)}.")


def _edge(scale: Scale, value: Decimal, target: Decimal | None) -> Decimal | None:
    """What the value is measured from: the target, or the nearer edge of the best range."""
    if scale.polarity != Polarity.RANGE:
        return None if target is None else scale.printed(target)
    edges = [scale.printed(edge) for edge in (scale.low, scale.high) if edge is not None]
    return min(edges, key=lambda edge: abs(edge - scale.printed(value)), default=None)
