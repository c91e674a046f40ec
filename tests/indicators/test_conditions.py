"""What the database holds of a row and what is asked without it are the same."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.periods import Period
from indicators.choices import Override, Polarity, Quartile, State
from indicators.models import Benchmark, Indicator, IndicatorSet, Measurement
from organisation.services import reporting_period

figure = st.none() | st.integers(-3, 3).map(Decimal)
words = st.sampled_from(["", "words"])
often = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def invoices(council) -> Indicator:
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    return Indicator.objects.create(set=bvpi, ref="BV8", title="Invoices", unit="%")


def asked_of_the_database(row: models.Model) -> dict[str, bool]:
    answers = {}
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            try:
                constraint.validate(type(row), row)
            except ValidationError:
                answers[constraint.name] = False
            else:
                answers[constraint.name] = True
    return answers


@often
@given(
    st.builds(
        dict, numerator=figure, denominator=figure, state=st.sampled_from(State), reservation=words,
        override=st.sampled_from(Override), override_reason=words, stated_by=words,
        stated_quartile=st.sampled_from(["", Quartile.BEST]), stated_band=st.sampled_from([None, 3]),
    )
)  # fmt: skip
def test_the_conditions_of_a_measurement(invoices, fields):
    row = Measurement(indicator=invoices, period=reporting_period(Period.parse("2006/07")), **fields)
    assert row.conditions() == asked_of_the_database(row)


@often
@given(
    st.builds(
        dict, polarity=st.sampled_from(Polarity), range_low=figure, range_high=figure,
        decimal_places=st.integers(0, 8), variant_name=words,
    ),
    st.booleans(),
)  # fmt: skip
def test_the_conditions_of_an_indicator(invoices, fields, is_variant):
    row = Indicator(set=invoices.set, ref="BV9", title="x", variant_of=invoices if is_variant else None, **fields)
    assert row.conditions() == asked_of_the_database(row)


@often
@given(st.builds(dict, top=figure, median=figure, bottom=figure, average=figure))
def test_the_conditions_of_a_benchmark(invoices, fields):
    row = Benchmark(indicator=invoices, period=reporting_period(Period.parse("2006/07")), group="All", **fields)
    assert row.conditions() == asked_of_the_database(row)
