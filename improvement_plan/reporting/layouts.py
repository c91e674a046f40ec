"""A plan as the rows of its table, in either layout: what a workbook and a document write, and an import reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from actions.reporting import MilestoneLine
from core.formats import long_date
from improvement_plan.reporting.lines import EntryLine
from improvement_plan.reporting.plan import PlanReport

NOTHING = "–"
LINE_BREAKS = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Column:
    """A column of a layout."""

    title: str
    width: float
    """Its share of the width of the paper."""


OBJECTIVES = (
    Column("Objective", 17),
    Column("Key Action", 25),
    Column("Target Date", 11),
    Column("Measure", 20),
    Column("On Target", 9),
    Column("Accountability", 15),
    Column("Update", 23),
)
NUMBERED = (
    Column("Ref", 5),
    Column("Objective", 14),
    Column("Key Actions", 23),
    Column("Lead Officer", 13),
    Column("Completion Date", 10),
    Column("Target/Outcomes", 16),
    Column("Resources", 14),
    Column("ICT Requirement", 9),
    Column("Progress", 18),
)


class Kind(StrEnum):
    """What a row is."""

    SECTION = "section"
    AREA = "area"
    HEADING = "heading"
    ACTION = "action"


@dataclass(frozen=True)
class SheetRow:
    """A row of a plan's table. Of a section or a priority area the first cell speaks for the whole row."""

    kind: Kind
    cells: tuple[str, ...]
    is_complete: bool = False
    begins_objective: bool = False


def columns(report: PlanReport) -> tuple[Column, ...]:
    """The columns of a plan's layout."""
    return NUMBERED if report.numbered else OBJECTIVES


def rows(report: PlanReport) -> Iterator[SheetRow]:
    """The rows of a plan's table, headings among them. An objective stands in the first row of its own."""
    for section in report.sections:
        titled = f"{section.number}. {section.title}" if report.is_numbered else section.title
        yield SheetRow(Kind.SECTION, (titled,))
        for area in section.areas:
            heading = area.title if report.numbered else f"{area.number}. {section.title}: {area.title}"
            yield SheetRow(Kind.AREA, (heading,))
            for objective in area.objectives:
                for place, entry in enumerate(objective.entries):
                    yield _row(entry, objective.text if place == 0 else "", numbered=report.numbered)


def _row(entry: EntryLine, objective: str, *, numbered: bool) -> SheetRow:
    action = entry.action
    first = (entry.ref, objective) if numbered else (objective,)
    if action is None:
        blank = ("",) * ((len(NUMBERED) if numbered else len(OBJECTIVES)) - len(first) - 1)
        return SheetRow(
            Kind.HEADING, (*first, f"{entry.heading.rstrip(':')}:", *blank), begins_objective=bool(objective)
        )
    dates, measures = dates_and_measures(entry)
    posts = " / ".join((action.lead, *action.contributors) if action.has_lead else action.contributors)
    doing = "\n".join(filter(None, (action.title, action.description.strip())))
    if numbered:
        progress = "\n".join(filter(None, (entry.status, entry.said)))
        rest = (doing, posts, dates, entry.outcome or measures, entry.resources, entry.ict, progress)
    else:
        rest = (doing, dates, measures, entry.status, posts, entry.said)
    return SheetRow(Kind.ACTION, (*first, *rest), is_complete=action.is_complete, begins_objective=bool(objective))


def dates_and_measures(entry: EntryLine) -> tuple[str, str]:
    """Two cells with a line for each milestone: line by line its date as written, and its measure; a dash for none."""
    steps = _occurrences(entry.action.milestones)
    dates = [_one_line(step.as_written) or (long_date(step.due) if step.due else "") for step in steps]
    measures = [_one_line(step.measure) for step in steps]
    return _lines(dates) or entry.as_written, _lines(measures)


def _occurrences(steps: Iterable[MilestoneLine]) -> list[MilestoneLine]:
    """Milestones, of one that comes round again a single one: the plan says it once."""
    found: dict[tuple, MilestoneLine] = {}
    for step in steps:
        found[(step.as_written, step.measure) if step.recurrence else (step.pk,)] = step
    return list(found.values())


def _lines(texts: list[str]) -> str:
    """A line for each; a dash holds the place of what is missing, so that no line is lost."""
    return "\n".join(text or NOTHING for text in texts) if any(texts) else ""


def _one_line(text: str) -> str:
    return LINE_BREAKS.sub(" ", text.strip())
