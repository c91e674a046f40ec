"""The list of indicators and the page of one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.views.generic import TemplateView

from core.answers import name_file
from core.charts import Event
from core.clock import today
from core.formats import short_date
from core.queries import behind
from core.statements import put_beside, stated_once
from core.tables import CouncilTable
from core.views import InPlace, ListPage
from indicators.filters import IndicatorFilter
from indicators.models import Benchmark, Indicator, Measurement, PeerFigure, StretchTarget, natural_key
from indicators.paper import indicator_paper
from indicators.reporting.changes import changes
from indicators.reporting.control import control
from indicators.reporting.page import chart, row
from indicators.reporting.peers import peer_groups
from indicators.reporting.year import stretches, year_so_far
from indicators.tables import IndicatorTable
from indicators.views.by_set import BySet
from organisation.access import ForReaders
from organisation.models import Outcome
from organisation.rights import may_answer_for, may_manage

RECENT = 16
"""So many figures stand open on the page; earlier ones are folded away."""
BESIDE = {
    "aliases": ("set",),
    "benchmarks": ("period",),
    "clinic_links": ("clinic",),
    "measure_links": ("milestone__action",),
}
"""What the page shows of what belongs to an indicator, and of what stands above it and is named here but never imported;
each with what is joined to it.
"""


def for_page() -> QuerySet[Indicator]:
    """Indicators with what there is that their pages ask for more of."""
    has_variants = Exists(Indicator.objects.filter(variant_of=OuterRef("pk")))
    has_stretch = Exists(StretchTarget.objects.filter(indicator=OuterRef("pk")))
    has_peers = Exists(PeerFigure.objects.filter(indicator=OuterRef("pk"), value__isnull=False))
    has_outcomes = Exists(Outcome.objects.filter(indicators=OuterRef("pk")))
    return Indicator.objects.annotate(
        has_variants=has_variants, has_stretch=has_stretch, has_peers=has_peers, has_outcomes=has_outcomes
    ).select_related("set", "owner", "variant_of__set")


@stated_once
def _one(code: str, ref: str, sort_key: str) -> QuerySet[Indicator]:
    """The indicator of a reference in the set of a code."""
    return for_page().called(code, ref, sort_key)


@stated_once
def _beside(key: int, *, accessor: str, joining: tuple[str, ...]) -> QuerySet:
    """What belongs to the indicator of a key."""
    return behind(Indicator, accessor).filter(indicator=key).select_related(*joining).order_by("pk")


@stated_once
def _measurements(key: int) -> QuerySet[Measurement]:
    """The figures and targets of an indicator, the newest first."""
    of = Measurement.objects.filter(indicator=key).select_related("period")
    return of.order_by("-period__ends", "period__starts")


def find_indicator(indicators: QuerySet[Indicator], code: str, ref: str) -> Indicator:
    """The indicator that an address names, whatever its capitals, or under an alias; a 404 where there is none."""
    found = indicators.called(code, ref, natural_key(ref)).first()
    found = found or indicators.filter(aliases__set__code__iexact=code, aliases__ref__iexact=ref).first()
    if found is None:
        raise Http404(f"There is no indicator {ref} in the set {code}.")
    return found


class IndicatorList(ForReaders, ListPage):
    """All indicators with their newest figures."""

    title = "Indicators"
    place = "indicators"
    template_name = "indicators/list.html"
    filters = IndicatorFilter
    table = IndicatorTable
    export_name = "indicators"
    counted_as = "indicator"
    many = "change-indicators"

    def may_tick(self) -> bool:
        """The performance team."""
        return may_manage(self.request.user)

    def get_paginator(self, table: CouncilTable, per_page: int) -> Paginator:
        """By the order of the sets, unless another is asked for."""
        if table.order_by:
            return super().get_paginator(table, per_page)
        counted = table.data.data.order_by().values_list("set").annotate(n=Count("pk"))
        return BySet(table, per_page, counts=dict(counted))

    def get_queryset(self) -> QuerySet:
        """Those still measured."""
        return Indicator.objects.current(today())

    def get_table(self, rows: QuerySet) -> CouncilTable:
        """The list, in plain rows."""
        return super().get_table(rows.values(*self.table.reads))


class IndicatorPage(ForReaders, InPlace, TemplateView):
    """One indicator: the sentence first, then the chart, the table and what is being done."""

    place = "indicators"
    template_name = "indicators/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything about it. Eleven queries, however long its history; one more each for variants, stretch targets, peers and outcomes."""
        self.indicator = self.find()
        measurements = _measurements(self.indicator.pk)
        for measurement in measurements:
            measurement.indicator = self.indicator
        council = self.request.council
        clinics = [link.clinic for link in self.indicator.clinic_links.all()]
        events = [
            Event(sitting.date, f"clinic {short_date(sitting.date)}")
            for clinic in clinics
            for sitting in clinic.sittings.all()
        ]
        return super().get_context_data(
            indicator=self.indicator,
            latest=next((row(m, today()) for m in measurements if m.pk == self.indicator.latest_id), None),
            rows=[row(m, today()) for m in measurements[:RECENT]],
            earlier=[row(m, today()) for m in measurements[RECENT:]],
            drawing=chart(
                self.indicator,
                measurements,
                events=events,
                brand_colour=council.brand_colour,
                group=council.comparator_group,
            ),
            control=control(self.indicator, measurements, brand_colour=council.brand_colour),
            year=year_so_far(self.indicator, measurements, today()),
            stretches=stretches(self.indicator, measurements) if self.indicator.has_stretch else [],
            peer_groups=peer_groups(self.indicator, measurements, council) if self.indicator.has_peers else [],
            benchmarks=self.benchmarks(),
            variants=self.variants(),
            outcomes=self.indicator.outcomes.with_frameworks() if self.indicator.has_outcomes else (),
            clinics=clinics,
            measures=self.measures(),
            tolerance=self.indicator.tolerance_in(council.tolerance),
            may_enter=may_answer_for(self.request.user, [self.indicator.owner_id]),
            **kwargs,
        )

    def measures(self) -> list[tuple[Any, list[Any]]]:
        """The actions that are measured by it, each with its milestones."""
        by_action: dict[int, tuple[Any, list[Any]]] = {}
        for link in self.indicator.measure_links.all():
            action = link.milestone.action
            by_action.setdefault(action.pk, (action, []))[1].append(link.milestone)
        return list(by_action.values())

    def benchmarks(self) -> list[Benchmark]:
        """Thresholds, the newest first."""
        return sorted(self.indicator.benchmarks.all(), key=lambda b: (-b.period.ends.toordinal(), b.group))

    def variants(self) -> list[Indicator]:
        """Its other definitions. A query only where there are any."""
        if not self.indicator.has_variants:
            return []
        return list(self.indicator.variants.select_related("set"))

    def find(self) -> Indicator:
        """The indicator that the address names, with everything that its page shows."""
        code, ref = self.kwargs["set"], self.kwargs["ref"]
        found = next(iter(_one(code, ref, natural_key(ref))), None) or find_indicator(for_page(), code, ref)
        for accessor, joining in BESIDE.items():
            put_beside(found, accessor, _beside(found.pk, accessor=accessor, joining=joining))
        prefetch_related_objects(found.clinic_links.all(), "clinic__sittings")
        return found

    def get_title(self) -> str:
        """Reference and title."""
        return str(self.indicator)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """All indicators, then its set."""
        everything = reverse("indicators")
        return (("Indicators", everything), (self.indicator.set.title, f"{everything}?set={self.indicator.set.code}"))


class IndicatorPdf(IndicatorPage):
    """The same on paper, charts and all."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """PDF/UA-1."""
        shown = self.get_context_data()
        shown["figures"] = shown["rows"] + shown["earlier"]
        paper = indicator_paper(shown, council=request.council, on=today())
        response = HttpResponse(paper.content, content_type="application/pdf")
        name = slugify(f"{self.indicator.set.code} {self.indicator.ref}")
        name_file(response, f"{name}.pdf")
        return response


class IndicatorChanges(ForReaders, InPlace, TemplateView):
    """What has been changed of an indicator and its figures: who, when, from and to."""

    place = "indicators"
    template_name = "indicators/changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The newest changes."""
        return super().get_context_data(indicator=self.indicator, changes=changes(self.indicator), **kwargs)

    @cached_property
    def indicator(self) -> Indicator:
        """The indicator that the address names."""
        return find_indicator(Indicator.objects.select_related("set"), self.kwargs["set"], self.kwargs["ref"])

    def get_title(self) -> str:
        """Of which indicator."""
        return f"Changes of {self.indicator.ref}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the indicator."""
        return (("Indicators", reverse("indicators")), (str(self.indicator), self.indicator.get_absolute_url()))
