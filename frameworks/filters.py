"""Indicators and actions by words, to choose from."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from actions.models import Action
from frameworks.reporting import under_way
from indicators.models import Indicator


def matching_indicators(words: str, on: date) -> QuerySet[Indicator]:
    """The indicators still measured that have all the words in reference, title, theme, set or owner."""
    found = Indicator.objects.current(on).select_related("set", "owner")
    return _having(found, words, "ref", "title", "theme", "set__code", "owner__title")


def matching_actions(words: str, on: date) -> QuerySet[Action]:
    """The actions under way that have all the words in title, description, lead or plan."""
    found = Action.objects.filter(under_way(on)).select_related("lead")
    plan = "plan_entries__objective__area"
    rows = _having(Action.objects.all(), words, "title", "description", "lead__title", "plan_entries__ref",
                   f"{plan}__title", f"{plan}__section__title")  # fmt: skip
    return found.filter(pk__in=rows.values("pk")) if words else found


def _having(rows: QuerySet, words: str, *fields: str) -> QuerySet:
    for word in words.split():
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(anywhere)
    return rows
