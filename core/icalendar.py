"""Calendars that other programs subscribe to, and invitations that they answer, as RFC 5545 and 5546 want them.

Folded lines, escaped text; days as days, and times of day as moments in UTC, so that no zone has to be described.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LINE = 75
"""Octets of a line, its end not counted (RFC 5545, 3.1)."""
CONTENT_TYPE = "text/calendar; charset=utf-8"
INVITATION_TYPE = "text/calendar; method={method}; charset=utf-8"
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


@dataclass(frozen=True)
class Person:
    """Somebody who invites or is invited."""

    name: str
    address: str
    """Of their mail."""
    chairs: bool = False


@dataclass(frozen=True)
class Meeting:
    """Something to which people are invited: from a time of day to another, or on a whole day."""

    uid: str
    """The same for ever, so that a calendar changes its entry instead of adding another."""
    day: date
    summary: str
    description: str
    url: str
    changed_at: datetime
    sequence: int
    """Counts its revisions from 0: a higher one takes the place of a lower."""
    organizer: Person | None
    """None where nobody is asked to answer."""
    invited: tuple[Person, ...]
    zone: ZoneInfo
    """In which the times of day are told."""
    starts_at: time | None = None
    """None for the whole day."""
    ends_at: time | None = None
    place: str = ""
    cancelled: bool = False

    @property
    def method(self) -> str:
        """What the invitation asks for: REQUEST that people come, CANCEL that they do not."""
        return "CANCEL" if self.cancelled else "REQUEST"


def invitation(meeting: Meeting, *, producer: str) -> bytes:
    """A meeting as the file that invites to it, or calls it off."""
    return _file(meeting, producer, f"METHOD:{meeting.method}")


def appointment(meeting: Meeting, *, producer: str) -> bytes:
    """A meeting as a file that somebody puts into their own calendar: nobody is invited and nobody answers."""
    return _file(meeting, producer)


def _file(meeting: Meeting, producer: str, *method: str) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_text(producer)}",
        "CALSCALE:GREGORIAN",
        *method,
        *_meeting(meeting),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


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
    changed = _moment(event.changed_at)
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


def _meeting(meeting: Meeting) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(meeting.uid)}"
    yield f"DTSTAMP:{_moment(meeting.changed_at)}"
    yield f"SEQUENCE:{meeting.sequence}"
    if meeting.starts_at is None:
        yield f"DTSTART;VALUE=DATE:{meeting.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{meeting.day + timedelta(days=1):%Y%m%d}"
    else:
        yield f"DTSTART:{_moment(datetime.combine(meeting.day, meeting.starts_at, meeting.zone))}"
        if meeting.ends_at:
            yield f"DTEND:{_moment(datetime.combine(meeting.day, meeting.ends_at, meeting.zone))}"
    yield f"SUMMARY:{_text(meeting.summary)}"
    yield f"DESCRIPTION:{_text(meeting.description)}"
    if meeting.place:
        yield f"LOCATION:{_text(meeting.place)}"
    yield f"URL:{meeting.url}"
    if meeting.organizer:
        yield f"ORGANIZER;CN={_quoted(meeting.organizer.name)}:mailto:{meeting.organizer.address}"
    for person in meeting.invited:
        role = "CHAIR" if person.chairs else "REQ-PARTICIPANT"
        answer = "" if meeting.cancelled else ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
        yield f"ATTENDEE;CN={_quoted(person.name)};ROLE={role}{answer}:mailto:{person.address}"
    yield f"STATUS:{'CANCELLED' if meeting.cancelled else 'CONFIRMED'}"
    yield "TRANSP:OPAQUE"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _quoted(value: str) -> str:
    """The value of a parameter in quotation marks, which it cannot hold itself, nor anything that ends a line."""
    return '"' + "".join("’" if sign == '"' else sign for sign in value if ord(sign) >= 32 and ord(sign) != 127) + '"'


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
