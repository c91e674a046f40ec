"""The rows of the list of posts: what a page of it shows of each and no more, by their keys, in two questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from core.queries import addresses
from core.statements import filled_up, stated_once
from organisation.models import Post, PostHolder, in_force
from organisation.reporting import with_numbers


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a post."""

    url: str
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class ListedPost:
    """A post on a day, as a row of the list shows it."""

    pk: int
    url: str
    title: str
    abbreviation: str
    of: str
    """The directorate or the partner body that it belongs to; empty where it is neither's."""
    superior: str | None
    leads: int
    reports: int
    ends: date | None
    holders: tuple[Holder, ...]

    def __str__(self) -> str:
        return self.title


def as_listed(post: Post) -> ListedPost:
    """A post that came with who holds it and with its numbers (``organisation.reporting.posts``)."""
    return ListedPost(
        pk=post.pk,
        url=post.get_absolute_url(),
        title=post.title,
        abbreviation=post.abbreviation,
        of=str(post.directorate or post.partner_body or ""),
        superior=str(post.superior) if post.superior else None,
        leads=post.leads,
        reports=post.reports,
        ends=post.ends,
        holders=tuple(Holder(one.user.get_absolute_url(), str(one.user)) for one in post.held),
    )


def listed(keys: Sequence[int], on: date) -> list[ListedPost]:
    """The posts of these keys on a day, in their order. Two queries."""
    if not keys:
        return []
    asked, post_at, person_at = filled_up(keys), addresses("post"), addresses("person")
    holders = defaultdict(list)
    for post, person, name, email in _holders(*asked, on=on):
        holders[post].append(Holder(person_at(person), name or email))
    found = {
        key: ListedPost(
            key,
            post_at(key),
            title,
            abbreviation,
            directorate or partner or "",
            superior,
            *numbers,
            tuple(holders[key]),
        )
        for key, title, abbreviation, directorate, partner, superior, *numbers in _posts(*asked)
    }
    return [found[key] for key in keys if key in found]


@stated_once
def _posts(*keys: int) -> QuerySet:
    """The posts themselves, each with where it belongs and its numbers."""
    where = ("directorate__name", "partner_body__name", "superior__title")
    rows = with_numbers(Post.objects.filter(pk__in=keys)).order_by()
    return rows.values_list("pk", "title", "abbreviation", *where, "leads", "reports", "ends")


@stated_once
def _holders(*keys: int, on: date) -> QuerySet:
    """Who holds them on a day."""
    rows = PostHolder.objects.filter(in_force(on), post__in=keys).order_by("user__name", "pk")
    return rows.values_list("post_id", "user_id", "user__name", "user__email")
