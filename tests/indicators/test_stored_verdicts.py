"""What is stored is what the rules say, after any sequence of edits, imports, decisions and restatements."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import Role
from core.periods import Period
from indicators.imports import import_content
from indicators.models import Benchmark, Indicator, IndicatorSet, Measurement
from indicators.services import decide_target, judge, lock, record_figure, unlock
from organisation.models import Post
from organisation.services import period_row, reporting_period

YEARS = ("2004/05", "2005/06", "2006/07")
figures = st.integers(0, 120).map(Decimal)
years = st.sampled_from(YEARS)
steps = st.one_of(
    st.tuples(st.just("enter"), years, figures, figures),
    st.tuples(st.just("import"), years, figures, figures),
    st.tuples(st.just("benchmark"), years, figures, figures),
    st.tuples(st.just("peers"), years, figures, figures),
    st.tuples(st.just("target"), years, figures, figures),
    st.tuples(st.just("lock"), years, figures, figures),
)


@pytest.fixture
def invoices(council) -> Indicator:
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value", on_period_before=True)
    return Indicator.objects.create(set=bvpi, ref="BV8", title="Invoices", unit="%", tolerance="5%")


def take(step: tuple, indicator: Indicator, person) -> None:
    what, year, first, second = step
    row = period_row(Period.parse(year))
    stored = Measurement.objects.filter(indicator=indicator, period=row.pk).first() if row.pk else None
    match what:
        case "enter":
            row = reporting_period(Period.parse(year))
            measurement = stored or Measurement(indicator=indicator, period=row)
            measurement.actual, measurement.forecast = first, second
            record_figure(measurement, by=person, reason="Late returns.")
        case "import":
            table = f"set,ref,period,value,target\nBVPI,BV8,{year},{first},{second}\n"
            import_content("measurements", table.encode(), "t.csv", by=person, dry_run=False, confirmed=True)
        case "benchmark":
            table = f"set,ref,year,group,top,median,bottom\nBVPI,BV8,{year},All,{first + 50},{first},{first - 20}\n"
            import_content("benchmarks", table.encode(), "t.csv", by=person, dry_run=False, confirmed=True)
        case "peers":  # from seven to nine councils, so that thresholds come and go
            values = (first + n if n < 7 + second % 3 else "\u2014" for n in range(9))
            rows = "".join(f"BVPI,BV8,{year},All,Peer {n},{value}\n" for n, value in enumerate(values))
            table = f"set,ref,year,group,council,value\n{rows}"
            import_content("peers", table.encode(), "t.csv", by=person, dry_run=False, confirmed=True)
        case "target" if stored:
            decide_target(stored, second, reason="x", approved_by=Post.objects.get(), approved_on=date(2007, 1, 1))
        case "lock" if row.pk:
            unlock(row) if row.locked_at else lock(row, by=person)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=1, max_size=8))
def test_stored_verdicts_are_what_the_rules_say_after_any_sequence(invoices, person, sequence):
    with transaction.atomic():
        officer = person(Role.PERFORMANCE)
        Post.objects.create(title="Board")
        for step in sequence:
            take(step, invoices, officer)
            assert judge(store=False) == []
            assert not Benchmark.objects.filter(worked_out=True, n__lt=8).exists()
        stored = Measurement.objects.filter(actual__isnull=False).order_by("period__ends")
        assert Indicator.objects.get().latest == stored.last()
        assert Indicator.objects.get().figures_since == (stored.first().period.starts if stored else None)
        transaction.set_rollback(True)


def test_a_locked_period_keeps_every_value_that_was_reported(invoices, person):
    officer = person(Role.PERFORMANCE)
    row = reporting_period(Period.parse("2006/07"))
    measurement = Measurement(indicator=invoices, period=row, actual=Decimal(90))
    record_figure(measurement, by=officer)
    lock(row, by=officer)
    for value in (Decimal(91), Decimal(92)):
        measurement = Measurement.objects.get()
        measurement.actual = value
        record_figure(measurement, by=officer, reason="Late returns.")
    kept = measurement.restatements.order_by("at").values_list("was", "became")
    assert list(kept) == [(90, 91), (91, 92)]


def test_thresholds_may_not_be_later_than_the_figure(invoices, person):
    table = "set,ref,year,group,top,median,bottom\nBVPI,BV8,2006/07,All,90,80,70\n"
    import_content("benchmarks", table.encode(), "t.csv", by=person(Role.PERFORMANCE), dry_run=False, confirmed=True)
    record_figure(
        Measurement(indicator=invoices, period=reporting_period(Period.parse("2005/06")), actual=Decimal(95)),
        by=person(Role.PERFORMANCE),
    )
    assert Measurement.objects.get().quartile == "unknown"
    assert Benchmark.objects.count() == 1
