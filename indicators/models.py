"""Indicators, their measurements, targets and comparators.

The verdicts on a measurement are stored beside it, so that lists filter and
sort in the database; ``indicators.services.judge`` alone writes them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from core.rag import Rag
from core.records import Record
from indicators.choices import Aggregation, Direction, Frequency, Polarity, Quartile, Risk, State
from indicators.rules import Scale, Tolerance
from organisation.choices import RatingRule
from organisation.models import Outcome, Post, ReportingPeriod
from organisation.validators import validate_tolerance


def value_field(**options) -> models.DecimalField:
    """A figure: exact, to six places, up to hundreds of billions."""
    return models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True, **options)


class IndicatorSet(Record):
    """A set of indicators: BVPI, PAF, a local set."""

    code = models.CharField(max_length=20, help_text="Short, as in addresses and files: BVPI.")
    title = models.CharField(max_length=150)
    description = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    rating_rule = models.CharField(
        max_length=20, choices=RatingRule.pairs(), blank=True, help_text="Empty: as the council has it."
    )
    tolerance = models.CharField(
        max_length=20, blank=True, validators=[validate_tolerance], help_text="Empty: as the council has it."
    )

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="one_set_per_code",
                violation_error_message="There is a set with this code already.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Indicators, asked for in the office's words."""

    def current(self, on: date) -> IndicatorQuerySet:
        """Those still measured on a day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on))


class Indicator(Record):
    """A thing measured."""

    set = models.ForeignKey(IndicatorSet, on_delete=models.PROTECT, related_name="indicators")
    ref = models.CharField("reference", max_length=30, help_text="As the set has it: BV127a.")
    title = models.CharField(max_length=250)
    definition = models.TextField(blank=True, help_text="What is counted, and what is not.")
    theme = models.CharField(max_length=80, blank=True, help_text="Service block or theme within the set.")
    name_to_check = models.BooleanField(
        default=False, help_text="The name comes from general knowledge, not from a published paper."
    )
    unit = models.CharField(max_length=60, blank=True, help_text="%, £, days, per 1,000 population, level, score of 4.")
    decimal_places = models.PositiveSmallIntegerField(
        default=0, help_text="Printed precision; values are compared at it."
    )
    level_names = models.CharField(
        max_length=200, blank=True, help_text="Words for levels 1, 2, …, with commas: Weak, Fair, Good, Excellent."
    )
    polarity = models.CharField(max_length=10, choices=Polarity.pairs(), default=Polarity.HIGHER)
    range_low = value_field(help_text="Lower edge of the best range.")
    range_high = value_field(help_text="Upper edge of the best range.")
    frequency = models.CharField(max_length=15, choices=Frequency.pairs(), default=Frequency.YEARLY)
    aggregation = models.CharField(max_length=15, choices=Aggregation.pairs(), default=Aggregation.ANNUAL)
    owner = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        related_name="indicators",
        null=True,
        blank=True,
        help_text="The post that answers for it.",
    )
    data_quality_risk = models.CharField(max_length=10, choices=Risk.pairs(), blank=True)
    within_control = models.BooleanField(
        "within our control", default=True, help_text="Clear this where the council cannot move the figure alone."
    )
    tolerance = models.CharField(
        max_length=20, blank=True, validators=[validate_tolerance], help_text="Empty: as the set or the council has it."
    )
    materiality = models.DecimalField(
        max_digits=18, decimal_places=6, default=0, help_text="A change smaller than this is no change."
    )
    is_public = models.BooleanField("public", default=False, help_text="Published on the public pages.")
    variant_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="variants",
        null=True,
        blank=True,
        help_text="The indicator of which this is another definition.",
    )
    variant_name = models.CharField(max_length=60, blank=True, help_text="CPA definition.")
    outcomes = models.ManyToManyField(Outcome, related_name="indicators", blank=True)
    closed_on = models.DateField(null=True, blank=True, help_text="When it was last measured. Its history stays.")
    latest = models.ForeignKey(
        "Measurement",
        on_delete=models.SET_NULL,  # worked out from the others, and only points at one of them
        related_name="+",
        null=True,
        editable=False,
        help_text="The newest measurement that has a value. Worked out by indicators.services.judge.",
    )

    objects = IndicatorQuerySet.as_manager()
    _history_m2m_fields = [outcomes]

    class Meta:
        ordering = ["set", "ref"]
        constraints = [
            models.UniqueConstraint(
                fields=["set", "ref"],
                name="one_indicator_per_ref",
                violation_error_message="This set has an indicator with this reference already.",
            ),
            models.CheckConstraint(
                condition=~Q(polarity=Polarity.RANGE) | Q(range_low__isnull=False) | Q(range_high__isnull=False),
                name="range_has_an_edge",
                violation_error_message="Where a range is best, give its lower edge, its upper edge or both.",
            ),
            models.CheckConstraint(
                condition=Q(range_low__isnull=True) | Q(range_high__isnull=True) | Q(range_high__gte=F("range_low")),
                name="range_runs_upwards",
                violation_error_message="The upper edge of the best range is below the lower edge.",
            ),
            models.CheckConstraint(
                condition=Q(decimal_places__lte=6),
                name="at_most_six_decimal_places",
                violation_error_message="Figures are kept to six decimal places at most.",
            ),
            models.CheckConstraint(
                condition=Q(variant_of__isnull=True) | ~Q(variant_name=""),
                name="variant_has_a_name",
                violation_error_message="Name the definition that this variant follows, such as “CPA definition”.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("indicator", args=[self.set.code, self.ref])

    @property
    def scale(self) -> Scale:
        """How its values are read, compared and written."""
        return Scale(
            unit=self.unit,
            decimal_places=self.decimal_places,
            polarity=Polarity(self.polarity),
            low=self.range_low,
            high=self.range_high,
            materiality=self.materiality,
            names=tuple(name.strip() for name in self.level_names.split(",") if name.strip()),
        )

    @property
    def latest_written(self) -> str:
        """Its newest figure with the unit; "No value" where there is none."""
        return self.scale.written(self.latest.actual) if self.latest else "No value"

    def tolerance_in(self, council_tolerance: str) -> Tolerance:
        """Its tolerance: its own, else its set's, else the council's."""
        return Tolerance.parse(self.tolerance or self.set.tolerance or council_tolerance)


class Alias(Record):
    """Another reference under which an indicator is or was known."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="aliases")  # part of it
    set = models.ForeignKey(IndicatorSet, on_delete=models.PROTECT, related_name="aliases")
    ref = models.CharField("reference", max_length=30)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    break_in_series = models.BooleanField(
        default=False, help_text="Figures before and after the change of reference do not compare."
    )

    class Meta:
        ordering = ["set", "ref"]
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(
                fields=["set", "ref"],
                name="one_alias_per_ref",
                violation_error_message="This reference is an alias of another indicator already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.set.code} {self.ref}"


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    """Measurements, asked for in the office's words."""

    def rated(self, on: date) -> MeasurementQuerySet:
        """With ``rating_on``: the stored rating, except that a missing value is awaited once it was due by a day."""
        awaited = When(rating=Rag.NOT_DUE, period__due_on__lt=on, then=Value(str(Rag.AWAITED)))
        return self.annotate(rating_on=Case(awaited, default=F("rating"), output_field=models.CharField()))

    def with_value(self) -> MeasurementQuerySet:
        """Those that have come in."""
        return self.filter(actual__isnull=False)


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
    stated_quartile = models.CharField(
        max_length=15,
        choices=Quartile.pairs(),
        blank=True,
        help_text="The position that an outside body stated where its thresholds are not held.",
    )
    stated_band = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The PAF band as published.")
    stated_by = models.CharField(max_length=150, blank=True, help_text="Who stated it, and in which paper.")

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

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "-period__starts", "period__ends"]
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
                condition=Q(stated_quartile="", stated_band__isnull=True) | ~Q(stated_by=""),
                name="stated_position_has_a_source",
                violation_error_message="Say who stated the quartile or band.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref}, {self.period}"

    def save(self, *args, **kwargs) -> None:
        """Work out a rate from its numerator and denominator."""
        if self.numerator is not None and self.denominator:
            hundred = 100 if self.indicator.unit == "%" else 1
            self.actual = (Decimal(self.numerator) * hundred / Decimal(self.denominator)).quantize(Decimal("1e-6"))
        super().save(*args, **kwargs)


