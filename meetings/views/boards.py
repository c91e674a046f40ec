"""Boards: when and where they meet, what stands on every agenda, and a year's meetings at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from core.clock import today
from core.formats import count, listed, long_date
from core.steps import Asks, Press
from meetings.forms.agenda import StandingItemForm
from meetings.forms.boards import BoardForm
from meetings.forms.meetings import PlanForm, PlannedDayForm
from meetings.models import Meeting, StandingItem, clear_days_of, deadline
from meetings.reporting import meeting_lines
from meetings.reporting.places import places_of
from meetings.rules.calendar import MOST_MEETINGS, UsualDay, clash_sentence, days_of_cycle, next_working_day
from meetings.rules.clear_days import day_words
from meetings.services import boards as board_services
from meetings.services import meetings as services
from meetings.services import order
from meetings.views.frame import Arrange, KeptBoard, OfBoard, Page
from organisation import rights
from organisation.bank_holidays import bank_holidays
from organisation.models import Board

PAST = 12
"""How many past meetings the page of a board shows; all stand in the list of meetings."""


class BoardList(Page):
    """All boards, with when they meet next."""

    title = "Boards"
    template_name = "meetings/boards.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Two queries."""
        to_come = Count("meetings", filter=Q(meetings__date__gte=today(), meetings__cancelled_because=""))
        on, going_on, ended = today(), [], []
        for board in Board.objects.annotate(to_come=to_come):
            board.usual = usual_day(board)
            (ended if board.ends and board.ends < on else going_on).append(board)
        return super().get_context_data(
            boards=going_on, ended=ended, sets_up=rights.may_set_up_boards(self.request.user), **kwargs
        )


class BoardPage(OfBoard):
    """A board: its usual day, members, standing items and meetings."""

    template_name = "meetings/board.html"

    def get_title(self) -> str:
        """Its name."""
        return str(self.board)

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the boards."""
        return super().get_crumbs()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Six queries, however many rows."""
        council, on = self.request.council, today()
        own = Meeting.objects.filter(board=self.board)
        coming = meeting_lines(own.coming(on), council, on)
        planned = [line.meeting for line in coming if line.meeting.planned_at and line.meeting.version == 1]
        newest = max((meeting.planned_at for meeting in planned), default=None)
        return super().get_context_data(
            usual=usual_day(self.board),
            clear_days=clear_days_of(self.board, council),
            places=places_of(self.board, on),
            has_ended=self.board.ends is not None and self.board.ends < on,
            standing=self.board.standing_items.select_related("presenter"),
            coming=coming,
            past=meeting_lines(own.past(on)[:PAST], council, on),
            planned_at=newest,
            planned=sum(meeting.planned_at == newest for meeting in planned),
            keeps=rights.may_keep_board(self.request.user, self.board),
            sets_up=rights.may_set_up_boards(self.request.user),
            **kwargs,
        )


def usual_day(board: Board) -> str:
    """The second Monday; empty where none is usual."""
    if board.usual_place is None:
        return ""
    return str(UsualDay(board.usual_place, board.usual_weekday))


class EditBoard(KeptBoard, Asks):
    """When and where a board usually meets; for those who set boards up also what it is and its rules."""

    @property
    def whole(self) -> bool:
        """Whether all of it may be changed."""
        return rights.may_set_up_boards(self.request.user)

    def get_title(self) -> str:
        """What is changed."""
        return "Change the board" if self.whole else "When and where it meets"

    def get_form(self, data: Any = None) -> BoardForm:
        """Over the board as it is stored."""
        board = Board.objects.get(pk=self.board.pk)
        return BoardForm(data, instance=board, council=self.request.council, whole=self.whole)

    def take(self, form: BoardForm) -> str:
        """Store it; the agendas of meetings to come follow its rules."""
        changed = board_services.change_board(board=form.instance)
        said = "Saved. Meetings that are made already keep their day, time and venue."
        if changed:
            days = listed(long_date(meeting.date) for meeting in changed)
            said += f" The day by which the agenda is published is another now for {days}."
        return said


# A year's meetings


@dataclass(frozen=True)
class PlannedDay:
    """A day of a plan before it is made."""

    form: PlannedDayForm
    day: date | None
    """None where it cannot be read."""
    publish_by: date | None
    notes: tuple[str, ...]
    is_there: bool
    """Whether the board meets on that day already, so that nothing is made."""


