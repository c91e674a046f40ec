"""Meetings, their agendas and the papers of an item."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core.clock import today
from core.views import InPlace, paginate
from meetings.choices import Audience
from meetings.models import AgendaItem, Meeting, previous_date
from meetings.reporting import agenda, awaited_reports, item_view, meeting_lines, publication_clock
from meetings.reporting.agenda import AttachmentView
from meetings.reporting.minutes import paper_of, status_words
from organisation import rights
from organisation.access import ForReaders


class MeetingList(ForReaders, InPlace, TemplateView):
    """Meetings to come, and those past by pages: a council that keeps its papers has hundreds."""

    title = "Meetings"
    place = "meetings"
    template_name = "meetings/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Three queries; those to come stand on the first page alone."""
        council, on = self.request.council, today()
        page = paginate(Meeting.objects.past(on), self.request)
        coming = Meeting.objects.coming(on) if page.number == 1 else Meeting.objects.none()
        return super().get_context_data(
            coming=meeting_lines(coming, council, on),
            past=meeting_lines(page.object_list, council, on),
            page=page,
            **kwargs,
        )


class OneMeeting(ForReaders, InPlace, TemplateView):
    """What the pages of a meeting have in common."""

    place = "meetings"

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting that the address names."""
        found = Meeting.objects.with_previous().with_published().select_related("board", "minutes_paper__approved_at")
        return get_object_or_404(found, pk=self.kwargs["pk"])

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

    @property
    def has_minutes(self) -> bool:
        """Whether its minutes were begun. Costs no query before it was held."""
        return self.meeting.date <= today() and self.meeting.minutes.exists()

    @property
    def keeps_reports(self) -> bool:
        """Whether the person is told which reports are not ready."""
        return rights.may_manage(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its agenda as the person may see it, and the pack that holds."""
        issued = self.meeting.packs.issued().whole().light().filter(audience__in=self.audiences)
        return super().get_context_data(
            meeting=self.meeting,
            view=agenda(self.meeting, self.request.council, audience=self.audience),
            minutes=status_words(paper_of(self.meeting)) if self.has_minutes else "",
            pack=issued.order_by("audience", "-edition").first(),  # the members' before the public one
            clock=publication_clock(self.meeting, self.request.council, today()),
            keeps=rights.may_keep_board(self.request.user, self.meeting.board),
            awaited=awaited_reports(self.meeting) if self.meeting.date >= today() and self.keeps_reports else (),
            **kwargs,
        )


class ItemPage(OneMeeting):
    """The papers of one agenda item, read on screen: the same body as on paper."""

    template_name = "meetings/item.html"

    @cached_property
    def agenda_item(self) -> AgendaItem:
        """The item that the address names, with its meeting and report."""
        found = AgendaItem.objects.select_related(
            "meeting__board", "presenter", "minutes_of__board", "minutes_of__minutes_paper", "report__template", "report__author", "report__contact",
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
        """The item with its report or minutes, and the files that go with it."""
        item = self.agenda_item
        if item.is_closed and self.audience == Audience.PUBLIC:
            raise PermissionDenied(
                f"This item is {item.closed.kind}: only members of the board and the performance team may read it."
            )
        self.item = item_view(item, self.meeting, self.request.council, audience=self.audience)
        has_some = self.item.has_papers or self.item.attachments
        if not has_some and self.item.arising is None:  # that nothing arose is said too
            raise Http404(
                "The report for this item is to follow."
                if item.awaits_report
                else "No papers were sent out for this item."
            )
        return super().get_context_data(meeting=self.meeting, item=self.item, files=self.get_files(), **kwargs)

    def get_files(self) -> list[tuple[AttachmentView, bool]]:
        """The files that go with the item, each with whether the person may have it: once an edition lists it."""
        if not self.item.attachments:
            return []
        if rights.may_keep_board(self.request.user, self.meeting.board):
            return [(file, True) for file in self.item.attachments]
        given_out = self.meeting.packs.issued().filter(audience__in=self.audiences).attached()
        return [(file, file.pk in given_out) for file in self.item.attachments]

    def get_title(self) -> str:
        """Number and title."""
        return f"{self.item.number}. {self.item.title}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the meeting."""
        return (*super().get_crumbs(), (str(self.meeting), self.meeting.get_absolute_url()))
