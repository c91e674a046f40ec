from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.periods import Period
from core.rag import Rag
from indicators.models import Alias, Band, Benchmark, Indicator, IndicatorSet, Measurement, TargetDecision
from indicators.services import judge
from organisation.models import Post
from organisation.services import reporting_period


@pytest.fixture
def invoices(council) -> Indicator:
    bvpi = IndicatorSet.objects.create(code="BVPI", title="Best Value")
    return Indicator.objects.create(set=bvpi, ref="BV8", title="Invoices", unit="%", decimal_places=1)


def measured(indicator: Indicator, period: str, value=None, target=None, **more) -> Measurement:
    return Measurement.objects.create(
        indicator=indicator, period=reporting_period(Period.parse(period)), actual=value, target=target, **more
    )


def test_verdicts_are_stored_beside_the_measurement(invoices):
    measured(invoices, "2005/06", Decimal(91))
    year = measured(invoices, "2006/07", Decimal(80), Decimal("95.9"))
    judge()
    year.refresh_from_db()
    assert (year.rating, year.gap, year.direction, year.change) == ("red", Decimal("-15.9"), "declined", Decimal(-11))
    assert year.rating_reason.startswith("80.0\u00a0% in 2006/07 misses the target of 95.9\u00a0%")


def test_the_nearest_tolerance_wins(invoices):
    year = measured(invoices, "2006/07", Decimal(90), Decimal(100))
    for where, tolerance, rag in (
        (invoices, "", Rag.AMBER),
        (invoices.set, "5%", Rag.RED),
        (invoices, "20%", Rag.AMBER),
    ):
        where.tolerance = tolerance
        where.save()
        judge()
        year.refresh_from_db()
        assert year.rating == rag


def test_a_set_may_follow_the_second_rule(invoices):
    invoices.set.rating_rule = "improvement"
    invoices.set.save()
    measured(invoices, "2005/06", Decimal(50))
    year = measured(invoices, "2006/07", Decimal(60), Decimal(100))
    judge()
    year.refresh_from_db()
    assert (year.rating, year.rating_label) == ("amber", "Off target, improving")


def test_the_newest_thresholds_not_later_than_the_period_are_used(invoices):
    for period, top in (("2004/05", 80), ("2005/06", 90), ("2007/08", 99)):
        Benchmark.objects.create(
            indicator=invoices,
            group="All England",
            period=reporting_period(Period.parse(period)),
            top=top,
            median=70,
            bottom=60,
        )
    year = measured(invoices, "2006/07", Decimal(85))
    judge()
    year.refresh_from_db()
    assert year.quartile_reason == "2nd quartile (All England, 2005/06)."


def test_a_position_that_somebody_stated_is_shown_as_stated(invoices):
    year = measured(invoices, "2006/07", Decimal(91), stated_quartile="third", stated_by="the data pack")
    judge()
    year.refresh_from_db()
    assert year.quartile_reason == "3rd quartile, as stated by the data pack; its thresholds are not held."


def test_an_indicator_points_at_its_newest_figure(invoices):
    measured(invoices, "2006/07", Decimal(91))
    quarter = measured(invoices, "2007/08 Q1", Decimal(92))
    measured(invoices, "2008/09", None, Decimal(97))
    judge()
    invoices.refresh_from_db()
    assert invoices.latest == quarter


def test_judging_twice_changes_nothing_and_checking_writes_nothing(invoices):
    year = measured(invoices, "2006/07", Decimal(91), Decimal(90))
    assert judge(store=False) == [year, invoices]
    year.refresh_from_db()
    assert year.rating == Rag.NOT_DUE
    judge()
    assert judge() == []


def test_a_missing_value_is_awaited_in_the_database_too(invoices):
    measured(invoices, "2007/08 Q1")
    judge()
    due = date(2007, 8, 11)
    assert Measurement.objects.rated(due).get().rating_on == "not_due"
    assert Measurement.objects.rated(date(2007, 8, 12)).get().rating_on == "awaited"


def test_a_rate_is_worked_out_from_numerator_and_denominator(invoices):
    assert measured(invoices, "2006/07", numerator=Decimal(19), denominator=Decimal(110)).actual == Decimal("17.272727")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"numerator": 1}, "Give the numerator and the denominator together"),
        ({"numerator": 1, "denominator": 0}, "The denominator must be more than zero"),
        ({"state": "reservation"}, "Say why the auditor has a reservation"),
        ({"stated_band": 1}, "Say who stated the quartile or band"),
    ],
)
def test_what_belongs_together_comes_together(invoices, wrong, sentence):
    row = Measurement(indicator=invoices, period=reporting_period(Period.parse("2006/07")), **wrong)
    with pytest.raises(ValidationError, match=sentence):
        row.full_clean()


