"""Filters of the list of messages."""

from __future__ import annotations

import django_filters

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
