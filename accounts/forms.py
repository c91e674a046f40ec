"""Signing in, and what people choose for themselves."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from accounts.choices import WEEKDAYS
from core.forms import GovukForm


class SignInForm(GovukForm, AuthenticationForm):
    """E-mail address and password. The same answer for an unknown address and a wrong password."""

    error_messages = {
        "invalid_login": "The e-mail address or the password is not right. Check both and try again.",
        "inactive": "The e-mail address or the password is not right. Check both and try again.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-mail address"
        self.fields["username"].widget.input_type = "email"
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        for field in self.fields.values():
            field.widget.attrs["class"] = "govuk-input--width-20 govuk-input"


class RemindersForm(GovukForm):
    """The day of the week on which reminders come, and whether mail tells of papers."""

    reminded_on = forms.TypedChoiceField(
        label="On which day may reminders come?",
        choices=[("", "Whenever there is something"), *WEEKDAYS],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Unless you choose a day they come at most once a week, and at once when something is due that day "
        "or newly overdue. With a day of your own they come on that day alone.",
    )
    told_of_papers = forms.BooleanField(
        label="Tell me by e-mail when papers of my boards, or of meetings that I report to, are published",
        required=False,
    )
