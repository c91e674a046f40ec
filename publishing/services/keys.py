"""Keys of the read API: made once and shown once, found by their digest, and revoked."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from datetime import date, timedelta

from django.db import DatabaseError

from core.clock import now, today
from core.records import store_derived
from core.refusals import NotDoneError
from publishing.models import ApiKey

MARK = "cp_"
"""With which every key begins, so that one that was left lying about is recognised as one."""
SHOWN = 9
"""So many letters of a key are kept, by which people recognise it."""
NOTED_EVERY = timedelta(minutes=5)
"""How exact the time is at which a key was last used."""


def make_key(*, name: str, ends_on: date) -> tuple[ApiKey, str]:
    """A new key, and what is to be sent: that is told here and never again."""
    secret = MARK + secrets.token_urlsafe(32)
    key = ApiKey(name=name, ends_on=ends_on, begins=secret[:SHOWN], digest=digest_of(secret))
    key.save()
    return key, secret


def digest_of(secret: str) -> str:
    """What is kept of a key. It is drawn by chance from more than anybody can try, so one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def key_behind(secret: str) -> ApiKey | None:
    """The key that was sent, where it opens anything today; its use is noted."""
    found = ApiKey.objects.good(today()).filter(digest=digest_of(secret)).first()
    if found and (found.last_used_at is None or now() - found.last_used_at > NOTED_EVERY):
        found.last_used_at = now()
        with suppress(DatabaseError):  # what was asked for is not refused where a disk is full
            store_derived([found], ["last_used_at"])
    return found


def revoke(key: ApiKey) -> None:
    """From now on it opens nothing. Raises NotDoneError where it was revoked already."""
    if key.revoked_on:
        raise NotDoneError(f"The key “{key}” is revoked already.")
    key.revoked_on = today()
    key.save()
