"""Filters of a plan."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet

from actions.filters import DUE, RATINGS, filter_by_due
from actions.models import Action
from core.clock import today
from core.filters import CouncilFilterSet, words_filter
from improvement_plan.models import Plan, PlanEntry, Section
from organisation.models import Post


class PlanFilter(CouncilFilterSet):
    """By words, section, lead post, rating and due date, within one plan."""

    q = words_filter("action__title", "action__description", "action__lead__title", "ref", label="Words")
    section = django_filters.ModelChoiceFilter(
        field_name="objective__area__section",
        queryset=Section.objects.none(),
        to_field_name="number",
        empty_label="All sections",
        label="Section",
    )
    lead = django_filters.ModelChoiceFilter(
        field_name="action__lead",
        queryset=Post.objects.none(),
        empty_label="Any post",
        null_label="No owner",
        label="Lead post",
    )
    rating = django_filters.ChoiceFilter(choices=RATINGS, empty_label="Any rating", label="Rating", method="by_rating")
    due = django_filters.ChoiceFilter(choices=DUE, empty_label="Any time", label="Due", method="by_due")

    class Meta:
        model = PlanEntry
        fields = ("q", "section", "lead", "rating", "due")

    def __init__(self, *args: Any, plan: Plan, seasons_fall_due: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rated = Action.objects.rated(today(), seasons_fall_due=seasons_fall_due)
        self.filters["section"].queryset = plan.sections.all()
        leading = PlanEntry.objects.filter(objective__area__section__plan=plan).values("action__lead")
        self.filters["lead"].queryset = Post.objects.filter(pk__in=leading)

    def by_rating(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By the rating of the action today."""
        return queryset.filter(action__in=self.rated.filter(rating=value).values("pk"))

    def by_due(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By when the action is due."""
        return queryset.filter(action__in=filter_by_due(self.rated, value).values("pk"))
