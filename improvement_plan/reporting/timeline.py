"""A plan along a line of time: months across, each milestone with its first and its present date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.listing import Timeline, TimelineRow, timeline
from actions.reporting import MilestoneLine
from improvement_plan.models import PlanEntry
from improvement_plan.reporting.lines import EntryLine, entry_line, with_latest
from improvement_plan.reporting.position import Position

MOST_TICKS = 9


@dataclass(frozen=True)
class PlanTimeline:
    """Lines of a plan along one line of time, with the facts that it draws."""

    drawn: Timeline | None
    """None where none of the lines has a date."""
    rows: tuple[tuple[str, TimelineRow], ...]
    """What is drawn, each with its number in the plan."""
    steps: tuple[tuple[EntryLine, tuple[MilestoneLine, ...]], ...]
    """The lines in the plan's order with their dated milestones."""
    undated: int
    """Lines without any date, which are not drawn."""


def plan_timeline(entries: Iterable[PlanEntry], at: Position) -> PlanTimeline:
    """Lines of a plan, fetched by ``Position.entries``, along a line of time. No query."""
    entries = [entry for entry in entries if entry.action]
    lines = [entry_line(entry, at) for entry in entries]
    actions = {entry.action_id: at.then(with_latest(entry)) for entry in entries}
    dated = [line for line in lines if line.action.due]
    refs = {line.action.pk: line.ref for line in lines}
    drawn = timeline(actions.values(), at.on, seasons_fall_due=at.seasons_fall_due, most_ticks=MOST_TICKS)
    return PlanTimeline(
        drawn=drawn,
        rows=tuple((refs[row.action.pk], row) for row in drawn.rows) if drawn else (),
        steps=tuple((line, tuple(step for step in line.action.milestones if step.due)) for line in dated),
        undated=len(lines) - len(dated),
    )
