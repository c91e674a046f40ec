"""The control chart of an indicator: signal or noise, beside the traffic light."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.charts import Drawing, Level, Point, Series, draw
from core.periods import MONTHS_IN, PeriodKind
from indicators.models import Indicator, Measurement
from indicators.reporting.page import axis
from indicators.rules import ControlChart, Observation, control_chart
from indicators.services import value_of


@dataclass(frozen=True)
class Control:
    """What a control chart shows, in words and drawn; ``drawing`` is None below 8 points."""

    chart: ControlChart
    drawing: Drawing | None


def control(indicator: Indicator, measurements: Sequence[Measurement], *, brand_colour: str) -> Control | None:
    """The control chart of the kind of period that has most figures; of two with as many, the shorter.

    Figures that start anew each year are charted by whole years alone. None without figures.
    """
    valued = [
        m for m in measurements if value_of(m) is not None and not (indicator.starts_anew and m.period.period.is_part)
    ]
    kinds = Counter(PeriodKind(m.period.kind) for m in valued)
    if not kinds:
        return None
    main = max(kinds, key=lambda kind: (kinds[kind], -MONTHS_IN[kind]))
    of_kind = sorted((m for m in valued if m.period.kind == main), key=lambda m: m.period.ends)
    chart = control_chart(indicator.scale, [Observation(m.period.period, m.actual) for m in of_kind])
    return Control(chart, _drawing(indicator, of_kind, chart, brand_colour) if chart.centre is not None else None)


def _drawing(
    indicator: Indicator, measurements: Sequence[Measurement], chart: ControlChart, brand_colour: str
) -> Drawing | None:
    scale = indicator.scale
    signalled = {period.ends for signal in chart.signals for period in signal.periods}
    levels = (
        Level("upper limit", chart.upper, dashed=True),
        Level("mean", chart.centre),
        Level("lower limit", chart.lower, dashed=True),
    )
    series = Series(
        title=f"Control chart of {indicator.ref} {indicator.title}",
        description=chart.sentence,
        actual=tuple(Point(m.period.ends, str(m.period), m.actual, scale.again(m.actual)) for m in measurements),
        levels=levels,
        marked=frozenset(signalled),
    )
    return draw(series, identity=f"control-{indicator.pk}", brand_colour=brand_colour, axis=axis(indicator))
