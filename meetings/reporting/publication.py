"""Whether the agenda of a meeting has been published, how much time is left, and what is out already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from core.formats import listed, long_date
from meetings.choices import Audience
from meetings.models import AgendaItem, Meeting, MeetingQuerySet
from meetings.rules.clear_days import Clock, clock
from organisation.bank_holidays import bank_holidays
from organisation.models import Council


def published_on(meeting: Meeting) -> date | None:
    """The day on which the agenda of a meeting was published; None before.

    Costs a query unless the meeting came ``with_published()``, which decides what counts.
    """
    if "first_published" not in meeting.__dict__:
        found = Meeting.objects.with_published().values_list("first_published", flat=True)
        meeting.first_published = found.get(pk=meeting.pk)
    return timezone.localdate(meeting.first_published) if meeting.first_published else None


def publication_clock(meeting: Meeting, council: Council, on: date) -> Clock | None:
    """Where the publication of its agenda stands on a day.

    None once the meeting is past, where it is cancelled, and where its board publishes by no fixed day.
    """
    if meeting.is_cancelled or meeting.publication_deadline is None or meeting.date < on:
        return None
    return clock(meeting.publication_deadline, published_on(meeting), on, bank_holidays(council.kind))


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list, with where the publication of its agenda stands."""

    meeting: Meeting
    clock: Clock | None


def meeting_lines(meetings: MeetingQuerySet, council: Council, on: date) -> list[MeetingLine]:
    """Meetings for a list. One query."""
    found = meetings.with_published().select_related("board")
    return [MeetingLine(meeting, publication_clock(meeting, council, on)) for meeting in found]


@dataclass(frozen=True)
class LateItem:
    """An item that came too late to be published in time, with its special circumstances."""

    item: int
    number: int
    title: str
    because: str
    is_closed: bool
    """Whether the public may not see it, so that its title does not stand in public minutes."""


def late_items(meeting: Meeting) -> tuple[LateItem, ...]:
    """The items that may only be taken for special circumstances, which must stand in the minutes. One query."""
    return tuple(
        LateItem(item.pk, item.number, item.title, item.late_because, item.is_closed) for item in meeting.items.late()
    )


def public_editions(item: AgendaItem) -> tuple[str, ...]:
    """The editions in which the papers of an item are in the public's hands: "edition 1 of the public pack, 31 August 2007".

    One query. An edition that does not say which papers it holds is taken to hold them.
    """
    issued = item.meeting.packs.issued().filter(audience=Audience.PUBLIC).order_by("edition")
    found = issued.values_list("edition", "issued_at", "payload__ranges")
    return tuple(
        f"edition {edition} of the public pack, {long_date(timezone.localdate(built_at))}"
        for edition, built_at, ranges in found
        if ranges is None or any(place.get("number") == item.number for place in ranges)
    )


def out_already(editions: tuple[str, ...]) -> str:
    """What is said before an item is closed to the public that is in its hands."""
    return (
        f"The papers of this item have been published, in {listed(editions)}. What is published cannot be called back: "
        "closing the item now keeps it out of later editions only."
    )
