"""Filters of lists of indicators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict

from core.filters import CouncilFilterSet, words_filter
from core.queries import values_held
from core.rag import Rag
from core.statements import stated_once
from indicators.choices import Direction, Quartile, State
from indicators.models import Indicator, IndicatorSet
from indicators.reporting.scorecard import EXCEPTIONS
from organisation.models import Post, ReportingPeriod

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
        queryset=Post.objects.filter(Exists(Indicator.objects.filter(owner=OuterRef("pk")))),
        empty_label="Any post",
        label="Owner",
    )

    class Meta:
        model = Indicator
        fields = ("q", "set", "rating", "direction", "owner")


SCORECARD_RATINGS = [
    *RATINGS,
    (Rag.AWAITED, "Awaited"),
    (Rag.NOT_DUE, "Not due"),
    (Rag.NOT_APPLICABLE, "Not applicable"),
]
BANDS = [(number, f"Band {number}") for number in range(1, 6)]


class ScorecardFilter(CouncilFilterSet):
    """The scorecard of a period by whatever it shows. The rows must come as ``listed`` gives them."""

    period = django_filters.ChoiceFilter(empty_label=None, label="Period", method="as_it_is")
    exceptions = django_filters.BooleanFilter(
        widget=forms.CheckboxInput, label="Exceptions only", method="by_exception"
    )
    q = words_filter("ref", "title", "unit", "theme", "owner__title", label="Reference or words")
    directorate = django_filters.ChoiceFilter(
        field_name="owner__directorate",
        empty_label="All directorates",
        null_label="No directorate",
        label="Directorate",
    )
    set = django_filters.ChoiceFilter(field_name="set__code", empty_label="All sets", label="Set")
    theme = django_filters.ChoiceFilter(empty_label="All themes", label="Theme")
    owner = django_filters.ChoiceFilter(empty_label="Any post", null_label="No owner", label="Owner")
    rating = django_filters.ChoiceFilter(
        field_name="rating_on", choices=SCORECARD_RATINGS, empty_label="Any rating", label="Rating"
    )
    forecast = django_filters.ChoiceFilter(
        field_name="here__forecast_rating", choices=RATINGS[:3], empty_label="Any forecast", label="Forecast"
    )
    direction = django_filters.ChoiceFilter(
        field_name="direction_on", choices=Direction.pairs(), empty_label="Any direction", label="Direction"
    )
    quartile = django_filters.ChoiceFilter(
        field_name="quartile_on", choices=Quartile.pairs(), empty_label="Any quartile", label="Quartile"
    )
    band = django_filters.ChoiceFilter(field_name="band_on", choices=BANDS, empty_label="Any band", label="Band")
    state = django_filters.ChoiceFilter(
        field_name="here__state", choices=State.pairs(), empty_label="Any state", label="State of the figure"
    )

    class Meta:
        model = Indicator
        fields = ()

    def __init__(self, data: QueryDict, *, period: ReportingPeriod, periods: Iterable[ReportingPeriod], **kwargs: Any):
        self.period = str(period)
        asked = data.copy()
        asked["period"] = self.period
        super().__init__(asked, **kwargs)
        self.filters["period"].extra["choices"] = [(str(held), str(held)) for held in periods]
        for name, choices in _in_use().items():
            self.filters[name].extra["choices"] = choices

    @property
    def in_use(self) -> bool:
        """Whether anything but the period is chosen."""
        return any(self.form.data.get(name) for name in self.filters if name != "period")

    @property
    def kept(self) -> str:
        """What stays in the address when everything is shown: the period."""
        return "?" + QueryDict(mutable=True).fromkeys(["period"], self.period).urlencode(safe="/")

    def as_it_is(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The rows are of the period already."""
        return queryset

    def by_exception(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        """What a board looks at first."""
        return queryset.filter(EXCEPTIONS) if value else queryset


def _in_use() -> dict[str, list[tuple[str, str]]]:
    """The sets, themes, owners and directorates that indicators have, to choose from: looked for among themselves. Three queries."""
    owners = _owners()
    return {
        "set": list(_sets()),
        "theme": [(theme, theme) for theme in sorted(values_held(Indicator, "theme")) if theme],
        "owner": _by_name({owner: title for owner, title, _, _ in owners}),
        "directorate": _by_name({directorate: name for _, _, directorate, name in owners}),
    }


@stated_once
def _sets() -> QuerySet:
    """Code and title of each set that has an indicator, in order."""
    return IndicatorSet.objects.filter(Exists(Indicator.objects.filter(set=OuterRef("pk")))).values_list(
        "code", "title"
    )


@stated_once
def _owners() -> QuerySet:
    """The posts that answer for an indicator, with the directorate of each."""
    owning = Post.objects.filter(Exists(Indicator.objects.filter(owner=OuterRef("pk")))).order_by()
    return owning.values_list("pk", "title", "directorate", "directorate__name")


def _by_name(names: dict[int | None, str]) -> list[tuple[str, str]]:
    return [(str(key), names[key]) for key in sorted(filter(None, names), key=names.get)]
