"""Filters of the list of letters on papers."""

from __future__ import annotations

import django_filters

from core.filters import CouncilFilterSet, words_filter
from meetings.choices import LetterState
from meetings.models import PaperLetter
from organisation.models import Board


class LetterFilter(CouncilFilterSet):
    """By words, state and board."""

    q = words_filter("to__name", "address", "subject", label="Name, address or subject")
    state = django_filters.ChoiceFilter(choices=LetterState.pairs(), empty_label="Any state", label="State")
    board = django_filters.ModelChoiceFilter(
        field_name="pack__meeting__board", queryset=Board.objects.all(), empty_label="Any board", label="Board"
    )

    class Meta:
        model = PaperLetter
        fields = ("q", "state", "board")
