"""How minutes and the parts of resolutions are numbered, and which resolutions ask for nothing more. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from string import ascii_lowercase

FIRST_MONTH = 5
"""A municipal year begins with the annual meeting in May."""
LETTERS = "letters"
"""The value of ``ResolutionStyle.LETTERS``."""


def municipal_year(day: date) -> int:
    """The calendar year in which the municipal year of a day began: May to April."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def year_words(year: int) -> str:
    """2007/08."""
    return f"{year}/{(year + 1) % 100:02}"


def series_of(day: date, *, begins_again: bool) -> int:
    """Which series of numbers the minutes of a meeting belong to: its municipal year, or the one that runs on, 0."""
    return municipal_year(day) if begins_again else 0


def next_number(taken: Iterable[int]) -> int:
    """The number that follows all those that are taken in a series: gaps are never filled, 1 comes first."""
    return max(taken, default=0) + 1


def numbered_from(first: int, minutes: Iterable[int]) -> dict[int, int]:
    """The number of each minute of a meeting, by its key, in the order in which they stand."""
    return dict(zip(minutes, range(first, first + 1_000_000), strict=False))


def moved(keys: list[int], key: int, *, up: bool) -> list[int]:
    """Keys in a new order: one of them moved by one place; at the end it stays where it is."""
    place = keys.index(key)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(keys):
        return keys
    again = list(keys)
    again[place], again[other] = again[other], again[place]
    return again


def part_label(part: int, style: str) -> str:
    """How a part of a resolution is counted: (1), or (a) … (z), (aa)."""
    return f"({letters(part)})" if style == LETTERS else f"({part})"


def letters(number: int) -> str:
    """A number as letters: 1 is a, 26 z, 27 aa."""
    found = ""
    while number > 0:
        number, rest = divmod(number - 1, len(ascii_lowercase))
        found = ascii_lowercase[rest] + found
    return found


def part_number(words: str) -> int:
    """Which part is meant by a number or by letters: 2 and b are the second."""
    if words.isdecimal():
        return int(words)
    number = 0
    for letter in words.lower():
        number = number * len(ascii_lowercase) + ascii_lowercase.index(letter) + 1
    return number


_DONE = (
    r"(?:noted|received|welcomed|agreed|approved|accepted|adopted|confirmed|endorsed|signed|recorded)"
    r"(?:\s+as\s+(?:a\s+)?(?:correct|true|accurate)(?:\s+record)?)?"
)
_FORMAL = re.compile(
    rf"(?:that\s+)?(?:"
    rf"[^,;.:]*?\b(?:be|is|are)\s+{_DONE}(?:\s+and\s+{_DONE})?"
    r"|(?:the\s+)?(?:board|committee|cabinet|executive|members)\s+(?:notes?|receives?|welcomes?)\s+the\s+"
    r"(?:reports?|information|minutes|figures|updates?|position|presentations?|progress|contents?(?:\s+of\s+the\s+report)?)"
    r")\s*\.?",
    re.IGNORECASE,
)
_MORE = re.compile(r"\band\s+(?:that|the|to|a)\b", re.IGNORECASE)


def is_formal(text: str) -> bool:
    """Whether a resolution only notes, receives or approves something, so that nothing is left to be done on it."""
    words = " ".join(text.split())
    return bool(_FORMAL.fullmatch(words)) and not _MORE.search(words)
