"""Inviting the people who hold the invited posts to a sitting, telling them of changes, and calling it off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clinics.choices import AttendanceRole
from clinics.models import Invitation, Sitting
from clinics.services.life import LifeError, locked
from core.clock import now, today
from core.formats import clock_time, long_date
from core.icalendar import INVITATION_TYPE, Meeting, Person, invitation
from core.letters import filled, plain
from core.outbox import send_at_once
from organisation.models import Council, PostHolder, in_force

PRODUCER = "-//Council Performance//Clinics//EN"


@dataclass(frozen=True)
class Guest:
    """Somebody who is invited to a sitting, and as what."""

    user: User
    role: str
    post: str
    chairs: bool


@dataclass(frozen=True)
class Guests:
    """Who is invited to a sitting, and who cannot be."""

    invited: tuple[Guest, ...]
    missing: tuple[str, ...]
    """A sentence for each role without a post and each post without a holder."""


@dataclass(frozen=True)
class Letters:
    """Who would be written to now: with what stands, or that they need not come."""

    guests: Guests
    told: tuple[User, ...]
    """Who has the sitting as it stands already."""
    asked: tuple[User, ...]
    """Who is to be invited or told of the change."""
    released: tuple[User, ...]
    """Who was invited and is to be told that it is off, for all or for them."""
    bound: frozenset[int]
    """The keys of those who hold an invitation already."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody is to be written to."""
        return not self.asked and not self.released


@dataclass(frozen=True)
class Sent:
    """What came of sending."""

    reached: tuple[str, ...]
    refused: tuple[str, ...]
    """Who was not reached, with the server's words."""


def guests(sitting: Sitting) -> Guests:
    """Who holds the invited posts on the day of a sitting. Two queries, however many."""
    rows = list(sitting.attendance.select_related("post"))
    wanted = {(row.role, row.post) for row in rows}
    asked = [(row.role, row.post) for row in rows]
    if sitting.chair and not any(post == sitting.chair for _, post in wanted):
        asked.insert(0, (AttendanceRole.CHAIR, sitting.chair))
    holders = PostHolder.objects.filter(
        in_force(sitting.date), post__in=[post.pk for _, post in asked if post], user__is_active=True
    ).select_related("user")
    by_post: dict[int, list[User]] = {}
    for holder in holders.order_by("user__name", "pk"):
        by_post.setdefault(holder.post_id, []).append(holder.user)
    invited: dict[int, Guest] = {}
    missing = []
    for role, post in asked:
        label = AttendanceRole(role).label
        if post is None:
            missing.append(f"{label}: no post is named.")
        elif post.pk not in by_post:
            missing.append(f"{label}: nobody holds the post {post} on {long_date(sitting.date)}.")
        else:
            chairs = role == AttendanceRole.CHAIR or post == sitting.chair
            for user in by_post[post.pk]:
                invited.setdefault(user.pk, Guest(user, label, str(post), chairs))
    return Guests(tuple(invited.values()), tuple(missing))


def letters(sitting: Sitting) -> Letters:
    """Who would be written to now. Four queries, however many."""
    found = guests(sitting)
    newest: dict[int, Invitation] = {}
    for sent in sitting.invitations.select_related("to").order_by("pk"):
        newest[sent.to_id] = sent
    bound = {key: sent for key, sent in newest.items() if not sent.cancels}
    wanted = () if sitting.cancelled_because else tuple(guest.user for guest in found.invited)
    told = tuple(user for user in wanted if user.pk in bound and bound[user.pk].sequence == sitting.revision)
    keys = {user.pk for user in wanted}
    return Letters(
        guests=found,
        told=told,
        asked=tuple(user for user in wanted if user not in told),
        released=tuple(sent.to for key, sent in bound.items() if key not in keys),
        bound=frozenset(bound),
    )


def meeting(sitting: Sitting, invited: Iterable[Guest], *, cancelled: bool = False) -> Meeting:
    """A sitting as calendars hold it."""
    council = Council.objects.first()
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Meeting(
        uid=f"sitting-{sitting.pk}@{settings.SITE_URL.split('://')[-1].split(':')[0]}",
        day=sitting.date,
        summary=plain(f"Performance clinic: {sitting.clinic}"),
        description=plain(f"The briefing paper: {link(sitting)}"),
        url=link(sitting),
        changed_at=now(),
        sequence=sitting.revision,
        organizer=Person(str(council) if council else name, address),
        invited=tuple(Person(guest.user.name, guest.user.email, guest.chairs) for guest in invited),
        zone=timezone.get_default_timezone(),
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        place=sitting.place,
        cancelled=cancelled or bool(sitting.cancelled_because),
    )


