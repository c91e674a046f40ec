"""Filters of lists of clinics."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet

from actions.choices import Status
from actions.models import Action
from clinics.choices import Kind, State
from clinics.models import Clinic
from core.filters import CouncilFilterSet, words_filter
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
