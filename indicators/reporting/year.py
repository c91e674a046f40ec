"""The year so far: its parts put together by the indicator's aggregation, and the machine's forecast of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.periods import Period
from indicators.choices import Aggregation
from indicators.models import Indicator, Measurement
from indicators.rules import Forecast, Part, YearToDate, forecast, stretch_share, year_to_date
from indicators.services import value_of


@dataclass(frozen=True)
class YearSoFar:
    """What has come in of a year, and what the whole is likely to be."""

    year: Period
    so_far: YearToDate
    machine: Forecast
    officer: str
    """The officer's forecast of the year, with its unit; empty where there is none."""


def year_so_far(indicator: Indicator, measurements: Sequence[Measurement], on: date) -> YearSoFar | None:
    """The financial year in which a day falls, or the one before where nothing of it is in yet; None where its parts are not measured."""
    current = Period.containing(on)
    for year in (current, current.like_period):
        parts = _parts(measurements, year)
        if any(part.value is not None for part in parts):
            aggregation, scale = Aggregation(indicator.aggregation), indicator.scale
            whole = next((m for m in measurements if m.period.period == year), None)
            return YearSoFar(
                year,
                year_to_date(scale, aggregation, year, parts),
                forecast(scale, aggregation, year, parts, _parts(measurements, year.like_period)),
                scale.again(whole.forecast) if whole and whole.forecast is not None else "",
            )
    return None


def stretches(indicator: Indicator, measurements: Sequence[Measurement]) -> list[str]:
    """What each stretch target has earned so far, as a sentence that names its period. One query."""
    by_period = {m.period_id: m for m in measurements}
    return [
        f"{target.period}: "
        + stretch_share(
            indicator.scale,
            value_of(by_period.get(target.period_id)),
            target.without,
            target.with_agreement,
            target.grant,
        ).sentence
        for target in indicator.stretch_targets.select_related("period")
    ]


def _parts(measurements: Sequence[Measurement], year: Period) -> list[Part]:
    return [
        Part(m.period.period, value_of(m), m.numerator, m.denominator)
        for m in measurements
        if m.period.period.is_part and m.period.period.whole_year == year
    ]