def invitation_file(sitting: Sitting) -> tuple[bytes, str]:
    """The invitation to a sitting as a file, and its type."""
    asked = meeting(sitting, guests(sitting).invited)
    return invitation(asked, producer=PRODUCER), INVITATION_TYPE.format(method=asked.method)


def invite(*, sitting: Sitting, by: User) -> Sent:
    """Write to everybody who has not been told how a sitting stands. What was sent to whom is kept.

    It is kept before it goes out, so that two who press at once do not write twice, and taken back for those whom
    the server refuses. Raises LifeError where there is nobody to write to.
    """
    with transaction.atomic():
        clinic = locked(sitting.clinic)
        sitting = clinic.sittings.select_related("clinic", "chair").get(pk=sitting.pk)
        if sitting.date < today():
            raise LifeError(f"The sitting was on {long_date(sitting.date)}. Nobody is invited to what is past.")
        wanted = letters(sitting)
        if wanted.is_empty:
            raise LifeError(
                "Everybody who is invited knows how the sitting stands. Nothing was sent."
                if wanted.told or sitting.cancelled_because
                else "Nobody can be invited yet: name the posts that are to come, and who holds them."
            )
        kept = [
            Invitation.objects.create(
                sitting=sitting, to=user, address=user.email, sequence=sitting.revision, cancels=cancels, by=by
            )
            for users, cancels in ((wanted.asked, False), (wanted.released, True))
            for user in users
        ]
    return _sent(sitting, kept, wanted, by)


def link(sitting: Sitting) -> str:
    """Where a sitting is read of: its briefing, and later its minutes."""
    return f"{settings.SITE_URL}{sitting.get_absolute_url()}"


def _sent(sitting: Sitting, kept: list[Invitation], wanted: Letters, by: User) -> Sent:
    reached, refused = send_at_once(kept, lambda one: _letter(sitting, one, wanted, by))
    return Sent(tuple(str(one.to) for one in reached), tuple(f"{one.to}: {why}" for one, why in refused.items()))


def _letter(sitting: Sitting, one: Invitation, wanted: Letters, by: User) -> EmailMultiAlternatives:
    invited = wanted.guests.invited
    if one.cancels:
        invited = (Guest(one.to, "", "", chairs=False),)
    asked = meeting(sitting, invited, cancelled=one.cancels)
    kind = INVITATION_TYPE.format(method=asked.method).rsplit(";", 1)[0]  # Django says the charset itself
    file = invitation(asked, producer=PRODUCER).decode()
    what = "Cancelled" if one.cancels else "Changed" if one.to_id in wanted.bound else "Invitation"
    letter = EmailMultiAlternatives(
        subject=plain(f"{what}: performance clinic, {long_date(sitting.date)}: {sitting.clinic}"),
        body=plain(_body(sitting, one, wanted)),
        to=[one.address],
        reply_to=[by.email],
    )
    letter.attach_alternative(file, kind)
    letter.attach("invitation.ics", file, kind)
    return letter


def _body(sitting: Sitting, one: Invitation, wanted: Letters) -> str:
    guest = next((guest for guest in wanted.guests.invited if guest.user == one.to), None)
    when = long_date(sitting.date)
    if sitting.starts_at:
        when += f", {clock_time(sitting.starts_at)}{f' to {clock_time(sitting.ends_at)}' if sitting.ends_at else ''}"
    if one.cancels:
        why = f": {sitting.cancelled_because}" if sitting.cancelled_because else ", as far as you are concerned."
        opening = f"The performance clinic “{sitting.clinic}” on {when} is off{why}"
    elif one.to_id in wanted.bound:
        opening = f"The performance clinic “{sitting.clinic}” has changed. It now sits on {when}."
    else:
        opening = f"You are invited to the performance clinic “{sitting.clinic}” on {when}."
    facts = [f"Hello {one.to.name},", filled(opening)]
    if not one.cancels:
        if sitting.place:
            facts.append(filled(f"Place: {sitting.place}"))
        if guest:
            facts.append(filled(f"You come as {guest.role.lower()}, holding the post {guest.post}."))
        facts.append(
            f"{filled('The briefing paper says why the clinic was called, with the figures and what to ask:')}\n{link(sitting)}"
        )
    return "\n\n".join(facts) + "\n"
