"""Who was at a meeting: members by a click each, and others by what they came as."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from core.clock import today
from core.formats import listed, long_date
from core.records import StaleWriteError
from meetings.choices import Capacity, ItemKind, MinutesState, Presence
from meetings.models import Attendance, Meeting
from meetings.services.minutes import MinutesError, locked
from organisation.choices import BoardRole
from organisation.models import BoardMember, Post, in_force

NOBODY = "No apologies were received."


def members_at(meeting: Meeting) -> list[BoardMember]:
    """The members of a board on the day of a meeting, its chair first; its clerk is none. One query."""
    places = BoardMember.objects.filter(in_force(meeting.date), board=meeting.board_id).exclude(role=BoardRole.CLERK)
    ranks = [role.value for role in BoardRole]
    return sorted(places.select_related("user", "board"), key=lambda one: (ranks.index(one.role), one.called, one.pk))


def open_for_attendance(meeting: Meeting) -> Meeting:
    """The meeting, locked, while attendance may be recorded: from its day on, until its minutes are published. Raises MinutesError."""
    meeting, paper = locked(meeting)
    if meeting.date > today():
        raise MinutesError(f"The meeting is on {long_date(meeting.date)}. Who came is recorded on the day.")
    if paper and paper.state == MinutesState.APPROVED:
        raise MinutesError("These minutes were approved, and who was there stands with them.")
    if paper and paper.state == MinutesState.PUBLISHED:
        raise MinutesError("These minutes are published. Take them back into draft first, then change who was there.")
    return meeting


@transaction.atomic
def record_attendance(*, meeting: Meeting, rows: Iterable[Attendance]) -> None:
    """Store what was said of members: each row is new, or was opened at its version. Raises MinutesError, StaleWriteError.

    A minute on apologies that nobody has worded follows.
    """
    meeting = open_for_attendance(meeting)
    before = apologies_words(meeting)
    there = {held.member_id: held for held in meeting.attendance.filter(member__isnull=False)}
    for row in rows:
        if row.pk is None and row.member_id in there:
            raise StaleWriteError(there[row.member_id])
        row.save()
    _tell(meeting, before)


@transaction.atomic
def add_other(
    *, meeting: Meeting, capacity: Capacity, role: str, post: Post | None, stands_for: BoardMember | None
) -> Attendance:
    """Record somebody who came and is no member: an officer by post, a substitute for a member, others by role."""
    meeting = open_for_attendance(meeting)
    if capacity == Capacity.SUBSTITUTE:
        if stands_for is None or stands_for.board_id != meeting.board_id:
            raise MinutesError("Choose the member for whom the substitute came.")
        if meeting.attendance.filter(member=stands_for, presence=Presence.PRESENT).exists():
            raise MinutesError(f"{stands_for.called} was present, so that nobody came as a substitute.")
        if meeting.attendance.filter(stands_for=stands_for).exists():
            raise MinutesError(f"A substitute for {stands_for.called} is recorded already.")
        role = role or f"Substitute for {stands_for.called}"
    role = role or str(post or "")
    if not role:
        raise MinutesError("Choose a post, or say in words as what they came. Names stay out of minutes.")
    return Attendance.objects.create(
        meeting=meeting,
        capacity=capacity,
        role=role,
        post=post,
        stands_for=stands_for if capacity == Capacity.SUBSTITUTE else None,
    )


@transaction.atomic
def remove_other(*, attendance: Attendance) -> None:
    """Take somebody off who was recorded by mistake, and is no member. Raises MinutesError."""
    meeting = open_for_attendance(attendance.meeting)
    for held in meeting.attendance.filter(pk=attendance.pk, member__isnull=True):
        held.delete()


def apologies_words(meeting: Meeting) -> str:
    """The apologies of a meeting as a minute says them; empty before attendance is recorded. One query."""
    there = list(meeting.attendance.values_list("role", "presence"))
    sent = [role for role, presence in there if presence == Presence.APOLOGIES]
    if sent:
        return f"Apologies for absence were received from {listed(_counted(sent))}."
    return NOBODY if there else ""


def _counted(roles: list[str]) -> list[str]:
    return [f"{role} ({roles.count(role)})" if roles.count(role) > 1 else role for role in dict.fromkeys(roles)]


def _tell(meeting: Meeting, before: str) -> None:
    """Word the minute on apologies anew, where its words are still those that follow from attendance."""
    about = meeting.minutes.filter(title__istartswith="apolog", item__kind=ItemKind.PROCEDURAL)
    for minute in about.filter(text__in=("", before)):
        minute.text = apologies_words(meeting)
        minute.save()
