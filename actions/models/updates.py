"""What officers said of actions."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from actions.choices import Door, Effect, Status
from actions.rules import Said


class Update(models.Model):
    """What somebody said of an action. Never edited, only followed by another."""

    action = models.ForeignKey("Action", on_delete=models.PROTECT, related_name="updates")
    status = models.CharField(max_length=15, choices=Status.pairs(), blank=True)
    status_as_written = models.CharField(
        max_length=60, blank=True, help_text="The paper's own words where it was imported: “Some slippage reported”."
    )
    words = models.TextField("what changed", blank=True)
    so_what = models.TextField(blank=True, help_text="What does it mean for the result or for people?")
    what_next = models.TextField(blank=True, help_text="What will be done next, by when?")
    unchanged = models.BooleanField(
        "same as last time", default=False, help_text="Whoever updated it said that nothing has changed."
    )
    evidence = models.CharField(
        max_length=500,
        blank=True,
        validators=[URLValidator(["http", "https"], message="Give a link that begins with https:// or http://.")],
        help_text="Where it can be seen: a link to a document.",
    )
    effect = models.CharField(max_length=10, choices=Effect.pairs(), blank=True, default=Effect.NONE)
    forecast_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="updates",
        null=True,
        blank=True,
        help_text="Empty where it came with an imported paper.",
    )
    at = models.DateTimeField(db_index=True)
    through = models.CharField(max_length=10, choices=Door.pairs(), default=Door.BROWSER)

    class Meta:
        ordering = ["-at", "-pk"]
        get_latest_by = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="") | ~Q(words="") | Q(unchanged=True),
                name="update_says_something",
                violation_error_message="Choose a status or write what has happened.",
            ),
        ]
        # Every list of actions asks for the newest of each: found at once, however many there are.
        indexes = [models.Index(fields=["action", "-at", "-id"], name="update_newest_first")]

    def __str__(self) -> str:
        return self.words or self.get_status_display()

    @property
    def said(self) -> Said:
        """What the past of its action needs of it."""
        return Said(day=timezone.localdate(self.at), status=self.status, forecast=self.forecast_on, effect=self.effect)
