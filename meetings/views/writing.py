"""Writing minutes: begun from the agenda, line by line, added to, reordered and taken out."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from core.formats import long_date
from core.steps import Asks, Buttons, Press
from meetings.choices import MinutesState
from meetings.forms.minutes import (
    FirstNumberForm,
    LineKind,
    MinuteForm,
    NewMinuteForm,
    NewResolutionForm,
    QuickLineForm,
)
from meetings.models import Meeting, Minute, Resolution
from meetings.reporting.closed import exempt_words
from meetings.services.minutes import (
    MinutesError,
    add_minute,
    add_paragraph,
    add_resolution,
    begin_minutes,
    move_minute,
    move_resolution,
    remove_minute,
    save_minute,
    why_not_begin,
)
from meetings.services.resolutions import resolve
from meetings.views.minutes import BelowMinutes, KeptMinutes


class BeginMinutes(Asks, KeptMinutes):
    """Beginning minutes from the agenda."""

    template_name = "meetings/minutes_begin.html"
    button = "Begin the minutes"
    at_fault = "first"

    def get_title(self) -> str:
        """Of which day."""
        return f"Begin the minutes of {long_date(self.meeting.date)}"

    def why_not(self) -> str:
        """Why they cannot be begun."""
        return why_not_begin(self.meeting)

    def get_form(self, data: Any = None) -> FirstNumberForm:
        """With which number they begin."""
        return FirstNumberForm(data, meeting=self.meeting)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the agenda."""
        before = Meeting.objects.standing().filter(board=self.meeting.board, date__lt=self.meeting.date)
        forgotten = before.filter(minutes__isnull=True, minutes_paper__isnull=True).order_by("-date").first()
        items = list(self.meeting.items.filter(withdrawn_because=""))
        return super().get_context_data(items=items, forgotten=forgotten, **kwargs)

    def take(self, form: FirstNumberForm) -> str:
        """Begin them."""
        begin_minutes(meeting=self.meeting, first=form.cleaned_data["first"])
        return "The minutes are begun from the agenda. Take out what was not reached."

    def way_on(self, form: FirstNumberForm) -> str:
        """To where they are written."""
        return self.address("write-minutes")


