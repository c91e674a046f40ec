"""A new plan, a plan's structure a section at a time, and its title, layout and time."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from core.views import InPlace
from improvement_plan.forms import PlanForm
from improvement_plan.models import Plan
from improvement_plan.structure import NoSectionError, structure
from improvement_plan.views.editing.frame import KeptPlan, stored
from organisation.access import ForPerformanceTeam

NO_SECTION = "The plan has no such section. It may have been removed."


class NewPlan(ForPerformanceTeam, InPlace, TemplateView):
    """A new plan, empty."""

    title = "New plan"
    place = "plans"
    template_name = "improvement_plan/plan_form.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all plans."""
        return (("Plans", reverse("plans")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        kwargs.setdefault("form", PlanForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it, and go on to its sections."""
        form = PlanForm(request.POST)
        if form.is_valid():
            plan = form.save()
            messages.success(request, f"{plan} is made. Add its first section.")
            return redirect("edit-plan", plan.slug)
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)


class EditPlan(KeptPlan):
    """The structure of a plan, a section at a time, where everything is added, edited, moved and closed."""

    template_name = "improvement_plan/edit.html"
    hub = None

    def get_title(self) -> str:
        """Whose structure."""
        return f"Edit {self.plan}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The section that the address asks for, or the first. Five queries, however large the plan."""
        asked = self.request.GET.get("section", "")
        if asked and not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
            raise Http404(NO_SECTION)
        try:
            shown = structure(self.plan, int(asked) if asked else None)
        except NoSectionError as missing:
            raise Http404(NO_SECTION) from missing
        return super().get_context_data(structure=shown, **kwargs)


class EditPlanFacts(KeptPlan):
    """The title of a plan, its address, layout and time."""

    title = "Title, layout and dates"
    template_name = "improvement_plan/plan_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form over the plan."""
        kwargs.setdefault("form", PlanForm(instance=self.plan))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store them."""
        form = PlanForm(request.POST, instance=Plan.objects.get(pk=self.plan.pk))
        if form.is_valid() and stored(form):
            messages.success(request, f"{form.instance} is saved.")
            return redirect("edit-plan", form.instance.slug)
        return self.again(form=form)
