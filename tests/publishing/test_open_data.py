"""Files: the same rows in each form, safe for spreadsheets, told apart by a tag, and described by one declaration."""

import csv
import io
import json
from datetime import date

import pytest
from django.test import Client

from indicators.models import Indicator, Measurement
from indicators.services import judge
from publishing.reporting.files import AT_ONCE
from publishing.reporting.tables import TABLES
from tests.publishing.conftest import figure
from tests.queries import counted

pytestmark = pytest.mark.django_db


def content(answer) -> str:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def rows(client: Client, name: str, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(client.get(f"/data/{name}.csv{query}")).removeprefix("\ufeff"))))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_same_rows_and_columns_in_each_form(town, client, name):
    found, objects = rows(client, name), json.loads(content(client.get(f"/data/{name}.json")))
    assert len(found) == len(objects)
    for one, other in zip(found, objects, strict=True):
        assert list(one) == list(other) == list(TABLES[name].header)
        as_text = {key: "" if value is None else str(value) for key, value in other.items()}
        assert {key: value.removesuffix(".0") for key, value in as_text.items()} == one


@pytest.mark.parametrize("name", TABLES)
def test_a_key_tells_a_row_from_all_others(town, client, name):
    found = [tuple(row[column] for column in TABLES[name].key) for row in rows(client, name)]
    assert len(found) == len(set(found))


def test_what_a_spreadsheet_would_run_is_dead_in_csv_and_as_it_is_in_json(town, client):
    town.indicator.title = "=HYPERLINK(1)"
    town.indicator.save()
    assert rows(client, "indicators")[0]["title"] == "'=HYPERLINK(1)"
    assert json.loads(content(client.get("/data/indicators.json")))[0]["title"] == "=HYPERLINK(1)"


def test_a_file_can_be_narrowed(town, client):
    assert [row["period"] for row in rows(client, "measurements")] == ["2023/24", "2025/26"]
    assert [row["period"] for row in rows(client, "measurements", "?set=kpi&ref=h1&period=2025/26")] == ["2025/26"]
    assert rows(client, "measurements", "?ref=H9") == []
    assert len(rows(client, "actions", "?plan=housing")) == 1


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("/data/measurements.csv?period=last", "“last” is not a period."),
        ("/data/measurements.csv?changed_since=soon", "“soon” is no moment. Write it as 2026-03-31"),
        (
            "/data/measurements.csv?rating=red",
            "cannot be asked by “rating”. It can be asked by set, ref, period and changed_since.",
        ),
        ("/data/papers.json?set=KPI", "cannot be asked by “set”. It has nothing to be asked by."),
    ],
)
def test_what_cannot_be_asked_is_said(town, client, where, says):
    answer = client.get(where)
    assert answer.status_code == 400
    assert says in answer.content.decode()


