"""The meetings of a reader's boards as a calendar to subscribe to.

A calendar program asks without a password, so the address carries a signed token that names the person. At each
request it is asked anew which boards they sit on. Board, day, time and place stand in it, and nothing of any item.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import DateTimeField, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.formats import clock_time, long_date
from core.icalendar import Event, calendar
from meetings.models import Meeting
from organisation import rights
from organisation.models import Board, BoardMember, in_force

SIGNER = Signer(salt="meetings.calendars")
PRODUCER = "-//Council Performance//Meetings//EN"
BACK = timedelta(days=366)
"""Meetings further back are left out."""


class NotSubscribedError(Exception):
    """A calendar is not given out; its words say why and what to do."""


def calendar_address(person: rights.Person) -> str:
    """Where a calendar program finds the meetings of a person's boards; "" for whom there is none. No query."""
    return reverse("meetings-calendar", args=[SIGNER.sign_object(person.pk)]) if rights.may_read(person) else ""


def subscribed(token: str) -> User:
    """Whose calendar a token asks for. Raises NotSubscribedError where it was altered or they may not read any more."""
    try:
        key = SIGNER.unsign_object(token)
    except (BadSignature, ValueError) as altered:
        raise NotSubscribedError(
            "This is not the address of a calendar. Copy it again from the page My papers."
        ) from altered
    person = User.objects.filter(pk=key).first()
    if person is None or not rights.may_read(person):
        raise NotSubscribedError("This calendar was for somebody who may not read the council's papers any more.")
    return person


def calendar_of(person: User, on: date) -> bytes:
    """The meetings of the boards that somebody sits on, of a year back and all to come. Two queries.

    For the performance team, those of all boards.
    """
    boards = Board.objects.all()
    if not rights.may_manage(person):
        boards = boards.filter(pk__in=BoardMember.objects.filter(in_force(on), user=person).values("board"))
    meetings = _dated(Meeting.objects.filter(board__in=boards, date__gte=on - BACK))
    return calendar("Meetings of boards", entries(meetings.order_by("date", "time", "pk")), producer=PRODUCER)


def entries(meetings: Iterable[Meeting]) -> list[Event]:
    """Meetings as calendars hold them."""
    return [_entry(meeting) for meeting in meetings]


def _dated(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With when each was last changed."""
    kept = Meeting.history.model.objects.filter(id=OuterRef("pk")).order_by()
    changed = kept.values("id").annotate(at=Max("history_date")).values("at")
    return meetings.select_related("board").annotate(changed_at=Subquery(changed, output_field=DateTimeField()))


def _entry(meeting: Meeting) -> Event:
    url = f"{settings.SITE_URL}{meeting.get_absolute_url()}"
    off = meeting.is_cancelled
    when = long_date(meeting.date) + (f", {clock_time(meeting.time)}" if meeting.time else "")
    said = f"Cancelled: {meeting.cancelled_because}" if off else f"{when}. Agenda and papers: {url}"
    return Event(
        uid=f"meeting-{meeting.pk}@{urlsplit(settings.SITE_URL).hostname}",
        day=meeting.date,
        summary=f"Cancelled: {meeting.board}" if off else str(meeting.board),
        description=said,
        url=url,
        changed_at=meeting.changed_at or timezone.now(),
        sequence=meeting.version - 1,
        starts_at=meeting.time,
        zone=timezone.get_default_timezone(),
        place=meeting.venue,
        cancelled=off,
    )
