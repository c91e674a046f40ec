"""A plan to read: all plans, one plan with its filters, its PDF and the addresses of its lines."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from core import exports
from core.clock import today
from core.views import InPlace, paginate
from improvement_plan.filters import PlanFilter
from improvement_plan.models import Plan, PlanEntry
from improvement_plan.paper import plan_paper
from improvement_plan.reporting import entries_of, grouped, tiles
from improvement_plan.tables import HEADER, export_rows
from organisation.access import ForReaders


class PlanList(ForReaders, InPlace, TemplateView):
    """All plans."""

    title = "Improvement plans"
    place = "plans"
    template_name = "improvement_plan/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each with how many actions it has."""
        with_action = Q(sections__areas__objectives__entries__action__isnull=False)
        plans = Plan.objects.annotate(actions=Count("sections__areas__objectives__entries", filter=with_action))
        return super().get_context_data(plans=plans.prefetch_related("versions"), **kwargs)


class OnePlan(ForReaders, InPlace, TemplateView):
    """What the pages of a plan have in common."""

    place = "plans"

    @cached_property
    def plan(self) -> Plan:
        """The plan that the address names, with how many objectives and priority areas it has."""
        counts = {
            "objective_count": Count("sections__areas__objectives", distinct=True),
            "area_count": Count("sections__areas", distinct=True),
        }
        return get_object_or_404(Plan.objects.annotate(**counts), slug=self.kwargs["slug"])

    @property
    def seasons_fall_due(self) -> bool:
        """Whether the council counts the end of a season as a due date."""
        return self.request.council.seasons_fall_due

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all plans."""
        return (("Plans", reverse("plans")),)


class PlanPage(OnePlan):
    """A plan at today: tiles, filters, and its actions under sections, priority areas and objectives."""

    template_name = "improvement_plan/page.html"

    def get_title(self) -> str:
        """The plan's."""
        return self.plan.title

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or its rows as filtered as a file."""
        self.filterset = PlanFilter(
            request.GET or None,
            queryset=entries_of(self.plan),
            plan=self.plan,
            seasons_fall_due=self.seasons_fall_due,
        )
        kind = request.GET.get("_export")
        if kind:
            if kind not in exports.FORMATS:
                raise Http404(f"A plan is exported as {', '.join(exports.FORMATS)}, not as {kind}.")
            sections = grouped(self.filterset.qs, today(), seasons_fall_due=self.seasons_fall_due)
            return exports.respond(HEADER, export_rows(sections), kind=kind, name=self.plan.slug)
        page = paginate(self.filterset.qs, request)
        return self.render_to_response(self.get_context_data(page=page, **kwargs))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Twelve queries, however many lines."""
        versions = list(self.plan.versions.all())
        return super().get_context_data(
            plan=self.plan,
            version=versions[-1] if versions else None,
            filterset=self.filterset,
            tiles=tiles(self.plan, today(), seasons_fall_due=self.seasons_fall_due),
            sections=grouped(kwargs["page"].object_list, today(), seasons_fall_due=self.seasons_fall_due),
            **kwargs,
        )


class PlanPdf(OnePlan):
    """The plan on paper."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """PDF/UA-1, landscape."""
        paper = plan_paper(self.plan, today(), council=self.request.council)
        response = HttpResponse(paper.content, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{self.plan.slug}.pdf"'
        return response


class EntryAddress(ForReaders, View):
    """The stable address of a line of a plan; it leads to the page of its action."""

    def get(self, request: HttpRequest, slug: str, ref: str) -> HttpResponse:
        """To the action."""
        entry = get_object_or_404(
            PlanEntry.objects.select_related("action"),
            objective__area__section__plan__slug=slug,
            ref=ref,
            action__isnull=False,
        )
        return redirect(entry.action)
