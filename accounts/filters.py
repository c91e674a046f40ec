"""Filters of the log of sign-ins."""

from __future__ import annotations

import django_filters

from accounts.choices import What
from accounts.models import SignInEvent
from core.filters import CouncilFilterSet, words_filter
from core.forms import day_input


class OwnSignInFilter(CouncilFilterSet):
    """By what happened and when."""

    what = django_filters.ChoiceFilter(choices=What.pairs(), empty_label="Anything", label="What happened")
    since = django_filters.DateFilter("at", "date__gte", label="Since", widget=day_input())
    until = django_filters.DateFilter("at", "date__lte", label="Until", widget=day_input())

    class Meta:
        model = SignInEvent
        fields = ("what", "since", "until")


class SignInFilter(OwnSignInFilter):
    """Also by person, address and browser."""

    q = words_filter("person__name", "person__email", "address", "browser", "detail", label="Name, e-mail, address…")

    class Meta(OwnSignInFilter.Meta):
        fields = ("q", "what", "since", "until")
