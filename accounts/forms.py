"""Signing in, passwords, second factors, and what people choose for themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest

from accounts.choices import WEEKDAYS, Pace
from accounts.services.door import look_at_password, look_at_password_again
from accounts.services.letters import DAILY, NONE
from accounts.services.throttle import TooManyGuessesError
from core.forms import GovukForm

TOO_MANY = "There were too many attempts. Wait five minutes, then try again."
LENGTH = (
    "At least 12 characters. Three words that have nothing to do with each other are easy to keep and hard to guess."
)
NARROW = "govuk-input--width-20 govuk-input"


class SignInForm(GovukForm, AuthenticationForm):
    """E-mail address and password. The same answer for an unknown address and a wrong password."""

    error_messages = {
        "invalid_login": "The e-mail address or the password is not right. Check both and try again.",
        "inactive": "The e-mail address or the password is not right. Check both and try again.",
        "too_many": TOO_MANY,
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-mail address"
        self.fields["username"].widget.input_type = "email"
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        for field in self.fields.values():
            field.widget.attrs["class"] = NARROW

    def clean(self) -> dict[str, Any]:
        """Look at the password, unless too many were guessed."""
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if email and password:
            try:
                self.user_cache = look_at_password(self.request, email, password)
            except TooManyGuessesError as many:
                raise forms.ValidationError(TOO_MANY, code="too_many") from many
            if self.user_cache is None:
                raise self.get_invalid_login_error()
        return self.cleaned_data


class CodeForm(GovukForm):
    """The code that the authenticator app shows, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="The six figures that your authenticator app shows now, or one of your recovery codes.",
        error_messages={"required": "Type the code that your app shows, or a recovery code."},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "govuk-input--width-10"}),
    )


class PasskeyAnswerForm(GovukForm):
    """What the browser answered for a passkey."""

    answer = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Your browser gave no passkey. Try again, or type a code.",
            "invalid": "Your browser gave no passkey. Try again, or type a code.",
        },
    )


class AddAppForm(GovukForm):
    """The first code of a new app, which proves that it was set up."""

    code = forms.CharField(
        label="Code that the app shows now",
        max_length=20,
        error_messages={"required": "Type the six figures that the app shows now."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}
        ),
    )


class PasskeyForm(GovukForm):
    """The name of a new passkey, and what the browser answered."""

    name = forms.CharField(
        label="Name of this passkey",
        max_length=60,
        help_text="By which you know it again, such as “work laptop”.",
        error_messages={"required": "Give it a name, such as “work laptop”."},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    answer = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "Your browser made no passkey. Try again, or set up an authenticator app.",
            "invalid": "Your browser made no passkey. Try again, or set up an authenticator app.",
        },
    )


class Again:
    """Mix into a form that asks for the password once more: its guesses are counted too. Takes ``request``."""

    request: HttpRequest

    def looked_at(self, password: str) -> str:
        """The password, where it is right."""
        try:
            right = look_at_password_again(self.request, password)
        except TooManyGuessesError as many:
            raise forms.ValidationError(TOO_MANY) from many
        if not right:
            raise forms.ValidationError("This is not your password. Type it again.")
        return password


class ConfirmForm(Again, GovukForm):
    """The password once more, for what must not be done by somebody who found the browser open."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        error_messages={"required": "Type your password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "govuk-input--width-20"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        if not request.user.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        """Look at it."""
        return self.looked_at(self.cleaned_data["password"])


class ForgottenForm(GovukForm):
    """Where a link for a new password goes."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages={
            "required": "Type the e-mail address with which you sign in.",
            "invalid": "That is no e-mail address. Write it as name@council.gov.uk.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "username", "class": "govuk-input--width-20"}),
    )


class NewPasswordForm(GovukForm, SetPasswordForm):
    """A new password, twice."""

    error_messages = {"password_mismatch": "The two passwords are not the same. Type both again."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = LENGTH
        self.fields["new_password2"].label = "New password again"
        self.fields["new_password2"].help_text = ""
        for name, field in self.fields.items():
            field.widget.attrs["class"] = NARROW
            field.error_messages["required"] = (
                "Type your password." if name == "old_password" else "Type the new password in both boxes."
            )


class ChangePasswordForm(Again, NewPasswordForm, PasswordChangeForm):
    """The password of now, and a new one twice."""

    field_order = ("old_password", "new_password1", "new_password2")

    def __init__(self, *args, request: HttpRequest, **kwargs):
        self.request = request
        super().__init__(request.user, *args, **kwargs)
        self.fields["old_password"].label = "Your password of now"

    def clean_old_password(self) -> str:
        """Look at it."""
        return self.looked_at(self.cleaned_data["old_password"])


class LettersForm(GovukForm):
    """How often reminders come, and whether and how often mail tells of what is due soon and of papers."""

    reminders = forms.ChoiceField(
        label="Reminders of your actions and figures",
        choices=[
            ("", "At most once a week, and at once when something is due that day or newly overdue"),
            (DAILY, "On every working day on which something is wanted"),
            *((str(number), f"Once a week, on {day}s") for number, day in WEEKDAYS),
        ],
        required=False,
        help_text="All that is wanted stands in one message. With a day of your own they come on that day alone.",
    )
    soon = forms.BooleanField(
        label="Tell me of what is due within two weeks too",
        required=False,
    )
    papers = forms.ChoiceField(
        label="Mail when papers of your boards, or of meetings that you report to, are published",
        choices=[
            *((pace.value, pace.label) for pace in Pace if pace != Pace.WEEKLY),
            *((str(number), f"Together, once a week, on {day}s") for number, day in WEEKDAYS),
            (NONE, "None"),
        ],
        help_text="What is gathered and would come less than two days before its meeting is sent at once.",
    )
