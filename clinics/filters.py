"""Filters of lists of clinics."""

from __future__ import annotations

import django_filters

from clinics.choices import Kind, State
from clinics.models import Clinic
from core.filters import CouncilFilterSet, words_filter


class ClinicFilter(CouncilFilterSet):
    """By words, state and kind."""

    q = words_filter("title", "why", "clinic_indicators__indicator__ref", label="Words or reference")
    state = django_filters.ChoiceFilter(choices=State.pairs(), empty_label="Any state", label="State")
    kind = django_filters.ChoiceFilter(choices=Kind.pairs(), empty_label="Any kind", label="Kind")

    class Meta:
        model = Clinic
        fields = ("q", "state", "kind")
