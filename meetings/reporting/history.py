"""What has been changed of a meeting and its agenda, and of a board: who, when, from what to what, in words.

It names items that the public may not see, so it is shown to those who keep the meetings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from core.formats import clock_time, listed, long_date
from core.happenings import Happening, Said, told_together, who
from meetings.models import AgendaItem, Meeting
from organisation.models import Board, BoardMember

READ = 600
FIELDS = {
    Meeting: ("date", "time", "venue", "chair", "publication_deadline", "note"),
    AgendaItem: (
        "title",
        "kind",
        "group",
        "presenter",
        "minutes_of",
        "exempt_paragraph",
        "is_confidential",
        "public_interest",
        "late_because",
    ),
    Board: (
        "name",
        "abbreviation",
        "kind",
        "cycle_months",
        "usual_place",
        "usual_weekday",
        "usual_time",
        "usual_venue",
        "clear_days",
        "minutes_begin_again",
        "resolution_style",
    ),
    BoardMember: ("role", "seat", "starts", "ends"),
}
"""What is told of as from what to what, beside what has a sentence of its own."""
Told = Callable[[Any, Any], Iterator[str]]


def happenings(meeting: Meeting) -> list[Happening]:
    """The newest changes, the newest first. Two queries."""
    moved: dict[tuple[str, datetime], list[tuple[int, str]]] = defaultdict(list)
    said = [
        *_of(Meeting, {"id": meeting.pk}, (), _meeting),
        *_of(
            AgendaItem,
            {"meeting": meeting.pk},
            ("presenter", "minutes_of__board"),
            lambda was, row: _item(was, row, moved),
        ),
    ]
    for (mover, at), places in moved.items():
        told = listed(f"“{title}” {number}" for number, title in sorted(places))
        said.append(Said(at, mover, f"Numbers now: {told}."))
    return told_together(said)


def board_happenings(board: Board) -> list[Happening]:
    """The newest changes of a board and of who sits on it, the newest first. Two queries."""
    said = [
        *_of(Board, {"id": board.pk}, (), _board),
        *_of(BoardMember, {"board": board.pk}, ("user",), _place),
    ]
    return told_together(said)


def _of(model: type, about: dict[str, Any], relations: tuple[str, ...], told: Told) -> Iterator[Said]:
    """Each line of the history of a kind of row, against the one before it of the same row."""
    rows = model.history.filter(**about).select_related("history_user", *relations)
    later: dict[int, Any] = {}
    for row in rows.order_by("-history_date", "-history_id")[:READ]:
        newer, later[row.id] = later.get(row.id), row
        if newer is not None:
            yield from _each(told(row, newer), newer)
        if row.history_type == "+":
            yield from _each(told(None, row), row)


def _each(sentences: Iterable[str], row: Any) -> Iterator[Said]:
    for sentence in sentences:
        yield Said(row.history_date, who(row), sentence)


def _meeting(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        yield f"The meeting was made, for {long_date(row.date)}."
        return
    if was.cancelled_because != row.cancelled_because:
        yield (
            f"The meeting was cancelled: {row.cancelled_because}"
            if row.cancelled_because
            else "The meeting is held after all."
        )
    yield from _fields(was, row, Meeting, "")


def _board(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        yield "The board was made."
        return
    if was.ends != row.ends:
        yield f"The board was ended on {long_date(row.ends)}." if row.ends else "The board goes on."
    yield from _fields(was, row, Board, "")


def _place(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        until = f" to {long_date(row.ends)}" if row.ends else ""
        yield f"{row.user} was given a place as {row.get_role_display().lower()}, from {long_date(row.starts)}{until}."
    elif row.history_type == "-":
        yield f"The place of {row.user} was removed, as entered by mistake."
    else:
        yield from _fields(was, row, BoardMember, f"{row.user}, ")


def _item(was: Any, row: Any, moved: dict[tuple[str, datetime], list[tuple[int, str]]]) -> Iterator[str]:
    name = f"“{row.title}”"
    if was is None:
        yield (
            f"{name} was put on the agenda late: {row.late_because}"
            if row.late_because
            else f"{name} was put on the agenda."
        )
        return
    if row.history_type == "-":
        yield f"{name} was taken off the agenda."
        return
    if was.number != row.number:
        moved[who(row), row.history_date].append((row.number, row.title))
    if was.withdrawn_because != row.withdrawn_because:
        yield (
            f"{name} was withdrawn: {row.withdrawn_because}" if row.withdrawn_because else f"{name} is taken after all."
        )
    if not was.was_public_in and row.was_public_in:
        yield f"{name} was closed to the public after it had been published, in {row.was_public_in}."
    yield from _fields(was, row, AgendaItem, f"{name}, ")


def _fields(was: Any, row: Any, model: type, prefix: str) -> Iterator[str]:
    for name in FIELDS[model]:
        field = model._meta.get_field(name)
        if getattr(was, field.attname) != getattr(row, field.attname):
            sentence = f"{prefix}{field.verbose_name}: {_value(was, name)} → {_value(row, name)}"
            yield sentence[:1].upper() + sentence[1:]


def _value(row: Any, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, time):
        return clock_time(value)
    return str(value) if value else "nothing"
