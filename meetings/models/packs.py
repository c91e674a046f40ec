"""The packs made of a meeting's papers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.choices import Audience, PackState
from meetings.models.meetings import Meeting


class Pack(models.Model):
    """The papers of one meeting for one audience, as built. A new building is a new edition; none is overwritten."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    audience = models.CharField(max_length=10, choices=Audience.pairs())
    edition = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PackState.pairs(), default=PackState.WAITING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="packs_requested")
    requested_at = models.DateTimeField()
    built_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    file = models.FileField(upload_to="packs/%Y", blank=True)
    payload = models.JSONField(default=dict, blank=True, help_text="What the file was made from, frozen with it.")
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["meeting", "audience", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "audience", "edition"],
                name="one_pack_per_edition",
                violation_error_message="This edition of the pack exists already.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PackState.READY)
                | Q(built_at__isnull=False, pages__gt=0) & ~Q(sha256="") & ~Q(file=""),
                name="ready_pack_is_whole",
                violation_error_message="A pack that is ready has its file, pages, date and digest.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.get_audience_display().lower()} pack, edition {self.edition}"

    @property
    def filename(self) -> str:
        """What the file is called when it is downloaded."""
        board = self.meeting.board.abbreviation or "board"
        return f"{board}-{self.meeting.date:%Y-%m-%d}-{self.audience}-pack-{self.edition}.pdf".lower()
