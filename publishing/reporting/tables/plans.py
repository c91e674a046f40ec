"""The plans and what is done about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from actions.models import Action, Milestone
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from meetings.models import AgendaItem, Resolution
from organisation.models import Post
from publishing.choices import PROGRESS, Scope
from publishing.reporting.columns import Asked, Column, Filter, Table, Type
from publishing.reporting.plans import progress_words, public_entries, rated
from publishing.reporting.tables.shared import CHANGED, SINCE, by, changed


def _plans(asked: Asked) -> QuerySet:
    found = Plan.objects.all() if asked.scope == Scope.READER else Plan.objects.public()
    return found.annotate(changed_at=changed((Plan, "pk")))


def _plan_cells(rows: Sequence[Plan], asked: Asked) -> Iterator[Sequence[Any]]:
    for row in rows:
        page = asked.address("public-plan", row.slug) if row.is_public else ""
        yield row.slug, row.title, row.description, row.starts, row.ends, row.is_public, row.changed_at, page


PLANS = Table(
    name="plans",
    title="Plans",
    about="The council's improvement plans.",
    key=("plan",),
    columns=(
        Column("plan", "By which it is known in addresses and in the table of actions.", required=True),
        Column("title", "What it is called.", required=True),
        Column("description", "What it is for."),
        Column("starts", "Its first day.", Type.DATE),
        Column("ends", "Its last day.", Type.DATE),
        Column("public", "Whether it is published.", Type.BOOLEAN, required=True),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
        Column("page", "The address of its public page."),
    ),
    rows=_plans,
    cells=_plan_cells,
    order=("-starts", "title", "pk"),
    rests_on=(Plan,),
    filters=(SINCE,),
)


def _actions(asked: Asked) -> QuerySet:
    if asked.scope == Scope.READER:
        found = PlanEntry.objects.there(asked.on).filter(action__isnull=False)
    else:
        found = public_entries(asked.on)
    found = found.select_related("objective__area__section__plan")
    return found.annotate(
        changed_at=changed((PlanEntry, "pk"), (Action, "action"), (Plan, "objective__area__section__plan"))
    )


def _action_cells(rows: Sequence[PlanEntry], asked: Asked) -> Iterator[Sequence[Any]]:
    actions = rated(asked.on, seasons_fall_due=asked.council.seasons_fall_due).select_related("lead")
    known = {action.pk: action for action in actions.filter(pk__in=[row.action_id for row in rows])}
    for row in rows:
        action, area = known[row.action_id], row.objective.area
        slipped = action.slipped_by.days if action.slipped_by else 0
        yield (
            area.section.plan.slug, row.pk, row.ref, action.title, area.section.title, area.title, row.objective.text,
            str(action.lead or ""), action.last_due, slipped, action.times_redated or 0, action.rating,
            progress_words(action.rating, is_overdue=action.is_overdue), action.is_overdue, row.changed_at,
        )  # fmt: skip


ACTIONS = Table(
    name="actions",
    title="Actions",
    about="What the plans say is to be done, by when and by which post, and how it is going on the day. No names of "
    "people, and none of what officers said of it.",
    key=("plan", "line"),
    columns=(
        Column("plan", "The plan, as in the table of plans.", required=True),
        Column("line", "The line of the plan: a number that never changes.", Type.INTEGER, required=True),
        Column("ref", "Its reference in the plan, such as 3.13."),
        Column("title", "What is to be done.", required=True),
        Column("section", "The section of the plan.", required=True),
        Column("area", "The priority area.", required=True),
        Column("objective", "What it is to reach.", required=True),
        Column("lead", "The post that answers for it."),
        Column("due", "The day by which it is to be done, as it holds now.", Type.DATE),
        Column(
            "days_slipped",
            "Days between the day that was promised first and the one that holds now.",
            Type.INTEGER,
            required=True,
        ),
        Column("times_redated", "How often a date of it was changed.", Type.INTEGER, required=True),
        Column(
            "rating", "How it is going.", values={str(rag): words for rag, words in PROGRESS.items()}, required=True
        ),
        Column("rating_words", "The same in words.", required=True),
        Column("overdue", "Whether its day has passed and it is not done.", Type.BOOLEAN, required=True),
        Column("changed_at", CHANGED, Type.DATETIME, required=True),
    ),
    rows=_actions,
    cells=_action_cells,
    order=(
        "objective__area__section__plan__title",
        "objective__area__section__plan",
        "objective__area__section__number",
        "objective__area__number",
        "objective__order",
        "order",
        "pk",
    ),
    rests_on=(Action, Milestone, PlanEntry, Objective, PriorityArea, Section, Plan, Post, AgendaItem, Resolution),
    by_day=True,
    filters=(
        Filter(
            "plan", "A plan, as in the table of plans.", by("objective__area__section__plan__slug"), "corporate-plan"
        ),
        SINCE,
    ),
)
