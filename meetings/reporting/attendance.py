"""Attendance of a board over a municipal year: members by meetings, each counted for their time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from core.formats import count, long_date, percentage, short_date
from meetings.choices import Capacity, Presence
from meetings.models import Attendance, Meeting
from meetings.rules.attendance import Mark, Tally, mark, tally
from meetings.rules.numbering import FIRST_MONTH, municipal_year, year_words
from organisation.choices import BoardRole
from organisation.models import Board, BoardMember


@dataclass(frozen=True)
class MeetingHead:
    """A meeting of the year, and how many of the members of its day came."""

    pk: int
    date: date
    tally: Tally
    substitutes: int
    is_to_come: bool


@dataclass(frozen=True)
class MemberRow:
    """A member with what stands for each meeting."""

    name: str
    time: str
    """From when to when, for those who came or went within the year; empty for all of it."""
    marks: tuple[Mark, ...]
    tally: Tally
    substitutes: int
    """At how many meetings a substitute came for them."""


@dataclass(frozen=True)
class AttendanceYear:
    """The attendance of a board in a municipal year."""

    board: str
    year: int
    meetings: tuple[MeetingHead, ...]
    members: tuple[MemberRow, ...]
    years: tuple[int, ...]
    """The years in which the board met, the newest first."""

    @property
    def words(self) -> str:
        """2007/08."""
        return year_words(self.year)

    @property
    def sentence(self) -> str:
        """What is counted, in words."""
        held = [meeting for meeting in self.meetings if not meeting.is_to_come]
        recorded = sum(meeting.tally.of > 0 for meeting in held)
        if not held:
            return f"The board has not met in {self.words}."
        return f"{count(len(held), 'meeting')} from May to April, attendance recorded of {recorded}."


def attendance_year(board: Board, year: int, *, on: date, named: bool) -> AttendanceYear:
    """The attendance of a board in the municipal year that began in a year, as known on a day. Four queries.

    Meetings that were cancelled count for nobody. Members are ``named`` for those who keep the minutes; everybody
    else sees what papers call their places.
    """
    first, last = date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH, 1) - timedelta(days=1)
    met = list(Meeting.objects.standing().filter(board=board).order_by("date").values_list("pk", "date"))
    meetings = [(pk, day) for pk, day in met if first <= day <= last]
    members = board.members.exclude(role=BoardRole.CLERK).filter(starts__lte=last)
    members = list(members.filter(Q(ends__isnull=True) | Q(ends__gte=first)).select_related("user", "board"))
    members.sort(key=lambda member: (list(BoardRole).index(BoardRole(member.role)), member.called, member.pk))
    rows = Attendance.objects.filter(meeting__in=[pk for pk, _ in meetings])
    presence, came_for = {}, Counter()
    for row in rows.values_list("meeting", "member", "presence", "capacity", "stands_for"):
        meeting, member, said, capacity, stands_for = row
        if member:
            presence[meeting, member] = said
        elif capacity == Capacity.SUBSTITUTE and said == Presence.PRESENT:
            came_for[meeting, stands_for] += 1
    marks = {
        member.pk: [
            mark(presence.get((pk, member.pk)), day=day, starts=member.starts, ends=member.ends, on=on)
            for pk, day in meetings
        ]
        for member in members
    }
    names = _names(members, named=named)
    return AttendanceYear(
        board=str(board),
        year=year,
        meetings=tuple(
            MeetingHead(
                pk,
                day,
                tally(marks[member.pk][place] for member in members),
                sum(n for (meeting, _), n in came_for.items() if meeting == pk),
                day > on,
            )
            for place, (pk, day) in enumerate(meetings)
        ),
        members=tuple(
            MemberRow(
                names[member.pk],
                _time(member, first, last),
                tuple(marks[member.pk]),
                tally(marks[member.pk]),
                sum(n for (_, absent), n in came_for.items() if absent == member.pk),
            )
            for member in members
        ),
        years=tuple(sorted({municipal_year(day) for _, day in met} | {municipal_year(on)}, reverse=True)),
    )


def columns(report: AttendanceYear) -> list[str]:
    """The header of its file."""
    days = [short_date(meeting.date) for meeting in report.meetings]
    return ["Member", "Time", *days, "Present", "Of", "Percentage", "Apologies", "Absent", "Substitutes came"]


def as_rows(report: AttendanceYear) -> Iterable[list[Any]]:
    """Its rows, one a member."""
    for row in report.members:
        counted = row.tally
        share = percentage(counted.present, counted.of) if counted.of else ""
        yield [
            row.name, row.time, *(mark.label for mark in row.marks), counted.present, counted.of, share,
            counted.apologies, counted.absent, row.substitutes,
        ]  # fmt: skip


def _names(members: list[BoardMember], *, named: bool) -> dict[int, str]:
    """What each member is called; without names, those of one place are told apart by a number."""
    if named:
        return {member.pk: f"{member.user}, {member.called}" for member in members}
    alike = Counter(member.called for member in members)
    seen: Counter[str] = Counter()
    found = {}
    for member in members:
        seen[member.called] += 1
        apart = f" ({seen[member.called]})" if alike[member.called] > 1 else ""
        found[member.pk] = f"{member.called}{apart}"
    return found


def _time(member: BoardMember, first: date, last: date) -> str:
    came = f"from {long_date(member.starts)}" if member.starts > first else ""
    went = f"to {long_date(member.ends)}" if member.ends and member.ends < last else ""
    return " ".join(filter(None, (came, went)))
