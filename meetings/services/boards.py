"""Boards made, changed and ended, and who sits on them. What was so stays so: a place or a board ends, and is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.deletion import ProtectedError

from core.clock import today
from core.formats import count, listed, long_date
from core.records import StaleWriteError
from core.refusals import NotDoneError
from meetings.models import Attendance, Meeting, deadline
from organisation.choices import BoardRole
from organisation.models import Board, BoardMember, Council

NAMED = 3
"""So many days are named where more stand in the way."""


HAS_MET = (
    "The board has met in the time of this place. Say from which day the role or the place is another, or tick that it was "
    "entered wrongly."
)


class BoardError(NotDoneError):
    """A board, or a place on it, cannot be changed like this; the message says why and what to do."""


# A board


@transaction.atomic
def change_board(*, board: Board) -> list[Meeting]:
    """Store what is new of a board; gives its meetings to come that have another publishing day by its new rules.

    A day that was worked out is worked out anew, and an own day that has become too late is brought forward. The
    agendas that are published already keep theirs. Raises StaleWriteError.
    """
    before, council = _locked(board), Council.objects.get()
    board.save()
    changed = []
    for meeting in board.meetings.with_published().filter(date__gte=today(), first_published=None).order_by("date"):
        was, wanted = deadline(before, meeting.date, council), deadline(board, meeting.date, council)
        own = meeting.publication_deadline
        if was != wanted and (own == was or (own and wanted and own > wanted)):
            meeting.publication_deadline = wanted
            meeting.save()
            changed.append(meeting)
    return changed


@transaction.atomic
def end_board(*, board: Board) -> int:
    """End a board on the day that it carries (``ends``), and with it each place but the clerk's; gives how many.

    The clerk's place goes on, so that the last minutes can be written. Where another last day is chosen, what ended
    with the board follows. Raises BoardError where a meeting or a place begins after that day, StaleWriteError.
    """
    before = _locked(board)
    later = board.meetings.standing().filter(date__gt=board.ends).order_by("date")
    if later:
        raise BoardError(
            f"The board meets after that day: on {_days(meeting.date for meeting in later)}. Cancel what is not held, or "
            "choose a later day."
        )
    to_begin = board.members.filter(starts__gt=board.ends).exclude(role=BoardRole.CLERK).count()
    if to_begin:
        raise BoardError(
            f"{count(to_begin, 'place')} on the board would begin after that day. Remove what was entered too early, "
            "or choose a later day."
        )
    board.save()
    open_after = Q(ends__isnull=True) | Q(ends__gt=board.ends)
    ended_with_it = Q(ends=before.ends) if before.ends else Q()
    places = list(board.members.filter(open_after | ended_with_it).exclude(role=BoardRole.CLERK))
    for place in places:
        place.ends = board.ends
        place.save()
    return len(places)


@transaction.atomic
def take_back_end(*, board: Board, seen: int) -> int:
    """Let an ended board go on, and with it each place that ended on its last day; gives how many.

    Raises BoardError where it has not ended, StaleWriteError where somebody has changed it since it was ``seen``.
    """
    board = _seen(board, seen)
    if board.ends is None:
        raise BoardError("The board has not ended.")
    places = list(board.members.filter(ends=board.ends))
    board.ends = None
    board.save()
    for place in places:
        place.ends = None
        place.save()
    return len(places)


@transaction.atomic
def remove_board(*, board: Board, seen: int) -> None:
    """Remove a board that was made by mistake, with its places and standing items.

    Raises BoardError where it has a meeting or something else refers to it, StaleWriteError.
    """
    board = _seen(board, seen)
    if board.meetings.exists():
        raise BoardError("The board has meetings, so it is not removed. End it with a day: what it did is kept.")
    try:
        with transaction.atomic():
            for part in (*board.members.all(), *board.standing_items.all(), board):
                part.delete()
    except ProtectedError as hangs:
        raise BoardError("Something refers to the board, so it is not removed. End it with a day instead.") from hangs


# A place on it


@transaction.atomic
def add_place(*, place: BoardMember) -> BoardMember:
    """Give somebody a place on a board. Raises BoardError where they have one, or the board has ended."""
    _refuse(_locked(place.board), place)
    place.save()
    return place


@transaction.atomic
def change_place(*, place: BoardMember, since: date | None = None, mistake: bool = False) -> BoardMember:
    """Store what is new of a place; gives the place that it is now.

    Another role or another seat holds ``since`` a day: the place as it was ends the day before, and a new one begins.
    Without such a day it was always so, which is taken where the board has not met in the time of the place, or where
    it was entered by ``mistake``. Raises BoardError where what is recorded would be no more true, StaleWriteError.
    """
    board = _locked(place.board)
    before = BoardMember.objects.get(pk=place.pk)
    another = (before.role, before.seat) != (place.role, place.seat)
    if another and since:
        return _begin_anew(board, before, place, since)
    if another and not mistake and held_in(place):
        raise BoardError(HAS_MET)
    if another and BoardRole.CLERK in (before.role, place.role) and place.attendance.exists():
        raise BoardError("Attendance is recorded for this place. Say from which day the role is another.")
    _refuse(board, place)
    place.save()
    return place


def _begin_anew(board: Board, before: BoardMember, place: BoardMember, since: date) -> BoardMember:
    if since <= place.starts or (place.ends and since > place.ends):
        raise BoardError(
            "The day from which the role or place is another lies within the time of the place, after its first."
        )
    if place.version != before.version:
        raise StaleWriteError(before)
    anew = BoardMember(board=board, user=before.user, role=place.role, seat=place.seat, starts=since, ends=place.ends)
    before.starts, before.ends = place.starts, since - timedelta(days=1)
    _refuse(board, before)
    before.save()
    _refuse(board, anew)
    anew.save()
    return anew


@transaction.atomic
def remove_place(*, place: BoardMember, seen: int) -> None:
    """Remove a place that was entered by mistake. Raises BoardError where the board has met in its time, StaleWriteError."""
    _locked(place.board)
    stored = BoardMember.objects.select_related("board").filter(pk=place.pk).first()
    if stored is None:
        raise BoardError("The place has been removed already.")
    if stored.version != seen:
        raise StaleWriteError(stored)
    why = why_kept(stored)
    if why:
        raise BoardError(why)
    stored.delete()


def why_kept(place: BoardMember) -> str:
    """Why a place is not removed; empty where it may be. Two queries."""
    if held_in(place) or _recorded(place).exists():
        return "The board has met in the time of this place, so it is not removed. End it with a day."
    return ""


def held_in(place: BoardMember) -> int:
    """At how many meetings of the board that were held somebody had a place. One query."""
    last = min(place.ends or today(), today())
    return Meeting.objects.standing().filter(board=place.board_id, date__range=(place.starts, last)).count()


def _recorded(place: BoardMember) -> QuerySet[Attendance]:
    return Attendance.objects.filter(Q(member=place.pk) | Q(stands_for=place.pk))


def _refuse(board: Board, place: BoardMember) -> None:
    """Raises BoardError where a place cannot be from when to when it is said to be."""
    if place.ends and place.ends < place.starts:
        raise BoardError(f"The last day is before the first, {long_date(place.starts)}. Change one of them.")
    if board.ends and place.role != BoardRole.CLERK and (place.ends is None or place.ends > board.ends):
        raise BoardError(f"The board ended on {long_date(board.ends)}: a place on it ends on that day or before.")
    if place.pk:
        outside = _recorded(place).exclude(meeting__date__gte=place.starts, meeting__date__lte=place.ends or date.max)
        days = outside.order_by("meeting__date").values_list("meeting__date", flat=True)
        if days:
            raise BoardError(
                f"Attendance is recorded for this place at the meeting of {_days(days)}: it covers that day."
            )
    others = board.members.filter(Q(ends__isnull=True) | Q(ends__gte=place.starts), user=place.user_id)
    others = others.filter(starts__lte=place.ends or date.max).exclude(pk=place.pk).order_by("starts")
    for other in others:
        is_beside = (other.role == BoardRole.CLERK) != (place.role == BoardRole.CLERK)
        if not is_beside or other.starts == place.starts:
            until = f"to {long_date(other.ends)}" if other.ends else "on"
            raise BoardError(
                f"{place.user} sits on the board already, from {long_date(other.starts)} {until}. End that place first, "
                "or choose days outside it."
            )


def _days(days: Iterable[date]) -> str:
    named = list(days)
    more = [f"{count(len(named) - NAMED, 'other day')}"] if len(named) > NAMED else []
    return listed([*map(long_date, named[:NAMED]), *more])


def _locked(board: Board) -> Board:
    """The board as it is stored, so that two people take turns. Within a transaction."""
    return Board.objects.select_for_update().get(pk=board.pk)


def _seen(board: Board, seen: int) -> Board:
    stored = Board.objects.select_for_update().filter(pk=board.pk).first()
    if stored is None:
        raise BoardError("The board has been removed already.")
    if stored.version != seen:
        raise StaleWriteError(stored)
    return stored
