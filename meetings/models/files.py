"""The files of a meeting's items, made for the council's committee system."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.choices import UNFINISHED, PackState
from meetings.models.builds import Build, BuildQuerySet
from meetings.models.meetings import Meeting


class ItemFiles(Build):
    """The papers of each item of a meeting as files of their own, in one ZIP with the agenda and a list of them."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="item_files")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="item_files_requested"
    )
    file = models.FileField(upload_to="item-files/%Y", blank=True)
    contents = models.JSONField(default=list, blank=True, help_text="Each file with its pages and its digest.")

    objects = BuildQuerySet.as_manager()

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
            models.UniqueConstraint(
                fields=["meeting", "audience"],
                condition=Q(state__in=UNFINISHED),
                name="one_zip_made_at_a_time",
                violation_error_message="The files of this meeting's items are being made already.",
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
    def name(self) -> str:
        """For whom it is, and which edition."""
        return f"{self.get_audience_display()}, edition {self.edition}"

    @property
    def total(self) -> int:
        """How many files it holds, without the list of them."""
        return sum(bool(entry["file"]) for entry in self.contents)

    @property
    def filename(self) -> str:
        """What the ZIP is called when it is downloaded."""
        return self.called("items", "zip")
