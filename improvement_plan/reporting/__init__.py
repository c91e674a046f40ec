"""What is read of plans at a day: plain data, the same for page, paper and file.

One concern a module:

position    the day, and whether it is past
lines       the lines in their places
tiles       the counts above a plan
legend      the abbreviations that it uses
plan        a whole plan
changes     what has changed since a day or a board
summary     counts by section and directorate
exceptions  what wants attention, and why
timeline    milestones along a line of time
"""

from improvement_plan.reporting.changes import PlanChanges, past_meetings, plan_changes
from improvement_plan.reporting.exceptions import PlanExceptions, plan_exceptions
from improvement_plan.reporting.legend import legend, used
from improvement_plan.reporting.lines import EntryLine, SectionBlock, grouped
from improvement_plan.reporting.plan import PlanReport, plan_report
from improvement_plan.reporting.position import Position, position
from improvement_plan.reporting.summary import PlanSummary, plan_summary
from improvement_plan.reporting.tiles import Tiles, tiles
from improvement_plan.reporting.timeline import PlanTimeline, plan_timeline

__all__ = [
    "EntryLine",
    "PlanChanges",
    "PlanExceptions",
    "PlanReport",
    "PlanSummary",
    "PlanTimeline",
    "Position",
    "SectionBlock",
    "Tiles",
    "grouped",
    "legend",
    "past_meetings",
    "plan_changes",
    "plan_exceptions",
    "plan_report",
    "plan_summary",
    "plan_timeline",
    "position",
    "tiles",
    "used",
]
