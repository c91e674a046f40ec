"""What readers of a meeting's papers keep for themselves: their notes on items, and what they have seen."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from meetings.models.meetings import AgendaItem, Meeting

TAKEN_BACK_FOR = timedelta(days=1)
"""So long a note that was deleted can be taken back; then its words are gone."""


class ItemNoteQuerySet(models.QuerySet["ItemNote"]):
    """Notes, of one person at a time."""

    def of(self, author: settings.AUTH_USER_MODEL) -> ItemNoteQuerySet:
        """A person's own that they have not deleted, in the order of the agenda."""
        return self.filter(author=author, deleted_at__isnull=True)


class ItemNote(models.Model):
    """A note that somebody wrote for themselves on an item. Nobody else reads it, and it has no history."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes_on_items")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="notes")
    item = models.ForeignKey(
        AgendaItem,
        # A private note neither keeps an item on an agenda nor goes with it.
        on_delete=models.SET_NULL,
        related_name="notes",
        null=True,
        blank=True,
    )
    text = models.TextField(max_length=10_000)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ItemNoteQuerySet.as_manager()

    goes_with = "author"
    """Whose it alone is: it goes when that person is forgotten."""

    class Meta:
        ordering = ["meeting", "item__number", "written_at", "pk"]
        verbose_name = "note on an item"
        verbose_name_plural = "notes on items"
        indexes = [models.Index(fields=["author", "meeting"], name="notes_of_an_author")]

    def __str__(self) -> str:
        return f"Note of {self.author}"

    def can_be_taken_back(self, at: datetime) -> bool:
        """Whether it was deleted a short while ago."""
        return self.deleted_at is not None and at - self.deleted_at < TAKEN_BACK_FOR


class LastLook(models.Model):
    """When somebody last looked at their papers, so that the page can say what is new since."""

    reader = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="last_look", primary_key=True
    )
    at = models.DateTimeField()
    before = models.DateTimeField(null=True, blank=True, help_text="When they had looked before that.")

    goes_with = "reader"
    """Whose it alone is: it goes when that person is forgotten."""

    class Meta:
        ordering = ["pk"]
        verbose_name = "last look at papers"
        verbose_name_plural = "last looks at papers"

    def __str__(self) -> str:
        return f"Last look of {self.reader}"
