"""The packs of a meeting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.generic import View

from core.clock import now
from meetings.choices import Audience, PackState
from meetings.editions import request_pack
from meetings.forms.packs import PackForm
from meetings.views.meetings import OneMeeting
from organisation import rights
from organisation.access import ForPerformanceTeam

PATIENCE_SECONDS = 60
"""After so long, a pack that nobody has begun to build says that the task worker seems to be away."""


class PackPage(OneMeeting):
    """The packs of a meeting: editions, where each item stands, and a button that builds a new one."""

    template_name = "meetings/packs.html"

    def get_title(self) -> str:
        """What the page is of."""
        return "Agenda pack"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the meeting."""
        return (*super().get_crumbs(), (str(self.meeting), self.meeting.get_absolute_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its packs as the person may have them."""
        packs = self.meeting.packs.filter(audience__in=self.audiences).select_related("requested_by")
        if not rights.may_manage(self.request.user):
            packs = packs.filter(state=PackState.READY)
        packs = list(packs.defer("payload").order_by("-requested_at"))
        kwargs.setdefault("form", PackForm())
        return super().get_context_data(
            meeting=self.meeting,
            packs=packs,
            unfinished=[pack for pack in packs if pack.state in (PackState.WAITING, PackState.BUILDING)],
            worker_away=any(
                pack.state == PackState.WAITING and (now() - pack.requested_at).total_seconds() > PATIENCE_SECONDS
                for pack in packs
            ),
            **kwargs,
        )


class BuildPack(ForPerformanceTeam, PackPage):
    """Asking for a new edition."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, and show the page on which it appears."""
        form = PackForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        pack = request_pack(meeting=self.meeting, audience=Audience(form.cleaned_data["audience"]), by=request.user)
        messages.success(
            request, f"Edition {pack.edition} of the {pack.get_audience_display().lower()} pack is being built."
        )
        return redirect("pack", self.meeting.pk)


class PackProgress(OneMeeting, View):
    """Whether packs of a meeting are still being built, for the page that waits for them."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As JSON."""
        waiting = self.meeting.packs.filter(state__in=(PackState.WAITING, PackState.BUILDING)).count()
        return JsonResponse({"unfinished": waiting})


class PackFile(OneMeeting, View):
    """The file of a pack: one edition, or the newest that the person may have."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF."""
        packs = self.meeting.packs.filter(state=PackState.READY)
        edition = self.kwargs.get("edition")
        if edition is None:
            pack = packs.filter(audience__in=self.audiences).order_by("-built_at").first()
        else:
            pack = packs.filter(audience=self.kwargs["audience"], edition=edition).first()
        if pack is None:
            raise Http404("No pack has been built yet.")
        if pack.audience not in self.audiences:
            raise PermissionDenied("The members' pack is for members of the board and the performance team.")
        return FileResponse(
            pack.file.open("rb"), as_attachment=True, filename=pack.filename, content_type="application/pdf"
        )
