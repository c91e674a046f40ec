"""Setting boards up: making and ending one, who sits on it from when to when, and what was changed of all that."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from core.formats import count, long_date
from core.steps import Asks, Press
from meetings.forms.boards import BoardForm, EndBoardForm, EndPlaceForm, PlaceForm, SeenForm
from meetings.reporting.history import board_happenings
from meetings.services import boards as services
from meetings.views.frame import KeptBoard, OfBoard, Page
from organisation import rights
from organisation.models import Board, BoardMember


class SettingUp(Page):
    """A page for those who set boards up."""

    refusal = (
        "Boards and who sits on them are kept by the performance team: a place on a board opens its exempt papers. Ask "
        "one of them."
    )

    def allowed(self) -> bool:
        """The performance team."""
        return super().allowed() and rights.may_set_up_boards(self.request.user)


class SeenPress(SettingUp, OfBoard, Press):
    """A button that says which version of a row was seen."""

    @property
    def seen(self) -> int:
        """The version."""
        said = self.request.POST.get("seen", "")
        if not said.isdecimal():
            raise Http404("There is no such step.")
        return int(said[:9])


# A board


class NewBoard(Asks, SettingUp):
    """A new board."""

    title = "Make a board"
    button = "Make the board"

    @property
    def way_back(self) -> str:
        """All boards."""
        return reverse("boards")

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the boards."""
        return (*super().get_crumbs(), ("Boards", self.way_back))

    def get_form(self, data: Any = None) -> BoardForm:
        """An empty board."""
        return BoardForm(data, instance=Board(), council=self.request.council, whole=True)

    def take(self, form: BoardForm) -> str:
        """Store it."""
        form.instance.save()
        return f"“{form.instance}” is made. Say who sits on it, what stands on its agendas, and plan its meetings."

    def way_on(self, form: BoardForm) -> str:
        """The board."""
        return reverse("board", args=[form.instance.pk])


class EndBoard(SettingUp, OfBoard, Asks):
    """The last day of a board."""

    title = "End the board"
    button = "End the board"
    warns = True
    explains = (
        "Its meetings, minutes and papers are kept, and who sat on it when. The places on it end with it, but the "
        "clerk's: end that once the last minutes are written. It can go on again later."
    )

    def get_form(self, data: Any = None) -> EndBoardForm:
        """Over the board as it is stored."""
        return EndBoardForm(data, instance=Board.objects.get(pk=self.board.pk))

    def take(self, form: EndBoardForm) -> str:
        """End it."""
        ended = services.end_board(board=form.instance)
        return f"The board ends on {long_date(form.instance.ends)}, and {count(ended, 'place')} on it."


class TakeBackEnd(SeenPress):
    """Letting an ended board go on."""

    def take(self) -> str:
        """Let it."""
        places = services.take_back_end(board=self.board, seen=self.seen)
        if not places:
            return "The board goes on."
        return f"The board goes on, and {count(places, 'place')} that ended on its last day. Look them through."


class RemoveBoard(SeenPress):
    """Removing a board that was made by mistake."""

    def take(self) -> str:
        """Remove it."""
        services.remove_board(board=self.board, seen=self.seen)
        return f"“{self.board}” is removed."

    def way_on(self) -> str:
        """All boards: it is gone."""
        return reverse("boards")


class BoardHistory(KeptBoard):
    """What has been changed of a board and of who sits on it."""

    title = "History"
    template_name = "meetings/board_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The newest first."""
        return super().get_context_data(happenings=board_happenings(self.board), **kwargs)


# A place on it


class OfPlace(SettingUp, OfBoard):
    """A page about who sits on a board."""

    def get_place(self) -> BoardMember:
        """The place that the address names, as it is stored."""
        found = self.board.members.select_related("user", "board")
        return get_object_or_404(found, pk=self.kwargs["member"])

    @cached_property
    def place_named(self) -> BoardMember:
        """The same, read once."""
        return self.get_place()

    def way_on(self, form: Any) -> str:
        """To the members on the page of the board."""
        return f"{self.way_back}#members"


class AddPlace(OfPlace, Asks):
    """A new place on the board."""

    title = "Add somebody to the board"
    button = "Add them"

    def get_form(self, data: Any = None) -> PlaceForm:
        """An empty place."""
        return PlaceForm(data, instance=BoardMember(board=self.board))

    def take(self, form: PlaceForm) -> str:
        """Store it."""
        place = services.add_place(place=form.instance)
        return f"{place.user} is on the board from {long_date(place.starts)}."


class EditPlace(OfPlace, Asks):
    """Another role or seat from a day on, or what was entered wrongly."""

    def get_title(self) -> str:
        """Whose place."""
        return f"Change the place of {self.place_named.user}"

    def get_form(self, data: Any = None) -> PlaceForm:
        """Over the place as it is stored."""
        return PlaceForm(data, instance=self.get_place())

    def take(self, form: PlaceForm) -> str:
        """Store it."""
        facts = form.cleaned_data
        place = services.change_place(place=form.instance, since=facts["since"], mistake=facts["mistake"])
        if facts["since"]:
            return f"{place.user} is {place.called} from {long_date(place.starts)}. What was before stays."
        return f"The place of {place.user} is saved."


class EndPlace(OfPlace, Asks):
    """The last day of a place."""

    button = "End the place"
    explains = "They were on the board until that day, and stay so in its minutes and in its attendance."

    def get_title(self) -> str:
        """Whose place."""
        return f"End the place of {self.place_named.user}"

    def get_form(self, data: Any = None) -> EndPlaceForm:
        """Over the place as it is stored."""
        return EndPlaceForm(data, instance=self.get_place())

    def take(self, form: EndPlaceForm) -> str:
        """Store it."""
        place = services.change_place(place=form.instance)
        return f"{place.user} is on the board until {long_date(place.ends)}."


class RemovePlace(OfPlace, Asks):
    """Removing a place that was entered by mistake."""

    button = "Remove it"
    warns = True
    explains = (
        "Remove it only if it was entered by mistake: nobody sat there. Who did sit there and goes has an end, and is "
        "kept."
    )

    def get_title(self) -> str:
        """Whose place."""
        return f"Remove the place of {self.place_named.user}"

    def why_not(self) -> str:
        """Not where the board met in its time."""
        return services.why_kept(self.place_named)

    def get_form(self, data: Any = None) -> SeenForm:
        """Which version is looked at."""
        return SeenForm(data, initial={"seen": self.place_named.version})

    def take(self, form: SeenForm) -> str:
        """Remove it."""
        services.remove_place(place=self.place_named, seen=form.cleaned_data["seen"])
        return f"The place of {self.place_named.user} is removed, as entered by mistake."
