"""Which indicators a scorecard holds and what its tiles count, in a town of a few rows."""

import pytest
from django.urls import reverse

from accounts.choices import Role
from core.periods import Period
from core.rag import Rag
from indicators.choices import Direction, Moved, Quartile
from indicators.models import Indicator, IndicatorSet, Measurement
from indicators.reporting.scorecard import (
    EXCEPTIONS,
    Tile,
    as_rows,
    find,
    legend,
    lines,
    listed,
    periods_held,
    tiles,
)
from indicators.services import judge
from organisation.choices import RatingRule
from organisation.models import ReportingPeriod
from organisation.services import reporting_period

PAGE = "/indicators/scorecard/"


def period_of(name: str) -> ReportingPeriod:
    return find(periods_held(), name)


@pytest.fixture
def town(council, today) -> IndicatorSet:
    """A set with one measured indicator, so that there is a 2006/07 to ask for."""
    made = IndicatorSet.objects.create(code="LOC", title="Local")
    measure(indicator(made, "A"), "2006/07", actual=10, target=10)
    return made


def indicator(in_set: IndicatorSet, ref: str, **fields) -> Indicator:
    return Indicator.objects.create(set=in_set, ref=ref, title=f"Title of {ref}", **fields)


def measure(of: Indicator, period: str, **fields) -> Measurement:
    made = Measurement.objects.create(indicator=of, period=reporting_period(Period.parse(period)), **fields)
    judge()
    return made


def ratings(period: str, on) -> dict[str, str]:
    found = period_of(period)
    return {one.ref: str(one.rating.rag) for one in lines(as_rows(listed(found, on)), found, on)}


def test_an_indicator_that_is_due_and_has_no_row_is_awaited(town, today):
    indicator(town, "B")
    indicator(town, "C", frequency="quarterly")
    assert ratings("2006/07", today) == {"A": "green", "B": "awaited", "C": "awaited"}


def test_before_the_day_that_it_is_due_it_is_not_due(town, today):
    indicator(town, "B")
    due = period_of("2006/07").due_on
    assert ratings("2006/07", due)["B"] == "not_due"


def test_one_that_is_not_measured_so_often_so_late_or_any_more_owes_nothing(town, today):
    indicator(town, "RARE", frequency="less often")
    indicator(town, "CLOSED", closed_on="2007-03-31")
    measure(indicator(town, "LATER"), "2007/08", actual=1)
    measure(indicator(town, "CALENDAR"), "2006", actual=1)
    measure(indicator(town, "QUARTERLY", frequency="quarterly"), "2006/07 Q1", actual=1)
    assert ratings("2006/07", today) == {"A": "green", "QUARTERLY": "awaited"}
    assert ratings("2006/07 Q1", today) == {"QUARTERLY": "no_target"}


def test_an_indicator_that_was_closed_keeps_its_measured_periods(town, today):
    Indicator.objects.filter(ref="A").update(closed_on="2007-03-31")
    assert ratings("2006/07", today) == {"A": "green"}


def test_tiles_count_the_whole_selection_with_what_it_is_of(town, today):
    for n in range(60):
        measure_quietly(town, n)
    judge()
    indicator(town, "MISSING")
    measure(indicator(town, "NOT"), "2006/07", state="not_applicable")
    Measurement.objects.filter(indicator__ref="A").update(quartile=Quartile.BEST, direction=Direction.IMPROVED)
    Measurement.objects.filter(indicator__ref="N1").update(quartile=Quartile.ABOVE_WORST)
    Measurement.objects.filter(indicator__ref="N2").update(quartile=Quartile.BELOW_BEST)
    counted = tiles(listed(period_of("2006/07"), today))
    assert counted.rows == 63
    assert [str(tile) for tile in counted] == [
        "1 of 1 that compare with the year before (100.0\u00a0%); 1 of 62 in all (1.6\u00a0%)",
        "31 of 61 with a value and a target (50.8\u00a0%); 31 of 62 in all (50.0\u00a0%)",
        "1 of 2 whose quartile is known (50.0\u00a0%); 1 of 62 in all (1.6\u00a0%)",
        "1 of 62 in all (1.6\u00a0%)",
    ]


def measure_quietly(in_set: IndicatorSet, n: int) -> None:
    Measurement.objects.create(
        indicator=indicator(in_set, f"N{n}"), period=period_of("2006/07"), actual=10 if n % 2 else 1, target=10
    )


def test_of_nothing_there_is_no_percentage():
    assert str(Tile(0, 0, 0, "improved", "that compare with the year before", {})) == (
        "0 of 0 that compare with the year before; 0 of 0 in all"
    )


def test_exceptions_are_off_target_awaited_worst_or_fallen(town, today):
    exceptional = {
        "RED": {"rating": Rag.RED},
        "AMBER": {"rating": Rag.AMBER},
        "WORST": {"rating": Rag.GREEN, "quartile": Quartile.WORST},
        "FELL": {"rating": Rag.GREEN, "movement": Moved.FELL},
        "ROSE": {"rating": Rag.GREEN, "movement": Moved.ROSE},
    }
    for ref in exceptional:
        measure(indicator(town, ref), "2006/07", actual=10, target=10)
    for ref, fields in exceptional.items():
        Measurement.objects.filter(indicator__ref=ref).update(**fields)
    indicator(town, "MISSING")
    period = period_of("2006/07")
    wanted = ["AMBER", "FELL", "MISSING", "RED", "WORST"]
    assert [one.ref for one in listed(period, today).filter(EXCEPTIONS)] == wanted
    assert [one.ref for one in lines(as_rows(listed(period, today)), period, today) if one.is_exception] == wanted


def test_paging_and_exports_keep_the_selection(town, today, signed_in):
    for n in range(60):
        measure_quietly(town, n)
    judge()
    html = signed_in(Role.VIEWER).get(f"{PAGE}?set=LOC&columns=gap&page=2").content.decode()
    assert 'href="?set=LOC&amp;columns=gap&amp;page=1"' in html
    assert 'href="?set=LOC&amp;columns=gap&amp;_export=csv"' in html
    assert 'href="/indicators/scorecard/?period=2006/07">Show everything</a>' in html


def test_what_people_wrote_is_escaped(town, signed_in):
    Indicator.objects.filter(ref="A").update(title="<script>alert(1)</script>", theme="<b>x</b>")
    html = signed_in(Role.VIEWER).get(f"{PAGE}?columns=theme").content.decode()
    assert "<script>alert" not in html
    assert "<b>x</b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_an_empty_database_says_what_to_do(council, signed_in):
    for name in ("scorecard", "direction-of-travel"):
        answer = signed_in(Role.VIEWER).get(reverse(name))
        assert answer.status_code == 200
        assert "No figure or target has been entered yet." in answer.content.decode()


def test_the_legend_states_the_tolerance_and_the_rule(council):
    meanings = {rating.rag: rating.sentence for rating in legend(council)}
    assert meanings[Rag.AMBER] == "Missed by no more than the tolerance of 10\u00a0% of the target."
    council.rating_rule = RatingRule.IMPROVEMENT
    meanings = {rating.rag: rating.sentence for rating in legend(council)}
    assert meanings[Rag.AMBER].endswith("or by more but improved on the like period a year earlier.")
