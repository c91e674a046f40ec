"""The agenda of a meeting as those who keep it arrange it."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from core.clock import today
from core.formats import count
from core.refusals import NotDoneError
from core.steps import Asks
from meetings.forms.agenda import BeginForm, ItemForm, WithdrawForm
from meetings.models import AgendaItem, StandingItem
from meetings.reporting import agenda_lines, publication_clock
from meetings.services import agenda as services
from meetings.views.frame import Arrange, KeptMeeting

PLACE = re.compile(r"place-\d+-\d+")
"""The box for the number of an item: its key, and its version as it was seen."""


class KeptAgenda(KeptMeeting):
    """A page of an agenda for those who keep it."""

    @property
    def way_back(self) -> str:
        """The agenda where it is arranged."""
        return reverse("agenda", args=[self.meeting.pk])

    @cached_property
    def comes_late(self) -> bool:
        """Whether what is added now comes too late."""
        return services.comes_late(self.meeting)

    @cached_property
    def numbers_stand(self) -> bool:
        """Whether the agenda is published, so that its numbers stand."""
        return services.is_published(self.meeting)


class BelowAgenda(KeptAgenda):
    """A page below the agenda."""

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the agenda."""
        return (*super().get_crumbs(), ("Agenda", self.way_back))


class AgendaPage(KeptAgenda):
    """The agenda, with what may be done to its items."""

    title = "Agenda"
    template_name = "meetings/agenda.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The items, and where the publication stands."""
        lines = agenda_lines(self.meeting)
        if not lines:
            kwargs |= {
                "standing": StandingItem.objects.filter(board=self.board).count(),
                "last": services.last_with_agenda(self.meeting),
                "begin_form": kwargs.get("begin_form") or BeginForm(),
            }
        return super().get_context_data(
            lines=lines,
            clock=publication_clock(self.meeting, self.request.council, today()),
            numbers_stand=self.numbers_stand,
            comes_late=self.comes_late,
            **kwargs,
        )


class AddItem(BelowAgenda, Asks):
    """A new item."""

    title = "Add an item"
    button = "Put it on the agenda"

    def get_form(self, data: Any = None) -> ItemForm:
        """An empty item."""
        item = AgendaItem(meeting=self.meeting)
        return ItemForm(data, instance=item, is_late=self.comes_late, numbers_stand=self.numbers_stand)

    def take(self, form: ItemForm) -> str:
        """Store it."""
        item = services.add_item(item=form.instance, at=form.cleaned_data.get("at"))
        return f"Item {item.number}, “{item.title}”, is on the agenda."

    def way_on(self, form: ItemForm) -> str:
        """To the item on the agenda."""
        return f"{self.way_back}#item-{form.instance.pk}"


class OneItem(BelowAgenda):
    """A page of one item."""

    @cached_property
    def agenda_item(self) -> AgendaItem:
        """The item that the address names, of this meeting."""
        found = AgendaItem.objects.select_related("meeting__board")
        return get_object_or_404(found, pk=self.kwargs["item"], meeting=self.meeting)

    def way_on(self, form: Any = None) -> str:
        """To the item on the agenda."""
        return f"{self.way_back}#item-{self.agenda_item.pk}"


