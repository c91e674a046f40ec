"""What readers of papers have for themselves: their meetings, and their own notes on items."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from core.answers import name_file
from core.clock import now, today
from core.icalendar import CONTENT_TYPE
from core.views import InPlace
from meetings.forms.notes import NoteForm
from meetings.models import AgendaItem, ItemNote
from meetings.models.notes import TAKEN_BACK_FOR
from meetings.reporting import my_notes, my_papers, notes_by_item
from meetings.reporting.agenda import item_view
from meetings.services.notes import NoteChangedError, change_note, delete_note, look, take_note_back, write_note
from meetings.subscriptions import NotSubscribedError, calendar_address, calendar_of, subscribed
from meetings.views.meetings import OneMeeting
from organisation import rights
from organisation.access import ForReaders, Guarded

FROM = re.compile(r"item|(public|members)-[0-9]{1,4}")
"""Places to which whoever has written a note goes back."""


class ForNoteKeepers(Guarded):
    """For readers, and for whoever has notes of their own here though they may not read any more."""

    refusal = ForReaders.refusal

    def allowed(self) -> bool:
        """One query, for those alone who may not read."""
        reader = self.request.user
        has_some = not rights.may_read(reader) and ItemNote.objects.of(reader).exists()
        return rights.may_keep_notes(reader, has_some=has_some)


class MyPapersPage(ForNoteKeepers, InPlace, TemplateView):
    """The next meetings of one's boards, what is new since one last looked, and what is past."""

    title = "My papers"
    place = "meetings"
    template_name = "meetings/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Twelve queries, however many meetings."""
        since = look(reader=self.request.user)
        calendar = calendar_address(self.request.user)
        return super().get_context_data(
            my=my_papers(self.request.user, today(), since),
            calendar=self.request.build_absolute_uri(calendar) if calendar else "",
            **kwargs,
        )

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all meetings."""
        return (("Meetings", reverse("meetings")),)


class OwnNotes(ForNoteKeepers, OneMeeting):
    """What the pages of one's notes on a meeting have in common. What somebody else wrote is on none of them."""

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the meeting, and from a single note up to all of them."""
        up = (("My papers", reverse("my-papers")),)
        if rights.may_read(self.request.user):
            up = (*up, (str(self.meeting), self.meeting.get_absolute_url()))
        return up

    def where(self) -> str:
        """The page of all one's notes on the meeting."""
        return reverse("my-notes", args=[self.meeting.pk])


