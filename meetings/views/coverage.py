"""How many open actions were updated, by reporting cycle."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse_lazy
from django.views.generic import TemplateView

from actions.coverage import COLUMNS, as_rows, coverage
from core import exports
from core.clock import today
from core.views import InPlace
from meetings.reporting import cycles_at
from organisation.access import ForReaders

CYCLES = 7
"""The present reporting cycle and the last six."""


class CoveragePage(ForReaders, InPlace, TemplateView):
    """Of how many open actions somebody said something, by reporting cycle."""

    title = "Coverage of updates"
    place = "actions"
    crumbs = (("Actions", reverse_lazy("actions")),)
    template_name = "actions/coverage.html"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page, or its rows as a file."""
        kind = self.request.GET.get("_export")
        if not kind:
            return super().render_to_response(context, **kwargs)
        if kind not in exports.FORMATS:
            raise Http404(f"Coverage is exported as {', '.join(exports.FORMATS)}, not as {kind}.")
        return exports.respond(COLUMNS, as_rows(context["coverage"]), kind=kind, name="coverage")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Four queries, however many actions."""
        cycles = cycles_at(today(), months=self.request.council.cycle_months, several=CYCLES)
        return super().get_context_data(coverage=coverage(cycles, today()), **kwargs)