class EditItem(OneItem, Asks):
    """What an item says."""

    def get_title(self) -> str:
        """Its number."""
        return f"Item {self.agenda_item.number}"

    def get_form(self, data: Any = None) -> ItemForm:
        """Over the item as it is stored."""
        item = AgendaItem.objects.select_related("meeting__board").get(pk=self.agenda_item.pk)
        return ItemForm(data, instance=item, is_late=self.comes_late, numbers_stand=self.numbers_stand)

    def take(self, form: ItemForm) -> str:
        """Store it."""
        form.instance.save()
        return f"Item {form.instance.number}, “{form.instance.title}”, is saved."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is out already."""
        context = super().get_context_data(**kwargs)
        return context | {"explains": self.explains or context["form"].out_already}


class WithdrawItem(OneItem, Asks):
    """Withdrawing an item with a reason."""

    button = "Withdraw the item"
    warns = True
    explains = (
        "It keeps its number, and stands on the agenda as withdrawn. Its papers are kept and go into no later pack."
    )

    def get_title(self) -> str:
        """Which one."""
        return f"Withdraw item {self.agenda_item.number}"

    def get_form(self, data: Any = None) -> WithdrawForm:
        """Why."""
        return WithdrawForm(data, initial={"seen": self.agenda_item.version})

    def take(self, form: WithdrawForm) -> str:
        """Withdraw it."""
        facts = form.cleaned_data
        services.withdraw_item(item=self.agenda_item, because=facts["reason"], seen=facts["seen"])
        return f"Item {self.agenda_item.number}, “{self.agenda_item.title}”, is withdrawn."


class ArrangeAgenda(KeptAgenda, Arrange):
    """Moves of items, their removal, and taking withdrawn ones after all. Takes buttons and drops."""

    part, called = "item", "item"

    def get_rows(self) -> QuerySet[AgendaItem]:
        """Those of the meeting."""
        return self.meeting.items.select_related("meeting")

    @property
    def typed(self) -> list[str]:
        """The boxes for numbers in which something was typed."""
        return [name for name, value in self.request.POST.items() if PLACE.fullmatch(name) and value.strip()]

    def get_asked(self) -> str:
        """What the button says; where Enter was pressed in the box for a number, that its item moves there."""
        asked = super().get_asked()
        return f"item-{self.typed[0].removeprefix('place-')}-to" if asked == "typed" else asked

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it; Enter says nothing where not exactly one number is typed."""
        if super().get_asked() == "typed" and len(self.typed) != 1:
            messages.warning(request, "Type the new number of one item, then press Enter.")
            return redirect(self.way_back)
        return super().post(request, *args, **kwargs)

    def move(self, item: AgendaItem, seen: int, what: str) -> str:
        """Do it; gives what is said of it."""
        match what:
            case "remove":
                services.remove_item(item=item, seen=seen)
                return f"“{item.title}” is taken off the agenda."
            case "back":
                services.put_back_item(item=item, seen=seen)
                return f"“{item.title}” is taken after all."
            case "to":
                return self.now(self.put(item, seen))
            case "up" | "down":
                return self.now(services.move_item_by_one(item=item, up=what == "up", seen=seen))
        raise Http404("There is no such move.")

    def put(self, item: AgendaItem, seen: int) -> AgendaItem:
        """To the number that was typed, or to where it was dropped."""
        typed = self.request.POST.get(f"place-{item.pk}-{seen}", "").strip()
        before = self.request.POST.get("before")
        if before is not None:
            return services.move_item_before(item=item, before=int(before) if before.isdecimal() else None, seen=seen)
        if not typed.isascii() or not typed.isdecimal() or len(typed) > 5:
            raise services.AgendaError("Type the number that the item is to have, then press Move.")
        return services.move_item_to(item=item, place=int(typed), seen=seen)


class BeginAgenda(AgendaPage):
    """Beginning an empty agenda from the board's standing items or from its last meeting."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Begin it, or say what is in the way."""
        ways = {"standing": services.begin_from_standing_items, "last": services.begin_from_last_meeting}
        begin = ways.get(request.POST.get("from", ""))
        if begin is None:
            raise Http404("An agenda is begun from the standing items or from the last meeting.")
        form = BeginForm(request.POST)
        if not form.is_valid():
            return self.again(begin_form=form, form=form)
        try:
            items = begin(meeting=self.meeting, late_because=form.cleaned_data["late_because"])
        except NotDoneError as refused:
            form.add_error("late_because" if self.comes_late else None, str(refused))
            return self.again(begin_form=form, form=form)
        messages.success(request, f"The agenda begins with {count(len(items), 'item')}. Add what is new.")
        return redirect(self.way_back)
