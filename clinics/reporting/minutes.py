"""The minutes of a sitting: who was there, what was said, decided and mandated, and the actions that were agreed.

They are frozen when the sitting ends. Who came is not part of what is frozen: it may be corrected afterwards, and stands
in the history of the clinic.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from actions.reporting import agreed_due
from clinics.choices import NoteKind, Presence
from clinics.models import Attendance, Note, Sitting
from clinics.reporting.briefing import Person
from core.formats import clock_time
from core.frozen import from_json, seal, to_json


@dataclass(frozen=True)
class MinuteLine:
    """A line that stands in the minutes. Decisions and mandates are numbered, discussion is not."""

    text: str
    ref: str = ""
    number: int = 0


@dataclass(frozen=True)
class AgreedAction:
    """An action as the clinic agreed it."""

    number: int
    title: str
    url: str
    lead: str
    due: str
    ref: str = ""


@dataclass(frozen=True)
class Minutes:
    """The minutes of a sitting; a draft until it has ended."""

    clinic: str
    kind: str
    on: date
    place: str
    chair: str
    times: str
    begun_at: datetime | None
    ended_at: datetime | None
    present: tuple[Person, ...]
    apologies: tuple[Person, ...]
    expected: tuple[Person, ...]
    """Those of whom nobody has said whether they came."""
    discussion: tuple[MinuteLine, ...]
    decisions: tuple[MinuteLine, ...]
    mandates: tuple[MinuteLine, ...]
    actions: tuple[AgreedAction, ...]
    is_whole: bool = True
    """Whether what was frozen is still what its SHA-256 was taken of."""

    @property
    def is_draft(self) -> bool:
        """Whether the sitting has not ended."""
        return self.ended_at is None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was noted."""
        return not (self.discussion or self.decisions or self.mandates or self.actions)


def lines_of(sitting: Sitting) -> list[Note]:
    """All lines of a sitting in their order, those that are struck among them. Two queries."""
    notes = sitting.notes.select_related("indicator", "action__lead").prefetch_related("action__milestones")
    return list(notes.order_by("order", "pk"))


def due_words(note: Note) -> str:
    """When the action of a line was agreed to be done: the day, and how it was said."""
    return agreed_due(note.action, note.sitting.date)


def minutes(sitting: Sitting) -> Minutes:
    """The minutes of a sitting: as they were frozen when it ended, one query; before, as its notes stand, three."""
    if sitting.minutes is None:
        return work_out(sitting)
    there = list(Attendance.objects.filter(sitting=sitting).select_related("post"))
    return replace(
        from_json(Minutes, sitting.minutes),
        present=_people(there, Presence.PRESENT),
        apologies=_people(there, Presence.APOLOGIES),
        expected=_people(there, Presence.EXPECTED),
        is_whole=seal(sitting.minutes) == sitting.minutes_sha256,
    )


def as_agreed(sitting: Sitting) -> Any:
    """The minutes of a sitting as JSON, to be frozen. Three queries."""
    return to_json(work_out(sitting))


def work_out(sitting: Sitting) -> Minutes:
    """The minutes of a sitting as its notes stand. Three queries."""
    notes = [note for note in lines_of(sitting) if not note.struck_because]
    there = list(Attendance.objects.filter(sitting=sitting).select_related("post"))
    by_kind = {kind: [note for note in notes if note.kind == kind] for kind in NoteKind}
    for note in by_kind[NoteKind.ACTION]:
        note.sitting = sitting
    return Minutes(
        clinic=sitting.clinic.title,
        kind=sitting.clinic.get_kind_display(),
        on=sitting.date,
        place=sitting.place,
        chair=str(sitting.chair or ""),
        times=_times(sitting.starts_at, sitting.ends_at),
        begun_at=sitting.begun_at,
        ended_at=sitting.ended_at,
        present=_people(there, Presence.PRESENT),
        apologies=_people(there, Presence.APOLOGIES),
        expected=_people(there, Presence.EXPECTED),
        discussion=tuple(MinuteLine(note.text, _ref(note)) for note in by_kind[NoteKind.DISCUSSION]),
        decisions=_numbered(by_kind[NoteKind.DECISION]),
        mandates=_numbered(by_kind[NoteKind.MANDATE]),
        actions=tuple(
            AgreedAction(
                number,
                note.text,
                note.action.get_absolute_url(),
                str(note.action.lead or "No owner"),
                due_words(note),
                _ref(note),
            )
            for number, note in enumerate(by_kind[NoteKind.ACTION], 1)
        ),
    )


def _numbered(notes: Iterable[Note]) -> tuple[MinuteLine, ...]:
    return tuple(MinuteLine(note.text, _ref(note), number) for number, note in enumerate(notes, 1))


def _ref(note: Note) -> str:
    return note.indicator.ref if note.indicator else ""


def _people(there: Iterable[Attendance], presence: Presence) -> tuple[Person, ...]:
    return tuple(Person(one.get_role_display(), str(one.post or "")) for one in there if one.presence == presence)


def _times(starts: time | None, ends: time | None) -> str:
    """10.00 am to 11.30 am."""
    return " to ".join(clock_time(at) for at in (starts, ends) if at)
