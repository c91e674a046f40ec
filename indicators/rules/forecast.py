"""The machine's forecast of a year, to stand beside the officer's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import formats
from core.periods import Period
from indicators.choices import Aggregation
from indicators.rules.aggregation import MONTHS_A_YEAR, Part, YearToDate, year_to_date
from indicators.rules.scale import Scale


@dataclass(frozen=True)
class Forecast:
    """What the year will come to if it goes on as it has, with how that was worked out; None where nothing can be said."""

    value: Decimal | None
    sentence: str


def forecast(
    scale: Scale, aggregation: Aggregation, year: Period, parts: Sequence[Part], last_year: Sequence[Part] = ()
) -> Forecast:
    """Forecast a year from the parts that are in.

    A rate goes on as the pooled year to date; a snapshot and rolling twelve
    months as the newest figure. A flow or a cumulative figure goes on as last
    year did, where all of last year's parts of the same length are known, else in
    a straight line. ``last_year`` are the parts of the year before.
    """
    so_far = year_to_date(scale, aggregation, year, parts)
    if so_far.value is None:
        return Forecast(None, f"No forecast. {so_far.sentence}")
    if so_far.is_complete:
        return Forecast(so_far.value, f"{year} is complete: {scale.written(so_far.value)}.")
    match aggregation:
        case Aggregation.FLOW | Aggregation.CUMULATIVE:
            return _by_profile(scale, aggregation, year, so_far, last_year) or _straight(
                scale, aggregation, year, so_far
            )
        case Aggregation.RATE:
            how = f"the rate of {so_far.tally}, pooled, goes on"
        case _:
            how = f"the figure of {so_far.counted[-1].period} stands"
    return Forecast(so_far.value, f"{scale.opening(so_far.value)} forecast for {year} if {how}.")


def _straight(scale: Scale, aggregation: Aggregation, year: Period, so_far: YearToDate) -> Forecast:
    months = _months(aggregation, so_far)
    value = so_far.value * MONTHS_A_YEAR / months
    made = f"{scale.written(so_far.value)} in {months} of 12 months"
    return Forecast(value, f"{scale.opening(value)} forecast for {year}: {made}, in a straight line.")


def _months(aggregation: Aggregation, so_far: YearToDate) -> int:
    """How many months the year to date stands for. A cumulative figure holds those that were not reported."""
    last = so_far.counted[-1].period
    if aggregation == Aggregation.CUMULATIVE:
        return last.number * last.months
    return sum(part.period.months for part in so_far.counted)


def _by_profile(
    scale: Scale, aggregation: Aggregation, year: Period, so_far: YearToDate, last_year: Sequence[Part]
) -> Forecast | None:
    """The forecast by what the same parts of last year made of it; None where last year cannot tell."""
    kinds = {part.period.kind for part in so_far.counted}
    alike = [part for part in last_year if part.period.kind in kinds]
    before = year_to_date(scale, aggregation, year.like_period, alike)
    if len(kinds) > 1 or before.value is None or before.parts_in < before.parts_of:
        return None
    periods = {part.period.like_period for part in so_far.counted}
    if aggregation == Aggregation.CUMULATIVE:
        periods = {so_far.counted[-1].period.like_period}
    then = sum((part.figure(scale) for part in before.counted if part.period in periods), Decimal(0))
    if then == 0 or then / before.value <= 0:
        return None
    value = so_far.value * before.value / then
    made = f"{scale.written(so_far.value)} in {so_far.tally}"
    profile = (
        f"{scale.again(then)} of {scale.again(before.value)} ({formats.percentage(then, before.value)}) "
        f"in {year.like_period}"
    )
    return Forecast(value, f"{scale.opening(value)} forecast for {year}: {made}, which made {profile}.")
