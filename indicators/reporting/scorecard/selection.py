"""Which indicators stand on the scorecard of a period, with their verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce

from core.periods import FINANCIAL, PeriodKind
from core.rag import Rag
from indicators.choices import Direction, Frequency, Moved, Quartile
from indicators.models import Indicator, Measurement
from organisation.models import ReportingPeriod

DUE_IN: Mapping[PeriodKind, tuple[Frequency, ...]] = {
    PeriodKind.MONTH: (Frequency.MONTHLY,),
    PeriodKind.QUARTER: (Frequency.QUARTERLY,),
    PeriodKind.HALF: (Frequency.HALF_YEARLY,),
    **dict.fromkeys(
        (PeriodKind.YEAR, PeriodKind.CALENDAR, PeriodKind.ACADEMIC),
        (Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.HALF_YEARLY, Frequency.YEARLY),
    ),
}
"""Which indicators owe a figure for a period of a kind: each for its own, and all that come at least yearly for a year."""


def listed(period: ReportingPeriod, on: date) -> QuerySet[Indicator]:
    """The indicators of a period's scorecard at a date, ``with_verdicts``, in the order of their sets.

    Each that has a measurement for the period or owes one.
    """
    rows = with_verdicts(period.pk, rating_missing(period, on)).filter(Q(here__isnull=False) | _due_in(period))
    return rows.order_by("set__order", "set__code", "sort_key", "pk")


def rating_missing(period: ReportingPeriod, on: date) -> str:
    """How a missing measurement of a period is rated at a date."""
    return str(Rag.AWAITED if on > period.due_on else Rag.NOT_DUE)


def with_verdicts(period: int, missing: str) -> QuerySet[Indicator]:
    """All indicators; ``here`` is the measurement of the period of a key.

    ``rating_on``, ``direction_on``, ``quartile_on`` and ``band_on`` are its verdicts, with what a missing measurement has
    in their place: ``rating_missing`` for a rating.
    """
    rated_missing = Value(missing, output_field=TextField())
    no_figure = Q(here__isnull=True) | Q(here__rating=Rag.NOT_DUE)
    here = FilteredRelation("measurements", condition=Q(measurements__period=period))
    return Indicator.objects.annotate(here=here).annotate(
        rating_missing=rated_missing,
        rating_on=Case(When(no_figure, then=rated_missing), default=F("here__rating"), output_field=TextField()),
        direction_on=Coalesce("here__direction", Value(str(Direction.NO_COMPARISON)), output_field=TextField()),
        quartile_on=Coalesce("here__quartile", Value(str(Quartile.UNKNOWN)), output_field=TextField()),
        band_on=Coalesce("here__band", "here__stated_band"),
    )


def _due_in(period: ReportingPeriod) -> Q:
    """Indicators that owe a figure for the period: still measured at its end, and as often as that.

    One whose figures began later, or come by another kind of year, owes none.
    """
    if period.kind in FINANCIAL:
        begun = Q(figures_since__lte=period.ends) | Q(latest__isnull=True)
    else:
        figures = Measurement.objects.with_value().filter(indicator=OuterRef("pk"))
        begun = Q(Exists(figures.filter(period__kind=period.kind, period__starts__lte=period.ends)))
    still_measured = Q(closed_on__isnull=True) | Q(closed_on__gt=period.ends)
    return Q(frequency__in=DUE_IN[PeriodKind(period.kind)]) & still_measured & begun


EXCEPTIONS = (
    Q(rating_on__in=(Rag.RED, Rag.AMBER, Rag.AWAITED)) | Q(quartile_on=Quartile.WORST) | Q(here__movement=Moved.FELL)
)
"""What a board looks at first: off target, awaited, in the worst quartile or fallen by one."""
