"""Filters of lists of clinics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from actions.choices import Status
from actions.filters import looked_back_at
from actions.models import Action
from clinics.choices import Kind, Rule, State
from clinics.models import Clinic
from clinics.reporting.effects import Asked, EffectReport
from clinics.rules import Verdict
from core.filters import CouncilFilterSet, FilterForm, words_filter
from core.periods import Period
from organisation.models import Directorate


class ClinicFilter(CouncilFilterSet):
    """By words, state, kind, directorate and whether actions are open."""

    q = words_filter("title", "why", "clinic_indicators__indicator__ref", label="Words or reference")
    state = django_filters.ChoiceFilter(choices=State.pairs(), empty_label="Any state", label="State")
    kind = django_filters.ChoiceFilter(choices=Kind.pairs(), empty_label="Any kind", label="Kind")

    directorate = django_filters.ModelChoiceFilter(
        queryset=Directorate.objects.all(), method="of_directorate", empty_label="Any directorate", label="Directorate"
    )
    actions = django_filters.ChoiceFilter(
        choices=(("open", "Actions open"), ("none_open", "No action open")),
        method="by_actions",
        empty_label="Any actions",
        label="Actions",
    )

    class Meta:
        model = Clinic
        fields = ("q", "state", "kind", "directorate", "actions")

    def of_directorate(self, queryset: QuerySet, name: str, value: Directorate) -> QuerySet:
        """Called by a post of a directorate, or on an indicator that one owns."""
        concerned = Clinic.objects.filter(
            Q(called_by__directorate=value) | Q(clinic_indicators__indicator__owner__directorate=value)
        )
        return queryset.filter(pk__in=concerned.values("pk"))

    def by_actions(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """With or without an action that is neither complete nor closed."""
        still_open = Action.objects.open().exclude(status=Status.COMPLETE)
        having = Clinic.objects.filter(clinic_actions__action__in=still_open).values("pk")
        return queryset.filter(pk__in=having) if value == "open" else queryset.exclude(pk__in=having)


class LessonForm(FilterForm):
    """What is asked of the lessons library."""

    q = forms.CharField(label="Words or reference", required=False)
    effect = forms.ChoiceField(label="Did it work?", required=False, choices=[("", "Any effect"), *Verdict.pairs()])
    reason = forms.ChoiceField(label="Reason", required=False, choices=[("", "Any reason"), *Rule.pairs()])
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any kind"), *Kind.pairs()])
    directorate = forms.ChoiceField(label="Directorate or partner", required=False)

    def __init__(self, *args: Any, bodies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["directorate"].choices = [("", "Any"), *bodies]


class LessonFilter:
    """The filters beside the lessons library, as core/filters.html shows them. They leave the counts above it alone."""

    kept = "#lessons"

    def __init__(self, request: HttpRequest, report: EffectReport) -> None:
        self.form = LessonForm(request.GET, bodies=report.bodies)
        self.carried: list[tuple[str, str]] = []
        asked = self.form.cleaned_data if self.form.is_valid() else None
        self.lessons = ()
        if asked is not None:
            wanted = Asked(asked["q"], asked["reason"], asked["kind"], asked["directorate"], asked["effect"])
            self.lessons = tuple(lesson for lesson in report.lessons if wanted.takes(lesson))

    @property
    def in_use(self) -> bool:
        """Whether any filter is set."""
        return any(self.form.data.get(name) for name in self.form.fields)


class DayForm(FilterForm):
    """The day of a report on clinics: today, unless one in the past is asked for."""

    on = forms.DateField(
        label="As at a past day",
        required=False,
        validators=[looked_back_at],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class YearForm(FilterForm):
    """The financial year of a programme."""

    year = forms.ChoiceField(label="Financial year", required=False)

    def __init__(self, *args: Any, years: Sequence[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(str(year), str(year)) for year in years]
