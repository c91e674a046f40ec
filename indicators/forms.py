"""Forms of indicators."""

from __future__ import annotations

from typing import Any

from django import forms

from core.formats import typed
from core.forms import GovukForm
from indicators.choices import Aggregation, State, UploadKind
from indicators.models import Measurement, TargetDecision
from organisation.models import Post

MOST_BYTES = 25 * 1024 * 1024


class UploadForm(GovukForm):
    """A table to look over."""

    kind = forms.ChoiceField(
        label="What does it hold?",
        choices=UploadKind.pairs(),
        widget=forms.RadioSelect,
        initial=UploadKind.MEASUREMENTS,
    )
    file = forms.FileField(
        label="The table",
        help_text="CSV, Excel (XLSX) or OpenDocument (ODS), with the names of the columns in its first row.",
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose one that holds a table.",
        },
    )

    def clean_file(self):
        """Refuse what is too large to look over on a page."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The file has {file.size / 2**20:.0f} MB; 25 MB is the most that is taken in here. "
                "Split it, or import it with manage.py."
            )
        return file


class FigureForm(GovukForm, forms.ModelForm):
    """The figure of one indicator for one period, with what explains it.

    ``questions`` are asked after the first try; ``confirmed_now`` answers them.
    ``opened_version`` tells whether somebody else was quicker.
    """

    reason = forms.CharField(
        label="Why is the figure restated?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="This period is locked. What was reported stays on record, with your reason beside it.",
    )
    confirmed_now = forms.BooleanField(label="The figure is right", required=False)
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Measurement
        fields = (
            "numerator", "denominator", "actual", "target", "forecast", "state", "reservation",
            "why", "so_what", "what_next", "override", "override_reason",
        )  # fmt: skip
        labels = {
            "actual": "Figure",
            "why": "Why? What explains the figure",
            "so_what": "So what? What it means for people",
            "what_next": "What next? What will be done, by when",
            "override": "Rating put in the place of the rule’s",
            "override_reason": "Why the rule’s rating is not to stand",
            "reservation": "The auditor’s reservation",
        }
        help_texts = dict.fromkeys(("why", "so_what", "what_next"), "")
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("why", "so_what", "what_next", "override_reason", "reservation")
        }

    def __init__(self, *args: Any, may_manage: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measurement, indicator = self.instance, self.instance.indicator
        self.initial["opened_version"] = measurement.version if measurement.pk else 0
        if indicator.aggregation != Aggregation.RATE and measurement.numerator is None:
            del self.fields["numerator"], self.fields["denominator"]
        else:
            self.fields["actual"].help_text = "Leave it empty: it is worked out of numerator and denominator."
        if measurement.pk and measurement.target is not None:
            del self.fields["target"]
        if not measurement.period.locked_at:
            del self.fields["reason"]
        if not may_manage:
            del self.fields["override"], self.fields["override_reason"], self.fields["reservation"]
            own = (State.ESTIMATE, State.PROVISIONAL, State.SIGNED_OFF, State.NOT_APPLICABLE)
            self.fields["state"].choices = [(state.value, state.label) for state in own]
        for name in ("numerator", "denominator", "actual", "target", "forecast"):
            if name in self.fields:
                self.fields[name].widget = forms.TextInput(
                    attrs={"class": "govuk-input--width-10 govuk-input", "inputmode": "decimal"}
                )
                self.initial[name] = typed(self.initial.get(name))
        self.questions: list[str] = []

    def ask(self, questions: list[str]) -> bool:
        """Ask what looks unlikely; whether it may be stored: nothing was asked, or what was asked is confirmed."""
        self.questions = questions
        if not questions or self.cleaned_data.get("confirmed_now"):
            return True
        self.add_error("confirmed_now", f"{' '.join(questions)} Say whether it is, or correct it.")
        return False


class TargetForm(GovukForm, forms.ModelForm):
    """A change of target: a decision, with its reason and who approved it."""

    approved_by = forms.ModelChoiceField(label="Approved by", queryset=Post.objects.none(), empty_label="Choose a post")

    class Meta:
        model = TargetDecision
        fields = ("becomes", "reason", "approved_by", "approved_on")
        labels = {"becomes": "New target", "reason": "Why does the target change?", "approved_on": "Approved on"}
        widgets = {
            "becomes": forms.TextInput(attrs={"class": "govuk-input--width-10 govuk-input", "inputmode": "decimal"}),
            "reason": forms.Textarea(attrs={"rows": 3}),
            "approved_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approved_by"].queryset = Post.objects.all()
        self.fields["becomes"].required = True
