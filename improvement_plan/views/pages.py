"""A plan to read: all plans, one plan with its filters at a day, and the addresses of its lines."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from core import exports
from core.clock import today
from core.views import ROWS, CountedPaginator, InPlace, page_of, paginate
from improvement_plan.choices import Layout
from improvement_plan.filters import DayForm, PlanFilter
from improvement_plan.models import Plan, PlanEntry, PlanVersion
from improvement_plan.reporting import Position, grouped, position, tiles, used
from improvement_plan.tables import HEADER, export_rows
from organisation.access import ForReaders


class PlanList(ForReaders, InPlace, TemplateView):
    """All plans."""

    title = "Improvement plans"
    place = "plans"
    template_name = "improvement_plan/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The newest first, each with how many actions it has."""
        lines = Q(sections__areas__objectives__entries__action__isnull=False)
        lines &= Q(sections__areas__objectives__entries__closed_on__isnull=True)
        plans = Plan.objects.annotate(actions=Count("sections__areas__objectives__entries", filter=lines))
        # Counting drops a model's own order.
        plans = plans.order_by(*Plan._meta.ordering).prefetch_related("versions")
        return super().get_context_data(plans=plans, **kwargs)


class OnePlan(ForReaders, InPlace, TemplateView):
    """What the pages of a plan have in common: the plan, and the day at which it is read."""

    place = "plans"
    words = ""
    """What of the plan the page shows; empty for the plan itself."""

    @cached_property
    def plan(self) -> Plan:
        """The plan that the address names, with how many objectives and priority areas it has."""
        counts = {
            "objective_count": Count("sections__areas__objectives", distinct=True),
            "area_count": Count("sections__areas", distinct=True),
        }
        return get_object_or_404(Plan.objects.annotate(**counts), slug=self.kwargs["slug"])

    @cached_property
    def asked(self) -> DayForm:
        """What the address asks for: the day."""
        return DayForm(self.request.GET)

    @cached_property
    def at(self) -> Position:
        """Today, or the day in the past that the address asks for."""
        on = self.asked.cleaned_data.get("on") if self.asked.is_valid() else None
        return position(on or today(), self.request.council)

    def get_title(self) -> str:
        """The plan's, and what of it the page shows."""
        return f"{self.plan.title}: {self.words}" if self.words else self.plan.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the plan and to all plans."""
        up = (("Plans", reverse("plans")),)
        return (*up, (self.plan.title, self.plan.get_absolute_url())) if self.words else up

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The plan and the day, and the layouts in which it can be had."""
        other = Layout.OBJECTIVES if self.plan.is_numbered else Layout.NUMBERED
        return super().get_context_data(
            plan=self.plan, at=self.at, asked=self.asked, other_layout=other, words=self.words, **kwargs
        )


class PlanPage(OnePlan):
    """A plan at a day: tiles, filters, and its actions under sections, priority areas and objectives."""

    template_name = "improvement_plan/page.html"

    @cached_property
    def plan(self) -> Plan:
        """The plan with what its heading says of it. One query."""
        lines = Q(sections__areas__objectives__entries__in=PlanEntry.objects.there(self.at.on).values("pk"))
        last = PlanVersion.objects.filter(plan=OuterRef("pk"), reviewed_on__lte=self.at.on)
        last = last.order_by("-reviewed_on", "-number")
        found = Plan.objects.annotate(
            objective_count=Count("sections__areas__objectives", distinct=True),
            area_count=Count("sections__areas", distinct=True),
            line_count=Count("sections__areas__objectives__entries", filter=lines, distinct=True),
            version_number=Subquery(last.values("number")[:1]),
            version_approved_by=Subquery(last.values("approved_by")[:1]),
            version_approved_on=Subquery(last.values("approved_on")[:1]),
        )
        return get_object_or_404(found, slug=self.kwargs["slug"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or its rows as filtered as a file."""
        self.filterset = PlanFilter(
            request.GET or None, queryset=self.at.entries(self.plan), plan=self.plan, at=self.at, request=request
        )
        kind = request.GET.get("_export")
        if kind:
            if kind not in exports.FORMATS:
                raise Http404(f"A plan is exported as {', '.join(exports.FORMATS)}, not as {kind}.")
            sections = grouped(self.filterset.qs, self.at)
            return exports.respond(HEADER, export_rows(sections), kind=kind, name=self.plan.slug)
        return self.render_to_response(self.get_context_data(page=self.page(), **kwargs))

    def page(self) -> Page:
        """The lines that the page shows. All lines are counted with the plan; those of a filter, by themselves."""
        rows = self.filterset.qs
        if self.filterset.narrows or not self.asked.is_valid():
            return paginate(rows, self.request)
        return page_of(CountedPaginator(rows, ROWS, count=self.plan.line_count), self.request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Eleven queries, however many lines; thirteen of a past day."""
        counted = tiles(self.plan, self.at)
        sections = grouped(kwargs["page"].object_list, self.at)
        return super().get_context_data(
            filterset=self.filterset,
            tiles=counted,
            sections=sections,
            legend=used(self.filterset.abbreviations, sections),
            **kwargs,
        )


class EntryAddress(ForReaders, View):
    """The stable address of a line of a plan; it leads to the page of its action."""

    def get(self, request: HttpRequest, slug: str, ref: str) -> HttpResponse:
        """To the action. Of lines with one reference, an open one comes first, then the oldest."""
        lines = PlanEntry.objects.filter(objective__area__section__plan__slug=slug, ref=ref, action__isnull=False)
        entry = lines.select_related("action").order_by(F("closed_on").asc(nulls_first=True), "pk").first()
        if entry is None:
            raise Http404(f"The plan has no line {ref}.")
        return redirect(entry.action)
