"""Filters of a plan, and the days that its pages ask for."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from actions.filters import DUE, RATINGS, filter_by_due, looked_back_at
from core.filters import CouncilFilterSet, FilterForm, words_filter
from improvement_plan.models import Plan, PlanEntry
from improvement_plan.reporting import Position
from improvement_plan.reporting.lines import NO_BODY, NO_LEAD
from improvement_plan.reporting.summary import NO_DIRECTORATE
from organisation.models import Post

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DayForm(FilterForm):
    """The day at which a plan is read: today, unless one in the past is asked for."""

    on = forms.DateField(label="As it stood on a past day", required=False, validators=[looked_back_at], widget=DAY)


class SinceForm(DayForm):
    """The day since which changes are told, by itself or as that of a board's meeting."""

    since = forms.DateField(label="Since a day", required=False, validators=[looked_back_at], widget=DAY)
    meeting = forms.TypedChoiceField(label="Since a board’s meeting", required=False, coerce=int, empty_value=None)

    def clean(self) -> dict[str, Any]:
        """Nothing changes before it begins."""
        asked = super().clean()
        if asked.get("since") and asked.get("on") and asked["since"] >= asked["on"]:
            self.add_error("since", "Choose a day before the one at which the plan is read.")
        return asked


class LeadFilter(django_filters.ChoiceFilter):
    """By lead post. That nobody leads is said of actions, not of sub-headings."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        """The lines whose action this post leads, or no post."""
        if value == self.null_value:
            return qs.filter(action__isnull=False, action__lead__isnull=True)
        return super().filter(qs, value)


class PlanFilter(CouncilFilterSet):
    """By words, section, lead post, directorate, rating and due date, within one plan, at a day."""

    q = words_filter("action__title", "action__description", "action__lead__title", "ref", label="Words")
    section = django_filters.ChoiceFilter(
        field_name="objective__area__section__number", empty_label="All sections", label="Section"
    )
    lead = LeadFilter(field_name="action__lead", empty_label="Any post", null_label="No owner", label="Lead post")
    directorate = django_filters.ChoiceFilter(
        empty_label="All directorates", label="Directorate or partner", method="by_directorate"
    )
    rating = django_filters.ChoiceFilter(choices=RATINGS, empty_label="Any rating", label="Rating", method="by_rating")
    due = django_filters.ChoiceFilter(choices=DUE, empty_label="Any time", label="Due", method="by_due")
    on = django_filters.DateFilter(
        label="As it stood on a past day", method="as_it_is", validators=[looked_back_at], widget=DAY
    )

    class Meta:
        model = PlanEntry
        fields = ("q", "section", "lead", "directorate", "rating", "due", "on")

    def __init__(self, *args: Any, plan: Plan, at: Position, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at, self.rated = at, at.actions()
        # Read once: for the lists to choose from, and to check what was chosen.
        self.found = in_use(plan)
        for name in ("section", "lead", "directorate"):
            self.filters[name].extra["choices"] = self.found[name]

    @property
    def abbreviations(self) -> list[tuple[str, str]]:
        """Those of all posts, with their titles."""
        return self.found["abbreviation"]

    @property
    def narrows(self) -> bool:
        """Whether anything but the day is chosen."""
        return self.form.is_bound and any(self.form.data.get(name) for name in self.filters if name != "on")

    def as_it_is(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """The rows are as of the day already."""
        return queryset

    def by_rating(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By the rating of the action at the day."""
        return queryset.filter(action__in=self.rated.filter(rating=value).values("pk"))

    def by_due(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By when the action is due."""
        return queryset.filter(action__in=filter_by_due(self.rated, value, self.at.on).values("pk"))

    def by_directorate(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """By the directorate or partner body of the lead post."""
        lines = queryset.filter(action__isnull=False)
        if value == NO_LEAD:
            return lines.filter(action__lead__isnull=True)
        if value == NO_BODY:
            bodiless = Q(action__lead__directorate__isnull=True, action__lead__partner_body__isnull=True)
            return lines.filter(bodiless, action__lead__isnull=False)
        kind, _, key = value.partition("-")
        field = {"directorate": "directorate", "partner": "partner_body"}[kind]
        return lines.filter(**{f"action__lead__{field}": key})


def in_use(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """The sections, lead posts and directorates of a plan, to choose from, and the abbreviations of posts. One query."""
    leading = Post.objects.filter(Exists(PlanEntry.objects.of(plan).filter(action__lead=OuterRef("pk"))))
    keys = {"directorate": "directorate", "partner": "partner_body"}
    kinds = {
        "section": (plan.sections.all(), Cast("number", CharField()), "title"),
        "lead": (leading, Cast("pk", CharField()), "title"),
        "abbreviation": (Post.objects.exclude(abbreviation=""), "abbreviation", "title"),
    } | {
        kind: (
            leading.filter(**{f"{field}__isnull": False}),
            Concat(Value(f"{kind}-"), Cast(f"{field}__pk", CharField())),
            f"{field}__name",
        )
        for kind, field in keys.items()
    }
    first, *others = (
        rows.order_by()
        .annotate(key=key if not isinstance(key, str) else Cast(key, CharField()))
        .values_list(Value(kind, output_field=CharField()), "key", title)
        for kind, (rows, key, title) in kinds.items()
    )
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in kinds}
    for kind, key, title in first.union(*others):
        found[kind].append((key, title))
    found["section"].sort(key=lambda choice: int(choice[0]))
    for kind in ("lead", *keys):
        found[kind].sort(key=lambda choice: choice[1].lower())
    found["directorate"] += [*found.pop("partner"), (NO_BODY, NO_DIRECTORATE), (NO_LEAD, "No owner")]
    return found
