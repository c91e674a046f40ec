"""Long lists of indicators: a page is found in the sets that it reaches into, by the index of their order."""

import re

import pytest
from django.db import connection

from accounts.choices import Role
from core import views
from core.periods import Period
from core.queries import values_held
from core.records import create_many
from indicators.models import Indicator, IndicatorSet, Measurement, natural_key
from indicators.reporting.scorecard import periods_held
from organisation.services import reporting_period
from tests.queries import analyse

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="plans are PostgreSQL's")


@pytest.fixture
def sets(council) -> list[IndicatorSet]:
    """Three sets, of which the first in order was stored last and the second has nothing."""
    return [
        IndicatorSet.objects.create(code=code, title=code, order=place)
        for code, place in (("B", 3), ("N", 2), ("A", 1))
    ]


def fill(of: IndicatorSet, many: int, **others: str) -> None:
    """So many indicators of a set."""
    refs = [f"{of.code}{n}" for n in range(1, many + 1)]
    create_many([Indicator(set=of, ref=ref, sort_key=natural_key(ref), title=ref, **others) for ref in refs])


def refs_on(answer) -> list[str]:
    """The references that a list shows, in its order."""
    [body] = re.findall(r"<tbody.*</tbody>", answer.text, re.DOTALL)
    return re.findall(r'nowrap" href="[^"]*">([^<]*)</a>', body)


@pytest.mark.parametrize("address", ["/indicators/", "/indicators/scorecard/?period=2006/07"])
@pytest.mark.parametrize("long", [1000, 5])
def test_each_page_goes_on_where_the_one_before_ends_across_sets(sets, address, long, person, client, monkeypatch):
    fill(sets[0], 11, frequency="yearly")
    fill(sets[2], 7, frequency="yearly")
    Measurement.objects.create(
        indicator=Indicator.objects.get(ref="A3"), period=reporting_period(Period.parse("2006/07"))
    )
    monkeypatch.setattr(views, "ROWS", 4)
    monkeypatch.setattr(views, "MANY", long)
    client.force_login(person(Role.VIEWER))
    pages = [refs_on(client.get(address, {"period": "2006/07", "page": page})) for page in range(1, 6)]
    assert [len(page) for page in pages] == [4, 4, 4, 4, 2]
    assert [ref for page in pages for ref in page] == [
        *(f"A{n}" for n in range(1, 8)),
        *(f"B{n}" for n in range(1, 12)),
    ]


def test_the_values_of_a_column_are_each_found_once(sets):
    assert values_held(Indicator, "theme") == []
    for theme in ("Waste", "", "Roads", "Waste"):
        fill(IndicatorSet.objects.create(code=f"S{theme}{IndicatorSet.objects.count()}", title="S"), 3, theme=theme)
    assert sorted(values_held(Indicator, "theme")) == ["", "Roads", "Waste"]


IN_ORDER = re.compile(r"Limit .*\n(?:(?!.*Sort).*\n)*?.* using indicators_in_order on")
"""The rows of a page are taken from the index one after another, and not sorted."""


def plans_of(ask) -> list[str]:
    """How PostgreSQL finds the answer of each question that is asked."""
    asked = []

    def keep(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        ask()
    plans = []
    for sql, params in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}", params)
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
    return plans


def keys_of_a_page(plans: list[str]) -> list[str]:
    """Of the plans those by which the keys of a page of indicators are found."""
    return [plan for plan in plans if "ANY_subquery" in plan and " on indicators_indicator" in plan]


@pytest.fixture
def many(sets) -> list[IndicatorSet]:
    """Three thousand indicators that have a target, of which thirty had a figure the year before."""
    fill(sets[0], 3000, frequency="yearly", theme="Roads")
    came, awaited = (reporting_period(Period.parse(year)) for year in ("2006/07", "2007/08"))
    for period, actual, of in ((came, 1, 30), (awaited, None, 3000)):
        create_many([
            Measurement(indicator_id=key, period=period, actual=actual, target=1)
            for key in Indicator.objects.order_by("pk").values_list("pk", flat=True)[:of]
        ])  # fmt: skip
    analyse()
    return sets


@on_postgresql
def test_the_order_of_a_list_of_indicators_is_read_from_its_index(many, person, client):
    client.force_login(person(Role.VIEWER))
    [page] = keys_of_a_page(plans_of(lambda: client.get("/indicators/?page=2")))
    assert IN_ORDER.search(page), page


@on_postgresql
def test_the_order_of_a_scorecard_is_read_from_its_index(many, person, client):
    client.force_login(person(Role.VIEWER))
    [page] = keys_of_a_page(plans_of(lambda: client.get("/indicators/scorecard/?period=2007/08&page=2")))
    assert IN_ORDER.search(page), page


@on_postgresql
def test_what_a_scorecard_is_chosen_by_is_found_by_index(many):
    [periods] = plans_of(periods_held)
    assert "figures_of_a_period" in periods, periods
    assert "Seq Scan on indicators_measurement" not in periods
    [themes] = plans_of(lambda: values_held(Indicator, "theme"))
    assert "using themes_of_indicators" in themes
    assert "Seq Scan on indicators_indicator" not in themes


@on_postgresql
def test_an_indicator_is_found_by_index_whatever_its_capitals(many):
    [named] = plans_of(lambda: list(Indicator.objects.called("b", "b2999", natural_key("b2999"))))
    assert "using indicators_in_order" in named
    assert Indicator.objects.called("b", "b2999", natural_key("b2999")).get().ref == "B2999"
