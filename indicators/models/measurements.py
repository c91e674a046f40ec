"""What came out: measurements, what a locked one was before, and decisions on targets.

The verdicts on a measurement are stored beside it, so that lists filter and
sort in the database; ``indicators.services.judge`` alone writes them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from core.clock import now
from core.rag import Rag
from core.records import Record
from indicators.choices import (
    Direction,
    Moved,
    Override,
    Quartile,
    State,
)
from indicators.models.definitions import Indicator
from indicators.models.fields import MOST_PLACES, value_field
from indicators.rules import PUBLISHED
from organisation.models import Post, ReportingPeriod

VERDICTS = [
    "rating", "rating_label", "rating_reason", "gap", "direction", "direction_reason", "change", "recent_direction",
    "recent_reason", "quartile", "quartile_reason", "quartile_year", "quartile_group", "movement", "forecast_rating",
    "forecast_label", "forecast_reason", "band", "band_reason",
]  # fmt: skip
"""What is worked out and stored beside a measurement; what it rests on has a history, and it needs none."""


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    """Measurements, asked for in the office's words."""

    def rated(self, on: date) -> MeasurementQuerySet:
        """With ``rating_on``: the stored rating, except that a missing value is awaited once it was due by a day."""
        awaited = When(rating=Rag.NOT_DUE, period__due_on__lt=on, then=Value(str(Rag.AWAITED)))
        return self.annotate(rating_on=Case(awaited, default=F("rating"), output_field=models.CharField()))

    def with_value(self) -> MeasurementQuerySet:
        """Those that have come in."""
        return self.filter(actual__isnull=False)

    def public(self) -> MeasurementQuerySet:
        """What the public may see: the figures of public indicators that were signed off, audited or restated."""
        return self.firm().filter(indicator__is_public=True)

    def firm(self) -> MeasurementQuerySet:
        """Those that somebody has put their name to: signed off, audited or restated."""
        return self.with_value().filter(state__in=PUBLISHED)

    def to_sign(self) -> MeasurementQuerySet:
        """Those that can be signed off: entered, provisional, in a period that is not locked. An estimate is not one yet."""
        return self.with_value().filter(state=State.PROVISIONAL, period__locked_at__isnull=True)


