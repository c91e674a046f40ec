"""Filters of lists of indicators."""

from __future__ import annotations

import django_filters

from core.filters import CouncilFilterSet, words_filter
from core.rag import Rag
from indicators.choices import Direction
from indicators.models import Indicator, IndicatorSet
from organisation.models import Post

RATINGS = [
    (Rag.RED, "Off target"),
    (Rag.AMBER, "Just off target"),
    (Rag.GREEN, "On target"),
    (Rag.NO_TARGET, "No target"),
]


class IndicatorFilter(CouncilFilterSet):
    """By words, set, rating, direction and owner."""

    q = words_filter("ref", "title", "theme", label="Reference or words")
    set = django_filters.ModelChoiceFilter(
        queryset=IndicatorSet.objects.all(), to_field_name="code", empty_label="All sets", label="Set"
    )
    rating = django_filters.ChoiceFilter(
        field_name="latest__rating", choices=RATINGS, empty_label="Any rating", label="Rating"
    )
    direction = django_filters.ChoiceFilter(
        field_name="latest__direction", choices=Direction.pairs(), empty_label="Any direction", label="Direction"
    )
    owner = django_filters.ModelChoiceFilter(
        queryset=Post.objects.filter(indicators__isnull=False).distinct(), empty_label="Any post", label="Owner"
    )

    class Meta:
        model = Indicator
        fields = ("q", "set", "rating", "direction", "owner")
