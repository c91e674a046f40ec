"""Quartile: the position among the published thresholds of a comparator group, and how it moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles

from core import formats
from indicators.choices import Moved, Polarity, Quartile
from indicators.rules.scale import Scale

FEWEST_PEERS = 8
UNRANKED = {
    Polarity.NEUTRAL: "No quartile: the figure is for context, and neither way is better.",
    Polarity.RANGE: "No quartile: within a range is best, and quartiles rank from high to low.",
}
PLACES = {
    Quartile.WORST: (1, 1),
    Quartile.THIRD: (2, 2),
    Quartile.SECOND: (3, 3),
    Quartile.BEST: (4, 4),
    Quartile.BELOW_BEST: (1, 3),
    Quartile.ABOVE_WORST: (2, 4),
    Quartile.UNKNOWN: (1, 4),
}
"""The lowest and the highest quarter that a position can be, counted from the worst."""


@dataclass(frozen=True)
class Thresholds:
    """Quartile thresholds of one comparator group and year. What was not published is None.

    ``top`` is the threshold of the best quartile, whichever way is better.
    ``n`` is how many councils they were worked out from, where that is known;
    ``worked_out`` where that was done here, because nobody published them.
    """

    group: str
    year: str
    top: Decimal | None = None
    median: Decimal | None = None
    bottom: Decimal | None = None
    provisional: bool = False
    n: int | None = None
    worked_out: bool = False

    @property
    def source(self) -> str:
        """Whose they are and of when: "all England, 2005/06, provisional, 36 councils"; "worked out here from 9 councils"."""
        words = [self.group, self.year]
        if self.provisional:
            words.append("provisional")
        if self.n is not None:
            words.append(f"{'worked out here from ' if self.worked_out else ''}{formats.count(self.n, 'council')}")
        return ", ".join(words)


@dataclass(frozen=True)
class Position:
    """A quartile position with its sentence."""

    quartile: Quartile
    sentence: str


NO_FIGURE = Position(Quartile.UNKNOWN, "Quartile not known: there is no figure.")
NO_THRESHOLDS = Position(Quartile.UNKNOWN, "Quartile not known: no thresholds are held.")


def position(scale: Scale, *, value: Decimal | None, thresholds: Thresholds | None) -> Position:
    """Place a value among published thresholds. Equal to a threshold is in the better quartile.

    Where only some thresholds are published, the position that can be known is
    given and no more. Thresholds that contradict each other place nothing.
    """
    if scale.polarity in UNRANKED:
        return Position(Quartile.UNKNOWN, UNRANKED[scale.polarity])
    if value is None:
        return NO_FIGURE
    if thresholds is None:
        return NO_THRESHOLDS
    source = thresholds.source
    edges = [thresholds.top, thresholds.median, thresholds.bottom]
    ranks = [None if edge is None else scale.goodness(edge) for edge in edges]
    known = [rank for rank in ranks if rank is not None]
    if known != sorted(known, reverse=True):
        sentence = f"Quartile not known: the thresholds do not run from best to worst ({source}). Correct them."
        return Position(Quartile.UNKNOWN, sentence)
    good = scale.goodness(value)
    met = [None if rank is None else good >= rank for rank in ranks]
    quartile = _quartile(*met)
    if quartile == Quartile.UNKNOWN:
        return Position(quartile, f"Quartile not known: the thresholds that would tell were not published ({source}).")
    label = quartile.label
    if known.count(good) > 1:
        label = f"Joint {label[0].lower()}{label[1:]}"
    return Position(quartile, f"{label}{_closer(quartile, *met)} ({source}).")


def peer_thresholds(scale: Scale, values: Sequence[Decimal], group: str, year: str) -> Thresholds | None:
    """Work out a peer group's thresholds from the values of its councils, by the inclusive method.

    The values are those known of the other councils of the group, without those that do not
    apply; the council's own is placed among the thresholds and moves none of them. None below
    8 values, and where no way is better.
    """
    if len(values) < FEWEST_PEERS or scale.polarity in UNRANKED:
        return None
    cuts = quantiles([scale.printed(value) for value in values], n=4, method="inclusive")
    bottom, median, top = reversed(cuts) if scale.polarity == Polarity.LOWER else cuts
    return Thresholds(group, year, top=top, median=median, bottom=bottom, n=len(values), worked_out=True)


@dataclass(frozen=True)
class Rank:
    """A place among peers, 1 the best. ``of`` counts them and the council itself."""

    place: int
    of: int
    joint: bool = False

    def __str__(self) -> str:
        return f"{'joint ' if self.joint else ''}{formats.ordinal(self.place)} of {self.of}, counting us"


def rank(scale: Scale, value: Decimal | None, peers: Sequence[Decimal]) -> Rank | None:
    """The council's place among its peers, the best first; those that print the same are joint.

    None without a value, without peers, and where no way is better.
    """
    if value is None or not peers or scale.polarity in UNRANKED:
        return None
    own = scale.goodness(value)
    others = [scale.goodness(peer) for peer in peers]
    return Rank(1 + sum(other > own for other in others), len(others) + 1, joint=own in others)


@dataclass(frozen=True)
class Movement:
    """How a quartile position moved.

    ``quartiles`` is by how many: 0 where it stayed, None where that is not
    known, such as from best to "below best".
    """

    moved: Moved
    sentence: str
    quartiles: int | None = None


def movement(now: Position, before: Position) -> Movement:
    """Compare two years' positions, each worked out with its own year's thresholds.

    Where a position is known in part, what follows of the movement is given and no more.
    """
    (low, high), (low_before, high_before) = PLACES[now.quartile], PLACES[before.quartile]
    then = f"{now.sentence} Before: {before.sentence[:1].lower()}{before.sentence[1:]}"
    exact = low == high and low_before == high_before
    if exact and low == low_before:
        return Movement(Moved.STAYED, f"Stayed. {then}", 0)
    if low > high_before:
        moved, least = Moved.ROSE, low - high_before
    elif high < low_before:
        moved, least = Moved.FELL, low_before - high
    else:
        return Movement(Moved.NOT_KNOWN, f"Movement not known. {then}")
    by = f"by {'' if exact else 'at least '}{formats.count(least, 'quartile')}"
    return Movement(moved, f"{moved.label} {by}. {then}", least if exact else None)


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


def _closer(quartile: Quartile, best: bool | None, upper_half: bool | None, not_worst: bool | None) -> str:
    """What is known beyond the name of a position known in part, as a sentence goes on."""
    if quartile == Quartile.ABOVE_WORST and upper_half:
        return ", in the best or 2nd"
    if quartile == Quartile.BELOW_BEST and upper_half is False:
        return ", in the 3rd or worst"
    if quartile == Quartile.BELOW_BEST and not_worst:
        return ", in the 2nd or 3rd"
    return ""
