"""Minutes are begun from the agenda, written, published, and approved at a later meeting. One at a time for each board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from core.clock import today
from core.formats import long_date
from core.records import StaleWriteError, save_many, store_derived
from core.refusals import NotDoneError
from meetings.choices import MinutesState
from meetings.models import AgendaItem, Meeting, Minute, MinutesPaper, Resolution
from meetings.rules import references
from meetings.rules.numbering import is_formal, moved, next_number, numbered_from, series_of
from organisation.models import Board

Row = TypeVar("Row", Minute, Resolution)
Freeze = Callable[[Meeting, MinutesPaper], tuple[dict, str]]
ASIDE = 1_000_000_000
"""Added to the numbers of a meeting while they change places: no minute has such a number."""


class MinutesError(NotDoneError):
    """Something cannot be done with minutes; the message says why and what to do."""


def locked(meeting: Meeting) -> tuple[Meeting, MinutesPaper | None]:
    """The meeting with its paper as they are stored. Within a transaction, in which nobody else numbers for the board."""
    board = Board.objects.select_for_update().get(pk=meeting.board_id)
    meeting = Meeting.objects.get(pk=meeting.pk)
    meeting.board = board
    return meeting, MinutesPaper.objects.select_for_update(of=("self",)).filter(meeting=meeting).first()


def draft(meeting: Meeting) -> Meeting:
    """The same, while its minutes are being written. Raises MinutesError."""
    meeting, paper = locked(meeting)
    if paper is None:
        raise MinutesError("No minutes of this meeting are being written. Begin them first.")
    if paper.state == MinutesState.APPROVED:
        raise MinutesError(
            "These minutes were approved and change no more. What was wrong in them is corrected by a minute of a later meeting."
        )
    if paper.state == MinutesState.PUBLISHED:
        raise MinutesError("These minutes are published. Take them back into draft first, then change them.")
    return meeting


def stored_under(kind: type[Row], token: UUID | None) -> Row | None:
    """What the form with a token has stored already; None where it is sent for the first time. At most two queries.

    Ask it behind ``draft``: one of two that are sent at once waits there. Raises MinutesError where that is gone again.
    """
    key = kind.history.filter(token=token).values_list("id", flat=True).first() if token else None
    if key is None:
        return None
    held = kind.objects.filter(pk=key).first()
    if held is None:
        raise MinutesError(
            "This was stored already, and has been taken out since. Write it anew if it is wanted again."
        )
    return held


def numbers_taken(meeting: Meeting) -> list[int]:
    """The numbers that minutes of the board have in the series of a meeting. One query."""
    series = series_of(meeting.date, begins_again=meeting.board.minutes_begin_again)
    return list(Minute.objects.filter(board=meeting.board_id, series=series).values_list("number", flat=True))


def why_not_begin(meeting: Meeting) -> str:
    """Why the minutes of a meeting cannot be begun; empty where they can. Three queries."""
    if meeting.is_cancelled:
        return "The meeting was cancelled, so there is nothing to minute. If it was held after all, say so on its page first."
    if meeting.date > today():
        return f"The meeting is on {long_date(meeting.date)}. Its minutes are begun on the day; until then there is the agenda."
    if MinutesPaper.objects.filter(meeting=meeting).exists() or meeting.minutes.exists():
        return "The minutes of this meeting have been begun already."
    return _followed(meeting)


def _followed(meeting: Meeting) -> str:
    """That a later meeting has numbers already, so that none can come before them; empty where none has."""
    series = series_of(meeting.date, begins_again=meeting.board.minutes_begin_again)
    later = Minute.objects.filter(board=meeting.board_id, series=series, meeting__date__gt=meeting.date)
    first = later.select_related("meeting").order_by("meeting__date", "number").first()
    if first is None:
        return ""
    return (
        f"Minutes {first.number} and following are those of the meeting of {long_date(first.meeting.date)}. Numbers run on "
        "from meeting to meeting and are never moved there, so that none can be added or taken away before them."
    )


@transaction.atomic
def begin_minutes(*, meeting: Meeting, first: int | None = None) -> MinutesPaper:
    """Begin the minutes of a meeting from its agenda: one for each item that is taken, numbered on from the board's last.

    ``first`` is the number of the first where that is not the next one: a board whose earlier minutes are on
    paper. Raises MinutesError for a meeting to come, a cancelled one, one that has minutes, one that is followed by others, and a
    number that is not behind all those that are taken.
    """
    meeting, _ = locked(meeting)
    if refused := why_not_begin(meeting):
        raise MinutesError(refused)
    following = next_number(numbers_taken(meeting))
    if first is not None and first < following:
        raise MinutesError(
            f"Minute {following - 1} is taken already. The next number is {following}; choose that or a higher one."
        )
    paper = MinutesPaper.objects.create(meeting=meeting)
    items = meeting.items.filter(withdrawn_because="").select_related("minutes_of")
    for number, item in enumerate(items, first or following):
        minute = Minute.objects.create(meeting=meeting, number=number, title=item.title, text=_begun(item), item=item)
        if item.minutes_of_id:
            agreed = (
                f"That the minutes of the meeting of {long_date(item.minutes_of.date)} be approved as a correct record."
            )
            Resolution.objects.create(minute=minute, text=agreed, for_information=True)
    return paper


def _begun(item: AgendaItem) -> str:
    """What a minute says before anybody has written: why a late item was taken, as the law asks."""
    if not item.late_because:
        return ""
    why = item.late_because.strip().rstrip(".")
    return (
        "The Chair was of the opinion that this item should be considered at the meeting as a matter of urgency, "
        f"by reason of these special circumstances: {why}."
    )


@transaction.atomic
def add_minute(
    *,
    meeting: Meeting,
    title: str,
    text: str = "",
    refers_to: str = "",
    item: AgendaItem | None = None,
    after: int | None = None,
    number: int | None = None,
    token: UUID | None = None,
) -> Minute:
    """Add a minute at the end, or ``after`` one of the meeting (its key; 0 for the beginning): what follows is renumbered.

    ``number`` may say the number of the very first minute of a meeting. ``token`` is that of the form: a minute that
    was stored under it already is given back, not stored again. Raises MinutesError where the minutes are
    not being written, a later meeting has minutes, or the number is taken.
    """
    meeting = draft(meeting)
    if stored := stored_under(Minute, token):
        return stored
    if refused := _followed(meeting):
        raise MinutesError(refused)
    following = next_number(numbers_taken(meeting))
    own = list(meeting.minutes.values_list("pk", flat=True))
    if number is not None and (number < following or own):
        raise MinutesError(
            f"Minute {number} is taken already. The next number is {following}."
            if number < following
            else f"Minutes of one meeting have no gaps: the next number is {following}."
        )
    refuse_self(refers_to, number or following, meeting.date)
    minute = Minute.objects.create(
        meeting=meeting,
        number=number or following,
        title=title,
        text=text,
        refers_to=refers_to,
        item=item,
        token=token,
    )
    if after is not None and own and after != own[-1]:
        place = own.index(after) + 1 if after in own else 0
        _renumber(meeting, [*own[:place], minute.pk, *own[place:]])
        minute.refresh_from_db()
        refuse_self(refers_to, minute.number, meeting.date)
    return minute


def refuse_self(refers_to: str, number: int, met: date) -> None:
    """Raise MinutesError where a minute of a meeting of the day ``met`` would refer to itself, or to what is no minute."""
    if not refers_to:
        return
    meant = references.written(refers_to)
    if meant is None:
        raise MinutesError("Write the minute that it refers to as 41, 41(2) or 41(b) of 12 March 2007.")
    if meant.number == number and meant.on.fits(met):
        raise MinutesError(f"This is minute {number} itself. Name the earlier minute that it refers to.")


@transaction.atomic
def save_minute(*, minute: Minute) -> Minute:
    """Store a minute that was worded anew, while the minutes are being written. Raises MinutesError, StaleWriteError."""
    draft(minute.meeting)
    stored = Minute.objects.select_for_update(of=("self",)).get(pk=minute.pk)
    if stored.version != minute.version:
        raise StaleWriteError(stored)
    minute.number = stored.number
    refuse_self(minute.refers_to, minute.number, minute.meeting.date)
    minute.save()
    return minute


@transaction.atomic
def add_paragraph(*, minute: Minute, text: str, token: UUID | None = None) -> Minute:
    """Add a paragraph at the end of a minute, behind whatever others have written there meanwhile.

    ``token`` is that of the form: a paragraph that was stored under it already is not stored again. Raises MinutesError.
    """
    draft(minute.meeting)
    if stored := stored_under(Minute, token):
        return stored
    held = _held(minute)
    held.text, held.token = f"{held.text.rstrip()}\n\n{text}".strip(), token
    held.save()
    return held


def _held(minute: Minute) -> Minute:
    """The minute as it is stored, so that two people take turns. Raises MinutesError where it is there no more."""
    held = Minute.objects.select_for_update(of=("self",)).filter(pk=minute.pk).first()
    if held is None:
        raise MinutesError("Somebody has taken this minute out meanwhile. Copy your words and add them elsewhere.")
    return held


@transaction.atomic
def move_minute(*, minute: Minute, up: bool, seen: int) -> None:
    """Move a minute by one place within its meeting; at the end it stays where it is.

    Raises MinutesError, and StaleWriteError where it is no more the version that was ``seen``.
    """
    meeting = draft(minute.meeting)
    _refuse_stale(minute, seen)
    own = list(meeting.minutes.values_list("pk", flat=True))
    _renumber(meeting, moved(own, minute.pk, up=up))


@transaction.atomic
def remove_minute(*, minute: Minute, seen: int | None = None) -> None:
    """Take a minute out while the minutes are being written; what follows in the meeting is renumbered.

    Raises MinutesError; where the version that was ``seen`` is given, StaleWriteError where somebody has worded it anew.
    """
    meeting = draft(minute.meeting)
    if refused := _followed(meeting):
        raise MinutesError(refused)
    held = Minute.objects.filter(pk=minute.pk, meeting=meeting).first()
    if held is None:
        return
    _refuse_stale(held, seen)
    for resolution in held.resolutions.all():
        _refuse_charged(resolution)
        resolution.delete()
    first = meeting.minutes.values_list("number", flat=True).first()
    held.delete()
    _renumber(meeting, list(meeting.minutes.values_list("pk", flat=True)), first=first)


def _refuse_stale(row: Minute | Resolution, seen: int | None) -> None:
    stored = type(row).objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if stored is not None and seen is not None and stored.version != seen:
        raise StaleWriteError(stored)


def _renumber(meeting: Meeting, keys: list[int], *, first: int | None = None) -> None:
    """Number the minutes of a meeting anew in an order: four statements, however many."""
    rows = {row.pk: row for row in meeting.minutes.select_for_update().order_by("number")}
    if not rows:
        return
    first = first or min(row.number for row in rows.values())
    wanted = numbered_from(first, keys)
    changed = [row for row in rows.values() if row.number != wanted[row.pk]]
    for row in changed:
        row.number += ASIDE
    store_derived(changed, ["number"])
    for row in changed:
        row.number = wanted[row.pk]
    save_many(changed, ["number"])


@transaction.atomic
def add_resolution(
    *, minute: Minute, text: str, for_information: bool | None = None, token: UUID | None = None
) -> Resolution:
    """Add a part to what was resolved under a minute. Whether something is to be done follows from its words unless said.

    ``token`` is that of the form: a part that was stored under it already is given back, not stored again. Raises
    MinutesError where the minutes are not being written, or nothing is said.
    """
    draft(minute.meeting)
    if stored := stored_under(Resolution, token):
        return stored
    text = text.strip()
    if not text:
        raise MinutesError("Write what was resolved.")
    minute = _held(minute)
    last = minute.resolutions.aggregate(last=Max("part"))["last"] or 0
    formal = is_formal(text) if for_information is None else for_information
    return Resolution.objects.create(minute=minute, part=last + 1, text=text, for_information=formal, token=token)


@transaction.atomic
def save_resolution(*, resolution: Resolution) -> Resolution:
    """Store a resolution that was worded anew, while the minutes are being written. Raises MinutesError, StaleWriteError."""
    draft(resolution.minute.meeting)
    stored = Resolution.objects.select_for_update(of=("self",)).get(pk=resolution.pk)
    if stored.version != resolution.version:
        raise StaleWriteError(stored)
    resolution.part = stored.part
    resolution.save()
    return resolution


@transaction.atomic
def move_resolution(*, resolution: Resolution, up: bool, seen: int) -> None:
    """Move a resolution by one place under its minute.

    Raises MinutesError, and StaleWriteError where it is no more the version that was ``seen``.
    """
    draft(resolution.minute.meeting)
    _refuse_stale(resolution, seen)
    keys = list(resolution.minute.resolutions.values_list("pk", flat=True))
    _count_parts(resolution.minute, moved(keys, resolution.pk, up=up))


@transaction.atomic
def remove_resolution(*, resolution: Resolution, seen: int | None = None) -> None:
    """Take a resolution out; those after it count on. Refused while it has an action. Raises MinutesError.

    Where the version that was ``seen`` is given, StaleWriteError where somebody has worded it anew since.
    """
    draft(resolution.minute.meeting)
    _refuse_stale(resolution, seen)
    _refuse_charged(resolution)
    minute = resolution.minute
    for held in Resolution.objects.filter(pk=resolution.pk):
        held.delete()
    _count_parts(minute, list(minute.resolutions.values_list("pk", flat=True)))


def _refuse_charged(resolution: Resolution) -> None:
    if resolution.action_id:
        raise MinutesError(
            f"Resolution {resolution} has an action, which would lose its source. Undo the action or take it off first."
        )


def _count_parts(minute: Minute, keys: list[int]) -> None:
    """Count the parts of a resolution anew in an order, from the first that there was."""
    rows = {row.pk: row for row in minute.resolutions.select_for_update()}
    wanted = numbered_from(1, keys)
    changed = [row for row in rows.values() if row.part != wanted[row.pk]]
    for row in changed:
        row.part += 10_000
    store_derived(changed, ["part"])
    for row in changed:
        row.part = wanted[row.pk]
    save_many(changed, ["part"])


@transaction.atomic
def publish_minutes(*, meeting: Meeting) -> MinutesPaper:
    """Publish minutes as draft, to be approved at a later meeting. Raises MinutesError where nothing was minuted."""
    meeting = draft(meeting)
    if not meeting.minutes.exists():
        raise MinutesError("Nothing has been minuted yet. Add the first minute.")
    paper = meeting.minutes_paper
    paper.state, paper.published_on = MinutesState.PUBLISHED, today()
    paper.save()
    return paper


@transaction.atomic
def approve_minutes(*, meeting: Meeting, at: Meeting, corrections: str = "", freeze: Freeze) -> MinutesPaper:
    """Record that minutes were approved at a later meeting, with corrections in words, and freeze them for good.

    ``freeze`` gives what is kept of them and its SHA-256. Raises MinutesError where they cannot be approved there.
    """
    meeting, paper = _ready_to_approve(meeting=meeting, at=at)
    paper.meeting, paper.approved_at = meeting, at
    paper.state, paper.corrections = MinutesState.APPROVED, corrections.strip()
    paper.payload, paper.sha256 = freeze(meeting, paper)
    paper.save()
    return paper


@transaction.atomic
def take_back(*, meeting: Meeting) -> MinutesPaper:
    """Take published minutes back into draft, to be changed. Raises MinutesError once they are approved."""
    meeting, paper = locked(meeting)
    if paper is None and meeting.minutes.exists():
        return MinutesPaper.objects.create(meeting=meeting)
    if paper is None or paper.state != MinutesState.PUBLISHED:
        raise MinutesError("Only minutes that are published and not yet approved are taken back.")
    paper.state, paper.published_on = MinutesState.DRAFT, None
    paper.save()
    return paper


def _ready_to_approve(*, meeting: Meeting, at: Meeting) -> tuple[Meeting, MinutesPaper]:
    """The meeting and its paper, locked, where minutes may be approved at another meeting. Raises MinutesError."""
    meeting, paper = locked(meeting)
    if paper is None:
        if not meeting.minutes.exists():
            raise MinutesError("This meeting has no minutes that could be approved.")
        paper = MinutesPaper.objects.create(meeting=meeting, state=MinutesState.PUBLISHED)
    if paper.state == MinutesState.APPROVED:
        raise MinutesError(
            f"These minutes were approved at the meeting of {long_date(paper.approved_at.date)} already."
        )
    if paper.state == MinutesState.DRAFT:
        raise MinutesError("These minutes are still being written. Publish them as draft before they are approved.")
    if at.board_id != meeting.board_id:
        raise MinutesError(f"Minutes are approved by the board whose they are: {meeting.board}, not {at.board}.")
    if at.date <= meeting.date:
        raise MinutesError(
            f"Minutes are approved at a later meeting. That of {long_date(at.date)} is not after {long_date(meeting.date)}."
        )
    if at.date > today():
        raise MinutesError(
            f"The meeting of {long_date(at.date)} has not been held yet. Record the approval on its day."
        )
    return meeting, paper
