"""The minutes of a meeting: read, published and approved; and the matters arising."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.answers import name_file
from core.clock import today
from core.formats import long_date
from core.steps import Again, Asks, Press
from meetings.choices import Audience, MinutesState
from meetings.forms.minutes import (
    ApproveForm,
)
from meetings.models import AgendaItem
from meetings.paper import minutes_pdf
from meetings.reporting import MinutesView, matters_arising, matters_of, minutes_view
from meetings.reporting.minutes import frozen, paper_of, written
from meetings.services.minutes import (
    approve_minutes,
    publish_minutes,
    take_back,
    why_not_begin,
)
from meetings.views.meetings import OneMeeting
from organisation import rights


class OneMinutes(OneMeeting):
    """What the pages of the minutes of a meeting have in common."""

    @cached_property
    def may_keep(self) -> bool:
        """Whether the person keeps the minutes of the board."""
        return rights.may_keep_board(self.request.user, self.meeting.board)

    @property
    def state(self) -> MinutesState:
        """Where the minutes stand."""
        return MinutesState(paper_of(self.meeting).state)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the meeting."""
        return (*super().get_crumbs(), (str(self.meeting), self.meeting.get_absolute_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the meeting, and whether the person keeps its minutes."""
        return super().get_context_data(**{"meeting": self.meeting, "may_keep": self.may_keep} | kwargs)

    def address(self, name: str) -> str:
        """Another page of the minutes."""
        return reverse(name, args=[self.meeting.pk])


class KeptMinutes(OneMinutes, Again):
    """What only those do who keep the minutes."""

    refusal = "The minutes of a board are kept by the performance team and by the board’s clerk."

    def allowed(self) -> bool:
        """For the performance team and the clerk."""
        return super().allowed() and self.may_keep

    @property
    def way_back(self) -> str:
        """The minutes."""
        return self.address("minutes")


class BelowMinutes(KeptMinutes):
    """A page below the minutes, for those who keep them."""

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the minutes."""
        return (*super().get_crumbs(), ("Minutes", self.address("minutes")))


class MinutesPage(OneMinutes):
    """The minutes of a meeting, as everybody may read them."""

    template_name = "meetings/minutes.html"

    def get_title(self) -> str:
        """Of which day."""
        return f"Minutes of {long_date(self.meeting.date)}"

    @cached_property
    def minutes(self) -> MinutesView | None:
        """As the person may see them; those that are being written are for those who keep them."""
        if self.state == MinutesState.DRAFT and not self.may_keep:
            return None
        return minutes_view(self.meeting, audience=self.audience)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The minutes with what has become of their resolutions, and the next step for those who keep them."""
        minutes, council = self.minutes, self.request.council
        return super().get_context_data(
            minutes=minutes,
            matters=matters_of(self.meeting, council, audience=self.audience) if minutes else (),
            state=self.state,
            begun=bool(minutes and (minutes.minutes or self.state == MinutesState.DRAFT)),
            why_not=why_not_begin(self.meeting) if self.may_keep and minutes and not minutes.minutes else "",
            **kwargs,
        )


class MinutesPdf(MinutesPage):
    """The minutes as PDF/UA-1."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As laid out."""
        if self.minutes is None or not self.minutes.minutes:
            raise Http404("No minutes of this meeting have been published yet.")
        response = HttpResponse(
            minutes_pdf(self.minutes, council=request.council).content, content_type="application/pdf"
        )
        board = self.meeting.board.abbreviation or "board"
        members = "-members" if self.audience == Audience.MEMBERS else ""
        name = f"{board}-{self.meeting.date}-minutes{members}.pdf".lower()
        name_file(response, name)
        return response


class PublishMinutes(Press, KeptMinutes):
    """Publishing minutes as draft."""

    def take(self) -> str:
        """Publish them."""
        publish_minutes(meeting=self.meeting)
        return "The minutes are published as draft, to be approved at a later meeting."


class TakeBackMinutes(Press, KeptMinutes):
    """Taking published minutes back into draft."""

    def take(self) -> str:
        """Take them back."""
        take_back(meeting=self.meeting)
        return "The minutes are in draft again. Only those who keep them read them until they are published."


class ApproveMinutes(Asks, BelowMinutes):
    """Recording that minutes were approved at a later meeting."""

    template_name = "meetings/minutes_approve.html"
    button = "Approve and freeze the minutes"
    leave = "Leave them as they are"
    at_fault = "at"

    def get_title(self) -> str:
        """Of which day."""
        return f"Approve the minutes of {long_date(self.meeting.date)}"

    def why_not(self) -> str:
        """Only published minutes are approved."""
        if self.state == MinutesState.APPROVED:
            return "These minutes are approved already."
        if self.state == MinutesState.DRAFT:
            return "These minutes are still being written. Publish them as draft before they are approved."
        return ""

    def get_form(self, data: Any = None) -> ApproveForm:
        """The meeting whose agenda approves them stands in it."""
        item = AgendaItem.objects.filter(minutes_of=self.meeting, meeting__date__lte=today()).first()
        return ApproveForm(data, meeting=self.meeting, initial={"at": item.meeting_id if item else None})

    def take(self, form: ApproveForm) -> str:
        """Approve and freeze them."""
        approve_minutes(
            meeting=self.meeting,
            at=form.cleaned_data["at"],
            corrections=form.cleaned_data["corrections"],
            freeze=lambda meeting, paper: frozen(written(meeting, paper)),
        )
        return "The minutes are approved. From now on nothing in them changes."


class MattersArisingPage(OneMinutes):
    """The matters arising at a meeting."""

    template_name = "meetings/minutes_arising.html"

    def get_title(self) -> str:
        """At which meeting."""
        return f"Matters arising on {long_date(self.meeting.date)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Open ones first, then those done since the last meeting."""
        arising = matters_arising(self.meeting, self.request.council, audience=self.audience)
        return super().get_context_data(arising=arising, **kwargs)
