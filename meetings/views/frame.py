"""What the pages have in common on which meetings are kept."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.records import Record
from core.steps import Again, Press
from meetings.models import Meeting
from meetings.services import order
from organisation import rights
from organisation.access import ForReaders
from organisation.models import Board


class Page(ForReaders, Again):
    """A page among the meetings, for readers."""

    place = "meetings"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all meetings."""
        return (("Meetings", reverse("meetings")),)


class Kept(Page):
    """A page for those who keep a board's meetings."""

    refusal = "The meetings of a board are kept by the performance team and by its clerk."

    board: Board
    """The board that the page is about."""

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
    def about(self) -> Board:
        """The board."""
        return self.board

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
    def about(self) -> Meeting:
        """The meeting."""
        return self.meeting

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


class Arrange(Press):
    """Moves of rows that are numbered through, and their removal: buttons of the page that shows them."""

    part = ""
    """What the page calls a row: "item". A button says part, key, version as seen, and what to do: item-12-3-up."""
    called = ""
    """What a row is called in sentences."""

    def get_asked(self) -> str:
        """What the button says."""
        return self.request.POST.get("do", "")

    def get_rows(self) -> QuerySet:
        """The rows that may be moved."""
        raise TypeError(f"{type(self).__name__} says which rows it moves.")

    def move(self, row: Record, seen: int, what: str) -> str:
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

    def take(self) -> str:
        """Do what the button says that was pressed, and say where things stand."""
        asked = re.fullmatch(rf"{self.part}-(\d{{1,9}})-(\d{{1,9}})-([a-z]+)", self.get_asked())
        if not asked:
            raise Http404("There is no such move.")
        self.key = int(asked[1])
        row = get_object_or_404(self.get_rows(), pk=self.key)
        return self.move(row, int(asked[2]), asked[3])

    def way_on(self) -> str:
        """To the row on its page."""
        return f"{self.way_back}#{self.part}-{self.key}"

    def back(self) -> HttpResponse:
        """Likewise."""
        return redirect(self.way_on())