class MyNotesPage(OwnNotes):
    """All one's notes on a meeting, item by item, to be read and printed."""

    template_name = "meetings/my_notes.html"

    def get_title(self) -> str:
        """Whose and of what."""
        return "My notes"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The items with the notes, and what was deleted today."""
        notes = my_notes(self.meeting, self.request.user, audience=self.audience, council=self.request.council)
        deleted = ItemNote.objects.filter(
            author=self.request.user, meeting=self.meeting, deleted_at__gt=now() - TAKEN_BACK_FOR
        )
        return super().get_context_data(meeting=self.meeting, notes=notes, deleted=deleted, **kwargs)


class WriteNote(OwnNotes):
    """Writing a note on an item that one may see."""

    template_name = "meetings/note.html"

    @cached_property
    def agenda_item(self) -> AgendaItem:
        """The item that the address names."""
        found = AgendaItem.objects.select_related("presenter", "minutes_of__board", "report")
        return get_object_or_404(found, meeting=self.meeting, pk=self.kwargs["item"])

    @cached_property
    def item(self) -> Any:
        """The item as the reader sees it."""
        seen = item_view(self.agenda_item, self.meeting, self.request.council, audience=self.audience, papers=False)
        if seen.withheld or not rights.may_read(self.request.user):
            raise PermissionDenied("You may not see this item any more, so no note on it can be added.")
        return seen

    @cached_property
    def came_from(self) -> str:
        """Where the note is written: beside the item's papers (“item”), in an edition (“public-2”), or among the notes."""
        asked = (self.request.POST if self.request.method == "POST" else self.request.GET).get("back", "")
        return asked if FROM.fullmatch(asked) else ""

    def way_back(self) -> str:
        """The address of that place."""
        if self.came_from == "item" and self.item.papers:
            return f"{reverse('item', args=[self.meeting.pk, self.item.number])}#notes-on-{self.item.pk}"
        audience, _, edition = self.came_from.partition("-")
        if edition:
            return f"{reverse('pack-read', args=[self.meeting.pk, audience, edition])}#item-{self.item.number}"
        return f"{self.where()}#item-{self.item.pk}"

    def get_title(self) -> str:
        """On what."""
        return f"Note on item {self.item.number}: {self.item.title}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all one's notes."""
        return (*super().get_crumbs(), ("My notes", self.where()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        kwargs.setdefault("form", NoteForm(about=f"item {self.item.number}"))
        notes = notes_by_item(self.meeting.pk, self.request.user).get(self.item.pk, ())
        kwargs |= {"meeting": self.meeting, "item": self.item, "card": f"note-on-{self.item.pk}"}
        kwargs |= {"notes": notes, "back": self.came_from, "leave": self.way_back()}
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep it, and back to where it was written."""
        form = NoteForm(request.POST, about=f"item {self.item.number}")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        write_note(author=request.user, item=self.agenda_item, text=form.cleaned_data["text"])
        messages.success(request, "Note saved. Nobody else sees it.")
        return redirect(self.way_back())


class OneNote(OwnNotes):
    """What is done with one note of one's own."""

    @cached_property
    def note(self) -> ItemNote:
        """The note that the address names, if it is the reader's."""
        mine = ItemNote.objects.filter(author=self.request.user).select_related("item", "meeting__board")
        return get_object_or_404(mine, pk=self.kwargs["note"])

    @cached_property
    def meeting(self) -> Any:
        """The note's."""
        return self.note.meeting

    def back(self) -> HttpResponse:
        """To all notes, at the item."""
        return redirect(f"{self.where()}#item-{self.note.item_id or 'gone'}")


class ChangeNote(OneNote):
    """Changing the words of a note."""

    template_name = "meetings/note.html"

    def get_title(self) -> str:
        """What is done."""
        return "Change a note"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all one's notes."""
        return (*super().get_crumbs(), ("My notes", self.where()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form with its words."""
        kwargs.setdefault("form", NoteForm(initial={"text": self.note.text, "opened_version": self.note.version}))
        kwargs |= {"meeting": self.meeting, "note": self.note, "card": f"note-{self.note.pk}"}
        return super().get_context_data(**kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A note that was deleted is taken back first."""
        return self.back() if self.note.deleted_at else super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the words. Where they were changed elsewhere meanwhile, both stand on the page and nothing is lost."""
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        opened = form.cleaned_data["opened_version"] or 0
        try:
            change_note(note=self.note, text=form.cleaned_data["text"], opened_version=opened)
        except NoteChangedError as changed:
            form.data = form.data.copy()
            form.data["opened_version"] = changed.note.version
            context = self.get_context_data(form=form, elsewhere=changed)
            return self.render_to_response(context, status=HTTPStatus.CONFLICT)
        messages.success(request, "Note saved. Nobody else sees it.")
        return self.back()


class DeleteNote(OneNote, View):
    """Deleting a note; it can be taken back for a day."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete it, and say how it comes back."""
        delete_note(note=self.note)
        return redirect(f"{self.where()}#deleted")


class TakeNoteBack(OneNote, View):
    """Taking back a note that was deleted."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put it where it was."""
        if take_note_back(note=self.note).deleted_at:
            messages.warning(request, "The note was deleted too long ago to be taken back.")
        return self.back()


class MeetingsCalendar(View):
    """The meetings of somebody's boards, for a calendar program. The address says whose: no password is asked."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The calendar, as long as the person may read."""
        try:
            person = subscribed(token)
        except NotSubscribedError as refused:
            raise Http404(str(refused)) from refused
        answer = HttpResponse(calendar_of(person, today()), content_type=CONTENT_TYPE)
        answer["Cache-Control"] = "private"
        name_file(answer, "meetings.ics")
        return answer
