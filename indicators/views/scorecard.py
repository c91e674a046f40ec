"""The scorecard of a period, on screen, as a file and on paper; the direction of travel of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from core import exports
from core.answers import name_file
from core.clock import today
from core.views import InPlace, ListPage, TablePaginator
from indicators.filters import ScorecardFilter
from indicators.paper import scorecard_paper, travel_paper
from indicators.reporting.scorecard import (
    GROUPS,
    Tile,
    Tiles,
    UnknownPeriodError,
    as_rows,
    choose,
    counted,
    lines,
    listed,
    periods_held,
    scorecard,
)
from indicators.reporting.travel import travel_pack
from indicators.rules import Tolerance
from indicators.tables import SCORECARD_COLUMNS, TRAVEL_COLUMNS, ScorecardTable, scorecard_rows, travel_rows
from indicators.views.by_set import BySet
from organisation.access import ForReaders
from organisation.models import ReportingPeriod


class OnPeriod(ForReaders):
    """A page about the period that the address names."""

    asked_by = "period"
    """The parameter that names it."""

    @cached_property
    def periods(self) -> list[ReportingPeriod]:
        """Those that can be chosen, newest first."""
        return periods_held()

    @cached_property
    def period(self) -> ReportingPeriod:
        """The one that was, or the newest that has something to show."""
        try:
            period = choose(self.periods, self.request.GET.get(self.asked_by, ""), today())
        except UnknownPeriodError as unknown:
            raise Http404(str(unknown)) from unknown
        if period is None:
            raise Http404("No figure or target has been entered yet, so there is nothing to show.")
        return period

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; where nothing has been entered at all, one that says so."""
        if not self.periods:
            nothing = {"title": self.title, "place": self.place, "crumbs": self.get_crumbs()}
            return render(request, "indicators/nothing_yet.html", nothing)
        return super().get(request, *args, **kwargs)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all indicators."""
        return (("Indicators", reverse("indicators")),)


class Selected(OnPeriod):
    """A scorecard with the filters that the address asks for."""

    def get_filterset(self) -> ScorecardFilter:
        """The filters over the period's indicators."""
        return ScorecardFilter(
            self.request.GET,
            queryset=listed(self.period, today()),
            period=self.period,
            periods=self.periods,
            request=self.request,
        )


class ScorecardPage(Selected, ListPage):
    """The scorecard: four counts of the whole selection, then its lines."""

    title = "Scorecard"
    place = "indicators"
    template_name = "indicators/scorecard.html"
    table = ScorecardTable
    counted_as = "indicator"

    @property
    def export_name(self) -> str:
        """The file is named after the period."""
        return file_name("scorecard", self.period)

    def get_title(self) -> str:
        """Scorecard 2006/07."""
        return f"Scorecard {self.period}"

    def get_table(self, rows: QuerySet) -> ScorecardTable:
        """The lines, in plain rows."""
        return super().get_table(as_rows(rows))

    @cached_property
    def counted(self) -> tuple[Tiles, Mapping[int, int]]:
        """The counts of what is chosen, and how many lines each set has."""
        return counted(self.filterset.qs)

    def get_paginator(self, table: ScorecardTable, per_page: int) -> Paginator:
        """By the order of the sets, unless another is asked for. The tiles have counted the lines."""
        shown, by_set = self.counted
        if table.order_by:
            return TablePaginator(table, per_page, count=shown.rows)
        return BySet(table, per_page, counts=by_set)

    def get_table_kwargs(self) -> dict[str, Any]:
        """The period and the date."""
        return {"period": self.period, "on": today()}

    def export(self, table: ScorecardTable) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        """The columns that every scorecard has as a file, whatever the page shows."""
        return SCORECARD_COLUMNS, scorecard_rows(lines(table.data, self.period, today()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Four queries, however many indicators."""
        return super().get_context_data(
            period=self.period,
            tolerance=Tolerance.parse(self.request.council.tolerance),
            tiles=[(tile, self.asking(tile)) for tile in self.counted[0]],
            **kwargs,
        )

    def asking(self, tile: Tile) -> str:
        """The address that lists what a tile counts, within what is chosen already."""
        query = self.request.GET.copy()
        query.pop("page", None)
        for name, value in tile.asks.items():
            query[name] = value
        return f"?{query.urlencode(safe='/')}"


class ScorecardPdf(Selected, View):
    """The scorecard on paper, by directorate or by theme."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """PDF/UA-1, landscape."""
        by = request.GET.get("by", "directorate")
        if by not in GROUPS:
            raise Http404(f"A scorecard is grouped by {' or '.join(GROUPS)}, not by {by}.")
        filters = self.get_filterset()
        report = scorecard(filters.qs, self.period, today(), council=request.council, by=by, selection=filters.chosen)
        name, paper = file_name("scorecard", self.period), scorecard_paper(report, council=request.council)
        response = HttpResponse(paper.content, content_type="application/pdf")
        name_file(response, f"{name}.pdf")
        return response


class DirectionOfTravel(OnPeriod, InPlace, TemplateView):
    """The direction-of-travel pack of a year."""

    title = "Direction of travel"
    place = "indicators"
    template_name = "indicators/direction_of_travel.html"
    asked_by = "year"

    @cached_property
    def periods(self) -> list[ReportingPeriod]:
        """Whole years alone."""
        return [period for period in periods_held() if period.period.whole_year == period.period]

    def get_title(self) -> str:
        """Direction of travel 2006/07."""
        return f"{self.title} {self.period}"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page, or its lines as a file."""
        kind = self.request.GET.get("_export")
        if not kind:
            return super().render_to_response(context, **kwargs)
        if kind not in exports.FORMATS:
            raise Http404(f"The pack is exported as {', '.join(exports.FORMATS)}, not as {kind}.")
        rows = travel_rows(context["pack"])
        return exports.respond(TRAVEL_COLUMNS, rows, kind=kind, name=file_name("direction-of-travel", self.period))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Three queries, however many indicators."""
        return super().get_context_data(
            pack=travel_pack(self.period, today()), period=self.period, periods=self.periods, **kwargs
        )


class DirectionOfTravelPdf(DirectionOfTravel):
    """The pack on paper."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """PDF/UA-1, landscape; a page where nothing has been entered at all."""
        if not self.periods:
            return super().get(request, *args, **kwargs)
        paper = travel_paper(travel_pack(self.period, today()), council=request.council, on=today())
        response = HttpResponse(paper.content, content_type="application/pdf")
        name_file(response, f"{file_name('direction-of-travel', self.period)}.pdf")
        return response


def file_name(what: str, period: ReportingPeriod) -> str:
    """scorecard-2006-07."""
    plain = "".join(letter if letter.isalnum() else "-" for letter in str(period).lower())
    return f"{what}-{plain.strip('-')}"
