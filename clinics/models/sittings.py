"""The days on which clinics sit: who was there, what was put before them, and what was said and agreed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models import Action
from clinics.choices import AttendanceRole, NoteKind, Presence
from clinics.models.clinics import Clinic
from core.clock import now
from core.records import Record
from indicators.models import Indicator
from organisation.models import Post


class Sitting(Record):
    """One day on which a clinic sits. A clinic may sit several times.

    Its briefing paper is worked out anew each time it is read, until the sitting begins: then it is
    frozen (``briefing``, ``briefing_sha256``) and stays what lay on the table. So are its minutes when it
    ends (``minutes``, ``minutes_sha256``): what was said and agreed, by whom and by when.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="sittings")
    date = models.DateField()
    starts_at = models.TimeField("from", null=True, blank=True)
    ends_at = models.TimeField("to", null=True, blank=True)
    place = models.CharField(max_length=150, blank=True)
    chair = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="clinic_sittings_chaired", null=True, blank=True
    )
    begun_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    briefing = models.JSONField(null=True, editable=False)
    briefing_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    minutes = models.JSONField(null=True, editable=False)
    minutes_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    cancelled_because = models.CharField(
        max_length=250, blank=True, help_text="Why it did not take place. It then counts for nothing."
    )

    class Meta:
        ordering = ["clinic", "date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "date"],
                condition=Q(cancelled_because=""),
                name="one_sitting_per_day",
                violation_error_message="The clinic has a sitting on this day already.",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
                name="sitting_ends_after_it_starts",
                violation_error_message="The sitting ends before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(begun_at__isnull=False),
                name="ended_sitting_has_begun",
                violation_error_message="A sitting that has ended has begun.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_because="") | Q(begun_at__isnull=True),
                name="begun_sitting_is_not_cancelled",
                violation_error_message="A sitting that has begun cannot be cancelled.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clinic}, {self.date}"

    @property
    def revision(self) -> int:
        """How often it has been changed, for calendars that hold it."""
        return self.version - 1

    def get_absolute_url(self) -> str:
        """Its page: before it the briefing, in it the notes, after it the minutes."""
        return reverse("clinic-sitting", args=[self.clinic_id, self.pk])


class Attendance(Record):
    """Somebody who is to come to a sitting, by role: expected, present or with apologies."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attendance")
    role = models.CharField(max_length=20, choices=AttendanceRole.pairs())
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="clinic_attendance", null=True, blank=True)
    presence = models.CharField(max_length=10, choices=Presence.pairs(), default=Presence.EXPECTED)

    class Meta:
        ordering = ["sitting", "pk"]
        verbose_name_plural = "attendance"

    def __str__(self) -> str:
        words = "" if self.presence == Presence.PRESENT else f" ({self.get_presence_display().lower()})"
        return f"{self.get_role_display()}{words}"


class Invitation(models.Model):
    """That somebody was invited to a sitting, told of a change or told that it is off. Never edited."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="invitations")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="clinic_invitations")
    address = models.EmailField(help_text="Where it went; the person may have another address since.")
    sequence = models.PositiveIntegerField(help_text="The revision of the sitting that it told of.")
    cancels = models.BooleanField(default=False, help_text="Whether it said that the person need not come.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="clinic_invitations_sent",
        null=True,
        blank=True,
    )
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["sitting", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.to}, {self.sitting.date}"


class Note(Record):
    """A line of the notes of a sitting: what was discussed or decided, a mandate, or an action as it was agreed."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="notes")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=NoteKind.pairs(), default=NoteKind.DISCUSSION)
    text = models.TextField()
    indicator = models.ForeignKey(
        Indicator,
        on_delete=models.PROTECT,
        related_name="clinic_notes",
        null=True,
        blank=True,
        help_text="What of the clinic it is about; empty for all of it.",
    )
    action = models.OneToOneField(Action, on_delete=models.PROTECT, related_name="clinic_note", null=True, blank=True)
    struck_because = models.CharField(
        max_length=250, blank=True, help_text="Why the line was taken out of the minutes. It stays in the history."
    )
    token = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text="Of the form that it was written in: sent twice, it is stored once.",
    )

    class Meta:
        ordering = ["sitting", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="note_says_something", violation_error_message="Write what was said."
            ),
            models.CheckConstraint(
                condition=Q(kind=NoteKind.ACTION, action__isnull=False)
                | (~Q(kind=NoteKind.ACTION) & Q(action__isnull=True)),
                name="note_of_an_action_has_one",
                violation_error_message="A note of an action, and no other, has its action.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"
