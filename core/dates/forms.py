"""The forms in which a date is written, each with the stretch of time that it says."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.dates.kinds import Precision
from core.dates.occurrences import month_end, months_later
from core.periods import Period, PeriodKind


@dataclass(frozen=True)
class Stretch:
    """A stretch of time that a text names, from its first day to its last."""

    first: date
    last: date
    precision: Precision
    named: str = ""
    """Its name in full: "winter 2007". Empty for a day."""
    doubtful: bool = False


class NoSuchDateError(ValueError):
    """A text has the form of a date, and there is no such date: 31/02/08, Easter 2008."""


def pattern(text: str) -> re.Pattern[str]:
    """An expression in which case does not matter, and letters and digits are those of English."""
    return re.compile(text, re.ASCII | re.IGNORECASE)


MONTH_NUMBERS = {name.lower(): n for n, name in enumerate(month_name) if name}
MONTH_NUMBERS |= {name.lower(): n for n, name in enumerate(month_abbr) if name} | {"sept": 9}
SEASON_ENDS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 2}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}

MONTH_NAMES = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
SEASONS = "|".join(SEASON_ENDS)
DASH = "[-‑–—]"
MONTH = rf"(?P<month>{MONTH_NAMES})(?![a-z])\.?"
OF = r"(?:\s*,?\s*\b(?:of|in)\b(?:\s+the)?|\s*,)?\s*"
ORDINAL_ENDING = r"(?:\s*(?:st|nd|rd|th)\b)?"
JOINED = rf"(?P<joint>/|{DASH}|,|&|\+|\bto\b|\bthrough\b|\buntil\b|\band\b)"
FULL_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
YEAR = r"['‘’]?(?P<year>(?:19|20)\d{2}|\d{2})(?![\d%a-z]|[.,:]\d|\s*%)"
BEFORE_YEAR = rf"(?:\s|,|\.|/|{DASH}|\bof\b|\bin\b){{0,4}}"
SHORT_PAIR = r"(?:19|20)?\d{2}\s*/\s*(?:(?:19|20)\d{2}|\d{1,2})"
FINANCIAL_YEAR = rf"(?P<fy>{SHORT_PAIR}|(?:19|20)\d{{2}}\s*[-–]\s*\d{{2}})(?![\d/]|-\d)"
OF_YEAR = rf"{OF}(?:financial\s+year\s+|FY\s*)?"
QUARTER = r"Q(?:uarter|tr)?s?\.?"


def _found_month(found: re.Match[str]) -> int:
    return MONTH_NUMBERS[found["month"].lower()]


def _full(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NoSuchDateError(str(error)) from error


def _exactly(day: date) -> Stretch:
    return Stretch(day, day, Precision.DAY)


def _named_day(found: re.Match[str]) -> Stretch:
    """A day, or the last of two: "1 to 14 May 2008", "28 April – 3 May 2008"."""
    last = _day(_full(found["year"]), _found_month(found), int(found["day"]))
    if not found["from_day"]:
        return _exactly(last)
    from_month = MONTH_NUMBERS[found["from_month"].lower()] if found["from_month"] else last.month
    first = _day(last.year - (from_month > last.month), from_month, int(found["from_day"]))
    return Stretch(first, last, Precision.DAY, doubtful=first > last or _apart(found))


def _month_first_day(found: re.Match[str]) -> Stretch:
    return _exactly(_day(int(found["year"]), _found_month(found), int(found["day"])))


def _numeric_day(found: re.Match[str]) -> Stretch:
    return _exactly(_day(_full(found["year"]), int(found["number"]), int(found["day"])))


def _christmas(found: re.Match[str]) -> Stretch:
    return _exactly(date(_full(found["year"]), 12, 25))


def _month(year: int, month: int, *, doubtful: bool = False) -> Stretch:
    name = f"{month_name[month]} {year}"
    return Stretch(date(year, month, 1), month_end(year, month), Precision.MONTH, name, doubtful)


def _struck(found: re.Match[str]) -> Stretch:
    """Two months in a row: the first was struck through and the mark was lost."""
    return _month(int(found["year"]), _found_month(found), doubtful=True)


def _named_month(found: re.Match[str]) -> Stretch:
    return _month(_full(found["year"]), _found_month(found))


def _months_together(found: re.Match[str]) -> Stretch:
    """The last of several months: "Jan/Feb 09", "April to June 2008", "Dec/Jan 09"."""
    last = _named_month(found)
    from_month = MONTH_NUMBERS[found["from_month"].lower()]
    first = date(last.first.year - (from_month > last.first.month), from_month, 1)
    return Stretch(first, last.last, last.precision, last.named, _apart(found))


def _numeric_month(found: re.Match[str]) -> Stretch:
    return _month(int(found["year"]), int(found["number"]))


def _season(found: re.Match[str]) -> Stretch | None:
    season, year = found["season"].lower(), _full(found["year"])
    if found["second"]:
        if season != "winter":
            raise NoSuchDateError(f"{season} falls in one year")
        if not _follows(year, found["second"]):
            return None
    last = month_end(year + (season == "winter"), SEASON_ENDS[season])
    first = months_later(last.replace(day=1), -2)
    if found["earlier"]:
        first = months_later(date(year, SEASON_ENDS[found["earlier"].lower()], 1), -2)
    return Stretch(first, last, Precision.SEASON, f"{season} {year}")


def _follows(year: int, second: str) -> bool:
    return str(year + 1).endswith(second)


def _financial_year(written: str) -> Period | None:
    """The financial year of "2007/08", "07/08", "2007-08" or "2007/2008"; None where the second does not follow the first.

    Raises NoSuchDateError where the years are written in full, so that nothing else can be meant.
    """
    first, second = (part.strip() for part in re.split(r"[/–-]", written))
    if _follows(_full(first), second):
        return Period.parse(f"{_full(first)}/{(_full(first) + 1) % 100:02}")
    if len(first) == 4:
        raise NoSuchDateError(f"{written} is no financial year")
    return None


def _part(found: re.Match[str], kind: PeriodKind, precision: Precision) -> Stretch | None:
    if not (year := _financial_year(found["fy"])):
        return None
    number = int(found["part"]) if found["part"].isdecimal() else ORDINALS[found["part"].lower()]
    parts = 12 // Period(kind, year.year).months
    part = Period(kind, year.year, min(number, parts))
    if number > parts and found["part"].lower() not in ("last", "final"):
        raise NoSuchDateError(f"there is no {kind} {number}")
    earlier = found.groupdict().get("earlier")
    first = Period(kind, year.year, int(earlier)) if earlier else part
    return Stretch(first.starts, part.ends, precision, f"{kind} {part.number} of {year}", first.starts > part.starts)


def _quarter(found: re.Match[str]) -> Stretch | None:
    return _part(found, PeriodKind.QUARTER, Precision.QUARTER)


def _half(found: re.Match[str]) -> Stretch | None:
    return _part(found, PeriodKind.HALF, Precision.HALF)


def _academic_year(found: re.Match[str]) -> Stretch | None:
    if not (year := _financial_year(found["fy"])):
        return None
    academic = Period(PeriodKind.ACADEMIC, year.year)
    return Stretch(academic.starts, academic.ends, Precision.YEAR, f"the academic year {year}")


def _whole_financial_year(found: re.Match[str]) -> Stretch | None:
    year = _financial_year(found["fy"])
    return Stretch(year.starts, year.ends, Precision.YEAR, str(year)) if year else None


def _span(found: re.Match[str]) -> Stretch:
    """From one year to another: taken as a council's years, from April to March, and not certain."""
    first, last = date(int(found["from"]), 4, 1), date(int(found["year"]), 3, 31)
    if first > last:
        raise NoSuchDateError("ends before it begins")
    return Stretch(first, last, Precision.SPAN, f"{found['from']} to {found['year']}", doubtful=True)


