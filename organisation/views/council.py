"""The council itself: what it is called, how it looks, and the rules by which it goes."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.steps import Asks
from organisation.forms import CouncilForm
from organisation.history import of_council
from organisation.models import Council
from organisation.services.council import store_council
from organisation.views.frame import Kept


class TheCouncil(Asks, Kept):
    """What is kept of the council: entered once, then changed here, with what was changed below."""

    title = "The council"
    template_name = "organisation/council.html"
    listed_at, listed_as = "people", "People"

    def get_form(self, data: Any = None) -> CouncilForm:
        """Over the row as it is stored, or a new one."""
        files = None if data is None else self.request.FILES
        return CouncilForm(data, files, instance=Council.objects.first() or Council())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With its history, where there is a council."""
        context = super().get_context_data(**kwargs)
        is_new = self.request.council.pk is None
        words = {"about": "Nothing is entered yet. Only the first four are needed; the rest can stay as it is."}
        happenings = () if is_new else of_council(self.request.council)
        return context | {"happenings": happenings, **(words if is_new else {})}

    def take(self, form: CouncilForm) -> str:
        """Store it."""
        self.is_new = form.instance.pk is None
        store_council(council=form.instance)
        return f"{form.instance.name} is entered." if self.is_new else "Saved."

    def way_on(self, form: CouncilForm) -> str:
        """Once it is entered, My work, which says what is next; else this page, with what was changed."""
        return reverse("home") if self.is_new else self.request.path
