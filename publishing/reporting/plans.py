"""Plans as the public reads them: what is to be done by when by which post, and how it is going. No names, and no words of officers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Exists, F, OuterRef, QuerySet

from actions.models import Action
from core.formats import days, share, short_date
from core.rag import Rag, Rating
from improvement_plan.models import MeasureLink, Plan, PlanEntry
from meetings.models import AgendaItem, Resolution
from publishing.choices import PROGRESS


def public_entries(on: date) -> QuerySet[PlanEntry]:
    """The lines with actions of public plans on a day, but for actions that were resolved on in closed session."""
    closed = Resolution.objects.filter(action=OuterRef("action"), minute__item__in=AgendaItem.objects.closed())
    entries = PlanEntry.objects.there(on).filter(action__isnull=False, objective__area__section__plan__is_public=True)
    return entries.exclude(Exists(closed))


@dataclass(frozen=True)
class PublicAction:
    """An action of a public plan."""

    ref: str
    title: str
    lead: str
    due: str
    moved: str
    """By how much its date has moved since it was first promised; empty where it has not."""
    rating: Rating


@dataclass(frozen=True)
class PublicObjective:
    """What a plan wants to reach, with its actions."""

    text: str
    actions: tuple[PublicAction, ...]


@dataclass(frozen=True)
class PublicSection:
    """A section of a plan, with its objectives."""

    title: str
    objectives: tuple[PublicObjective, ...]


@dataclass(frozen=True)
class Progress:
    """How many of a plan's actions stand how."""

    total: int = 0
    done: int = 0
    on_track: int = 0
    slipping: int = 0
    late: int = 0
    silent: int = 0

    @property
    def sentence(self) -> str:
        """How far it is, in a sentence."""
        if not self.total:
            return "This plan has no actions that are published."
        return (
            f"{share(self.done, self.total)} of the actions are done, {self.on_track} are on track, {self.slipping} are "
            f"slipping, {self.late} are late or off track, and of {self.silent} nothing has been reported yet."
        )


def counted(ratings: Iterable[str]) -> Progress:
    """Ratings of actions, counted."""
    found = Counter(ratings)
    return Progress(
        total=found.total(),
        done=found[Rag.COMPLETE],
        on_track=found[Rag.GREEN],
        slipping=found[Rag.AMBER],
        late=found[Rag.RED],
        silent=found[Rag.NOT_REPORTED],
    )


def rated(on: date, *, seasons_fall_due: bool) -> QuerySet[Action]:
    """All actions rated on a day, with how far they slipped."""
    return Action.objects.rated(on, seasons_fall_due=seasons_fall_due).with_slippage()


def plans_with_progress(on: date, *, seasons_fall_due: bool) -> list[tuple[Plan, Progress]]:
    """The public plans, each with how it is going. Three queries."""
    plans = list(Plan.objects.public())
    pairs = set(public_entries(on).values_list("objective__area__section__plan", "action").order_by())
    rating = dict(
        Action.objects.rated(on, seasons_fall_due=seasons_fall_due)
        .filter(pk__in=public_entries(on).order_by().values("action"))
        .values_list("pk", "rating")
    )
    return [(plan, counted(rating[action] for of, action in pairs if of == plan.pk)) for plan in plans]


def progress_of(plan: Plan, on: date, *, seasons_fall_due: bool) -> Progress:
    """How one is going. One query."""
    actions = public_entries(on).filter(objective__area__section__plan=plan).order_by().values("action")
    return counted(
        Action.objects.rated(on, seasons_fall_due=seasons_fall_due)
        .filter(pk__in=actions)
        .values_list("rating", flat=True)
    )


def entries_of(plan: Plan, on: date) -> QuerySet[PlanEntry]:
    """The lines of a public plan in their order."""
    entries = public_entries(on).filter(objective__area__section__plan=plan)
    return entries.select_related("objective__area__section").in_order()


def sections(entries: Sequence[PlanEntry], on: date, *, seasons_fall_due: bool) -> tuple[PublicSection, ...]:
    """Some lines in their places. One query."""
    actions = rated(on, seasons_fall_due=seasons_fall_due).select_related("lead")
    known = {action.pk: action for action in actions.filter(pk__in=[entry.action_id for entry in entries])}
    return tuple(
        PublicSection(
            section.title,
            tuple(
                PublicObjective(objective.text, tuple(told_of(known[entry.action_id], entry.ref) for entry in lines))
                for objective, lines in groupby(of_section, key=lambda entry: entry.objective)
            ),
        )
        for section, of_section in groupby(entries, key=lambda entry: entry.objective.area.section)
    )


def told_of(action: Action, ref: str) -> PublicAction:
    """An action of ``rated`` as the public reads it."""
    due, slipped = action.last_due, action.slipped_by or timedelta()
    moved = f"moved by {days(slipped.days)}" if slipped else ""
    return PublicAction(
        ref=ref,
        title=action.title,
        lead=str(action.lead) if action.lead else "Nobody yet",
        due=short_date(due) or "No date",
        moved=moved,
        rating=Rating(Rag(action.rating), progress_words(action.rating, is_overdue=action.is_overdue), ""),
    )


def progress_words(rating: str, *, is_overdue: bool) -> str:
    """How an action is going, in a resident's words."""
    return "Late" if is_overdue else PROGRESS[Rag(rating)]


def actions_for(indicators: Iterable[int], on: date) -> dict[int, list[tuple[str, str, str]]]:
    """The published actions that are to move some indicators: title, plan and its address, by indicator. One query."""
    links = (
        MeasureLink.objects.filter(indicator__in=list(indicators))
        .filter(milestone__action__plan_entries__in=public_entries(on))
        .annotate(
            title=F("milestone__action__title"),
            plan=F("milestone__action__plan_entries__objective__area__section__plan__title"),
            slug=F("milestone__action__plan_entries__objective__area__section__plan__slug"),
        )
        .order_by("indicator", "milestone", "pk")
        .values_list("indicator", "title", "plan", "slug")
    )
    found: dict[int, list[tuple[str, str, str]]] = {}
    for indicator, *what in links:
        if tuple(what) not in found.setdefault(indicator, []):
            found[indicator].append(tuple(what))
    return found
