"""Which figures posts still owe, on 10 September 2007."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.periods import Period
from indicators.models import Indicator, IndicatorSet, Measurement
from indicators.reporting.due import DueFigure, figures_due
from indicators.services import judge
from organisation.models import Post
from organisation.services import reporting_period

ON = dt.date(2007, 9, 10)


@pytest.fixture
def bvpi(council) -> IndicatorSet:
    return IndicatorSet.objects.create(code="BVPI", title="Best Value")


@pytest.fixture
def head(db) -> Post:
    return Post.objects.create(title="Head of Finance")


@pytest.fixture
def measured(bvpi, head):
    """Makes an indicator with figures for some periods: ``measured("BV8", "quarterly", "2006/07 Q4")``."""

    def make(ref: str, frequency: str, *periods: str, owner: Post | None = head, **more) -> Indicator:
        made = Indicator.objects.create(
            set=bvpi, ref=ref, title=f"Title of {ref}", owner=owner, frequency=frequency, **more
        )
        for period in periods:
            report(made, period, actual=1)
        judge()
        return made

    return make


def report(indicator: Indicator, period: str, **fields) -> None:
    Measurement.objects.create(indicator=indicator, period=reporting_period(Period.parse(period)), **fields)


def owed(*posts: Post, on: dt.date = ON, reporting_days: int = 42) -> list[tuple[str, str, int]]:
    found = figures_due([post.pk for post in posts], on, reporting_days=reporting_days)
    return [(figure.ref, figure.period, figure.late) for figure in found]


def test_of_each_the_newest_period_that_has_ended_is_owed_the_longest_awaited_first(measured, head):
    measured("BV1", "monthly", "2007/08 M01")
    measured("BV2", "quarterly", "2006/07 Q4")
    measured("BV3", "half-yearly", "2006/07 H1")
    measured("BV4", "yearly", "2005/06")
    assert owed(head) == [
        ("BV3", "2006/07 H2", 121),
        ("BV4", "2006/07", 121),
        ("BV2", "2007/08 Q1", 30),
        ("BV1", "2007/08 M05 (August)", -32),
    ]


def test_a_figure_that_is_owed_says_whose_it_is_when_and_where_it_is_entered(measured, head):
    measured("BV2", "quarterly", "2006/07 Q4")
    assert figures_due([head.pk], ON, reporting_days=42) == [
        DueFigure(
            owner=head.pk,
            ref="BV2",
            title="Title of BV2",
            period="2007/08 Q1",
            due_on=dt.date(2007, 8, 11),
            url="/indicators/BVPI/BV2/figure/?period=2007%2F08+Q1",
            late=30,
        )
    ]


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (dt.date(2007, 8, 10), "due 11\u00a0August\u00a02007"),
        (dt.date(2007, 8, 11), "due 11\u00a0August\u00a02007"),
        (dt.date(2007, 8, 12), "awaited since 11\u00a0August\u00a02007, 1\u00a0day"),
    ],
)
def test_it_is_awaited_from_the_day_after_it_was_due(measured, head, on, sentence):
    measured("BV2", "quarterly", "2006/07 Q4")
    assert [figure.sentence for figure in figures_due([head.pk], on, reporting_days=42)] == [sentence]


def test_the_periods_own_day_stands_before_the_councils_number_of_days(measured, head):
    measured("BV2", "quarterly", "2006/07 Q4")
    assert owed(head, reporting_days=10) == [("BV2", "2007/08 Q1", 62)]
    row = reporting_period(Period.parse("2007/08 Q1"))
    row.due_on = dt.date(2007, 9, 7)
    row.save()
    assert owed(head, reporting_days=10) == [("BV2", "2007/08 Q1", 3)]


@pytest.mark.parametrize("come_in", [{"actual": 5}, {"state": "not_applicable"}])
def test_what_has_come_in_or_does_not_apply_is_owed_no_more(measured, head, come_in):
    quarterly = measured("BV2", "quarterly", "2006/07 Q4")
    report(quarterly, "2007/08 Q1", **come_in)
    assert owed(head) == []


def test_a_row_with_a_target_and_no_figure_is_still_owed(measured, head):
    quarterly = measured("BV2", "quarterly", "2006/07 Q4")
    report(quarterly, "2007/08 Q1", target=5)
    assert owed(head) == [("BV2", "2007/08 Q1", 30)]


def test_what_was_never_measured_comes_by_another_year_or_began_later_owes_nothing(measured, head):
    measured("BV1", "quarterly")
    measured("BV2", "yearly", "2006")
    measured("BV3", "quarterly", "2007/08 Q2")
    measured("BV4", "less often", "2003/04")
    assert owed(head) == []


def test_what_was_measured_no_more_at_the_end_of_the_period_owes_nothing(measured, head):
    measured("BV2", "quarterly", "2006/07 Q4", closed_on=dt.date(2007, 6, 30))
    assert owed(head) == []


def test_what_was_measured_last_since_then_still_owes_that_period(measured, head):
    measured("BV2", "quarterly", "2006/07 Q4", closed_on=dt.date(2007, 7, 31))
    assert owed(head) == [("BV2", "2007/08 Q1", 30)]


def test_a_post_owes_its_own_figures_alone(measured, head):
    other = Post.objects.create(title="Head of Housing")
    measured("BV2", "quarterly", "2006/07 Q4")
    measured("BV3", "quarterly", "2006/07 Q4", owner=other)
    measured("BV4", "quarterly", "2006/07 Q4", owner=None)
    assert [ref for ref, _, _ in owed(other)] == ["BV3"]
    assert [ref for ref, _, _ in owed(head, other)] == ["BV2", "BV3"]
    assert owed() == []


def test_two_queries_however_many_are_owed(measured, head):
    taken = []
    for first, last in ((1, 1), (2, 12)):
        for n in range(first, last + 1):
            measured(f"BV{n}", "quarterly", "2006/07 Q4")
        with CaptureQueriesContext(connection) as queries:
            assert len(owed(head)) == last
        taken.append(len(queries))
    assert taken == [2, 2]
