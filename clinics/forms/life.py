"""Forms for the life of a clinic: its days, who comes, what is said of it, and its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from actions.models import Action
from clinics.choices import AttendanceRole, Presence
from clinics.models import Attendance, Clinic, Invitee, Sitting
from clinics.rules.life import too_early_an_outcome
from core.clock import today
from core.formats import long_date
from core.forms import GovukForm, RowForm, day_input
from organisation.models import Post, in_force

Choices = list[tuple[Any, str]]


def posts(*own: int | None) -> QuerySet[Post]:
    """The posts that there are today, and those that are named already."""
    return Post.objects.filter(in_force(today()) | Q(pk__in=[key for key in own if key]))


def post_choices(found: QuerySet[Post], none: str) -> Choices:
    """Posts to choose from, and what it means to choose none. One query."""
    return [("", none), *found.values_list("pk", "title")]


def time_input() -> forms.TimeInput:
    """A box for a time of day."""
    return forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5 govuk-input"}, format="%H:%M")


class SittingForm(RowForm):
    """The day on which a clinic sits. Of a day that is past it is asked whether the clinic was held then."""

    held = forms.BooleanField(
        label="Yes, the clinic was held on that day",
        required=False,
    )

    class Meta:
        model = Sitting
        fields = ("date", "starts_at", "ends_at", "place", "chair")
        labels = {"date": "Day", "starts_at": "From", "ends_at": "To"}
        help_texts = {"chair": "The post that chairs it."}
        widgets = {"date": day_input(), "starts_at": time_input(), "ends_at": time_input()}
        error_messages = {
            "date": {"required": "Say on which day the clinic sits."},
            "starts_at": {"invalid": "That is not a time of day. Write it as 14:30."},
            "ends_at": {"invalid": "That is not a time of day. Write it as 14:30."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = self.instance.date
        found = posts(self.instance.chair_id)
        self.fields["chair"].queryset = found
        self.fields["chair"].choices = post_choices(found, "Nobody named yet")
        if not self.is_bound or not self.asks():
            del self.fields["held"]

    def asks(self) -> bool:
        """Whether the day that is given is a new one that is past."""
        try:
            given = self.fields["date"].clean(self.data.get(self.add_prefix("date")))
        except forms.ValidationError:
            return False
        return given is not None and given < today() and given != self.day

    def clean(self) -> dict[str, Any]:
        """A day that is past is taken once somebody says that the clinic was held."""
        cleaned = super().clean()
        if "held" in self.fields and not cleaned.get("held"):
            day = long_date(cleaned["date"])
            self.add_error("held", f"{day} is past. Was the clinic held then? Say so, or choose a day to come.")
        if cleaned.get("ends_at") and not cleaned.get("starts_at") and "starts_at" not in self.errors:
            self.add_error("starts_at", "Say when it begins, too.")
        return cleaned


class ReasonForm(GovukForm):
    """Why something of a clinic is called off, or taken up again."""

    reason = forms.CharField(label="Why?", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, help_text: str, most: int = 250, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.help_text = help_text
        field.widget.attrs["aria-describedby"] = "id_reason_helptext"
        field.error_messages["required"] = "Say why."
        field.max_length = most
        field.validators.append(forms.CharField(max_length=most).validators[0])


class CloseForm(GovukForm):
    """What is left when a clinic is closed. Open actions are asked about."""

    sure = forms.BooleanField(label="Close the clinic although these actions are open", required=False)
    note = forms.CharField(
        label="Closing note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Anything that is left, and to whom.",
    )

    def __init__(self, *args: Any, still_open: Iterable[Action] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.still_open = list(still_open)
        if not self.still_open:
            del self.fields["sure"]
        else:
            self.fields["note"].label = "Why it is closed all the same, and to whom they are left"
            self.fields["note"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """Where actions are open, somebody says so and why."""
        cleaned = super().clean()
        if self.still_open and not cleaned.get("sure"):
            self.add_error("sure", "Actions are open. Say that the clinic is closed all the same, or leave it open.")
        if self.still_open and not (cleaned.get("note") or "").strip() and "note" not in self.errors:
            self.add_error("note", "Say why the clinic is closed although actions are open, or to whom they are left.")
        return cleaned


class ProgressForm(GovukForm):
    """What has been done since the last."""

    words = forms.CharField(
        label="What has been done since the last update?",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Paragraphs, lists and bold text in Markdown.",
        error_messages={"required": "Say what has been done."},
    )
    last_seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class OutcomeForm(RowForm):
    """What came of a clinic, in words, and what was learned."""

    class Meta:
        model = Clinic
        fields = ("outcome", "lessons")
        labels = {"outcome": "What came of the clinic?", "lessons": "What did we learn?"}
        help_texts = {
            "outcome": "In words; the measured effect stands beside it. Markdown.",
            "lessons": "What another clinic should do again, or should not. Markdown.",
        }
        widgets = {
            "outcome": forms.Textarea(attrs={"rows": 8}),
            "lessons": forms.Textarea(attrs={"rows": 5}),
        }

    since = forms.BooleanField(
        label="This came after the clinic; the year is named only to compare with", required=False
    )

    def __init__(self, *args: Any, held_on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = (self.data.get(self.add_prefix("outcome")) or "").strip()
        self.why_not = too_early_an_outcome(words, held_on) if words != self.instance.outcome else ""
        if self.why_not:
            self.order_fields(["outcome", "since"])
        else:
            del self.fields["since"]

    def clean(self) -> dict[str, Any]:
        """A year that ended before the clinic is not its outcome; words that only compare with it may be."""
        cleaned = super().clean()
        if self.why_not and not cleaned.get("since"):
            self.add_error("outcome", self.why_not)
        return cleaned


class InviteeForm(RowForm):
    """Somebody who is to come."""

    remove = forms.BooleanField(label="Take off", required=False)

    class Meta:
        model = Invitee
        fields = ("role", "post")
        labels = {"role": "Comes as"}
        help_texts = {}

    def __init__(self, *args: Any, found: QuerySet[Post], choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = found
        self.fields["post"].choices = choices
        self.fields["role"].choices = AttendanceRole.pairs()
        if not self.instance.pk:
            self.fields["role"].required = False
            self.fields["role"].choices = [("", "Nobody more"), *AttendanceRole.pairs()]
            del self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        """A post comes as something."""
        cleaned = super().clean()
        if cleaned.get("post") and not cleaned.get("role") and "role" not in self.errors:
            self.add_error("role", f"Say as what the {cleaned['post']} comes.")
        return cleaned

    def _post_clean(self) -> None:
        """A row that is left empty is nobody, and is not checked as somebody."""
        if self.instance.pk or self.cleaned_data.get("role"):
            super()._post_clean()


class PresenceForm(RowForm):
    """Whether somebody came."""

    class Meta:
        model = Attendance
        fields = ("presence",)
        widgets = {"presence": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["presence"].label = str(AttendanceRole(self.instance.role).label)
        if self.instance.post:
            self.fields["presence"].label += f", {self.instance.post}"
        self.fields["presence"].choices = Presence.pairs()


class CameForm(GovukForm):
    """Somebody who came unasked."""

    role = forms.ChoiceField(
        label="Came as",
        required=False,
        choices=[("", "Nobody more"), *AttendanceRole.pairs()],
    )
    post = forms.ModelChoiceField(label="Post", required=False, queryset=Post.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts()
        self.fields["post"].choices = post_choices(posts(), "No post named")

    def clean(self) -> dict[str, Any]:
        """A post came as something."""
        cleaned = super().clean()
        if cleaned.get("post") and not cleaned.get("role") and "role" not in self.errors:
            self.add_error("role", f"Say as what the {cleaned['post']} came.")
        return cleaned