class Measurement(Record):
    """One indicator in one period: what was wanted, what came out, and the verdicts on it."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measurements")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="measurements")
    target = value_field()
    target_words = models.CharField(max_length=100, blank=True, help_text="Where no figure was set: top quartile.")
    target_note = models.CharField(
        max_length=100,
        blank=True,
        help_text="Where the target comes from, if no paper states it: worked out from “missed by 0.4”.",
    )
    actual = value_field(help_text="Worked out where a numerator and a denominator are given.")
    numerator = value_field()
    denominator = value_field()
    forecast = value_field(help_text="What the officer expects for the whole period.")
    state = models.CharField(max_length=15, choices=State.pairs(), default=State.PROVISIONAL)
    reservation = models.TextField(blank=True, help_text="Why the auditor has a reservation.")
    why = models.TextField("commentary: why", blank=True, help_text="What explains the figure?")
    so_what = models.TextField("commentary: so what", blank=True, help_text="What does it mean for people?")
    what_next = models.TextField("commentary: what next", blank=True, help_text="What will be done, by when?")
    public_words = models.TextField(
        "words for the public",
        blank=True,
        help_text="What residents read beside the figure, once somebody who may sign it off has approved the words.",
    )
    public_words_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="public_words_approved",
        null=True,
        blank=True,
        editable=False,
        verbose_name="words for the public approved by",
    )
    public_words_approved_on = models.DateField(
        "words for the public approved on", null=True, blank=True, editable=False
    )
    public_words_of = value_field(editable=False, help_text="The figure of which the words were approved.")
    stated_quartile = models.CharField(
        max_length=15,
        choices=Quartile.pairs(),
        blank=True,
        help_text="The position that an outside body stated where its thresholds are not held.",
    )
    stated_band = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The PAF band as published.")
    stated_by = models.CharField(max_length=150, blank=True, help_text="Who stated it, and in which paper.")

    confirmed = models.TextField(
        blank=True, help_text="What was asked about the figure because it looked unlikely, and that it was confirmed."
    )
    override = models.CharField(
        "rating put in the rule's place", max_length=10, choices=Override.pairs(), blank=True, default=Override.NONE
    )
    override_reason = models.TextField(blank=True, help_text="Printed wherever the rating is.")

    rating = models.CharField(
        max_length=15, choices=[(rag.value, rag.value) for rag in Rag], default=Rag.NOT_DUE, editable=False
    )
    rating_label = models.CharField(max_length=40, default="Not due", editable=False)
    rating_reason = models.TextField(blank=True, editable=False)
    gap = models.DecimalField(max_digits=18, decimal_places=6, null=True, editable=False)
    direction = models.CharField(
        max_length=15, choices=Direction.pairs(), default=Direction.NO_COMPARISON, editable=False
    )
    direction_reason = models.TextField(blank=True, editable=False)
    change = models.DecimalField(max_digits=18, decimal_places=6, null=True, editable=False)
    quartile = models.CharField(max_length=15, choices=Quartile.pairs(), default=Quartile.UNKNOWN, editable=False)
    quartile_reason = models.TextField(blank=True, editable=False)
    quartile_year = models.CharField(max_length=30, blank=True, editable=False)
    quartile_group = models.CharField(max_length=100, blank=True, editable=False)
    movement = models.CharField(max_length=10, choices=Moved.pairs(), default=Moved.NOT_KNOWN, editable=False)
    forecast_rating = models.CharField(max_length=15, blank=True, editable=False)
    forecast_label = models.CharField(max_length=40, blank=True, editable=False)
    forecast_reason = models.TextField(blank=True, editable=False)
    band = models.PositiveSmallIntegerField(null=True, editable=False)
    band_reason = models.TextField(blank=True, editable=False)
    recent_direction = models.CharField(max_length=15, choices=Direction.pairs(), blank=True, editable=False)
    recent_reason = models.TextField(blank=True, editable=False)

    objects = MeasurementQuerySet.as_manager()
    derived = VERDICTS

    class Meta:
        ordering = ["indicator", "-period__starts", "period__ends", "pk"]
        indexes = [
            # What a scorecard counts: the verdicts of a period, without the rows that they are of.
            models.Index(
                fields=["period", "indicator", "rating", "direction", "quartile", "id"], name="verdicts_of_a_period"
            ),
            # Whether a figure has come in for a period: without it, each that is still awaited is looked at.
            models.Index(fields=["period"], condition=Q(actual__isnull=False), name="figures_of_a_period"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period"],
                name="one_measurement_per_period",
                violation_error_message="This indicator has a measurement for this period already.",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False),
                name="numerator_with_denominator",
                violation_error_message="Give the numerator and the denominator together.",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="denominator_above_zero",
                violation_error_message="The denominator must be more than zero.",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RESERVATION) | ~Q(reservation=""),
                name="reservation_has_a_reason",
                violation_error_message="Say why the auditor has a reservation.",
            ),
            models.CheckConstraint(
                condition=Q(override="") | ~Q(override_reason=""),
                name="override_has_a_reason",
                violation_error_message="Say why the rule's rating is not to stand.",
            ),
            models.CheckConstraint(
                condition=Q(public_words_approved_by__isnull=True, public_words_approved_on__isnull=True)
                | Q(public_words_approved_by__isnull=False, public_words_approved_on__isnull=False),
                name="approved_words_say_by_whom",
                violation_error_message="Say who approved the words for the public, and when.",
            ),
            models.CheckConstraint(
                condition=Q(stated_quartile="", stated_band__isnull=True) | ~Q(stated_by=""),
                name="stated_position_has_a_source",
                violation_error_message="Say who stated the quartile or band.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref}, {self.period}"

    def save(self, *args, **kwargs) -> None:
        """Work out a rate from its numerator and denominator."""
        self.take_rate()
        super().save(*args, **kwargs)

    @property
    def said_to_the_public(self) -> str:
        """The words for the public, where they were approved, and of this very figure; however it was changed since."""
        is_approved = self.public_words_approved_on is not None and self.public_words_of == self.actual
        return self.public_words if is_approved else ""

    @property
    def target_written(self) -> str:
        """What is wanted, with its unit; the words where no figure was set."""
        return self.target_words if self.target is None else self.indicator.scale.again(self.target)

    def take_rate(self) -> None:
        """Where a numerator and a denominator are given, they make the value."""
        if self.numerator is not None and self.denominator:
            self.actual = self.rate()

    def rate(self) -> Decimal:
        """The numerator over the denominator, in the indicator's unit."""
        return self.rate_of(self.indicator, self.numerator, self.denominator)

    @staticmethod
    def rate_of(indicator: Indicator, numerator: Decimal, denominator: Decimal) -> Decimal:
        """A numerator over a denominator in an indicator's unit, as it is stored."""
        rate = indicator.scale.ratio(Decimal(numerator), Decimal(denominator))
        return rate.quantize(Decimal(1).scaleb(-MOST_PLACES))

    def conditions(self) -> dict[str, bool]:
        """The conditions that its row must keep, by the name of the constraint, asked without the database."""
        stated = self.stated_quartile or self.stated_band is not None
        return {
            "numerator_with_denominator": (self.numerator is None) == (self.denominator is None),
            "denominator_above_zero": self.denominator is None or self.denominator > 0,
            "reservation_has_a_reason": self.state != State.RESERVATION or bool(self.reservation),
            "override_has_a_reason": not self.override or bool(self.override_reason),
            "approved_words_say_by_whom": (self.public_words_approved_by_id is None)
            == (self.public_words_approved_on is None),
            "stated_position_has_a_source": not stated or bool(self.stated_by),
        }


class Restatement(models.Model):
    """What a locked value was and what it became. What was reported is never lost."""

    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="restatements")
    was = value_field()
    became = value_field()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="restatements")
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="restatement_has_a_reason",
                violation_error_message="Say why the value is restated.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measurement} restated"


class TargetDecision(models.Model):
    """A change of target: a decision, with a reason and an approver."""

    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="target_decisions")
    was = value_field()
    becomes = value_field()
    reason = models.TextField()
    approved_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="target_decisions")
    approved_on = models.DateField()

    class Meta:
        ordering = ["-approved_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="target_decision_has_a_reason",
                violation_error_message="Say why the target changes.",
            ),
        ]

    def __str__(self) -> str:
        return f"Target of {self.measurement}"

    @property
    def was_written(self) -> str:
        """What it was, with its unit."""
        return "none" if self.was is None else self.measurement.indicator.scale.again(self.was)

    @property
    def becomes_written(self) -> str:
        """What it became, with its unit."""
        return "none" if self.becomes is None else self.measurement.indicator.scale.again(self.becomes)

    @property
    def eased(self) -> bool:
        """Whether the new target asks for less than the old one did."""
        if self.was is None or self.becomes is None:
            return False
        scale = self.measurement.indicator.scale
        return scale.goodness(self.becomes) < scale.goodness(self.was)
