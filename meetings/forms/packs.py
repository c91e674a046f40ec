"""Asking for a pack."""

from django import forms

from core.forms import GovukForm
from meetings.choices import Audience


class PackForm(GovukForm):
    """For whom a pack is built."""

    audience = forms.ChoiceField(
        label="For", choices=Audience.pairs(), widget=forms.RadioSelect, initial=Audience.PUBLIC
    )
