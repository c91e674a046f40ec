"""One row of a paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from improvement_plan.import_forms import RowForm
from improvement_plan.imports.looking import look_over
from improvement_plan.imports.uploads import SettledMeanwhileError, accept, decide_anew, seen_of, settle_row
from improvement_plan.models import PlanUpload
from improvement_plan.reviewing import Review
from improvement_plan.rules.rows import Kind
from improvement_plan.views.importing.frame import OnePaper


class RowPage(OnePaper, TemplateView):
    """One row of a paper: how it should read."""

    template_name = "improvement_plan/imports/row.html"

    def get_title(self) -> str:
        """Which row it is."""
        return f"Row {self.kwargs['row']}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the review."""
        return self.way_by_the_paper()

    @cached_property
    def row(self) -> int:
        """The number of the row, if the paper has it."""
        if self.look.table is None or self.kwargs["row"] not in self.look.rows:
            raise Http404(f"This paper has no row {self.kwargs['row']} in its plan.")
        return self.kwargs["row"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The row as it stands and as it is understood, with its form."""
        if not self.upload.is_open:
            return redirect(self.upload)
        return self.shown(Review(self.look).card_of(self.row))

    def shown(self, card: Any, *, form: Any = None, status: int = 200) -> HttpResponse:
        """The page, with a form that was filled in where there is one."""
        review = Review(self.look)
        above = [line for *_, line in review.placed if line.row < self.row]
        context = self.get_context_data(
            upload=self.upload,
            card=card,
            form=form or card.form,
            settled=review.settled(self.row),
            above=above[-1] if above else None,
            at=self.at,
        )
        return self.render_to_response(context, status=status)

    def meanwhile(self, form: RowForm, theirs: SettledMeanwhileError) -> HttpResponse:
        """The page as somebody else has settled the row, with the words of whoever comes second in the form."""
        for name in ("upload", "look"):
            self.__dict__.pop(name, None)
        review = Review(self.look)
        form.data = form.data.copy()
        form.data[form.add_prefix("seen")] = seen_of(review.decided.get(str(self.row)))
        form.add_error(None, str(theirs))
        return self.shown(review.card_of(self.row), form=form, status=409)

    @property
    def at(self) -> str:
        """The part of the review from which the person came."""
        return "doubts" if self.request.GET.get("at", self.request.POST.get("at")) == "doubts" else "plan"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take what is proposed, what was written, leave the row out, or decide anew."""
        row, do = self.row, request.POST.get("do")
        if do == "accept":
            accept(self.upload, [row], by=request.user)
            messages.success(request, f"Row {row}: taken as proposed.")
        elif do == "leave":
            settle_row(self.upload, row, by=request.user, left_out=True)
            messages.success(request, f"Row {row} is left out.")
        elif do == "anew":
            decide_anew(self.upload, row)
            messages.success(request, f"Row {row} reads as the program reads it. Decide on it anew.")
            waits = {one[0] for one in Review(look_over(PlanUpload.objects.get(pk=self.upload.pk))).waiting}
            return self.back(after=row - 1, at="doubts") if row in waits else self.back(after=row, at="plan")
        else:
            form = Review(self.look).form(row, request.POST)
            if not form.is_valid():
                return self.shown(Review(self.look).card_of(row), form=form, status=422)
            said = form.cleaned_data
            try:
                settle_row(
                    self.upload,
                    row,
                    by=request.user,
                    cells=form.cells,
                    kind=Kind[said["kind"]],
                    seen=said["seen"] or None,
                )
            except SettledMeanwhileError as theirs:
                return self.meanwhile(form, theirs)
            messages.success(request, f"Row {row}: taken as you wrote it.")
        return self.back(after=row, at=self.at)
