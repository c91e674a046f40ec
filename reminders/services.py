"""Writes of reminders: messages kept before they are sent, their links, and what came back."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from http import HTTPStatus

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from actions.choices import Status
from actions.models import Action, Update
from core import outbox
from core.clock import now, today
from core.formats import clock_time, count, long_date
from core.network import network
from core.outbox import new_message_id
from meetings.announcing import mark_bounced
from meetings.models import PaperLetter
from organisation import rights
from organisation.models import Council
from reminders.bounces import Bounce
from reminders.choices import Occasion, State, Use
from reminders.models import LinkUse, Message, SignedLink

GOOD_FOR = timedelta(hours=72)
LOG = logging.getLogger(__name__)
_SIGNER = Signer(salt="reminders.link", sep=".")


class LinkRefusedError(Exception):
    """A link opens nothing; the message is a sentence that says why."""

    def __init__(self, sentence: str, *, status: HTTPStatus, link: SignedLink | None = None) -> None:
        super().__init__(sentence)
        self.status, self.link = status, link


@transaction.atomic
def keep(
    *,
    to: User,
    address: str,
    occasion: Occasion,
    subject: str,
    body: str,
    on,
    actions: Iterable[int],
    missed_cycle=None,
) -> Message | None:
    """Store a message, to be sent, with its link where actions are given. None where the person has one for that day.

    An earlier one that still waits is replaced by it.
    """
    Council.objects.select_for_update().first()  # two runs at once take turns
    if Message.objects.filter(to=to, on=on).exists():
        return None
    for earlier in Message.objects.waiting().filter(to=to, on__lt=on):
        earlier.state = State.REPLACED
        earlier.save(update_fields=["state"])
    message = Message.objects.create(
        to=to,
        address=address,
        on=on,
        occasion=occasion,
        subject=subject,
        body=body,
        missed_cycle=missed_cycle,
        message_id=new_message_id(),
        made_at=now(),
    )
    if actions:
        SignedLink.objects.create(message=message).actions.set(actions)
    return message


@transaction.atomic
def take(message: int) -> Message | None:
    """Take a waiting message in hand to send it; its link is good from now. None where another run was quicker."""
    found = outbox.take(Message, message)
    link = SignedLink.objects.filter(message=found).first() if found else None
    if link:
        link.expires_at = found.taken_at + GOOD_FOR
        link.save(update_fields=["expires_at"])
        found.link = link
    return found


@transaction.atomic
def record_bounce(bounce: Bounce) -> Message | PaperLetter | None:
    """Mark the message that a notification speaks of as bounced: by its Message-ID, else the newest to that address.

    A letter on papers of a meeting is known by its Message-ID alone. None where no message fits.
    """
    sent = Message.objects.select_for_update(of=("self",)).gone()
    found = sent.filter(message_id=bounce.message_id).first() if bounce.message_id else None
    if found is None and bounce.message_id and (letter := mark_bounced(bounce.message_id, bounce.reason)):
        return letter
    if found is None:
        found = sent.filter(address__iexact=bounce.address).order_by("-sent_at", "-pk").first()
    if found:
        found.close(State.BOUNCED, bounce.reason)
    return found


# Links


def token(link: SignedLink) -> str:
    """What stands in the address of a link: its key with a signature, so that none can be made up or altered."""
    return _SIGNER.sign(link.key)


def open_link(given: str, *, signed_in: User | None) -> SignedLink:
    """The link behind a token, if whoever opens it may. Raises LinkRefusedError."""
    link = _known(given)
    if link is None:
        raise LinkRefusedError(
            "This link is not whole, or was altered, so it opens nothing. Open it from the mail itself, or sign in.",
            status=HTTPStatus.FORBIDDEN,
        )
    reader = link.message.to
    if signed_in and signed_in.pk != reader.pk:
        raise LinkRefusedError(
            f"This link was made for somebody else, and you are signed in as {signed_in}. "
            "Sign out to use it, or go on with your own work.",
            status=HTTPStatus.FORBIDDEN,
            link=link,
        )
    if not reader.may_sign_in:
        raise LinkRefusedError(
            "The account that this link was made for is closed, so it opens nothing.",
            status=HTTPStatus.FORBIDDEN,
            link=link,
        )
    if link.has_expired(now()):
        raise LinkRefusedError(
            f"This link was good for 72 hours{_until(link.expires_at)}. Sign in to update your actions; "
            "your next reminder brings a new link.",
            status=HTTPStatus.GONE,
            link=link,
        )
    return link


def _known(given: str) -> SignedLink | None:
    try:
        key = _SIGNER.unsign(given)
    except BadSignature:
        return None
    return SignedLink.objects.select_related("message__to").filter(key=key).first()


def _until(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f", until {long_date(local.date())} at {clock_time(local.time())}"


def still_open(link: SignedLink, *, written: Collection[int] = ()) -> list[Action]:
    """The actions of a link that its reader may update today and of which nothing was said since it was written.

    Asked anew at each use, so that a link loses what has passed to another post's holder. ``written`` are the keys of
    those that the reader has just written of: what others said or did meanwhile keeps none of them out, so that the
    words are not lost. Four queries, and one more where something is written.
    Raises LinkRefusedError where nothing of it is left.
    """
    reader = link.message.to
    held = rights.posts_of(reader, today())
    theirs = [
        action
        for action in link.actions.with_details()
        if held & action.accountable_posts and rights.may_answer_for(reader, action.accountable_posts)
    ]
    if not theirs:
        raise LinkRefusedError(
            "The posts that this link was made for are no longer yours, so it opens nothing any more. "
            "Whoever holds them now is reminded instead.",
            status=HTTPStatus.FORBIDDEN,
            link=link,
        )
    since = link.message.made_at
    kept = set(written)
    if kept:  # what they said themselves, through this link or elsewhere, is done
        own = Update.objects.filter(action__in=kept, by=reader, at__gte=since)
        kept -= set(own.values_list("action", flat=True))
    wanted = [action for action in theirs if action.pk in kept or not _is_done(action, since)]
    if not wanted:
        raise LinkRefusedError(
            "Everything that this link asked for has been updated. Thank you. Sign in to say more.",
            status=HTTPStatus.GONE,
            link=link,
        )
    return wanted


def _is_done(action: Action, since: datetime) -> bool:
    said = action.last_said_at is not None and action.last_said_at >= since
    return said or action.closed_on is not None or action.status == Status.COMPLETE


def log_use(link: SignedLink, what: Use, *, address: str, detail: str = "") -> None:
    """Keep that a link was used, or refused."""
    LinkUse.objects.create(link=link, at=now(), what=what, detail=detail[:250], network=network(address))


def log_refusal(refused: LinkRefusedError, *, address: str) -> None:
    """Keep that a link was refused. One that was made up belongs to no row, and is only a line in the log."""
    if refused.link:
        log_use(refused.link, Use.REFUSED, address=address, detail=str(refused))
    else:
        LOG.warning("A link with a wrong signature was refused, from %s.", network(address) or "nowhere known")


def saved_words(number: int) -> str:
    """1 update, 3 updates."""
    return count(number, "update")
