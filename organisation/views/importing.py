"""The organisation from one table: a workbook to fill in, looked over, and taken in whole or not at all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.answers import name_file
from core.clock import today
from core.exports import TYPES
from core.limits import LIMITS, MB
from core.refusals import NotDoneError
from core.sheets import Sheet, SheetError
from organisation.forms import OrganisationTableForm
from organisation.imports import FILLING_IN, carried, look_over, read_table, stored_rows, take_in, workbook
from organisation.views.frame import Kept

SHOWN = 100
"""So many lines of a kind are shown; the rest are counted."""


class ImportOrganisation(Kept):
    """The table is chosen and looked over on one page; what was looked over is carried by the form that takes it in."""

    listed_at, listed_as = "people", "People"
    title = "Bring the organisation in from a table"
    template_name = "organisation/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form that chooses the table, and what is written in which column."""
        shown = {"form": OrganisationTableForm(), "way_back": self.way_back, "columns": FILLING_IN.items()}
        return super().get_context_data(**shown | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look the table over, or take in what was looked over."""
        if "table" in request.POST:
            return self.take_in(request.POST["table"], request.POST.get("seen", ""))
        form = OrganisationTableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.again(form=form)
        return self.look_over(form.cleaned_data["file"])

    def look_over(self, sheet: Sheet) -> HttpResponse:
        """What the table would do. Nothing is written."""
        looked = look_over(sheet, by=self.request.user)
        groups = [(about, lines[:SHOWN], len(lines), len(lines) - SHOWN) for about, lines in looked.subjects]
        return self.render_to_response(
            self.get_context_data(
                looked=looked,
                groups=groups,
                table=carried(sheet) if looked.done else "",
                seen=looked.seal(),
            )
        )

    def take_in(self, table: str, seen: str) -> HttpResponse:
        """Take it in, if that still does what the person saw."""
        taken = None
        why = "What is stored has changed since you looked. Nothing was done: choose the table again."
        try:
            if len(table) <= LIMITS.upload_mb * MB:
                taken = take_in(read_table(table.encode(), "table.csv"), by=self.request.user, seen=seen)
        except NotDoneError as refused:
            why = f"{refused} Nothing was done: choose the table again."
        except (SheetError, IntegrityError):  # the form was changed, or somebody stored one of its rows meanwhile
            pass
        if taken is None:
            messages.warning(self.request, why)
            return redirect(self.request.path)
        messages.success(self.request, f"Taken in: {taken}")
        return redirect(reverse("invite-people") if taken.brings_people else self.way_back)


class OrganisationWorkbook(Kept):
    """The workbook to fill in, with what is stored already: it may be changed and brought in again."""

    listed_at = "people"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        answer = HttpResponse(workbook(stored_rows(today())), content_type=TYPES["xlsx"])
        name_file(answer, "organisation.xlsx", keep=True)
        return answer
