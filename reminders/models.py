"""Messages to people, the signed link that each carries, and what was done with it."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models import Action
from core.outbox import Letter
from reminders.choices import Occasion, State, Use

LINK = "[the reader's own link]"
"""What stands in a stored text for the link: whoever reads the list of messages cannot use it."""


def new_key() -> str:
    """A random name for a link, 128 bits. Worth nothing without its signature."""
    return secrets.token_urlsafe(16)


class Message(Letter):
    """What one person was written on a day: stored before it is sent, one a person a day."""

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders")
    on = models.DateField(help_text="The day whose work it is about.")
    occasion = models.CharField(max_length=10, choices=Occasion.pairs())
    body = models.TextField(help_text="As sent, but for the link.")
    missed_cycle = models.DateField(
        null=True, blank=True, help_text="The first day of the missed cycle that it tells a superior of."
    )
    state = models.CharField(max_length=10, choices=State.pairs(), default=State.WAITING)

    class Meta:
        ordering = ["-on", "-made_at", "-pk"]
        indexes = [models.Index(fields=["state", "made_at"], name="messages_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "on"],
                name="one_message_a_person_a_day",
                violation_error_message="This person has been written to for this day already.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.SENT, State.BOUNCED)) | Q(sent_at__isnull=False),
                name="sent_message_says_when",
                violation_error_message="A message that was sent says when.",
            ),
        ]

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reminder", args=[self.pk])


class SignedLink(models.Model):
    """A link that opens some actions for one person without a password, for a time."""

    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="link")
    key = models.CharField(max_length=30, unique=True, default=new_key, editable=False)
    actions = models.ManyToManyField(Action, related_name="mailed_links")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Set when the message is sent.")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Link of “{self.message}”"

    def has_expired(self, at: datetime) -> bool:
        """Whether its time is over. One that was never sent has no time yet, and is not open."""
        return self.expires_at is None or at >= self.expires_at


class LinkUse(models.Model):
    """One use of a link, refused ones included. Never edited."""

    link = models.ForeignKey(SignedLink, on_delete=models.PROTECT, related_name="uses")
    at = models.DateTimeField()
    what = models.CharField(max_length=10, choices=Use.pairs())
    detail = models.CharField(max_length=250, blank=True, help_text="How many were saved, or why it was refused.")
    network = models.CharField(max_length=45, blank=True, help_text="Where from, without what tells one machine.")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "use of a link"
        verbose_name_plural = "uses of links"

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.detail}".strip()
