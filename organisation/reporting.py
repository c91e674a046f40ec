"""What hangs on posts, who holds them, what a person answers for, and the outcomes that things may serve."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import User, signs_in
from accounts.services.invitations import not_invited
from core.formats import count, long_date
from core.queries import behind
from organisation.choices import Standing
from organisation.models import BoardMember, Directorate, Framework, Outcome, Post, PostHolder, in_force


@dataclass(frozen=True)
class Hanging:
    """So many things of one kind that a post answers for."""

    number: int
    words: str
    """“3 open actions led”."""
    address: str
    """Where they are listed; empty where no list has them alone."""


@dataclass(frozen=True)
class _Kind:
    """A kind of thing that hangs on posts."""

    rows: QuerySet
    post: str
    """The field that leads from a row to the post."""
    singular: str
    plural: str
    address: str = ""
    """The name of the list of them, and how it asks for a post."""
    asks: str = ""


def _kinds(on: date) -> tuple[_Kind, ...]:
    """What stands above posts, by the names of reverse accessors; of each what is still to be done on a day."""
    unfinished = Q(closed_on__isnull=True) & ~Q(status="complete")
    helping = Post._meta.get_field("actions_contributed_to").through._base_manager
    of_open_clinic = {"clinic__state__in": ("suggested", "agreed", "scheduled", "held", "follow_up")}
    being_written = ("draft", "review")
    return (
        _Kind(
            behind(Post, "actions_led").filter(unfinished),
            "lead",
            "open action that it leads",
            "open actions that it leads",
            "actions",
            "post",
        ),
        _Kind(
            helping.filter(Q(action__closed_on__isnull=True) & ~Q(action__status="complete")),
            "post",
            "open action that it contributes to",
            "open actions that it contributes to",
            "actions",
            "post",
        ),
        _Kind(
            behind(Post, "indicators").filter(closed_on__isnull=True),
            "owner",
            "indicator that it reports",
            "indicators that it reports",
            "scorecard",
            "owner",
        ),
        _Kind(
            behind(Post, "clinics_called").filter(state__in=of_open_clinic["clinic__state__in"]),
            "called_by",
            "open clinic that it called",
            "open clinics that it called",
        ),
        _Kind(
            behind(Post, "clinic_invitations").filter(**of_open_clinic),
            "post",
            "open clinic that it is to come to",
            "open clinics that it is to come to",
        ),
        _Kind(
            behind(Post, "clinic_sittings_chaired").filter(date__gte=on, cancelled_because=""),
            "chair",
            "sitting of a clinic to chair",
            "sittings of clinics to chair",
        ),
        _Kind(
            behind(Post, "reports_written").filter(state__in=being_written),
            "author",
            "report to write",
            "reports to write",
        ),
        _Kind(
            behind(Post, "reports_reviewed").filter(report__state__in=being_written),
            "post",
            "report to review",
            "reports to review",
        ),
        _Kind(
            behind(Post, "items_presented").filter(meeting__date__gte=on, withdrawn_because=""),
            "presenter",
            "item of an agenda to present",
            "items of agendas to present",
        ),
        _Kind(behind(Post, "standing_items"), "presenter", "standing item to present", "standing items to present"),
        _Kind(
            Post.objects.filter(Q(ends__isnull=True) | Q(ends__gte=on)),
            "superior",
            "post that answers to it",
            "posts that answer to it",
        ),
    )


def hanging_on(posts: Collection[int], on: date) -> dict[int, tuple[Hanging, ...]]:
    """What hangs on each of these posts on a day, with counts. One query, however many posts and things."""
    if not posts:
        return {}
    kinds = _kinds(on)
    counted = [
        kind.rows.filter(**{f"{kind.post}__in": posts})
        .order_by()
        .values(of_kind=Value(f"{number:02}", output_field=CharField()), of_post=F(kind.post))
        .annotate(so_many=Count("pk"))
        .values_list("of_kind", "of_post", "so_many")
        for number, kind in enumerate(kinds)
    ]
    found: dict[int, list[Hanging]] = defaultdict(list)
    for number, post, many in sorted(counted[0].union(*counted[1:], all=True)):
        kind = kinds[int(number)]
        address = f"{reverse(kind.address)}?{kind.asks}={post}" if kind.address else ""
        found[post].append(Hanging(many, count(many, kind.singular, kind.plural), address))
    return {post: tuple(held) for post, held in found.items()}


@dataclass(frozen=True)
class Holding:
    """Somebody's time in a post, as a page shows it."""

    row: PostHolder
    is_now: bool
    is_to_come: bool

    @property
    def span(self) -> str:
        """Since 1 April 2007; 1 April 2005 to 31 March 2007; from 1 January 2008."""
        return span(self.row.starts, self.row.ends, to_come=self.is_to_come)


def span(starts: date, ends: date | None, *, to_come: bool = False) -> str:
    """From when to when, in words."""
    if ends:
        return f"{long_date(starts)} to {long_date(ends)}"
    return f"{'from' if to_come else 'since'} {long_date(starts)}"


