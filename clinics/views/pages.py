"""Pages of clinics."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404
from django.urls import reverse
from django.views.generic import TemplateView

from actions.models import Action
from actions.reporting import line
from clinics.filters import ClinicFilter
from clinics.models import Clinic
from clinics.reporting import clinic_lines, with_everything
from clinics.tables import ClinicTable
from core.clock import today
from core.queries import joined
from core.views import InPlace, ListPage
from organisation.access import ForReaders


class ClinicList(ForReaders, ListPage):
    """All clinics: why, when, on what, and what came of them."""

    title = "Performance clinics"
    place = "clinics"
    template_name = "clinics/list.html"
    filters = ClinicFilter
    table = ClinicTable
    export_name = "clinics"
    counted_as = "clinic"

    def get_queryset(self) -> QuerySet:
        """All of them, the latest first; those without a sitting above."""
        return with_everything().with_dates().order_by(F("first_sitting").desc(nulls_first=True), "pk")


class ClinicPage(ForReaders, InPlace, TemplateView):
    """One clinic, from the reason to whether it worked."""

    place = "clinics"
    template_name = "clinics/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything about it."""
        found = clinic_lines(
            with_everything().prefetch_related(joined(Clinic, "invitees", "post")).filter(pk=self.kwargs["pk"])
        )
        if not found:
            raise Http404("There is no such clinic.")
        self.clinic: Clinic = found[0].clinic
        actions = Action.objects.filter(clinic_links__clinic=self.clinic).with_details()
        return super().get_context_data(
            clinic=self.clinic, shown=found[0], actions=[line(action, today()) for action in actions], **kwargs
        )

    def get_title(self) -> str:
        """The clinic's."""
        return self.clinic.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all clinics."""
        return (("Clinics", reverse("clinics")),)
