"""Asking for the files of items."""

from django import forms

from core.forms import GovukForm
from meetings.choices import Audience


class FilesForm(GovukForm):
    """For whom the files are made."""

    audience = forms.ChoiceField(
        label="For", choices=Audience.pairs(), widget=forms.RadioSelect, initial=Audience.PUBLIC
    )
