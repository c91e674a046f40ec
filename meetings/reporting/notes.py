"""A person's own notes on the items of a meeting, as plain data. Every reading begins with whose they are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from meetings.choices import Audience
from meetings.models import ItemNote, Meeting
from meetings.reporting.agenda import agenda
from organisation.models import Council


@dataclass(frozen=True)
class NoteView:
    """A note."""

    pk: int
    text: str
    version: int
    written_at: datetime
    changed_at: datetime

    @property
    def was_changed(self) -> bool:
        """Whether it was written over."""
        return self.changed_at != self.written_at


@dataclass(frozen=True)
class NotedItem:
    """An item of an agenda with somebody's notes on it."""

    pk: int | None
    """None for items that are no longer on the agenda."""
    number: int | None
    title: str
    """Nothing but “Exempt item” where the person may not see it, or not any more."""
    has_papers: bool
    may_write: bool
    notes: tuple[NoteView, ...]

    @property
    def label(self) -> str:
        """Number and title."""
        return self.title if self.number is None else f"{self.number}. {self.title}"


@dataclass(frozen=True)
class MyNotes:
    """All notes of a person on a meeting."""

    items: tuple[NotedItem, ...]

    @property
    def total(self) -> int:
        """How many."""
        return sum(len(item.notes) for item in self.items)


def my_notes(meeting: Meeting, author: User, *, audience: Audience, council: Council) -> MyNotes:
    """The items of a meeting with a person's own notes. Two queries beside those of the agenda."""
    by_item = notes_by_item(meeting.pk, author)
    view = agenda(meeting, council, audience=audience)
    items = [
        NotedItem(item.pk, item.number, item.title, bool(item.papers), not item.withheld, by_item.pop(item.pk, ()))
        for item in view.items
    ]
    gone = tuple(note for notes in by_item.values() for note in notes)
    if gone:
        items.append(NotedItem(None, None, "Items that are no longer on the agenda", False, False, gone))
    return MyNotes(tuple(items))


def notes_by_item(meeting: int, author: User) -> dict[int | None, tuple[NoteView, ...]]:
    """A person's own notes on a meeting, by the item they are on. One query."""
    found: dict[int | None, list[NoteView]] = defaultdict(list)
    for note in ItemNote.objects.of(author).filter(meeting=meeting):
        found[note.item_id].append(note_view(note))
    return {item: tuple(notes) for item, notes in found.items()}


def note_view(note: ItemNote) -> NoteView:
    """A note as plain data."""
    return NoteView(note.pk, note.text, note.version, note.written_at, note.changed_at)