class Restatement(models.Model):
    """What a locked value was and what it became. What was reported is never lost."""

    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="restatements")
    was = value_field()
    became = value_field()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="restatements")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
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
        ordering = ["-approved_on"]
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
    def eased(self) -> bool:
        """Whether the new target asks for less than the old one did."""
        if self.was is None or self.becomes is None:
            return False
        scale = self.measurement.indicator.scale
        return scale.goodness(self.becomes) < scale.goodness(self.was)


class Benchmark(Record):
    """Published quartile thresholds of a comparator group for a year. What was not published stays empty."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="benchmarks")
    group = models.CharField(max_length=100, help_text="All England, metropolitan councils.")
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="benchmarks", verbose_name="year"
    )
    top = value_field(help_text="Threshold of the best quartile, whichever way is better.")
    median = value_field()
    bottom = value_field(help_text="Threshold of the worst quartile.")
    average = value_field()
    n = models.PositiveIntegerField(null=True, blank=True, help_text="How many councils.")
    provisional = models.BooleanField(default=False)
    source = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["indicator", "-period__starts", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "group", "period"],
                name="one_benchmark_per_group_and_year",
                violation_error_message="This group's thresholds for this year are here already.",
            ),
            models.CheckConstraint(
                condition=Q(top__isnull=False)
                | Q(median__isnull=False)
                | Q(bottom__isnull=False)
                | Q(average__isnull=False),
                name="benchmark_has_a_figure",
                violation_error_message="Give at least one threshold or the average.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref}, {self.group}, {self.period}"


class Band(Record):
    """A PAF-style band: a range of values in a year, from 1 (lowest) up."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="bands")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="bands", verbose_name="year")
    number = models.PositiveSmallIntegerField()
    low = value_field()
    high = value_field()
    best_attainable = models.BooleanField(default=False, help_text="No council can reach a higher band.")

    class Meta:
        ordering = ["indicator", "-period__starts", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period", "number"],
                name="one_range_per_band",
                violation_error_message="This band is defined for this year already.",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=False) | Q(high__isnull=False),
                name="band_has_an_edge",
                violation_error_message="Give the lower edge, the upper edge or both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref}, band {self.number}, {self.period}"


class StretchTarget(Record):
    """A target that earns reward grant: what is expected without it, what with it, and what it pays."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="stretch_targets")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="stretch_targets")
    without = models.DecimalField(max_digits=18, decimal_places=6, help_text="Expected without the agreement.")
    with_agreement = models.DecimalField(max_digits=18, decimal_places=6, help_text="Wanted with the agreement.")
    grant = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text="Reward grant in £ at full achievement."
    )

    class Meta:
        ordering = ["indicator", "-period__starts"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period"],
                name="one_stretch_target_per_period",
                violation_error_message="There is a stretch target for this period already.",
            ),
            models.CheckConstraint(
                condition=~Q(without=F("with_agreement")),
                name="stretch_target_stretches",
                violation_error_message="With and without the agreement must differ.",
            ),
        ]

    def __str__(self) -> str:
        return f"Stretch target of {self.indicator.ref}, {self.period}"
