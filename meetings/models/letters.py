"""Mail to the members of a board when its papers are published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.outbox import Letter
from meetings.choices import LetterState
from meetings.models.packs import Pack


class PaperLetter(Letter):
    """What one person was written of one edition of a pack: stored before it is sent, once for each."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="letters")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="paper_letters")
    state = models.CharField(max_length=10, choices=LetterState.pairs(), default=LetterState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often it was tried.")

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "letter on papers"
        verbose_name_plural = "letters on papers"
        indexes = [models.Index(fields=["state", "made_at"], name="paper_letters_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "to"],
                name="one_letter_a_person_an_edition",
                violation_error_message="This person has been told of this edition already.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(LetterState.SENT, LetterState.BOUNCED)) | Q(sent_at__isnull=False),
                name="sent_paper_letter_says_when",
                violation_error_message="A letter that was sent says when.",
            ),
        ]

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("paper-letter", args=[self.pk])
