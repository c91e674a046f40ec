"""Meetings of boards, what was on their agenda, what was reported and minuted, and the packs made of it."""

from meetings.models.meetings import AgendaItem, Meeting, MeetingQuerySet, previous_date
from meetings.models.minutes import Attendance, Minute, MinutesPaper, Resolution
from meetings.models.packs import Pack
from meetings.models.reports import CommitteeReport, ReportAppendix, ReportHeading, ReportSection, ReportTemplate

__all__ = [
    "AgendaItem",
    "Attendance",
    "CommitteeReport",
    "Meeting",
    "MeetingQuerySet",
    "Minute",
    "MinutesPaper",
    "Pack",
    "ReportAppendix",
    "ReportHeading",
    "ReportSection",
    "ReportTemplate",
    "Resolution",
    "previous_date",
]
