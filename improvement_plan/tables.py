"""A plan as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from improvement_plan.reporting import SectionBlock

HEADER = [
    "section", "priority_area", "objective", "ref", "action", "target_date", "due", "first_due", "days_slipped",
    "times_redated", "measures", "lead", "contributors", "rating", "rating_reason", "latest_update", "updated_on",
    "outcome_sought", "resources", "ict_requirement",
]  # fmt: skip


def export_rows(sections: Iterable[SectionBlock]) -> Iterator[list[Any]]:
    """One row an action, in the plan's order; a sub-heading stands in the action's column and has no rating."""
    for section in sections:
        for area in section.areas:
            for objective in area.objectives:
                for entry in objective.entries:
                    start = [section.title, area.title, objective.text, entry.ref]
                    action = entry.action
                    if action is None:
                        yield [*start, entry.heading, *[None] * (len(HEADER) - 5)]
                        continue
                    yield [
                        *start,
                        action.title,
                        entry.as_written,
                        action.due,
                        action.first_due,
                        action.slipped,
                        action.times_redated,
                        "; ".join(m.measure for m in action.milestones if m.measure),
                        action.lead,
                        "; ".join(action.contributors),
                        action.rating.label,
                        action.rating.sentence,
                        action.last_words,
                        action.last_said_on,
                        entry.outcome,
                        entry.resources,
                        entry.ict,
                    ]
