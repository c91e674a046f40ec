"""Improvement plans. A plan orders actions; the actions themselves live in ``actions``."""

from improvement_plan.models.entries import LINE_ADDRESSES, PlanEntry, PlanEntryQuerySet, not_a_page_of_a_plan
from improvement_plan.models.measures import ON_TARGET, MeasureLink, MeasureLinkQuerySet, Shares, actions_at
from improvement_plan.models.parts import Objective, PriorityArea, Section
from improvement_plan.models.plans import PLAN_ADDRESSES, Plan, PlanVersion, PlanVersionManager, not_a_page
from improvement_plan.models.uploads import KnownHeading, PlanUpload

__all__ = [
    "LINE_ADDRESSES",
    "ON_TARGET",
    "PLAN_ADDRESSES",
    "KnownHeading",
    "MeasureLink",
    "MeasureLinkQuerySet",
    "Objective",
    "Plan",
    "PlanEntry",
    "PlanEntryQuerySet",
    "PlanUpload",
    "PlanVersion",
    "PlanVersionManager",
    "PriorityArea",
    "Section",
    "Shares",
    "actions_at",
    "not_a_page",
    "not_a_page_of_a_plan",
]
