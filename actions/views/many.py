"""Changing several actions of the list at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy

from actions.models import Action
from core.clock import today
from core.formats import long_date
from core.many import ChangeMany, ManyForm
from organisation.access import ForPerformanceTeam
from organisation.models import Post, in_force


class ManyActionsForm(ManyForm):
    """What several actions are to have from now on."""

    lead = forms.ModelChoiceField(
        label="Lead post", queryset=Post.objects.none(), required=False, empty_label="Leave as it is"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = Post.objects.filter(in_force(today()))


class ChangeActions(ForPerformanceTeam, ChangeMany):
    """Give several actions another lead post; with it they go to its directorate."""

    place = "actions"
    counted_as = "action"
    form = ManyActionsForm
    list_address = reverse_lazy("actions")
    crumbs = (("Actions", reverse_lazy("actions")),)

    def get_rows(self) -> QuerySet[Action]:
        """All of them, with those who take part."""
        return Action.objects.select_related("lead").prefetch_related("contributors").order_by("pk")

    def why_not(self, row: Action, changes: dict[str, Any]) -> str:
        """A closed action is opened again first; one post leads, and does not take part beside."""
        if row.closed_on:
            return f"It was closed on {long_date(row.closed_on)}. Open it again first."
        if changes["lead"] in row.contributors.all():
            return f"{changes['lead']} takes part in it already. Take it out there first."
        return ""
