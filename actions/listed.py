"""Actions as the list and My work show them: of each what stands there and no more, in few questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from actions.choices import Effect
from actions.models import STEP, Action, Milestone, Update, times_redated
from actions.reporting import NO_OWNER, Shown, Source, judged, said_in_words, sources, with_first_sources
from actions.rules import Step, described
from core.queries import addresses, behind
from core.rag import Rating
from core.statements import filled_up, stated_once


@dataclass(frozen=True, kw_only=True)
class _Row(Shown):
    """What every list shows of an action at a date."""

    pk: int
    url: str
    title: str
    rating: Rating
    due: date | None
    due_words: str
    first_due: date | None
    slipped: int
    recurrence: str
    last_words: str
    last_said_on: date | None
    times_redated: int

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True, kw_only=True)
class ListedAction(_Row):
    """An action as a row of the list shows it."""

    lead: str
    contributors: tuple[str, ...]
    sources: tuple[str, ...]
    """Everything that asks for it: Plan 2.2, Plan 3.1, Minute 41(2)."""


@dataclass(frozen=True, kw_only=True)
class CardAction(_Row):
    """An action as a card of My work shows it, with a form that nobody has written in."""

    last_key: int
    """The key of the latest update; 0 where there is none."""
    ticks: tuple[tuple[int, str], ...]
    """The milestones that can be ticked, each with its key and words."""
    first_sources: tuple[Source, ...]
    """What asks for it, the first of each kind."""


def listed(keys: Sequence[int], on: date, *, seasons_fall_due: bool = False) -> list[ListedAction]:
    """The actions of these keys at a date, in their order, from what is known at present. Four queries."""
    if not keys:
        return []
    asked = filled_up(keys)
    rest, beside = _Rest(asked, on, seasons_fall_due=seasons_fall_due), defaultdict(lambda: defaultdict(list))
    for kind, _, action, words in _beside(*asked):
        beside[action][kind].append(words)
    found = {}
    for key, title, status, redated, lead in _actions(*asked):
        others = beside.get(key, {})
        asks = (f"{word} {one}".strip() for kind, word in ASKS for one in others.get(kind, ()))
        found[key] = ListedAction(
            lead=lead or NO_OWNER,
            contributors=tuple(others.get(CONTRIBUTOR, ())),
            sources=tuple(dict.fromkeys(asks)),
            **rest.of(key, title, status, redated),
        )
    return [found[key] for key in keys if key in found]


def cards(posts: Collection[int], on: date, *, seasons_fall_due: bool = False) -> list[CardAction]:
    """The actions that some posts lead or contribute to and that are not closed, at a date. Three queries."""
    rows = _open_actions(*sorted(posts))
    if not rows:
        return []
    rest = _Rest(filled_up([key for key, *_ in rows]), on, seasons_fall_due=seasons_fall_due)
    return [
        CardAction(
            last_key=rest.said[key][0] if key in rest.said else 0,
            ticks=tuple(
                (milestone, described(measure, step.as_written))
                for milestone, measure, step in rest.milestones[key]
                if step.completed_on is None
            ),
            first_sources=sources(*asking),
            **rest.of(key, title, status, redated),
        )
        for key, title, status, redated, *asking in rows
    ]


class _Rest:
    """What is known of some actions beside their own rows: their milestones and their latest updates. Two queries."""

    def __init__(self, keys: Sequence[int], on: date, *, seasons_fall_due: bool) -> None:
        self.on, self.seasons_fall_due, self.address_of = on, seasons_fall_due, addresses("action")
        self.milestones: dict[int, list[tuple[int, str, Step]]] = defaultdict(list)
        for action, milestone, measure, *step in _steps(*keys):
            self.milestones[action].append((milestone, measure, Step(*step)))
        self.said = {action: update for action, *update in _last_said(*keys)}

    def of(self, key: int, title: str, status: str, times_redated: int) -> dict[str, Any]:
        """What every list shows of an action."""
        steps = tuple([step for _, _, step in self.milestones[key]])
        _, words, said, unchanged, at = self.said.get(key, NOTHING)
        return {
            "pk": key,
            "url": self.address_of(key),
            "title": title,
            "last_words": said_in_words(words, said, unchanged=unchanged),
            "last_said_on": timezone.localdate(at) if at else None,
            "times_redated": times_redated,
            **vars(judged(status, steps, self.on, seasons_fall_due=self.seasons_fall_due)),
        }


NOTHING = (None,) * 5
"""Stands for the latest update of an action of which nothing was ever said."""


@stated_once
def _open_actions(*posts: int) -> QuerySet:
    """The actions of some posts that are not closed, each with what asks for it."""
    rows = with_first_sources(Action.objects.open().for_posts(posts)).annotate(redated=times_redated("pk"))
    return rows.order_by("pk").values_list("pk", "title", "status", "redated", "in_plan", "in_clinic", "in_minute")


@stated_once
def _actions(*keys: int) -> QuerySet:
    """The actions themselves, each with its lead."""
    rows = Action.objects.filter(pk__in=keys).annotate(redated=times_redated("pk"))
    return rows.order_by().values_list("pk", "title", "status", "redated", "lead__title")


@stated_once
def _steps(*keys: int) -> QuerySet:
    """Their milestones."""
    rows = Milestone.objects.filter(action__in=keys).order_by("action_id", "order", "pk")
    return rows.values_list("action_id", "pk", "measure", *STEP)


@stated_once
def _last_said(*keys: int) -> QuerySet:
    """The newest update of each, found by the index ``update_newest_first``: the others are not read."""
    newest = Update.objects.filter(action=OuterRef("pk"), effect=Effect.NONE).order_by("-at", "-pk")
    keys_of_newest = Action.objects.filter(pk__in=keys).order_by().values(newest=Subquery(newest.values("pk")[:1]))
    rows = Update.objects.filter(pk__in=keys_of_newest).order_by()
    return rows.values_list("action_id", "pk", "words", "status", "unchanged", "at")


CONTRIBUTOR = "1"
ASKS = (("2", "Plan"), ("3", "Clinic:"), ("4", "Minute"))
"""The kinds of what stands beside actions, in their order, and how that which asks for one is named."""


@stated_once
def _beside(*keys: int) -> QuerySet:
    """What stands beside them, in its order: kind, place, action and words of each contributor and of what asks for it."""
    minute = Concat(Cast("minute__number", CharField()), Value("("), Cast("part", CharField()), Value(")"))
    kinds = (
        (Action.contributors.through.objects.all(), Value(0), F("post__title")),
        (behind(Action, "plan_entries"), F("pk"), F("ref")),
        (behind(Action, "clinic_links"), F("pk"), F("clinic__title")),
        (behind(Action, "resolutions"), F("pk"), minute),
    )
    first, *others = (
        rows.filter(action__in=keys)
        .order_by()
        .annotate(kind=Value(str(number), output_field=CharField()), place=place, said=Cast(words, CharField()))
        .values_list("kind", "place", "action_id", "said")
        for number, (rows, place, words) in enumerate(kinds, 1)
    )
    return first.union(*others, all=True).order_by("kind", "place", "said")