def holdings(rows: Iterable[PostHolder], on: date) -> tuple[Holding, ...]:
    """Times in posts, the newest first."""
    newest = sorted(rows, key=lambda row: (row.starts, row.pk), reverse=True)
    return tuple(
        Holding(row, row.starts <= on and (row.ends is None or row.ends >= on), row.starts > on) for row in newest
    )


@dataclass(frozen=True)
class Gap:
    """Days in which nobody held a post."""

    starts: date
    ends: date | None

    @property
    def span(self) -> str:
        """From when to when."""
        return span(self.starts, self.ends)


def through_time(post: Post, on: date) -> tuple[Holding | Gap, ...]:
    """Who held a post, the newest first, with the days between in which it was vacant. One query."""
    told = holdings(post.holders.select_related("user"), on)
    found: list[Holding | Gap] = []
    begins: date | None = None
    for held in told:
        last = held.row.ends
        if begins is None:
            until = post.ends
            if last and last < on and (until is None or last < until):
                found.append(Gap(last + timedelta(days=1), until))
        elif last and last + timedelta(days=1) < begins:
            found.append(Gap(last + timedelta(days=1), begins - timedelta(days=1)))
        found.append(held)
        begins = min(held.row.starts, begins) if begins else held.row.starts
    return tuple(found)


def overlapping(rows: Iterable[PostHolder]) -> list[str]:
    """A sentence for each two who are entered as holding one post at once, which older data may have."""
    in_order = sorted(rows, key=lambda row: row.starts)
    return [
        f"{earlier.user} and {later.user} are both entered as holding it from {long_date(later.starts)}. "
        "Change the days of one of them."
        for earlier, later in itertools.pairwise(in_order)
        if earlier.ends is None or earlier.ends >= later.starts
    ]


def places(rows: Iterable[BoardMember], on: date) -> tuple[tuple[BoardMember, str, bool], ...]:
    """Places on boards: each with from when to when, and whether it is over. The newest first."""
    newest = sorted(rows, key=lambda row: (row.starts, row.pk), reverse=True)
    return tuple(
        (row, span(row.starts, row.ends, to_come=row.starts > on), row.ends is not None and row.ends < on)
        for row in newest
    )


# Lists


def people(on: date) -> QuerySet[User]:
    """Everybody, with how their account stands, their roles and what they hold on a day (``held``). Three queries."""
    no_password = Q(last_login__isnull=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    standing = Case(
        When(~signs_in(on), then=Value(str(Standing.CLOSED))),
        When(leaves_on__isnull=False, then=Value(str(Standing.LEAVING))),
        When(Q(no_password, pk__in=not_invited().order_by().values("pk")), then=Value(str(Standing.UNINVITED))),
        When(no_password, then=Value(str(Standing.INVITED))),
        default=Value(str(Standing.OPEN)),
        output_field=CharField(),
    )
    holding = PostHolder.objects.filter(in_force(on)).select_related("post").order_by("post__title", "pk")
    return User.objects.annotate(standing=standing).prefetch_related(
        "groups", Prefetch("posts_held", holding, to_attr="held")
    )


def standing_words(person: User) -> str:
    """How an account stands, with the last day where there is one."""
    if person.standing == Standing.LEAVING:
        return f"Leaves after {long_date(person.leaves_on)}"
    if person.standing == Standing.CLOSED and person.leaves_on:
        return f"Closed, last day {long_date(person.leaves_on)}"
    return Standing(person.standing).label


def posts(on: date) -> QuerySet[Post]:
    """Every post, with who holds it on a day (``held``), the open actions that it leads and the indicators it reports."""
    holding = PostHolder.objects.filter(in_force(on)).select_related("user").order_by("user__name", "pk")
    rows = Post.objects.select_related("directorate", "partner_body", "superior")
    return with_numbers(rows.prefetch_related(Prefetch("holders", holding, to_attr="held")))


def with_numbers(rows: QuerySet[Post]) -> QuerySet[Post]:
    """Posts, each with how many open actions it leads (``leads``) and how many indicators it reports (``reports``)."""
    unfinished = Q(closed_on__isnull=True) & ~Q(status="complete")
    return rows.annotate(
        leads=_number(behind(Post, "actions_led").filter(unfinished, lead=OuterRef("pk")), "lead"),
        reports=_number(behind(Post, "indicators").filter(closed_on__isnull=True, owner=OuterRef("pk")), "owner"),
    )


def directorates(on: date) -> QuerySet[Directorate]:
    """Every directorate, with how many posts it has on a day."""
    own = Post.objects.filter(in_force(on), directorate=OuterRef("pk"))
    return Directorate.objects.annotate(posts_now=_number(own, "directorate"))


def _number(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def choices_of_outcomes(on: date, *, beside: Iterable[Outcome]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The outcomes that can be chosen, by framework: those of frameworks that run, and ``beside`` those. Two queries."""
    running = {one.pk for one in Framework.objects.running(on)}
    ticked = {one.pk for one in beside}
    found: dict[str, list[tuple[str, str]]] = {}
    for row in Outcome.objects.with_frameworks():
        if row.framework_id in running or row.pk in ticked:
            found.setdefault(row.framework.name, []).append((str(row.pk), str(row)))
    return list(found.items())
