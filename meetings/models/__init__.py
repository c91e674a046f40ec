"""Meetings of boards, what was on their agenda, what was reported and minuted, and the packs made of it."""

from meetings.models.deadlines import clear_days_of, deadline, report_deadlines
from meetings.models.files import ItemFiles
from meetings.models.letters import PaperLetter
from meetings.models.meetings import CLOSED, AgendaItem, Meeting, MeetingQuerySet, StandingItem, previous_date
from meetings.models.minutes import Attendance, Minute, MinutesPaper, Resolution
from meetings.models.notes import ItemNote, LastLook
from meetings.models.packs import ItemAttachment, Pack
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
    "CLOSED",
    "AgendaItem",
    "Attendance",
    "CommitteeReport",
    "FrozenAppendix",
    "FrozenReport",
    "ItemAttachment",
    "ItemFiles",
    "ItemNote",
    "LastLook",
    "Meeting",
    "MeetingQuerySet",
    "Minute",
    "MinutesPaper",
    "Pack",
    "PaperLetter",
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
    "StandingItem",
    "clear_days_of",
    "deadline",
    "previous_date",
    "report_deadlines",
]
