"""What has been changed in the structure of a plan: who, when, and what, in words.

What is said of actions, and of their dates and posts, stands in the history of each action.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from actions.models import Action
from core.formats import listed
from core.happenings import Happening, Said, told_together, who
from core.records import Record
from improvement_plan.choices import Part
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section

FIELDS: dict[type[Record], tuple[str, ...]] = {
    Plan: ("title", "slug", "layout", "starts", "ends", "description", "closing_notes"),
    Section: ("title",),
    PriorityArea: ("title", "as_headed"),
    Objective: ("text",),
    PlanEntry: ("ref", "heading", "outcome_sought", "resources", "ict_requirement"),
}
"""What counts as a change of words."""
NAMES = frozenset({"title", "text", "heading"})
PARENTS = {PriorityArea: "section_id", Objective: "area_id", PlanEntry: "objective_id"}
ORDERS = {Section: "number", PriorityArea: "number", Objective: "order", PlanEntry: "order"}
PARTS = {Section: Part.SECTION, PriorityArea: Part.AREA, Objective: Part.OBJECTIVE, PlanEntry: Part.LINE}
READ = 600
MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class _Where:
    """When somebody changed something, and under what."""

    at: datetime
    who: str
    under: str

    def follows(self, other: _Where) -> bool:
        """Whether the one was done with the other: what comes or goes makes those beside it move up."""
        return (self.who, self.under) == (other.who, other.under) and abs(self.at - other.at) < MOMENT


class _Names:
    """What the parts of a plan are called now."""

    def __init__(self, plan: Plan) -> None:
        sections = Section.objects.filter(plan=plan)
        areas = PriorityArea.objects.filter(section__plan=plan)
        objectives = Objective.objects.filter(area__section__plan=plan)
        actions = Action.objects.filter(plan_entries__objective__area__section__plan=plan)
        self.of = {
            Section: dict(sections.values_list("pk", "title")),
            PriorityArea: dict(areas.values_list("pk", "title")),
            Objective: dict(objectives.values_list("pk", "text")),
        }
        self.actions = dict(actions.values_list("pk", "title"))

    def name(self, row: Any, model: type[Record]) -> str:
        """What a line of history is about."""
        if model is PlanEntry:
            return row.heading or self.actions.get(row.action_id, "a line")
        return row.text if model is Objective else row.title

    def parent(self, row: Any, model: type[Record]) -> str:
        """What it stands under; nothing for the plan itself."""
        if model not in PARENTS:
            return "" if model is Plan else "the plan"
        above = {PriorityArea: Section, Objective: PriorityArea, PlanEntry: Objective}[model]
        return self.of[above].get(getattr(row, PARENTS[model]), "one that is removed")


def happenings(plan: Plan) -> list[Happening]:
    """The newest changes, the newest first. Nine queries."""
    names = _Names(plan)
    said: list[Said] = []
    for model, rows in _histories(plan).items():
        newest = rows.select_related("history_user").order_by("-history_date", "-history_id")[:READ]
        said += _told(list(newest), model, names)
    return told_together(said)


def _histories(plan: Plan) -> dict[type[Record], QuerySet]:
    """The history of the plan and of all that stands or stood in it."""
    sections = Section.history.filter(plan=plan.pk)
    areas = PriorityArea.history.filter(section__in=sections.values("id"))
    objectives = Objective.history.filter(area__in=areas.values("id"))
    entries = PlanEntry.history.filter(objective__in=objectives.values("id"))
    own = Plan.history.filter(id=plan.pk)
    return {Plan: own, Section: sections, PriorityArea: areas, Objective: objectives, PlanEntry: entries}


def _told(rows: Iterable[Any], model: type[Record], names: _Names) -> Iterator[Said]:
    """Each line of history, the newest first, against the one before it of the same row."""
    later: dict[int, Any] = {}
    reordered: dict[_Where, list[tuple[int, str]]] = defaultdict(list)
    came_or_went: list[_Where] = []
    for row in rows:
        if row.history_type != "~" and model is not Plan:
            done = "added" if row.history_type == "+" else "removed"
            yield Said(row.history_date, who(row), f"{PARTS[model].label} “{names.name(row, model)}” {done}.")
            came_or_went.append(_Where(row.history_date, who(row), names.parent(row, model)))
        newer, later[row.id] = later.get(row.id), row
        if newer is None or newer.history_type != "~":
            continue
        where = _Where(newer.history_date, who(newer), names.parent(newer, model))
        if _only_reordered(row, newer, model):
            reordered[where].append((getattr(newer, ORDERS[model]), names.name(newer, model)))
        elif names.parent(row, model) != where.under:
            came_or_went += [where, _Where(where.at, where.who, names.parent(row, model))]
        for sentence in _sentences(row, newer, model, names):
            yield Said(where.at, where.who, sentence)
    for where, places in reordered.items():
        if not any(where.follows(other) for other in came_or_went):
            now = listed(f"“{name}” to place {place}" for place, name in sorted(places))
            yield Said(where.at, where.who, f"Another order in “{where.under}”: {now}.")


def _only_reordered(older: Any, newer: Any, model: type[Record]) -> bool:
    """Whether a row changed its place among those beside it, and did not come from elsewhere."""
    if model not in ORDERS or getattr(older, ORDERS[model]) == getattr(newer, ORDERS[model]):
        return False
    return model not in PARENTS or getattr(older, PARENTS[model]) == getattr(newer, PARENTS[model])


def _sentences(older: Any, newer: Any, model: type[Record], names: _Names) -> Iterator[str]:
    """What differs between two lines of history of one row, but for its place among those beside it."""
    name = names.name(newer, model)
    if model in PARENTS and getattr(older, PARENTS[model]) != getattr(newer, PARENTS[model]):
        yield f"“{name}” moved from “{names.parent(older, model)}” to “{names.parent(newer, model)}”."
    if model is PlanEntry and older.closed_on != newer.closed_on:
        if newer.closed_on:
            yield f"“{name}” closed: {newer.closed_because}"
        else:
            yield f"“{name}” opened again: {newer.history_change_reason or 'no reason is kept'}"
    for field in FIELDS[model]:
        was, becomes = getattr(older, field), getattr(newer, field)
        if was != becomes and field in NAMES:
            yield f"{PARTS[model].label if model in PARTS else 'Plan'} re-worded: “{was}” → “{becomes}”"
        elif was != becomes:
            title = str(model._meta.get_field(field).verbose_name)
            yield f"“{name}”, {title}: {was or 'nothing'} → {becomes or 'nothing'}"
