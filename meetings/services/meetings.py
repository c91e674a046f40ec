"""Meetings made, moved, cancelled, and planned a year at a time. Each write works out by when the agenda is published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import ProtectedError

from core.clock import now
from core.formats import long_date
from core.refusals import NotDoneError
from meetings.models import Meeting, deadline
from organisation.models import Board, Council


class MeetingError(NotDoneError):
    """A meeting cannot be changed like this; the message says why and what to do."""


@transaction.atomic
def make_meeting(*, meeting: Meeting) -> Meeting:
    """Store a new meeting; its agenda is to be published by the last day that leaves its clear days, or an earlier own day.

    Raises MeetingError where the board meets on that day already, or has ended by then.
    """
    _refuse_day(meeting)
    if meeting.publication_deadline is None:
        meeting.publication_deadline = deadline(meeting.board, meeting.date)
    meeting.save()
    return meeting


@transaction.atomic
def move_meeting(*, meeting: Meeting, own_deadline: date | None = None) -> Meeting:
    """Store what has changed of a meeting; by when its agenda is published follows from its day unless a day of its own is given.

    ``meeting`` carries what is to be stored and the version that its writer saw (StaleWriteError).
    """
    _refuse_day(meeting)
    meeting.publication_deadline = own_deadline or deadline(meeting.board, meeting.date)
    meeting.save()
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, because: str) -> Meeting:
    """Cancel a meeting with a reason. It is kept, with its agenda and papers. Raises MeetingError where it cannot be."""
    meeting = _locked(meeting)
    if meeting.is_cancelled:
        raise MeetingError(f"The meeting is cancelled already: {meeting.cancelled_because}")
    if meeting.minutes.exists():
        raise MeetingError("The meeting has minutes, so it was held. What was held is not cancelled.")
    meeting.cancelled_because = because
    meeting.save()
    return meeting


@transaction.atomic
def restore_meeting(*, meeting: Meeting) -> Meeting:
    """Hold a cancelled meeting after all. Raises MeetingError where it is not cancelled."""
    meeting = _locked(meeting)
    if not meeting.is_cancelled:
        raise MeetingError("The meeting is not cancelled.")
    _refuse_ended(meeting.board, [meeting.date])
    meeting.cancelled_because = ""
    meeting.publication_deadline = meeting.publication_deadline or deadline(meeting.board, meeting.date)
    meeting.save()
    return meeting


@transaction.atomic
def plan_meetings(*, board: Board, days: Iterable[date], at: time | None, venue: str, chair: str = "") -> list[Meeting]:
    """Make a board's meetings on these days, all or none. A day on which it meets already is left as it is.

    They carry one moment (``planned_at``), by which they can be taken back together. Raises MeetingError where the
    board has ended by one of the days.
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    days = list(days)
    _refuse_ended(board, days)
    council, moment = Council.objects.get(), now()
    there = set(board.meetings.filter(date__in=days).values_list("date", flat=True))
    made = [
        Meeting(
            board=board,
            date=day,
            time=at,
            venue=venue,
            chair=chair,
            publication_deadline=deadline(board, day, council),
            planned_at=moment,
        )
        for day in sorted(set(days) - there)
    ]
    for meeting in made:
        meeting.save()
    return made


@transaction.atomic
def take_back_plan(*, board: Board, planned_at: datetime) -> tuple[int, list[Meeting]]:
    """Take meetings back that were made together: how many went, and those that stay because something hangs on them.

    A meeting that somebody has changed, cancelled or given an agenda stays.
    """
    board = Board.objects.select_for_update().get(pk=board.pk)
    gone, stay = 0, []
    for meeting in board.meetings.filter(planned_at=planned_at).order_by("date"):
        if meeting.version > 1 or not _deleted(meeting):
            stay.append(meeting)
        else:
            gone += 1
    return gone, stay


def _deleted(meeting: Meeting) -> bool:
    """Delete a meeting on which nothing hangs; whatever refers to one is protected."""
    try:
        with transaction.atomic():
            meeting.delete()
    except ProtectedError:
        return False
    return True


def _refuse_day(meeting: Meeting) -> None:
    """A board meets once a day, also where two people make the meeting at the same moment, and not after its end."""
    _refuse_ended(Board.objects.select_for_update().get(pk=meeting.board_id), [meeting.date])
    if Meeting.objects.filter(board=meeting.board_id, date=meeting.date).exclude(pk=meeting.pk).exists():
        raise MeetingError("This board has a meeting on this day already.")


def _refuse_ended(board: Board, days: Iterable[date]) -> None:
    after = [day for day in days if board.ends and day > board.ends]
    if after:
        raise MeetingError(
            f"The board ended on {long_date(board.ends)}, before {long_date(min(after))}. Choose an earlier day, or let "
            "the board go on: its page has the button."
        )


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update().get(pk=meeting.pk)
