"""Forms of indicators."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms

from core import undo
from core.figures import Figure, FigureError, read_figure
from core.formats import long_date, typed
from core.forms import GovukForm, TableField
from core.limits import LIMITS, MB
from indicators.choices import Aggregation, State, UploadKind
from indicators.models import Indicator, Measurement, TargetDecision
from indicators.rules import after_change
from organisation.models import Post

FIGURES = ("numerator", "denominator", "actual", "target", "forecast")
THE_FIGURE = FIGURES[:3]
OWN_STATES = (State.ESTIMATE, State.PROVISIONAL, State.NOT_APPLICABLE)
"""What the post that owns an indicator says of its figures; the rest is for others to say."""


class UploadForm(GovukForm):
    """A table to look over."""

    kind = forms.ChoiceField(
        label="What does it hold?",
        choices=UploadKind.pairs(),
        widget=forms.RadioSelect,
        initial=UploadKind.MEASUREMENTS,
    )
    file = TableField()

    def clean_file(self):
        """Refuse what is too large to look over on a page."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.upload_mb * MB:
            raise forms.ValidationError(
                f"The file has {file.size / MB:.0f} MB; {LIMITS.upload_mb} MB is the most that is taken in. Split it."
            )
        return file


class FigureField(forms.Field):
    """A figure as people write it, in the unit of an indicator: 72.3 %, £1,204, Level 4, 3 of 4, Good, n/a.

    After cleaning, ``read`` is what was understood: its ``question`` is to be asked where it stands in another unit.
    """

    def __init__(self, indicator: Indicator | None = None, **kwargs: Any) -> None:
        attrs = {"class": "govuk-input--width-10 govuk-input"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.unit = indicator.unit if indicator else ""
        self.names = indicator.scale.names if indicator else ()
        self.read = Figure()

    def to_python(self, value: Any) -> Decimal | None:
        """The bare figure. Raises ValidationError with a sentence that says how to mend it."""
        try:
            self.read = read_figure(str(value or ""), unit=self.unit, names=self.names)
        except FigureError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return self.read.value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it says another figure than before, however that is written."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except forms.ValidationError:
            return True


def approved_by(measurement: Measurement) -> str:
    """How far the words for the public of a figure are, in sentences."""
    shown = "Residents read them beside the figure, if the indicator is public and the figure signed off."
    if not measurement.public_words_approved_on:
        return f"{shown} They are approved by signing the figure off."
    approved = (
        f"{measurement.public_words_approved_by} approved them on {long_date(measurement.public_words_approved_on)}"
    )
    if measurement.said_to_the_public:
        return f"{shown} {approved}; once they are changed, the performance team approves them anew."
    return f"{approved}, of another figure: residents do not read them until they are approved anew, with the figure."


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
    approve_words = forms.BooleanField(label="Approve the words for the public", required=False)
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Measurement
        fields = (
            "numerator", "denominator", "actual", "target", "forecast", "state", "reservation",
            "why", "so_what", "what_next", "public_words", "override", "override_reason",
        )  # fmt: skip
        labels = {
            "actual": "Figure",
            "why": "Why? What explains the figure",
            "so_what": "So what? What it means for people",
            "what_next": "What next? What will be done, by when",
            "public_words": "Words for the public (optional)",
            "override": "Rating put in the place of the rule’s",
            "override_reason": "Why the rule’s rating is not to stand",
            "reservation": "The auditor’s reservation",
        }
        help_texts = dict.fromkeys(("why", "so_what", "what_next"), "")
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("why", "so_what", "what_next", "public_words", "override_reason", "reservation")
        }

    def __init__(self, *args: Any, may_manage: bool, may_sign: bool, may_approve: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_manage = may_manage
        measurement, indicator = self.instance, self.instance.indicator
        self.initial["opened_version"] = measurement.version if measurement.pk else 0
        for name in FIGURES:
            label, hint = self.fields[name].label, self.fields[name].help_text
            unit = None if name in ("numerator", "denominator") else indicator
            self.fields[name] = FigureField(unit, label=label, help_text=hint)
        if indicator.aggregation != Aggregation.RATE and measurement.numerator is None:
            del self.fields["numerator"], self.fields["denominator"]
        elif measurement.numerator is None:
            self.fields["actual"].help_text = "Leave it empty: it is worked out of numerator and denominator."
        else:
            del self.fields["actual"]
        if measurement.pk and measurement.target is not None:
            del self.fields["target"]
        if not measurement.period.locked_at:
            del self.fields["reason"]
        if not may_manage:
            del self.fields["override"], self.fields["override_reason"], self.fields["reservation"]
            known = {*OWN_STATES, measurement.state} | ({State.SIGNED_OFF} if may_sign else set())
            self.fields["state"].choices = [(state.value, state.label) for state in State if state in known]
        self.fields["public_words"].help_text = approved_by(measurement)
        if not may_approve:
            del self.fields["approve_words"]
        for name in FIGURES:
            self.initial[name] = typed(self.initial.get(name))
        self.questions: list[str] = []

    def full_clean(self) -> None:
        """Validate; what is right can be undone once it is stored, but for an approval, which no form takes back."""
        super().full_clean()
        cleaned = getattr(self, "cleaned_data", {})
        if not cleaned.get("approve_words"):
            undo.consider(self, cleaned.get("opened_version"))

    def clean(self) -> dict[str, Any]:
        """A figure that does not apply says so by its state. One that takes another's place is not what others signed or audited."""
        cleaned = super().clean()
        figure = self.fields.get("actual")
        was = State(self.initial["state"])
        if figure and figure.read.not_applicable:
            cleaned["state"] = State.NOT_APPLICABLE
        elif "state" not in self.changed_data and set(THE_FIGURE) & {*self.changed_data}:
            cleaned["state"] = was if self.may_manage and was != State.NOT_APPLICABLE else after_change(was)
        return cleaned

    @property
    def in_another_unit(self) -> list[str]:
        """What is to be asked of figures that were written in another unit."""
        changed = (self.fields[name] for name in self.changed_data if name in FIGURES)
        return [field.read.question for field in changed if field.read.question]

    def ask(self, questions: list[str]) -> bool:
        """Ask what looks unlikely; whether it may be stored: nothing was asked, or what was asked is confirmed."""
        self.questions = questions
        if not questions or self.cleaned_data.get("confirmed_now"):
            return True
        self.add_error("confirmed_now", f"{' '.join(questions)} Say whether it is, or correct it.")
        return False


class TargetForm(GovukForm, forms.ModelForm):
    """A change of target: a decision, with its reason and who approved it."""

    becomes = FigureField(label="New target")
    approved_by = forms.ModelChoiceField(label="Approved by", queryset=Post.objects.none(), empty_label="Choose a post")

    class Meta:
        model = TargetDecision
        fields = ("becomes", "reason", "approved_by", "approved_on")
        labels = {"reason": "Why does the target change?", "approved_on": "Approved on"}
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 3}),
            "approved_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, indicator: Indicator, own_posts: Collection[int] = (), **kwargs: Any) -> None:
        """``own_posts`` are those of an officer, which do not approve what they ask for themselves."""
        super().__init__(*args, **kwargs)
        self.own_posts = own_posts
        self.fields["approved_by"].queryset = Post.objects.all()
        becomes = self.fields["becomes"]
        becomes.unit, becomes.names, becomes.required = indicator.unit, indicator.scale.names, True

    def clean_approved_by(self) -> Post:
        """Nobody approves an easier target for themselves."""
        post = self.cleaned_data["approved_by"]
        if post.pk in self.own_posts:
            raise forms.ValidationError(
                f"You hold the post {post} yourself. Name the post that approved the new target, or ask the performance team."
            )
        return post

    def clean_becomes(self) -> Decimal:
        """A target in another unit is no decision yet: its number is written alone."""
        asked = self.fields["becomes"].read.question
        if asked:
            raise forms.ValidationError(f"{asked} If it is, write the number alone.")
        return self.cleaned_data["becomes"]
