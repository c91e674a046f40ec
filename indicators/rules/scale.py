"""How the values of an indicator are read, compared and written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from core import formats
from indicators.choices import Polarity

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

    @property
    def best_range(self) -> str:
        """The best range in words."""
        if self.low is None:
            return f"the best range of up to {self.again(self.high)}"
        if self.high is None:
            return f"the best range of {self.again(self.low)} and more"
        return f"the best range of {self.again(self.low)} to {self.again(self.high)}"

    def printed(self, value: Decimal) -> Decimal:
        """A value at the precision at which it is compared."""
        return formats.printed(value, self.decimal_places)

    def written(self, value: Decimal) -> str:
        """A value with its unit."""
        return formats.figure(value, self.unit, self.decimal_places, self.names)

    def opening(self, value: Decimal) -> str:
        """A value with its unit at the beginning of a sentence."""
        text = self.written(value)
        return text[:1].upper() + text[1:]

    def again(self, value: Decimal) -> str:
        """A value in a sentence that has named the unit already."""
        return formats.again(value, self.unit, self.decimal_places, self.names)

    def distance(self, value: Decimal) -> str:
        """The size of a difference with its unit."""
        return formats.difference(value, self.unit, self.decimal_places)

    def by(self, value: Decimal) -> str:
        """The size of a difference as a sentence goes on: " by 0.4 days"; nothing where the answers are yes and no."""
        return "" if self.unit == "yes/no" else f" by {self.distance(value)}"

    def ratio(self, numerator: Decimal, denominator: Decimal) -> Decimal:
        """The value that a numerator and a denominator make: times 100 where the unit is %, times 1,000 per 1,000."""
        per = re.match(r"per ([\d,]+)", self.unit)
        times = HUNDRED if self.unit == "%" else Decimal(per[1].replace(",", "")) if per else Decimal(1)
        return numerator * times / denominator

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


@lru_cache(maxsize=1024)
def scale_of(
    unit: str, decimal_places: int, polarity: str, level_names: str, materiality: Decimal = Decimal(0)
) -> Scale:
    """A scale without a best range, from what is stored of an indicator. It is asked for with every figure, and there are few."""
    return Scale(
        unit=unit,
        decimal_places=decimal_places,
        polarity=Polarity(polarity),
        materiality=materiality,
        names=tuple(name.strip() for name in level_names.split(",") if name.strip()),
    )
