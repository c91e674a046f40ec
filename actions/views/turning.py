"""Closing an action, and opening it again."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from actions.forms import ReasonForm
from actions.models import Action
from actions.services import close, reopen
from core.steps import Asks
from organisation.access import ForPerformanceTeam


class TurnAction(ForPerformanceTeam, Asks):
    """Closing an action, or opening it again, with the reason."""

    place = "actions"
    template_name = "actions/turn.html"

    @cached_property
    def action(self) -> Action:
        """The action that the address names."""
        return get_object_or_404(Action, pk=self.kwargs["pk"])

    def get_title(self) -> str:
        """What is about to be done."""
        return "Open this action again" if self.action.closed_on else "Close this action"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the action."""
        return ((self.action.title, self.action.get_absolute_url()),)

    @property
    def button(self) -> str:
        """What is done."""
        return self.get_title()

    @property
    def warns(self) -> bool:
        """Closing is marked."""
        return self.action.closed_on is None

    @property
    def way_back(self) -> str:
        """The page of the action."""
        return self.action.get_absolute_url()

    @property
    def decides_on(self) -> Action:
        """The action."""
        return self.action

    def get_form(self, data: Any = None) -> ReasonForm:
        """The box for the reason."""
        return ReasonForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the action."""
        return super().get_context_data(action=self.action, **kwargs)

    def take(self, form: ReasonForm) -> str:
        """Close or open it."""
        reason = form.cleaned_data["reason"].strip()
        if self.request.POST.get("to") == "open":
            reopen(self.action, by=self.request.user, reason=reason)
            return "The action is open again."
        close(self.action, by=self.request.user, reason=reason)
        return "The action is closed. It takes no updates, and its history stays."
