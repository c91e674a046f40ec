"""Passkeys as a second factor (WebAuthn): what the browser is asked, and whether its answer is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Passkey, User
from core.records import note_on

if (
    TYPE_CHECKING
):  # fido2 and the cryptography beneath it are slow to import, and wanted only where somebody has a passkey
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData


def _server(request: HttpRequest) -> Fido2Server:
    """What asks and checks, for the name that the site is reached by, and from pages of this very site."""
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    origin = f"{request.scheme}://{request.get_host()}"
    name = request.get_host().rpartition(":")[0] or request.get_host()
    site = PublicKeyCredentialRpEntity(id=name, name="Council performance")
    return Fido2Server(site, verify_origin=lambda said: said == origin)


def _credentials(person: User) -> list[AttestedCredentialData]:
    from fido2.webauthn import AttestedCredentialData

    return [AttestedCredentialData(bytes(key.credential)) for key in Passkey.objects.filter(person=person)]


def begin_adding(request: HttpRequest, person: User) -> tuple[dict[str, Any], Any]:
    """What the browser is asked for a new passkey, and what has to be remembered until it answers."""
    from fido2.webauthn import PublicKeyCredentialUserEntity

    whose = PublicKeyCredentialUserEntity(
        id=f"person {person.pk}".encode(), name=person.email, display_name=person.name
    )
    asked, state = _server(request).register_begin(whose, _credentials(person), user_verification="preferred")
    return dict(asked), state


def add(request: HttpRequest, person: User, state: Any, answer: Any, *, name: str) -> Passkey:
    """Keep a new passkey. Raises ValueError where the answer is not the browser's to this question."""
    if not state or not isinstance(answer, Mapping):
        raise ValueError("There is no answer to a question.")
    data = _server(request).register_complete(state, answer)
    if data.credential_data is None:
        raise ValueError("The answer holds no key.")
    return Passkey.objects.create(person=person, name=name, credential=bytes(data.credential_data))


def begin_asking(request: HttpRequest, person: User) -> tuple[dict[str, Any], Any]:
    """What the browser is asked at signing in, and what has to be remembered."""
    asked, state = _server(request).authenticate_begin(_credentials(person), user_verification="preferred")
    return dict(asked), state


def check(request: HttpRequest, person: User, state: Any, answer: Any) -> bool:
    """Whether an answer was made by one of the person's passkeys, to the question that ``state`` remembers."""
    if not state or not isinstance(answer, Mapping):
        return False
    from fido2.webauthn import AttestedCredentialData

    try:
        used = _server(request).authenticate_complete(state, _credentials(person), answer)
    except (ValueError, KeyError, TypeError):
        return False
    for key in Passkey.objects.filter(person=person):
        if used.credential_id == AttestedCredentialData(bytes(key.credential)).credential_id:
            note_on(Passkey.objects.filter(pk=key.pk), used_at=timezone.now())
    return True
