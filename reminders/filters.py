"""Filters of the list of messages."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from accounts.choices import Pace
from accounts.models import User
from core.filters import CouncilFilterSet, words_filter
from reminders.choices import Occasion, State
from reminders.models import Message


class MessageFilter(CouncilFilterSet):
    """By words, state and occasion."""

    q = words_filter("to__name", "address", "subject", label="Name, address or subject")
    state = django_filters.ChoiceFilter(choices=State.pairs(), empty_label="Any state", label="State")
    occasion = django_filters.ChoiceFilter(choices=Occasion.pairs(), empty_label="Any occasion", label="Occasion")

    class Meta:
        model = Message
        fields = ("q", "state", "occasion")


REMINDED = [
    ("pressing", "Weekly, at once when pressing"),
    ("daily", "Every working day"),
    ("weekly", "On one day of the week"),
]
TOLD = [*((pace.value, pace.label) for pace in Pace), ("none", "None")]


class ReadersFilter(CouncilFilterSet):
    """People by words, and by how often they are written to."""

    q = words_filter("name", "email", label="Name or address")
    reminders = django_filters.ChoiceFilter(
        choices=REMINDED, method="by_reminders", empty_label="However often", label="Reminders"
    )
    papers = django_filters.ChoiceFilter(choices=TOLD, method="by_papers", empty_label="However often", label="Papers")

    class Meta:
        model = User
        fields = ("q", "reminders", "papers")

    def by_reminders(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By how often reminders come."""
        if value == "weekly":
            return queryset.filter(reminded_on__isnull=False)
        return queryset.filter(reminded_on__isnull=True, reminded_daily=value == "daily")

    def by_papers(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By how often mail on papers comes; who has switched it off has no pace."""
        if value == "none":
            return queryset.filter(told_of_papers=False)
        return queryset.filter(told_of_papers=True, papers_pace=value)
