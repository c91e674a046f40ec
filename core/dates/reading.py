"""From a text to what it says: which dates stand in it, what it makes of them, and whether that is certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date

from core.dates.forms import (
    DASH,
    FORMS,
    MONTH_NAMES,
    MONTH_NUMBERS,
    SEASON_ENDS,
    SEASONS,
    NoSuchDateError,
    Stretch,
    modified,
    pattern,
)
from core.dates.kinds import Precision, ReadDate, Recurrence
from core.dates.occurrences import month_end

LIKELY_YEARS = 20
"""A year of two digits that lies further than this from the plan is more likely a day: "March 31"."""


@dataclass(frozen=True)
class Token:
    """A piece of a text that names a date. ``stretch`` is None where there is no such date."""

    start: int
    end: int
    stretch: Stretch | None


TO = pattern(
    rf"^\s*(?:to|until|till|through(?:\s+to)?|up\s+to|{DASH})\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?(?:early|mid|late)?[\s-]*$|^\s*{DASH}\s*$"
)
AND = pattern(r"^\s*(?:and|&)\s*$")
BETWEEN = pattern(r"\bbetween\s+$")
REVISED = pattern(
    r"\(?\s*\b(?:(?:revised?|moved|re-?dated|deferred|postponed|extended|slipped|put\s+back|changed)(?:\s+(?:date\s+)?to)?|now)"
    r"\s*:?\s*(?:the\s+)?(?:end\s+of\s+)?$"
)
FROM = pattern(
    r"\bfrom\s+(?:the\s+)?(?:(?:start|beginning|middle|end)\s+of\s+|(?:early|mid|late)(?:\s+in\s+|[\s-]+))?(?:the\s+)?$"
)
STARTING = pattern(r"\b(?:commencing|starting|beginning|from)\b")
OPEN_ENDED = pattern(
    rf"\b(?:onwards?|(?:and|and\s+then|then)\s+(?:on-?going|continu(?:ing|ous)))\b|^\s*{DASH}\s*(?:on-?going|continu(?:ing|ous))\b"
)
UNTIL = pattern(rf"\b(?:to|until|till|through)\b|(?:{MONTH_NAMES})\.?\s*{DASH}")
"""What stands within a range: "May to July 2026", "May – July 2026"."""
ONGOING = pattern(r"^(?:on-?going|continuous|continuing|tbc|tba|to be confirmed|to be agreed|n/?a)\b")
TO_BE_CONFIRMED = pattern(r"\b(?:tbc|tba|to be confirmed)\b")
HALF_YEARLY = r"half[ -]?yearly|(?:six|6)[ -]monthly|bi-?annual(?:ly)?|twice\s+(?:a|each|every)\s+year|twice\s+yearly"
NUMBERED = r"\b(?:every|each)\s+(?:{})\s+months\b"
RECURRENCES = (
    (
        pattern(rf"{NUMBERED.format('6|six')}|\b(?:{HALF_YEARLY})\b|\b(?:every|each)\s+half[ -]year\b"),
        Recurrence.HALF_YEARLY,
    ),
    (
        pattern(rf"{NUMBERED.format('3|three')}|\b(?:every|each)\s+quarter\b|\b(?:four|4)\s+times\s+a\s+year\b"),
        Recurrence.QUARTERLY,
    ),
    (
        pattern(
            rf"{NUMBERED.format('12|twelve')}|\bannually\b|\byearly\b|\bonce\s+a\s+year\b"
            rf"|\b(?:every|each)\s+(?:year|{MONTH_NAMES}|{SEASONS})\b"
        ),
        Recurrence.YEARLY,
    ),
    (pattern(r"\b(?:every|each)\s+month\b"), Recurrence.MONTHLY),
)
UNDATED_RECURRENCES = (
    (pattern(r"\bquarterly\b"), Recurrence.QUARTERLY),
    (pattern(r"\bmonthly\b"), Recurrence.MONTHLY),
)
"""Words that say how often where no date stands, and else may be what a report is called: "Quarterly reports April 2007"."""
STARTED_RECURRENCES = tuple(
    (
        pattern(
            rf"\b{word}\s+(?:from|starting|commencing|beginning)\b"
            rf"|\b(?:(?:and|then)\s+){{1,2}}{word}\b|\b{word}\s+thereafter\b"
        ),
        often,
    )
    for word, often in (("quarterly", Recurrence.QUARTERLY), ("monthly", Recurrence.MONTHLY))
)
TURNING = pattern(rf"\b(?:{MONTH_NAMES}|{SEASONS})\b")
VERBS = ("may", "march")
"""Names of months that are other words where no capital begins them."""
TURNING_NAME = pattern(rf"\b(?:{MONTH_NAMES}|{SEASONS})\s+(?:annually|yearly|(?:every|each)\s+year)\b")
PLAIN = pattern(
    r"by|the|end|of|in|during|before|on|at|from|until|till|no|not|later|than|latest|due|date|target|"
    r"complete|completed|sometime|early|mid|middle|late|start|beginning|financial|fiscal|calendar|year|"
    r"years|fy|and|then|ongoing|on|going|onwards|onward|continuing|annually|yearly|quarterly|monthly|every|"
    r"each|half|once|twice|a|six|6|12|twelve|three|3|months|month|quarter"
)
"""Words beside a year that leave it what it is."""
REPORTS = pattern(r"\b(?:quarterly|monthly)\b")
TAIL = pattern(r"^[\s.,;:)\]]*(?:$|(?:and|onwards?|every|each|then|thereafter|annually|yearly|quarterly|monthly)\b)")


def read(text: str, *, written_on: date) -> ReadDate:
    """What one target date says: its due date, how exact it is and whether it recurs.

    ``written_on`` is the day of the plan that the text stands in; a recurring
    date that names no year ("December annually") first falls due on or after it.
    Where the text names several dates it is due on the last of them, and doubtful
    (``read_each`` takes them apart). Never raises: a text that says no date comes back without one.
    """
    text = " ".join(text.split())
    tokens = _joined(text, _tokens(text))
    recurrence = _recurrence(text)
    if recurrence and (found := _turning(text, tokens, recurrence, written_on)):
        return found
    stretches = [token.stretch for token in tokens if token.stretch]
    if not stretches:
        return _undated(text, recurrence, unreadable=bool(tokens))
    last = max(stretches, key=lambda stretch: stretch.last)
    whole = ReadDate(text, last.last, last.last, last.precision, starts=last.first, ends=last.named)
    if (
        len(tokens) > 1
        and tokens[0].stretch
        and tokens[-1].stretch
        and REVISED.search(text[tokens[-2].end : tokens[-1].start])
    ):
        last = tokens[-1].stretch
        return replace(
            whole,
            due=last.last,
            first_due=tokens[0].stretch.last,
            precision=last.precision,
            starts=last.first,
            ends=last.named,
            doubtful=last.doubtful,
        )
    recurrence = recurrence or next((often for words, often in STARTED_RECURRENCES if words.search(text)), recurrence)
    if len(tokens) == 1 and not recurrence and _open_ended(text, tokens[0]):
        return replace(whole, due=None)
    return replace(whole, recurrence=recurrence, doubtful=_doubtful(text, tokens, written_on))


def read_each(text: str, *, written_on: date) -> tuple[ReadDate, ...]:
    """What a cell with several dates says, one reading for each: "March 2008 March 2009", "Level 5 by December 2007 Validation by March 2008".

    The words before a date belong to it. Nothing of the text is lost; an empty one has no dates.
    """
    text = " ".join(text.split())
    return tuple(read(part, written_on=written_on) for part in _parts(text))


def _tokens(text: str) -> list[Token]:
    """Every date in a text, from left to right. Of two that begin at the same letter the more exact form is taken."""
    tokens: list[Token] = []
    upcoming = [form.search(text) for form, _ in FORMS]
    end = 0
    while True:
        for place, match in enumerate(upcoming):
            if match and match.start() < end:
                upcoming[place] = FORMS[place][0].search(text, end)
        waiting = [(match.start(), place) for place, match in enumerate(upcoming) if match]
        if not waiting:
            return tokens
        _, place = min(waiting)
        match, reading = upcoming[place], FORMS[place][1]
        try:
            stretch = reading(match)
            if stretch:
                stretch = modified(stretch, text[end : match.start()])
        except NoSuchDateError:
            tokens.append(Token(match.start(), match.end(), None))
        else:
            if stretch is None:
                upcoming[place] = FORMS[place][0].search(text, match.start() + 1)
                continue
            tokens.append(Token(match.start(), match.end(), stretch))
        end = match.end()


def _joined(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The same, with two that are a range made one: "April 2008 to March 2009"."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else None
        if before and before.stretch and token.stretch and _is_range(text, before, token):
            stretch = replace(
                token.stretch,
                first=min(before.stretch.first, token.stretch.first),
                doubtful=before.stretch.doubtful or token.stretch.doubtful or before.stretch.first > token.stretch.last,
            )
            joined[-1] = Token(before.start, token.end, stretch)
        else:
            joined.append(token)
    return joined


def _is_range(text: str, first: Token, second: Token) -> bool:
    gap = text[first.end : second.start]
    return bool(TO.search(gap) or (AND.search(gap) and BETWEEN.search(text[: first.start])))


def _recurrence(text: str) -> Recurrence:
    return next((often for words, often in RECURRENCES if words.search(text)), Recurrence.ONCE)


def _turning(text: str, tokens: Sequence[Token], recurrence: Recurrence, written_on: date) -> ReadDate | None:
    """A month or season that comes round again: "December annually", "every spring", "July annually commencing Q1 2007/08"."""
    starting = STARTING.search(text)
    head = text[: starting.start()] if starting else text
    if any(token.start < len(head) for token in tokens):
        return None
    named = [found[0].lower() for found in TURNING.finditer(head) if found[0] not in VERBS]
    if not named:
        return None
    start = next((token.stretch for token in tokens if token.stretch), None)
    earliest = start.first if start else written_on
    ends = {month_end(earliest.year, MONTH_NUMBERS.get(name) or SEASON_ENDS[name]) for name in named}
    if earliest.year < MAXYEAR:
        ends = {day if day >= earliest else month_end(day.year + 1, day.month) for day in ends}
    due = min(ends)
    seasonal = named[0] in SEASON_ENDS
    ends_with = f"{named[0]} {due.year - (named[0] == 'winter')}" if seasonal else f"{due:%B} {due.year}"
    doubtful = len(ends) > 1 or any(token.stretch is None for token in tokens)
    precision = Precision.SEASON if seasonal else Precision.MONTH
    return ReadDate(text, due, due, precision, recurrence, doubtful, starts=due.replace(day=1), ends=ends_with)


def _undated(text: str, recurrence: Recurrence, *, unreadable: bool) -> ReadDate:
    """A text without a date that can be read: understood where it says so itself, or says how often."""
    often = next((often for words, often in UNDATED_RECURRENCES if words.search(text)), recurrence)
    understood = not text or often or ONGOING.search(text)
    return ReadDate(text, recurrence=often, doubtful=unreadable or not understood)


def _open_ended(text: str, token: Token) -> bool:
    """Whether it begins then and goes on. "From May to July 2026" ends."""
    if OPEN_ENDED.search(text[token.end :]):
        return True
    return bool(FROM.search(text[: token.start]) and not UNTIL.search(text[token.start : token.end]))


def _doubtful(text: str, tokens: Sequence[Token], written_on: date) -> bool:
    """Whether somebody should look: what is said is not certain, or several things are."""
    if TO_BE_CONFIRMED.search(text) or any(token.stretch is None or token.stretch.doubtful for token in tokens):
        return True
    if len({token.stretch.last for token in tokens}) > 1:
        return True
    if any(token.stretch.precision == Precision.YEAR for token in tokens) and _other_words(text, tokens):
        return True
    short = [token for token in tokens if not re.search(r"\d{4}", text[token.start : token.end])]
    return any(abs(token.stretch.last.year - written_on.year) > LIKELY_YEARS for token in short)


def _other_words(text: str, tokens: Sequence[Token]) -> bool:
    """Whether something else stands beside a year that changes what it is: "2009/10 programme"."""
    starts, ends = [token.start for token in tokens], [token.end for token in tokens]
    around = " ".join(text[end:start] for end, start in zip([0, *ends], [*starts, len(text)], strict=True))
    return not all(PLAIN.fullmatch(word) for word in re.findall(r"\w+", around))


def _parts(text: str) -> list[str]:
    """A text cut behind each of its dates; ranges, revisions and what belongs to a date are left whole."""
    tokens = _joined(text, _tokens(text))
    firm = [
        token for token in tokens if token.stretch and token.stretch.precision not in (Precision.YEAR, Precision.SPAN)
    ]
    ends = sorted({token.end for token in firm or tokens} | {found.end() for found in TURNING_NAME.finditer(text)})
    cuts = [0]
    for end, following in zip(ends, [*ends[1:], None], strict=False):
        if following is None:
            belongs = len(ends) == 1 or TAIL.search(text[end:])
        else:
            start = _start(tokens, following)
            belongs = REVISED.search(text[end:start]) or STARTING.search(text[end:start])
        if not belongs:
            cuts.append(end + len(text[end:]) - len(text[end:].lstrip(" .,;:)]")))
    parts = [text[start:end].strip() for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [piece.strip() for part in parts for piece in _reports(part) if piece]


def _reports(part: str) -> tuple[str, str]:
    """Two reports that come round, one named behind the other: "Quarterly reports", "Quarterly clinics April 2007"."""
    second = next((found.start() for found in REPORTS.finditer(part, 1)), 0) if REPORTS.match(part) else 0
    return part[:second], part[second:]


def _start(tokens: Sequence[Token], end: int) -> int:
    """Where the date that ends here begins."""
    return next((token.start for token in tokens if token.end == end), end)
