"""Meetings of boards, what was on their agenda, what was reported and minuted, and the packs made of it."""

from meetings.models.meetings import AgendaItem, Meeting, MeetingQuerySet, previous_date
from meetings.models.minutes import Attendance, Minute, Resolution
from meetings.models.packs import Pack
from meetings.models.reports import (
    CommitteeReport,
    FrozenAppendix,
    FrozenReport,
    ReportAppendix,
    ReportComment,
    ReportEvent,
    ReportHeading,
    ReportLetter,
    ReportReviewer,
    ReportSection,
    ReportTemplate,
    SectionDraft,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "CommitteeReport",
    "FrozenAppendix",
    "FrozenReport",
    "Meeting",
    "MeetingQuerySet",
    "Minute",
    "Pack",
    "ReportAppendix",
    "ReportComment",
    "ReportEvent",
    "ReportHeading",
    "ReportLetter",
    "ReportReviewer",
    "ReportSection",
    "ReportTemplate",
    "Resolution",
    "SectionDraft",
    "previous_date",
]
