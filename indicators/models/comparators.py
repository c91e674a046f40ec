"""What a measurement is held against beside its target: thresholds, figures of peers, bands and stretch targets."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from core.records import Record
from indicators.models.definitions import Indicator
from indicators.models.fields import value_field
from organisation.models import Council, ReportingPeriod

OUR_OWN = "{} is this council: its own figure is a measurement, and is placed among the others. Leave it out here."


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
        ordering = ["indicator", "-period__starts", "group", "pk"]
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
        ordering = ["indicator", "-period__starts", "group", "council", "pk"]
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
        ordering = ["indicator", "-period__starts", "number", "pk"]
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
        ordering = ["indicator", "-period__starts", "pk"]
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
