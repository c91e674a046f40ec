"""What has been changed of a meeting and its agenda, and of a board: who, when, from what to what, in words.

It names items that the public may not see, so it is shown to those who keep the meetings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from core.formats import listed, long_date
from core.happenings import Happening, Said, changed, said_of, told_together, who
from meetings.models import AgendaItem, Meeting
from organisation.models import Board, BoardMember

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


def happenings(meeting: Meeting) -> list[Happening]:
    """The newest changes, the newest first. Two queries."""
    moved: dict[tuple[str, datetime], list[tuple[int, str]]] = defaultdict(list)
    said = [
        *said_of(Meeting, _meeting, id=meeting.pk),
        *said_of(
            AgendaItem,
            lambda was, row: _item(was, row, moved),
            "presenter",
            "minutes_of__board",
            meeting=meeting.pk,
        ),
    ]
    for (mover, at), places in moved.items():
        told = listed(f"“{title}” {number}" for number, title in sorted(places))
        said.append(Said(at, mover, f"Numbers now: {told}."))
    return told_together(said)


def board_happenings(board: Board) -> list[Happening]:
    """The newest changes of a board and of who sits on it, the newest first. Two queries."""
    return told_together([*said_of(Board, _board, id=board.pk), *said_of(BoardMember, _place, "user", board=board.pk)])


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
    yield from changed(was, row, FIELDS[Meeting])


def _board(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        yield "The board was made."
        return
    if was.ends != row.ends:
        yield f"The board was ended on {long_date(row.ends)}." if row.ends else "The board goes on."
    yield from changed(was, row, FIELDS[Board])


def _place(was: Any, row: Any) -> Iterator[str]:
    if was is None:
        until = f" to {long_date(row.ends)}" if row.ends else ""
        yield f"{row.user} was given a place as {row.get_role_display().lower()}, from {long_date(row.starts)}{until}."
    elif row.history_type == "-":
        yield f"The place of {row.user} was removed, as entered by mistake."
    else:
        yield from changed(was, row, FIELDS[BoardMember], of=str(row.user))


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
    yield from changed(was, row, FIELDS[AgendaItem], of=name)