def _whole_year(found: re.Match[str]) -> Stretch:
    year = int(found["year"])
    return Stretch(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, str(year))


def _not_guessed(found: re.Match[str]) -> Stretch:
    raise NoSuchDateError(f"{found[0]} has no day that everybody would agree on")


def _apart(found: re.Match[str]) -> bool:
    """Whether two things are listed ("June and December 2007"), which may be two dates, and not a range."""
    return found["joint"].lower() in (",", "&", "+", "and") and not found["between"]


BETWEEN = r"(?P<between>\bbetween\s+)?"
FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Stretch | None]], ...] = (
    (
        pattern(
            r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<sep>[-/.])(?P<number>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)"
            r"(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?"
        ),
        _numeric_day,
    ),
    (
        pattern(
            rf"{BETWEEN}(?:(?<!\d)(?P<from_day>\d{{1,2}}){ORDINAL_ENDING}\s*(?P<from_month>\b(?:{MONTH_NAMES})\b\.?)?"
            rf"\s*{JOINED}\s*)?(?<!\d)(?P<day>\d{{1,2}}){ORDINAL_ENDING}(?:\s|,|\.|/|{DASH}|\bof\b){{0,3}}"
            rf"\b{MONTH}{BEFORE_YEAR}{YEAR}"
        ),
        _named_day,
    ),
    (pattern(rf"\b{MONTH}\s*(?P<day>\d{{1,2}}){ORDINAL_ENDING},?\s+{FULL_YEAR}(?!\s*/)"), _month_first_day),
    (
        pattern(
            r"(?<![\d/.])(?P<day>\d{1,2})(?P<sep>[./-])(?P<number>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?![\d/]|[.-]\d)"
        ),
        _numeric_day,
    ),
    (pattern(rf"\b(?:christmas|xmas)(?:\s+day)?,?\s+{YEAR}"), _christmas),
    (pattern(rf"\b(?P<struck>{MONTH_NAMES})\s+{MONTH}\s+{FULL_YEAR}"), _struck),
    (
        pattern(
            rf"{BETWEEN}\b(?P<from_month>{MONTH_NAMES})(?![a-z])\.?(?:\s*{JOINED.replace('?P<joint>', '?:')}"
            rf"\s*(?:{MONTH_NAMES})(?![a-z])\.?){{0,3}}\s*{JOINED}\s*{MONTH}{BEFORE_YEAR}{YEAR}(?!\s*/\s*\d)"
        ),
        _months_together,
    ),
    (pattern(rf"\b{MONTH}{BEFORE_YEAR}{YEAR}(?!\s*/\s*\d)"), _named_month),
    (pattern(r"(?<![\d/.-])(?P<number>0?[1-9]|1[0-2])[/.](?P<year>(?:19|20)\d{2})(?![\d/])"), _numeric_month),
    (
        pattern(
            rf"\b{QUARTER}\s*(?:(?P<earlier>[1-4])\s*{JOINED}\s*(?:{QUARTER}\s*)?)?(?P<part>[1-4])\b{OF_YEAR}{FINANCIAL_YEAR}"
        ),
        _quarter,
    ),
    (pattern(rf"\b{FINANCIAL_YEAR}\s*,?\s*{QUARTER}\s*(?P<part>[1-4])\b"), _quarter),
    (
        pattern(
            rf"\b(?P<part>{'|'.join(ORDINALS)}|[1-4](?=\s*(?:st|nd|rd|th)\b)){ORDINAL_ENDING}\s+quarter{OF_YEAR}{FINANCIAL_YEAR}"
        ),
        _quarter,
    ),
    (pattern(rf"\b(?:H|half)\s*(?P<part>[12])\b{OF_YEAR}{FINANCIAL_YEAR}"), _half),
    (pattern(rf"\b{FINANCIAL_YEAR}\s*,?\s*(?:H|half)\s*(?P<part>[12])\b"), _half),
    (
        pattern(
            rf"\b(?P<part>{'|'.join(ORDINALS)}|[1-4](?=\s*(?:st|nd|rd|th)\b)){ORDINAL_ENDING}\s+half{OF_YEAR}{FINANCIAL_YEAR}"
        ),
        _half,
    ),
    (
        pattern(
            rf"\b(?:(?P<earlier>{SEASONS})\s*(?:/|{DASH}|\bto\b)\s*)?(?P<season>{SEASONS}){BEFORE_YEAR}"
            rf"{YEAR}(?:\s*(?:/|{DASH})\s*(?P<second>(?:19|20)?\d{{2}})(?!\d))?"
        ),
        _season,
    ),
    (
        pattern(
            r"\b(?:easter|whitsun|diwali|eid|ramadan|term|half[ -]term|new\s+year|municipal\s+year|year[ -]?end"
            r"|end\s+of\s+(?:the\s+)?(?:financial\s+|municipal\s+)?year|financial\s+year|FY"
            rf"|{QUARTER}\s*[1-4]|(?:H|half)\s*[12]|(?:{'|'.join(ORDINALS)}|[1-4]\s*(?:st|nd|rd|th))\s+(?:quarter|half))"
            rf"{OF}{FULL_YEAR}(?!\s*(?:/|{DASH})\s*\d)"
        ),
        _not_guessed,
    ),
    (pattern(rf"\bhalf[ -]year{OF}{FINANCIAL_YEAR}"), _not_guessed),
    (pattern(rf"\b(?:academic|school)\s+year\s+{FINANCIAL_YEAR}"), _academic_year),
    (pattern(rf"\b{FINANCIAL_YEAR}\s+(?:academic|school)(?:\s+year)?\b"), _academic_year),
    (pattern(rf"(?<!\d)(?P<from>(?:19|20)\d{{2}})\s*(?:{DASH}|\bto\b|\buntil\b)\s*{FULL_YEAR}"), _span),
    (pattern(rf"(?<![\d/]){FINANCIAL_YEAR}"), _whole_financial_year),
    (pattern(rf"(?<![\d/]){FULL_YEAR}(?!\s*/\s*\d)"), _whole_year),
)
"""Where two begin at the same letter, the one that stands first here is read."""