def test_one_measurement_for_an_indicator_and_a_period(invoices):
    first = measured(invoices, "2006/07", Decimal(91))
    with pytest.raises(ValidationError, match="has a measurement for this period already"):
        Measurement(indicator=invoices, period=first.period).full_clean()


@pytest.mark.parametrize(("polarity", "eased"), [("lower", True), ("higher", False)])
def test_a_target_is_eased_where_the_new_one_asks_for_less(invoices, polarity, eased):
    invoices.polarity = polarity
    decision = TargetDecision(
        measurement=Measurement(indicator=invoices),
        was=Decimal("21.8"),
        becomes=Decimal("22.1"),
        approved_by=Post(title="x"),
    )
    assert decision.eased is eased


def test_new_rules_of_the_council_judge_everything_again(invoices, council):
    year = measured(invoices, "2006/07", Decimal(90), Decimal(100))
    judge()
    for tolerance, rag in (("5%", Rag.RED), ("15%", Rag.AMBER)):
        council.tolerance = tolerance
        council.save()
        year.refresh_from_db()
        assert year.rating == rag
    assert judge(store=False) == []


def test_a_forecast_is_rated_beside_the_figure(invoices):
    year = measured(invoices, "2006/07", Decimal(96), Decimal(95), forecast=Decimal(50))
    judge()
    year.refresh_from_db()
    assert (year.rating, year.forecast_rating) == ("green", "red")
    assert year.forecast_reason.startswith("Forecast: 50.0\u00a0% in 2006/07 misses the target of 95.0\u00a0%")


def test_a_figure_lies_in_a_band_of_its_year_or_in_the_one_that_was_stated(invoices):
    for number, low, high in ((1, None, 60), (2, 60, 80), (3, 80, None)):
        Band.objects.create(
            indicator=invoices, period=reporting_period(Period.parse("2006/07")), number=number, low=low, high=high
        )
    held = measured(invoices, "2006/07", Decimal(80))
    stated = measured(invoices, "2005/06", Decimal(80), stated_band=1, stated_by="the data pack")
    judge()
    held.refresh_from_db()
    stated.refresh_from_db()
    assert (held.band, held.band_reason) == (3, "Band 3 of 3 (2006/07), the best that can be reached.")
    assert (stated.band, stated.band_reason) == (1, "Band 1, as stated by the data pack; its ranges are not held.")


def test_a_quartile_moves_by_the_thresholds_of_each_year(invoices):
    for year, top in (("2005/06", 90), ("2006/07", 99)):
        Benchmark.objects.create(
            indicator=invoices, period=reporting_period(Period.parse(year)), group="All", top=top, median=50, bottom=10
        )
    before, now = measured(invoices, "2005/06", Decimal(95)), measured(invoices, "2006/07", Decimal(95))
    judge()
    before.refresh_from_db()
    now.refresh_from_db()
    assert (before.quartile, now.quartile, now.movement) == ("best", "second", "fell")
    assert (now.quartile_year, now.quartile_group, before.movement) == ("2006/07", "All", "not_known")


def test_a_set_may_show_a_second_comparison_which_is_always_labelled(invoices):
    invoices.set.on_period_before = True
    invoices.set.save()
    measured(invoices, "2006/07 Q1", Decimal(90))
    second = measured(invoices, "2006/07 Q2", Decimal(92))
    judge()
    second.refresh_from_db()
    assert second.recent_direction == "improved"
    assert second.recent_reason.startswith("Improved by 2.0")
    assert second.recent_reason.endswith("on 2006/07 Q1 (90.0\u00a0%), on last quarter.")


def test_figures_that_start_anew_each_year_have_no_second_comparison(invoices):
    invoices.set.on_period_before = True
    invoices.set.save()
    invoices.aggregation = "cumulative"
    invoices.save()
    measured(invoices, "2005/06 Q4", Decimal(96))
    first = measured(invoices, "2006/07 Q1", Decimal(29))
    judge()
    first.refresh_from_db()
    assert (first.recent_direction, first.recent_reason) == ("", "")


