"""A plan as a file, in either layout and at any day: PDF, Excel and Word."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from core.answers import name_file
from improvement_plan.choices import Layout
from improvement_plan.paper import plan_paper
from improvement_plan.reporting import PlanReport, plan_report
from improvement_plan.views.pages import OnePlan

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PlanFile(OnePlan):
    """A plan as a file. ``?layout=`` chooses the other layout, ``?on=`` a day in the past."""

    ending = ""
    content_type = ""
    is_kept = True

    @property
    def layout(self) -> str:
        """The layout that is asked for; empty for the plan's own."""
        layout = self.request.GET.get("layout", "")
        if layout and layout not in list(Layout):
            raise Http404(f"A plan is laid out as {' or as '.join(Layout)}, not as {layout}.")
        return layout

    def report(self) -> PlanReport:
        """The whole plan at the day."""
        return plan_report(self.plan, self.at.on, council=self.request.council, layout=self.layout)

    def content(self) -> bytes:
        """The file."""
        raise TypeError(f"{type(self).__name__} says what is in it.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file. A day that cannot be read, or has not come, is said."""
        if not self.asked.is_valid():
            raise Http404(" ".join(self.asked.errors["on"]))
        response = HttpResponse(self.content(), content_type=self.content_type)
        name_file(response, f"{self.plan.slug}.{self.ending}", keep=self.is_kept)
        return response


class PlanPdf(PlanFile):
    """The plan on paper: PDF/UA-1, landscape."""

    ending, content_type, is_kept = "pdf", "application/pdf", False

    def content(self) -> bytes:
        """As laid out."""
        return plan_paper(self.plan, self.at.on, council=self.request.council, layout=self.layout).content


class PlanXlsx(PlanFile):
    """The plan as a workbook that a council would print, and read in again."""

    ending, content_type = "xlsx", XLSX

    def content(self) -> bytes:
        """The workbook."""
        from improvement_plan.workbook import plan_workbook  # openpyxl is slow to import

        return plan_workbook(self.report())


class PlanDocx(PlanFile):
    """The plan as a Word document, for those who must have one."""

    ending, content_type = "docx", DOCX

    def content(self) -> bytes:
        """The document."""
        from improvement_plan.word import plan_document  # python-docx is slow to import

        return plan_document(self.report(), council=self.request.council)
