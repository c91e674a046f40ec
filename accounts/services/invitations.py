"""Inviting people to choose a password."""

from __future__ import annotations

import logging
import textwrap
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.mail import EmailMessage, get_connection
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.choices import InvitationUseKind
from accounts.models import Invitation, InvitationUse, User
from accounts.services.sessions import end_sessions
from core.clock import now, today
from core.formats import clock_time, long_date
from core.mail import NotNowError, RefusedError, deliver
from core.network import network
from core.refusals import NotDoneError

GOOD_FOR = timedelta(days=7)
WIDTH = 72
LOG = logging.getLogger(__name__)
_SIGNER = Signer(salt="accounts.invitation", sep=".")


class InvitationRefusedError(Exception):
    """The link of an invitation opens nothing; the message is a sentence that says why."""

    def __init__(self, sentence: str, *, status: HTTPStatus, invitation: Invitation | None = None) -> None:
        super().__init__(sentence)
        self.status, self.invitation = status, invitation


@transaction.atomic
def invite(*, to: User, by: User) -> Invitation:
    """Make an invitation that is good for seven days; earlier ones of the same person open nothing more.

    Send it with ``send_invitation`` once it is stored. Raises NotDoneError where the account is closed.
    """
    to = User.objects.select_for_update().get(pk=to.pk)
    if not to.may_sign_in:
        raise NotDoneError(f"The account of {to} is closed. Open it again first.")
    withdraw_invitations(of=to)
    at = now()
    return Invitation.objects.create(to=to, by=by, address=to.email, made_at=at, expires_at=at + GOOD_FOR)


def not_invited() -> QuerySet[User]:
    """People whose account is open, who have no password and no link that would let them choose one, by name.

    Nobody has written to them, or what was written ran out, or could not be sent: ``refused`` has the server's words.
    """
    refused = Invitation.objects.filter(to=OuterRef("pk")).order_by("-pk").values("error")[:1]
    links = Invitation.objects.filter(
        to=OuterRef("pk"), used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now(), error=""
    )
    waiting = User.objects.open(today()).filter(last_login__isnull=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return waiting.filter(~Exists(links)).annotate(refused=Subquery(refused))


def withdraw_invitations(*, of: User) -> None:
    """Links that a person has not used yet open nothing more."""
    for invitation in Invitation.objects.filter(to=of, used_at__isnull=True, withdrawn_at__isnull=True):
        invitation.withdrawn_at = now()
        invitation.save(update_fields=["withdrawn_at"])


def send_invitation(invitation: Invitation, *, council: str) -> str:
    """Mail it. Gives why it could not be sent, in the server's words; empty where it was."""
    connection = get_connection()
    message = EmailMessage(
        f"Choose your password for {council or 'the council'}'s performance",
        letter(invitation, council=council),
        to=[invitation.address],
        headers={"Auto-Submitted": "auto-generated"},
        connection=connection,
    )
    try:
        deliver(message, connection)
    except (RefusedError, NotNowError) as failed:
        invitation.error = str(failed)[:250]
    else:
        invitation.sent_at = now()
    finally:
        connection.close()
    invitation.save(update_fields=["sent_at", "error"])
    return invitation.error


def letter(invitation: Invitation, *, council: str) -> str:
    """What it says: who asks, the link, how long it is good for."""
    until = timezone.localtime(invitation.expires_at)
    words = (
        f"Hello {invitation.to.name},",
        (
            f"{invitation.by} of the performance team has opened an account for you with which you follow and report the "
            f"performance of {council or 'the council'}. Choose a password here:"
        ),
        f"{settings.SITE_URL}{reverse('join', args=[token(invitation)])}",
        (
            f"The link can be used once, until {long_date(until.date())} at {clock_time(until.time())}. Please do not "
            "forward it. Where it has run out, ask the performance team for a new one."
        ),
        f"You sign in as {invitation.address}.",
    )
    wrapped = (text if text.startswith("http") else textwrap.fill(text, WIDTH) for text in words)
    return "\n\n".join(wrapped) + "\n"


def token(invitation: Invitation) -> str:
    """What stands in the address: its key with a signature, so that none can be made up or altered."""
    return _SIGNER.sign(invitation.key)


def open_invitation(given: str, *, signed_in: User | None, lock: bool = False) -> Invitation:
    """The invitation behind a token, if whoever opens it may. Raises InvitationRefusedError.

    ``lock`` holds it to the end of the transaction.
    """
    found = _known(given, lock=lock)
    if found is None:
        raise InvitationRefusedError(
            "This link is not whole, or was altered, so it opens nothing. Open it from the mail itself, or sign in.",
            status=HTTPStatus.FORBIDDEN,
        )
    if signed_in and signed_in.pk != found.to_id:
        raise InvitationRefusedError(
            f"This link was made for somebody else, and you are signed in as {signed_in}. Sign out to use it.",
            status=HTTPStatus.FORBIDDEN,
            invitation=found,
        )
    why = _why_closed(found)
    if why:
        raise InvitationRefusedError(why, status=HTTPStatus.GONE, invitation=found)
    return found


def _known(given: str, *, lock: bool) -> Invitation | None:
    try:
        key = _SIGNER.unsign(given)
    except BadSignature:
        return None
    rows = Invitation.objects.select_related("to")
    return (rows.select_for_update(of=("self",)) if lock else rows).filter(key=key).first()


def _why_closed(invitation: Invitation) -> str:
    if not invitation.to.may_sign_in:
        return "The account that this link was made for is closed, so it opens nothing."
    if invitation.used_at:
        return (
            "This link has been used: it chooses a password once. Sign in, or ask the performance team for a new one."
        )
    if invitation.withdrawn_at:
        return "A newer link has taken the place of this one. Open the newest mail, or ask the performance team."
    if not invitation.is_open(now()):
        until = timezone.localtime(invitation.expires_at)
        return f"This link was good until {long_date(until.date())}. Ask the performance team for a new one."
    return ""


@transaction.atomic
def accept(given: str, *, password: str, signed_in: User | None, address: str) -> User:
    """Choose a password by an invitation, which is used up by it. Raises InvitationRefusedError."""
    invitation = open_invitation(given, signed_in=signed_in, lock=True)
    person = User.objects.select_for_update().get(pk=invitation.to_id)
    person.set_password(password)
    person.save(update_fields=["password"])
    invitation.used_at = now()
    invitation.save(update_fields=["used_at"])
    log_use(invitation, InvitationUseKind.USED, address=address)
    end_sessions(person)
    return person


def log_use(invitation: Invitation, what: InvitationUseKind, *, address: str, detail: str = "") -> None:
    """Keep that a link was used, or refused."""
    InvitationUse.objects.create(
        invitation=invitation, at=now(), what=what, detail=detail[:250], network=network(address)
    )


def log_refusal(refused: InvitationRefusedError, *, address: str) -> None:
    """Keep that a link was refused. One that was made up belongs to no row, and is only a line in the log."""
    if refused.invitation:
        log_use(refused.invitation, InvitationUseKind.REFUSED, address=address, detail=str(refused))
    else:
        LOG.warning("An invitation with a wrong signature was refused, from %s.", network(address) or "nowhere known")
