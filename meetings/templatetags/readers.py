"""What readers keep for themselves beside the papers that they read."""

from __future__ import annotations

from django import template
from django.http import HttpRequest

from meetings.forms.notes import NoteForm
from meetings.models import Pack
from meetings.reporting.notes import NoteView, notes_by_item

register = template.Library()


@register.inclusion_tag("meetings/parts/item_notes.html", takes_context=True)
def item_notes(context: dict, meeting: int, item: int, label: str) -> dict:
    """The reader's own notes on an item, and a form for another: ``{% item_notes meeting.pk item.pk "item 5" %}``.

    For pages that show the item to this reader. One query a page, however many items.
    """
    request = context["request"]
    notes = _notes(request, meeting).get(item, ())
    return {
        "notes": notes,
        "meeting": meeting,
        "item": item,
        "card": f"note-on-{item}",
        "label": label,
        "form": NoteForm(about=label, auto_id=f"note-on-{item}-%s"),
        "user": request.user,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("meetings/parts/note_link.html", takes_context=True)
def note_link(context: dict, meeting: int, item: dict, pack: Pack) -> dict:
    """To the reader's notes on an item of an edition read on screen, or to a first one. One query a page.

    ``item`` is as the edition has it frozen: with its key and its number.
    """
    notes = _notes(context["request"], meeting).get(item["pk"], ())
    return {"meeting": meeting, "item": item, "pack": pack, "notes": notes}


def _notes(request: HttpRequest, meeting: int) -> dict[int | None, tuple[NoteView, ...]]:
    """The reader's notes on a meeting, read once a request."""
    kept = request.__dict__.setdefault("_notes_of_meetings", {})
    if meeting not in kept:
        kept[meeting] = notes_by_item(meeting, request.user)
    return kept[meeting]
