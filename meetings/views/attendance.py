"""Who was at a meeting, and at the meetings of a year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core import exports
from core.clock import today
from core.formats import long_date
from core.forms import refuse
from core.records import StaleWriteError
from core.steps import Buttons
from core.views import InPlace
from meetings.choices import Capacity
from meetings.forms.minutes import (
    OtherForm,
    presence_forms,
)
from meetings.models import Attendance
from meetings.reporting.attendance import as_rows, attendance_year, columns
from meetings.rules.numbering import municipal_year, year_words
from meetings.services.attendance import add_other, record_attendance, remove_other
from meetings.services.minutes import (
    MinutesError,
)
from meetings.views.minutes import BelowMinutes
from organisation import rights
from organisation.access import ForReaders
from organisation.models import Board


class MeetingAttendance(Buttons, BelowMinutes):
    """Who was at a meeting: a click for each member, and others by what they came as."""

    template_name = "meetings/minutes_attendance.html"
    title = "Who was there"
    does = {"other": "add", "off": "take_off"}
    otherwise = "store"

    @property
    def way_back(self) -> str:
        """The page itself."""
        return self.address("meeting-attendance")

    def get_title(self) -> str:
        """What is asked."""
        return f"Who was there on {long_date(self.meeting.date)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Members with their boxes, others, and the form for one more."""
        if "rows" not in kwargs:
            kwargs["rows"] = presence_forms(self.meeting)
        if "other_form" not in kwargs:
            kwargs["other_form"] = OtherForm(meeting=self.meeting)
        others = list(self.meeting.attendance.filter(member__isnull=True))
        return super().get_context_data(others=others, is_to_come=self.meeting.date > today(), **kwargs)

    def store(self) -> HttpResponse:
        """The ticks of the members."""
        rows = presence_forms(self.meeting, self.request.POST, others_present=self.request.POST.get("do") == "all")
        if not all([row.is_valid() for row in rows]):  # noqa: C419 - each says what is wrong with it
            return self.again(rows=rows)
        said = [row.instance for row in rows if row.cleaned_data["presence"] and row.has_changed()]
        try:
            record_attendance(meeting=self.meeting, rows=said)
        except StaleWriteError as stale:
            refuse(next(row for row in rows if row.member.pk == stale.row.member_id), stale)
            return self.again(rows=rows)
        messages.success(self.request, "Who was there is saved.")
        return redirect(self.address("minutes"))

    def add(self) -> HttpResponse:
        """Somebody who is no member."""
        form = OtherForm(self.request.POST, meeting=self.meeting)
        if form.is_valid():
            said = form.cleaned_data
            try:
                add_other(meeting=self.meeting, **said | {"capacity": Capacity(said["capacity"])})
            except MinutesError as refused:
                form.add_error(None, str(refused))
        if form.errors:
            return self.again(other_form=form)
        return redirect(f"{self.way_back}#others")

    def take_off(self) -> HttpResponse:
        """Somebody recorded by mistake."""
        key = self.request.POST["do"].partition("-")[2]
        held = get_object_or_404(Attendance.objects.select_related("meeting"), pk=key if key.isdecimal() else 0)
        if held.meeting_id != self.meeting.pk:
            raise Http404("There is nobody like that here.")
        remove_other(attendance=held)
        return redirect(f"{self.way_back}#others")


class BoardAttendance(ForReaders, InPlace, TemplateView):
    """The attendance of a board over a municipal year."""

    place = "meetings"
    template_name = "meetings/minutes_year.html"

    @cached_property
    def board(self) -> Board:
        """The one that the address names."""
        return get_object_or_404(Board, pk=self.kwargs["pk"])

    def get_title(self) -> str:
        """Of which board."""
        return f"Attendance of the {self.board}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all meetings."""
        return (("Meetings", reverse("meetings")),)

    @property
    def year(self) -> int:
        """The year that is asked for; the present one where none is."""
        asked = self.request.GET.get("year", "")
        if asked and not (asked.isdecimal() and 1974 <= int(asked) <= 2999):
            raise Http404(f"There is no municipal year {asked}. Write the year in which it began: {today().year}.")
        return int(asked) if asked else municipal_year(today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Members by meetings. Names are for those who keep the minutes."""
        named = rights.may_keep_board(self.request.user, self.board)
        report = attendance_year(self.board, self.year, on=today(), named=named)
        return super().get_context_data(
            board=self.board, report=report, years=[(year, year_words(year)) for year in report.years], **kwargs
        )

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page, or its rows as a file."""
        kind = self.request.GET.get("_export")
        if not kind:
            return super().render_to_response(context, **kwargs)
        if kind not in exports.FORMATS:
            raise Http404(f"Attendance is exported as {', '.join(exports.FORMATS)}, not as {kind}.")
        report = context["report"]
        name = f"attendance-{self.board.abbreviation or self.board.pk}-{report.year}".lower()
        return exports.respond(columns(report), as_rows(report), kind=kind, name=name)
