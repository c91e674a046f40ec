"""Forms on which frameworks, their outcomes and what serves them are kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from core.forms import GovukForm, RowForm, TableField, day_input
from core.limits import LIMITS, MB
from core.sheets import Sheet, SheetError
from frameworks.imports.outcomes import read_table
from organisation.models import Framework, Outcome


class FrameworkForm(RowForm):
    """What a framework is, where it is published, and from when to when it runs."""

    class Meta:
        model = Framework
        fields = ("name", "kind", "source", "starts", "ends")
        labels = {"kind": "What it is", "source": "Where it is published (optional)"}
        help_texts = {"source": ""}
        widgets = {"starts": day_input(), "ends": day_input(), "kind": forms.RadioSelect}
        error_messages = {
            "name": {"required": "Say what it is called."},
            "kind": {"required": "Choose what it is."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].label, self.fields["ends"].label = "First day (optional)", "Last day (optional)"
        self.fields["kind"].choices = [choice for choice in self.fields["kind"].choices if choice[0]]


class OutcomeForm(RowForm):
    """What is asked for, under which reference and heading."""

    class Meta:
        model = Outcome
        fields = ("ref", "title", "group")
        labels = {"ref": "Reference (optional)", "title": "Outcome", "group": "Heading (optional)"}
        error_messages = {"title": {"required": "Say what is asked for."}}

    def __init__(self, *args: Any, headings: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if headings:
            in_use = "; ".join(headings)
            self.fields["group"].help_text = f"Outcomes with the same heading stand together. In use: {in_use}."

    def clean(self) -> dict[str, Any]:
        """A framework has each title once; the form does not show which framework it is, so this is asked here."""
        cleaned = super().clean()
        title = cleaned.get("title", "")
        others = Outcome.objects.filter(framework=self.instance.framework_id, title__iexact=title)
        if title and others.exclude(pk=self.instance.pk).exists():
            self.add_error("title", "This framework has an outcome of this title already. Say it otherwise.")
        return cleaned


class TableForm(GovukForm):
    """A table of outcomes to look over."""

    file = TableField()

    def clean_file(self) -> Sheet:
        """The table. Refuses what is too large or is none."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size > LIMITS.upload_mb * MB:
            raise forms.ValidationError(
                f"The file has {file.size / MB:.0f} MB; {LIMITS.upload_mb} MB is the most that is taken in. Split it."
            )
        try:
            return read_table(file.read(), file.name)
        except SheetError as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable
