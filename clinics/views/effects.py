"""Whether clinics worked: the effect of all of them, their summary for a board, and the year's programme."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.generic import TemplateView

from clinics.filters import DayForm, LessonFilter, YearForm
from clinics.reporting import at, effect_report, effect_rows, programme, years_of_clinics
from clinics.reporting.effects import HEADER
from core import exports
from core.answers import name_file
from core.clock import today
from core.pdf import render
from core.periods import Period
from core.views import InPlace, paginate
from organisation.access import ForReaders

LESSONS = 20
"""How many clinics of the lessons library stand on a page."""


class Report(ForReaders, InPlace, TemplateView):
    """A report on clinics: a page and, with ``on_paper``, a PDF from the same body."""

    place = "clinics"
    body = ""
    """The template of what page and paper share."""
    file_name = ""
    on_paper = False

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all clinics."""
        return (("Clinics", reverse("clinics")),)

    def paper(self, facts: dict[str, Any]) -> HttpResponse:
        """The PDF of a report."""
        council = self.request.council
        title = self.get_title()
        html = render_to_string(
            "clinics/effect/paper.html", facts | {"body": self.body, "title": title, "council": council}
        )
        made = render(html, brand_colour=council.brand_colour)
        response = HttpResponse(made.content, content_type="application/pdf")
        name_file(response, f"{self.file_name}.pdf")
        return response


class ClinicEffects(Report):
    """Of how many clinics came what, and the lessons library."""

    title = "Do clinics work?"
    template_name = "clinics/effect/effect.html"
    body = "clinics/effect/effect_body.html"
    file_name = "effect-of-clinics"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, the paper, or the library as a file."""
        report = effect_report(today(), seasons_fall_due=request.council.seasons_fall_due)
        filters = LessonFilter(request, report)
        kind = request.GET.get("_export")
        if kind:
            if kind not in exports.FORMATS:
                raise Http404(f"Lists are exported as {', '.join(exports.FORMATS)}, not as {kind}.")
            return exports.respond(HEADER, effect_rows(filters.lessons), kind=kind, name=self.file_name)
        facts = {"report": report, "on": report.on, "filterset": filters}
        if self.on_paper:
            return self.paper(facts | {"lessons": filters.lessons})
        page = paginate(filters.lessons, request, per_page=LESSONS)
        return self.render_to_response(self.get_context_data(**facts, page=page, lessons=page.object_list, **kwargs))


class ClinicSummary(Report):
    """The clinics that had sat by a day, as a board reads them; ``as_workbook`` as a spreadsheet."""

    title = "Performance clinic summary"
    template_name = "clinics/effect/summary.html"
    body = "clinics/parts/summary.html"
    file_name = "clinic-summary"
    as_workbook = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page or the file. A day that cannot be asked for is said on the page."""
        asked = DayForm(request.GET)
        if not asked.is_valid():
            return self.render_to_response(self.get_context_data(asked=asked, on=None, lines=(), **kwargs))
        on = asked.cleaned_data["on"] or today()
        lines, _ = at(on)
        if self.as_workbook:
            from clinics.workbook import summary_workbook  # openpyxl is slow to import

            content = summary_workbook(lines, on, council=request.council.short_name)
            return _download(content, f"{self.file_name}.xlsx")
        facts = {"on": on, "lines": lines}
        if self.on_paper:
            return self.paper(facts)
        return self.render_to_response(self.get_context_data(asked=asked, is_past=on < today(), **facts, **kwargs))


class ClinicProgramme(Report):
    """The clinics of a financial year against what the council means to hold."""

    title = "Programme of clinics"
    template_name = "clinics/effect/programme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Four queries; of the present year, unless another is asked for."""
        asked = self.request.GET.copy()
        asked.setdefault("year", str(Period.containing(today())))
        form = YearForm(asked, years=years_of_clinics(today()))
        report = None
        if form.is_valid() and form.cleaned_data["year"]:
            year = Period.parse(form.cleaned_data["year"])
            report = programme(year, today(), self.request.council.clinics_a_year)
        return super().get_context_data(asked=form, report=report, **kwargs)


def _download(content: bytes, name: str) -> HttpResponse:
    """A workbook to keep."""
    response = HttpResponse(content, content_type=exports.TYPES["xlsx"])
    name_file(response, name, keep=True)
    return response
