"""Nothing leaks: what the council keeps to itself is created in every corner, and looked for at every public address."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from lxml import html

from indicators.models import Measurement
from publishing.reporting.tables import TABLES
from publishing.services.keys import make_key
from tests.publishing.conftest import HIDDEN, SECRET, TODAY

PAGES = (
    "/", "/public/", "/public/indicators/", "/public/indicators/?q=cloves", "/public/indicators/?rating=red",
    "/public/indicators/KPI/H1/", "/public/indicators/KPI/H1/chart/", "/public/indicators/KPI/H1/table/",
    "/public/indicators/KPI/H1/chart.svg", "/public/plans/", "/public/plans/housing/", "/public/clinics/",
    "/public/meetings/", "/data/", "/data/datapackage.json", "/data/dictionary.json", "/data/dictionary.csv", "/api/",
    "/api/v1/openapi.json",
)  # fmt: skip
CLOSED = (
    "/public/indicators/KPI/H2/", "/public/indicators/KPI/H2/chart/", "/public/indicators/KPI/H2/table/",
    "/public/indicators/KPI/H2/chart.svg", "/public/plans/zanzibar/", "/public/meetings/{meeting}/1/",
    "/public/meetings/{meeting}/1.pdf",
)  # fmt: skip


def addresses() -> Iterator[str]:
    yield from PAGES
    for name in TABLES:
        yield from (f"/data/{name}.csv", f"/data/{name}.json", f"/api/v1/{name}/")
    yield from ("/data/measurements.csv?set=KPI&ref=H2", "/data/actions.json?plan=zanzibar")
    yield from ("/api/v1/measurements/?ref=H2", "/api/v1/actions/?plan=zanzibar", "/api/v1/indicators/?ref=h2")


def said(browser: Client, where: str, **headers: str) -> str:
    answer = browser.get(where, headers=headers)
    assert answer.status_code == 200, where
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def test_no_public_address_says_what_is_not_published(town, client):
    words = {where: said(client, where) for where in addresses()}
    leaking = [(where, one) for where, text in words.items() for one in HIDDEN if one in text]
    assert leaking == []


def test_what_is_published_is_there(town, client):
    front, data = said(client, "/public/"), said(client, "/data/measurements.csv")
    assert "Of the 1 measure that we publish, 0 of 1 with a target met it." in front
    assert "Bring in a second contractor" in front
    assert "1 April 2025" in front.replace("\N{NO-BREAK SPACE}", " ")
    assert "KPI,H1,Homes relet in time,%,2025/26,2025-04-01,2026-03-31,82,,,95,-13,red" in data
    assert "KPI,H1,Homes relet in time,%,2023/24,2023-04-01,2024-03-31,90,900,1000,85,5,green" in data
    assert "Head of Housing" in said(client, "/data/actions.csv")
    assert "Empty homes" in said(client, "/public/clinics/")


def test_what_is_not_public_is_not_there(town, client):
    meeting = 1
    for where in CLOSED:
        assert client.get(where.format(meeting=meeting)).status_code == 404, where


def test_a_direction_that_rests_on_a_figure_that_is_not_signed_off_is_not_told(town, client):
    newest = Measurement.objects.get(indicator=town.indicator, period__year=2025, period__kind="year")
    assert (newest.direction, newest.direction_reason != "") == ("declined", True)
    assert "no_comparison" in said(client, "/data/measurements.csv?period=2025/26")
    assert "Worse than a year before" not in said(client, "/public/indicators/KPI/H1/table/")
    before = Measurement.objects.get(indicator=town.indicator, period__year=2024, period__kind="year")
    before.actual, before.state = 88, "audited"
    before.save()
    assert "declined" in said(client, "/data/measurements.csv?period=2025/26")
    assert "Worse than a year before" in said(client, "/public/indicators/KPI/H1/table/")


def test_the_effect_of_a_clinic_rests_on_published_figures_alone(town, client):
    page = said(client, "/public/clinics/")
    assert "90.0 % in 2023/24" in page.replace("\N{NO-BREAK SPACE}", " ")
    row = said(client, "/data/clinics.csv").splitlines()[1].split(",")
    assert row[1:10] == [
        "Empty homes",
        "2025-04-01",
        "KPI",
        "H1",
        "Homes relet in time",
        "2023/24",
        "90",
        "2025/26",
        "82",
    ]


def test_a_clinic_goes_as_soon_as_one_of_its_indicators_is_taken_back(town, client):
    town.indicator.is_public = False
    town.indicator.save()
    assert "Empty homes" not in said(client, "/public/clinics/")
    assert said(client, "/data/clinics.csv").count("\n") == 1


def test_counts_behind_a_rate_are_withheld_where_they_are_few(town, client):
    figure = Measurement.objects.get(indicator=town.indicator, period__year=2023)
    figure.numerator, figure.denominator = 9, 10
    figure.save()
    assert "2023-04-01,2024-03-31,90,,,85" in said(client, "/data/measurements.csv?period=2023/24")


def test_a_key_reads_what_a_viewer_may_read(town, client):
    _, secret = make_key(name="Power BI", ends_on=TODAY)
    sent = {"Authorization": f"Bearer {secret}"}
    assert SECRET in said(client, "/api/v1/indicators/", **sent)
    assert "98765" in said(client, "/api/v1/measurements/", **sent)
    assert f"{SECRET} of officers" in said(client, "/api/v1/clinics/", **sent)
    assert SECRET not in said(client, "/api/v1/papers/", **sent)
    for words in ("what_next", "commentary"):
        assert words not in said(client, "/api/v1/measurements/", **sent)


def test_every_public_address_is_looked_at():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    public = {name for name in names if name.startswith(("public", "data", "api"))} - {"api-keys"}
    looked_at = {
        "public", "public-indicators", "public-indicator", "public-chart", "public-table", "public-chart-svg",
        "public-plans", "public-plan", "public-clinics", "public-meetings", "public-pack", "public-pack-pdf",
        "public-pack-attachment", "data",
        "data-package", "data-dictionary", "data-dictionary-csv", "data-csv", "data-json", "api", "api-document",
        "api-table",
    }  # fmt: skip
    assert public - {"publishing", "publishing-kind", "publishing-switch"} == looked_at


def test_a_resident_comes_from_the_front_page_to_a_file_without_a_dead_end(town, client):
    seen, waiting = set(), ["/"]
    while waiting:
        where = waiting.pop()
        if where in seen or not where.startswith(("/public", "/data", "/api", "/")) or where.startswith("/sign-in"):
            continue
        seen.add(where)
        answer = client.get(where)
        assert answer.status_code == 200, where
        if answer["Content-Type"].startswith("text/html"):
            waiting += links(answer.content.decode(), where)
        elif answer.streaming:
            assert b"".join(answer.streaming_content)
    assert {"/data/measurements.csv", "/data/actions.csv", "/data/indicators.csv"} <= seen
    assert reverse("public-indicator", args=["KPI", "H1"]) in seen


def links(page: str, where: str) -> list[str]:
    """Where a page leads within the public pages."""
    found = html.document_fromstring(page).xpath("//main//a/@href | //nav//a/@href")
    found = [one.partition("#")[0] for one in found]
    inside = [one.replace("http://testserver", "") for one in found]
    return [one for one in inside if one.startswith("/") and not one.startswith(("/sign-in", "/publishing"))]


@pytest.mark.parametrize("state", ["estimate", "provisional", "not_applicable"])
def test_a_figure_shows_once_somebody_has_put_their_name_to_it(town, client, state):
    figure = Measurement.objects.get(indicator=town.indicator, period__year=2025, period__kind="year")
    figure.state = state
    figure.save()
    assert "2025/26" not in said(client, "/data/measurements.csv")
    figure.state = "restated"
    figure.save()
    assert "2025/26" in said(client, "/data/measurements.csv")
    assert "Corrected after it was first reported" in said(client, "/public/indicators/KPI/H1/")
