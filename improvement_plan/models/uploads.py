"""Papers that are looked over, and headings that somebody explained."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from improvement_plan.models.plans import Plan


class PlanUpload(models.Model):
    """A paper with a plan in it: kept as it came, looked over, and then taken in whole or not at all.

    ``decisions`` are what people said of its doubts; the paper is read anew with them each time, so nothing of a
    reading is stored twice. ``journal`` is what taking it in made and changed, so that it can be undone.
    """

    name = models.CharField(max_length=150, help_text="The name of the file, or that it was pasted.")
    content = models.BinaryField()
    is_text = models.BooleanField(default=False, help_text="Whether it was pasted as text.")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="plan_uploads",
        null=True,
        help_text="Empty where it came by a command.",
    )
    at = models.DateTimeField()
    plan = models.ForeignKey(
        Plan,
        on_delete=models.SET_NULL,  # undoing an import takes its plan away again, and keeps the paper
        related_name="uploads",
        null=True,
        blank=True,
        help_text="The plan of which it is a newer version; empty for a new plan.",
    )
    is_new = models.BooleanField(default=True, help_text="Whether it makes a new plan.")
    title = models.CharField("title of the new plan", max_length=200, blank=True)
    written_on = models.DateField(help_text="The day of the paper: dates without a year are read from it.")
    place = models.JSONField(null=True, help_text="Which table is the plan, where a person pointed it out.")
    decisions = models.JSONField(default=dict, help_text="What people decided of rows, posts and lines that are gone.")
    taken_at = models.DateTimeField(null=True, help_text="When it was taken in; empty while it is only looked over.")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_uploads_taken", null=True
    )
    summary = models.CharField(max_length=250, blank=True, help_text="What came of it.")
    journal = models.JSONField(null=True, help_text="What it made and changed.")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_uploads_undone", null=True
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(taken_at__isnull=False),
                name="only_a_taken_plan_is_undone",
                violation_error_message="What was never taken in cannot be undone.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is looked over."""
        return reverse("plan-upload", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is still looked over."""
        return self.taken_at is None


class KnownHeading(models.Model):
    """What a heading of other people's plans means, as somebody said once: kept for next time."""

    heading = models.CharField(max_length=60, unique=True, help_text="In small letters, without signs.")
    column = models.CharField(max_length=30, blank=True, help_text="The column that it names; empty to leave it out.")

    class Meta:
        ordering = ["heading"]

    def __str__(self) -> str:
        return f"{self.heading}: {self.column or 'left out'}"
