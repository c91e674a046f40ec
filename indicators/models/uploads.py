"""Tables that were uploaded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from indicators.choices import (
    UploadKind,
)


class Upload(models.Model):
    """A table that somebody uploaded: kept as it came, looked over, and then taken in whole or not at all."""

    kind = models.CharField(max_length=15, choices=UploadKind.pairs())
    name = models.CharField(max_length=150, help_text="The name of the file.")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, help_text="When it was taken in; empty while it is only looked over.")
    summary = models.CharField(max_length=200, blank=True, help_text="What came of it.")
    rows = models.PositiveIntegerField(default=0, help_text="How many rows it has.")
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it is being taken in beside the page; empty while it is not."
    )
    progress = models.JSONField(default=dict, blank=True, help_text="How far that is.")
    heartbeat = models.DateTimeField(null=True, blank=True, help_text="When that last gave a sign of life.")
    failure = models.TextField(blank=True, help_text="Why it was not taken in when that was last asked for.")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is looked over."""
        return reverse("upload", args=[self.pk])
