"""The changes of dates."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from actions.choices import Decision, Door
from actions.models.days import end_of
from actions.rules import Moved
from organisation.models import Board, Post


class DateChangeQuerySet(models.QuerySet["DateChange"]):
    """Changes of dates, asked for in the office's words."""

    def approved(self) -> DateChangeQuerySet:
        """Those that moved a milestone."""
        return self.filter(decision=Decision.APPROVED)

    def waiting(self) -> DateChangeQuerySet:
        """Requests that nobody has decided yet."""
        return self.filter(decision=Decision.WAITING)


class DateChange(models.Model):
    """A new date for a milestone: from, to, why, who asked, and what was decided by whom. What was asked is never edited.

    It is a request until it is decided; only an approved one moves the milestone.
    """

    milestone = models.ForeignKey("Milestone", on_delete=models.PROTECT, related_name="date_changes")
    was = models.DateField()
    becomes = models.DateField()
    reason = models.TextField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="date_changes_requested", null=True, blank=True
    )
    requested_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.pairs(), default=Decision.APPROVED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="date_changes_decided",
        null=True,
        blank=True,
        help_text="Empty where it came with an imported paper, and where nobody has to approve.",
    )
    approved_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="date_changes_approved", null=True, blank=True
    )
    approved_by_board = models.ForeignKey(
        Board, on_delete=models.PROTECT, related_name="date_changes_approved", null=True, blank=True
    )
    note = models.TextField(blank=True, help_text="What was said with the decision.")
    through = models.CharField(max_length=10, choices=Door.pairs(), default=Door.BROWSER)

    objects = DateChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(was=F("becomes")),
                name="date_change_changes_the_date",
                violation_error_message="The new date is the old one.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="date_change_has_a_reason",
                violation_error_message="Say why the date changes.",
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.WAITING, decided_at__isnull=True)
                | (~Q(decision=Decision.WAITING) & Q(decided_at__isnull=False)),
                name="date_change_decided_at_a_time",
                violation_error_message="A decision was made at a time; a request that waits has none.",
            ),
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(decision=Decision.WAITING),
                name="one_request_at_a_time",
                violation_error_message="A new date has been asked for already and waits for a decision.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.was} to {self.becomes}"

    @property
    def days(self) -> int:
        """Days later; negative where it was brought forward."""
        return (self.becomes - self.was).days

    @property
    def moved(self) -> Moved:
        """What the past of its milestone needs of it once it is approved."""
        return Moved(day=timezone.localdate(self.decided_at), was=self.was, becomes=self.becomes)


def times_redated(action: str, *, as_at: date | None = None) -> Coalesce:
    """How often the dates of an action were changed, as an annotation; ``action`` is where its key stands in the row."""
    moved = DateChange.objects.approved().filter(milestone__action=OuterRef(action)).order_by()
    if as_at:
        moved = moved.filter(decided_at__lt=end_of(as_at))
    times = moved.values("milestone__action").annotate(times=Count("pk")).values("times")
    return Coalesce(Subquery(times, output_field=models.IntegerField()), 0)
