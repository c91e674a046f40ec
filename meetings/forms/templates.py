"""Forms of report templates and their headings."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import RowForm
from meetings.models import ReportHeading, ReportTemplate


class TemplateForm(RowForm):
    """What a report template is called."""

    class Meta:
        model = ReportTemplate
        fields = ("name", "about", "numbered_paragraphs")
        labels = {
            "about": "Whose headings they are, and what for",
            "numbered_paragraphs": "Paragraphs are numbered 2.1, 2.2 …",
        }
        help_texts = {"about": "", "numbered_paragraphs": ""}


class HeadingForm(RowForm):
    """A heading: what belongs under it, whether something must, and about how much."""

    class Meta:
        model = ReportHeading
        fields = ("title", "field", "guidance", "required", "words")
        labels = {
            "field": "What stands under it",
            "guidance": "What belongs under it",
            "required": "Something must stand under it",
            "words": "About how many words",
        }
        help_texts = {
            "field": "",
            "guidance": "Shown to whoever writes the report.",
            "words": "A hint, no limit. Empty where it does not matter.",
        }
        widgets = {"guidance": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", "What the author writes"), *self.fields["field"].choices[1:]]
        self.fields["words"].widget.attrs["class"] = "govuk-input govuk-input--width-4"
