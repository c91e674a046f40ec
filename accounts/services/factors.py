"""Second factors: an authenticator app, codes for the day on which it is lost, and passkeys."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.choices import How
from accounts.models import Passkey, RecoveryCode, SecondFactor, User
from accounts.rules import step_of
from core.records import create_many, note_on

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

LONGEST_SITE = 40
"""Letters of a council's name that an app shows."""
SECRET_BYTES = 20
CODES = 10
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another."""
CODE_LENGTH = 10


@dataclass(frozen=True)
class Factors:
    """What a person has beside a password."""

    app: SecondFactor | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    def __bool__(self) -> bool:
        return bool(self.app or self.passkeys)


def factors_of(person: User) -> Factors:
    """What a person has beside a password. Three queries."""
    return Factors(
        app=SecondFactor.objects.filter(person=person).first(),
        passkeys=tuple(Passkey.objects.filter(person=person)),
        codes_left=RecoveryCode.objects.filter(person=person, used_at=None).count(),
    )


def new_secret() -> str:
    """A secret for an authenticator app, as apps take it typed: 32 letters and figures."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def app_address(secret: str, person: User, site: str) -> str:
    """What the square code says to the app: which site, whose account, which secret. It holds some 2,300 letters."""
    site = site[:LONGEST_SITE]
    facts = urlencode({"secret": secret, "issuer": site}, quote_via=quote)
    return f"otpauth://totp/{quote(site)}:{quote(person.email)}?{facts}"


def sealed(secret: str) -> str:
    """A secret as the database and sessions keep it: of no use without SECRET_KEY."""
    return _box().encrypt(secret.encode()).decode()


def unsealed(kept: str) -> str:
    """The secret again; empty where it was sealed with another SECRET_KEY."""
    from cryptography.fernet import InvalidToken

    try:
        return _box().decrypt(kept.encode()).decode()
    except InvalidToken:
        return ""


def add_app(person: User, secret: str, code: str) -> bool:
    """Take an authenticator app, in place of an earlier one, once it shows a right code."""
    step = step_of(base64.b32decode(secret), code, at=timezone.now().timestamp())
    if step is None:
        return False
    SecondFactor.objects.update_or_create(
        person=person, defaults={"secret": sealed(secret), "last_step": step, "made_at": timezone.now()}
    )
    return True


@transaction.atomic
def new_codes(person: User) -> list[str]:
    """Recovery codes in place of earlier ones. They are shown once: what is kept is a digest."""
    RecoveryCode.objects.filter(person=person).delete()
    codes = ["".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    create_many([RecoveryCode(person=person, digest=_digest(code)) for code in codes])
    half = CODE_LENGTH // 2
    return [f"{code[:half]}-{code[half:]}" for code in codes]


def check_code(person: User, typed: str) -> How | None:
    """Whether a code is the app's, or a recovery code; either is taken once, also of two at the same moment."""
    app = SecondFactor.objects.filter(person=person).first()
    secret = unsealed(app.secret) if app else ""
    if secret:
        step = step_of(base64.b32decode(secret), typed, at=timezone.now().timestamp(), after=app.last_step)
        if step is not None:
            taken = note_on(SecondFactor.objects.filter(pk=app.pk, last_step__lt=step), last_step=step)
            return How.CODE if taken else None
    code = "".join(letter for letter in typed.lower() if letter.isalnum())
    unused = RecoveryCode.objects.filter(person=person, digest=_digest(code), used_at=None)
    return How.RECOVERY if code and note_on(unused, used_at=timezone.now()) else None


@transaction.atomic
def remove_factors(person: User) -> bool:
    """Take all second factors and codes away. Whether there were any."""
    removed = sum(model.objects.filter(person=person).delete()[0] for model in (SecondFactor, Passkey, RecoveryCode))
    return bool(removed)


def _digest(code: str) -> str:
    return salted_hmac("accounts.recovery", code, algorithm="sha256").hexdigest()


def _box() -> MultiFernet:
    """What seals secrets: with SECRET_KEY, and unseals with earlier ones too."""
    from cryptography.fernet import Fernet, MultiFernet  # slow to import, and wanted only where somebody has a factor

    keys: list[Any] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"factors {key}".encode()).digest())) for key in keys]
    )
