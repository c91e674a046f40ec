"""Pages of indicators."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from core.charts import Event
from core.clock import today
from core.formats import short_date
from core.queries import joined
from core.views import InPlace, ListPage
from indicators.filters import IndicatorFilter
from indicators.models import Indicator
from indicators.reporting import chart, row
from indicators.tables import IndicatorTable
from organisation.access import ForReaders

ABOVE = (
    joined(Indicator, "clinic_links", "clinic"),
    "clinic_links__clinic__sittings",
    joined(Indicator, "measure_links", "milestone__action"),
)
"""What stands above indicators and shows on their page: named here and prefetched, but never imported."""


class IndicatorList(ForReaders, ListPage):
    """All indicators with their newest figures."""

    title = "Indicators"
    place = "indicators"
    template_name = "indicators/list.html"
    filters = IndicatorFilter
    table = IndicatorTable
    export_name = "indicators"
    counted_as = "indicator"

    def get_queryset(self) -> QuerySet:
        """Those still measured."""
        return Indicator.objects.current(today()).select_related("set", "owner", "latest__period", "latest__indicator")


class IndicatorPage(ForReaders, InPlace, TemplateView):
    """One indicator: the sentence first, then the chart, the table and what is being done."""

    place = "indicators"
    template_name = "indicators/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything about it. Ten queries, however long its history."""
        self.indicator = self.find()
        measurements = list(
            self.indicator.measurements.select_related("period").order_by("-period__ends", "period__starts")
        )
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
            rows=[row(m, today()) for m in measurements],
            drawing=chart(self.indicator, measurements, events=events, brand_colour=council.brand_colour),
            clinics=clinics,
            measures=self.measures(),
            tolerance=self.indicator.tolerance_in(council.tolerance),
            **kwargs,
        )

    def measures(self) -> list[tuple[Any, list[Any]]]:
        """The actions that are measured by it, each with its milestones."""
        by_action: dict[int, tuple[Any, list[Any]]] = {}
        for link in self.indicator.measure_links.all():
            action = link.milestone.action
            by_action.setdefault(action.pk, (action, []))[1].append(link.milestone)
        return list(by_action.values())

    def find(self) -> Indicator:
        """The indicator that the address names, whatever its capitals, or under an alias."""
        code, ref = self.kwargs["set"], self.kwargs["ref"]
        indicators = Indicator.objects.select_related("set", "owner", "variant_of__set").prefetch_related(
            joined(Indicator, "aliases", "set"),
            joined(Indicator, "variants", "set"),
            joined(Indicator, "benchmarks", "period"),
            *ABOVE,
        )
        found = indicators.filter(set__code__iexact=code, ref__iexact=ref).first()
        found = found or indicators.filter(aliases__set__code__iexact=code, aliases__ref__iexact=ref).first()
        if found is None:
            raise Http404(f"There is no indicator {ref} in the set {code}.")
        return found

    def get_title(self) -> str:
        """Reference and title."""
        return str(self.indicator)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """All indicators, then its set."""
        everything = reverse("indicators")
        return (("Indicators", everything), (self.indicator.set.title, f"{everything}?set={self.indicator.set.code}"))