def test_what_does_not_apply_is_never_compared_or_placed(invoices):
    Benchmark.objects.create(
        indicator=invoices, period=reporting_period(Period.parse("2005/06")), group="All", top=90, median=50, bottom=10
    )
    was = measured(invoices, "2005/06", Decimal(95), state="not_applicable")
    now = measured(invoices, "2006/07", Decimal(95))
    judge()
    was.refresh_from_db()
    now.refresh_from_db()
    assert (was.rating, was.direction, was.quartile) == ("not_applicable", "no_comparison", "unknown")
    assert now.direction == "no_comparison"


def test_figures_do_not_compare_across_a_break_in_the_series(invoices):
    alias = Alias.objects.create(
        indicator=invoices, set=invoices.set, ref="FIN8", starts=date(2006, 4, 1), break_in_series=True
    )
    for year, value in (("2005/06", 90), ("2006/07", 80), ("2007/08", 85)):
        measured(invoices, year, Decimal(value))
    judge()
    found = dict(Measurement.objects.values_list("period__year", "direction"))
    assert found == {2005: "no_comparison", 2006: "no_comparison", 2007: "improved"}
    broken = Measurement.objects.get(period__year=2006)
    assert broken.direction_reason == "No comparison with 2005/06: the series was broken on 1\u00a0April\u00a02006."
    alias.break_in_series = False
    alias.save()
    judge()
    assert Measurement.objects.get(period__year=2006).direction == "declined"


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(date(2006, 4, 1), None), (None, date(2006, 3, 31)), (date(2006, 4, 1), date(2009, 3, 31))],
    ids=["the reference that begins", "the reference that ends", "both"],
)
def test_a_series_is_broken_where_its_reference_changes(invoices, starts, ends):
    alias = Alias.objects.create(
        indicator=invoices, set=invoices.set, ref="FIN8", starts=starts, ends=ends, break_in_series=True
    )
    assert alias.breaks_on == date(2006, 4, 1)
    measured(invoices, "2005/06", Decimal(90))
    broken = measured(invoices, "2006/07", Decimal(80))
    judge()
    broken.refresh_from_db()
    assert broken.direction_reason == "No comparison with 2005/06: the series was broken on 1\u00a0April\u00a02006."


def test_a_break_has_a_day(invoices):
    alias = Alias(indicator=invoices, set=invoices.set, ref="FIN8", break_in_series=True)
    with pytest.raises(ValidationError, match="Say from when, or until when, this reference was used"):
        alias.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        alias.save()


def test_an_alias_says_when_it_was_used(invoices):
    alias = Alias(indicator=invoices, set=invoices.set, ref="FIN8", ends=date(2006, 3, 31), break_in_series=True)
    assert alias.written == "BVPI FIN8 until 31\u00a0Mar\u00a02006, where the series was broken"
    alias.break_in_series, alias.ends = False, None
    assert alias.written == "BVPI FIN8"


def test_nor_with_the_period_before(invoices):
    invoices.set.on_period_before = True
    invoices.set.save()
    Alias.objects.create(
        indicator=invoices, set=invoices.set, ref="FIN8", starts=date(2006, 7, 1), break_in_series=True
    )
    for quarter, value in (("2006/07 Q1", 90), ("2006/07 Q2", 80), ("2006/07 Q3", 85)):
        measured(invoices, quarter, Decimal(value))
    judge()
    found = dict(Measurement.objects.values_list("period__number", "recent_direction"))
    assert found == {1: "no_comparison", 2: "no_comparison", 3: "improved"}
    broken = Measurement.objects.get(period__number=2)
    assert broken.recent_reason == "No comparison with 2006/07 Q1: the series was broken on 1\u00a0July\u00a02006."


@pytest.mark.parametrize(
    ("aggregation", "quartile"), [("snapshot", "worst"), ("flow", "unknown"), ("cumulative", "unknown")]
)
def test_the_sum_of_a_quarter_has_no_place_among_sums_of_years(invoices, aggregation, quartile):
    invoices.aggregation = aggregation
    invoices.save()
    Benchmark.objects.create(
        indicator=invoices, period=reporting_period(Period.parse("2005/06")), group="All", top=90, median=50, bottom=40
    )
    measured(invoices, "2006/07 Q1", Decimal(25))
    measured(invoices, "2006/07", Decimal(95))
    judge()
    found = dict(Measurement.objects.values_list("period__kind", "quartile"))
    assert found == {"quarter": quartile, "year": "best"}
    said = Measurement.objects.get(period__kind="quarter").quartile_reason
    assert ("for other periods than a quarter, and its figures add up" in said) == (quartile == "unknown")
