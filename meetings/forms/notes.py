"""A note of one's own."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import GovukForm
from meetings.models import ItemNote

LONGEST = ItemNote._meta.get_field("text").max_length


class NoteForm(GovukForm):
    """The words of a note."""

    text = forms.CharField(
        label="Note",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Write something, or leave the note.",
            "max_length": f"A note has at most {LONGEST:,} letters. Shorten it, or make two of it.",
        },
    )
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, about: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = f"Your note on {about}" if about else "Your note"
