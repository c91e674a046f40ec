"""The meetings of a reader's boards as a calendar to subscribe to.

A calendar program asks without a password, so the address carries a signed token that names the person. At each
request it is asked anew which boards they sit on. Board, day, time and place stand in it, and nothing of any item.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.core.signing import BadSignature, Signer
from django.db.models import DateTimeField, Max, OuterRef, Subquery
from django.urls import reverse

from accounts.models import User
from core.icalendar import calendar
from meetings.calendars import PRODUCER, entry
from meetings.models import Meeting
from organisation import rights
from organisation.models import Board, BoardMember, in_force

SIGNER = Signer(salt="meetings.calendars")
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
    kept = Meeting.history.model.objects.filter(id=OuterRef("pk")).order_by()
    changed = Subquery(kept.values("id").annotate(at=Max("history_date")).values("at"), output_field=DateTimeField())
    meetings = Meeting.objects.filter(board__in=boards, date__gte=on - BACK).select_related("board")
    meetings = meetings.annotate(changed_at=changed).order_by("date", "time", "pk")
    return calendar("Meetings of boards", [entry(m, m.changed_at) for m in meetings], producer=PRODUCER)
