"""A table of outcomes: chosen, looked over, and taken in whole or not at all."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.limits import LIMITS, MB
from core.sheets import Sheet, SheetError
from frameworks.forms import TableForm
from frameworks.imports.outcomes import carried, fingerprint, import_outcomes, read_table
from frameworks.views.keeping import KeptFramework
from indicators.imports.findings import Findings, Kind


class ImportOutcomes(KeptFramework):
    """The table is chosen and looked over on one page; what was looked over is carried by the form that takes it in."""

    title = "Import outcomes from a table"
    template_name = "frameworks/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form that chooses the table."""
        shown = {"form": TableForm(), "framework": self.framework, "way_back": self.way_back}
        return super().get_context_data(**shown | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look the table over, or take in what was looked over."""
        if "table" in request.POST:
            return self.take_in(request.POST["table"], request.POST.get("seen", ""))
        form = TableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        return self.look_over(form.cleaned_data["file"])

    def look_over(self, sheet: Sheet) -> HttpResponse:
        """What the table would do. Nothing is written."""
        findings = import_outcomes(self.framework, sheet, by=self.request.user, dry_run=True)
        return self.render_to_response(
            self.get_context_data(
                findings=findings,
                new=findings.of(Kind.NEW),
                changed=findings.of(Kind.CHANGED),
                nothing_to_do=findings.done and not findings.new and not findings.changed,
                table=carried(sheet) if findings.done else "",
                seen=fingerprint(findings),
            )
        )

    def take_in(self, table: str, seen: str) -> HttpResponse:
        """Take it in, if that still does what the person saw."""
        findings: Findings | None = None
        try:
            if seen and len(table) <= LIMITS.upload_mb * MB:
                sheet = read_table(table.encode(), "table.csv")
                findings = import_outcomes(self.framework, sheet, by=self.request.user, dry_run=False, seen=seen)
        except (SheetError, IntegrityError):  # the form was changed, or somebody stored one of its rows meanwhile
            findings = None
        if findings is None or not findings.done:
            messages.warning(
                self.request, "What is stored has changed since you looked. Nothing was done: choose the table again."
            )
            return redirect(self.request.path)
        messages.success(self.request, str(findings))
        return redirect(self.way_back)
