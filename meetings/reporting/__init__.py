"""What is read of meetings: agenda, reports and minutes as plain data, the same on a page and on paper."""

from meetings.reporting.agenda import AgendaLine, ItemView, MeetingView, agenda, agenda_lines, item_view
from meetings.reporting.arising import Matter, MattersArising, matters_arising, matters_of
from meetings.reporting.cycles import (
    cycle_at,
    cycle_before,
    cycle_start,
    cycles_at,
    day_after,
    meeting_coverage,
    met_before,
)
from meetings.reporting.mine import MyPapers, my_papers
from meetings.reporting.minutes import MinutesView, minutes_view
from meetings.reporting.notes import MyNotes, my_notes, notes_by_item
from meetings.reporting.publication import (
    LateItem,
    MeetingLine,
    late_items,
    meeting_lines,
    out_already,
    public_editions,
    publication_clock,
    published_on,
)
from meetings.reporting.references import with_references
from meetings.reporting.report_lists import AwaitedReport, ReportLine, awaited_reports, own_reports, with_own_reports
from meetings.reporting.reports import ReportView, appendix_blocks, report_view

__all__ = [
    "AgendaLine",
    "AwaitedReport",
    "ItemView",
    "LateItem",
    "Matter",
    "MattersArising",
    "MeetingLine",
    "MeetingView",
    "MinutesView",
    "MyNotes",
    "MyPapers",
    "ReportLine",
    "ReportView",
    "agenda",
    "agenda_lines",
    "appendix_blocks",
    "awaited_reports",
    "cycle_at",
    "cycle_before",
    "cycle_start",
    "cycles_at",
    "day_after",
    "item_view",
    "late_items",
    "matters_arising",
    "matters_of",
    "meeting_coverage",
    "meeting_lines",
    "met_before",
    "minutes_view",
    "my_notes",
    "my_papers",
    "notes_by_item",
    "out_already",
    "own_reports",
    "public_editions",
    "publication_clock",
    "published_on",
    "report_view",
    "with_own_reports",
    "with_references",
]
