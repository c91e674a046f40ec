"""What is read of reminders: the facts from which a day's letters follow, and who cannot be reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from actions.choices import Status
from actions.models import Action
from actions.reporting import line
from core import prose
from core.clock import today
from core.dates import months_later
from core.formats import listed
from indicators.models import Indicator
from indicators.reporting.due import figures_due
from meetings.models import Meeting
from meetings.reporting import cycle_at, day_after
from organisation import rights
from organisation.choices import BoardKind
from organisation.models import Council, Post, PostHolder, in_force
from reminders.choices import State
from reminders.models import Message
from reminders.rules import Cycle, Figure, Item, Letter, Office, Reader, letters


def letters_of(on: date) -> list[Letter]:
    """The letters of a day, from everything that is known. The same number of queries for any number of people."""
    council = Council.objects.first() or Council()
    held = holdings(on)
    posts = {holding.post_id for holding in held}
    return list(
        letters(
            _readers(held, on),
            _items(on, seasons_fall_due=council.seasons_fall_due),
            _figures(posts, on, council),
            [Office(*row) for row in Post.objects.values_list("pk", "title", "superior")],
            cycle(on, council),
            on,
        )
    )


def holdings(on: date) -> list[PostHolder]:
    """Who holds which post on a day, each person with their roles. Two queries."""
    held = PostHolder.objects.filter(in_force(on)).select_related("user", "post").order_by("post__title", "pk")
    held = list(held.prefetch_related("user__groups"))
    for holding in held:
        holding.user.roles = frozenset(group.name for group in holding.user.groups.all())
    return held


def why_not_written_to(user: User) -> str:
    """Why somebody cannot be reminded; empty where they can."""
    if not user.may_sign_in:
        return "may not sign in any more"
    if not user.email:
        return "has no e-mail address"
    if not rights.may_report(user):
        return "has no role that may update an action"
    return ""


def _readers(held: Iterable[PostHolder], on: date) -> list[Reader]:
    """The people who can be written to, with when they last were. One query."""
    written = Message.objects.filter(on__lte=on).order_by().values("to")
    left = ~Q(state__in=(State.WAITING, State.REPLACED))  # what a letter that never left told of is told by the next
    last = {row["to"]: row for row in written.annotate(last=Max("on"), told_of=Max("missed_cycle", filter=left))}
    by_person: dict[User, list[Post]] = defaultdict(list)
    for holding in held:
        if not why_not_written_to(holding.user):
            by_person[holding.user].append(holding.post)
    return [
        Reader(
            key=user.pk,
            name=user.name,
            address=user.email,
            posts=frozenset(post.pk for post in posts),
            holds=listed(post.title for post in posts),
            weekday=user.reminded_on,
            is_daily=user.reminded_daily,
            wants_soon=user.told_of_soon,
            last=last[user.pk]["last"] if user.pk in last else None,
            told_of=last[user.pk]["told_of"] if user.pk in last else None,
        )
        for user, posts in by_person.items()
    ]


def _items(on: date, *, seasons_fall_due: bool) -> list[Item]:
    """Every action that is neither complete nor closed. Three queries."""
    return [
        _item(action, on, seasons_fall_due=seasons_fall_due)
        for action in Action.objects.open().exclude(status=Status.COMPLETE).with_details()
    ]


def _item(action: Action, on: date, *, seasons_fall_due: bool) -> Item:
    shown = line(action, on, seasons_fall_due=seasons_fall_due)
    return Item(
        key=action.pk,
        title=action.title,
        lead=action.lead_id,
        posts=frozenset(action.accountable_posts),
        lead_title=shown.lead,
        due=shown.due,
        due_words=shown.due_words,
        steps=tuple(step.due for step in shown.milestones if step.due and not step.done_on),
        is_overdue=shown.is_overdue,
        said_on=shown.last_said_on,
        words=prose.to_text(shown.last_words),
        opened_on=action.opened_on,
    )


def _figures(posts: Iterable[int], on: date, council: Council) -> list[Figure]:
    """The figures that posts owe. Three queries."""
    return [
        Figure(owed.owner, f"{owed.ref} {owed.title}", owed.period, owed.due_on, owed.url)
        for owed in figures_due(posts, on, reporting_days=council.reporting_days)
    ]


def cycle(on: date, council: Council) -> Cycle:
    """The reporting cycle that a day lies in, the board it ends with, and the one before. Four queries."""
    boards = Meeting.objects.standing().filter(board__kind=BoardKind.POLITICAL).select_related("board")
    last, coming = boards.past(on).first(), boards.coming(on).first()
    missed_from = None
    if last:
        before = boards.past(last.date).first()
        missed_from = day_after(before.date) if before else months_later(last.date, -last.board.cycle_months)
    return Cycle(
        starts=cycle_at(on, months=council.cycle_months),
        board=str(coming.board) if coming else "",
        ends=coming.date if coming else None,
        published=coming.publication_deadline if coming else None,
        missed_from=missed_from,
    )


# What somebody is sent whatever they choose


@dataclass(frozen=True)
class Duty:
    """Letters that nobody switches off, and why somebody is sent them."""

    what: str
    why: str


def always_sent(person: User) -> list[Duty]:
    """What a person is sent whatever they choose: for what they answer for, and for their own account. Two queries."""
    held = rights.held_posts(person)
    found = []
    if held and not why_not_written_to(person):
        titles = listed(post.title for post in held)
        found.append(
            Duty(
                "What is due that day, overdue, or wants an update before a board, and figures that are awaited",
                f"You hold {titles}. You choose how often these come, not whether.",
            )
        )
        below = Post.objects.filter(in_force(today()), superior__in=[post.pk for post in held])
        titles = [post.title for post in below.exclude(pk__in=[post.pk for post in held])]
        if titles:
            named = listed([*titles[:FEW], f"{len(titles) - FEW} more"] if len(titles) > FEW else titles)
            found.append(
                Duty(
                    "What posts that answer to you left without a word in a whole cycle",
                    f"{named} {'answers' if len(titles) == 1 else 'answer'} to you. You are told once a cycle, with the "
                    "reminders, and by themselves where you have none.",
                )
            )
        found.append(
            Duty(
                "Invitations to clinics, and changes of them", "For whoever is to come to one, so that it can be held."
            )
        )
    found.append(
        Duty(
            "What happens to your account: a new password, a second factor, an invitation",
            "So that you notice it if it was not you.",
        )
    )
    return found


FEW = 4
"""So many posts are named."""


# Who is not reached


@dataclass(frozen=True)
class VacantPost:
    """A post that nobody holds and that has something to say."""

    title: str
    actions: int
    """Open actions that it leads or contributes to and that have no update this cycle."""
    indicators: int
    """Indicators that it answers for."""


@dataclass(frozen=True)
class Unreached:
    """Somebody who holds a post and cannot be written to."""

    name: str
    why: str
    posts: str


def vacant_posts(on: date, council: Council) -> list[VacantPost]:
    """The posts without a holder that something is wanted of. Two queries."""
    since = cycle_at(on, months=council.cycle_months)
    silent = Action.objects.open().exclude(status=Status.COMPLETE)
    silent = silent.exclude(pk__in=Action.objects.updated_since(since).values("pk"))
    contributed = Action.contributors.through.objects.filter(action=OuterRef("pk"), post=OuterRef(OuterRef("pk")))
    asked = silent.filter(Q(lead=OuterRef("pk")) | Exists(contributed))
    measured = Indicator.objects.current(on).filter(owner=OuterRef("pk"))
    found = (
        Post.objects.exclude(pk__in=PostHolder.objects.filter(in_force(on)).values("post"))
        .filter(in_force(on))
        .annotate(asked=_counted(asked), measured=_counted(measured))
        .filter(Q(asked__gt=0) | Q(measured__gt=0))
    )
    return [VacantPost(post.title, post.asked, post.measured) for post in found]


def _counted(rows: QuerySet) -> Coalesce:
    """How many rows of a subquery there are."""
    counted = rows.order_by().annotate(_all=Count("pk")).values("_all")
    counted.query.group_by = None  # one count of all, not one a row
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def unreached(on: date) -> list[Unreached]:
    """The people who hold a post and cannot be written to, with the reason. Two queries."""
    found: dict[User, list[str]] = defaultdict(list)
    for holding in holdings(on):
        if why_not_written_to(holding.user):
            found[holding.user].append(holding.post.title)
    return [Unreached(str(user), why_not_written_to(user), listed(posts)) for user, posts in found.items()]
