"""What was minuted and resolved, and who was there."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from actions.models import Action
from core.records import Record
from meetings.models.meetings import Meeting


class Minute(Record):
    """One minute. Numbers run on from meeting to meeting of a board."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, help_text="Markdown.")
    refers_to = models.CharField(max_length=20, blank=True, help_text="An earlier minute, as 41(2).")

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="one_minute_per_number",
                violation_error_message="The meeting has a minute with this number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Resolution(Record):
    """What was resolved under a minute; several parts are numbered (1), (2)."""

    minute = models.ForeignKey(Minute, on_delete=models.PROTECT, related_name="resolutions")
    part = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    action = models.ForeignKey(
        Action,
        on_delete=models.PROTECT,
        related_name="resolutions",
        null=True,
        blank=True,
        help_text="The action that the resolution created.",
    )

    class Meta:
        ordering = ["minute", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["minute", "part"],
                name="one_resolution_per_part",
                violation_error_message="The minute has this part already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minute.number}({self.part})"


class Attendance(Record):
    """Who was at a meeting, or sent apologies."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    role = models.CharField(max_length=150, help_text="As the minutes have it: Chair of the Board.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meetings_attended", null=True, blank=True
    )
    present = models.BooleanField(default=True, help_text="Clear this for apologies.")

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name_plural = "attendance"

    def __str__(self) -> str:
        return f"{self.role}{'' if self.present else ' (apologies)'}"
