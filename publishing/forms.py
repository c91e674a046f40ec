"""The form on which a key of the read API is made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from core.clock import today
from core.forms import GovukForm, day_input

YEAR = timedelta(days=365)
LONGEST = timedelta(days=2 * 365)


class KeyForm(GovukForm):
    """What a key is for, and until when."""

    name = forms.CharField(
        label="What is it for?",
        max_length=100,
        help_text="The program and where it runs: Power BI of Finance. It stands in the list, by which it is revoked.",
        error_messages={"required": "Say which program is to send it, and where."},
    )
    ends_on = forms.DateField(
        label="Last day",
        widget=day_input(),
        help_text="From the day after, it opens nothing. Two years ahead at most.",
        error_messages={"required": "Say until when it is to be good."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = today() + YEAR

    def clean_ends_on(self) -> date:
        """A day to come, and not for ever."""
        day = self.cleaned_data["ends_on"]
        if day < today():
            raise forms.ValidationError("That day has passed. Choose one to come.")
        if day > today() + LONGEST:
            raise forms.ValidationError(
                "A key is good for two years at most. Choose an earlier day, and make another then."
            )
        return day
