"""How figures and dates are written: the same in a table, a sentence, a chart and a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

NBSP = "\u00a0"
MINUS = "\u2212"
BARE_UNITS = {"", "number"}
LONG_UNITS = ("per ", "percentage points")
STEPS = tuple(Decimal(1).scaleb(-places) for places in range(30))
"""The smallest difference that shows, by decimal places."""


def printed(value: Decimal, decimal_places: int) -> Decimal:
    """A value at the precision at which it is printed, rounded half up: 0.05 at one place is 0.1."""
    return Decimal(value).quantize(STEPS[decimal_places], rounding=ROUND_HALF_UP)


def number(value: Decimal | int, decimal_places: int = 0) -> str:
    """A bare number with thousands separated: 1,204 or −2.4."""
    value = Decimal(value)
    return _number(value, value.is_signed(), decimal_places)


@lru_cache(maxsize=20_000)
def _number(value: Decimal, is_signed: bool, decimal_places: int) -> str:
    """A number as it is written, worked out once: the same few come again and again. Its sign tells −0 from 0, which are equal."""
    return f"{printed(value, decimal_places):,}".replace("-", MINUS)


def exact(value: Decimal) -> str:
    """A bare number with as many decimal places as it has: 1,204 or 12.5."""
    places = -Decimal(value).normalize().as_tuple().exponent
    return number(value, max(0, places))


def typed(value: Decimal | None) -> str:
    """A number as it is typed into a box: digits and a point, nothing at its end; empty where there is none."""
    return "" if value is None else f"{value.normalize():f}"


def figure(value: Decimal | None, unit: str = "", decimal_places: int = 0, names: tuple[str, ...] = ()) -> str:
    """A value with its unit: 91.0 %, 27.8 days, £8,000,000, level 4, 3 of 4, Fair.

    ``names`` are the words of an indicator whose levels are named, from level 1 up.
    A missing value is "No value", never a dash.
    """
    if value is None:
        return "No value"
    if names and value == value.to_integral_value() and 1 <= value <= len(names):
        return names[int(value) - 1]
    text = number(value, decimal_places)
    if unit == "%":
        return f"{text}{NBSP}%"
    if unit.startswith("£"):
        sign, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
        return f"{sign}£{digits}{' ' + unit[1:].strip() if unit[1:].strip() else ''}"
    if unit.startswith("level"):
        return f"level{NBSP}{text}"
    if unit.startswith("score of "):
        return f"{text}{NBSP}of{NBSP}{unit.removeprefix('score of ')}"
    if unit == "yes/no":
        return "Yes" if value else "No"
    return text if unit in BARE_UNITS else f"{text}{NBSP}{unit}"


def again(value: Decimal, unit: str = "", decimal_places: int = 0, names: tuple[str, ...] = ()) -> str:
    """A value in a sentence that has named a long unit once: 21.8, not 21.8 per 1,000 population."""
    return figure(value, "" if unit.startswith(LONG_UNITS) else unit, decimal_places, names)


def difference(value: Decimal, unit: str = "", decimal_places: int = 0) -> str:
    """A distance between two values, without sign: 4.9 percentage points, 0.8 days, £200, 0.4."""
    size = abs(value)
    if unit == "%":
        points = number(size, decimal_places)
        return f"{points} percentage {'point' if points == '1' else 'points'}"
    if unit.startswith(("level", "score of ", "yes/no")):
        return number(size, decimal_places)
    return again(size, unit, decimal_places)


def share(part: int, whole: int) -> str:
    """A part of a whole with its numerator and denominator: "27 of 57 (47.4 %)"."""
    if not whole:
        return f"{part} of {whole}"
    return f"{part} of {whole} ({percentage(part, whole)})"


def percentage(part: int, whole: int) -> str:
    """A percentage to one decimal place; callers print numerator and denominator beside it."""
    return figure(Decimal(100) * part / whole, "%", 1)


@lru_cache(maxsize=4096)
def long_date(day: date | None) -> str:
    """31 July 2007, in sentences and headings."""
    return f"{day.day}{NBSP}{day:%B}{NBSP}{day.year}" if day else ""


@lru_cache(maxsize=4096)
def short_date(day: date | None) -> str:
    """31 Jul 2007, in tables."""
    return f"{day.day}{NBSP}{day:%b}{NBSP}{day.year}" if day else ""


def clock_time(at: time) -> str:
    """10.00 am."""
    return f"{at.hour % 12 or 12}.{at.minute:02}{NBSP}{'am' if at.hour < 12 else 'pm'}"


def days(count: int) -> str:
    """1 day, 92 days."""
    return f"{count:,}{NBSP}day" if count == 1 else f"{count:,}{NBSP}days"


def times(count: int) -> str:
    """once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,}{NBSP}times")


def count(number_of: int, singular: str, plural: str | None = None) -> str:
    """1 action, 173 actions."""
    return f"{number_of:,}{NBSP}{singular if number_of == 1 else plural or singular + 's'}"


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place:,}{ending}"


def listed(words: Iterable[str]) -> str:
    """Words in a row: a; a and b; a, b and c."""
    words = list(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
