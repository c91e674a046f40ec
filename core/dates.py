"""Target dates as people write them.

A council's plan says "Summer 2007", "Jan/Feb 09", "December annually" and
"July 2007 (revise to October 2007)". The text as written is always kept; what
it means is read here, by the rules of the council (docs/decisions/0004):

* a due date is the *last day* of what the text says;
* a season ends with its last month: spring May, summer August, autumn
  November, winter the February that follows;
* a year alone ends on 31 December, a financial year on 31 March;
* a recurring date is due on its next occurrence;
* "TBC", "Ongoing" and sentences have no date;
* what cannot be read is doubtful, and is never guessed.
"""

from __future__ import annotations

import re
from calendar import month_abbr, month_name, monthrange
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core.periods import Period, PeriodError, PeriodKind


class Precision(StrEnum):
    """How exact a date as written is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    SEASON = "season"
    YEAR = "year"
    SPAN = "span"
    NONE = "none"


class Recurrence(StrEnum):
    """How often something falls due again. The value is what people read."""

    ONCE = ""
    MONTHLY = "every month"
    QUARTERLY = "every quarter"
    HALF_YEARLY = "every six months"
    YEARLY = "every year"

    @property
    def months(self) -> int:
        """Months from one occurrence to the next; 0 where there is no next."""
        return {"every month": 1, "every quarter": 3, "every six months": 6, "every year": 12}.get(self, 0)


@dataclass(frozen=True)
class ReadDate:
    """What one target date says, beside the text that said it."""

    text: str
    due: date | None = None
    first_due: date | None = None
    """The original date where the text itself revises it, and the first of something that then
    goes on without end ("June 2007 onwards"); otherwise the same as ``due``."""
    precision: Precision = Precision.NONE
    recurrence: Recurrence = Recurrence.ONCE
    doubtful: bool = False
    """True where a person should look: nothing could be read, or the reading is not certain."""

    @property
    def revised(self) -> bool:
        """Whether the text carries both an original and a revised date."""
        return self.due is not None and self.due != self.first_due


Reading = tuple[date | None, Precision, bool]
"""A due date, how exact it is, and whether somebody should look."""

MONTH_NUMBERS = {name.lower(): n for n, name in enumerate(month_name) if name}
MONTH_NUMBERS |= {name.lower(): n for n, name in enumerate(month_abbr) if name} | {"sept": 9}
SEASON_ENDS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 2}

MONTH = rf"(?P<month>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\b\.?"
EARLIER_MONTHS = rf"(?:(?:{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\s*[/–-]\s*)?"
STRUCK_MONTH = rf"(?P<struck>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\s+"
YEAR = r"(?P<year>(?:19|20)\d{2}|\d{2})"
FULL_YEAR = r"(?P<year>(?:19|20)\d{2})"
FINANCIAL_YEAR = r"(?P<fy>(?:19|20)?\d{2}\s*/\s*\d{2})"

DAY_DATE = re.compile(rf"\b(?P<day>\d{{1,2}})\s*(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH},?\s+{FULL_YEAR}\b", re.IGNORECASE)
NUMERIC_DATE = re.compile(r"\b(?P<day>\d{1,2})[./](?P<number>\d{1,2})[./](?P<year>\d{4}|\d{2})\b")
STRUCK_DATE = re.compile(rf"\b{STRUCK_MONTH}{MONTH}\s+{FULL_YEAR}\b", re.IGNORECASE)
MONTH_DATE = re.compile(rf"\b{EARLIER_MONTHS}{MONTH}\s+(?:in\s+)?{YEAR}\b(?!\s*/)", re.IGNORECASE)
QUARTER_DATE = re.compile(rf"\bQ(?:uarter|tr)?\s*(?P<part>[1-4])\s*(?:of\s+)?{FINANCIAL_YEAR}", re.IGNORECASE)
HALF_DATE = re.compile(rf"\b(?:H|half)\s*(?P<part>[12])\s*(?:of\s+)?{FINANCIAL_YEAR}", re.IGNORECASE)
SEASON_DATE = re.compile(rf"\b(?P<season>{'|'.join(SEASON_ENDS)})\s+(?:of\s+)?{FULL_YEAR}\b", re.IGNORECASE)
SPAN_DATE = re.compile(r"\b(?P<from>(?:19|20)\d{2})\s*[–-]\s*(?P<year>(?:19|20)\d{2})\b")
FINANCIAL_YEAR_DATE = re.compile(rf"\b{FINANCIAL_YEAR}\b")
YEAR_DATE = re.compile(rf"\b{FULL_YEAR}\b")
MONTH_ALONE = re.compile(rf"\b{MONTH}(?=\W|$)", re.IGNORECASE)
REVISION = re.compile(
    r"^(?P<first>.*?)\(?\s*(?:revised?|moved|re-?dated)\s+to\s+(?P<second>[^)]*)\)?\s*$", re.IGNORECASE
)
STARTING = re.compile(r"\b(?:commencing|starting|beginning|from)\b(?P<start>.*)$", re.IGNORECASE)
OPEN_ENDED = re.compile(r"\b(?:onwards?|and ongoing|and then ongoing)\b", re.IGNORECASE)
ONGOING = re.compile(
    r"^\s*(?:ongoing|continuous|continuing|tbc|tba|to be confirmed|to be agreed|n/?a)\b.*$", re.IGNORECASE
)
TO_BE_CONFIRMED = re.compile(r"\b(?:tbc|tba|to be confirmed)\b", re.IGNORECASE)
RECURRENCES = (
    (
        re.compile(
            r"\b(?:every|each)\s+(?:12|twelve)\s+months\b|\bannually\b|\byearly\b|\b(?:every|each)\s+year\b",
            re.IGNORECASE,
        ),
        Recurrence.YEARLY,
    ),
    (
        re.compile(
            r"\b(?:every|each)\s+(?:6|six)\s+months\b|\b(?:half|six)[ -](?:yearly|monthly)\b|\bbi-?annually\b",
            re.IGNORECASE,
        ),
        Recurrence.HALF_YEARLY,
    ),
    (re.compile(r"\b(?:every|each)\s+(?:quarter|(?:3|three)\s+months)\b", re.IGNORECASE), Recurrence.QUARTERLY),
    (re.compile(r"\b(?:every|each)\s+month\b", re.IGNORECASE), Recurrence.MONTHLY),
)
UNDATED_RECURRENCES = (
    (re.compile(r"\bquarterly\b", re.IGNORECASE), Recurrence.QUARTERLY),
    (re.compile(r"\bmonthly\b", re.IGNORECASE), Recurrence.MONTHLY),
)


def read(text: str, *, written_on: date) -> ReadDate:
    """What one target date says: its due date, how exact it is and whether it recurs.

    ``written_on`` is the day of the plan that the text stands in; a recurring
    date that names no year ("December annually") first falls due on or after it.
    Never raises: a text that says no date comes back without one.
    """
    text = " ".join(text.split())
    if revision := REVISION.match(text):
        first, second = (read(revision[part], written_on=written_on) for part in ("first", "second"))
        if first.due and second.due:
            return replace(second, text=text, first_due=first.due)
    recurrence = _recurrence(text)
    if recurrence and (found := _recurring(text, recurrence, written_on)):
        return found
    due, precision, doubtful = _last_day(text)
    if due is None:
        undated = next((often for pattern, often in UNDATED_RECURRENCES if pattern.search(text)), recurrence)
        understood = not text or undated or ONGOING.match(text)
        return ReadDate(text, recurrence=undated, doubtful=not understood)
    if OPEN_ENDED.search(text):
        return ReadDate(text, due=None, first_due=due, precision=precision)
    return ReadDate(text, due, due, precision, recurrence, doubtful or bool(TO_BE_CONFIRMED.search(text)))


def next_occurrence(due: date, recurrence: Recurrence, on: date) -> date:
    """The first occurrence of a recurring date that is not before a day; a date that does not recur stays.

    A date at the end of its month stays at the end of the month.
    """
    months = Recurrence(recurrence).months
    if not months or due >= on:
        return due
    steps = max(0, ((on.year - due.year) * 12 + on.month - due.month) // months)
    while (occurrence := months_later(due, steps * months)) < on:
        steps += 1
    return occurrence


def months_later(day: date, months: int) -> date:
    """The same day some months later; the last day of a month stays the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    at_end = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if at_end else min(day.day, last))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def _recurrence(text: str) -> Recurrence:
    return next((often for pattern, often in RECURRENCES if pattern.search(text)), Recurrence.ONCE)


