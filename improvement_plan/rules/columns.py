"""What the columns of a plan are called: by the two papers, and by other councils."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

NOT_WORDS = re.compile(r"[^\w%#]+|_")


class Column(StrEnum):
    """What a column of a plan holds. The value is how people name it."""

    REF = "Ref"
    SECTION = "Section"
    AREA = "Priority area"
    OBJECTIVE = "Objective"
    ACTION = "Key action"
    DATE = "Target date"
    MEASURE = "Progress measure"
    STATUS = "On target"
    POSTS = "Accountability"
    UPDATE = "Update"
    OUTCOME = "Target or outcome"
    RESOURCES = "Resources"
    ICT = "ICT requirement"


HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.REF: ("ref", "reference", "ref no", "action ref", "action no", "action number", "no", "number", "id", "#"),
    Column.SECTION: ("section", "theme", "workstream", "work stream", "programme", "chapter"),
    Column.AREA: ("priority area", "priority", "area", "corporate priority", "sub section"),
    Column.OBJECTIVE: (
        "objective", "objectives", "aim", "aims", "goal", "goals", "recommendation", "area for improvement", "issue",
        "improvement required", "improvement objective", "what do we want to achieve", "what we want to achieve",
    ),
    Column.ACTION: (
        "key action", "key actions", "action", "actions", "action required", "actions required", "task", "tasks",
        "key task", "key tasks", "activity", "activities", "what we will do", "what will we do", "improvement action",
        "how", "how we will do it",
    ),
    Column.DATE: (
        "target date", "target dates", "completion date", "deadline", "deadlines", "due date", "due", "by when",
        "when", "timescale", "timescales", "date", "end date", "finish date", "target completion date",
        "expected completion date", "timeline", "to be completed by", "completed by",
    ),
    Column.MEASURE: (
        "progress measure", "progress measures", "measure", "measures", "success measure", "success measures",
        "measure of success", "measures of success", "success criteria", "performance measure",
        "performance measures", "performance indicator", "kpi", "kpis", "how we will know", "how will we know",
        "evidence", "evidence of success",
    ),
    Column.STATUS: (
        "on target", "status", "rag", "rag status", "rag rating", "on track", "rating", "current status", "b rag",
        "brag", "brag status", "traffic light", "progress rag",
    ),
    Column.POSTS: (
        "accountability", "accountable", "accountable officer", "lead officer", "lead officers", "lead", "owner",
        "owners", "action owner", "responsible", "responsible officer", "responsible officers", "responsibility",
        "officer", "officers", "by whom", "who", "lead post", "who is responsible", "lead person",
    ),
    Column.UPDATE: (
        "update", "updates", "progress", "progress update", "progress to date", "comment", "comments", "commentary",
        "latest position", "current position", "latest update", "narrative", "notes", "latest progress",
    ),
    Column.OUTCOME: (
        "target outcome", "target outcomes", "targets outcomes", "outcome", "outcomes", "target or outcome",
        "outcome sought", "expected outcome", "expected outcomes", "target", "targets", "benefit", "benefits",
        "expected benefits", "intended outcome", "intended outcomes",
    ),
    Column.RESOURCES: (
        "resources", "resource", "resource implications", "resource implications funding", "funding", "cost",
        "costs", "budget", "resources required", "resource requirements", "financial implications",
    ),
    Column.ICT: (
        "ict requirement", "ict requirements", "ict requirement yes no", "ict", "it requirement", "it requirements",
        "ict implications", "it implications",
    ),
}  # fmt: skip
"""Headings by column, as ``plain`` writes them."""

MILESTONES = {"milestone", "milestones", "key milestone", "key milestones"}
"""What some councils call an action, and others the steps of one: the action where no other column is it."""

KNOWN = {heading: column for column, headings in HEADINGS.items() for heading in headings}
LONGEST = 60
"""No heading is longer."""


def plain(heading: str) -> str:
    """A heading as it is compared: “Target/ outcomes” and “Target / Outcomes” are one."""
    return " ".join(NOT_WORDS.sub(" ", heading.casefold()).split())


def columns_of(headings: Sequence[str], remembered: Mapping[str, str] | None = None) -> tuple[Column | None, ...]:
    """Which column each heading names; None where it names none that a plan has.

    ``remembered`` holds what people said of headings before: the column's value by plain heading, or "" for one
    to leave out. A column is taken once; a second heading for it names none.
    """
    remembered = remembered or {}
    plains = [plain(heading) if len(heading) <= LONGEST else "" for heading in headings]
    found: list[Column | None] = []
    for heading in plains:
        column = _named(heading, remembered)
        found.append(None if column in found else column)
    for place, heading in enumerate(plains):
        if heading in MILESTONES and found[place] is None:
            wanted = Column.MEASURE if Column.ACTION in found else Column.ACTION
            found[place] = None if wanted in found else wanted
    return tuple(found)


def _named(heading: str, remembered: Mapping[str, str]) -> Column | None:
    if not heading:
        return None
    if heading in remembered:
        return Column(remembered[heading]) if remembered[heading] else None
    if heading in KNOWN:
        return KNOWN[heading]
    return next((KNOWN[start] for start in _beginnings(heading) if start in KNOWN), None)


def _beginnings(heading: str) -> list[str]:
    """The first words of a heading, the longest run first, but two at least: “target date for completion” is a date."""
    words = heading.split()
    return [" ".join(words[:count]) for count in range(len(words) - 1, 1, -1)]
