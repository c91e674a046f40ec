"""What holds on each request of somebody who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.memory import Memory
from accounts.models import Session
from accounts.services.door import needs_factor
from core.records import note_on

SEEN_EVERY = timedelta(minutes=5)
"""How exact the time is at which a session was last used: one query in so long."""
OPEN = {
    "second-factor", "add-app", "add-passkey", "recovery-codes", "council-sign-in", "council-back",
    "sign-out", "brand", "logo", "live", "ready",
}  # fmt: skip
"""Addresses for somebody who has still to set up the second factor that their role needs."""


class SignedInMiddleware:
    """Notes when a session was last used, and asks for the second factor that a role needs (SECOND_FACTOR_ROLES).

    ``request.memory`` is what the site remembers for whoever asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or ask for the second factor first."""
        if settings.SECOND_FACTOR_ROLES and self._wants_factor(request):
            return redirect("second-factor")
        request.memory = Memory(request.user)
        answer = self.get_response(request)
        self._note_use(request)
        return answer

    @staticmethod
    def _wants_factor(request: HttpRequest) -> bool:
        if request.path.startswith(settings.STATIC_URL) or not needs_factor(request):
            return False
        try:
            return resolve(request.path_info).url_name not in OPEN
        except Resolver404:
            return True

    @staticmethod
    def _note_use(request: HttpRequest) -> None:
        seen, now = getattr(request.session, "seen_at", None), timezone.now()
        if seen and now - seen > SEEN_EVERY:
            with suppress(DatabaseError):  # a page that was read is not refused where a disk is full
                note_on(Session.objects.filter(session_key=request.session.session_key), seen_at=now)
