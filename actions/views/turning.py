"""Closing an action, and opening it again."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from actions.forms import ReasonForm
from actions.models import Action
from actions.services import ClosedActionError, OpenActionError, close, reopen
from core.views import InPlace
from organisation.access import ForPerformanceTeam


class TurnAction(ForPerformanceTeam, InPlace, TemplateView):
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The action and the box for the reason."""
        kwargs.setdefault("form", ReasonForm())
        return super().get_context_data(action=self.action, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close or open. If somebody else has done so already, it is said."""
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        reason = form.cleaned_data["reason"].strip()
        try:
            if request.POST.get("to") == "open":
                reopen(self.action, by=request.user, reason=reason)
                messages.success(request, "The action is open again.")
            else:
                close(self.action, by=request.user, reason=reason)
                messages.success(request, "The action is closed. It takes no updates, and its history stays.")
        except (ClosedActionError, OpenActionError) as turned:
            messages.warning(request, str(turned))
        return redirect(self.action)
