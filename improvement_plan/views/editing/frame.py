"""What the pages have in common on which a plan is edited."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.forms import refuse
from core.records import Record, StaleWriteError
from core.steps import Again
from improvement_plan import services
from improvement_plan.choices import Part
from improvement_plan.forms import RowForm
from improvement_plan.structure import place_of
from improvement_plan.views.below import BelowAPlan
from organisation.access import ForPerformanceTeam


class KeptPlan(ForPerformanceTeam, BelowAPlan, Again):
    """What the pages on which a plan is edited have in common."""

    hub = ("Edit", "edit-plan")

    @property
    def subject(self) -> Record | None:
        """The part of the plan that the page is about; None where it is about the whole."""
        return None

    @cached_property
    def way_back(self) -> str:
        """The address at which the structure shows what the page is about."""
        return self.way_to(self.subject)

    def hub_address(self) -> str:
        """The structure, in the section that the page is about."""
        return self.way_back

    def way_to(self, row: Record | None, *, at: str = "") -> str:
        """The address at which the structure shows a part of the plan, in its section; ``at`` is another place in it."""
        section, place = place_of(row) if row else (None, "structure")
        asked = f"?section={section}" if section else ""
        return f"{reverse('edit-plan', args=[self.plan.slug])}{asked}#{at or place}"

    def back_to(self, row: Record | None, *, at: str = "") -> HttpResponse:
        """To the structure, at a part of the plan as it stands now."""
        return redirect(self.way_to(row, at=at))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way back."""
        return super().get_context_data(**{"way_back": self.way_back} | kwargs)


class Placed(KeptPlan):
    """A page that adds something: ``in`` names what it comes under, ``after`` what it comes below."""

    part = Part.LINE

    @cached_property
    def parent(self) -> Record:
        """What the new part comes under."""
        wanted = self.request.GET.get("in", "")
        found = services.parents(self.plan, self.part)
        if self.part == Part.SECTION:
            return self.plan
        parent = next((one for one in found if str(one.pk) == wanted), None)
        if parent is None:
            raise Http404("There is no such place in the plan.")
        return parent

    @cached_property
    def after(self) -> Record | None:
        """What the new part comes below; nothing, where it comes at the end."""
        wanted = self.request.GET.get("after", "")
        beside = services.parts(self.plan, self.part).filter(**{services.LEVELS[self.part].parent: self.parent})
        return beside.filter(pk=wanted).first() if wanted.isdecimal() else None

    @property
    def subject(self) -> Record:
        """Beside what it will stand."""
        return self.after or self.parent

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With where it will stand."""
        return super().get_context_data(parent=self.parent, after=self.after, **kwargs)


def stored(form: RowForm) -> bool:
    """Store what a form says; where somebody saved at the same moment, say so in the form."""
    try:
        form.save()
    except StaleWriteError as stale:
        refuse(form, stale)
        return False
    return True
