"""The days on which a board meets: "the second Monday of every other month". Pure."""

from __future__ import annotations

from calendar import day_name, monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.formats import listed
from meetings.rules.clear_days import day_words, is_working_day

LAST = 5
"""The place of the last such weekday of a month, the fourth or the fifth."""
PLACES = {1: "first", 2: "second", 3: "third", 4: "fourth", LAST: "last"}
MOST_MEETINGS = 60
"""As many meetings are planned at once at most: five years of a board that meets every month."""


@dataclass(frozen=True)
class UsualDay:
    """A weekday of a month by its place: the second Monday."""

    place: int
    """1 to 4, or 5 for the last."""
    weekday: int
    """As Python counts: Monday is 0."""

    def __str__(self) -> str:
        return f"{PLACES[self.place]} {day_name[self.weekday]}"

    def of(self, year: int, month: int) -> date:
        """The day in a month."""
        first, length = monthrange(year, month)
        earliest = 1 + (self.weekday - first) % 7
        if self.place < LAST:
            return date(year, month, earliest + 7 * (self.place - 1))
        return date(year, month, earliest + 7 * ((length - earliest) // 7))

    @classmethod
    def of_day(cls, day: date) -> UsualDay:
        """The usual day that a day is an example of; the fifth of its kind is the last."""
        return cls(min(LAST, (day.day - 1) // 7 + 1), day.weekday())


def days_of_cycle(usual: UsualDay, start: date, *, months: int, number: int) -> list[date]:
    """So many usual days, so many months apart, the first of them on or after a day."""
    year, month = start.year, start.month
    if usual.of(year, month) < start:
        year, month = _later(year, month, 1)
    return [usual.of(*_later(year, month, months * place)) for place in range(number)]


def _later(year: int, month: int, months: int) -> tuple[int, int]:
    return year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1


def clash(day: date, holidays: Mapping[date, str]) -> str:
    """Why a day is none to meet on, in words that follow its name: "is a bank holiday (Boxing Day)". Empty for a working day."""
    reasons = []
    if day.weekday() > 4:
        reasons.append(f"a {day_name[day.weekday()]}")
    if day in holidays:
        reasons.append(f"a bank holiday ({holidays[day]})")
    return f"is {listed(reasons)}" if reasons else ""


def next_working_day(day: date, holidays: Mapping[date, str]) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def clash_sentence(day: date, holidays: Mapping[date, str]) -> str:
    """Monday 26 May 2008 is a bank holiday (Spring Bank Holiday). Empty for a working day."""
    why = clash(day, holidays)
    return f"{day_words(day)} {why}." if why else ""
