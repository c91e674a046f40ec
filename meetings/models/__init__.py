"""Meetings of boards, what was on their agenda, what was reported and minuted, and the packs made of it."""

from meetings.models.deadlines import clear_days_of, deadline
from meetings.models.meetings import CLOSED, AgendaItem, Meeting, MeetingQuerySet, StandingItem, previous_date
from meetings.models.minutes import Attendance, Minute, Resolution
from meetings.models.packs import ItemAttachment, Pack
from meetings.models.reports import CommitteeReport, ReportAppendix, ReportHeading, ReportSection, ReportTemplate

__all__ = [
    "CLOSED",
    "AgendaItem",
    "Attendance",
    "CommitteeReport",
    "ItemAttachment",
    "Meeting",
    "MeetingQuerySet",
    "Minute",
    "Pack",
    "ReportAppendix",
    "ReportHeading",
    "ReportSection",
    "ReportTemplate",
    "Resolution",
    "StandingItem",
    "clear_days_of",
    "deadline",
    "previous_date",
]
