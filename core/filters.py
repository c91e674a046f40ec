"""The base of all filters: GOV.UK fields, and a value that does not exist gets a sentence."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from core.forms import GovukForm


class FilterForm(GovukForm):
    """The form of a filter. What cannot be chosen is said, and nothing is shown rather than everything."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""


class CouncilFilterSet(django_filters.FilterSet):
    """A set of filters beside a list."""

    kept = ""
    """What stays in the address when everything is shown."""
    passing: tuple[str, ...] = ("period", "on")
    """Filters by the time: nobody wants last year's because they looked at it last."""

    def get_form_class(self) -> type[forms.Form]:
        """The filters' fields in a form of ours."""
        return type("Filters", (FilterForm,), {name: filter_.field for name, filter_ in self.filters.items()})

    @property
    def in_use(self) -> bool:
        """Whether any filter is set."""
        return self.form.is_bound and any(self.form.data.get(name) for name in self.filters)

    @property
    def chosen(self) -> list[str]:
        """What was asked for beside the time, in words: “Rating: Off target”."""
        said = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name) if self.form.is_valid() else None
            if value and name not in self.passing:
                rows = isinstance(field, forms.ModelChoiceField)
                words = value if rows else dict(getattr(field, "choices", ())).get(value, value)
                said.append(str(field.label) if value is True else f"{field.label}: {words}")
        return said

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What else the address asks of the list, such as its order: the form hands it on, and begins at page 1."""
        if not self.request:
            return []
        others = [name for name in self.request.GET if name not in {*self.filters, "page", "_export", "_left"}]
        return [(name, value) for name in others for value in self.request.GET.getlist(name)]

    @property
    def qs(self) -> QuerySet:
        """The filtered rows; none where a filter holds a value that does not exist."""
        if self.is_bound and not self.form.is_valid():
            return self.queryset.none()
        return super().qs


def words_filter(*fields: str, label: str = "Words") -> django_filters.CharFilter:
    """A filter that looks for words in some fields, also of rows that belong to a row: each is found once."""

    def search(queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            anywhere = Q()
            for field in fields:
                anywhere |= Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(pk__in=queryset.model._base_manager.filter(anywhere).values("pk"))
        return queryset

    return django_filters.CharFilter(method=search, label=label)
