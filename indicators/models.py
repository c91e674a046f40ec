"""Indicators, their measurements, targets and comparators.

The verdicts on a measurement are stored beside it, so that lists filter and
sort in the database; ``indicators.services.judge`` alone writes them.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower
from django.urls import reverse

from core.clock import now
from core.rag import Rag
from core.records import Record
from indicators.choices import (
    Aggregation,
    Direction,
    Frequency,
    Moved,
    Override,
    Polarity,
    Quartile,
    Risk,
    State,
    UploadKind,
)
from indicators.rules import Scale, Tolerance
from organisation.choices import RatingRule
from organisation.models import Council, Outcome, Post, ReportingPeriod
from organisation.validators import validate_tolerance

MOST_PLACES = 6
VERDICTS = [
    "rating", "rating_label", "rating_reason", "gap", "direction", "direction_reason", "change", "recent_direction",
    "recent_reason", "quartile", "quartile_reason", "quartile_year", "quartile_group", "movement", "forecast_rating",
    "forecast_label", "forecast_reason", "band", "band_reason",
]  # fmt: skip
"""What is worked out and stored beside a measurement; what it rests on has a history, and it needs none."""
ENDS = ["latest", "figures_since"]
"""What is worked out and stored beside an indicator: where its figures end and begin."""

OUR_OWN = "{} is this council: its own figure is a measurement, and is placed among the others. Leave it out here."


def value_field(**options) -> models.DecimalField:
    """A figure: exact, to six places, up to hundreds of billions."""
    return models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True, **options)


def natural_key(ref: str) -> str:
    """A reference with its numbers filled up, so that BV8 is sorted before BV11a."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(6), ref.upper())[:120]


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
    on_period_before = models.BooleanField(
        "compare with the period before",
        default=False,
        help_text="Show “on last quarter” as a second direction, always labelled.",
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
    sort_key = models.CharField(
        max_length=120, default="", editable=False, help_text="The reference, so that BV8 precedes BV11a."
    )
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
    data_checked_on = models.DateField(null=True, blank=True, help_text="When its data were last checked.")
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
    figures_since = models.DateField(
        null=True,
        editable=False,
        help_text="The first day of its first financial period with a value. Worked out by indicators.services.judge.",
    )

    objects = IndicatorQuerySet.as_manager()
    derived = ENDS
    _history_m2m_fields = [outcomes]

    class Meta:
        ordering = ["set", "sort_key"]
        indexes = [models.Index(fields=["set", "sort_key"], name="indicators_in_order")]
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
                condition=Q(decimal_places__lte=MOST_PLACES),
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

    def save(self, *args, **kwargs) -> None:
        """Keep the key by which it is sorted."""
        self.sort_key = natural_key(self.ref)
        super().save(*args, **kwargs)

    def conditions(self) -> dict[str, bool]:
        """The conditions that its row must keep, by the name of the constraint, asked without the database."""
        low, high, is_range = self.range_low, self.range_high, self.polarity == Polarity.RANGE
        return {
            "range_has_an_edge": not is_range or low is not None or high is not None,
            "range_runs_upwards": low is None or high is None or high >= low,
            "at_most_six_decimal_places": self.decimal_places <= MOST_PLACES,
            "variant_has_a_name": not (self.variant_of_id or self.variant_of) or bool(self.variant_name),
        }

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
    def adds_up(self) -> bool:
        """Whether its figure grows through the year, so that a part's does not compare with a whole year's."""
        return self.aggregation in (Aggregation.FLOW, Aggregation.CUMULATIVE)

    @property
    def starts_anew(self) -> bool:
        """Whether each year's figures start from nothing and run on, so that no part compares with the one before it."""
        return self.aggregation == Aggregation.CUMULATIVE

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
                condition=Q(override="") | ~Q(override_reason=""),
                name="override_has_a_reason",
                violation_error_message="Say why the rule's rating is not to stand.",
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
    def target_written(self) -> str:
        """What is wanted, with its unit; the words where no figure was set."""
        return self.target_words if self.target is None else self.indicator.scale.again(self.target)

    def take_rate(self) -> None:
        """Where a numerator and a denominator are given, they make the value."""
        if self.numerator is not None and self.denominator:
            self.actual = self.rate()

    def rate(self) -> Decimal:
        """The numerator over the denominator, in the indicator's unit."""
        rate = self.indicator.scale.ratio(Decimal(self.numerator), Decimal(self.denominator))
        return rate.quantize(Decimal(1).scaleb(-MOST_PLACES))

    def conditions(self) -> dict[str, bool]:
        """The conditions that its row must keep, by the name of the constraint, asked without the database."""
        stated = self.stated_quartile or self.stated_band is not None
        return {
            "numerator_with_denominator": (self.numerator is None) == (self.denominator is None),
            "denominator_above_zero": self.denominator is None or self.denominator > 0,
            "reservation_has_a_reason": self.state != State.RESERVATION or bool(self.reservation),
            "override_has_a_reason": not self.override or bool(self.override_reason),
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


class Benchmark(Record):
    """Quartile thresholds of a comparator group for a year: published, or worked out here from its councils' figures.

    What was not published stays empty. Those worked out are kept by ``indicators.services.judge``
    alone, and give way once the group's thresholds for the year are published.
    """

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
    worked_out = models.BooleanField(
        default=False, editable=False, help_text="Worked out here from the figures of the group's councils."
    )

    class Meta:
        ordering = ["indicator", "-period__starts", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "group", "period", "worked_out"],
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

    def validate_constraints(self, exclude: set[str] | None = None) -> None:
        """Its origin is in no form, and counts all the same: it tells published thresholds from those worked out."""
        super().validate_constraints(exclude=set(exclude or ()) - {"worked_out"})

    @property
    def written(self) -> dict[str, str]:
        """Its figures as they are read; a figure that was not published is empty."""
        scale = self.indicator.scale
        figures = {name: getattr(self, name) for name in ("top", "median", "bottom", "average")}
        return {name: "" if value is None else scale.again(value) for name, value in figures.items()}

    def conditions(self) -> dict[str, bool]:
        """The conditions that its row must keep, by the name of the constraint, asked without the database."""
        return {
            "benchmark_has_a_figure": any(f is not None for f in (self.top, self.median, self.bottom, self.average))
        }


class PeerFigure(Record):
    """What another council of a comparator group reported for a year; its quartiles are worked out from these."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="peer_figures")
    group = models.CharField(max_length=100, help_text="Our nearest neighbours.")
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="peer_figures", verbose_name="year"
    )
    council = models.CharField(max_length=150, help_text="The other council. Our own figure is a measurement.")
    value = value_field(help_text="Empty: not known, or it does not apply there. It is then not counted.")
    source = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["indicator", "-period__starts", "group", "council"]
        constraints = [
            models.UniqueConstraint(
                "indicator",
                "period",
                Lower("group"),
                Lower("council"),
                name="one_figure_per_peer_and_year",
                violation_error_message="This council's figure for this year is here already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.ref}, {self.council}, {self.period}"

    def clean(self) -> None:
        """Refuse our own figure: it would be counted twice."""
        us = Council.objects.first()
        if us and us.is_called(self.council):
            raise ValidationError({"council": OUR_OWN.format(self.council)})


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


class Upload(models.Model):
    """A table that somebody uploaded: kept as it came, looked over, and then taken in whole or not at all."""

    kind = models.CharField(max_length=15, choices=UploadKind.pairs())
    name = models.CharField(max_length=150, help_text="The name of the file.")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, help_text="When it was taken in; empty while it is only looked over.")
    summary = models.CharField(max_length=200, blank=True, help_text="What came of it.")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is looked over."""
        return reverse("upload", args=[self.pk])
