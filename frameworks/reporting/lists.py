"""Lists of frameworks, of the outcomes of one where they are kept, and of what can be linked with an outcome."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from actions.choices import Status
from actions.models import Action
from frameworks.choices import Thing
from frameworks.reporting.serving import NO_OWNER
from indicators.models import Indicator
from organisation.models import Framework, Outcome


@dataclass(frozen=True)
class FrameworkRow:
    """A framework as the list of all shows it."""

    framework: Framework
    outcomes: int
    indicators: int
    """How many serve it, each once."""
    actions: int
    bare: int
    """How many of its outcomes neither an indicator nor an action serves."""
    is_over: bool


def under_way(on: date) -> Q:
    """Actions that count: those that are not closed, and those that were closed because they were complete."""
    return Q(closed_on__isnull=True) | Q(closed_on__gt=on) | Q(status=Status.COMPLETE)


def framework_rows(on: date) -> list[FrameworkRow]:
    """Every framework with its counts: those that run first. Four queries."""
    outcomes: dict[int, list[int]] = defaultdict(list)
    for key, framework in Outcome.objects.order_by("pk").values_list("pk", "framework"):
        outcomes[framework].append(key)
    indicators = _links(Indicator.outcomes.through.objects.filter(indicator__in=Indicator.objects.current(on)))
    actions = _links(Action.outcomes.through.objects.filter(action__in=Action.objects.filter(under_way(on))))
    rows = []
    for framework in Framework.objects.order_by("name", "pk"):
        keys = outcomes[framework.pk]
        rows.append(
            FrameworkRow(
                framework=framework,
                outcomes=len(keys),
                indicators=len(set().union(*(indicators[key] for key in keys))),
                actions=len(set().union(*(actions[key] for key in keys))),
                bare=sum(not indicators[key] and not actions[key] for key in keys),
                is_over=framework.is_over(on),
            )
        )
    return sorted(rows, key=lambda row: row.is_over)


def _links(rows: QuerySet) -> dict[int, set[int]]:
    """What each outcome is linked with, by key. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    names = [field.attname for field in rows.model._meta.concrete_fields if field.is_relation]
    (thing,) = (name for name in names if name != "outcome_id")
    for outcome, key in rows.values_list("outcome_id", thing):
        found[outcome].add(key)
    return found


def headings(framework: Framework) -> tuple[str, ...]:
    """The headings of its outcomes, each once, in order. One query."""
    return tuple(dict.fromkeys(row.group for row in framework.outcomes.all() if row.group))


@dataclass(frozen=True)
class KeptOutcome:
    """An outcome where the outcomes of its framework are kept."""

    outcome: Outcome
    links: int
    """How many indicators and actions point at it, those among them that run no more: while any does, it stays."""
    is_first: bool
    is_last: bool


def kept_outcomes(framework: Framework) -> list[KeptOutcome]:
    """The outcomes of a framework in order, each with what is to be known of it to keep it. Three queries."""
    rows = list(framework.outcomes.all())
    indicators = _links(Indicator.outcomes.through.objects.filter(outcome__framework=framework))
    actions = _links(Action.outcomes.through.objects.filter(outcome__framework=framework))
    return [
        KeptOutcome(row, len(indicators[row.pk]) + len(actions[row.pk]), row is rows[0], row is rows[-1])
        for row in rows
    ]


@dataclass(frozen=True)
class Candidate:
    """An indicator or an action that can be linked with an outcome, or taken off it."""

    key: str
    """By which a form names it: indicator-12."""
    words: str
    url: str
    who: str


def candidates(rows: Iterable[Indicator | Action]) -> list[Candidate]:
    """Indicators and actions to choose from. Fetch sets, owners and leads with them."""
    return [
        Candidate(
            f"{Thing.INDICATOR}-{row.pk}", f"{row.set.code} {row}", row.get_absolute_url(), str(row.owner or NO_OWNER)
        )
        if isinstance(row, Indicator)
        else Candidate(f"{Thing.ACTION}-{row.pk}", row.title, row.get_absolute_url(), str(row.lead or NO_OWNER))
        for row in rows
    ]
