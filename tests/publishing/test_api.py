"""The read API: a document that says what each address answers, pages that move nothing, and keys."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import SignInEvent
from accounts.rules import MOST_GUESSES
from core.refusals import NotDoneError
from publishing.models import ApiKey
from publishing.reporting.tables import TABLES
from publishing.services.keys import make_key, revoke
from tests.publishing.conftest import TODAY
from tests.publishing.schemas import faults, resolve

pytestmark = pytest.mark.django_db
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


@pytest.fixture
def document(town, client) -> dict:
    return client.get("/api/v1/openapi.json").json()


def with_key(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_the_document_has_what_openapi_asks_of_it(document):
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert {"title", "version"} <= set(document["info"])
    assert all(one["url"].startswith("http") for one in document["servers"])
    names = []
    for path, item in document["paths"].items():
        assert path.startswith("/api/v1/")
        assert set(item) <= METHODS
        for operation in item.values():
            names.append(operation["operationId"])
            assert {"200", "400", "401", "429"} <= set(operation["responses"])
            given = [(one["name"], one["in"]) for one in operation["parameters"]]
            assert len(given) == len(set(given))
            assert all(one["in"] == "query" and "schema" in one for one in operation["parameters"])
            assert all("description" in answer for answer in everything(document, operation["responses"]))
    assert len(names) == len(set(names)) == len(TABLES)
    for scheme in document["security"]:
        assert set(scheme) <= set(document["components"]["securitySchemes"])


def everything(document: dict, answers: dict) -> list[dict]:
    return [resolve(document, one["$ref"]) if "$ref" in one else one for one in answers.values()]


def test_every_reference_in_the_document_leads_somewhere(document):
    found: list[str] = []

    def look(value) -> None:
        if isinstance(value, dict):
            found.extend([value["$ref"]] if "$ref" in value else [])
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    look(document)
    assert found
    assert all(resolve(document, reference) for reference in found)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("keyed", [False, True])
def test_every_address_answers_as_the_document_says(document, client, name, keyed):
    headers = with_key(make_key(name="Power BI", ends_on=TODAY)[1]) if keyed else {}
    operation = document["paths"][f"/api/v1/{name}/"]["get"]
    said = operation["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get(f"/api/v1/{name}/", headers=headers)
    assert answer.status_code == 200
    assert faults(answer.json(), said, document) == []
    assert len(answer.json()["data"]) > 0 or name == "papers" or (name, keyed) == ("benchmarks", False)
    for one in operation["parameters"]:
        query = {one["name"]: one.get("example", one["schema"].get("default", "0"))}
        assert client.get(f"/api/v1/{name}/", query, headers=headers).status_code == 200, one["name"]
    wrong = client.get(f"/api/v1/{name}/", {"colour": "red"}, headers=headers)
    assert (wrong.status_code, faults(wrong.json(), document["components"]["schemas"]["Error"], document)) == (400, [])


def test_what_a_schema_does_not_allow_is_found(document):
    row = document["components"]["schemas"]["PlansRow"]
    good = {
        "plan": "x", "title": "x", "description": None, "starts": "2026-01-01", "ends": None, "public": True,
        "changed_at": "2026-01-01T00:00:00+00:00", "page": None,
    }  # fmt: skip
    assert faults(good, row, document) == []
    for name, value in (("plan", None), ("starts", "soon"), ("public", "yes"), ("colour", "red")):
        assert faults(good | {name: value}, row, document), name
    assert faults({name: value for name, value in good.items() if name != "title"}, row, document)


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_pages_together_hold_each_row_once_whatever_is_added_meanwhile(document, client, limit):
    headers = with_key(make_key(name="Power BI", ends_on=TODAY)[1])
    where, seen = f"/api/v1/indicators/?limit={limit}&set=KPI", []
    while where:
        page = client.get(where, headers=headers).json()
        assert len(page["data"]) <= limit
        seen += [row["ref"] for row in page["data"]]
        where = page["next"]
    assert seen == ["H1", "H2"]


def test_the_next_page_asks_for_the_same(town, client):
    page = client.get("/api/v1/measurements/?limit=1&set=KPI").json()
    assert page["next"].startswith("http://testserver/api/v1/measurements/?limit=1&set=KPI&cursor=")
    assert [row["period"] for row in client.get(page["next"]).json()["data"]] == ["2025/26"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("limit=0", "a whole number from 1 to 1000"),
        ("limit=many", "a whole number from 1 to 1000"),
        ("limit=100000", "a whole number from 1 to 1000"),
        ("cursor=next", "Take the address in “next” as it is."),
        ("period=2025/27", "is not a financial year"),
    ],
)
def test_what_cannot_be_read_is_said(town, client, query, says):
    answer = client.get(f"/api/v1/measurements/?{query}")
    assert answer.status_code == 400
    assert says in answer.json()["error"]


def test_a_table_that_is_not_there_says_which_are(town, client):
    answer = client.get("/api/v1/secrets/")
    assert (answer.status_code, "indicators, measurements" in answer.json()["error"]) == (404, True)


# Keys


def test_a_key_is_kept_as_a_digest_and_found_by_it(town):
    key, secret = make_key(name="Power BI", ends_on=TODAY)
    assert secret.startswith("cp_")
    assert len(secret) > 40
    assert key.digest == hashlib.sha256(secret.encode()).hexdigest()
    kept = " ".join(str(value) for value in ApiKey.objects.values_list().get())
    assert secret not in kept
    assert secret[12:] not in kept
    assert secret.startswith(key.begins)


def refused(client: Client, secret: str, *, status: int = 401) -> str:
    answer = client.get("/api/v1/indicators/", headers=with_key(secret))
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store, private"
    if status == 401:
        assert answer["WWW-Authenticate"].startswith("Bearer")
    return answer.json()["error"]


def test_a_key_that_is_wrong_ended_or_revoked_opens_nothing_and_says_so(town, client):
    _, ended = make_key(name="Old", ends_on=TODAY - timedelta(days=1))
    key, gone = make_key(name="Gone", ends_on=TODAY)
    revoke(key)
    for secret in ("cp_wrong", ended, gone):
        assert refused(client, secret).startswith("This key opens nothing")
    assert (
        "Send “Authorization: Bearer”"
        in client.get("/api/v1/plans/", headers={"Authorization": "Basic x"}).json()["error"]
    )
    assert SignInEvent.objects.filter(what="wrong_key").count() == 3


def test_a_key_is_good_on_its_last_day_and_says_when_it_was_used(town, client):
    key, secret = make_key(name="Power BI", ends_on=TODAY)
    assert key.last_used_at is None
    answer = client.get("/api/v1/indicators/", headers=with_key(secret))
    assert [row["ref"] for row in answer.json()["data"]] == ["H1", "H2"]
    assert answer["Cache-Control"] == "no-store, private"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Authorization" in answer["Vary"]
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert key.version == 1
    client.post("/api/v1/indicators/", headers=with_key(secret))
    assert client.post("/api/v1/indicators/", headers=with_key(secret)).status_code == 405


def test_many_wrong_keys_from_one_address_are_slowed_down_and_a_right_one_is_not(town, client, person):
    for _ in range(MOST_GUESSES):
        refused(client, "cp_wrong")
    assert "Wait five minutes" in refused(client, "cp_wrong", status=429)
    _, secret = make_key(name="Power BI", ends_on=TODAY)
    assert client.get("/api/v1/indicators/", headers=with_key(secret)).status_code == 200
    assert client.get("/api/v1/indicators/").status_code == 200
    someone = person()
    assert client.post("/sign-in/", {"username": someone.email, "password": "a long password"}).status_code == 302


def test_a_key_is_revoked_once(town):
    key, _ = make_key(name="Power BI", ends_on=TODAY)
    revoke(key)
    with pytest.raises(NotDoneError, match="is revoked already"):
        revoke(key)


def test_a_tag_without_a_key_is_not_one_with_a_key(town, client):
    _, secret = make_key(name="Power BI", ends_on=TODAY)
    public = client.get("/api/v1/measurements/")["ETag"]
    answer = client.get("/api/v1/measurements/", headers=with_key(secret) | {"If-None-Match": public})
    assert (answer.status_code, answer["ETag"] != public) == (200, True)
