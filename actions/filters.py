"""Filters of lists of actions."""

from __future__ import annotations

from datetime import timedelta

import django_filters
from django.db.models import QuerySet

from actions.models import Action
from core.clock import today
from core.filters import CouncilFilterSet, words_filter
from core.rag import Rag
from organisation.models import Post

RATINGS = [
    (Rag.RED, "Overdue or off track"),
    (Rag.AMBER, "Slipped or late in part"),
    (Rag.GREEN, "On track"),
    (Rag.COMPLETE, "Complete"),
    (Rag.NOT_REPORTED, "Not reported"),
]
DUE = [
    ("overdue", "Overdue"),
    ("30", "In the next 30 days"),
    ("90", "In the next 90 days"),
    ("later", "Later"),
    ("undated", "No date"),
]


def filter_by_due(actions: QuerySet, value: str) -> QuerySet:
    """Actions, rated at today, by when they are due. Complete ones are due no more."""
    on = today()
    if value == "overdue":
        return actions.filter(is_overdue=True)
    if value == "undated":
        return actions.filter(last_due__isnull=True)
    open_ = actions.exclude(rating=Rag.COMPLETE)
    if value == "later":
        return open_.filter(last_due__gt=on + timedelta(days=90))
    return open_.filter(last_due__range=(on, on + timedelta(days=int(value))))


class ActionFilter(CouncilFilterSet):
    """By words, lead post, rating and due date. The rows must come rated."""

    q = words_filter("title", "description", "lead__title", label="Words")
    lead = django_filters.ModelChoiceFilter(
        queryset=Post.objects.filter(actions_led__isnull=False).distinct(),
        empty_label="Any post",
        label="Lead post",
        null_label="No owner",
    )
    rating = django_filters.ChoiceFilter(choices=RATINGS, empty_label="Any rating", label="Rating")
    due = django_filters.ChoiceFilter(choices=DUE, empty_label="Any time", label="Due", method="by_due")

    class Meta:
        model = Action
        fields = ("q", "lead", "rating", "due")

    def by_due(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By when they are due."""
        return filter_by_due(queryset, value)
