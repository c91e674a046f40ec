"""A new plan, a plan's structure a section at a time, and its title, layout and time."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from core.steps import Asks
from improvement_plan.forms import PlanForm
from improvement_plan.models import Plan
from improvement_plan.structure import NoSectionError, structure
from improvement_plan.views.editing.frame import KeptPlan
from organisation.access import ForPerformanceTeam

NO_SECTION = "The plan has no such section. It may have been removed."


class NewPlan(ForPerformanceTeam, Asks):
    """A new plan, empty."""

    title = "New plan"
    place = "plans"
    button = "Make the plan"
    leave = "Leave it"

    @property
    def way_back(self) -> str:
        """All plans."""
        return reverse("plans")

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all plans."""
        return (("Plans", self.way_back),)

    def get_form(self, data: Any = None) -> PlanForm:
        """An empty plan."""
        return PlanForm(data)

    def take(self, form: PlanForm) -> str:
        """Make it."""
        return f"{form.save()} is made. Add its first section."

    def way_on(self, form: PlanForm) -> str:
        """On to its sections."""
        return reverse("edit-plan", args=[form.instance.slug])


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


class EditPlanFacts(Asks, KeptPlan):
    """The title of a plan, its address, layout and time."""

    title = "Title, layout and dates"
    leave = "Leave it"

    def get_form(self, data: Any = None) -> PlanForm:
        """The form over the plan as it is stored."""
        return PlanForm(data, instance=Plan.objects.get(pk=self.plan.pk))

    def take(self, form: PlanForm) -> str:
        """Store them."""
        form.save()
        return f"{form.instance} is saved."

    def way_on(self, form: PlanForm) -> str:
        """The structure, at the address that the plan has now."""
        return reverse("edit-plan", args=[form.instance.slug])
