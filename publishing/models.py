"""Keys with which programs read what is not public."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from core.clock import today
from core.records import Record


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys, asked for in the office's words."""

    def good(self, on: date) -> ApiKeyQuerySet:
        """Those that open the read API on a day."""
        return self.filter(revoked_on__isnull=True, ends_on__gte=on)


class ApiKey(Record):
    """A key of the read API: whoever sends it reads what a Viewer may read, and changes nothing.

    The key itself is shown once, when it is made. What is kept is its digest, and how it begins.
    """

    name = models.CharField(max_length=100, help_text="What it is for, and where: Power BI of Finance.")
    begins = models.CharField(max_length=12, editable=False, help_text="By which it is recognised in lists.")
    digest = models.CharField(max_length=64, editable=False)
    ends_on = models.DateField("last day", help_text="From the day after, it opens nothing.")
    revoked_on = models.DateField(null=True, blank=True, editable=False)
    last_used_at = models.DateTimeField("last used", null=True, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()
    derived = ("last_used_at",)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "key of the read API"
        verbose_name_plural = "keys of the read API"
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                name="one_key_per_digest",
                violation_error_message="This key is here already.",
            ),
            models.CheckConstraint(
                condition=~Q(digest="") & ~Q(begins=""),
                name="key_has_a_digest",
                violation_error_message="A key is made on the page of keys, which shows it once.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> str:
        """Whether it opens anything today."""
        if self.revoked_on:
            return "Revoked"
        return "Good" if self.ends_on >= today() else "Ended"
