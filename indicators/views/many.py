"""Changing several indicators of the list at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy

from core.clock import today
from core.formats import long_date
from core.many import ChangeMany, ManyForm
from indicators.models import Indicator
from organisation.access import ForPerformanceTeam
from organisation.models import Post, in_force


class ManyIndicatorsForm(ManyForm):
    """What several indicators are to have from now on."""

    owner = forms.ModelChoiceField(
        label="Owner", queryset=Post.objects.none(), required=False, empty_label="Leave as it is"
    )
    theme = forms.CharField(
        label="Theme", required=False, max_length=80, help_text="Service block or theme in the set."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Post.objects.filter(in_force(today()))


class ChangeIndicators(ForPerformanceTeam, ChangeMany):
    """Give several indicators another owner, whose directorate they go to, or another theme."""

    place = "indicators"
    counted_as = "indicator"
    form = ManyIndicatorsForm
    list_address = reverse_lazy("indicators")
    crumbs = (("Indicators", reverse_lazy("indicators")),)

    def get_rows(self) -> QuerySet[Indicator]:
        """All of them with their owners."""
        return Indicator.objects.select_related("set", "owner").order_by("set", "sort_key", "pk")

    def why_not(self, row: Indicator, changes: dict[str, Any]) -> str:
        """One that is measured no more stays as it was."""
        return f"It was last measured on {long_date(row.closed_on)}." if row.closed_on else ""