def _recurring(text: str, recurrence: Recurrence, written_on: date) -> ReadDate | None:
    """A month that comes round again: "December annually", "July annually commencing Q1 2007/08"."""
    starting = STARTING.search(text)
    head = text[: starting.start()] if starting else text
    if _last_day(head)[0]:
        return None
    month = MONTH_ALONE.search(head)
    if not month:
        return None
    earliest = written_on
    if starting:
        earliest = _first_day(starting["start"]) or written_on
    number = MONTH_NUMBERS[month["month"].lower()]
    due = month_end(earliest.year, number)
    if due < earliest:
        due = month_end(earliest.year + 1, number)
    return ReadDate(text, due, due, Precision.MONTH, recurrence)


def _first_day(text: str) -> date | None:
    """The first day of a period that something starts in."""
    for pattern, kind in ((QUARTER_DATE, PeriodKind.QUARTER), (HALF_DATE, PeriodKind.HALF)):
        if (found := pattern.search(text)) and (part := _part_of_year(found, kind)):
            return part.starts
    due, _, _ = _last_day(text)
    return due.replace(day=1) if due else None


def _last_day(text: str) -> Reading:
    """The last day of what the text names, how exact that is, and whether it is doubtful; by the first form that fits."""
    for pattern, reading in FORMS:
        if (found := pattern.search(text)) and (read_as := reading(found, text)):
            return read_as
    return None, Precision.NONE, False


