"""The order of a plan: moving its parts, removing those that are empty, and numbering its lines by where they stand."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from core.formats import count, ordinal
from core.records import Record, StaleWriteError
from improvement_plan import services
from improvement_plan.choices import Part
from improvement_plan.forms import PlaceForm
from improvement_plan.views.editing.frame import KeptPlan

MOVE = re.compile(r"(section|area|objective|line)-(\d+)-(\d+)-(up|down|to|remove)")
"""What a button says: the kind of part, its key, its version as it was seen, and what to do."""
WITH_PLACE = {Part.AREA: ("plan",), Part.OBJECTIVE: ("section",), Part.LINE: ("area__section",)}
"""What says where the parents of each part stand themselves."""


class Rearrange(KeptPlan):
    """Moves of parts of a plan, and the removal of those under which nothing stands. Takes buttons and drops."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what the button says that was pressed, and say where things stand."""
        asked = MOVE.fullmatch(request.POST.get("do", ""))
        if not asked:
            raise Http404("There is no such move.")
        part, seen = Part(asked[1]), int(asked[3])
        row = get_object_or_404(services.parts(self.plan, part), pk=int(asked[2]))
        try:
            if asked[4] == "remove":
                return self.remove(part, row, seen)
            self.move(part, row, seen, asked[4])
        except (StaleWriteError, services.NoPlaceError, services.NotEmptyError) as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, self.said(part, row))
        return self.back_to(row)

    def move(self, part: Part, row: Record, seen: int, where: str) -> None:
        """By one place, or to the place where it was dropped."""
        if where != "to":
            return services.move_by_one(plan=self.plan, part=part, row=row, up=where == "up", seen=seen)
        into = self.request.POST.get("into", "")
        parent = next((one for one in services.parents(self.plan, part) if str(one.pk) == into), None)
        if parent is None:
            raise Http404("There is no such place in the plan.")
        before = self.request.POST.get("before", "")
        found = services.parts(self.plan, part).filter(pk=before).first() if before.isdecimal() else None
        return services.move(plan=self.plan, part=part, row=row, parent=parent, before=found, seen=seen)

    def remove(self, part: Part, row: Record, seen: int) -> HttpResponse:
        """An empty section, priority area or objective."""
        if part == Part.LINE:
            raise Http404("A line is closed with a reason, never removed.")
        above = getattr(row, services.LEVELS[part].parent)
        services.remove(plan=self.plan, part=part, row=row, seen=seen)
        messages.success(self.request, f"{part.label} “{row}” is removed; nothing stood under it.")
        return self.back_to(above)

    def said(self, part: Part, row: Record) -> str:
        """Where a part stands now, in words."""
        level = services.LEVELS[part]
        row = services.parts(self.plan, part).get(pk=row.pk)
        parent = getattr(row, level.parent)
        beside = services.parts(self.plan, part).filter(**{level.parent: parent})
        if part == Part.LINE:
            beside = beside.filter(closed_on__isnull=True)
        place = beside.filter(**{f"{level.order}__lte": getattr(row, level.order)}).count()
        return f"“{row}” is now the {ordinal(place)} {part.label.lower()} of “{parent}”."


class MovePart(KeptPlan):
    """Choosing another place for a part of a plan, in whatever section: what the buttons reach one step at a time.

    The form goes to ``Rearrange``, as a drop does.
    """

    template_name = "improvement_plan/move.html"

    @cached_property
    def part(self) -> Part:
        """On which level it stands. A section is moved among the sections alone."""
        kind = self.kwargs["kind"]
        if kind not in {*services.ABOVE}:
            raise Http404("Priority areas, objectives and lines have another place to go to.")
        return Part(kind)

    @cached_property
    def subject(self) -> Record:
        """The part that is moved."""
        return get_object_or_404(services.parts(self.plan, self.part), pk=self.kwargs["pk"])

    def get_title(self) -> str:
        """What is moved."""
        return f"Move the {self.part.label.lower()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where it may stand."""
        into = services.parts(self.plan, services.ABOVE[self.part]).select_related(*WITH_PLACE[self.part])
        form = PlaceForm(into, initial={"into": getattr(self.subject, services.LEVELS[self.part].parent).pk})
        return super().get_context_data(part=self.part, row=self.subject, form=form, **kwargs)


class NumberAnew(KeptPlan):
    """The references that the lines would get if the plan were numbered through; given only when they are agreed to."""

    title = "Number the lines anew"
    template_name = "improvement_plan/number_anew.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Old and new reference of each line that would change."""
        changes = services.new_numbers(self.plan)
        return super().get_context_data(changes=changes, seal=services.seal(changes), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give them, if the plan is still as it was shown."""
        try:
            changed = services.number_anew(plan=self.plan, agreed=request.POST.get("agreed", ""))
        except StaleWriteError:
            messages.warning(
                request,
                "The plan has changed since these numbers were shown; nothing was numbered. They are shown anew.",
            )
            return redirect("number-anew", self.plan.slug)
        messages.success(request, f"{count(changed, 'line')} numbered anew.")
        return self.back_to(None)