def test_a_table_that_is_not_there_says_which_are(town, client):
    answer = client.get("/data/secrets.csv")
    assert answer.status_code == 404
    assert "indicators, measurements, benchmarks, plans, actions, clinics and papers" in answer.content.decode()


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("where", ["/data/{}.csv", "/data/{}.json", "/api/v1/{}/"])
def test_whoever_has_it_already_is_told_in_a_few_bytes(town, client, name, where):
    first = client.get(where.format(name))
    again = client.get(where.format(name), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(where.format(name), headers={"If-None-Match": '"other"'}).status_code == 200
    modified = client.get(where.format(name), headers={"If-Modified-Since": first["Last-Modified"]})
    assert modified.status_code == 304
    head = client.head(where.format(name))
    assert (head.status_code, head["ETag"], head["Last-Modified"]) == (200, first["ETag"], first["Last-Modified"])


def tag(client: Client, name: str) -> str:
    return client.head(f"/data/{name}.csv")["ETag"]


def test_a_tag_is_another_once_something_changed_that_the_table_rests_on(town, client):
    measurements, plans = tag(client, "measurements"), tag(client, "plans")
    figure(town.indicator, "2022/23", 70, state="audited")
    judge()
    assert tag(client, "measurements") != measurements
    assert tag(client, "plans") == plans
    measurements = tag(client, "measurements")
    town.indicator.is_public = False
    town.indicator.save()
    assert tag(client, "measurements") != measurements


def test_a_tag_of_what_depends_on_the_day_is_another_the_day_after(town, client, settings):
    actions, plans = tag(client, "actions"), tag(client, "plans")
    settings.COUNCIL_TODAY = date(2099, 1, 5)
    assert (tag(client, "actions") != actions, tag(client, "plans") == plans) == (True, True)
    assert client.head("/data/actions.csv")["Last-Modified"] == "Mon, 05 Jan 2099 00:00:00 GMT"


def test_rows_that_changed_since_a_moment_are_told(town, client):
    assert rows(client, "measurements", "?changed_since=2026-09-17") == []
    assert len(rows(client, "measurements", "?changed_since=2026-09-16")) == 2
    assert len(rows(client, "measurements", "?changed_since=2026-09-15T23:00:00Z")) == 2


def test_a_row_counts_as_changed_once_it_is_published(town, client, settings):
    settings.COUNCIL_TODAY = date(2026, 9, 20)
    town.secret_indicator.is_public = True
    town.secret_indicator.save()
    assert [row["ref"] for row in rows(client, "measurements", "?changed_since=2026-09-18")] == ["H2"]


def test_other_sites_may_read_and_nothing_else(town, client):
    answer = client.get("/data/plans.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, no-cache"
    assert 'rel="license"' in answer["Link"]
    asked = client.options("/data/plans.json")
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (200, "GET, HEAD, OPTIONS")
    assert client.post("/data/plans.json").status_code == 405
    assert "Set-Cookie" not in answer.headers
    assert answer.cookies == {}


def test_a_long_table_is_read_and_written_a_few_hundred_rows_at_a_time(town, client):
    more = [
        Indicator(set=town.indicator.set, ref=f"X{n}", sort_key=f"X{n:06}", title="x", is_public=True)
        for n in range(2 * AT_ONCE)
    ]
    for one in more:
        one.save()
    with counted() as asked:
        sizes = [part.count(b"\n") for part in client.get("/data/indicators.csv").streaming_content]
    assert sizes == [1, AT_ONCE, AT_ONCE, 1]
    assert asked.queries <= 4


def test_the_dictionary_and_the_descriptor_name_every_column(town, client):
    named = {(one["table"], one["column"]) for one in client.get("/data/dictionary.json").json()}
    assert named == {(table.name, column.name) for table in TABLES.values() for column in table.columns}
    text = client.get("/data/dictionary.csv").content.decode().removeprefix("\ufeff")
    assert {(row["table"], row["column"]) for row in csv.DictReader(io.StringIO(text))} == named
    package = client.get("/data/datapackage.json").json()
    assert package["licenses"][0]["name"] == "OGL-UK-3.0"
    for resource in package["resources"]:
        assert tuple(field["name"] for field in resource["schema"]["fields"]) == TABLES[resource["name"]].header
        path = resource["path"].replace("http://127.0.0.1:8000", "")
        assert content(client.get(path)).removeprefix("\ufeff").splitlines()[0] == ",".join(
            TABLES[resource["name"]].header
        )


def test_where_nothing_is_entered_nothing_is_published(client, db):
    for where in ("/public/", "/data/", "/data/plans.csv", "/api/", "/api/v1/plans/"):
        assert client.get(where).status_code == 404, where


def test_a_figure_stands_at_the_precision_at_which_the_council_prints_it(town, client):
    one = Measurement.objects.get(indicator=town.indicator, period__year=2025, period__kind="year")
    one.actual = "82.34567"
    one.save()
    assert rows(client, "measurements", "?period=2025/26")[0]["value"] == "82.3"
