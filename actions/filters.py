"""Filters of lists of actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.http import QueryDict

from actions.choices import RATED
from actions.models import Action, ActionQuerySet
from core.clock import today
from core.filters import CouncilFilterSet, words_filter
from core.formats import long_date
from core.periods import YEARS
from core.queries import behind
from core.rag import Rag
from core.statements import stated_once
from organisation.models import Post

RATINGS = list(RATED.items())
DUE = [
    ("overdue", "Overdue"),
    ("30", "In the next 30 days"),
    ("90", "In the next 90 days"),
    ("later", "Later"),
    ("undated", "No date"),
]
SLIPPED = [
    ("any", "Slipped at all"),
    ("30", "By more than 30 days"),
    ("90", "By more than 90 days"),
    ("180", "By more than 180 days"),
    ("twice", "Re-dated twice or more"),
]
SOURCES = {"plan": "plan_entries", "clinic": "clinic_links", "minutes": "resolutions"}
"""What an action comes from, with the reverse accessor behind which that stands."""
FROM = [("plan", "A plan"), ("clinic", "A clinic"), ("minutes", "Minutes"), ("none", "None of these")]
UPDATED = [("no", "Not updated this cycle"), ("yes", "Updated this cycle")]
CLOSED = [("closed", "Closed"), ("all", "Open and closed")]
PLAN = "objective__area__section__plan"
NOBODY = "null"
"""Stands in an address for a post that is none; so django-filter writes it."""


def looked_back_at(day: date) -> None:
    """A day that can be looked back at: neither to come nor before any council kept such papers."""
    if day.year < YEARS[0]:
        raise ValidationError(f"{long_date(day)} is too long ago. Choose a day from {YEARS[0]} on.")
    if day > today():
        raise ValidationError(f"{long_date(day)} has not come yet. Choose today or a day in the past.")


def filter_by_due(actions: QuerySet, value: str, on: date | None = None) -> QuerySet:
    """Actions, rated at a day (today), by when they are due. Complete ones are due no more."""
    on = on or today()
    if value == "overdue":
        return actions.filter(is_overdue=True)
    if value == "undated":
        return actions.filter(last_due__isnull=True)
    open_ = actions.exclude(rating=Rag.COMPLETE)
    if value == "later":
        return open_.filter(last_due__gt=on + timedelta(days=90))
    return open_.filter(last_due__range=(on, on + timedelta(days=int(value))))


class ActionFilter(CouncilFilterSet):
    """By words, post, directorate, where it comes from, rating, date, slippage and update; open ones unless asked.

    The rows must come rated at ``on`` and with their slippage; where that day is past, as they were known at its
    end (``as_at``). ``cycle_start`` gives the first day of the reporting cycle; it is asked only where needed.
    """

    q = words_filter("title", "description", "lead__title", label="Words")
    post = django_filters.ChoiceFilter(
        empty_label="Any post", null_label="No owner", label="Post that leads or contributes", method="by_post"
    )
    directorate = django_filters.ChoiceFilter(
        field_name="lead__directorate",
        empty_label="All directorates",
        null_label="No directorate",
        label="Directorate of the lead",
    )
    plan = django_filters.ChoiceFilter(empty_label="Any plan", label="Plan", method="by_plan")
    clinic = django_filters.ChoiceFilter(empty_label="Any clinic", label="Clinic", method="by_clinic")
    source = django_filters.ChoiceFilter(choices=FROM, empty_label="Anywhere", label="Comes from", method="by_source")
    rating = django_filters.ChoiceFilter(choices=RATINGS, empty_label="Any rating", label="Rating")
    due = django_filters.ChoiceFilter(choices=DUE, empty_label="Any time", label="Due", method="by_due")
    slipped = django_filters.ChoiceFilter(
        choices=SLIPPED, empty_label="Slipped or not", label="Slipped", method="by_slippage"
    )
    updated = django_filters.ChoiceFilter(
        choices=UPDATED, empty_label="Updated or not", label="Update", method="by_update"
    )
    closed = django_filters.ChoiceFilter(
        choices=CLOSED, empty_label="Open", label="Open or closed", method="by_closing"
    )
    on = django_filters.DateFilter(
        label="As it stood on a past day",
        method="as_it_is",
        validators=[looked_back_at],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Action
        fields = ()

    def __init__(self, data: QueryDict, *, on: date, cycle_start: Callable[[], date], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.day, self.cycle_start = on, cycle_start
        self.is_past = on < today()
        # Read once: for the lists to choose from, and to check what was chosen.
        for name, choices in in_use().items():
            self.filters[name].extra["choices"] = choices

    @property
    def kept(self) -> str:
        """What stays in the address when everything is shown: the view of it."""
        kept = QueryDict(mutable=True)
        for name, value in self.carried:
            kept.appendlist(name, value)
        return f"?{kept.urlencode()}" if kept else ""

    def filter_queryset(self, queryset: ActionQuerySet) -> ActionQuerySet:
        """The filtered rows; of those only the open ones, unless closed ones are asked for."""
        rows = super().filter_queryset(queryset)
        if self.form.cleaned_data["closed"]:
            return rows
        return rows.open_then() if self.is_past else rows.open()

    def as_it_is(self, queryset: QuerySet, name: str, value: date) -> QuerySet:
        """The rows are as of the day already."""
        return queryset

    def by_post(self, queryset: ActionQuerySet, name: str, value: str) -> ActionQuerySet:
        """Those that a post leads or contributes to, or that none leads."""
        return queryset.filter(lead__isnull=True) if value == NOBODY else queryset.for_posts([int(value)])

    def by_plan(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that stand in a plan."""
        return queryset.filter(_used("plan_entries", **{PLAN: value}))

    def by_clinic(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that a clinic agreed or relies on."""
        return queryset.filter(_used("clinic_links", clinic=value))

    def by_source(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that some plan, clinic or minute refers to, or that none does."""
        if value in SOURCES:
            return queryset.filter(_used(SOURCES[value]))
        return queryset.exclude(_used("plan_entries") | _used("clinic_links") | _used("resolutions"))

    def by_due(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By when they are due."""
        return filter_by_due(queryset, value, self.day)

    def by_slippage(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By days slipped, or by how often they were re-dated."""
        if value == "twice":
            return queryset.filter(times_redated__gte=2)
        return queryset.filter(slipped_by__gt=timedelta(days=0 if value == "any" else int(value)))

    def by_update(self, queryset: ActionQuerySet, name: str, value: str) -> ActionQuerySet:
        """By whether somebody has said something since the cycle began. Of a complete one nothing more is wanted."""
        updated = Action.objects.updated_since(self.cycle_start(), until=self.day)
        if value == "yes":
            return queryset.filter(pk__in=updated.values("pk"))
        return queryset.exclude(rating=Rag.COMPLETE).exclude(pk__in=updated.values("pk"))

    def by_closing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """The closed ones, or all."""
        if value != "closed":
            return queryset
        return queryset.filter(closed_then=True) if self.is_past else queryset.filter(closed_on__isnull=False)


def _used(accessor: str, **where: Any) -> Exists:
    """Whether something above refers to an action."""
    return Exists(behind(Action, accessor).filter(action=OuterRef("pk"), **where))


def in_use() -> dict[str, list[tuple[str, str]]]:
    """The posts, directorates, plans and clinics that have actions, to choose from. One query."""
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in ("post", "directorate", "plan", "clinic")}
    for kind, key, title in sorted(_in_use(), key=lambda row: row[2].lower()):
        found[kind].append((str(key), title))
    return found


@stated_once
def _in_use() -> QuerySet:
    """Kind, key and title of each."""
    leading = Exists(Action.objects.filter(lead=OuterRef("pk")))
    helping = Exists(Action.contributors.through.objects.filter(post=OuterRef("pk")))
    posts = Post.objects.order_by()
    plans = behind(Action, "plan_entries").filter(action__isnull=False)
    kinds = {
        "post": (posts.filter(leading | helping), "pk", "title"),
        "directorate": (posts.filter(leading, directorate__isnull=False), "directorate", "directorate__name"),
        "plan": (plans, PLAN, f"{PLAN}__title"),
        "clinic": (behind(Action, "clinic_links"), "clinic", "clinic__title"),
    }
    first, *others = (
        rows.order_by().values_list(Value(kind, output_field=CharField()), key, title)
        for kind, (rows, key, title) in kinds.items()
    )
    return first.union(*others)
