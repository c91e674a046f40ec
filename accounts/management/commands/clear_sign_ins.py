"""Forgets what no longer has to be known of sign-ins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import Guess, Session, SignInEvent
from accounts.rules import GUESSES_WITHIN
from core.formats import count


class Command(BaseCommand):
    """Run it each night: sessions that ran out, guesses that no longer count, and entries older than SIGN_IN_LOG_DAYS go."""

    help = "Forget sessions that ran out, and entries of the log of sign-ins older than SIGN_IN_LOG_DAYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget them, and say how many."""
        now = timezone.now()
        entries, _ = SignInEvent.objects.filter(at__lt=now - timedelta(days=settings.SIGN_IN_LOG_DAYS)).delete()
        sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
        Guess.objects.filter(at__lte=now - GUESSES_WITHIN).delete()
        kept = count(settings.SIGN_IN_LOG_DAYS, "day")
        self.stdout.write(
            f"{count(entries, 'entry', 'entries')} older than {kept} and {count(sessions, 'session')} forgotten."
        )
