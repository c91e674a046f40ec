"""Filters of a plan."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from actions.filters import DUE, RATINGS, filter_by_due
from actions.models import Action
from core.clock import today
from core.filters import CouncilFilterSet, words_filter
from improvement_plan.models import Plan, PlanEntry
from organisation.models import Post


class LeadFilter(django_filters.ChoiceFilter):
    """By lead post. That nobody leads is said of actions, not of sub-headings."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        """The lines whose action this post leads, or no post."""
        if value == self.null_value:
            return qs.filter(action__isnull=False, action__lead__isnull=True)
        return super().filter(qs, value)


class PlanFilter(CouncilFilterSet):
    """By words, section, lead post, rating and due date, within one plan."""

    q = words_filter("action__title", "action__description", "action__lead__title", "ref", label="Words")
    section = django_filters.ChoiceFilter(
        field_name="objective__area__section__number", empty_label="All sections", label="Section"
    )
    lead = LeadFilter(field_name="action__lead", empty_label="Any post", null_label="No owner", label="Lead post")
    rating = django_filters.ChoiceFilter(choices=RATINGS, empty_label="Any rating", label="Rating", method="by_rating")
    due = django_filters.ChoiceFilter(choices=DUE, empty_label="Any time", label="Due", method="by_due")

    class Meta:
        model = PlanEntry
        fields = ("q", "section", "lead", "rating", "due")

    def __init__(self, *args: Any, plan: Plan, seasons_fall_due: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rated = Action.objects.rated(today(), seasons_fall_due=seasons_fall_due)
        leading = PlanEntry.objects.filter(objective__area__section__plan=plan).values("action__lead")
        posts = Post.objects.filter(pk__in=leading).values_list("pk", "title")
        # Read once: for the list to choose from, and to check what was chosen.
        self.filters["section"].extra["choices"] = list(plan.sections.values_list("number", "title"))
        self.filters["lead"].extra["choices"] = list(posts)

    def by_rating(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By the rating of the action today."""
        return queryset.filter(action__in=self.rated.filter(rating=value).values("pk"))

    def by_due(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By when the action is due."""
        return queryset.filter(action__in=filter_by_due(self.rated, value).values("pk"))
