"""The files of a meeting's items, made for the council's committee system."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.choices import Audience, PackState
from meetings.models.meetings import Meeting

GIVEN_UP_AFTER = timedelta(minutes=10)
"""After so long without a step, making them is taken to have died: it can be asked for again."""


class ItemFiles(models.Model):
    """The papers of each item of a meeting as files of their own, in one ZIP with the agenda and a list of them.

    Made outside the request. A new making is a new edition; none is overwritten.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="item_files")
    audience = models.CharField(max_length=10, choices=Audience.pairs())
    edition = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PackState.pairs(), default=PackState.WAITING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="item_files_requested"
    )
    requested_at = models.DateTimeField()
    step_at = models.DateTimeField(null=True, blank=True, help_text="When the last file was finished.")
    done = models.PositiveSmallIntegerField(default=0, help_text="How many files are finished.")
    total = models.PositiveSmallIntegerField(default=0, help_text="How many there will be.")
    built_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    file = models.FileField(upload_to="item-files/%Y", blank=True)
    contents = models.JSONField(default=list, blank=True, help_text="Each file with its pages and its digest.")
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["meeting", "audience", "-edition"]
        verbose_name = "files of items"
        verbose_name_plural = "files of items"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "audience", "edition"],
                name="one_zip_per_edition",
                violation_error_message="This edition of the files exists already.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PackState.READY) | Q(built_at__isnull=False) & ~Q(sha256="") & ~Q(file=""),
                name="ready_zip_is_whole",
                violation_error_message="Files that are ready have their ZIP, date and digest.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, files of items for {self.get_audience_display().lower()}, edition {self.edition}"

    @property
    def filename(self) -> str:
        """What the ZIP is called when it is downloaded."""
        board = (
            "".join(sign for sign in self.meeting.board.abbreviation if sign.isalnum() and sign.isascii()) or "board"
        )
        return f"{board}-{self.meeting.date:%Y-%m-%d}-{self.audience}-items-{self.edition}.zip".lower()

    def is_under_way(self, at: datetime) -> bool:
        """Whether it is waited for. What made no step for ten minutes has died."""
        if self.state == PackState.BUILDING:
            return at - (self.step_at or self.requested_at) < GIVEN_UP_AFTER
        return self.state == PackState.WAITING
