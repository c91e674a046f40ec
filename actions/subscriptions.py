"""The dates of a post's actions as a calendar to subscribe to.

A calendar program asks without a password, so the address carries a signed
token that names the post and the person it was given to. At each request it is
asked anew whether that person may have it: whoever no longer holds the post,
or may no longer read, gets nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from django.core.signing import BadSignature, Signer
from django.db.models import DateTimeField, Max, OuterRef, Subquery
from django.urls import reverse

from accounts.models import User
from actions.models import Action, Milestone, start_of
from actions.reporting import ActionLine, MilestoneLine, line
from core.formats import long_date
from core.icalendar import Event, calendar
from organisation import rights
from organisation.models import Post

SIGNER = Signer(salt="actions.subscriptions")
PRODUCER = "-//Council Performance//Actions of a post//EN"


class NotSubscribedError(Exception):
    """A calendar is not given out; its words say why and what to do."""


@dataclass(frozen=True)
class Subscription:
    """Whose dates a calendar shows, and to whom it was given."""

    post: Post
    person: User


def may_subscribe(person: rights.Person, post: int) -> bool:
    """Whether a person may have the calendar of a post: the performance team of any, others of a post they hold."""
    if not (person.is_authenticated and person.is_active):
        return False
    return rights.may_manage(person) or (post in rights.posts_of(person) and rights.may_see(person, [post]))


def calendar_address(person: rights.Person, post: int) -> str:
    """Where a calendar program finds the dates of a post for a person; "" where they may not have it.

    ``post`` is its key. The same for a person and post each time. No query
    beyond the person's posts, which are read once a request.
    """
    if not may_subscribe(person, post):
        return ""
    return reverse("action-calendar", args=[SIGNER.sign_object([post, person.pk])])


def subscribed(token: str) -> Subscription:
    """Whose calendar a token asks for. Raises NotSubscribedError where it was altered or its person may not have it now."""
    try:
        post_key, person_key = SIGNER.unsign_object(token)
    except (BadSignature, ValueError) as altered:
        raise NotSubscribedError(
            "This is not the address of a calendar. Copy it again from the list of actions, with your post chosen."
        ) from altered
    post, person = Post.objects.filter(pk=post_key).first(), User.objects.filter(pk=person_key).first()
    if post is None or person is None or not may_subscribe(person, post.pk):
        raise NotSubscribedError(
            "This calendar was for somebody who held the post and may no longer have it. "
            "Whoever holds the post now finds an address of their own with the list of actions."
        )
    return Subscription(post, person)


def calendar_of(post: Post, on: date, *, site: str, seasons_fall_due: bool = False) -> bytes:
    """The calendar of a post: a day for each open dated milestone that it leads or contributes to. Four queries.

    ``site`` is the beginning of the site's addresses, without a slash at the end.
    """
    kept = Milestone.history.model.objects.filter(action=OuterRef("pk")).order_by()
    changed = kept.values("action").annotate(at=Max("history_date")).values("at")
    actions = Action.objects.open().for_posts([post.pk]).rated(on, seasons_fall_due=seasons_fall_due).with_details()
    events: list[Event] = []
    for action in actions.annotate(changed_at=Subquery(changed, output_field=DateTimeField())):
        shown = line(action, on, seasons_fall_due=seasons_fall_due)
        if shown.is_complete:
            continue
        for milestone, said in zip(action.milestones.all(), shown.milestones, strict=True):
            if said.due and not said.done_on:
                events.append(_event(action, shown, milestone, said, site=site, on=on))
    return calendar(f"Actions: {post}", sorted(events, key=lambda event: (event.day, event.uid)), producer=PRODUCER)


def _event(
    action: Action, shown: ActionLine, milestone: Milestone, said: MilestoneLine, *, site: str, on: date
) -> Event:
    late = "Overdue: " if shown.is_overdue and said.late else "Late: " if said.late and not milestone.recurrence else ""
    url = f"{site}{shown.url}"
    return Event(
        uid=f"milestone-{milestone.pk}@{urlsplit(site).hostname}",
        day=said.due,
        summary=f"{late}{shown.title}",
        description=_described(shown, said, url),
        url=url,
        changed_at=_changed(action, on),
        sequence=milestone.version - 1,
        tentative=milestone.needs_review or milestone.facts.is_tentative,
    )


def _changed(action: Action, on: date) -> datetime:
    """When the dates or the words of an action last changed; without a history, the beginning of the day."""
    return max(filter(None, (action.changed_at, action.last_said_at)), default=start_of(on))


def _described(shown: ActionLine, said: MilestoneLine, url: str) -> str:
    """What a calendar shows below the title: measure, rating, slippage, the last words and where to answer."""
    words = (
        f"Last said on {long_date(shown.last_said_on)}: {shown.last_words}" if shown.last_said_on else "No update yet."
    )
    first = f"First due {long_date(said.first_due)}." if said.slipped else ""
    lines = (said.measure, f"Lead: {shown.accountable}", f"{shown.rating.label}. {shown.rating.sentence}", first, words)
    return "\n".join([*filter(None, lines), url])
