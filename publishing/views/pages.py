"""The public pages: how the council is doing, its measures, plans, clinics and papers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import View

from core.answers import name_file
from core.charts import Drawing, Event
from core.clock import today
from core.formats import short_date
from core.views import paginate
from improvement_plan.models import Plan
from indicators.models import Benchmark, Indicator, Measurement
from indicators.reporting.page import chart
from indicators.views.pages import find_indicator
from meetings.models import Pack
from meetings.stored import DamagedError, intact
from meetings.views.packs import inside
from publishing.choices import CHECKED, PLACE, TARGET
from publishing.filters import PublicIndicatorFilter
from publishing.reporting.clinics import at_work, held_on, public_clinics
from publishing.reporting.figures import history_of, newest_results, result, words_of
from publishing.reporting.front import front
from publishing.reporting.packs import files_of, given_out, public_packs
from publishing.reporting.plans import actions_for, entries_of, plans_with_progress, progress_of, sections
from publishing.rules import which_way
from publishing.views.frame import ForEverybody

LINES = 100
"""So many lines of a plan stand on a page."""


RECENT = 8
"""So many results of a measure stand open; earlier ones are folded away."""


class PublicFront(ForEverybody):
    """How the council is doing, in ten seconds, then more."""

    place = "public"
    template_name = "public/front.html"

    def get_title(self) -> str:
        """Whose page it is."""
        return f"How {self.request.council.name} is doing"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """It is the first page."""
        return ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Twenty queries at most, however much is published."""
        shown = front(today(), seasons_fall_due=self.request.council.seasons_fall_due)
        return super().get_context_data(front=shown, **kwargs)


