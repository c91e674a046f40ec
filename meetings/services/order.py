"""The order of what is numbered through: items of an agenda, a board's standing items, headings of a report template.

Numbers run from 1 without a gap and follow the order. Whatever changes an order locks what it belongs to first, so
that two people who move things at once take turns. A row that is moved carries the version that its mover saw
(``seen``); where somebody was quicker, StaleWriteError says so and nothing moves.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError

from core.records import Record, StaleWriteError, save_many, store_derived
from core.refusals import NotDoneError
from meetings.models import AgendaItem, ReportHeading, StandingItem

BELONGS_TO = {AgendaItem: "meeting", StandingItem: "board", ReportHeading: "template"}
"""Within what the rows of each kind are numbered."""


class OrderError(NotDoneError):
    """There is no such place, or something hangs on what would be removed; the message says which."""


@transaction.atomic
def add(*, row: Record, at: int | None = None, numbers_stand: bool = False) -> None:
    """Store a new row at a place, or at the end; always at the end where ``numbers_stand``, and then no other changes."""
    rows = rows_beside(row)
    row.number = max((other.number for other in rows), default=0) + 1
    row.save()
    if numbers_stand:
        return
    place = len(rows) if at is None else min(max(at, 1), len(rows) + 1) - 1
    rows.insert(place, row)
    number(rows)


@transaction.atomic
def move_by_one(*, row: Record, up: bool, seen: int) -> Record:
    """Move a row one place up or down. Raises OrderError at either end."""
    rows = rows_beside(row)
    row = as_seen(rows, row, seen)
    to = rows.index(row) + (-1 if up else 1)
    if not 0 <= to < len(rows):
        raise OrderError(f"“{row}” is the {'first' if up else 'last'} already.")
    return _put(rows, row, to)


@transaction.atomic
def move_to(*, row: Record, place: int, seen: int) -> Record:
    """Move a row to a number. Raises OrderError where there is none such."""
    rows = rows_beside(row)
    row = as_seen(rows, row, seen)
    if not 1 <= place <= len(rows):
        raise OrderError(f"There is no number {place} here: the numbers run from 1 to {len(rows)}.")
    return _put(rows, row, place - 1)


@transaction.atomic
def move_before(*, row: Record, before: int | None, seen: int) -> Record:
    """Move a row before another, which its key names, or to the end."""
    rows = rows_beside(row)
    row = as_seen(rows, row, seen)
    others = [other for other in rows if other != row]
    return _put(rows, row, next((at for at, other in enumerate(others) if other.pk == before), len(others)))


@transaction.atomic
def remove(*, row: Record, seen: int) -> None:
    """Remove a row to which nothing refers, and close up the numbers. Raises OrderError where something does."""
    rows = rows_beside(row)
    row = as_seen(rows, row, seen)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as hangs:
        raise OrderError(f"“{row}” cannot be removed: something hangs on it that would be lost.") from hangs
    number([other for other in rows if other.pk is not None and other != row])


def rows_beside(row: Record) -> list[Record]:
    """The rows among which one is numbered, in order; they and what they belong to are locked. Within a transaction."""
    name = BELONGS_TO[type(row)]
    above = getattr(row, name)
    type(above)._default_manager.select_for_update().get(pk=above.pk)
    beside = type(row)._default_manager.filter(**{name: above}).order_by("number")
    return list(beside.select_for_update(of=("self",)))


def as_seen(rows: list[Record], row: Record, seen: int) -> Record:
    """The row as it is stored. Raises StaleWriteError where it is no more as it was seen, and OrderError where it is gone."""
    stored = next((other for other in rows if other.pk == row.pk), None)
    if stored is None:
        raise OrderError(f"“{row}” has been removed meanwhile.")
    if stored.version != seen:
        raise StaleWriteError(stored)
    return stored


def number(rows: list[Record]) -> None:
    """Give rows the numbers of their order, from 1. No number may stand twice at any moment: what changes steps aside first."""
    aside = max((row.number for row in rows), default=0) + len(rows)
    changed = [(row, place) for place, row in enumerate(rows, 1) if row.number != place]
    for at, (row, _) in enumerate(changed, aside + 1):
        row.number = at
    store_derived([row for row, _ in changed], ["number"])
    for row, place in changed:
        row.number = place
    save_many([row for row, _ in changed], ["number"])


def _put(rows: list[Record], row: Record, to: int) -> Record:
    rows.remove(row)
    rows.insert(to, row)
    number(rows)
    return row
