"""What is measured: sets of indicators, their indicators, and the other references that each has or had."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Upper
from django.urls import reverse

from core.formats import short_date
from core.records import Record
from indicators.choices import (
    Aggregation,
    Frequency,
    Polarity,
    Risk,
)
from indicators.models.fields import MOST_PLACES, value_field
from indicators.rules import Scale, Tolerance, scale_of
from organisation.choices import RatingRule
from organisation.models import Outcome, Post
from organisation.validators import validate_tolerance

ENDS = ["latest", "figures_since"]
"""What is worked out and stored beside an indicator: where its figures end and begin."""


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

    def called(self, code: str, ref: str, sort_key: str) -> IndicatorQuerySet:
        """Those of a reference in the set of a code, whatever their capitals; found by the key that the reference makes."""
        named = self.alias(code_in_capitals=Upper("set__code"), ref_in_capitals=Upper("ref")).filter(sort_key=sort_key)
        return named.filter(code_in_capitals=Upper(Value(code)), ref_in_capitals=Upper(Value(ref)))

    def public(self) -> IndicatorQuerySet:
        """Those that the council publishes, whether they are still measured or not."""
        return self.filter(is_public=True)


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
        ordering = ["set", "sort_key", "pk"]
        indexes = [
            # The order of every list within a set, and by the day of closing how many a set has, without their rows.
            models.Index(fields=["set", "sort_key", "id", "closed_on"], name="indicators_in_order"),
            # What themes there are to choose from: each is found behind the one before it.
            models.Index(fields=["theme"], name="themes_of_indicators"),
        ]
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
        plain = scale_of(self.unit, self.decimal_places, self.polarity, self.level_names, self.materiality)
        if self.range_low is None and self.range_high is None:
            return plain
        return replace(plain, low=self.range_low, high=self.range_high)

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


class AliasQuerySet(models.QuerySet["Alias"]):
    """Aliases, asked for in the office's words."""

    def breaking(self) -> AliasQuerySet:
        """Those whose change of reference broke the series."""
        return self.filter(break_in_series=True)


class Alias(Record):
    """Another reference under which an indicator is or was known."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="aliases")  # part of it
    set = models.ForeignKey(IndicatorSet, on_delete=models.PROTECT, related_name="aliases")
    ref = models.CharField("reference", max_length=30)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    break_in_series = models.BooleanField(
        default=False,
        help_text="Figures before and after the change of reference do not compare. The change is the day on which this "
        "reference starts; where that is not given, the day after it ends.",
    )

    objects = AliasQuerySet.as_manager()

    class Meta:
        ordering = ["set", "ref"]
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint(
                fields=["set", "ref"],
                name="one_alias_per_ref",
                violation_error_message="This reference is an alias of another indicator already.",
            ),
            models.CheckConstraint(
                condition=Q(break_in_series=False) | Q(starts__isnull=False) | Q(ends__isnull=False),
                name="break_has_a_day",
                violation_error_message="Say from when, or until when, this reference was used: the series is broken there.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.set.code} {self.ref}"

    @property
    def breaks_on(self) -> date | None:
        """The first day from which figures no longer compare with those before; None where it breaks nothing."""
        if not self.break_in_series:
            return None
        return self.starts or (self.ends + timedelta(days=1) if self.ends else None)

    @property
    def written(self) -> str:
        """The reference with when it was used: OPS HOU12 until 31 Mar 2025, where the series was broken."""
        since = f" from {short_date(self.starts)}" if self.starts else ""
        until = f" until {short_date(self.ends)}" if self.ends else ""
        return f"{self}{since}{until}{', where the series was broken' if self.breaks_on else ''}"
