"""What members were written of papers, for the performance team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from core.views import InPlace, ListPage
from meetings.announcing import send_letters
from meetings.filters import LetterFilter
from meetings.models import PaperLetter
from meetings.tables import LetterTable
from organisation.access import ForPerformanceTeam


class LetterList(ForPerformanceTeam, ListPage):
    """What was sent to whom of which papers, and what became of it."""

    title = "Mail on papers"
    place = "meetings"
    template_name = "meetings/letters.html"
    filters = LetterFilter
    table = LetterTable
    export_name = "mail-on-papers"
    counted_as = "letter"

    def get_queryset(self) -> QuerySet:
        """All letters, the newest first."""
        return PaperLetter.objects.select_related("to")

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all meetings."""
        return (("Meetings", reverse("meetings")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list, how many did not arrive and how many wait."""
        return super().get_context_data(
            undelivered=PaperLetter.objects.undelivered().count(),
            waiting=PaperLetter.objects.waiting().count(),
            **kwargs,
        )


class LetterPage(ForPerformanceTeam, InPlace, TemplateView):
    """One letter with its text."""

    place = "meetings"
    template_name = "meetings/letter.html"

    @cached_property
    def letter(self) -> PaperLetter:
        """The letter that the address names."""
        found = PaperLetter.objects.select_related("to", "pack__meeting__board").defer("pack__payload")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get_title(self) -> str:
        """Its subject."""
        return self.letter.subject

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all letters."""
        return (("Mail on papers", reverse("paper-letters")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The letter."""
        return super().get_context_data(letter=self.letter, **kwargs)


class SendLetters(ForPerformanceTeam, View):
    """Whatever waits is sent at once, by the task worker."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for a run."""
        send_letters.enqueue()
        messages.success(request, "What waits is being sent. Look again in a moment.")
        return redirect("paper-letters")