def _named_day(found: re.Match[str], text: str) -> Reading:
    return _day(int(found["year"]), _month(found), int(found["day"]))


def _numeric_day(found: re.Match[str], text: str) -> Reading:
    return _day(_century(found["year"]), int(found["number"]), int(found["day"]))


def _quarter(found: re.Match[str], text: str) -> Reading | None:
    part = _part_of_year(found, PeriodKind.QUARTER)
    return (part.ends, Precision.QUARTER, False) if part else None


def _half(found: re.Match[str], text: str) -> Reading | None:
    part = _part_of_year(found, PeriodKind.HALF)
    return (part.ends, Precision.HALF, False) if part else None


def _struck(found: re.Match[str], text: str) -> Reading:
    """Two months in a row: the first was struck through and the mark was lost."""
    return month_end(int(found["year"]), _month(found)), Precision.MONTH, True


def _named_month(found: re.Match[str], text: str) -> Reading:
    return month_end(_century(found["year"]), _month(found)), Precision.MONTH, False


def _season(found: re.Match[str], text: str) -> Reading:
    season = found["season"].lower()
    return month_end(int(found["year"]) + (season == "winter"), SEASON_ENDS[season]), Precision.SEASON, False


def _span(found: re.Match[str], text: str) -> Reading:
    return date(int(found["year"]), 3, 31), Precision.SPAN, True


def _whole_financial_year(found: re.Match[str], text: str) -> Reading | None:
    year = _financial_year(found["fy"])
    return (year.ends, Precision.YEAR, text.strip() != found["fy"]) if year else None


def _whole_year(found: re.Match[str], text: str) -> Reading:
    return date(int(found["year"]), 12, 31), Precision.YEAR, text.strip() != found["year"]


FORMS = (
    (DAY_DATE, _named_day),
    (NUMERIC_DATE, _numeric_day),
    (QUARTER_DATE, _quarter),
    (HALF_DATE, _half),
    (STRUCK_DATE, _struck),
    (MONTH_DATE, _named_month),
    (SEASON_DATE, _season),
    (SPAN_DATE, _span),
    (FINANCIAL_YEAR_DATE, _whole_financial_year),
    (YEAR_DATE, _whole_year),
)
"""The forms in which a date is written, the most exact first, each with how it is read."""


def _day(year: int, month: int, day: int) -> Reading:
    try:
        return date(year, month, day), Precision.DAY, False
    except ValueError:
        return None, Precision.NONE, True


def _month(found: re.Match[str]) -> int:
    return MONTH_NUMBERS[found["month"].lower()]


def _century(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _financial_year(written: str) -> Period | None:
    first, second = (part.strip() for part in written.split("/"))
    try:
        return Period.parse(f"{_century(first)}/{second}")
    except PeriodError:
        return None


def _part_of_year(found: re.Match[str], kind: PeriodKind) -> Period | None:
    year = _financial_year(found["fy"])
    return Period(kind, year.year, int(found["part"])) if year else None
