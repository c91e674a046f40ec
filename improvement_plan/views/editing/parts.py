"""The sections, priority areas, objectives and sub-headings of a plan: adding them, and their words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from core.records import Record
from improvement_plan import services
from improvement_plan.choices import Part
from improvement_plan.forms import AreaForm, HeadingForm, ObjectiveForm, RowForm, SectionForm
from improvement_plan.views.editing.frame import KeptPlan, Placed, stored

FORMS: dict[str, type[RowForm]] = {
    "section": SectionForm,
    "area": AreaForm,
    "objective": ObjectiveForm,
    "heading": HeadingForm,
}
NAMES = {"section": "section", "area": "priority area", "objective": "objective", "heading": "sub-heading"}


class PartPage(KeptPlan):
    """What the forms for a section, priority area, objective or sub-heading have in common."""

    template_name = "improvement_plan/part_form.html"

    @cached_property
    def kind(self) -> str:
        """What the form is for."""
        kind = self.kwargs["kind"]
        if kind not in FORMS:
            raise Http404("A plan has sections, priority areas, objectives and lines.")
        return kind

    @property
    def part(self) -> Part:
        """On which level of the plan it stands."""
        return Part.LINE if self.kind == "heading" else Part(self.kind)


class AddPart(PartPage, Placed):
    """A new section, priority area, objective or sub-heading."""

    def get_title(self) -> str:
        """What is added."""
        return f"Add a{'n' if self.kind == 'objective' else ''} {NAMES[self.kind]}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The empty form."""
        kwargs.setdefault("form", FORMS[self.kind]())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put it in its place."""
        form = FORMS[self.kind](request.POST)
        if not form.is_valid():
            return self.again(form=form)
        row = form.save(commit=False)
        services.add(plan=self.plan, part=self.part, row=row, parent=self.parent, after=self.after)
        messages.success(request, f"{NAMES[self.kind].capitalize()} “{row}” is added.")
        return self.back_to(row)


class EditPart(PartPage):
    """The words of a section, priority area, objective or sub-heading."""

    @cached_property
    def row(self) -> Record:
        """The one that the address names."""
        rows = services.parts(self.plan, self.part)
        if self.kind == "heading":
            rows = rows.filter(action__isnull=True)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def subject(self) -> Record:
        """The part that is edited."""
        return self.row

    def get_title(self) -> str:
        """What is edited."""
        return f"Edit the {NAMES[self.kind]}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form over it."""
        kwargs.setdefault("form", FORMS[self.kind](instance=self.row))
        return super().get_context_data(row=self.row, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store it."""
        form = FORMS[self.kind](request.POST, instance=self.row)
        if form.is_valid() and (not form.has_changed() or stored(form)):
            messages.success(request, f"{NAMES[self.kind].capitalize()} “{self.row}” is saved.")
            return self.back_to(self.row)
        return self.again(form=form)
