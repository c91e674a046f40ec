"""Filters of the public list of measures, and of what is published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters

from clinics.models import Clinic
from core.filters import CouncilFilterSet, words_filter
from core.rag import Rag
from improvement_plan.models import Plan
from indicators.models import Indicator, IndicatorSet
from publishing.choices import TARGET, Kind


class PublicIndicatorFilter(CouncilFilterSet):
    """By words, subject, set and result against the target. The rows come with ``shown_rating``."""

    q = words_filter("ref", "title", "definition", "theme")
    theme = django_filters.ChoiceFilter(empty_label="All subjects", label="Subject")
    set = django_filters.ModelChoiceFilter(
        queryset=IndicatorSet.objects.filter(indicators__is_public=True).distinct(),
        to_field_name="code",
        empty_label="All sets",
        label="Set of measures",
    )
    rating = django_filters.ChoiceFilter(
        field_name="shown_rating",
        choices=[(rag, TARGET[rag]) for rag in (Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NO_TARGET)],
        empty_label="Any result",
        label="Result",
    )

    class Meta:
        model = Indicator
        fields = ("q", "theme", "set", "rating")

    def __init__(self, *args: Any, themes: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["theme"].extra["choices"] = [(theme, theme) for theme in themes]


class ChoosingFilter(CouncilFilterSet):
    """What may be published, by words and by whether it is."""

    public = django_filters.ChoiceFilter(
        field_name="is_public",
        choices=[("True", "Marked public"), ("False", "Not public")],
        empty_label="Public or not",
        label="Public",
    )


class IndicatorChoosing(ChoosingFilter):
    """Indicators."""

    q = words_filter("ref", "title", "theme", label="Reference or words")
    set = django_filters.ModelChoiceFilter(
        queryset=IndicatorSet.objects.all(), to_field_name="code", empty_label="All sets", label="Set"
    )

    class Meta:
        model = Indicator
        fields = ("q", "set", "public")


class PlanChoosing(ChoosingFilter):
    """Plans."""

    q = words_filter("title")

    class Meta:
        model = Plan
        fields = ("q", "public")


class ClinicChoosing(ChoosingFilter):
    """Clinics."""

    q = words_filter("title")

    class Meta:
        model = Clinic
        fields = ("q", "public")


CHOOSING: dict[Kind, type[ChoosingFilter]] = {
    Kind.INDICATORS: IndicatorChoosing,
    Kind.PLANS: PlanChoosing,
    Kind.CLINICS: ClinicChoosing,
}