class PlanYear(KeptBoard):
    """Making a year's meetings at once: first the days, which can be changed, then all of them or none."""

    title = "Plan the year"
    template_name = "meetings/plan_year.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and the days once it is sent."""
        if "form" not in kwargs:
            asked = self.request.GET if "start" in self.request.GET else None
            kwargs["form"] = PlanForm(asked, board=self.board)
            if asked is not None and kwargs["form"].is_valid():
                kwargs["days"] = self.proposed(kwargs["form"])
        form = kwargs["form"]
        kwargs["carried"] = [(name, form.data.get(name, "")) for name in form.fields]
        return super().get_context_data(way_back=self.way_back, **kwargs)

    def proposed(self, form: PlanForm) -> list[PlannedDay]:
        """The days that follow from the form. One that clashes comes with the next working day in its place."""
        facts, holidays = form.cleaned_data, bank_holidays(self.request.council.kind)
        days = days_of_cycle(form.usual, facts["start"], months=facts["months"], number=facts["number"])
        rows = []
        for place, day in enumerate(days):
            moved, clash = next_working_day(day, holidays), clash_sentence(day, holidays)
            notes = [f"{clash} Proposed instead: {day_words(moved)}."] if clash else []
            rows.append((PlannedDayForm(prefix=f"day-{place}", initial={"date": moved, "wanted": True}), moved, notes))
        return self.looked_at(rows)

    def sent(self, data: Any) -> list[PlannedDay]:
        """The days as they were sent, looked at anew."""
        holidays, rows = bank_holidays(self.request.council.kind), []
        for place in range(min(int(data.get("days", "0")) if data.get("days", "").isdecimal() else 0, MOST_MEETINGS)):
            form = PlannedDayForm(data, prefix=f"day-{place}")
            day = form.cleaned_data["date"] if form.is_valid() else None
            clash = clash_sentence(day, holidays) if day else ""
            rows.append((form, day, [clash] if clash else []))
        return self.looked_at(rows)

    def looked_at(self, rows: list[tuple[PlannedDayForm, date | None, list[str]]]) -> list[PlannedDay]:
        """Each day with by when its agenda is published, and whether the board meets then already. One query."""
        there = dict(
            self.board.meetings.filter(date__in=[day for _, day, _ in rows if day]).values_list(
                "date", "cancelled_because"
            )
        )
        planned, seen = [], set()
        for form, day, notes in rows:
            if day and day < today():
                notes.append("The day is past.")
            if day in there:
                cancelled = there[day]
                notes.append(
                    f"A meeting on this day is cancelled: {cancelled}"
                    if cancelled
                    else "The board meets on this day already."
                )
            if day in seen:
                notes.append("The day stands here twice: one meeting is made.")
            seen.add(day)
            publish = deadline(self.board, day, self.request.council) if day else None
            planned.append(PlannedDay(form, day, publish, tuple(notes), day in there))
        return planned

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look at the days anew, or make their meetings."""
        form, days = PlanForm(request.POST, board=self.board), self.sent(request.POST)
        right = form.is_valid()
        if request.POST.get("do") != "make":
            return self.render_to_response(self.get_context_data(form=form, days=days))
        wanted = [day.form for day in days if day.form.data.get(f"{day.form.prefix}-wanted")]
        if not right or not all(day.is_valid() for day in wanted):
            wrong = next((day for day in wanted if not day.is_valid()), form)
            return self.again(form=form, days=days, wrong=wrong)
        if not wanted:
            form.add_error(None, "No day is ticked. Tick those on which the board is to meet.")
            return self.again(form=form, days=days, wrong=form)
        facts = form.cleaned_data
        try:
            made = services.plan_meetings(
                board=self.board,
                days=[day.cleaned_data["date"] for day in wanted],
                at=facts["time"],
                venue=facts["venue"],
                chair=facts["chair"],
            )
        except services.MeetingError as refused:
            form.add_error(None, str(refused))
            return self.again(form=form, days=days, wrong=form)
        if made:
            messages.success(request, f"{count(len(made), 'meeting')} made, the first on {day_words(made[0].date)}.")
        else:
            messages.warning(request, "The board meets on all these days already; nothing was made.")
        return redirect(self.way_back)


class TakeBackPlan(KeptBoard, Press):
    """Taking back meetings that were made together, as long as nothing hangs on them."""

    def take(self) -> str:
        """Take them back."""
        try:
            moment = parse_datetime(self.request.POST.get("planned_at", ""))
        except ValueError:
            moment = None
        if moment is None or is_naive(moment):
            raise Http404("There is no such plan.")
        gone, stay = services.take_back_plan(board=self.board, planned_at=moment)
        if not gone and not stay:
            raise services.MeetingError("These meetings have been taken back already.")
        said = f"{count(gone, 'meeting')} taken back."
        if stay:
            days = listed(long_date(meeting.date) for meeting in stay)
            said += f" Something has been done already with those of {days}: they stay."
        return said


# Standing items


class BelowBoard(KeptBoard, Asks):
    """A page of one standing item."""

    def way_on(self, form: StandingItemForm) -> str:
        """To the item on the page of the board."""
        return f"{self.way_back}#standing-{form.instance.pk}"


class AddStandingItem(BelowBoard):
    """A new standing item, at the end."""

    title = "Add a standing item"

    def get_form(self, data: Any = None) -> StandingItemForm:
        """An empty item."""
        return StandingItemForm(data, instance=StandingItem(board=self.board))

    def take(self, form: StandingItemForm) -> str:
        """Store it."""
        order.add(row=form.instance)
        return f"“{form.instance.title}” stands on every new agenda of the board."


class EditStandingItem(BelowBoard):
    """What a standing item says."""

    title = "Change the standing item"

    def get_form(self, data: Any = None) -> StandingItemForm:
        """Over the item as it is stored."""
        item = get_object_or_404(self.board.standing_items, pk=self.kwargs["item"])
        return StandingItemForm(data, instance=item)

    def take(self, form: StandingItemForm) -> str:
        """Store it."""
        form.instance.save()
        return f"“{form.instance.title}” is saved. Agendas that are begun already stay as they are."


class ArrangeStandingItems(KeptBoard, Arrange):
    """Moves of standing items, and their removal."""

    part, called = "standing", "standing item"

    def get_rows(self) -> QuerySet[StandingItem]:
        """Those of the board."""
        return self.board.standing_items.select_related("board")
