"""What the pages of one paper have in common."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property

from core.documents import DocumentError
from core.views import InPlace
from improvement_plan.imports.looking import Look, look_over
from improvement_plan.imports.uploads import TakenError
from improvement_plan.models import PlanUpload
from organisation.access import ForPerformanceTeam

PAPERS = "Import a plan"
"""What the page is called on which papers are brought."""


class OnePaper(ForPerformanceTeam, InPlace):
    """What the pages of one paper have in common."""

    place = "plans"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What was taken in meanwhile is settled no more, and what cannot be read any more is not shown: each says so."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except TakenError as taken:
            messages.warning(request, str(taken))
            return redirect("plan-upload", self.kwargs["pk"])
        except DocumentError as unreadable:
            return self.unreadable(unreadable)

    def unreadable(self, why: DocumentError) -> HttpResponse:
        """The page of a paper that could be read when it came, and cannot be now."""
        context = {"title": self.brings, "place": self.place, "crumbs": OnePaper.get_crumbs(self)}
        return render(
            self.request,
            "improvement_plan/imports/unreadable.html",
            context | {"upload": self.upload, "problem": str(why)},
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )

    @cached_property
    def upload(self) -> PlanUpload:
        """The paper that the address names."""
        papers = PlanUpload.objects.select_related("by", "plan", "taken_by", "undone_by")
        return get_object_or_404(papers.defer("journal"), pk=self.kwargs["pk"])

    @cached_property
    def look(self) -> Look:
        """What it says, as it is understood now."""
        return look_over(self.upload)

    @property
    def brings(self) -> str:
        """What it brings."""
        if self.upload.plan and not self.upload.is_new:
            return f"Newer version of {self.upload.plan}"
        return self.upload.title or self.upload.name

    def get_title(self) -> str:
        """What one does on the page; on the paper's own, what the paper brings."""
        return self.title or self.brings

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the page of papers."""
        return (("Plans", reverse("plans")), (PAPERS, reverse("plan-import")))

    def way_by_the_paper(self) -> tuple[tuple[str, str], ...]:
        """Below the page of this paper."""
        return (*OnePaper.get_crumbs(self), (self.brings, self.upload.get_absolute_url()))

    def back(self, *, after: int = 0, at: str = "") -> HttpResponseRedirect:
        """To the review, where the person was."""
        where = {"after": after, "at": at} if after else {"at": at}
        return redirect(f"{self.upload.get_absolute_url()}?{urlencode(where)}#said")


def number_of(text: str | None) -> int | None:
    """A whole number from 0 that an address or a form names; None where it names none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