class PublicIndicators(ForEverybody):
    """All measures with their newest published result."""

    title = "Our measures"
    place = "public-indicators"
    template_name = "public/indicators.html"

    def get_queryset(self) -> QuerySet[Indicator]:
        """Those that are still measured, each with how its newest published result is rated."""
        figures = Measurement.objects.public().filter(indicator=OuterRef("pk"))
        newest = figures.order_by("-period__ends", "period__starts", "-pk")
        shown = Indicator.objects.public().current(today()).select_related("set")
        return shown.annotate(shown_rating=Subquery(newest.values("rating")[:1]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Seven queries."""
        everything = Indicator.objects.public().current(today())
        themes = everything.exclude(theme="").order_by("theme").values_list("theme", flat=True).distinct()
        filterset = PublicIndicatorFilter(
            self.request.GET or None, queryset=self.get_queryset(), request=self.request, themes=themes
        )
        page = paginate(filterset.qs.order_by("set__order", "set__code", "sort_key", "pk"), self.request)
        keys = [indicator.pk for indicator in page.object_list]
        figures = newest_results(today(), indicators=Indicator.objects.filter(pk__in=keys))
        results = {figure.indicator_id: result(figure) for figure in figures}
        rows = [(indicator, results.get(indicator.pk)) for indicator in page.object_list]
        return super().get_context_data(filterset=filterset, page=page, rows=rows, **kwargs)


class OneIndicator(ForEverybody):
    """What the pages of a public measure have in common."""

    place = "public-indicators"

    @cached_property
    def indicator(self) -> Indicator:
        """The public indicator that the address names, with what its chart needs; one that is not public is not there."""
        published = Benchmark.objects.filter(worked_out=False).select_related("period")
        indicators = Indicator.objects.public().select_related("set")
        indicators = indicators.prefetch_related("aliases__set", Prefetch("benchmarks", published))
        return find_indicator(indicators, self.kwargs["set"], self.kwargs["ref"])

    @cached_property
    def figures(self) -> list[Measurement]:
        """Its published figures, the newest first."""
        return history_of(self.indicator)

    @cached_property
    def clinics(self) -> list[tuple]:
        """When published clinics sat on it."""
        return held_on([self.indicator.pk], today()).get(self.indicator.pk, [])

    def drawing(self) -> Drawing | None:
        """The chart of what is published."""
        council = self.request.council
        return chart(
            self.indicator,
            self.figures,
            events=[Event(day, f"clinic {short_date(day)}") for day, _ in self.clinics],
            brand_colour=council.brand_colour,
            group=council.comparator_group,
        )

    def get_title(self) -> str:
        """What it measures."""
        return self.indicator.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all measures."""
        return (*super().get_crumbs(), ("Our measures", reverse("public-indicators")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The measure with its results."""
        results = words_of(self.figures)
        return super().get_context_data(
            indicator=self.indicator,
            results=results[:RECENT],
            earlier=results[RECENT:],
            newest=results[0] if results else None,
            **kwargs,
        )


class PublicIndicator(OneIndicator):
    """A measure: what it counts, how it went, what that means, and the figures to take away."""

    template_name = "public/indicator.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Seven queries, however long its history."""
        council, site = self.request.council, self.request.build_absolute_uri
        where = [self.indicator.set.code, self.indicator.ref]
        return super().get_context_data(
            drawing=self.drawing(),
            which_way=which_way(self.indicator.scale),
            tolerance=self.indicator.tolerance_in(council.tolerance),
            clinics=self.clinics,
            actions=actions_for([self.indicator.pk], today()).get(self.indicator.pk, []),
            ratings=TARGET,
            places=PLACE,
            checked=CHECKED,
            chart_address=site(reverse("public-chart", args=where)),
            table_address=site(reverse("public-table", args=where)),
            **kwargs,
        )


class Embeddable(OneIndicator):
    """What other sites may embed: any, or those of the setting EMBED_SITES. Nothing can be done on it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say who may."""
        answer = super().dispatch(request, *args, **kwargs)
        answer.xframe_options_exempt = True
        answer._csp_replace = {"frame-ancestors": settings.EMBED_SITES or ["*"]}
        answer["Cross-Origin-Resource-Policy"] = "cross-origin"
        return answer


class EmbeddedChart(Embeddable):
    """The chart of a measure by itself, for a page of another site."""

    template_name = "public/embedded_chart.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The chart."""
        return super().get_context_data(drawing=self.drawing(), **kwargs)


class EmbeddedTable(Embeddable):
    """The results of a measure by themselves, likewise."""

    template_name = "public/embedded_table.html"


class ChartFile(Embeddable):
    """The chart of a measure as a drawing."""

    template_name = "public/chart.svg"
    content_type = "image/svg+xml"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The chart; a measure without a result has none."""
        drawing = self.drawing()
        if drawing is None:
            raise Http404("No result of this measure is published yet, so there is nothing to draw.")
        return super().get_context_data(drawing=drawing, **kwargs)


class PublicPlans(ForEverybody):
    """All public plans, each with how it is going."""

    title = "Our plans"
    place = "public-plans"
    template_name = "public/plans.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Four queries."""
        council = self.request.council
        plans = plans_with_progress(today(), seasons_fall_due=council.seasons_fall_due)
        return super().get_context_data(plans=plans, **kwargs)


class PublicPlan(ForEverybody):
    """A public plan: what is to be done by when, and how it is going."""

    place = "public-plans"
    template_name = "public/plan.html"

    @cached_property
    def plan(self) -> Plan:
        """The public plan that the address names."""
        return get_object_or_404(Plan.objects.public(), slug=self.kwargs["slug"])

    def get_title(self) -> str:
        """The plan's."""
        return self.plan.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all plans."""
        return (*super().get_crumbs(), ("Our plans", reverse("public-plans")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Six queries, however many lines."""
        due = self.request.council.seasons_fall_due
        page = paginate(entries_of(self.plan, today()), self.request, per_page=LINES)
        return super().get_context_data(
            plan=self.plan,
            page=page,
            progress=progress_of(self.plan, today(), seasons_fall_due=due),
            sections=sections(list(page.object_list), today(), seasons_fall_due=due),
            **kwargs,
        )


class PublicClinics(ForEverybody):
    """Published clinics, and whether they helped."""

    title = "Performance clinics: did they help?"
    place = "public-clinics"
    template_name = "public/clinics.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Nine queries, however many."""
        return super().get_context_data(work=at_work(public_clinics(today())), **kwargs)


class PublicMeetings(ForEverybody):
    """Papers that were issued to the public: of councillors, and of other boards whose papers the council publishes."""

    title = "Papers of meetings"
    place = "public-meetings"
    template_name = "public/meetings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Four queries."""
        page = paginate(public_packs(), self.request)
        return super().get_context_data(page=page, packs=given_out(page.object_list), **kwargs)


class OnePack(ForEverybody):
    """What page and file of a pack have in common."""

    place = "public-meetings"

    @cached_property
    def pack(self) -> Pack:
        """The pack that the address names, where it holds and lists nothing that was closed since."""
        packs = public_packs().defer(None).filter(meeting=self.kwargs["pk"], edition=self.kwargs["edition"])
        found = given_out(packs)
        if not found:
            raise Http404(
                "There are no such papers for the public. The papers that hold are listed under meetings; "
                "an edition that was replaced is not given out."
            )
        return found[0]

    def get_title(self) -> str:
        """Board, day and edition."""
        return f"{self.pack.meeting}: {'supplement' if self.pack.is_supplement else 'agenda and reports'}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all papers."""
        return (*super().get_crumbs(), ("Papers of meetings", reverse("public-meetings")))


class PublicPack(OnePack):
    """A pack read on screen."""

    template_name = "public/pack.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The frozen papers, where they can be read on screen."""
        papers = ""
        if self.pack.html:
            try:
                papers = inside(intact(self.pack.html, self.pack.html_sha256, f"the {self.pack.spoken}"))
            except DamagedError as damage:
                raise Http404(str(damage)) from damage
        return super().get_context_data(pack=self.pack, papers=papers, files=files_of(self.pack), **kwargs)


class PublicPackFile(OnePack, View):
    """The PDF of a pack."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The same bytes for ever."""
        try:
            content = intact(self.pack.file, self.pack.sha256, f"the {self.pack.spoken}")
        except DamagedError as damage:
            raise Http404(str(damage)) from damage
        answer = HttpResponse(content, content_type="application/pdf")
        name_file(answer, self.pack.filename)
        return answer


class PublicPackAttachment(OnePack, View):
    """A file that a pack lists with an item: the very file that was issued."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        file = {file.pk: file for _, file in files_of(self.pack)}.get(self.kwargs["attachment"])
        if file is None:
            raise Http404("No such file was issued to the public with these papers.")
        try:
            content = intact(file.file, file.sha256, f"“{file.title}”")
        except DamagedError as damage:
            raise Http404(str(damage)) from damage
        answer = HttpResponse(content, content_type="application/pdf")
        name_file(answer, file.name)
        return answer
