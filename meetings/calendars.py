"""A meeting as a file for people's calendars."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from core import icalendar
from core.icalendar import CONTENT_TYPE
from meetings.models import Meeting
from meetings.rules.clear_days import day_words

CALENDAR_TYPE = CONTENT_TYPE
PRODUCER = "-//Council Performance//Meetings//EN"


def meeting_file(meeting: Meeting) -> bytes:
    """The meeting as iCalendar: the same entry for ever, changed when it is moved and called off when it is cancelled.

    Nothing of its agenda is in it. One query, for when it was last changed.
    """
    address = f"{settings.SITE_URL}{meeting.get_absolute_url()}"
    changed = meeting.history.values_list("history_date", flat=True).first()
    told = [f"Agenda and papers: {address}"]
    if meeting.publication_deadline:
        told.append(f"The agenda is published by {day_words(meeting.publication_deadline)}.")
    if meeting.is_cancelled:
        told.insert(0, f"Cancelled: {meeting.cancelled_because}")
    return icalendar.appointment(
        icalendar.Meeting(
            uid=f"meeting-{meeting.pk}@{urlsplit(settings.SITE_URL).hostname}",
            day=meeting.date,
            summary=str(meeting.board),
            description="\n".join(told),
            url=address,
            changed_at=changed or timezone.now(),
            sequence=meeting.version - 1,
            organizer=None,
            invited=(),
            zone=timezone.get_default_timezone(),
            starts_at=meeting.time,
            place=meeting.venue,
            cancelled=meeting.is_cancelled,
        ),
        producer=PRODUCER,
    )
