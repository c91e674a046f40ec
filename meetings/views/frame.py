"""What the pages have in common on which meetings are kept."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core.records import Record, StaleWriteError
from core.views import InPlace
from meetings.models import Meeting
from meetings.services import order
from meetings.services.agenda import AgendaError
from meetings.services.boards import BoardError
from meetings.services.meetings import MeetingError
from meetings.services.order import OrderError
from meetings.services.templates import TemplateError
from organisation import rights
from organisation.access import ForReaders
from organisation.models import Board

REFUSED = (AgendaError, BoardError, MeetingError, OrderError, TemplateError, StaleWriteError)
"""What a write says where it cannot be done."""


class Page(ForReaders, InPlace, TemplateView):
    """A page among the meetings, for readers."""

    place = "meetings"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all meetings."""
        return (("Meetings", reverse("meetings")),)

    def again(self, **kwargs: Any) -> HttpResponse:
        """The page once more, with what is wrong."""
        return self.render_to_response(self.get_context_data(**kwargs), status=HTTPStatus.UNPROCESSABLE_ENTITY)


class Kept(Page):
    """A page for those who keep a board's meetings."""

    refusal = "The meetings of a board are kept by the performance team and by its clerk."

    @property
    def board(self) -> Board:
        """The board that the page is about."""
        raise NotImplementedError

    def allowed(self) -> bool:
        """Readers who keep the board."""
        return super().allowed() and rights.may_keep_board(self.request.user, self.board)


class OfBoard(Page):
    """A page of one board."""

    @cached_property
    def board(self) -> Board:
        """The board that the address names."""
        return get_object_or_404(Board, pk=self.kwargs["pk"])

    @property
    def way_back(self) -> str:
        """The page of the board."""
        return reverse("board", args=[self.board.pk])

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the board."""
        return (*super().get_crumbs(), ("Boards", reverse("boards")), (str(self.board), self.way_back))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the board."""
        return super().get_context_data(board=self.board, **kwargs)


class KeptBoard(OfBoard, Kept):
    """A page of a board for those who keep its meetings."""


class KeptMeeting(Kept):
    """A page of a meeting for those who keep it."""

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting that the address names."""
        return get_object_or_404(Meeting.objects.select_related("board"), pk=self.kwargs["pk"])

    @property
    def board(self) -> Board:
        """Its board."""
        return self.meeting.board

    @property
    def way_back(self) -> str:
        """The page of the meeting."""
        return self.meeting.get_absolute_url()

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the meeting."""
        return (*super().get_crumbs(), (str(self.meeting), self.meeting.get_absolute_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the meeting."""
        return super().get_context_data(meeting=self.meeting, **kwargs)


class Asks(Page):
    """A page that asks for something and then does it."""

    template_name = "meetings/form.html"
    button = "Save"
    warns = False
    explains = ""

    def get_form(self, data: Any = None) -> BaseForm:
        """The form that asks."""
        raise NotImplementedError

    def take(self, form: Any) -> str:
        """Do it; gives what is said of it."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, with what it is about."""
        if "form" not in kwargs:
            kwargs["form"] = self.get_form()
        words = {"button": self.button, "warns": self.warns, "explains": self.explains, "way_back": self.way_back}
        return super().get_context_data(**words | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or say what is in the way."""
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.again(form=form)
        try:
            said = self.take(form)
        except REFUSED as refused:
            form.add_error(None, str(refused))
            return self.again(form=form)
        messages.success(request, said)
        return redirect(self.way_on(form))

    def way_on(self, form: Any) -> str:
        """Where it goes on once it is done."""
        return self.way_back


class Press(Page):
    """A step that is one button on another page."""

    http_method_names = ("post",)

    def press(self) -> str:
        """Take it; gives what is said of it."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the step, or say why not."""
        try:
            said = self.press()
        except REFUSED as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, said)
        return redirect(self.way_on())

    def way_on(self) -> str:
        """Where it goes on."""
        return self.way_back


class Arrange(Page):
    """Moves of rows that are numbered through, and their removal: buttons of the page that shows them."""

    http_method_names = ("post",)
    part = ""
    """What the page calls a row: "item". A button says part, key, version as seen, and what to do: item-12-3-up."""
    called = ""
    """What a row is called in sentences."""

    def get_asked(self) -> str:
        """What the button says."""
        return self.request.POST.get("do", "")

    def get_rows(self) -> QuerySet:
        """The rows that may be moved."""
        raise NotImplementedError

    def take(self, row: Record, seen: int, what: str) -> str:
        """Do what the button says; gives what is said of it."""
        if what == "remove":
            order.remove(row=row, seen=seen)
            return f"“{row.title}” is removed."
        if what in ("up", "down"):
            return self.now(order.move_by_one(row=row, up=what == "up", seen=seen))
        raise Http404("There is no such move.")

    def now(self, row: Record) -> str:
        """Where a row stands that was moved."""
        return f"“{row.title}” is {self.called} {row.number} now."

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what the button says that was pressed, and say where things stand."""
        asked = re.fullmatch(rf"{self.part}-(\d{{1,9}})-(\d{{1,9}})-([a-z]+)", self.get_asked())
        if not asked:
            raise Http404("There is no such move.")
        row = get_object_or_404(self.get_rows(), pk=int(asked[1]))
        try:
            said = self.take(row, int(asked[2]), asked[3])
        except REFUSED as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, said)
        return redirect(f"{self.way_back}#{self.part}-{asked[1]}")
