"""The structure of a plan as the performance team edits it: a section at a time, with what may be done to its parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.records import Record
from improvement_plan.choices import Part
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section


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
class StructureSection:
    """A section in the list of all: what it is called, and how many lines stand in it, open and closed."""

    pk: int
    version: int
    number: int
    title: str
    lines: int
    closed: int


@dataclass(frozen=True)
class Structure:
    """A plan in its order: all its sections in a list, and one of them whole."""

    sections: tuple[StructureSection, ...]
    section: StructurePart | None
    """The section that is shown; None where the plan has none yet."""
    closed: tuple[PlanEntry, ...]
    """Its closed lines, those closed first in front."""

    @property
    def lines(self) -> int:
        """How many open lines the whole plan has."""
        return sum(section.lines for section in self.sections)

    @property
    def closed_lines(self) -> int:
        """How many of its lines are closed."""
        return sum(section.closed for section in self.sections)


class NoSectionError(Exception):
    """The plan has no such section."""


def structure(plan: Plan, section: int | None = None) -> Structure:
    """The plan as it stands, with the section that a key names; the first one without. Five queries.

    Raises NoSectionError where the plan has no section with that key.
    """
    sections = tuple(_sections(plan))
    shown = next((one for one in sections if section in (None, one.pk)), None)
    if shown is None:
        if section is not None:
            raise NoSectionError
        return Structure(sections, None, ())
    lines: dict[int, list[StructureLine]] = defaultdict(list)
    closed: dict[int, list[PlanEntry]] = defaultdict(list)
    for entry in _entries(shown.pk):
        if entry.closed_on:
            closed[entry.objective_id].append(entry)
        else:
            lines[entry.objective_id].append(_line(entry))
    areas = []
    for area in PriorityArea.objects.filter(section=shown.pk).prefetch_related("objectives"):
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
    whole = StructurePart(Part.SECTION, shown.pk, shown.version, shown.number, shown.title, tuple(areas))
    return Structure(sections, whole, tuple(_flat(closed.values())))


SECTION_OF = {
    Section: "pk",
    PriorityArea: "section",
    Objective: "area__section",
    PlanEntry: "objective__area__section",
}
PART_OF = {Section: Part.SECTION, PriorityArea: Part.AREA, Objective: Part.OBJECTIVE, PlanEntry: Part.LINE}


def place_of(row: Record) -> tuple[int | None, str]:
    """Where a part of a plan stands in its structure now: the key of its section, and what the page calls it: line-12.

    One query. A plan itself stands in no section.
    """
    if type(row) not in PART_OF:
        return None, "structure"
    section = type(row)._default_manager.filter(pk=row.pk).values_list(SECTION_OF[type(row)], flat=True).first()
    return section, f"{PART_OF[type(row)]}-{row.pk}"


def _sections(plan: Plan) -> Iterator[StructureSection]:
    """The sections of a plan with how many lines stand in each. One query."""
    line = "areas__objectives__entries"
    counts = {
        "open_lines": Count(line, filter=Q(**{f"{line}__closed_on__isnull": True})),
        "closed_lines": Count(line, filter=Q(**{f"{line}__closed_on__isnull": False})),
    }
    for section in plan.sections.annotate(**counts).order_by("number"):
        yield StructureSection(
            section.pk, section.version, section.number, section.title, section.open_lines, section.closed_lines
        )


def _flat(lists: Iterable[list[PlanEntry]]) -> list[PlanEntry]:
    return sorted((entry for entries in lists for entry in entries), key=lambda entry: (entry.closed_on, entry.pk))


def _entries(section: int) -> QuerySet[PlanEntry]:
    """All lines of a section, with in how many lines of plans the action of each stands."""
    everywhere = (
        PlanEntry.objects.filter(action=OuterRef("action"), closed_on__isnull=True)
        .order_by()
        .values("action")
        .annotate(lines=Count("pk"))
        .values("lines")
    )
    return (
        PlanEntry.objects.filter(objective__area__section=section)
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
