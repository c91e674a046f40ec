"""The rows of a list of actions: what a page of it shows of each and no more, by their keys, in four questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from actions.choices import Effect
from actions.models import STEP, Action, Milestone, Update, times_redated
from actions.reporting import NO_OWNER, judged, said_in_words
from actions.rules import Step
from core.formats import times
from core.queries import addresses, behind
from core.rag import Rag, Rating
from core.statements import filled_up, stated_once


@dataclass(frozen=True)
class ListedAction:
    """An action at a date, as a row of a list shows it."""

    pk: int
    url: str
    title: str
    lead: str
    contributors: tuple[str, ...]
    sources: tuple[str, ...]
    """Everything that asks for it: Plan 2.2, Plan 3.1, Minute 41(2)."""
    rating: Rating
    due_words: str
    first_due: date | None
    slipped: int
    recurrence: str
    last_words: str
    last_said_on: date | None
    times_redated: int

    def __str__(self) -> str:
        return self.title

    @property
    def is_complete(self) -> bool:
        """Whether its row is shaded."""
        return self.rating.rag == Rag.COMPLETE

    @property
    def redated(self) -> str:
        """How often its dates were changed: "re-dated twice"; empty where they never were."""
        return f"re-dated {times(self.times_redated)}" if self.times_redated else ""


def listed(keys: Sequence[int], on: date, *, seasons_fall_due: bool = False) -> list[ListedAction]:
    """The actions of these keys at a date, in their order, from what is known at present. Four queries."""
    if not keys:
        return []
    asked = filled_up(keys)
    steps, beside = defaultdict(list), defaultdict(lambda: defaultdict(list))
    for action, *step in _steps(*asked):
        steps[action].append(Step(*step))
    for kind, _, action, words in _beside(*asked):
        beside[action][kind].append(words)
    said = {action: rest for action, *rest in _last_said(*asked)}
    address_of = addresses("action")
    found = {}
    for key, title, status, lead, redated in _actions(*asked):
        judgement = judged(status, tuple(steps[key]), on, seasons_fall_due=seasons_fall_due)
        words, last_status, at, unchanged = said.get(key, (None, None, None, None))
        others = beside.get(key, {})
        found[key] = ListedAction(
            pk=key,
            url=address_of(key),
            title=title,
            lead=lead or NO_OWNER,
            contributors=tuple(others.get(CONTRIBUTOR, ())),
            sources=tuple(
                dict.fromkeys(f"{word} {one}".strip() for kind, word in ASKS for one in others.get(kind, ()))
            ),
            rating=judgement.rating,
            due_words=judgement.due_words,
            first_due=judgement.first_due,
            slipped=judgement.slipped,
            recurrence=judgement.recurrence,
            last_words=said_in_words(words, last_status, unchanged=unchanged),
            last_said_on=timezone.localdate(at) if at else None,
            times_redated=redated,
        )
    return [found[key] for key in keys if key in found]


@stated_once
def _actions(*keys: int) -> QuerySet:
    """The actions themselves, each with its lead."""
    rows = Action.objects.filter(pk__in=keys).annotate(redated=times_redated("pk"))
    return rows.order_by().values_list("pk", "title", "status", "lead__title", "redated")


@stated_once
def _steps(*keys: int) -> QuerySet:
    """Their milestones."""
    rows = Milestone.objects.filter(action__in=keys).order_by("action_id", "order", "pk")
    return rows.values_list("action_id", *STEP)


@stated_once
def _last_said(*keys: int) -> QuerySet:
    """The newest update of each, found by the index ``update_newest_first``: the others are not read."""
    newest = Update.objects.filter(action=OuterRef("pk"), effect=Effect.NONE).order_by("-at", "-pk")
    keys_of_newest = Action.objects.filter(pk__in=keys).order_by().values(newest=Subquery(newest.values("pk")[:1]))
    rows = Update.objects.filter(pk__in=keys_of_newest).order_by()
    return rows.values_list("action_id", "words", "status", "at", "unchanged")


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
