"""What readers keep for themselves beside the papers that they read."""

from __future__ import annotations

from django import template

from meetings.forms.notes import NoteForm
from meetings.reporting.notes import notes_by_item

register = template.Library()


@register.inclusion_tag("meetings/parts/item_notes.html", takes_context=True)
def item_notes(context: dict, meeting: int, item: int, label: str) -> dict:
    """The reader's own notes on an item, and a form for another: ``{% item_notes meeting.pk item.pk "item 5" %}``.

    For pages that show the item to this reader. One query a page, however many items.
    """
    request = context["request"]
    kept = request.__dict__.setdefault("_notes_of_meetings", {})
    if meeting not in kept:
        kept[meeting] = notes_by_item(meeting, request.user)
    notes = kept[meeting].get(item, ())
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
