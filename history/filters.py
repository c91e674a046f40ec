"""Filters of the list of changes."""

from __future__ import annotations

import django_filters
from django.forms import DateInput

from accounts.models import User
from core.doors import Door
from core.filters import CouncilFilterSet
from history.kinds import kinds
from history.reporting.listing import Lines

NOT_KNOWN = "unknown"
"""How an address asks for what came through no door that was recorded."""


def kind_choices() -> list[tuple[str, str]]:
    """Every kind of thing, by its words."""
    return sorted(((label, kind.words) for label, kind in kinds().items()), key=lambda pair: (pair[1], pair[0]))


class ChangeFilter(CouncilFilterSet):
    """By words, kind of thing, who, when and through which door."""

    q = django_filters.CharFilter(label="Name or words")
    kind = django_filters.ChoiceFilter(choices=kind_choices, empty_label="Any kind", label="Kind of thing")
    thing = django_filters.NumberFilter(label="Its number", min_value=1, max_value=2**31 - 1, decimal_places=0)
    who = django_filters.ModelChoiceFilter(queryset=User.objects.all(), empty_label="Anybody", label="By")
    first = django_filters.DateFilter(label="From", widget=DateInput(attrs={"type": "date"}))
    last = django_filters.DateFilter(label="To", widget=DateInput(attrs={"type": "date"}))
    door = django_filters.ChoiceFilter(
        choices=[(door.value or NOT_KNOWN, f"{door.label[:1].upper()}{door.label[1:]}") for door in Door],
        empty_label="Any door",
        label="Through",
    )

    @property
    def qs(self) -> Lines:
        """The changes that are asked for; none where a filter holds a value that does not exist."""
        lines: Lines = self.queryset
        if not self.is_bound:
            return lines
        if not self.form.is_valid():
            return lines.none()
        asked = self.form.cleaned_data
        door = asked["door"] or None
        return lines.asked(
            tables=(asked["kind"],) if asked["kind"] else lines.tables,
            words=tuple(asked["q"].split()),
            who=asked["who"].pk if asked["who"] else None,
            first=asked["first"],
            last=asked["last"],
            thing=int(asked["thing"]) if asked["thing"] is not None else None,
            door="" if door == NOT_KNOWN else door,
        )
