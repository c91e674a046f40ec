"""Letting people in: a password looked at, a second factor waited for, a session begun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.choices import How, Role, What
from accounts.models import User
from accounts.services import passkeys
from accounts.services.factors import check_code
from accounts.services.log import address_of, browser_of, note
from accounts.services.throttle import TooManyGuessesError, count_guess, of_account, of_address, of_codes, take_back
from accounts.sessions import SIGNED_IN
from core.clock import today

BACKEND = "accounts.backends.RoleBackend"
WAITING = "waiting_for_second_factor"
WAITS = timedelta(minutes=10)
"""How long a right password waits for its second factor."""


def look_at_password(request: HttpRequest, email: str, password: str) -> User | None:
    """The person whose password this is; none for a wrong one, an unknown account and a closed one alike.

    Each takes the same steps, so that neither the answer nor its time tells which. Raises TooManyGuessesError before
    the password is hashed, which takes long on purpose.
    """
    known = User.objects.filter(email__iexact=email.strip()).first()
    try:
        guess = count_guess(of_account(email), of_address(address_of(request)))
    except TooManyGuessesError:
        note(request, What.TOO_MANY, person=known)
        raise
    person = authenticate(request, username=email.strip(), password=password)
    if person is None:
        what = What.UNKNOWN if known is None else What.WRONG if known.may_sign_in else What.CLOSED
        note(request, what, person=known)
        return None
    take_back(guess)
    return person


def look_at_password_again(request: HttpRequest, password: str) -> bool:
    """Whether the password is that of the person who is signed in. Guesses count as at signing in."""
    person = request.user
    try:
        guess = count_guess(of_account(person.email), of_address(address_of(request)))
    except TooManyGuessesError:
        note(request, What.TOO_MANY, person=person)
        raise
    if not person.check_password(password):
        note(request, What.WRONG, person=person)
        return False
    take_back(guess)
    return True


def look_at_code(request: HttpRequest, person: User, code: str) -> How | None:
    """How a code proves who somebody is, if it does. Guesses count as those of passwords do."""
    with _counting_codes(request, person) as guess:
        how = check_code(person, code)
        if how:
            take_back(guess)
        else:
            note(request, What.WRONG_CODE, person=person)
        return how


def look_at_passkey(request: HttpRequest, person: User, state: Any, answer: Any) -> How | None:
    """How a passkey's answer proves who somebody is, if it does."""
    with _counting_codes(request, person) as guess:
        if passkeys.check(request, person, state, answer):
            take_back(guess)
            return How.PASSKEY
        note(request, What.WRONG_CODE, person=person)
        return None


@contextmanager
def _counting_codes(request: HttpRequest, person: User) -> Iterator[list[int]]:
    try:
        guess = count_guess(of_codes(person.pk), of_address(address_of(request)))
    except TooManyGuessesError:
        note(request, What.TOO_MANY, person=person)
        raise
    yield guess


def let_in(request: HttpRequest, person: User, how: How, *, detail: str = "") -> None:
    """Begin a session, with a new key, in which the person is signed in."""
    login(request, person, backend=BACKEND)
    request.session.pop(WAITING, None)
    request.session[SIGNED_IN] = {
        "how": how,
        "at": timezone.now().isoformat(),
        "address": address_of(request),
        "browser": browser_of(request),
    }
    note(request, What.SIGNED_IN, person=person, how=how, detail=detail)


def proved_by(request: HttpRequest, how: How) -> None:
    """The session is now proved in another way than it began, such as by a factor that was just set up."""
    request.session[SIGNED_IN] = request.session.get(SIGNED_IN, {"at": timezone.now().isoformat()}) | {"how": how}


def needs_factor(request: HttpRequest) -> bool:
    """Whether only a password stands behind a session whose person has a role that needs more (SECOND_FACTOR_ROLES)."""
    person = request.user
    if not settings.SECOND_FACTOR_ROLES or not person.is_authenticated:
        return False
    how = request.session.get(SIGNED_IN, {}).get("how", How.PASSWORD)
    return how == How.PASSWORD and person.has_role(*map(Role, settings.SECOND_FACTOR_ROLES))


@dataclass(frozen=True)
class Waiting:
    """Somebody whose password was right and whose second factor is asked for, and where they want to go."""

    person: User
    to: str


def wait_for_factor(request: HttpRequest, person: User, *, to: str) -> None:
    """Ask for the second factor in a session with a new key, in which nobody is signed in yet."""
    request.session.flush()
    request.session[WAITING] = {
        "person": person.pk,
        "at": timezone.now().timestamp(),
        "password": person.get_session_auth_hash(),
        "to": to,
    }


def who_waits(request: HttpRequest) -> Waiting | None:
    """Who waits in this session; nobody once ten minutes have passed, or the account or its password has changed."""
    kept = request.session.get(WAITING)
    if not kept or timezone.now().timestamp() - kept["at"] > WAITS.total_seconds():
        return None
    person = User.objects.open(today()).filter(pk=kept["person"]).first()
    if person is None or not constant_time_compare(kept["password"], person.get_session_auth_hash()):
        return None
    return Waiting(person, kept["to"])
