"""What the charts of an indicator leave out, because it would mislead."""

from datetime import date
from decimal import Decimal

import pytest

from core.periods import Period
from indicators.models import Alias, Benchmark, Indicator, IndicatorSet, Measurement
from indicators.reporting.control import control
from indicators.reporting.page import chart
from organisation.services import reporting_period


@pytest.fixture
def collected(council) -> Indicator:
    """Council tax collected: four figures a year that run on to the whole year's."""
    kpi = IndicatorSet.objects.create(code="KPI", title="Council Plan measures")
    tax = Indicator.objects.create(
        set=kpi, ref="RB1", title="Council tax collected", unit="%", decimal_places=1,
        frequency="quarterly", aggregation="cumulative",
    )  # fmt: skip
    for year in (2024, 2025):
        for quarter, value in enumerate((29, 56, 84, 96), 1):
            period = reporting_period(Period.parse(f"{year}/{year % 100 + 1} Q{quarter}"))
            Measurement.objects.create(indicator=tax, period=period, actual=Decimal(value))
    Benchmark.objects.create(
        indicator=tax, period=reporting_period(Period.parse("2023/24")), group="All", top=97, median=96, bottom=95
    )
    return tax


def drawn(indicator: Indicator):
    found = list(indicator.measurements.select_related("period", "indicator"))
    return chart(indicator, found, events=[], brand_colour="#12436d")


def test_the_line_starts_anew_each_year_where_the_figures_do(collected):
    assert len(drawn(collected).actual) == 2
    collected.aggregation = "snapshot"
    assert len(drawn(collected).actual) == 1


def test_the_line_is_interrupted_where_the_series_was_broken(collected):
    collected.aggregation = "snapshot"
    alias = Alias.objects.create(
        indicator=collected, set=collected.set, ref="CT1", starts=date(2024, 10, 1), break_in_series=True
    )
    assert [line.count(",") for line in drawn(collected).actual] == [2, 6]
    alias.break_in_series = False
    alias.save()
    assert len(drawn(collected).actual) == 1


def test_quartiles_of_whole_years_stand_behind_no_parts_of_years_that_add_up(collected):
    assert drawn(collected).washes == []
    collected.aggregation = "snapshot"
    assert len(drawn(collected).washes) == 4


def test_a_control_chart_takes_whole_years_alone_where_figures_start_anew(collected):
    found = list(collected.measurements.select_related("period", "indicator"))
    assert control(collected, found, brand_colour="#12436d") is None
    collected.aggregation = "snapshot"
    assert len(control(collected, found, brand_colour="#12436d").drawing.points) == 8
