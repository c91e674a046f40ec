from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.rules import Effect, Figure, baseline, effect
from core.periods import Period
from indicators.choices import Polarity
from indicators.rules import Scale

HELD = date(2006, 10, 5)
LOWER = Scale("per 1,000 population", 1, Polarity.LOWER)


def figure(period: str, value) -> Figure:
    found = Period.parse(period)
    return Figure(period, found.kind, found.starts, found.ends, Decimal(str(value)))


def test_a_year_that_ended_before_the_clinic_is_its_start_and_never_its_outcome():
    found = effect(LOWER, [figure("2004/05", 20), figure("2005/06", 21.8)], HELD)
    assert (found.effect, found.before.period, found.after) == (Effect.TOO_EARLY, "2005/06", ())


def test_a_year_that_straddles_the_clinic_is_shown_and_not_counted():
    found = effect(LOWER, [figure("2005/06", 21.8), figure("2006/07", 22.2)], HELD)
    assert found.effect == Effect.TOO_EARLY
    assert found.sentence.endswith(
        "22.2 per 1,000 population in 2006/07 lies partly before the clinic and is not counted.".replace(
            " per", "\u00a0per"
        )
    )


@pytest.mark.parametrize(
    ("value", "wanted"), [("20.0", Effect.IMPROVED), ("21.8", Effect.NO_CHANGE), ("23.0", Effect.DECLINED)]
)
def test_a_year_that_began_after_it_tells_whether_it_worked(value, wanted):
    assert effect(LOWER, [figure("2005/06", 21.8), figure("2007/08", value)], HELD).effect == wanted


def test_a_quarter_is_not_held_against_a_year():
    found = effect(LOWER, [figure("2005/06", 21.8), figure("2006/07 Q4", 5)], HELD)
    assert (found.effect, len(found.after)) == (Effect.TOO_EARLY, 1)


def test_the_newest_like_figure_counts():
    figures = [figure("2005/06", 21.8), figure("2007/08", 23), figure("2008/09", 20)]
    found = effect(LOWER, figures, HELD)
    assert found.effect == Effect.IMPROVED
    assert found.sentence == (
        "Improved since, 1.8 better: 21.8\u00a0per 1,000 population in 2005/06, before the clinic, and 20.0 in 2008/09, "
        "after it. The first figure since was 23.0 in 2007/08: 1.2 worse."
    )


def test_without_a_figure_from_before_nothing_can_be_measured():
    assert effect(LOWER, [figure("2007/08", 20)], HELD).effect == Effect.NO_BASELINE


def test_a_period_that_ends_on_the_day_of_the_clinic_is_before_it_and_one_that_starts_then_is_after():
    figures = [figure("2006/07 M06", 2), figure("2006/07 M07", 1)]
    assert baseline(figures, date(2006, 9, 30)).period == "2006/07 M06"
    assert effect(LOWER, figures, date(2006, 10, 1)).effect == Effect.IMPROVED


def test_of_two_that_ended_together_the_longer_period_is_the_baseline():
    assert baseline([figure("2005/06 Q4", 1), figure("2005/06", 2)], HELD).period == "2005/06"


@given(st.lists(st.integers(2000, 2012), unique=True), st.dates(date(2001, 1, 1), date(2012, 12, 31)))
def test_no_figure_is_both_before_and_after(years, held_on):
    figures = [figure(f"{year}/{(year + 1) % 100:02}", year) for year in years]
    found = effect(Scale(), figures, held_on)
    assert not found.before or found.before.ends <= held_on
    assert all(f.starts >= held_on for f in found.after)
    assert all(f.starts < held_on < f.ends for f in found.straddling)
