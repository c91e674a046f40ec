"""What happens around the table: the briefing paper, the room in which notes are taken, and the minutes."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from clinics.choices import NoteKind, Presence
from clinics.forms.notes import BeginForm, LineForm, NoteForm, StrikeForm, names_of, posts_on, said_of
from clinics.models import Note, Sitting
from clinics.paper import briefing_pdf, minutes_pdf
from clinics.reporting.briefing import OF_THE_CLINIC, briefing_paper, work_out
from clinics.reporting.minutes import as_agreed, due_words, lines_of, minutes
from clinics.rules.spoken import spoken_date, understand
from clinics.services.notes import change_line, move, note_line, put_back, strike
from clinics.services.sittings import PastSittingError, begin, call_back, end, mark, may_be_taken_up, take_up
from core.answers import name_file
from core.clock import today
from core.dates import understood
from core.formats import long_date
from core.forms import overtaken, refuse, watch
from core.refusals import NotDoneError
from core.steps import Again, Asks, Buttons, Press
from organisation import rights
from organisation.access import ForReaders


class OneSitting(ForReaders, Again):
    """What the pages of a sitting have in common."""

    place = "clinics"

    @cached_property
    def sitting(self) -> Sitting:
        """The one that the address names."""
        sittings = Sitting.objects.select_related(
            "clinic__period", "clinic__called_by", "clinic__commissioned_by", "chair"
        )
        return get_object_or_404(sittings, pk=self.kwargs["sitting"], clinic=self.kwargs["pk"])

    @cached_property
    def may_keep(self) -> bool:
        """Whether the person takes the notes."""
        person = self.request.user
        if not rights.may_report(person) or rights.may_manage(person):  # then its posts need not be asked for
            return rights.may_keep_clinic(person, ())
        prefetch_related_objects([self.sitting.clinic], *OF_THE_CLINIC[:2])
        return rights.may_keep_clinic(person, self.sitting.clinic.keeper_posts)

    def address(self, name: str) -> str:
        """Another page of the same sitting."""
        return reverse(name, args=[self.sitting.clinic_id, self.sitting.pk])

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the clinic."""
        return (("Clinics", reverse("clinics")), (self.sitting.clinic.title, self.sitting.clinic.get_absolute_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the sitting, and whether the person keeps it."""
        return super().get_context_data(**kwargs | {"sitting": self.sitting, "may_keep": self.may_keep})


class KeptSitting(OneSitting):
    """What only those do who keep the clinic."""

    refusal = (
        "Only those who keep this clinic do this: the performance team, and the posts that called, chair or prepare it."
    )

    def allowed(self) -> bool:
        """For the performance team, and for the posts that called it, chair it or prepare it."""
        return super().allowed() and self.may_keep

    @property
    def way_back(self) -> str:
        """The page of the sitting, which leads to what fits."""
        return self.sitting.get_absolute_url()


class PressRoom(Press, KeptSitting):
    """A step that is one button, and back into the room."""

    def way_on(self) -> str:
        """The room."""
        return self.address("clinic-room")


class SittingPage(OneSitting):
    """Leads to what fits: before the sitting its briefing, while it runs the room, after it the minutes."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The way there."""
        if self.sitting.ended_at:
            return redirect(self.address("clinic-minutes"))
        if self.sitting.begun_at and self.may_keep:
            return redirect(self.address("clinic-room"))
        return redirect(self.address("clinic-briefing"))


class BriefingPage(OneSitting):
    """The briefing paper: worked out now until the sitting begins, then as it was frozen."""

    template_name = "clinics/sitting/briefing.html"

    def get_title(self) -> str:
        """Of which sitting."""
        return f"Briefing: {self.sitting.clinic.title}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The paper; before the sitting, with the button that begins it."""
        paper = briefing_paper(self.sitting, on=today(), council=self.request.council)
        kwargs.setdefault("form", BeginForm())
        return super().get_context_data(
            paper=paper,
            briefing=paper.briefing,
            may_begin=self.may_keep and not self.sitting.begun_at and not self.sitting.cancelled_because,
            is_past=self.sitting.date < today(),
            is_to_come=self.sitting.date > today(),
            **kwargs,
        )


class BriefingPdf(OneSitting):
    """The briefing paper as PDF/UA-1."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As laid out."""
        paper = briefing_paper(self.sitting, on=today(), council=request.council)
        return pdf(briefing_pdf(paper, council=request.council).content, "briefing", self.sitting)


class Begin(Asks, BriefingPage, KeptSitting):
    """Begins a sitting, which freezes its briefing paper."""

    http_method_names = ("post",)
    template_name = BriefingPage.template_name

    def get_form(self, data: Any = None) -> BeginForm:
        """Asks about a day that has passed."""
        return BeginForm(data)

    def take(self, form: BeginForm) -> str:
        """Freeze the paper."""
        paper = work_out(self.sitting, on=today(), council=self.request.council)
        begin(sitting=self.sitting, briefing=paper.payload(), past_meant=form.cleaned_data["past_meant"])
        return "The sitting has begun. Its briefing paper is frozen."

    def refused(self, form: BeginForm, why: NotDoneError) -> HttpResponse:
        """A day that has passed is asked about."""
        if not isinstance(why, PastSittingError):
            return self.not_now(str(why))
        form.add_error("past_meant", str(why))
        return self.again(form=form)

    def way_on(self, form: BeginForm) -> str:
        """Into the room."""
        return self.address("clinic-room")


class Running(KeptSitting):
    """A page for as long as the sitting runs."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page; before and after, to what fits."""
        if not self.sitting.begun_at or self.sitting.ended_at:
            return self.back()
        return super().get(request, *args, **kwargs)


class Room(Asks, Running):
    """The room: one line to write in, and the notes so far."""

    template_name = "clinics/sitting/room.html"

    def get_title(self) -> str:
        """Of which clinic."""
        return f"In the room: {self.sitting.clinic.title}"

    def get_form(self, data: Any = None) -> LineForm:
        """The line, about the indicator of the last."""
        about = self.request.GET.get("about", "")
        return LineForm(data, sitting=self.sitting, about=int(about) if about.isdecimal() else None)

    def take(self, form: LineForm) -> str:
        """Store a line."""
        said = {name: form.cleaned_data[name] for name in ("token", "kind", "text", "indicator", "lead", "due")}
        note_line(sitting=self.sitting, **said)
        return ""

    def refused(self, form: LineForm, why: NotDoneError) -> HttpResponse:
        """The sitting has ended meanwhile."""
        return self.not_now(str(why))

    def way_on(self, form: LineForm) -> str:
        """Ready for the next."""
        about = form.cleaned_data["indicator"]
        return self.address("clinic-room") + (f"?about={about.pk}" if about else "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The notes, who is there, and the line."""
        lines = lines_of(self.sitting)
        for note in lines:
            note.sitting = self.sitting
        return super().get_context_data(
            lines=[(note, due_words(note) if note.action else "") for note in lines],
            newest=max((note.pk for note in lines), default=0),
            attendance=list(self.sitting.attendance.select_related("post")),
            presences=list(Presence),
            **kwargs,
        )


class Understood(KeptSitting):
    """What is understood of a line (``text``), or of a ``date`` alone, in a sentence: the box asks as one types."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The sentence alone."""
        kind, text = request.GET.get("kind", NoteKind.DISCUSSION), request.GET.get("text", "")
        if kind not in list(NoteKind):
            raise Http404("There is no such kind of line.")
        if "date" in request.GET:
            words = understood(spoken_date(text, on=self.sitting.date), kept=False)
        else:
            names = names_of(posts_on(self.sitting))
            words = said_of(understand(text, names, on=self.sitting.date, kind=NoteKind(kind)))
        return HttpResponse(words, content_type="text/plain; charset=utf-8")


class OneNote(Buttons, Running):
    """A line of the notes: worded anew, struck with a reason, or put back."""

    template_name = "clinics/sitting/note.html"
    does = {"strike": "strike", "back": "put_back"}

    @cached_property
    def note(self) -> Note:
        """The one that the address names."""
        notes = Note.objects.select_related("sitting__clinic", "indicator", "action__lead")
        return get_object_or_404(notes, pk=self.kwargs["note"], sitting=self.sitting)

    def get_title(self) -> str:
        """What is done."""
        return "Change a line"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the room."""
        return (*super().get_crumbs(), (f"Sitting of {long_date(self.sitting.date)}", self.address("clinic-room")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The line with its forms."""
        kwargs.setdefault("form", NoteForm(instance=self.note))
        kwargs.setdefault("strike_form", self.strike_form())
        return super().get_context_data(**kwargs | {"note": self.note})

    def strike_form(self, data: Any = None) -> StrikeForm:
        """Asks why, and knows which words are struck."""
        form = StrikeForm(data)
        watch(form, self.note)
        return form

    def change(self) -> HttpResponse:
        """Word it anew."""
        form = NoteForm(
            self.request.POST, instance=Note.objects.select_related("sitting", "action").get(pk=self.note.pk)
        )
        if not form.is_valid():
            return self.again(form=form)
        said = form.cleaned_data
        try:
            change_line(
                note=self.note,
                seen=self.note.version,
                kind=NoteKind(said.get("kind") or self.note.kind),
                text=said["text"],
                indicator=said["indicator"],
                lead=said.get("lead"),
                due=said.get("due"),
            )
        except NotDoneError as refused:
            refuse(form, refused)
            return self.again(form=form)
        return redirect(self.address("clinic-room"))

    def strike(self) -> HttpResponse:
        """Take it out of the minutes."""
        form = self.strike_form(self.request.POST)
        if not form.is_valid() or overtaken(form, self.note):
            return self.again(strike_form=form)
        try:
            strike(note=self.note, seen=self.note.version, reason=form.cleaned_data["reason"], by=self.request.user)
        except NotDoneError as refused:
            refuse(form, refused)
            return self.again(strike_form=form)
        messages.success(self.request, "The line is struck. It can be put back while the sitting runs.")
        return redirect(self.address("clinic-room"))

    def put_back(self) -> HttpResponse:
        """Where it stood."""
        put_back(note=self.note, seen=self.note.version, by=self.request.user)
        return redirect(self.address("clinic-room"))


class Move(PressRoom):
    """Moves a line by one place: ``do`` is the line, its version as seen and the way, 12-3-up."""

    def take(self) -> str:
        """Do what the button says."""
        asked = re.fullmatch(r"(\d{1,9})-(\d{1,9})-(up|down)", self.request.POST.get("do", ""))
        if not asked:
            raise Http404("There is no such move.")
        note = get_object_or_404(Note.objects.select_related("sitting"), pk=int(asked[1]), sitting=self.sitting)
        move(note=note, up=asked[3] == "up", seen=int(asked[2]))
        return ""


class Present(PressRoom):
    """Ticks who is present and who sent apologies: ``presence-12`` is what is ticked of the attendance 12."""

    def take(self) -> str:
        """Store what is ticked."""
        mark(sitting=self.sitting, presence=self.said("presence"), seen=self.said("was"))
        return ""

    def said(self, what: str) -> dict[int, str]:
        """What the boxes of a name say, by the key of the attendance."""
        posted = ((name.removeprefix(f"{what}-"), value) for name, value in self.request.POST.items())
        return {int(key): value for key, value in posted if key.isdecimal()}


class End(Press, KeptSitting):
    """Ends a sitting."""

    def take(self) -> str:
        """End it."""
        end(sitting=self.sitting, minutes=as_agreed)
        return "The sitting has ended. Its actions are in their owners’ My work."

    def way_on(self) -> str:
        """To its minutes."""
        return self.address("clinic-minutes")


class CallBack(Press, KeptSitting):
    """Undoes the beginning of a sitting that was begun by mistake."""

    def take(self) -> str:
        """Undo it."""
        call_back(sitting=self.sitting)
        return "The sitting has not begun after all. Its briefing paper is worked out anew each time."

    def way_on(self) -> str:
        """Back to its briefing paper."""
        return self.address("clinic-briefing")


class TakeUp(PressRoom):
    """Takes a sitting up again on the day on which it ended."""

    def take(self) -> str:
        """Take it up."""
        take_up(sitting=self.sitting)
        return ""


class MinutesPage(OneSitting):
    """The minutes of a sitting: a draft until it has ended, then as they were frozen."""

    template_name = "clinics/sitting/minutes.html"

    def get_title(self) -> str:
        """Of which sitting."""
        return f"Minutes: {self.sitting.clinic.title}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The minutes."""
        return super().get_context_data(
            minutes=minutes(self.sitting),
            may_take_up=self.may_keep and may_be_taken_up(self.sitting),
            **kwargs,
        )


class MinutesPdf(OneSitting):
    """The minutes as PDF/UA-1."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As laid out."""
        return pdf(minutes_pdf(minutes(self.sitting), council=request.council).content, "minutes", self.sitting)


def pdf(content: bytes, name: str, sitting: Sitting) -> HttpResponse:
    """A paper of a sitting as a file."""
    response = HttpResponse(content, content_type="application/pdf")
    name_file(response, f"{name}-clinic-{sitting.clinic_id}-{sitting.date}.pdf")
    return response
