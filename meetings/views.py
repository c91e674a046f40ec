"""Pages of meetings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from actions.coverage import COLUMNS, as_rows, coverage
from core import exports
from core.clock import now, today
from core.views import InPlace
from meetings.choices import Audience, PackState
from meetings.editions import request_pack
from meetings.forms import PackForm
from meetings.models import AgendaItem, Meeting, previous_date
from meetings.reporting import agenda, cycles_at, item_view, minutes_view
from organisation import rights
from organisation.access import ForPerformanceTeam, ForReaders

CYCLES = 7
"""The present reporting cycle and the last six."""
PATIENCE_SECONDS = 60
"""After so long, a pack that nobody has begun to build says that the task worker seems to be away."""


class CoveragePage(ForReaders, InPlace, TemplateView):
    """Of how many open actions somebody said something, by reporting cycle."""

    title = "Coverage of updates"
    place = "actions"
    crumbs = (("Actions", reverse_lazy("actions")),)
    template_name = "actions/coverage.html"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page, or its rows as a file."""
        kind = self.request.GET.get("_export")
        if not kind:
            return super().render_to_response(context, **kwargs)
        if kind not in exports.FORMATS:
            raise Http404(f"Coverage is exported as {', '.join(exports.FORMATS)}, not as {kind}.")
        return exports.respond(COLUMNS, as_rows(context["coverage"]), kind=kind, name="coverage")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Four queries, however many actions."""
        cycles = cycles_at(today(), months=self.request.council.cycle_months, several=CYCLES)
        return super().get_context_data(coverage=coverage(cycles, today()), **kwargs)


class MeetingList(ForReaders, InPlace, TemplateView):
    """Meetings to come and meetings past."""

    title = "Meetings"
    place = "meetings"
    template_name = "meetings/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Two queries."""
        meetings = Meeting.objects.select_related("board")
        return super().get_context_data(coming=meetings.coming(today()), past=meetings.past(today()), **kwargs)


class OneMeeting(ForReaders, InPlace, TemplateView):
    """What the pages of a meeting have in common."""

    place = "meetings"

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting that the address names."""
        return get_object_or_404(Meeting.objects.with_previous().select_related("board"), pk=self.kwargs["pk"])

    @cached_property
    def audience(self) -> Audience:
        """As whom the person sees its papers."""
        may = rights.may_see_exempt(self.request.user, self.meeting.board)
        return Audience.MEMBERS if may else Audience.PUBLIC

    @property
    def audiences(self) -> list[Audience]:
        """Whose packs the person may have."""
        return [Audience.PUBLIC, Audience.MEMBERS] if self.audience == Audience.MEMBERS else [Audience.PUBLIC]

    def get_title(self) -> str:
        """Board and date."""
        return str(self.meeting)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all meetings."""
        return (("Meetings", reverse("meetings")),)


class MeetingPage(OneMeeting):
    """A meeting: agenda, papers, minutes."""

    template_name = "meetings/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its agenda as the person may see it, and the newest pack they may have."""
        ready = self.meeting.packs.filter(state=PackState.READY, audience__in=self.audiences)
        return super().get_context_data(
            meeting=self.meeting,
            view=agenda(self.meeting, self.request.council, audience=self.audience),
            minutes=minutes_view(self.meeting),
            pack=ready.order_by("-built_at").first(),
            **kwargs,
        )


class ItemPage(OneMeeting):
    """The papers of one agenda item, read on screen: the same body as on paper."""

    template_name = "meetings/item.html"

    @cached_property
    def agenda_item(self) -> AgendaItem:
        """The item that the address names, with its meeting and report."""
        found = AgendaItem.objects.select_related(
            "meeting__board", "presenter", "minutes_of__board", "report__template", "report__author", "report__contact",
            "report__directorate",
        )  # fmt: skip
        found = found.annotate(previous=previous_date("meeting__board", "meeting__date"))
        return get_object_or_404(found, meeting=self.kwargs["pk"], number=self.kwargs["number"])

    @cached_property
    def meeting(self) -> Meeting:
        """The item's."""
        meeting = self.agenda_item.meeting
        meeting.previous = self.agenda_item.previous
        return meeting

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The item with its report or minutes."""
        item = self.agenda_item
        if item.is_exempt and self.audience == Audience.PUBLIC:
            raise PermissionDenied(
                "This item is exempt: only members of the board and the performance team may read it."
            )
        self.item = item_view(item, self.meeting, self.request.council, audience=self.audience)
        if not self.item.has_papers:
            raise Http404("No papers were sent out for this item.")
        return super().get_context_data(meeting=self.meeting, item=self.item, **kwargs)

    def get_title(self) -> str:
        """Number and title."""
        return f"{self.item.number}. {self.item.title}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the meeting."""
        return (*super().get_crumbs(), (str(self.meeting), self.meeting.get_absolute_url()))


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
