"""Ending sessions."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import Session, User


def end_sessions(user: User, *, keep: str | None = None) -> int:
    """End all sessions of a person at once: each browser is a stranger at its next request. Gives how many there were.

    ``keep`` is the key of one that goes on, such as that in which the person asks. Call it where an account is closed.
    """
    ended, _ = Session.objects.filter(person=user).exclude(session_key=keep).delete()
    return ended


def name_of(key: str) -> str:
    """By what a page names a session: its key would let whoever reads it in."""
    return salted_hmac("accounts.sessions", key, algorithm="sha256").hexdigest()[:32]


def end_session(user: User, name: str, *, keep: str | None = None) -> bool:
    """End the one of a person's sessions that a page names so. Whether there was one."""
    for key in Session.objects.of(user).exclude(session_key=keep).values_list("session_key", flat=True):
        if constant_time_compare(name_of(key), name):
            return bool(Session.objects.filter(session_key=key).delete()[0])
    return False
