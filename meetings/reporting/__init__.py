"""What is read of meetings: agenda, reports and minutes as plain data, the same on a page and on paper."""

from meetings.reporting.agenda import ItemView, MeetingView, agenda, item_view
from meetings.reporting.cycles import (
    cycle_at,
    cycle_before,
    cycle_start,
    cycles_at,
    day_after,
    meeting_coverage,
    met_before,
)
from meetings.reporting.minutes import MinutesView, minutes_view
from meetings.reporting.report_lists import ReportLine, Unready, unready, with_own_reports
from meetings.reporting.reports import ReportView, appendix_blocks, report_view

__all__ = [
    "ItemView",
    "MeetingView",
    "MinutesView",
    "ReportLine",
    "ReportView",
    "Unready",
    "agenda",
    "appendix_blocks",
    "cycle_at",
    "cycle_before",
    "cycle_start",
    "cycles_at",
    "day_after",
    "item_view",
    "meeting_coverage",
    "met_before",
    "minutes_view",
    "report_view",
    "unready",
    "with_own_reports",
]
