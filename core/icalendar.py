"""Calendars that other programs subscribe to, as RFC 5545 wants them: all-day events, folded lines, escaped text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE = 75
"""Octets of a line, its end not counted (RFC 5545, 3.1)."""
CONTENT_TYPE = "text/calendar; charset=utf-8"
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True)
class Event:
    """Something on one whole day."""

    uid: str
    """The same for ever, so that a calendar changes its entry instead of adding another."""
    day: date
    summary: str
    description: str
    url: str
    changed_at: datetime
    sequence: int
    """Counts its revisions from 0."""
    tentative: bool = False
    """Whether the day is only our reading of what was written."""


def calendar(name: str, events: Iterable[Event], *, producer: str, refresh: str = "PT6H") -> bytes:
    """A calendar as a file. ``refresh`` is how often a program should ask again, as a duration of RFC 5545."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_text(producer)}",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{refresh}",
        f"X-PUBLISHED-TTL:{refresh}",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(event: Event) -> Iterator[str]:
    changed = f"{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield f"DESCRIPTION:{_text(event.description)}"
    yield f"URL:{event.url}"
    yield f"STATUS:{'TENTATIVE' if event.tentative else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A text with what has a meaning of its own escaped, and without what no line may hold."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").translate(ESCAPED)
    return "".join(sign for sign in lines if sign == "\t" or (ord(sign) >= 32 and ord(sign) != 127))


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 octets, each but the first begun with a space. No character is cut in two."""
    pieces, piece = [], b""
    for sign in line:
        octets = sign.encode()
        if len(piece) + len(octets) > LINE:
            pieces.append(piece)
            piece = b" "
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
