"""Rows of what was read, not stored yet."""

from __future__ import annotations

from collections.abc import Sequence

from actions.models import Action, Milestone
from improvement_plan.imports.looking import title_of_action
from improvement_plan.models import Objective, PlanEntry
from improvement_plan.rules.columns import Column
from improvement_plan.rules.doubts import LONGEST
from improvement_plan.rules.found import ReadLine
from improvement_plan.rules.steps import ReadStep
from organisation.models import Post


def action_of(line: ReadLine, posts: Sequence[Post]) -> Action:
    """The action of a line: the first line of its cell is the title, the rest stands below; of a long one the whole."""
    title = title_of_action(line.text)
    first, _, rest = line.text.strip().partition("\n")
    return Action(
        title=title,
        description=rest.strip() if title == first.strip() else line.text.strip(),
        lead=posts[0] if posts else None,
        status=line.status or "",
    )


def milestone_of(action: Action, order: int, step: ReadStep) -> Milestone:
    """A milestone as read, not stored yet."""
    return Milestone(
        action=action,
        order=order,
        measure=step.measure,
        date_as_written=step.written[: LONGEST[Column.DATE]],
        due_on=step.date.due,
        first_due_on=step.date.first_due or step.date.due,
        precision=step.date.precision,
        recurrence=step.date.recurrence,
    )


def entry_of(line: ReadLine, objective: Objective, order: int, action: Action | None) -> PlanEntry:
    """A line of a plan as read, not stored yet."""
    return PlanEntry(
        objective=objective,
        order=order,
        ref=line.ref[: LONGEST[Column.REF]],
        action=action,
        heading=line.text[:150] if line.is_heading else "",
        target_date_as_written=line.text_of(Column.DATE)[:250],
        accountability_as_written=line.text_of(Column.POSTS)[: LONGEST[Column.POSTS]],
        accountability_inherited=line.inherited,
        outcome_sought=line.text_of(Column.OUTCOME),
        resources=line.text_of(Column.RESOURCES),
        ict_requirement=line.text_of(Column.ICT)[: LONGEST[Column.ICT]],
        source_line=line.row,
    )
