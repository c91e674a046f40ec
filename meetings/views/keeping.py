"""Keeping a meeting: making it, moving it, cancelling it, what was changed of it, and its day for calendars."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from clinics.forms.life import ReasonForm
from core.answers import name_file
from core.steps import Asks, Press
from meetings.calendars import CALENDAR_TYPE, meeting_file
from meetings.forms.meetings import MeetingForm
from meetings.models import Meeting
from meetings.reporting.history import happenings
from meetings.rules.clear_days import day_words
from meetings.services import meetings as services
from meetings.views.frame import Kept, KeptMeeting
from meetings.views.meetings import OneMeeting
from organisation import rights
from organisation.models import Board


class NewMeeting(Asks, Kept):
    """A new meeting of a board that the address names, or of one to be chosen."""

    title = "New meeting"
    button = "Make the meeting"
    explains = "To make the meetings of a whole year at once, go to the page of the board."

    @cached_property
    def board(self) -> Board | None:
        """The board that the address names; None where it is yet to be chosen."""
        wanted = self.request.GET.get("board", "")
        found = Board.objects.filter(pk=wanted).first() if wanted.isdecimal() else None
        if wanted and found is None:
            raise Http404("There is no such board.")
        return found

    def allowed(self) -> bool:
        """Those who keep the board; without one, those who keep them all."""
        if self.board:
            return super().allowed()
        return rights.may_manage(self.request.user)

    @property
    def way_back(self) -> str:
        """The board, or all meetings."""
        return reverse("board", args=[self.board.pk]) if self.board else reverse("meetings")

    def get_form(self, data: Any = None) -> MeetingForm:
        """With the board's usual time and place."""
        return MeetingForm(data, instance=Meeting(), board=self.board, council=self.request.council)

    def take(self, form: MeetingForm) -> str:
        """Store it."""
        if not rights.may_keep_board(self.request.user, form.instance.board):
            raise PermissionDenied(self.refusal)
        meeting = services.make_meeting(meeting=form.instance)
        return f"The meeting is made. {published_by(meeting)}"

    def way_on(self, form: MeetingForm) -> str:
        """The meeting."""
        return form.instance.get_absolute_url()


class EditMeeting(Asks, KeptMeeting):
    """Another day, time, venue, chair or note."""

    title = "Change the meeting"

    def get_form(self, data: Any = None) -> MeetingForm:
        """Over the meeting as it is stored."""
        meeting = Meeting.objects.select_related("board").get(pk=self.meeting.pk)
        return MeetingForm(data, instance=meeting, board=meeting.board, council=self.request.council)

    def take(self, form: MeetingForm) -> str:
        """Store it."""
        meeting = services.move_meeting(meeting=form.instance, own_deadline=form.cleaned_data["publication_deadline"])
        return f"The meeting is saved. {published_by(meeting)}"


class CancelMeeting(Asks, KeptMeeting):
    """Cancelling a meeting with a reason."""

    title = "Cancel this meeting"
    button = "Cancel the meeting"
    warns = True
    explains = "It is kept with its agenda and papers, marked as cancelled. It can be held after all later."

    @property
    def decides_on(self) -> Meeting:
        """The meeting."""
        return self.meeting

    def get_form(self, data: Any = None) -> ReasonForm:
        """Why."""
        return ReasonForm(data, help_text="It stands wherever the meeting is shown.")

    def take(self, form: ReasonForm) -> str:
        """Cancel it."""
        services.cancel_meeting(meeting=self.meeting, because=form.cleaned_data["reason"])
        return "The meeting is cancelled."


class RestoreMeeting(Press, KeptMeeting):
    """Holding a cancelled meeting after all."""

    def take(self) -> str:
        """Restore it."""
        services.restore_meeting(meeting=self.meeting)
        return "The meeting is held after all."


class MeetingHistory(KeptMeeting):
    """What has been changed of a meeting and its agenda. It names closed items, so it is for those who keep them."""

    title = "History"
    template_name = "meetings/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The newest first."""
        return super().get_context_data(happenings=happenings(self.meeting), **kwargs)


class MeetingCalendar(OneMeeting):
    """The meeting as a file for calendars."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        answer = HttpResponse(meeting_file(self.meeting), content_type=CALENDAR_TYPE)
        name_file(answer, f"meeting-{self.meeting.date}.ics", keep=True)
        return answer


def published_by(meeting: Meeting) -> str:
    """By when its agenda is published, in a sentence."""
    if meeting.publication_deadline is None:
        return "Its agenda is published by no fixed day."
    return f"Publish its agenda by {day_words(meeting.publication_deadline)}."
