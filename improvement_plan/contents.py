"""What stands in a plan, as plain data that can be frozen, opened again and compared.

The frozen form (``content_of``) is what a version keeps. Its shape is only ever added to: what was
frozen once has to open for ever.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from actions.choices import Effect, Status
from actions.models import Update
from improvement_plan.models import Objective, Plan, PlanEntry
from improvement_plan.rules.comparison import Place, PlannedLine

FORMAT = 1
Content = dict[str, Any]


@dataclass(frozen=True)
class ClosedLine:
    """A line that was closed before the plan was frozen."""

    ref: str
    text: str
    on: date
    because: str


@dataclass(frozen=True)
class OpenedObjective:
    """An objective of a version with its open lines."""

    text: str
    lines: tuple[PlannedLine, ...]


@dataclass(frozen=True)
class OpenedArea:
    """A priority area of a version."""

    number: int
    title: str
    objectives: tuple[OpenedObjective, ...]


@dataclass(frozen=True)
class OpenedSection:
    """A section of a version."""

    number: int
    title: str
    areas: tuple[OpenedArea, ...]


@dataclass(frozen=True)
class OpenedPlan:
    """A plan as it was frozen."""

    title: str
    numbered: bool
    sections: tuple[OpenedSection, ...]
    closed: tuple[ClosedLine, ...]

    @property
    def lines(self) -> tuple[PlannedLine, ...]:
        """Its open lines in their order."""
        return tuple(
            line
            for section in self.sections
            for area in section.areas
            for objective in area.objectives
            for line in objective.lines
        )


def lines_of(plan: Plan) -> tuple[PlannedLine, ...]:
    """The open lines of a plan as it stands, in their order, to be compared; the key of each is its entry's. Seven queries."""
    return opened(content_of(plan)).lines


def content_of(plan: Plan) -> Content:
    """All that stands in a plan at this moment, closed lines too, as JSON has it. Seven queries."""
    lines: dict[int, list[Content]] = defaultdict(list)
    for entry in _entries(plan):
        lines[entry.objective_id].append(_line(entry))
    sections = plan.sections.prefetch_related("areas__objectives")
    return {
        "format": FORMAT,
        "title": plan.title,
        "layout": plan.layout,
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "areas": [
                    {
                        "number": area.number,
                        "title": area.title,
                        "objectives": [
                            _objective(objective, lines[objective.pk]) for objective in area.objectives.all()
                        ],
                    }
                    for area in section.areas.all()
                ],
            }
            for section in sections
        ],
    }


def sum_of(content: Content) -> str:
    """The SHA-256 of a content, in an order of its own: databases do not keep that of keys."""
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def opened(content: Content) -> OpenedPlan:
    """A content, frozen or of this moment, to be read and compared."""
    closed: list[ClosedLine] = []
    sections = []
    for section in content["sections"]:
        areas = []
        for area in section["areas"]:
            objectives = []
            for objective in area["objectives"]:
                place = Place(section["title"], area["title"], objective["text"])
                kept = [line for line in objective["lines"] if not line["closed_on"]]
                objectives.append(OpenedObjective(objective["text"], tuple(_planned(line, place) for line in kept)))
                closed += _closed(objective["lines"])
            areas.append(OpenedArea(area["number"], area["title"], tuple(objectives)))
        sections.append(OpenedSection(section["number"], section["title"], tuple(areas)))
    return OpenedPlan(content["title"], content["layout"] == "numbered", tuple(sections), tuple(closed))


def _entries(plan: Plan) -> QuerySet[PlanEntry]:
    """All lines of a plan in their order, with what is frozen of each."""
    said = Update.objects.filter(action=OuterRef("action"), effect=Effect.NONE).order_by("-at", "-pk")
    return (
        PlanEntry.objects.filter(objective__area__section__plan=plan)
        .select_related("action__lead")
        .prefetch_related("action__contributors", "action__milestones")
        .annotate(last_words=Subquery(said.values("words")[:1]))
        .order_by("objective", "order")
    )


def _objective(objective: Objective, lines: list[Content]) -> Content:
    return {"text": objective.text, "lines": lines}


def _line(entry: PlanEntry) -> Content:
    action = entry.action
    line: Content = {
        "key": str(entry.pk),
        "ref": entry.ref,
        "heading": entry.heading,
        "outcome": entry.outcome_sought,
        "resources": entry.resources,
        "ict": entry.ict_requirement,
        "closed_on": entry.closed_on.isoformat() if entry.closed_on else None,
        "closed_because": entry.closed_because,
    }
    if action is None:
        return line
    milestones = action.milestones.all()
    return line | {
        "action": action.title,
        "description": action.description,
        "lead": action.lead.title if action.lead else "",
        "contributors": [post.title for post in action.contributors.all()],
        "status": Status(action.status).label if action.status else "",
        "words": entry.last_words or "",
        "milestones": [
            {
                "measure": milestone.measure,
                "date": milestone.date_as_written or (entry.target_date_as_written if len(milestones) == 1 else ""),
                "due": milestone.due_on.isoformat() if milestone.due_on else None,
                "reached": milestone.completed_on.isoformat() if milestone.completed_on else None,
            }
            for milestone in milestones
        ],
    }


def _planned(line: Content, place: Place) -> PlannedLine:
    milestones = line.get("milestones", [])
    return PlannedLine(
        key=line["key"],
        place=place,
        ref=line["ref"],
        text=line.get("action") or line["heading"],
        is_heading="action" not in line,
        dates=tuple(step["date"] for step in milestones),
        due=tuple(date.fromisoformat(step["due"]) if step["due"] else None for step in milestones),
        measures=tuple(step["measure"] for step in milestones),
        lead=line.get("lead", ""),
        contributors=tuple(line.get("contributors", ())),
        status=line.get("status", ""),
        words=line.get("words", ""),
        outcome=line["outcome"],
        resources=line["resources"],
        ict=line["ict"],
    )


def _closed(lines: list[Content]) -> Iterator[ClosedLine]:
    for line in lines:
        if line["closed_on"]:
            text = line.get("action") or line["heading"]
            yield ClosedLine(line["ref"], text, date.fromisoformat(line["closed_on"]), line["closed_because"])
