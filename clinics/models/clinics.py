"""Performance clinics: why each was called, what it is about, who is to come, and what came of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from actions.models import Action
from clinics.choices import AttendanceRole, Kind, Rule, State
from core.clock import now
from core.queries import behind
from core.records import Record
from indicators.models import Indicator, Measurement
from organisation.models import Board, Post, ReportingPeriod

HELD = (State.HELD, State.FOLLOW_UP, State.CLOSED)
OPEN = (State.SUGGESTED, State.AGREED, State.SCHEDULED, State.HELD, State.FOLLOW_UP)


class ClinicQuerySet(models.QuerySet["Clinic"]):
    """Clinics, asked for in the office's words."""

    def held(self) -> ClinicQuerySet:
        """Those that have sat at least once."""
        return self.filter(state__in=HELD)

    def publishable(self) -> ClinicQuerySet:
        """Those whose effect may be published: held, not of officers only, and each indicator of theirs is public."""
        links = behind(self.model, "clinic_indicators").filter(clinic=OuterRef("pk"))
        held = self.held().exclude(kind=Kind.OFFICERS)
        return held.filter(Exists(links)).exclude(Exists(links.filter(indicator__is_public=False)))

    def public(self) -> ClinicQuerySet:
        """Those whose effect the council publishes."""
        return self.publishable().filter(is_public=True)

    def with_dates(self, on: date) -> ClinicQuerySet:
        """With the day on which each first sits, ``first_sitting``, and the next from a day on, ``next_sitting``.

        Asked apart from other rows of the clinic, with which they would multiply.
        """
        sittings = behind(self.model, "sittings").filter(clinic=OuterRef("pk"), cancelled_because="").order_by("date")
        return self.annotate(
            first_sitting=Subquery(sittings.values("date")[:1]),
            next_sitting=Subquery(sittings.filter(date__gte=on).values("date")[:1]),
        )


class Clinic(Record):
    """A meeting called on failing indicators, from the reason to whether it worked."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=15, choices=Kind.pairs(), default=Kind.CORPORATE)
    state = models.CharField(max_length=15, choices=State.pairs(), default=State.SUGGESTED)
    why = models.TextField("why it was called", blank=True, help_text="Markdown.")
    commissioned_by = models.ForeignKey(
        Board, on_delete=models.PROTECT, related_name="clinics_commissioned", null=True, blank=True
    )
    called_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="clinics_called", null=True, blank=True)
    organised_by = models.CharField(max_length=150, blank=True, help_text="Where a partner organises it.")
    called_on = models.DateField(null=True, blank=True, help_text="No sitting is before it.")
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        related_name="clinics",
        null=True,
        blank=True,
        help_text="The period whose figures called for it.",
    )
    outcome = models.TextField(
        blank=True, help_text="What came of it, in words; the measured effect stands beside it. Markdown."
    )
    lessons = models.TextField("lessons learned", blank=True)
    cancelled_because = models.CharField(max_length=250, blank=True)
    is_public = models.BooleanField(
        "public",
        default=False,
        help_text="Its effect is published on the public pages, for as long as each of its indicators is public.",
    )
    closed_on = models.DateField(null=True, blank=True)
    closing_note = models.TextField(
        blank=True, help_text="Why it was closed although actions were open, or what is left to others."
    )

    objects = ClinicQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=State.CANCELLED) | ~Q(cancelled_because=""),
                name="cancelled_clinic_has_a_reason",
                violation_error_message="Say why the clinic was cancelled.",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(closed_on__isnull=False),
                name="closed_clinic_has_a_day",
                violation_error_message="Say on which day the clinic was closed.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.OFFICERS) | Q(is_public=False),
                name="clinic_of_officers_not_public",
                violation_error_message="A clinic of officers only is not published.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("clinic", args=[self.pk])

    @property
    def is_held(self) -> bool:
        """Whether it has sat."""
        return self.state in HELD

    @property
    def is_open(self) -> bool:
        """Whether it is still to be held or followed up."""
        return self.state in OPEN

    @property
    def keeper_posts(self) -> frozenset[int]:
        """The posts that keep it: who called it, who chairs it, its performance officers. Two queries, none prefetched."""
        chairs = {sitting.chair_id for sitting in self.sittings.all() if not sitting.cancelled_because}
        officers = {
            person.post_id for person in self.invitees.all() if person.role == AttendanceRole.PERFORMANCE_OFFICER
        }
        return frozenset({self.called_by_id} | chairs | officers) - {None}

    @property
    def reporter_posts(self) -> frozenset[int]:
        """The posts that may say of its progress: also who owns its indicators and who is to come.

        Four queries; those that are prefetched fall away.
        """
        models.prefetch_related_objects([self], "sittings", "invitees", "clinic_indicators__indicator")
        owners = {link.indicator.owner_id for link in self.clinic_indicators.all()}
        invited = {person.post_id for person in self.invitees.all()}
        return (self.keeper_posts | owners | invited) - {None}


class Trigger(Record):
    """Why a clinic was called: the rule that fired, its figures and a sentence."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="triggers")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="clinic_triggers", null=True, blank=True
    )
    rule = models.CharField(max_length=20, choices=Rule.pairs())
    figures = models.CharField(max_length=250, blank=True)
    sentence = models.TextField()

    class Meta:
        ordering = ["clinic", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sentence=""),
                name="trigger_explains_itself",
                violation_error_message="Say in a sentence why the rule fired.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_rule_display()


class ClinicIndicator(Record):
    """An indicator that a clinic is about, with the measurement it started from, fixed on the day."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="clinic_indicators")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="clinic_links")
    baseline = models.ForeignKey(
        Measurement,
        on_delete=models.PROTECT,
        related_name="baseline_of",
        null=True,
        blank=True,
        help_text="The last measurement whose period ended on or before the first sitting.",
    )

    class Meta:
        ordering = ["clinic", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "indicator"],
                name="indicator_once_in_a_clinic",
                violation_error_message="The clinic has this indicator already.",
            ),
        ]

    def __str__(self) -> str:
        return self.indicator.ref


class ClinicAction(Record):
    """An action that a clinic agreed or relies on. The action lives once, in ``actions``."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="clinic_actions")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="clinic_links")

    class Meta:
        ordering = ["clinic", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "action"],
                name="action_once_in_a_clinic",
                violation_error_message="The clinic has this action already.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.action)


class Invitee(Record):
    """Who is to come to a clinic: as what, and the post where one is named."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="invitees")
    role = models.CharField(max_length=20, choices=AttendanceRole.pairs())
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="clinic_invitations", null=True, blank=True)

    class Meta:
        ordering = ["clinic", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "role", "post"],
                name="invited_once_as_one_thing",
                violation_error_message="This post is to come in this role already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}{f', {self.post}' if self.post else ''}"


class ProgressUpdate(models.Model):
    """What was said of the progress of a clinic, and when. Never edited, only followed by another."""

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="progress_updates")
    words = models.TextField("update on progress", help_text="What has been done since the last. Markdown.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="clinic_updates", null=True, blank=True
    )
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""),
                name="progress_update_says_something",
                violation_error_message="Say what has been done.",
            ),
        ]

    def __str__(self) -> str:
        return f"Update on {self.clinic}"
