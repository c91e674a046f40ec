"""The log of sign-ins."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest

from accounts.choices import REFUSALS, How, What
from accounts.models import SignInEvent, User
from accounts.rules import browser_words
from core.network import caller, network

LOG = logging.getLogger(__name__)


def address_of(request: HttpRequest) -> str:
    """The address that a request was made from, as far as the server and the proxies before it know (PROXIES)."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return caller(request.META.get("REMOTE_ADDR", ""), forwarded, proxies=settings.PROXIES)


def browser_of(request: HttpRequest) -> str:
    """What the browser of a request calls itself."""
    return browser_words(request.headers.get("User-Agent", ""))


def note(
    request: HttpRequest, what: What, *, person: User | None = None, how: How | str = "", detail: str = ""
) -> SignInEvent:
    """Keep what happened at the door. A refusal is a line in the server's log too, which names nobody."""
    address = address_of(request)
    if what in REFUSALS:
        LOG.warning("Signing in: %s, from %s.", what.value, network(address) or "nowhere known")
    return SignInEvent.objects.create(
        person=person, what=what, how=how, address=address, browser=browser_of(request), detail=detail[:250]
    )
