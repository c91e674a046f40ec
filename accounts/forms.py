"""The sign-in form."""

from django.contrib.auth.forms import AuthenticationForm

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
