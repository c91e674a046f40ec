"""At which day a plan is read, and how: as known now, or as it stood at the end of a day in the past."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from actions.choices import Effect
from actions.models import Action, ActionQuerySet, Update, times_redated
from actions.reporting import LATEST, ActionLine, line, rewound
from core.clock import today
from core.formats import long_date
from improvement_plan.models import MeasureLink, Plan, PlanEntry, Shares, actions_at
from organisation.models import Council


@dataclass(frozen=True)
class Position:
    """A day at which plans are read, and the council whose rules rate them."""

    on: date
    council: Council
    is_past: bool
    """Whether the day is over, so that what has come since is left out."""
    shares: Shares = field(compare=False, repr=False)
    """What of each plan's actions is on target, as far as somebody has asked."""

    @property
    def seasons_fall_due(self) -> bool:
        """Whether the council counts the end of a season as a due date."""
        return self.council.seasons_fall_due

    @property
    def words(self) -> str:
        """Position at 10 September 2007."""
        return f"Position at {'the end of ' if self.is_past else ''}{long_date(self.on)}"

    def actions(self) -> ActionQuerySet:
        """All actions, rated at the day."""
        return actions_at(self.on, is_past=self.is_past, seasons_fall_due=self.seasons_fall_due)

    def entries(self, plan: Plan) -> QuerySet[PlanEntry]:
        """The lines of a plan in their order, with what a list shows of each. Four queries, six of a past day."""
        return with_details(PlanEntry.objects.of(plan).there(self.on), self)

    def then(self, action: Action) -> Action:
        """An action as it stood on the day."""
        return rewound(action, self.on) if self.is_past else action

    def line(self, action: Action) -> ActionLine:
        """What a list shows of it."""
        return line(self.then(action), self.on, seasons_fall_due=self.seasons_fall_due)


def position(on: date, council: Council) -> Position:
    """The position at a day, which may be past or to come."""
    is_past = on < today()
    return Position(on, council, is_past, Shares(on, is_past=is_past, seasons_fall_due=council.seasons_fall_due))


def with_details(entries: QuerySet[PlanEntry], at: Position) -> QuerySet[PlanEntry]:
    """Lines with what a list shows of each."""
    links = MeasureLink.objects.with_figures(at.on, is_past=at.is_past)
    return with_actions(entries, past=at.is_past).prefetch_related(Prefetch("action__milestones__measure_links", links))


def with_actions(entries: QuerySet[PlanEntry], *, past: bool) -> QuerySet[PlanEntry]:
    """Lines with their actions and what was last said of them; ``past``, with all that their past is worked out from."""
    latest = Update.objects.filter(action=OuterRef("action"), effect=Effect.NONE).order_by("-at", "-pk")
    fetched = ["action__contributors", "action__milestones"]
    if past:
        fetched += ["action__milestones__date_changes", "action__updates"]
    return (
        entries.select_related("objective__area__section", "action__lead__directorate", "action__lead__partner_body")
        .prefetch_related(*fetched)
        .annotate(
            **{name: Subquery(latest.values(field)[:1]) for name, field in LATEST.items()},
            times_redated=times_redated("action"),
        )
        .in_order()
    )
