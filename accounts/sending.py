"""Mail about the door: a link for a new password, and word of what was changed. Written and sent by the task worker."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task

from accounts.models import CouncilIdentity, User
from accounts.services.invitations import invite, not_invited, send_invitation
from core.clock import today
from core.refusals import NotDoneError

HOURS = settings.PASSWORD_RESET_TIMEOUT // 3600


def new_password_link(person: User) -> str:
    """A link by which a person chooses a password, for 72 hours, or until they sign in or have chosen one."""
    parts = [urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)]
    return settings.SITE_URL + reverse("new-password", args=parts)


@task()
def send_new_password_link(person: int) -> None:
    """The letter to somebody who has forgotten their password; to nobody (0) where there is no such account."""
    to = User.objects.open(today()).filter(pk=person).first()
    if to is None:
        return
    if not to.has_usable_password() and CouncilIdentity.objects.filter(person=to).exists():
        body = (
            f"Hello {to.name},\n\nsomebody, probably you, asked for a new password for Council performance. You have none: "
            f"you sign in with the council's own sign-in, at {settings.SITE_URL}{reverse('sign-in')}\n"
        )
    else:
        body = (
            f"Hello {to.name},\n\nsomebody, probably you, asked for a new password for Council performance. Choose it here, "
            f"within {HOURS} hours:\n\n{new_password_link(to)}\n\nIf it was not you, do nothing: your password stays as it is.\n"
        )
    send_mail("A new password for Council performance", body, None, [to.email])


@task()
def invite_people(people: list[int], by: int, council: str) -> None:
    """Invite those of some people who are not invited yet. Who cannot be reached is kept with the server's words."""
    asked = User.objects.get(pk=by)
    for to in not_invited().filter(pk__in=people):
        try:
            invitation = invite(to=to, by=asked)
        except NotDoneError:
            continue  # the account was closed meanwhile
        send_invitation(invitation, council=council)


@task()
def tell(person: int, happened: str) -> None:
    """The letter that says what was changed of an account, so that nobody else changes it unnoticed."""
    to = User.objects.get(pk=person)
    body = (
        f"Hello {to.name},\n\n{happened}\n\nIf it was not you, choose a new password at once: "
        f"{settings.SITE_URL}{reverse('forgotten-password')} and tell the performance team.\n"
    )
    send_mail("Your account for Council performance was changed", body, None, [to.email])
