"""PAF-style bands: ranges of values per indicator and year, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import formats
from indicators.rules.scale import Scale


@dataclass(frozen=True)
class BandRange:
    """The range of values that makes one band. Without an edge it is open on that side.

    Where both too little and too much is poor, two ranges carry one number.
    """

    number: int
    """From 1, the lowest band, up: a higher band is better, whichever way the values run."""
    low: Decimal | None = None
    high: Decimal | None = None
    best_attainable: bool = False
    """No council can reach a higher band."""

    def holds(self, scale: Scale, value: Decimal) -> bool:
        """Whether a value lies in the range, on an edge of it or between."""
        return (self.low is None or value >= scale.printed(self.low)) and (
            self.high is None or value <= scale.printed(self.high)
        )

    def has_edge(self, scale: Scale, value: Decimal) -> bool:
        """Whether a value lies on an edge of the range."""
        return value in {scale.printed(edge) for edge in (self.low, self.high) if edge is not None}


@dataclass(frozen=True)
class Bands:
    """The bands of one indicator in one year."""

    year: str
    ranges: Sequence[BandRange]


@dataclass(frozen=True)
class BandPosition:
    """The band that a value lies in, with its sentence; ``number`` is None where it is not known."""

    number: int | None
    sentence: str
    of: int | None = None
    """The highest band of the year."""
    best_attainable: bool = False
    """Whether no council could have reached a higher band."""


def band(scale: Scale, value: Decimal | None, bands: Bands | None) -> BandPosition:
    """The band that a value lies in, at printed precision.

    Both edges of a range are in it. An edge that two ranges share belongs to
    the better band, which is the one with the higher number: of 60 to 70 and 70
    to 80 the upper where higher is better, the lower where lower is. A value in
    no range, and one inside ranges that overlap, has no band.
    """
    if bands is None or not bands.ranges:
        return BandPosition(None, "Band not known: no ranges are held.")
    highest = max(each.number for each in bands.ranges)
    if value is None:
        return BandPosition(None, "Band not known: there is no figure.", highest)
    value = scale.printed(value)
    found = [each for each in bands.ranges if each.holds(scale, value)]
    numbers = sorted({each.number for each in found})
    if not found:
        sentence = f"Band not known: {scale.written(value)} lies in none of the ranges ({bands.year})."
        return BandPosition(None, sentence, highest)
    if len(numbers) > 1 and not all(each.has_edge(scale, value) for each in found):
        overlapping = f"the ranges of bands {formats.listed(map(str, numbers))} overlap ({bands.year})"
        sentence = f"Band not known: {overlapping}, and {scale.written(value)} lies in each. Correct them."
        return BandPosition(None, sentence, highest)
    number = numbers[-1]
    attainable = max((each.number for each in bands.ranges if each.best_attainable), default=highest)
    sentence = f"Band {number} of {highest} ({bands.year})"
    if number == attainable:
        sentence += ", the best that can be reached"
    elif attainable < highest:
        sentence += f"; band {attainable} is the best that can be reached"
    return BandPosition(number, f"{sentence}.", highest, number == attainable)
