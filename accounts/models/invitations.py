"""Invitations, by whose links people choose their first password."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.choices import InvitationUseKind


def new_key() -> str:
    """A key that cannot be guessed: 256 bits."""
    return secrets.token_urlsafe(32)


class Invitation(models.Model):
    """A letter with a link by which somebody chooses a password: once, and within days. Kept with what became of it.

    The database holds the key without its signature, so that nobody who reads it can use the link.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_made")
    address = models.EmailField()
    key = models.CharField(max_length=43, unique=True, default=new_key, editable=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField("the server's words", max_length=250, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="A newer one took its place, or they left.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="invitation_ends_after_it_is_made",
                violation_error_message="An invitation ends after it is made.",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation of {self.to}"

    def is_open(self, at: datetime) -> bool:
        """Whether its link can be used."""
        return self.used_at is None and self.withdrawn_at is None and at < self.expires_at


class InvitationUse(models.Model):
    """One use of an invitation's link, refused ones included. Never edited."""

    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="uses")
    at = models.DateTimeField()
    what = models.CharField(max_length=10, choices=InvitationUseKind.pairs())
    detail = models.CharField(max_length=250, blank=True, help_text="Why it was refused.")
    network = models.CharField(max_length=45, blank=True, help_text="Where from, without what tells one machine.")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "use of an invitation"
        verbose_name_plural = "uses of invitations"

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.detail}".strip()
