"""The lines of a plan at a day, in their places under sections, priority areas and objectives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from actions.choices import Status
from actions.models import Action
from actions.reporting import LATEST, SAME, ActionLine, line
from core.prose import to_text
from improvement_plan.measures import LiveFigure
from improvement_plan.models import PlanEntry, PriorityArea
from improvement_plan.reporting.position import Position


@dataclass(frozen=True)
class EntryLine:
    """A line of a plan: an action in its place, or a sub-heading."""

    pk: int
    ref: str
    heading: str
    action: ActionLine | None
    as_written: str
    """The target date as the plan has it."""
    accountability: str
    """Who answers for it, as the plan has it."""
    outcome: str
    resources: str
    ict: str
    inherited: bool
    status: str
    """As last declared, in its word; empty where nothing ever was."""
    said: str
    """The last words as they were written; empty where the last said no more than a status."""
    directorate: str
    """Of the lead post, or the partner body that it belongs to; empty where there is no lead or it has neither."""
    under: str
    """Where the summary counts it: a key that the filter of plans takes."""
    posts: tuple[tuple[str, str], ...]
    """Abbreviations of lead and contributors with their titles."""
    live: tuple[LiveFigure, ...]
    added_on: date
    closed_on: date | None
    closed_because: str

    @property
    def title(self) -> str:
        """Its action's, or the sub-heading."""
        return self.action.title if self.action else self.heading

    @property
    def words(self) -> str:
        """Everything that is written in it."""
        written = [self.heading, self.as_written, self.accountability, self.outcome, self.resources, self.ict]
        if self.action:
            steps = [text for step in self.action.milestones for text in (step.measure, step.as_written)]
            written += [self.action.title, self.action.description, self.action.last_words, *steps]
        return "\n".join(written)


@dataclass(frozen=True)
class ObjectiveBlock:
    """An objective with its lines."""

    text: str
    entries: tuple[EntryLine, ...]


@dataclass(frozen=True)
class AreaBlock:
    """A priority area with its objectives."""

    number: int
    title: str
    objectives: tuple[ObjectiveBlock, ...]


@dataclass(frozen=True)
class SectionBlock:
    """A section with its priority areas."""

    number: int
    title: str
    areas: tuple[AreaBlock, ...]

    @property
    def entries(self) -> Iterator[EntryLine]:
        """All its lines in their order."""
        return (entry for area in self.areas for objective in area.objectives for entry in objective.entries)


def entry_line(entry: PlanEntry, at: Position) -> EntryLine:
    """A line of a plan at a day. Fetch it by ``Position.entries``."""
    action = with_latest(entry)
    then = at.then(action) if action else None
    lead = action.lead if action else None
    body = (lead.directorate or lead.partner_body) if lead else None
    posts = [lead, *action.contributors.all()] if action else []
    return EntryLine(
        pk=entry.pk,
        ref=entry.ref,
        heading=entry.heading,
        action=line(then, at.on, seasons_fall_due=at.seasons_fall_due) if then else None,
        as_written=entry.target_date_as_written,
        accountability=entry.accountability_as_written,
        outcome=entry.outcome_sought,
        resources=entry.resources,
        ict=entry.ict_requirement,
        inherited=entry.accountability_inherited,
        status=Status(then.status).label if then and then.status else "",
        said=said_last(then) if then else "",
        directorate=str(body or ""),
        under=counted_under(action) if action else "",
        posts=tuple((post.abbreviation, post.title) for post in posts if post and post.abbreviation),
        live=live_figures(then, at) if then else (),
        added_on=entry.added_on,
        closed_on=entry.closed_on,
        closed_because=entry.closed_because,
    )


def said_last(action: Action) -> str:
    """The last words of an action as they were written."""
    words = (action.last_words or "").strip()
    return words or (SAME if action.last_unchanged else "")


def with_latest(entry: PlanEntry) -> Action | None:
    """The action of a line with what was last said of it, as the line was fetched with it."""
    if entry.action:
        for name in (*LATEST, "times_redated"):
            setattr(entry.action, name, getattr(entry, name))
    return entry.action


NO_LEAD, NO_BODY = "none", "council"
"""Keys of the filter by directorate, for actions that no post leads, and of posts that stand in no directorate."""


def counted_under(action: Action) -> str:
    """The key of the directorate or partner body under which an action is counted, by its lead post."""
    if not action.lead:
        return NO_LEAD
    if action.lead.directorate_id:
        return f"directorate-{action.lead.directorate_id}"
    return f"partner-{action.lead.partner_body_id}" if action.lead.partner_body_id else NO_BODY


def live_figures(action: Action, at: Position) -> tuple[LiveFigure, ...]:
    """What the measures of an action stand at, each once."""
    found = (
        link.live(at.on, council=at.council, by=milestone.due_on, shares=at.shares)
        for milestone in action.milestones.all()
        for link in milestone.measure_links.all()
    )
    return tuple(dict.fromkeys(found))


def grouped(entries: Iterable[PlanEntry], at: Position) -> tuple[SectionBlock, ...]:
    """Lines in their order, under sections, priority areas and objectives."""
    sections = []
    for section, in_section in groupby(entries, key=lambda e: e.objective.area.section):
        areas = tuple(_area(area, in_area, at) for area, in_area in groupby(in_section, key=lambda e: e.objective.area))
        sections.append(SectionBlock(section.number, section.title, areas))
    return tuple(sections)


def _area(area: PriorityArea, entries: Iterable[PlanEntry], at: Position) -> AreaBlock:
    objectives = tuple(
        ObjectiveBlock(objective.text, tuple(entry_line(entry, at) for entry in lines))
        for objective, lines in groupby(entries, key=lambda e: e.objective)
    )
    return AreaBlock(area.number, area.title, objectives)


def plain_words(sections: Iterable[SectionBlock]) -> str:
    """Everything that is written in some sections."""
    objectives = [objective for section in sections for area in section.areas for objective in area.objectives]
    written = [text for each in objectives for text in (each.text, *(to_text(entry.words) for entry in each.entries))]
    return "\n".join(written)
