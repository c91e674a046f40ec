"""Reporting periods: the council's financial year and its parts.

A financial year runs from 1 April to 31 March and is written 2006/07. Its
halves, quarters and months count from April: 2007/08 Q1 is April to June 2007,
2007/08 M03 is June 2007. Calendar years (2006) and academic years (2006/07
academic, September to August) exist because some indicators are collected so.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache

from core import formats

APRIL, SEPTEMBER, JANUARY = 4, 9, 1
YEARS = range(1900, 2200)
"""The years of periods that people may write; beyond them is a slip of the hand."""


class PeriodKind(StrEnum):
    """The kinds of period, longest first."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    CALENDAR = "calendar"
    ACADEMIC = "academic"

    def counted(self, number: int) -> str:
        """So many periods of this kind: 1 quarter, 4 quarters, 2 halves, 3 calendar years."""
        noun = f"{self} year" if self in FIRST_MONTH else str(self)
        return formats.count(number, noun, "halves" if self == PeriodKind.HALF else None)


MONTHS_IN = {
    PeriodKind.YEAR: 12,
    PeriodKind.HALF: 6,
    PeriodKind.QUARTER: 3,
    PeriodKind.MONTH: 1,
    PeriodKind.CALENDAR: 12,
    PeriodKind.ACADEMIC: 12,
}
FINANCIAL = (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH)
"""A financial year and its parts; the others are years of another kind."""
FIRST_MONTH = {PeriodKind.CALENDAR: JANUARY, PeriodKind.ACADEMIC: SEPTEMBER}
LETTERS = {"H": PeriodKind.HALF, "Q": PeriodKind.QUARTER, "M": PeriodKind.MONTH}
WRITTEN = re.compile(
    r"""^(?P<first>\d{4})
        (?:\s*[/–-]\s*(?P<second>\d{2}|\d{4})
           (?:\s+(?:(?P<letter>[HQM])(?P<number>\d{1,2})(?:\s*\([A-Za-z]+\))?|(?P<academic>academic)))?
        )?$""",
    re.VERBOSE | re.IGNORECASE,
)


class PeriodError(ValueError):
    """A text that names no period; the message is a sentence for the person who wrote it."""


@dataclass(frozen=True)
class Period:
    """A stretch of time that figures are reported for.

    ``year`` is the calendar year in which the financial, calendar or academic
    year begins; ``number`` counts the part of it from 1, and is 1 for a whole year.
    What follows of it is worked out once: every figure asks for it.
    """

    kind: PeriodKind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 12 // MONTHS_IN[self.kind]:
            raise PeriodError(f"There is no {self.kind} {self.number} in a year.")

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> Period:
        """Read "2006/07", "2007/08 Q1", "2007/08 H2", "2007/08 M03 (June)", "2006" or "2006/07 academic".

        Raises PeriodError with a sentence that says what was expected.
        """
        found = WRITTEN.match(text.strip())
        if not found:
            raise PeriodError(
                f"“{text}” is not a period. Write a financial year as 2006/07, "
                "a quarter as 2007/08 Q1, a half as 2007/08 H1, a month as 2007/08 M03."
            )
        first = int(found["first"])
        if first not in YEARS:
            raise PeriodError(f"“{text}” is not a period to report: years run from {YEARS[0]} to {YEARS[-1]}.")
        if found["second"] is None:
            return cls(PeriodKind.CALENDAR, first)
        if int(found["second"]) % 100 != (first + 1) % 100:
            raise PeriodError(
                f"“{text}” is not a financial year: the year after {first} is {(first + 1) % 100:02}, "
                f"so write {first}/{(first + 1) % 100:02}."
            )
        if found["academic"]:
            return cls(PeriodKind.ACADEMIC, first)
        if found["letter"]:
            return cls(LETTERS[found["letter"].upper()], first, int(found["number"]))
        return cls(PeriodKind.YEAR, first)

    @classmethod
    def containing(cls, day: date, kind: PeriodKind = PeriodKind.YEAR) -> Period:
        """The period of a kind that a day falls in."""
        first_month = FIRST_MONTH.get(kind, APRIL)
        year = day.year if day.month >= first_month else day.year - 1
        months_in = (day.month - first_month) % 12
        return cls(kind, year, months_in // MONTHS_IN[kind] + 1)

    @cached_property
    def starts(self) -> date:
        """Its first day."""
        return self._first_of(months_on=(self.number - 1) * MONTHS_IN[self.kind])

    @cached_property
    def ends(self) -> date:
        """Its last day."""
        last = self._first_of(months_on=self.number * MONTHS_IN[self.kind] - 1)
        return last.replace(day=monthrange(last.year, last.month)[1])

    @cached_property
    def like_period(self) -> Period:
        """The like period a year earlier, with which direction of travel compares."""
        return Period(self.kind, self.year - 1, self.number)

    @cached_property
    def previous(self) -> Period:
        """The period of the same kind just before."""
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1)
        return Period(self.kind, self.year - 1, 12 // MONTHS_IN[self.kind])

    @property
    def is_part(self) -> bool:
        """Whether it is a part of a financial year."""
        return self.kind in LETTERS.values()

    @property
    def months(self) -> int:
        """How many months long it is."""
        return MONTHS_IN[self.kind]

    @cached_property
    def whole_year(self) -> Period:
        """The financial year that a part belongs to; a whole year is its own."""
        return Period(PeriodKind.YEAR, self.year) if self.is_part else self

    @cached_property
    def _hash(self) -> int:
        return hash((str(self.kind), self.year, self.number))

    def __hash__(self) -> int:
        return self._hash

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends

    def __str__(self) -> str:
        return self._written

    @cached_property
    def _written(self) -> str:
        if self.kind == PeriodKind.CALENDAR:
            return str(self.year)
        year = f"{self.year}/{(self.year + 1) % 100:02}"
        match self.kind:
            case PeriodKind.YEAR:
                return year
            case PeriodKind.ACADEMIC:
                return f"{year} academic"
            case PeriodKind.MONTH:
                return f"{year} M{self.number:02} ({month_name[self.starts.month]})"
            case _:
                return f"{year} {self.kind[0].upper()}{self.number}"

    def _first_of(self, *, months_on: int) -> date:
        months = FIRST_MONTH.get(self.kind, APRIL) - 1 + months_on
        return date(self.year + months // 12, months % 12 + 1, 1)
