"""Where in a paper the plan is: which table, which headings, which column is which."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from core.documents import Table
from improvement_plan.import_forms import ColumnsForm
from improvement_plan.imports.uploads import choose, point_out
from improvement_plan.models import KnownHeading
from improvement_plan.rules.columns import Column, columns_of
from improvement_plan.rules.table import TOP_ROWS, heading_row
from improvement_plan.views.importing.frame import OnePaper, number_of

SAMPLES = 3
"""So many texts of a column are shown below its heading."""


class ChooseTable(OnePaper, View):
    """Reading another of the tables that may be the plan."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read it instead."""
        choice = number_of(request.POST.get("choice"))
        if choice is None or choice >= len(self.look.tables):
            raise Http404("This paper has no such table.")
        choose(self.upload, choice)
        messages.success(request, f"The table “{self.look.tables[choice].name}” is read now.")
        return self.back(at="top")


class PointOut(OnePaper, TemplateView):
    """Saying by hand which table is the plan, which row has its headings, and which column is which."""

    title = "Point out the plan"
    template_name = "improvement_plan/imports/columns.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the review, where there is one."""
        return self.way_by_the_paper() if self.look.rows else super().get_crumbs()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A paper that was taken in has nothing to point out."""
        if request.user.is_authenticated and self.allowed() and not self.upload.is_open:
            return redirect(self.upload)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def remembered(self) -> dict[str, str]:
        """What headings meant before."""
        return dict(KnownHeading.objects.values_list("heading", "column"))

    @cached_property
    def asked(self) -> dict[str, int | None]:
        """Which table and which row of headings the address or the form names."""
        said = self.request.POST or self.request.GET
        return {"table": number_of(said.get("table")), "row": number_of(said.get("row"))}

    @cached_property
    def place_of_table(self) -> int:
        """The table that is shown: the one that was asked for, pointed out or read, or has the most rows."""
        tables, kept = self.look.document.tables, self.upload.place or {}
        wanted = self.asked["table"]
        if wanted is not None:
            if wanted >= len(tables):
                raise Http404("This paper has no such table.")
            return wanted
        if "table" in kept:
            return kept["table"]
        if self.look.table:
            read = {row.number for row in self.look.table.rows}
            return next(place for place, table in enumerate(tables) if any(row.number in read for row in table.rows))
        return max(range(len(tables)), key=lambda place: len(tables[place].rows))

    @cached_property
    def table(self) -> Table:
        """The table that is shown."""
        return self.look.document.tables[self.place_of_table]

    @cached_property
    def row(self) -> int:
        """Where its headings stand, from 0; -1 where it has none."""
        wanted, kept = self.asked["row"], self.upload.place or {}
        if wanted is not None:
            return wanted - 1 if wanted <= min(len(self.table.rows), TOP_ROWS) else 0
        if kept.get("table") == self.place_of_table:
            return kept["row"]
        found = heading_row(self.table, self.remembered)
        return found[0] if found else 0

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, empty where the table has none."""
        return self.table.rows[self.row].cells if self.row >= 0 else ("",) * len(self.table.rows[0].cells)

    @property
    def guessed(self) -> tuple[Column | None, ...]:
        """What the columns are taken for, or were said to be."""
        kept = self.upload.place or {}
        if (kept.get("table"), kept.get("row")) == (self.place_of_table, self.row):
            return tuple(Column(name) if name else None for name in kept["columns"])
        return columns_of(self.headings, self.remembered)

    @cached_property
    def below(self) -> list[list[str]]:
        """The first texts of each column."""
        cells = zip(*(row.cells for row in self.table.rows[self.row + 1 :]), strict=True)
        found = [[text for text in column if text][:SAMPLES] for column in cells]
        return found or [[] for _ in self.headings]

    def form(self, data: Any = None) -> ColumnsForm:
        """A choice for each column."""
        return ColumnsForm(data, headings=self.headings, guessed=self.guessed, below=self.below)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tables to choose from, the rows that may hold the headings, and the columns."""
        form = kwargs.pop("form", None) or self.form()
        tops = [
            (place, ", ".join(short for cell in row.cells if (short := " ".join(cell.split())[:30])))
            for place, row in enumerate(self.table.rows[:TOP_ROWS], 1)
        ]
        return super().get_context_data(
            upload=self.upload,
            recognised=self.look.table is not None,
            tables=list(enumerate(self.look.document.tables)),
            chosen=self.place_of_table,
            tops=tops,
            row=self.row + 1,
            form=form,
            columns=[(field, self.below[int(field.name[1:])]) for field in form],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it, remember the headings for next time, and look the paper over with it."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        point_out(self.upload, table=self.place_of_table, row=self.row, headings=self.headings, columns=form.columns)
        messages.success(request, "The plan is read with these columns. Their headings are remembered for next time.")
        return self.back(at="top")
