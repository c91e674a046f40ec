"""Asking for a pack, issuing it, and attaching a PDF to an item."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import GovukForm
from meetings.choices import Audience

BOTH = "both"


class PackForm(GovukForm):
    """For whom a pack is built, and whether all of it."""

    audience = forms.ChoiceField(
        label="For",
        choices=[*Audience.pairs(), (BOTH, "Both, made of the data of the same moment")],
        widget=forms.RadioSelect,
        initial=Audience.PUBLIC,
    )
    holds = forms.ChoiceField(
        label="What it holds",
        choices=[
            ("supplement", "A supplement: what has changed since the pack was issued; no page number moves"),
            ("whole", "The whole pack as a new edition; its pages are numbered anew"),
        ],
        widget=forms.RadioSelect,
        initial="supplement",
        required=False,
    )

    def __init__(self, *args: Any, issued: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not issued:
            del self.fields["holds"]

    @property
    def audiences(self) -> list[Audience]:
        """For whom."""
        chosen = self.cleaned_data["audience"]
        return list(Audience) if chosen == BOTH else [Audience(chosen)]

    @property
    def supplement(self) -> bool:
        """Whether only what has changed."""
        return self.cleaned_data.get("holds") == "supplement"


class IssueForm(GovukForm):
    """Why a pack is issued although something is not ready."""

    despite = forms.CharField(
        label="Why it is issued all the same",
        help_text="For example: the report is to follow in a supplement on 3 September. Kept with the edition.",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=1000,
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["despite"].required = True
            self.fields["despite"].error_messages["required"] = (
                "Something is not ready. Say why the pack is issued all the same, or mend it and build again."
            )
        else:
            del self.fields["despite"]


class AttachmentForm(GovukForm):
    """A PDF that goes with an item as a file of its own."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="As the agenda lists it, for example: Annual audit letter.",
        error_messages={"required": "Give the file a title, by which the agenda lists it."},
    )
    file = forms.FileField(
        label="PDF",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf", "class": "govuk-file-upload"}),
        allow_empty_file=True,
        error_messages={"required": "Choose a PDF.", "invalid": "Choose a PDF."},
    )
