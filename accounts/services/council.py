"""The council's own sign-in by OpenID Connect: what it says of somebody, and who that is here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from accounts.models import CouncilIdentity, User
from core.turns import aside

SECONDS = 10
"""How long the provider may take to answer."""


class CouncilRefusedError(Exception):
    """The council's sign-in lets nobody in; the sentence says why, for the person, and ``person`` who, where it is known."""

    def __init__(self, sentence: str, *, person: User | None = None) -> None:
        super().__init__(sentence)
        self.person = person


@dataclass(frozen=True)
class Claims:
    """What the provider said of somebody, once its signature, issuer, audience, time and nonce were found right."""

    subject: str
    email: str
    email_is_verified: bool
    name: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Found:
    """Who somebody is here, and what was changed to let them in."""

    person: User
    connected: bool
    roles: str
    """The roles that were given or taken, in words; empty where they stayed."""


def _failures() -> tuple[type[Exception], ...]:
    """What is raised where the provider does not answer, or answers what cannot be believed."""
    from authlib.integrations.base_client import OAuthError
    from joserfc.errors import JoseError
    from requests import RequestException

    return RequestException, OAuthError, JoseError, ValueError, KeyError, RuntimeError


@lru_cache(maxsize=4)
def _client(issuer: str, client_id: str, client_secret: str) -> Any:
    """What speaks with the provider. What the provider says of itself is asked once a process."""
    from authlib.integrations.django_client import (
        OAuth,
    )  # slow to import, and wanted only where a council has its own sign-in

    return OAuth().register(
        "council",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "default_timeout": SECONDS},
    )


def client() -> Any:
    """What speaks with the provider that the settings name."""
    council = settings.COUNCIL_SIGN_IN
    return _client(council.issuer, council.client_id, council.client_secret)


def send_there(request: HttpRequest, back: str) -> HttpResponse:
    """Send the browser to the provider, which sends it ``back``. Raises CouncilRefusedError where it does not answer."""
    try:
        with aside():  # the provider may be slow
            return client().authorize_redirect(request, back)
    except _failures() as failed:
        raise CouncilRefusedError(
            "The council's sign-in does not answer. Try again in a few minutes, or sign in with your password."
        ) from failed


def hear(request: HttpRequest) -> Claims:
    """What the provider says of whoever comes back from it. Raises CouncilRefusedError where it cannot be believed."""
    council = settings.COUNCIL_SIGN_IN
    expected = {
        "iss": {"essential": True, "value": council.issuer},
        "aud": {"essential": True, "value": council.client_id},
    }
    try:
        with aside():
            token = client().authorize_access_token(request, claims_options=expected)
        said = token["userinfo"]
    except _failures() as failed:
        raise CouncilRefusedError(
            "The council's sign-in was not completed. Start again; if it happens twice, tell the performance team."
        ) from failed
    return claims_of(said)


def claims_of(said: Mapping[str, Any]) -> Claims:
    """The claims that matter here. What is not of the kind that it should be counts as not said."""
    roles = said.get(settings.COUNCIL_SIGN_IN.roles_claim) or []
    email = said.get("email")
    return Claims(
        subject=str(said["sub"]),
        email=email.strip().lower() if isinstance(email, str) and _is_address(email.strip()) else "",
        email_is_verified=said.get("email_verified") is True or settings.COUNCIL_SIGN_IN.emails_are_ours,
        name=str(said.get("name") or "").strip()[:150],
        roles=frozenset(role for role in roles if isinstance(role, str)) if isinstance(roles, list) else frozenset(),
    )


@transaction.atomic
def who_is(claims: Claims) -> Found:
    """The person behind what the provider said, with the roles that it gives them now.

    By the subject, which never changes. Where that is new, an account of the same address is taken, if the address
    can be trusted; else an account is made, if the provider gives a role here. Raises CouncilRefusedError.
    """
    issuer = settings.COUNCIL_SIGN_IN.issuer
    known = CouncilIdentity.objects.filter(issuer=issuer, subject=claims.subject).select_related("person").first()
    person = known.person if known else _by_address(claims) or _newcomer(claims)
    if not person.may_sign_in:
        raise CouncilRefusedError(
            "This account is closed. Ask the performance team if you need it again.", person=person
        )
    if not known:
        CouncilIdentity.objects.create(person=person, issuer=issuer, subject=claims.subject)
    return Found(person, connected=not known, roles=_take_roles(person, claims))


def connect(person: User, claims: Claims) -> None:
    """Let somebody who is signed in sign in through the council from now on. Raises CouncilRefusedError."""
    issuer = settings.COUNCIL_SIGN_IN.issuer
    if CouncilIdentity.objects.filter(issuer=issuer, subject=claims.subject, person=person).exists():
        return
    try:
        with transaction.atomic():
            CouncilIdentity.objects.create(person=person, issuer=issuer, subject=claims.subject)
    except IntegrityError as taken:
        raise CouncilRefusedError(
            "That council account belongs to somebody else here, or yours is connected with another. "
            "Ask the performance team.",
            person=person,
        ) from taken


def _by_address(claims: Claims) -> User | None:
    """The account of the same address, where the address proves anything."""
    person = User.objects.filter(email__iexact=claims.email).first() if claims.email else None
    if person is None or not person.may_sign_in:
        return person
    other = CouncilIdentity.objects.filter(issuer=settings.COUNCIL_SIGN_IN.issuer, person=person).exists()
    if other or person.is_superuser or not claims.email_is_verified:
        raise CouncilRefusedError(
            "An account here has your address, but is not connected with the council's sign-in. "
            "Sign in with your password, then connect it under Your account.",
            person=person,
        )
    return person


def _newcomer(claims: Claims) -> User:
    """An account for somebody whom the provider gives a role here."""
    if not _ours(claims):
        raise CouncilRefusedError("You have no role here yet. Ask the performance team for one.")
    if not claims.email:
        raise CouncilRefusedError(
            "The council's sign-in does not say your e-mail address, without which there is no account. "
            "Tell the performance team."
        )
    return User.objects.create_user(claims.email, name=claims.name or claims.email)


def _ours(claims: Claims) -> set[str]:
    """Our roles that the provider gives somebody."""
    mapped = settings.COUNCIL_SIGN_IN.roles
    return {mapped[role] for role in claims.roles if role in mapped}


def _take_roles(person: User, claims: Claims) -> str:
    """Give and take the roles that the provider decides on; roles that it knows nothing of stay as they were given here."""
    decides, given = set(settings.COUNCIL_SIGN_IN.roles.values()), _ours(claims)
    held = set(person.groups.values_list("name", flat=True))
    more, fewer = given - held, (held & decides) - given
    person.groups.add(*Group.objects.filter(name__in=more))
    person.groups.remove(*Group.objects.filter(name__in=fewer))
    person.__dict__.pop("roles", None)
    return ", ".join([*(f"+ {role}" for role in sorted(more)), *(f"− {role}" for role in sorted(fewer))])


def _is_address(words: str) -> bool:
    try:
        validate_email(words)
    except ValidationError:
        return False
    return True
