"""The form with which an officer says what has happened."""

from __future__ import annotations

from typing import Any

from django import forms

from actions.choices import Status
from actions.models import Action, Milestone
from core.forms import GovukForm


class UpdateForm(GovukForm):
    """A status, a few words, and what else has changed. ``last_seen`` tells whether somebody else was quicker."""

    status = forms.ChoiceField(
        label="How is it going?", choices=Status.pairs(), required=False, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="What has happened?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What changed since the last update, what it means, what comes next.",
        max_length=5000,
    )
    forecast_on = forms.DateField(
        label="When do you expect it to be complete?",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Only if that differs from the due date. The due date itself stays.",
    )
    ticked = forms.TypedMultipleChoiceField(
        label="Milestones reached", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    last_seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, action: Action, last_seen: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, initial={"last_seen": last_seen}, **kwargs)
        self.still_open = {m.pk: m for m in action.milestones.all() if m.completed_on is None}
        self.fields["ticked"].choices = [(key, _described(m)) for key, m in self.still_open.items()]
        if not self.still_open:
            del self.fields["ticked"]

    @property
    def status_options(self) -> list[tuple[Any, str]]:
        """Each status with the shape of its rating."""
        return [(option, Status(option.data["value"]).rag.mark.shape) for option in self["status"]]

    def clean(self) -> dict[str, Any]:
        """An update says something; one that is off track says why."""
        cleaned = super().clean()
        words = (cleaned.get("words") or "").strip()
        if not words and not cleaned.get("status"):
            self.add_error("words", "Choose how it is going, or write what has happened.")
        elif cleaned.get("status") == Status.OFF_TRACK and not words:
            self.add_error("words", "Say what has gone wrong and what you will do about it.")
        cleaned["words"] = words
        cleaned["ticked"] = [self.still_open[key] for key in cleaned.get("ticked", ())]
        return cleaned


def _described(milestone: Milestone) -> str:
    """A milestone by its measure and date, so that two of one measure can be told apart."""
    return ", ".join(filter(None, (milestone.measure, milestone.date_as_written)))
