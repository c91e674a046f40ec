"""People: joining, their roles, and leaving with everything re-assigned in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet

from accounts.choices import Role
from accounts.models import Invitation, User
from accounts.services import end_sessions
from accounts.services.invitations import invite, withdraw_invitations
from core.clock import today
from core.formats import listed
from core.refusals import NotDoneError
from organisation import rights
from organisation.models import BoardMember, Post, PostHolder
from organisation.services.posts import hand_over

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Left:
    """What came of somebody's leaving."""

    handed: tuple[PostHolder, ...]
    vacant: tuple[Post, ...]
    places: int
    """How many places on boards ended."""


@transaction.atomic
def take_in(
    *, person: User, roles: Iterable[Role], by: User, post: Post | None = None, since: date | None = None
) -> Invitation:
    """Store a joiner with roles and a post, and an invitation to send. Raises NotDoneError where the post is taken."""
    enter_person(person=person, roles=roles, by=by)
    if post:
        hand_over(post=post, to=person, on=since or today())
    return invite(to=person, by=by)


@transaction.atomic
def enter_person(*, person: User, roles: Iterable[Role], by: User) -> None:
    """Store somebody new with roles. Nobody is written to: they are invited in a step of its own."""
    person.set_unusable_password()
    person.save()
    give_roles(person=person, roles=roles, by=by)


@transaction.atomic
def give_roles(*, person: User, roles: Iterable[Role], by: User) -> None:
    """Give somebody roles beside those that they have. Raises NotDoneError where these are not for ``by`` to give."""
    wanted = [str(role) for role in roles]
    refused = [role for role in wanted if not rights.may_give_role(by, person, Role(role))]
    if refused:
        raise NotDoneError(f"{by} may not make {person} {listed(refused)}. Ask somebody else of the performance team.")
    if wanted:
        person.groups.add(*Group.objects.filter(name__in=wanted))


@transaction.atomic
def store_person(*, person: User, by: User) -> None:
    """Store a person's name and address. Where the address is another, links that went to the old one open nothing more."""
    before = User.objects.select_for_update().get(pk=person.pk)
    if not rights.may_keep_person(by, before):
        raise NotDoneError(f"What is kept of {before} is changed only by somebody who may do everything.")
    person.save()
    if before.email != person.email:
        withdraw_invitations(of=person)


@transaction.atomic
def change_roles(*, person: User, roles: Iterable[Role], by: User) -> bool:
    """Give and take roles, so that these are left. Gives whether anything changed.

    Raises NotDoneError where somebody would give themselves a role, or where nobody of the performance team would be
    left who can sign in.
    """
    team = _team()
    person = User.objects.select_for_update().get(pk=person.pk)
    wanted, had = {str(role) for role in roles}, set(person.roles)
    if wanted == had:
        return False
    if not rights.may_keep_person(by, person):
        raise NotDoneError(f"The roles of {person} are changed only by somebody who may do everything.")
    refused = sorted(role for role in wanted - had if not rights.may_give_role(by, person, Role(role)))
    if refused:
        raise NotDoneError(
            f"Nobody gives themselves a role. Ask somebody else of the performance team to make you {listed(refused)}."
        )
    if Role.PERFORMANCE in had - wanted:
        _keep_one(team, person)
    person.groups.set(Group.objects.filter(name__in=wanted))
    return True


def _team() -> list[int]:
    """The keys of the performance team who can sign in, held until the end: two who go at once take turns."""
    Group.objects.select_for_update().get(name=Role.PERFORMANCE)
    return list(User.objects.open(today()).with_role(Role.PERFORMANCE).able_to_come_in().values_list("pk", flat=True))


def _keep_one(team: list[int], person: User, *, last_day: date | None = None) -> None:
    others = User.objects.filter(pk__in=team).exclude(pk=person.pk)
    if last_day:
        others = others.filter(Q(leaves_on__isnull=True) | Q(leaves_on__gt=last_day))
    if person.pk in team and not others.exists():
        raise NotDoneError(
            f"{person} is the last of the performance team who can sign in. Give somebody else that role first, and let "
            "them sign in."
        )