class WriteMinutes(Asks, BelowMinutes):
    """Where minutes are written: every minute with its resolutions, and one line that Enter stores."""

    template_name = "meetings/minutes_write.html"

    def get_title(self) -> str:
        """Of which day."""
        return f"Write the minutes of {long_date(self.meeting.date)}"

    def why_not(self) -> str:
        """Only drafts are written."""
        if self.state == MinutesState.DRAFT:
            return ""
        return "These minutes are not being written. Take them back into draft first, or begin them."

    def get_form(self, data: Any = None) -> QuickLineForm:
        """The line, under the minute of the last."""
        if data is not None:
            return QuickLineForm(data, meeting=self.meeting)
        under = self.request.GET.get("under", "")
        kind = LineKind.TEXT if self.meeting.minutes.exists() else LineKind.MINUTE
        initial = {"kind": kind, "under": under if under.isdecimal() else None}
        return QuickLineForm(meeting=self.meeting, initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The minutes as rows, and the line."""
        rows = list(
            self.meeting.minutes.select_related("item").prefetch_related("resolutions__action__lead").order_by("number")
        )
        for row in rows:
            row.board = self.meeting.board
            row.exempt = exempt_words(row.item) if row.item else ""
            for resolution in row.resolutions.all():
                resolution.minute = row
        return super().get_context_data(rows=rows, there=self.meeting.attendance.exists(), **kwargs)

    def take(self, form: QuickLineForm) -> str:
        """Store a line."""
        self.under = self.store(form.cleaned_data)
        return ""

    def way_on(self, form: QuickLineForm) -> str:
        """Ready for the next."""
        return f"{self.address('write-minutes')}?under={self.under.pk}#line"

    def store(self, said: dict[str, Any]) -> Minute:
        """The minute under which the line stands now."""
        line, minute, token = said["line"], said["under"], said["token"]
        if said["kind"] == LineKind.MINUTE:
            return add_minute(meeting=self.meeting, title=line, token=token)
        if said["kind"] == LineKind.TEXT:
            return add_paragraph(minute=minute, text=line, token=token)
        resolve(minute=minute, text=line, lead=said["lead"], due=said["due"], token=token)
        return minute


class OrderMinutes(Press, KeptMinutes):
    """Moves a minute or a resolution by one place: ``do`` is what, its version as seen and the way: m12-3-up, r7-1-down."""

    def take(self) -> str:
        """Do what the button says."""
        asked = re.fullmatch(r"([mr])(\d{1,9})-(\d{1,9})-(up|down)", self.request.POST.get("do", ""))
        if not asked:
            raise Http404("There is no such move.")
        kind, key, seen, up = asked[1], int(asked[2]), int(asked[3]), asked[4] == "up"
        self.what = f"{kind}{key}"
        if kind == "m":
            move_minute(minute=get_object_or_404(self.meeting.minutes, pk=key), up=up, seen=seen)
        else:
            here = Resolution.objects.select_related("minute__meeting").filter(minute__meeting=self.meeting)
            move_resolution(resolution=get_object_or_404(here, pk=key), up=up, seen=seen)
        return ""

    def way_on(self) -> str:
        """To what was moved."""
        return f"{self.address('write-minutes')}#{self.what}"


class AddMinute(Asks, KeptMinutes):
    """Adding a minute anywhere."""

    template_name = "meetings/minutes_form.html"
    title = "Add a minute"

    def get_title(self) -> str:
        """What is done."""
        return self.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to where they are written."""
        return (*super().get_crumbs(), ("Write the minutes", self.address("write-minutes")))

    def get_form(self, data: Any = None) -> NewMinuteForm:
        """An empty minute."""
        return NewMinuteForm(data, instance=Minute(meeting=self.meeting))

    def take(self, form: NewMinuteForm) -> str:
        """Add it."""
        names = ("title", "text", "refers_to", "item", "after", "number", "token")
        self.minute = add_minute(meeting=self.meeting, **{name: form.cleaned_data.get(name) for name in names})
        self.tell(form)
        return ""

    def way_on(self, form: Any = None) -> str:
        """On under it."""
        return f"{self.address('write-minutes')}?under={self.minute.pk}#m{self.minute.pk}"

    def tell(self, form: MinuteForm) -> None:
        """Say what was left out of what somebody pasted."""
        if form.fields["text"].note:
            messages.warning(self.request, form.fields["text"].note)


class OneMinute(Buttons, AddMinute):
    """A minute that is worded anew or taken out, and what is resolved under it."""

    does = {"remove": "remove", "resolve": "resolve"}

    @cached_property
    def minute(self) -> Minute:
        """The one that the address names."""
        found = Minute.objects.select_related("meeting__board", "item")
        return get_object_or_404(found, pk=self.kwargs["minute"])

    @cached_property
    def meeting(self) -> Meeting:
        """The minute's."""
        found = Meeting.objects.with_previous().select_related("board", "minutes_paper__approved_at")
        return found.get(pk=self.minute.meeting_id)

    def get_title(self) -> str:
        """Its number and title."""
        return f"Minute {self.minute}"

    def get_form(self, data: Any = None) -> MinuteForm:
        """The form over it."""
        row = Minute.objects.select_related("meeting").get(pk=self.minute.pk)
        return MinuteForm(data, instance=row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The minute with its form."""
        kwargs.setdefault("resolution_form", NewResolutionForm(prefix="new"))
        return super().get_context_data(**kwargs | {"minute": self.minute})

    def why_not(self) -> str:
        """Only drafts are worded anew."""
        if self.state == MinutesState.DRAFT:
            return ""
        return "These minutes are not being written. Take them back into draft first."

    def change(self) -> HttpResponse:
        """Word it anew."""
        return Asks.post(self, self.request)

    def take(self, form: MinuteForm) -> str:
        """Store it."""
        save_minute(minute=form.instance)
        self.tell(form)
        return ""

    def resolve(self) -> HttpResponse:
        """Add what was resolved."""
        form = NewResolutionForm(self.request.POST, prefix="new", instance=Resolution(minute=self.minute))
        if not form.is_valid():
            return self.again(resolution_form=form)
        try:
            add_resolution(minute=self.minute, text=form.cleaned_data["text"], token=form.cleaned_data["token"])
        except MinutesError as refused:
            form.add_error(None, str(refused))
            return self.again(resolution_form=form)
        return redirect(self.way_on())

    def remove(self) -> HttpResponse:
        """Take it out; what follows is numbered anew."""
        seen = self.request.POST.get("seen", "")
        remove_minute(minute=self.minute, seen=int(seen) if seen.isdecimal() else None)
        messages.success(self.request, f"“{self.minute.title}” is taken out, and what follows is numbered anew.")
        return redirect(self.address("write-minutes"))
