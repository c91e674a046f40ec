"""What is read of a plan at a date: plain data, the same for page, paper and file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum

from actions.models import Action, Milestone, Update, start_of, times_redated
from actions.reporting import ActionLine, line
from core.formats import percentage
from core.rag import Rag
from improvement_plan.models import Plan, PlanEntry, PlanVersion, PriorityArea
from organisation.models import Council, Post


@dataclass(frozen=True)
class EntryLine:
    """A line of a plan: an action in its place, or a sub-heading."""

    pk: int
    ref: str
    heading: str
    action: ActionLine | None
    as_written: str
    """The target date as the plan has it."""
    outcome: str
    resources: str
    ict: str
    inherited: bool


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


@dataclass(frozen=True)
class Tiles:
    """What stands above a plan: each count with what it is of."""

    actions: int
    complete: int
    overdue: int
    redated: int
    redated_days: int
    with_status: int
    updated: int
    undated: int
    without_owner: int

    @property
    def with_status_share(self) -> str:
        """The share of actions of which a status was ever declared."""
        return percentage(self.with_status, self.actions) if self.actions else ""


@dataclass(frozen=True)
class PlanReport:
    """A plan at a date."""

    title: str
    slug: str
    on: date
    description: str
    closing_notes: str
    numbered: bool
    tiles: Tiles
    versions: tuple[PlanVersion, ...]
    legend: tuple[tuple[str, str], ...]
    sections: tuple[SectionBlock, ...] = field(default=())


def entries_of(plan: Plan) -> QuerySet[PlanEntry]:
    """The open lines of a plan in their order, with what a list shows of each. Four queries."""
    latest = Update.objects.filter(action=OuterRef("action")).order_by("-at", "-pk")
    return (
        PlanEntry.objects.filter(objective__area__section__plan=plan, closed_on__isnull=True)
        .select_related("objective__area__section", "action__lead")
        .prefetch_related("action__contributors", "action__milestones")
        .annotate(
            last_words=Subquery(latest.values("words")[:1]),
            last_status=Subquery(latest.values("status")[:1]),
            last_said_at=Subquery(latest.values("at")[:1]),
            times_redated=times_redated("action"),
        )
        .order_by("objective__area__section__number", "objective__area__number", "objective__order", "order")
    )


def entry_line(entry: PlanEntry, on: date, *, seasons_fall_due: bool) -> EntryLine:
    """A line of a plan at a date."""
    action = entry.action
    if action:
        action.last_words, action.last_status, action.last_said_at, action.times_redated = (
            entry.last_words,
            entry.last_status,
            entry.last_said_at,
            entry.times_redated,
        )
    return EntryLine(
        pk=entry.pk,
        ref=entry.ref,
        heading=entry.heading,
        action=line(action, on, seasons_fall_due=seasons_fall_due) if action else None,
        as_written=entry.target_date_as_written,
        outcome=entry.outcome_sought,
        resources=entry.resources,
        ict=entry.ict_requirement,
        inherited=entry.accountability_inherited,
    )


def grouped(entries: Iterable[PlanEntry], on: date, *, seasons_fall_due: bool) -> tuple[SectionBlock, ...]:
    """Lines in their order, under sections, priority areas and objectives."""
    sections = []
    for section, in_section in groupby(entries, key=lambda e: e.objective.area.section):
        areas = []
        for area, in_area in groupby(in_section, key=lambda e: e.objective.area):
            areas.append(_area(area, in_area, on, seasons_fall_due))
        sections.append(SectionBlock(section.number, section.title, tuple(areas)))
    return tuple(sections)


def _area(area: PriorityArea, entries: Iterable[PlanEntry], on: date, seasons_fall_due: bool) -> AreaBlock:
    objectives = []
    for objective, lines in groupby(entries, key=lambda e: e.objective):
        rows = tuple(entry_line(entry, on, seasons_fall_due=seasons_fall_due) for entry in lines)
        objectives.append(ObjectiveBlock(objective.text, rows))
    return AreaBlock(area.number, area.title, tuple(objectives))


def tiles(plan: Plan, on: date, *, since: date | None = None, seasons_fall_due: bool = False) -> Tiles:
    """The counts above a plan at a date. One query.

    ``since`` is the first day of the reporting cycle, from which on updates count as of this cycle;
    without it, any update counts.
    """
    entries = PlanEntry.objects.filter(objective__area__section__plan=plan, closed_on__isnull=True)
    actions = Action.objects.filter(pk__in=entries.filter(action__isnull=False).values("action"))
    slipped = (
        Milestone.objects.filter(action=OuterRef("pk"), due_on__gt=F("first_due_on"))
        .annotate(slipped=ExpressionWrapper(F("due_on") - F("first_due_on"), output_field=DurationField()))
        .order_by("-slipped")
        .values("slipped")[:1]
    )
    updates = Update.objects.filter(action=OuterRef("pk"))
    counts = (
        actions.rated(on, seasons_fall_due=seasons_fall_due)
        .annotate(
            slipped=Subquery(slipped), has_update=Exists(updates.filter(at__gte=start_of(since)) if since else updates)
        )
        .aggregate(
            actions=Count("pk"),
            complete=Count("pk", filter=Q(rating=Rag.COMPLETE)),
            overdue=Count("pk", filter=Q(is_overdue=True)),
            redated=Count("slipped"),
            redated_days=Sum("slipped"),
            with_status=Count("pk", filter=~Q(status="")),
            updated=Count("pk", filter=Q(has_update=True)),
            undated=Count("pk", filter=Q(last_due__isnull=True)),
            without_owner=Count("pk", filter=Q(lead__isnull=True)),
        )
    )
    return Tiles(**counts | {"redated_days": counts["redated_days"].days if counts["redated_days"] else 0})


def legend(council: Council) -> tuple[tuple[str, str], ...]:
    """The abbreviations of the council's posts and of the council itself, in order. One query."""
    pairs = set(Post.objects.exclude(abbreviation="").values_list("abbreviation", "title"))
    if council.abbreviation:
        pairs.add((council.abbreviation, council.name))
    return tuple(sorted(pairs, key=lambda pair: pair[0].lower()))


def plan_report(plan: Plan, on: date, *, council: Council, since: date | None = None) -> PlanReport:
    """A whole plan at a date, for paper. Four queries, and two more for a numbered plan's versions and legend."""
    seasons = council.seasons_fall_due
    return PlanReport(
        title=plan.title,
        slug=plan.slug,
        on=on,
        description=plan.description,
        closing_notes=plan.closing_notes,
        numbered=plan.is_numbered,
        tiles=tiles(plan, on, since=since, seasons_fall_due=seasons),
        versions=tuple(plan.versions.all()) if plan.is_numbered else (),
        legend=legend(council) if plan.is_numbered else (),
        sections=grouped(entries_of(plan), on, seasons_fall_due=seasons),
    )