@transaction.atomic
def leave(
    *, person: User, last_day: date, successors: Mapping[int, User | None], by: User, at_once: bool = False
) -> Left:
    """Close somebody's account after a last day, with every post handed on and every place on a board ended.

    ``successors`` has for each post that they hold after that day, by key, who holds it from the next day on; None
    leaves it vacant. ``at_once`` ends signing in now. All of it, or nothing: raises NotDoneError where a post is
    missing, handed to somebody who cannot have it, or where nobody of the performance team would be left.
    """
    team = _team()
    person = User.objects.select_for_update().get(pk=person.pk)
    if not rights.may_keep_person(by, person):
        raise NotDoneError(f"The account of {person} is closed only by somebody who may do everything.")
    if Role.PERFORMANCE in person.roles:
        _keep_one(team, person, last_day=last_day)
    handed, vacant = [], []
    for holding in end_holdings(person, last_day):
        if holding.post_id not in successors:
            raise NotDoneError(
                f"{person} holds {holding.post} too, which was entered meanwhile. Say who has it next, and save again."
            )
        successor = successors[holding.post_id]
        if successor is not None and successor.pk == person.pk:
            raise NotDoneError(f"{holding.post} cannot be handed to {person}, who leaves. Choose somebody else.")
        if successor is None:
            vacant.append(holding.post)
        else:
            handed.append(hand_over(post=holding.post, to=successor, on=max(last_day + DAY, holding.starts)))
    places = end_places(person, last_day)
    person.leaves_on = last_day
    person.is_active = person.is_active and not at_once
    person.save()
    withdraw_invitations(of=person)
    if not person.may_sign_in:
        end_sessions(person)
    return Left(tuple(handed), tuple(vacant), places)


def holdings_after(person: User, day: date) -> QuerySet[PostHolder]:
    """What a person holds, or is to hold, after a day."""
    held = Q(ends__isnull=True) | Q(ends__gt=day)
    return PostHolder.objects.filter(held, user=person).select_related("post").order_by("post__title", "pk")


def places_after(person: User, day: date) -> QuerySet[BoardMember]:
    """The places that a person has, or is to have, on boards after a day."""
    placed = Q(ends__isnull=True) | Q(ends__gt=day)
    return BoardMember.objects.filter(placed, user=person).select_related("board").order_by("board__name", "pk")


def end_places(person: User, last_day: date) -> int:
    """End every place that a person has on a board after a day; what has not begun by then is taken away.

    Gives how many there were. Raises NotDoneError where they are entered as coming to a meeting after that day.
    """
    places = list(places_after(person, last_day))
    for place in places:
        if place.starts > last_day:
            try:
                place.delete()
            except ProtectedError as told:
                raise NotDoneError(
                    f"{person} is entered as coming to meetings of the {place.board} after that day. Take that back first."
                ) from told
        else:
            place.ends = last_day
            place.save()
    return len(places)


def end_holdings(person: User, last_day: date) -> list[PostHolder]:
    """End everything that a person holds after a day, or take it away where it has not begun by then."""
    holdings = list(holdings_after(person, last_day).select_for_update(of=("self",)))
    for holding in holdings:
        if holding.starts > last_day:
            holding.delete()
        else:
            holding.ends = last_day
            holding.save()
    return holdings


@transaction.atomic
def come_back(*, person: User, by: User) -> None:
    """Open a closed account again, with the roles that it had. Posts and places are given anew."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not rights.may_keep_person(by, person) or person.pk == by.pk:
        raise NotDoneError(f"The account of {person} is opened by somebody else who keeps people.")
    if person.is_active and person.leaves_on is None:
        raise NotDoneError(f"The account of {person} is open already.")
    person.is_active, person.leaves_on = True, None
    person.save()
