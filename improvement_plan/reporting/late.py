"""How many actions of each plan are overdue: what somebody is told who has not opened it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from actions.models import Action
from core.formats import count
from improvement_plan.models.entries import PLAN, PlanEntry
from organisation.models import Council


@dataclass(frozen=True)
class LatePlan:
    """A plan with the actions in it whose date has passed."""

    title: str
    url: str
    """Where its exceptions stand."""
    overdue: int
    of: int

    @property
    def sentence(self) -> str:
        """8 of 57 actions are overdue."""
        return f"{self.overdue:,} of {count(self.of, 'action')} {'is' if self.overdue == 1 else 'are'} overdue."


def late_in_plans(on: date, council: Council) -> tuple[LatePlan, ...]:
    """The plans in which actions are overdue on a day, the one with the most first. An action counts once in each plan. One query."""
    overdue = Action.objects.overdue(on, seasons_fall_due=council.seasons_fall_due)
    standing = PlanEntry.objects.there(on).filter(action__isnull=False).order_by()
    counted = standing.values(f"{PLAN}__title", f"{PLAN}__slug").annotate(
        of=Count("action", distinct=True),
        overdue=Count("action", distinct=True, filter=Q(action__in=overdue.values("pk"))),
    )
    return tuple(
        LatePlan(
            row[f"{PLAN}__title"], reverse("plan-exceptions", args=[row[f"{PLAN}__slug"]]), row["overdue"], row["of"]
        )
        for row in counted.filter(overdue__gt=0).order_by("-overdue", f"{PLAN}__title")
    )
