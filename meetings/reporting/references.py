"""References to minutes in prose as links: within a board, to the newest minute of that number by the day of the meeting.

One that gives a date means the newest meeting of that date; where there was none with such a minute, it stays words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from core.formats import long_date
from meetings.choices import MinutesState
from meetings.models import Meeting, Minute
from meetings.rules import references as rules
from meetings.rules.numbering import part_label
from meetings.rules.references import Meant


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    words: str
    address: str


def address_of(meeting: int, number: int, part: int | None = None) -> str:
    """Where a minute, or a part of its resolution, is read. It stays, as its number does."""
    return f"{reverse('minutes', args=[meeting])}#minute-{number}{f'-{part}' if part else ''}"


def readable(own: Meeting | None = None) -> Q:
    """Minutes that everybody who reads meetings may read of; those of a meeting itself even while they are written."""
    shown = ~Q(meeting__minutes_paper__state=MinutesState.DRAFT)
    return shown | Q(meeting=own) if own else shown


class References:
    """Where the minutes lie that some texts refer to. One query; none where they refer to nothing."""

    def __init__(self, meeting: Meeting, texts: Iterable[str]) -> None:
        numbers = {one.meant.number for text in texts for one in rules.references(text)}
        self.known: dict[int, dict[tuple[date, int], set[int]]] = {}
        if not numbers:
            return
        held = Minute.objects.filter(
            readable(meeting), board=meeting.board_id, number__in=numbers, meeting__date__lte=meeting.date
        )
        rows = held.order_by("-meeting__date").values_list("number", "meeting__date", "meeting_id", "resolutions__part")
        for number, day, where, part in rows:
            self.known.setdefault(number, {}).setdefault((day, where), set()).add(part)

    def address(self, meant: Meant) -> str:
        """Where a minute or a part is read; empty where there is none."""
        newest_first = self.known.get(meant.number, {}).items()
        fitting = ((where, parts) for (day, where), parts in newest_first if meant.on.fits(day))
        meeting, parts = next(fitting, (0, ()))
        if not meeting or (meant.part and meant.part not in parts):
            return ""
        return address_of(meeting, meant.number, meant.part)

    def link(self, words: str) -> Link | None:
        """A reference by itself, 41(2), as a link; without an address where there is no such minute."""
        meant = rules.written(words)
        if meant is None:
            return Link(words, "") if words else None
        return Link(f"Minute {words}", self.address(meant) or self.address(meant.whole))

    def linked(self, html: str, *, own: str = "") -> SafeString:
        """Safe HTML with its references as links. ``own`` is the address of the minute that it is of: it leads nowhere."""

        def elsewhere(meant: Meant) -> str:
            found = self.address(meant)
            return "" if own and (found == own or found.startswith(f"{own}-")) else found

        # It was safe before, and links of our own addresses alone came to it.
        return mark_safe(rules.linked(html, elsewhere))  # noqa: S308


def texts_in(value: Any) -> list[str]:
    """The safe HTML anywhere in a view, as frozen dataclasses and tuples hold it."""
    if isinstance(value, SafeString):
        return [str(value)]
    if isinstance(value, tuple):
        return [text for one in value for text in texts_in(one)]
    if is_dataclass(value):
        return [text for one in (_held(value) | _worked_out(value)).values() for text in texts_in(one)]
    return []


def _held(value: Any) -> dict[str, Any]:
    """The safe HTML and the tuples that a view was made with."""
    found = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: one for name, one in found.items() if isinstance(one, SafeString | tuple)}


def _worked_out(value: Any) -> dict[str, Any]:
    """The safe HTML and the tuples that a view works out once, of the Markdown that it was made with."""
    found = {name: getattr(value, name) for name, one in vars(type(value)).items() if isinstance(one, cached_property)}
    return {name: one for name, one in found.items() if isinstance(one, SafeString | tuple)}


def with_references(prose: Any, meeting: Meeting) -> Any:
    """A view with the references in its safe HTML as links, as a meeting understands them. At most one query."""
    found = References(meeting, texts_in(prose))
    return _linked(prose, found) if found.known else prose


def _linked(value: Any, found: References) -> Any:
    if isinstance(value, SafeString):
        return found.linked(value)
    if isinstance(value, tuple):
        return tuple(_linked(one, found) for one in value)
    if is_dataclass(value):
        made = replace(value, **{name: _linked(one, found) for name, one in _held(value).items()})
        kept = vars(made)  # where a cached property keeps what it worked out: not worked out again without links
        kept |= {name: _linked(one, found) for name, one in _worked_out(value).items()}
        return made
    return value


def referred_by(meeting: Meeting, numbers: Iterable[int]) -> dict[int, tuple[Link, ...]]:
    """The later minutes of the board that say that they refer to minutes of a meeting. Two queries at most."""
    numbers = set(numbers)
    later = Minute.objects.filter(readable(meeting), board=meeting.board_id, meeting__date__gte=meeting.date)
    saying = later.exclude(refers_to="").order_by("meeting__date", "number")
    found = [
        (meant, row)
        for row in saying.values("number", "refers_to", "meeting_id", "meeting__date")
        if (meant := rules.written(row["refers_to"])) and meant.number in numbers and meant.on.fits(meeting.date)
    ]
    if not found:
        return {}
    again = later.filter(number__in={meant.number for meant, _ in found}).exclude(meeting=meeting.pk)
    newer: dict[int, list[date]] = {}
    for number, day in again.values_list("number", "meeting__date"):
        newer.setdefault(number, []).append(day)
    by: dict[int, list[Link]] = {}
    for meant, row in found:
        number = meant.number
        if any(day <= row["meeting__date"] and meant.on.fits(day) for day in newer.get(number, ())):
            continue
        where = "" if row["meeting_id"] == meeting.pk else f" of {long_date(row['meeting__date'])}"
        by.setdefault(number, []).append(
            Link(f"Minute {row['number']}{where}", address_of(row["meeting_id"], row["number"]))
        )
    return {number: tuple(links) for number, links in by.items()}


def reference_words(number: int, part: int | None, style: str) -> str:
    """A reference as minutes write it: 41, 41(2), 41(b)."""
    return f"{number}{part_label(part, style) if part else ''}"
