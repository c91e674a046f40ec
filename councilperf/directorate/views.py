"""The page of a directorate, on screen and on paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.views.generic import TemplateView

from core.answers import name_file
from core.clock import today
from core.views import InPlace
from councilperf.directorate.paper import one_side
from councilperf.directorate.report import OnOnePage, on_one_page
from indicators.reporting.scorecard import UnknownPeriodError, choose, periods_held
from organisation import rights
from organisation.access import Guarded
from organisation.models import Directorate, ReportingPeriod


class DirectorateOnAPage(Guarded, InPlace, TemplateView):
    """A directorate on one page; ``on_paper`` as a PDF of one side of A4."""

    place = "home"
    template_name = "directorate/page.html"
    refusal = "This page is for the people of the directorate and for the performance team."
    on_paper = False

    @cached_property
    def directorate(self) -> Directorate:
        """The one that the address names."""
        return get_object_or_404(Directorate, pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        """Who holds one of its posts and reads, and the performance team."""
        return rights.may_see_directorate(self.request.user, self.directorate.pk)

    @cached_property
    def periods(self) -> list[ReportingPeriod]:
        """The periods that have figures, the newest first."""
        return [period for period in periods_held() if period.has_figures and period.starts <= today()]

    @cached_property
    def period(self) -> ReportingPeriod | None:
        """The one that the address asks for, or the one that a scorecard shows unasked."""
        try:
            return choose(self.periods, self.request.GET.get("period", ""), today())
        except UnknownPeriodError as unknown:
            raise Http404(str(unknown)) from unknown

    @cached_property
    def page(self) -> OnOnePage:
        """What it says today."""
        return on_one_page(self.directorate, self.period, today(), council=self.request.council)

    def get_title(self) -> str:
        """The directorate."""
        return self.page.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the first page."""
        return (("My work", reverse("home")),)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the paper."""
        if not self.on_paper:
            return super().get(request, *args, **kwargs)
        answer = HttpResponse(one_side(self.page, council=request.council).content, content_type="application/pdf")
        name_file(answer, f"{slugify(self.directorate.name) or f'directorate-{self.directorate.pk}'}.pdf")
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what has room on the paper."""
        return super().get_context_data(
            page=self.page, side=self.page.fitted(), periods=self.periods, period=self.period, **kwargs
        )
