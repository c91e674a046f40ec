import datetime as dt
from decimal import Decimal

import pytest

from core.periods import Period
from core.rag import Rag
from improvement_plan.choices import LiveCount
from improvement_plan.measures import of_clinics, of_indicator, of_share, wish
from improvement_plan.models import MeasureLink, PlanEntry
from indicators.choices import Polarity
from indicators.models import Measurement
from indicators.rules import Scale, Tolerance
from organisation.models import Council
from organisation.services import reporting_period

TEN = Tolerance.parse("10%")
PERCENT = Scale(unit="%", decimal_places=1)


def invoices(value: str | None, target: str | None, scale: Scale = PERCENT):
    return of_indicator(
        "BV8",
        scale,
        value=Decimal(value) if value else None,
        period="2007/08 Q1",
        target=Decimal(target) if target else None,
        wanted=wish("97.0 %", by=dt.date(2009, 3, 31), period=""),
        tolerance=TEN,
    )


def test_a_figure_stands_beside_the_wish():
    figure = invoices("96.1", "97.0")
    assert figure.sentence == (
        "96.1\u00a0% in 2007/08 Q1, wanted 97.0 % by 31\u00a0March\u00a02009: missed by 0.9 percentage points"
    )
    assert figure.rating.rag == Rag.AMBER


@pytest.mark.parametrize(
    ("value", "target", "gap", "rag"),
    [
        ("97.0", "97.0", "met", Rag.GREEN),
        ("98.5", "97.0", "better by 1.5 percentage points", Rag.GREEN),
        ("80.0", "97.0", "missed by 17.0 percentage points", Rag.RED),
        (None, "97.0", "", Rag.AWAITED),
        ("96.1", None, "", Rag.NO_TARGET),
    ],
)
def test_it_is_rated_against_what_the_plan_wants(value, target, gap, rag):
    figure = invoices(value, target)
    assert (figure.gap, figure.rating.rag) == (gap, rag)


def test_where_lower_is_better_a_lower_figure_is_better():
    figure = invoices("8.0", "10.0", Scale(unit="days", decimal_places=1, polarity=Polarity.LOWER))
    assert figure.gap == "better by 2.0\u00a0days"


@pytest.mark.parametrize(
    ("held", "ended", "gap", "rag"),
    [(10, False, "met", Rag.GREEN), (3, False, "7 to go", Rag.NOT_DUE), (3, True, "7 short", Rag.RED)],
)
def test_clinics_are_short_only_once_the_year_has_ended(held, ended, gap, rag):
    figure = of_clinics("Clinics", held, "2007/08", target=Decimal(10), wanted="10 by then", ended=ended)
    assert (figure.now, figure.gap, figure.rating.rag) == (f"{held} of 10 held in 2007/08", gap, rag)


def test_a_share_says_of_how_many():
    figure = of_share("Improving", 31, 72, "indicators", target=Decimal(70), wanted="70.0 %", tolerance=TEN)
    assert figure.sentence == "31 of 72 indicators (43.1\u00a0%), wanted 70.0 %: missed by 26.9 percentage points"
    assert of_share("x", 0, 0, "indicators", target=None, wanted="", tolerance=TEN).rating.rag == Rag.AWAITED


def live(link: MeasureLink, on: dt.date, *, is_past: bool = False):
    found = MeasureLink.objects.with_figures(on, is_past=is_past).get(pk=link.pk)
    return found.live(on, council=Council.objects.get(), by=found.milestone.due_on)


def test_clinics_held_are_counted_in_the_year_that_is_named(rotherham):
    this_year, next_year, _ = MeasureLink.objects.filter(live_count=LiveCount.CLINICS_HELD).order_by("period__starts")
    assert live(this_year, rotherham).now == "3 of 10 held in 2007/08"
    assert live(this_year, dt.date(2007, 7, 1), is_past=True).now == "2 of 10 held in 2007/08"
    assert live(next_year, rotherham).now == "0 of 10 held in 2008/09"


def test_actions_on_target_are_those_of_the_plan(rotherham):
    link = MeasureLink.objects.get(live_count=LiveCount.ACTIONS_ON_TARGET)
    assert live(link, rotherham).now == "21 of 173 actions (12.1\u00a0%)"
    PlanEntry.objects.filter(action__status="complete").update(closed_on=rotherham, closed_because="x")
    assert live(link, rotherham).now == "14 of 166 actions (8.4\u00a0%)"
    assert live(link, dt.date(2007, 7, 1), is_past=True).now == "0 of 173 actions (0.0\u00a0%)"


def test_indicators_improving_are_of_those_that_compare(rotherham):
    link = MeasureLink.objects.get(live_count=LiveCount.ACTIONS_ON_TARGET)
    link.live_count = LiveCount.INDICATORS_IMPROVING
    link.save()
    newest = {}
    for m in Measurement.objects.with_value().select_related("period").order_by("period__ends", "-period__starts"):
        newest[m.indicator_id] = m.direction
    comparing = [direction for direction in newest.values() if direction in {"improved", "no_change", "declined"}]
    improved = comparing.count("improved")
    assert improved
    assert live(link, rotherham).now.startswith(f"{improved} of {len(comparing)} indicators that compare")


def test_the_figure_of_the_period_that_is_named_stays_when_newer_ones_come(rotherham):
    link = MeasureLink.objects.get(indicator__ref="DH-SPEND")
    assert "in 2006/07" in live(link, rotherham).now
    Measurement.objects.create(indicator=link.indicator, period=reporting_period(Period.parse("2007/08 Q1")), actual=95)
    assert "in 2006/07" in live(link, rotherham).now
    MeasureLink.objects.filter(pk=link.pk).update(period=None)
    assert "95\u00a0% in 2007/08 Q1" in live(link, rotherham).now
    assert "in 2006/07" in live(link, dt.date(2007, 6, 1), is_past=True).now


def test_the_figure_stands_on_the_plan_and_on_the_actions_page(as_, rotherham):
    link = MeasureLink.objects.filter(indicator__ref="BV8").order_by("target")[1]
    words = "91.0\u00a0% in 2006/07, wanted 97.0\u00a0% by 31\u00a0March\u00a02009: missed by 6.0 percentage points"
    assert words in as_("viewer").get(link.milestone.action.get_absolute_url()).content.decode()
    assert words in as_("viewer").get("/plans/corporate-improvement-plan/?q=invoices").content.decode()
