"""Writing minutes: begun from the agenda, line by line, added to, reordered and taken out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from core.formats import long_date
from core.records import StaleWriteError
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
from meetings.views.minutes import KeptMinutes


class BeginMinutes(KeptMinutes):
    """Beginning minutes from the agenda."""

    template_name = "meetings/minutes_begin.html"

    def get_title(self) -> str:
        """Of which day."""
        return f"Begin the minutes of {long_date(self.meeting.date)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The agenda, and with which number they begin."""
        kwargs.setdefault("form", FirstNumberForm(meeting=self.meeting))
        before = Meeting.objects.standing().filter(board=self.meeting.board, date__lt=self.meeting.date)
        forgotten = before.filter(minutes__isnull=True, minutes_paper__isnull=True).order_by("-date").first()
        items = list(self.meeting.items.filter(withdrawn_because=""))
        return super().get_context_data(items=items, forgotten=forgotten, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; where they cannot be begun, why."""
        why_not = why_not_begin(self.meeting)
        return self.refused(why_not) if why_not else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Begin, and write."""
        form = FirstNumberForm(request.POST, meeting=self.meeting)
        if not form.is_valid():
            return self.again(form=form)
        try:
            begin_minutes(meeting=self.meeting, first=form.cleaned_data["first"])
        except MinutesError as refused:
            form.add_error("first", str(refused))
            return self.again(form=form)
        messages.success(request, "The minutes are begun from the agenda. Take out what was not reached.")
        return redirect(self.address("write-minutes"))


class WriteMinutes(KeptMinutes):
    """Where minutes are written: every minute with its resolutions, and one line that Enter stores."""

    template_name = "meetings/minutes_write.html"

    def get_title(self) -> str:
        """Of which day."""
        return f"Write the minutes of {long_date(self.meeting.date)}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the minutes."""
        return (*super().get_crumbs(), ("Minutes", self.address("minutes")))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page while they are being written."""
        if self.state != MinutesState.DRAFT:
            return self.refused("These minutes are not being written. Take them back into draft first, or begin them.")
        return super().get(request, *args, **kwargs)

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
        under = self.request.GET.get("under", "")
        if "form" not in kwargs:
            initial = {
                "kind": LineKind.TEXT if rows else LineKind.MINUTE,
                "under": under if under.isdecimal() else None,
            }
            kwargs["form"] = QuickLineForm(meeting=self.meeting, initial=initial)
        return super().get_context_data(rows=rows, there=self.meeting.attendance.exists(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store a line, and be ready for the next."""
        form = QuickLineForm(request.POST, meeting=self.meeting)
        if not form.is_valid():
            return self.again(form=form)
        try:
            minute = self.store(form.cleaned_data)
        except (MinutesError, StaleWriteError) as refused:
            form.add_error(None, str(refused))
            return self.again(form=form)
        return redirect(f"{self.address('write-minutes')}?under={minute.pk}#line")

    def store(self, said: dict[str, Any]) -> Minute:
        """The minute under which the line stands now."""
        line, minute, token = said["line"], said["under"], said["token"]
        if said["kind"] == LineKind.MINUTE:
            return add_minute(meeting=self.meeting, title=line, token=token)
        if said["kind"] == LineKind.TEXT:
            return add_paragraph(minute=minute, text=line, token=token)
        resolve(minute=minute, text=line, lead=said["lead"], due=said["due"], token=token)
        return minute


class OrderMinutes(KeptMinutes):
    """Moves a minute or a resolution by one place: ``do`` is what and the way, m12-up or r7-down."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what the button says."""
        what, _, way = request.POST.get("do", "").partition("-")
        if not what[1:].isdecimal() or what[:1] not in ("m", "r") or way not in ("up", "down"):
            raise Http404("There is no such move.")
        key = int(what[1:])
        try:
            if what[0] == "m":
                move_minute(minute=get_object_or_404(self.meeting.minutes, pk=key), up=way == "up")
            else:
                held = get_object_or_404(Resolution.objects.select_related("minute__meeting"), pk=key)
                if held.minute.meeting_id != self.meeting.pk:
                    raise Http404("There is no such resolution here.")
                move_resolution(resolution=held, up=way == "up")
        except (MinutesError, StaleWriteError) as refused:
            return self.refused(str(refused))
        return redirect(f"{self.address('write-minutes')}#{what}")


class AddMinute(KeptMinutes):
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        if "form" not in kwargs:
            kwargs["form"] = self.get_form()
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add it, and go on under it."""
        form = self.get_form(request.POST)
        if not form.is_valid():
            return self.again(form=form)
        names = ("title", "text", "refers_to", "item", "after", "number", "token")
        try:
            minute = add_minute(meeting=self.meeting, **{name: form.cleaned_data.get(name) for name in names})
        except MinutesError as refused:
            form.add_error(None, str(refused))
            return self.again(form=form)
        self.tell(form)
        return redirect(f"{self.address('write-minutes')}?under={minute.pk}#m{minute.pk}")

    def tell(self, form: MinuteForm) -> None:
        """Say what was left out of what somebody pasted."""
        if form.fields["text"].note:
            messages.warning(self.request, form.fields["text"].note)


class OneMinute(AddMinute):
    """A minute that is worded anew or taken out, and what is resolved under it."""

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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page while the minutes are being written."""
        if self.state != MinutesState.DRAFT:
            return self.refused("These minutes are not being written. Take them back into draft first.")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store it, add a resolution, or take it out."""
        doing = {"remove": self.remove, "resolve": self.resolve}.get(request.POST.get("do", ""), self.change)
        return doing()

    def change(self) -> HttpResponse:
        """Word it anew."""
        form = self.get_form(self.request.POST)
        if not form.is_valid():
            return self.again(form=form)
        try:
            save_minute(minute=form.instance)
        except (MinutesError, StaleWriteError) as refused:
            form.add_error(None, str(refused))
            return self.again(form=form)
        self.tell(form)
        return redirect(f"{self.address('write-minutes')}?under={self.minute.pk}#m{self.minute.pk}")

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
        return redirect(f"{self.address('write-minutes')}?under={self.minute.pk}#m{self.minute.pk}")

    def remove(self) -> HttpResponse:
        """Take it out; what follows is numbered anew."""
        try:
            remove_minute(minute=self.minute)
        except (MinutesError, StaleWriteError) as refused:
            return self.refused(str(refused), self.address("write-minutes"))
        messages.success(self.request, f"“{self.minute.title}” is taken out, and what follows is numbered anew.")
        return redirect(self.address("write-minutes"))