PLACES = {"early": 1, "beginning": 1, "start": 1, "mid": 2, "middle": 2, "late": 3}
THIRDS = pattern(rf"\b(?P<third>{'|'.join(PLACES)})[\s-]*(?:(?:in|of|the|financial|calendar|year)\s+)*$")
BEFORE = pattern(r"\bbefore\s+(?:the\s+)?$")
COMMENCING = pattern(r"(?:\bw/c|\bweek\s+(?:commencing|beginning))\s*:?\s*(?:the\s+)?(?:\w+day\s+)?$")
AFTERWARDS = pattern(
    r"\b(?:after|since|not\s+before|not\s+until)\s+(?:the\s+)?(?:(?:start|beginning|end)\s+of\s+)?(?:the\s+)?$|\bwithin\b[^,;]{0,40}$"
    r"|(?<!every )(?<!each )(?<!once )(?<!twice )(?<!times )\b(?:\d+|a|one|two|three|four|six|nine|twelve)\s+(?:day|week|month|year)s?\s+(?:from|of|before)\s+(?:the\s+)?$"
)
WEEK = pattern(r"\bweek\s+(?:of|in)\s+(?:the\s+)?$")


def modified(stretch: Stretch, before: str) -> Stretch:
    """A stretch as the words just before it have it: early, mid, late; before; week commencing.

    Raises NoSuchDateError where they say a day that is not in it: "after March 2008", "two months from May 2008".
    """
    if AFTERWARDS.search(before):
        raise NoSuchDateError("some day that is not said")
    if WEEK.search(before):
        return replace(stretch, doubtful=True)
    if found := THIRDS.search(before):
        return _third(stretch, found["third"].lower())
    if BEFORE.search(before):
        day = stretch.first - timedelta(1)
        return Stretch(day, day, Precision.DAY, doubtful=stretch.doubtful)
    if stretch.precision == Precision.DAY and COMMENCING.search(before):
        return Stretch(stretch.first, stretch.last + timedelta(6), Precision.DAY, doubtful=stretch.doubtful)
    return stretch


def _third(stretch: Stretch, word: str) -> Stretch:
    """Early, mid or late in a stretch: its thirds, by months, and of a month the 10th, the 20th and its end."""
    place = PLACES[word]
    months = (stretch.last.year - stretch.first.year) * 12 + stretch.last.month - stretch.first.month + 1
    if stretch.precision == Precision.DAY or (months % 3 and months > 1):
        return replace(stretch, doubtful=True)
    if months == 1:
        ends = (0, 10, 20, stretch.last.day)
        first, last = (stretch.first.replace(day=day) for day in (ends[place - 1] + 1, ends[place]))
    else:
        first = months_later(stretch.first, (place - 1) * months // 3)
        last = months_later(stretch.first, place * months // 3) - timedelta(1)
    return replace(stretch, first=first, last=last, named=f"{('early ', 'mid-', '')[place - 1]}{stretch.named}")
