"""The notes of a sitting, line by line as they are spoken. Each line is stored once, whoever else writes at the same time."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from actions.models import Action
from actions.services import add_milestone, close, reopen
from clinics.choices import NoteKind
from clinics.models import ClinicAction, Note, Sitting
from clinics.services.sittings import running
from core.clock import now
from core.dates import ReadDate
from core.records import StaleWriteError
from indicators.models import Indicator
from organisation.models import Post

LONGEST_TITLE = 250


@transaction.atomic
def note_line(
    *,
    sitting: Sitting,
    kind: NoteKind,
    text: str,
    indicator: Indicator | None = None,
    lead: Post | None = None,
    due: ReadDate | None = None,
    token: UUID | None = None,
) -> Note:
    """Write a line at the end of the notes; an action line makes its action, which is then in its lead's My work.

    ``token`` is that of the form: a line that was stored under it already is given back, not stored again. Raises
    LifeError while the sitting does not run, ValueError for an action without lead or date.
    """
    sitting = running(sitting)
    stored = Note.objects.filter(token=token).first() if token else None
    if stored:
        return stored
    action = _agreed(sitting, text, lead, due) if kind == NoteKind.ACTION else None
    last = sitting.notes.aggregate(last=Max("order"))["last"] or 0
    return Note.objects.create(
        sitting=sitting, order=last + 1, kind=kind, text=text, indicator=indicator, action=action, token=token
    )


def _agreed(sitting: Sitting, text: str, lead: Post | None, due: ReadDate | None) -> Action:
    """The action that a line agrees, with its date as it was written, tied to the clinic."""
    if lead is None or due is None:
        raise ValueError("An action is agreed with the post that leads it and a date.")
    title = text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"
    action = Action.objects.create(
        title=title, description=text if title != text else "", lead=lead, opened_on=sitting.date
    )
    add_milestone(action=action, order=1, measure="", written=due, at=now(), reason="As agreed in the clinic.")
    ClinicAction.objects.create(clinic=sitting.clinic, action=action)
    return action


@transaction.atomic
def change_line(
    *,
    note: Note,
    seen: int,
    kind: NoteKind,
    text: str,
    indicator: Indicator | None = None,
    lead: Post | None = None,
    due: ReadDate | None = None,
) -> Note:
    """Word a line anew while its sitting runs. That of an action says it in the action too, and may name another lead.

    Another line may become an action, with its lead and its date. ``seen`` is the version that the writer had before
    them: StaleWriteError where somebody was quicker. Raises LifeError, and ValueError for an action without lead or date.
    """
    note = _seen(note, seen)
    action, worded = note.action, note.text
    if action is None and kind == NoteKind.ACTION:
        note.action = _agreed(note.sitting, text, lead, due)
    note.kind = note.kind if action else kind
    note.text, note.indicator = text, indicator
    note.save()
    if action and (action.title == worded or (lead and lead.pk != action.lead_id)):
        action.title = text[:LONGEST_TITLE] if action.title == worded else action.title
        action.lead = lead or action.lead
        action.save()
    return note


@transaction.atomic
def strike(*, note: Note, seen: int, reason: str, by: User) -> Note:
    """Take a line out of the minutes, with the reason; it stays in the history. An action that it agreed is closed."""
    note = _seen(note, seen)
    note.struck_because = reason
    note.save()
    if note.action and not note.action.closed_on:
        close(note.action, by=by, reason=f"Struck from the notes of the clinic: {reason}")
    return note


@transaction.atomic
def put_back(*, note: Note, seen: int, by: User) -> Note:
    """Put a struck line back where it stood; its action is open again."""
    note = _seen(note, seen)
    note.struck_because = ""
    note.save()
    if note.action and note.action.closed_on:
        reopen(note.action, by=by, reason="Put back into the notes of the clinic.")
    return note


@transaction.atomic
def move(*, note: Note, up: bool, seen: int) -> None:
    """Move a line by one place among those that are not struck. At the end it stays where it is.

    Raises LifeError, and StaleWriteError where it is no more the version that was ``seen``.
    """
    note = _seen(note, seen)
    sitting = note.sitting
    lines = list(sitting.notes.select_for_update().order_by("order", "pk"))
    shown = [line for line in lines if not line.struck_because or line.pk == note.pk]
    place = next(at for at, line in enumerate(shown) if line.pk == note.pk)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(shown):
        return
    here, there = lines.index(shown[place]), lines.index(shown[other])
    lines[here], lines[there] = lines[there], lines[here]
    for order, line in enumerate(lines, 1):
        if line.order != order:
            line.order = order
            line.save()


def _seen(note: Note, seen: int) -> Note:
    """The line as it is stored, while its sitting runs and if nobody has changed it since it was seen."""
    running(note.sitting)
    found = Note.objects.select_for_update(of=("self",)).select_related("sitting", "action__lead").get(pk=note.pk)
    if found.version != seen:
        raise StaleWriteError(found)
    return found
