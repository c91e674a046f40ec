"""Choosing a paper, and the papers that were brought before."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from core.documents import DocumentError
from core.views import InPlace
from improvement_plan.import_forms import NEWER, PaperForm
from improvement_plan.imports.uploads import keep_file, keep_text
from improvement_plan.models import Plan, PlanUpload
from improvement_plan.views.importing.frame import PAPERS
from organisation.access import ForPerformanceTeam

KEPT = 20
"""So many of the newest papers are listed."""


class PaperPage(ForPerformanceTeam, InPlace, TemplateView):
    """Choosing a file or pasting a table, and the papers that were brought before."""

    title = PAPERS
    place = "plans"
    template_name = "improvement_plan/imports/papers.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the list of plans."""
        return (("Plans", reverse("plans")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form and the newest papers."""
        return super().get_context_data(**{"form": self.form(), "papers": self.papers()} | kwargs)

    def form(self) -> PaperForm:
        """The form; for the plan that the address names, where it names one."""
        plan = Plan.objects.filter(slug=self.request.GET.get("plan", "")).first()
        return PaperForm(initial={"what": NEWER, "plan": plan} if plan else None)

    def papers(self) -> list[tuple[PlanUpload, int]]:
        """The newest papers, with how many decisions were made of each; what is left is counted where it is read."""
        papers = PlanUpload.objects.select_related("by", "plan", "taken_by", "undone_by").defer("content", "journal")
        kept = papers[:KEPT]
        return [(one, sum(len(one.decisions.get(about, ())) for about in ("rows", "posts"))) for one in kept]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the paper and look it over, or say why it cannot be read."""
        form = PaperForm(request.POST, request.FILES)
        if form.is_valid():
            said = form.cleaned_data
            about = {"by": request.user, "written_on": said["written_on"].due, "plan": said.get("plan")}
            about["title"] = "" if about["plan"] else said["title"]
            file = said["file"]
            try:
                kept = keep_file(file.name, file.read(), **about) if file else keep_text(said["text"], **about)
            except DocumentError as unreadable:
                form.add_error("file" if file else "text", str(unreadable))
            else:
                return redirect(kept)
        return self.render_to_response(self.get_context_data(form=form), status=422)
