"""Writing one's own notes on items, and looking at one's papers. Nobody's but the writer's."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from core.clock import now
from meetings.models import AgendaItem, ItemNote, LastLook
from meetings.models.notes import TAKEN_BACK_FOR

ONE_VISIT = timedelta(minutes=30)
"""Whoever comes back within so long is still on the same visit: what was new for them stays new."""


class NoteChangedError(Exception):
    """A note was changed or deleted, on another device, since it was opened."""

    def __init__(self, note: ItemNote) -> None:
        super().__init__("You have changed this note since you opened it here, in another window or on another device.")
        self.note = note


def write_note(*, author: User, item: AgendaItem, text: str) -> ItemNote:
    """A new note of a person on an item."""
    at = now()
    _forget(at)
    return ItemNote.objects.create(
        author=author, meeting=item.meeting, item=item, text=text, written_at=at, changed_at=at
    )


@transaction.atomic
def change_note(*, note: ItemNote, text: str, opened_version: int) -> ItemNote:
    """Other words for a note; one that was deleted elsewhere is there again with them.

    Raises NoteChangedError, with the note as it is, where it changed since it was opened.
    """
    found = _locked(note)
    if found.version != opened_version:
        raise NoteChangedError(found)
    found.text, found.version, found.changed_at, found.deleted_at = text, found.version + 1, now(), None
    found.save(update_fields=["text", "version", "changed_at", "deleted_at"])
    return found


@transaction.atomic
def delete_note(*, note: ItemNote) -> ItemNote:
    """Delete a note. For a day it can be taken back; then its words are gone."""
    at = now()
    _forget(at)
    found = _locked(note)
    if found.deleted_at is None:
        found.deleted_at, found.version = at, found.version + 1
        found.save(update_fields=["deleted_at", "version"])
    return found


@transaction.atomic
def take_note_back(*, note: ItemNote) -> ItemNote:
    """Take a note back that was deleted a short while ago; one that stands stays as it is."""
    found = _locked(note)
    if found.can_be_taken_back(now()):
        found.deleted_at, found.version = None, found.version + 1
        found.save(update_fields=["deleted_at", "version"])
    return found


@transaction.atomic
def look(*, reader: User) -> datetime | None:
    """Keep that somebody looks at their papers now. Gives when they had looked before this visit; None at the first."""
    at = now()
    last = LastLook.objects.select_for_update(of=("self",)).filter(reader=reader).first()
    if last is None:
        LastLook.objects.create(reader=reader, at=at)
        return None
    if at - last.at >= ONE_VISIT:
        last.before = last.at
    last.at = at
    last.save(update_fields=["at", "before"])
    return last.before


def _locked(note: ItemNote) -> ItemNote:
    return ItemNote.objects.select_for_update(of=("self",)).select_related("item", "meeting__board").get(pk=note.pk)


def _forget(at: datetime) -> None:
    """The words of whatever was deleted longer ago go for good, whoever wrote them."""
    ItemNote.objects.filter(deleted_at__lte=at - TAKEN_BACK_FOR).delete()
