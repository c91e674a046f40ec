"""The threads from outcomes to all that serves them, read at a date."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Prefetch, QuerySet

from actions.choices import Status
from actions.models import Action
from actions.rules import rate
from clinics.choices import State
from clinics.models import ClinicAction, ClinicIndicator
from core.formats import count, short_date
from core.rag import Rag, Rating
from frameworks.choices import Thing
from frameworks.reporting.serving import (
    NO_OWNER,
    ActionLine,
    ClinicLine,
    FrameworkThread,
    IndicatorLine,
    OutcomeThread,
    Past,
    PlanPlace,
    Serving,
)
from improvement_plan.models import PlanEntry
from indicators.models import Indicator
from organisation.models import Framework, Outcome

NO_FIGURE = Rating(Rag.AWAITED, "No figure yet", "No figure has come in yet.")
IN_ORDER = ("set__order", "set__code", "sort_key", "pk")
Line = TypeVar("Line", IndicatorLine, ActionLine, ClinicLine)


def framework_thread(framework: Framework, on: date, *, seasons_fall_due: bool = False) -> FrameworkThread:
    """A framework with all that serves it, rated at a date. Seven queries, however much there is."""
    outcomes = threads(framework.outcomes.all(), on, seasons_fall_due=seasons_fall_due)
    serving = together(outcome.serving for outcome in outcomes)
    return FrameworkThread(
        pk=framework.pk,
        url=framework.get_absolute_url(),
        name=framework.name,
        kind=framework.get_kind_display(),
        source=framework.source,
        starts=framework.starts,
        ends=framework.ends,
        on=on,
        outcomes=tuple(outcomes),
        serving=serving,
        shared={
            Thing.INDICATOR: shared(outcome.serving.indicators for outcome in outcomes),
            Thing.ACTION: shared(outcome.serving.actions for outcome in outcomes),
            Thing.CLINIC: shared(outcome.serving.clinics for outcome in outcomes),
        },
    )


def together(several: Iterable[Serving]) -> Serving:
    """What serves several outcomes taken together: each thing once, in the order in which it comes first."""
    several = list(several)
    return Serving(
        indicators=_once(line for one in several for line in one.indicators),
        actions=_once(line for one in several for line in one.actions),
        clinics=_once(line for one in several for line in one.clinics),
    )


def _once(lines: Iterable[Line]) -> tuple[Line, ...]:
    found: dict[int, Line] = {}
    for line in lines:
        found.setdefault(line.pk, line)
    return tuple(found.values())


def shared(several: Iterable[Sequence[Line]]) -> int:
    """How many things stand in more than one of these."""
    times = Counter(key for lines in several for key in {line.pk for line in lines})
    return sum(number > 1 for number in times.values())


def threads(outcomes: QuerySet[Outcome], on: date, *, seasons_fall_due: bool = False) -> list[OutcomeThread]:
    """Some outcomes, each with all that serves it, rated at a date. Seven queries, however many and however much."""
    rows = list(
        outcomes.prefetch_related(
            Prefetch(
                "indicators", Indicator.objects.select_related("set", "owner", "latest__period").order_by(*IN_ORDER)
            ),
            Prefetch("actions", Action.objects.select_related("lead").prefetch_related("milestones").order_by("pk")),
        )
    )
    indicators = {one.pk: one for row in rows for one in row.indicators.all()}
    actions = {one.pk: one for row in rows for one in row.actions.all()}
    plans = _plans(actions)
    measured = {
        key: indicator_line(one) for key, one in indicators.items() if one.closed_on is None or one.closed_on > on
    }
    done = {
        key: action_line(one, on, plans.get(key, ()), seasons_fall_due=seasons_fall_due)
        for key, one in actions.items()
        if one.closed_on is None or one.closed_on > on or one.status == Status.COMPLETE
    }
    clinics = _clinics(measured, done)
    return [_thread(row, measured, done, clinics) for row in rows]


def _thread(
    outcome: Outcome,
    indicators: dict[int, IndicatorLine],
    actions: dict[int, ActionLine],
    clinics: list[tuple[Any, set[int], set[int]]],
) -> OutcomeThread:
    own = [indicators[one.pk] for one in outcome.indicators.all() if one.pk in indicators]
    doing = [actions[one.pk] for one in outcome.actions.all() if one.pk in actions]
    gone = [(one, "last measured") for one in outcome.indicators.all() if one.pk not in indicators]
    gone += [(one, "closed") for one in outcome.actions.all() if one.pk not in actions]
    return OutcomeThread(
        pk=outcome.pk,
        url=outcome.get_absolute_url(),
        ref=outcome.ref,
        title=outcome.title,
        group=outcome.group,
        serving=Serving(tuple(own), tuple(doing), tuple(_clinic_lines(clinics, own, doing))),
        past=tuple(Past(str(one), one.get_absolute_url(), f"{why} {short_date(one.closed_on)}") for one, why in gone),
    )


def indicator_line(indicator: Indicator) -> IndicatorLine:
    """An indicator by its newest figure. Reads set, owner and latest: fetch them with it."""
    latest = indicator.latest
    return IndicatorLine(
        pk=indicator.pk,
        url=indicator.get_absolute_url(),
        code=indicator.set.code,
        ref=indicator.ref,
        title=indicator.title,
        owner=str(indicator.owner) if indicator.owner_id else NO_OWNER,
        rating=Rating(Rag(latest.rating), latest.rating_label, latest.rating_reason) if latest else NO_FIGURE,
        period=str(latest.period) if latest else "",
        figure=indicator.scale.again(latest.actual) if latest else "",
        direction=latest.get_direction_display() if latest else "",
        direction_reason=latest.direction_reason if latest else "",
    )


def action_line(
    action: Action, on: date, plans: tuple[PlanPlace, ...], *, seasons_fall_due: bool = False
) -> ActionLine:
    """An action at a date. Reads its lead and milestones: fetch them with it."""
    facts = action.facts
    due = facts.due(on)
    written = "; ".join(one.date_as_written for one in action.milestones.all() if one.date_as_written)
    return ActionLine(
        pk=action.pk,
        url=action.get_absolute_url(),
        title=action.title,
        lead=str(action.lead) if action.lead_id else NO_OWNER,
        rating=rate(facts, on, seasons_fall_due=seasons_fall_due),
        due=due,
        due_words=short_date(due) or written or "No date",
        plans=plans,
    )


def _plans(actions: Iterable[int]) -> dict[int, tuple[PlanPlace, ...]]:
    """The plans in which actions stand, by the lines that are not closed. One query."""
    entries = PlanEntry.objects.filter(action__in=list(actions), closed_on__isnull=True)
    entries = entries.select_related("objective__area__section__plan").order_by("pk")
    found: dict[int, dict[Any, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        found[entry.action_id][entry.objective.area.section.plan].append(entry.ref)
    return {
        action: tuple(
            PlanPlace(plan.pk, plan.title, plan.get_absolute_url(), tuple(filter(None, refs)))
            for plan, refs in plans.items()
        )
        for action, plans in found.items()
    }


def _clinics(indicators: Iterable[int], actions: Iterable[int]) -> list[tuple[Any, set[int], set[int]]]:
    """The clinics on any of these, each with which; those that were cancelled are left out. Two queries."""
    found: dict[Any, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    held = ClinicIndicator.objects.filter(indicator__in=list(indicators)).exclude(clinic__state=State.CANCELLED)
    for link in held.select_related("clinic").order_by("pk"):
        found[link.clinic][0].add(link.indicator_id)
    agreed = ClinicAction.objects.filter(action__in=list(actions)).exclude(clinic__state=State.CANCELLED)
    for link in agreed.select_related("clinic").order_by("pk"):
        found[link.clinic][1].add(link.action_id)
    return sorted(((clinic, *ways) for clinic, ways in found.items()), key=lambda row: row[0].pk)


def _clinic_lines(
    clinics: list[tuple[Any, set[int], set[int]]], indicators: list[IndicatorLine], actions: list[ActionLine]
) -> Iterator[ClinicLine]:
    doing = {line.pk for line in actions}
    for clinic, on_indicators, on_actions in clinics:
        refs = [line.ref for line in indicators if line.pk in on_indicators]
        agreed = len(on_actions & doing)
        if refs or agreed:
            through = (*refs, *([count(agreed, "action")] if agreed else ()))
            yield ClinicLine(clinic.pk, clinic.get_absolute_url(), clinic.title, clinic.get_state_display(), through)
