"""What the pages that stand below a plan have in common: those on which it is edited, and those of its versions."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core.views import InPlace
from improvement_plan.models import Plan


class BelowAPlan(InPlace, TemplateView):
    """A page below a plan."""

    place = "plans"
    hub: tuple[str, str] | None = None
    """The page to which it belongs, which stands between it and the plan: what it is called, and its address's name."""

    @cached_property
    def plan(self) -> Plan:
        """The plan that the address names."""
        return get_object_or_404(Plan, slug=self.kwargs["slug"])

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the page to which it belongs, the plan, and all plans."""
        up = (("Plans", reverse("plans")), (self.plan.title, self.plan.get_absolute_url()))
        if self.hub is None:
            return up
        return (*up, (self.hub[0], self.hub_address()))

    def hub_address(self) -> str:
        """Where that page is."""
        return reverse(self.hub[1], args=[self.plan.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the plan."""
        return super().get_context_data(plan=self.plan, **kwargs)
