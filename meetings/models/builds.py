"""What the program makes of a meeting's papers outside the request."""

from __future__ import annotations

from typing import Self

from django.db import models

from meetings.choices import UNFINISHED, Audience, PackState


class BuildQuerySet(models.QuerySet):
    """What is built, asked for in the office's words."""

    def unfinished(self) -> Self:
        """What is waiting or being built."""
        return self.filter(state__in=UNFINISHED)


class Build(models.Model):
    """What is built for an audience as an edition of its own; none is overwritten.

    ``meetings.building`` writes what stands here. A kind adds ``meeting``, ``file`` and who asked for it.
    """

    audience = models.CharField(max_length=10, choices=Audience.pairs())
    edition = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PackState.pairs(), default=PackState.WAITING)
    requested_at = models.DateTimeField()
    progress = models.JSONField(default=dict, blank=True, help_text="Where its making stands.")
    heartbeat = models.DateTimeField(null=True, blank=True, help_text="When its making last gave a sign of life.")
    attempts = models.PositiveSmallIntegerField(default=0)
    built_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def is_unfinished(self) -> bool:
        """Whether it is waiting or being built."""
        return self.state in UNFINISHED

    def called(self, what: str, ending: str) -> str:
        """What its file is called when it is downloaded, by board, day, audience and edition."""
        short = "".join(sign for sign in self.meeting.board.abbreviation if sign.isalnum() and sign.isascii())
        day = f"{self.meeting.date:%Y-%m-%d}"
        return f"{short or 'board'}-{day}-{self.audience}-{what}-{self.edition}.{ending}".lower()
