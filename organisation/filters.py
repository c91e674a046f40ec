"""Filters of lists of people, posts and directorates."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import Role
from accounts.models import User
from core.clock import today
from core.filters import CouncilFilterSet, words_filter
from organisation.choices import Standing
from organisation.models import Directorate, PartnerBody, Post, PostHolder, in_force

ROLES = [*((str(role), str(role)) for role in Role), ("none", "No role")]
HELD = [("yes", "Held"), ("no", "Vacant")]
EXISTS = [("ended", "Ended"), ("all", "All, ended ones too")]


class PeopleFilter(CouncilFilterSet):
    """By words, role, directorate and how their account stands."""

    q = words_filter("name", "email", "posts_held__post__title", label="Name, address or post")
    role = django_filters.ChoiceFilter(choices=ROLES, empty_label="Any role", label="Role", method="by_role")
    directorate = django_filters.ChoiceFilter(
        empty_label="All directorates", label="Directorate of a post held", method="by_directorate"
    )
    standing = django_filters.ChoiceFilter(choices=Standing.pairs(), empty_label="Any account", label="Account")

    class Meta:
        model = User
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["directorate"].extra["choices"] = names(Directorate.objects.all())

    def by_role(self, people: QuerySet, name: str, value: str) -> QuerySet:
        """Those who have a role, or none."""
        rows = User.groups.through.objects.filter(user=OuterRef("pk"))
        return people.filter(~Exists(rows) if value == "none" else Exists(rows.filter(group__name=value)))

    def by_directorate(self, people: QuerySet, name: str, value: str) -> QuerySet:
        """Those who hold a post of it today."""
        held = PostHolder.objects.filter(in_force(today()), user=OuterRef("pk"), post__directorate=value)
        return people.filter(Exists(held))


class PostFilter(CouncilFilterSet):
    """By words, directorate, partner body, whether somebody holds it; those that exist unless asked."""

    q = words_filter("title", "abbreviation", "aliases__text", "holders__user__name", label="Words or holder")
    directorate = django_filters.ChoiceFilter(
        empty_label="All directorates", null_label="No directorate", label="Directorate", field_name="directorate"
    )
    partner = django_filters.ChoiceFilter(empty_label="Any body", label="Partner body", field_name="partner_body")
    held = django_filters.ChoiceFilter(choices=HELD, empty_label="Held or vacant", label="Holder", method="by_holder")
    exists = django_filters.ChoiceFilter(
        choices=EXISTS, empty_label="Existing", label="Existing or ended", method="by_end"
    )

    class Meta:
        model = Post
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["directorate"].extra["choices"] = names(Directorate.objects.all())
        self.filters["partner"].extra["choices"] = names(PartnerBody.objects.all())

    @property
    def qs(self) -> QuerySet:
        """The filtered rows; of those only what exists today, unless ended ones are asked for."""
        rows = super().qs
        asked = self.is_bound and self.form.is_valid() and self.form.cleaned_data["exists"]
        return rows if asked else rows.filter(Q(ends__isnull=True) | Q(ends__gte=today()))

    def by_holder(self, posts: QuerySet, name: str, value: str) -> QuerySet:
        """By whether somebody holds it today."""
        held = Exists(PostHolder.objects.filter(in_force(today()), post=OuterRef("pk")))
        return posts.filter(held if value == "yes" else ~held)

    def by_end(self, posts: QuerySet, name: str, value: str) -> QuerySet:
        """The ended ones, or all."""
        return posts.filter(ends__lt=today()) if value == "ended" else posts


class DirectorateFilter(CouncilFilterSet):
    """By words."""

    q = words_filter("name", "abbreviation", label="Name or abbreviation")

    class Meta:
        model = Directorate
        fields = ()


def names(rows: QuerySet) -> list[tuple[str, str]]:
    """Rows by name, to choose from. One query."""
    return [(str(key), name) for key, name in rows.values_list("pk", "name")]
