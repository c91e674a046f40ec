"""The structure of a plan as the performance team edits it: everything in its place, with what may be done to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from improvement_plan.choices import Part
from improvement_plan.models import Plan, PlanEntry


@dataclass(frozen=True)
class StructureLine:
    """An open line: what it says, who leads it, and its dates as written."""

    pk: int
    version: int
    ref: str
    text: str
    is_heading: bool
    lead: str
    dates: tuple[str, ...]
    elsewhere: int
    """In how many other lines of plans its action stands."""


@dataclass(frozen=True)
class StructurePart:
    """A section, priority area or objective with what stands under it."""

    part: Part
    pk: int
    version: int
    number: int
    title: str
    below: tuple
    closed: int = 0
    """How many closed lines stand in an objective."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands under it, so that it may be removed."""
        return not self.below and not self.closed


@dataclass(frozen=True)
class Structure:
    """A whole plan in its order."""

    sections: tuple[StructurePart, ...]
    closed: tuple[PlanEntry, ...]
    lines: int


def structure(plan: Plan) -> Structure:
    """The plan as it stands. Five queries."""
    lines: dict[int, list[StructureLine]] = defaultdict(list)
    closed: dict[int, list[PlanEntry]] = defaultdict(list)
    for entry in _entries(plan):
        if entry.closed_on:
            closed[entry.objective_id].append(entry)
        else:
            lines[entry.objective_id].append(_line(entry))
    sections = []
    for section in plan.sections.prefetch_related("areas__objectives"):
        areas = []
        for area in section.areas.all():
            objectives = tuple(
                StructurePart(
                    Part.OBJECTIVE,
                    objective.pk,
                    objective.version,
                    number,
                    objective.text,
                    tuple(lines[objective.pk]),
                    len(closed[objective.pk]),
                )
                for number, objective in enumerate(area.objectives.all(), 1)
            )
            areas.append(StructurePart(Part.AREA, area.pk, area.version, area.number, area.title, objectives))
        sections.append(
            StructurePart(Part.SECTION, section.pk, section.version, section.number, section.title, tuple(areas))
        )
    return Structure(tuple(sections), tuple(_flat(closed.values())), sum(map(len, lines.values())))


def _flat(lists: Iterable[list[PlanEntry]]) -> list[PlanEntry]:
    return sorted((entry for entries in lists for entry in entries), key=lambda entry: (entry.closed_on, entry.pk))


def _entries(plan: Plan) -> QuerySet[PlanEntry]:
    """All lines of a plan, with in how many lines of plans the action of each stands."""
    everywhere = (
        PlanEntry.objects.filter(action=OuterRef("action"), closed_on__isnull=True)
        .order_by()
        .values("action")
        .annotate(lines=Count("pk"))
        .values("lines")
    )
    return (
        PlanEntry.objects.filter(objective__area__section__plan=plan)
        .select_related("action__lead", "objective")
        .prefetch_related("action__milestones")
        .annotate(stands=Coalesce(Subquery(everywhere), 0))
        .order_by("objective", "order")
    )


def _line(entry: PlanEntry) -> StructureLine:
    action = entry.action
    return StructureLine(
        pk=entry.pk,
        version=entry.version,
        ref=entry.ref,
        text=str(entry),
        is_heading=action is None,
        lead=str(action.lead) if action and action.lead else "",
        dates=tuple(step.date_as_written for step in action.milestones.all() if step.date_as_written) if action else (),
        elsewhere=max(0, entry.stands - 1),
    )
