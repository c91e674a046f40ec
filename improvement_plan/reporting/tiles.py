"""The counts above a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Sum

from actions.choices import Effect
from actions.models import Update, end_of
from core.formats import percentage
from core.rag import Rag
from improvement_plan.models import ON_TARGET, Plan, PlanEntry
from improvement_plan.reporting.lines import EntryLine
from improvement_plan.reporting.position import Position


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


def tiles(plan: Plan, at: Position) -> Tiles:
    """The counts above a plan at a day; any update counts. One query. Of lines that have been read, ``tiles_of``.

    The position takes note of how many are on target, so that a measure that asks need not count again.
    """
    entries = PlanEntry.objects.of(plan).there(at.on).filter(action__isnull=False)
    updates = Update.objects.filter(action=OuterRef("pk"), effect=Effect.NONE)
    if at.is_past:
        updates = updates.filter(at__lt=end_of(at.on))
    counts = (
        at.actions()
        .filter(pk__in=entries.values("action"))
        .with_slippage(as_at=at.on if at.is_past else None)
        .annotate(has_update=Exists(updates))
        .aggregate(
            actions=Count("pk"),
            complete=Count("pk", filter=Q(rating=Rag.COMPLETE)),
            on_target=Count("pk", filter=Q(rating__in=ON_TARGET)),
            overdue=Count("pk", filter=Q(is_overdue=True)),
            redated=Count("pk", filter=Q(slipped_by__gt=timedelta())),
            redated_days=Sum("slipped_by"),
            with_status=Count("pk", filter=~Q(**{"status_then" if at.is_past else "status": ""})),
            updated=Count("pk", filter=Q(has_update=True)),
            undated=Count("pk", filter=Q(last_due__isnull=True)),
            without_owner=Count("pk", filter=Q(lead__isnull=True)),
        )
    )
    at.shares.know(plan.pk, counts.pop("on_target"), counts["actions"])
    return Tiles(**counts | {"redated_days": counts["redated_days"].days if counts["redated_days"] else 0})


def tiles_of(lines: Iterable[EntryLine], *, since: date | None = None) -> Tiles:
    """The same counts of the lines of a whole plan; an action that stands in it twice counts once.

    ``since`` is the first day of the reporting cycle, from which on updates count as of this cycle;
    without it, any update counts.
    """
    by_action = {entry.action.pk: entry for entry in lines if entry.action}
    entries = by_action.values()
    said = [entry.action.last_said_on for entry in entries if entry.action.last_said_on]
    return Tiles(
        actions=len(entries),
        complete=sum(entry.action.is_complete for entry in entries),
        overdue=sum(entry.action.is_overdue for entry in entries),
        redated=sum(entry.action.slipped > 0 for entry in entries),
        redated_days=sum(entry.action.slipped for entry in entries),
        with_status=sum(bool(entry.status) for entry in entries),
        updated=sum(since is None or day >= since for day in said),
        undated=sum(entry.action.due is None for entry in entries),
        without_owner=sum(not entry.action.has_lead for entry in entries),
    )
