"""Which figures are to be entered for a period, by whom, and what stands beside each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from core.periods import MONTHS_IN, Period, PeriodKind
from indicators.choices import Aggregation, Frequency
from indicators.models import Indicator, Measurement
from organisation.models import ReportingPeriod
from organisation.rights import may_manage, posts_of

COMES_IN = {
    PeriodKind.MONTH: (Frequency.MONTHLY,),
    PeriodKind.QUARTER: (Frequency.MONTHLY, Frequency.QUARTERLY),
    PeriodKind.HALF: (Frequency.MONTHLY, Frequency.QUARTERLY, Frequency.HALF_YEARLY),
}
"""How often an indicator comes that has a figure for a period of a kind; for whole years, every one."""


YEARS = 3
"""Targets are set for so many years: the current one and the next two."""


@dataclass
class EntryLine:
    """One indicator with its figure for a period and what was there before."""

    indicator: Indicator
    measurement: Measurement
    last_year: Measurement | None
    before: Measurement | None

    @property
    def is_rate(self) -> bool:
        """Whether a numerator and a denominator are wanted."""
        return self.indicator.aggregation == Aggregation.RATE or self.measurement.numerator is not None

    def written(self, measurement: Measurement | None) -> str:
        """A figure beside the boxes."""
        if measurement is None or measurement.actual is None:
            return ""
        return self.indicator.scale.again(measurement.actual)

    @property
    def last_year_written(self) -> str:
        """The like period a year earlier."""
        return self.written(self.last_year)

    @property
    def before_written(self) -> str:
        """The period before."""
        return self.written(self.before)


def reportable(person: User, period: Period) -> QuerySet[Indicator]:
    """The indicators that have a figure for a period, still measured at its end, and that a person may report."""
    indicators = Indicator.objects.current(period.ends).select_related("set", "owner__directorate")
    if period.kind in COMES_IN:
        indicators = indicators.filter(frequency__in=COMES_IN[period.kind])
    if not may_manage(person):
        indicators = indicators.filter(owner__in=posts_of(person))
    return indicators


def entry_lines(
    indicators: Iterable[Indicator], period: Period, row: ReportingPeriod, *, lock: bool = False
) -> list[EntryLine]:
    """A line for each indicator. One query; with ``lock``, nobody else changes these figures until the transaction ends."""
    indicators = list(indicators)
    wanted = (period, period.like_period, period.previous)
    anywhere = Q()
    for one in wanted:
        anywhere |= Q(period__kind=one.kind, period__year=one.year, period__number=one.number)
    stored = Measurement.objects.filter(anywhere, indicator__in=indicators).select_related("period")
    if lock:
        stored = stored.select_for_update(of=("self",))
    found = {(m.indicator_id, m.period.period): m for m in stored}
    lines = []
    for indicator in indicators:
        this, last_year, before = (found.get((indicator.pk, one)) for one in wanted)
        this = this or Measurement(indicator=indicator, period=row)
        this.indicator, this.period = indicator, row
        lines.append(EntryLine(indicator, this, last_year, before if period.previous != period.like_period else None))
    return lines


def target_periods(indicator: Indicator, on: date) -> list[Period]:
    """The periods for which an indicator is given targets: this financial year and the next two, each profiled.

    By quarter where it comes monthly or quarterly, by half where it comes half-yearly.
    """
    by = {Frequency.MONTHLY: PeriodKind.QUARTER, Frequency.QUARTERLY: PeriodKind.QUARTER}
    kind = (by | {Frequency.HALF_YEARLY: PeriodKind.HALF}).get(indicator.frequency)
    numbers = range(1, 12 // MONTHS_IN[kind] + 1) if kind else ()
    found = []
    for year in range(Period.containing(on).year, Period.containing(on).year + YEARS):
        found += [*(Period(kind, year, number) for number in numbers), Period(PeriodKind.YEAR, year)]
    return found


def period_due(on: date) -> Period:
    """The last quarter that has ended by a day."""
    return Period.containing(on, PeriodKind.QUARTER).previous
