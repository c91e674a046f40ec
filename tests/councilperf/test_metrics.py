"""Figures for Prometheus: for whom, of what, and of nobody."""

import json
import os
from datetime import timedelta

import pytest
from django.db import OperationalError
from django_tasks_db.models import DBTaskResult

from accounts.choices import Role
from core.clock import now
from councilperf import metrics
from councilperf.metrics import Metrics

TOKEN = "t" * 40


@pytest.fixture(autouse=True)
def counted(monkeypatch, settings) -> Metrics:
    """Counts of this test alone."""
    fresh = Metrics()
    monkeypatch.setattr(metrics, "METRICS", fresh)
    monkeypatch.setattr("councilperf.logs.METRICS", fresh)
    settings.METRICS_TOKEN = TOKEN
    return fresh


def told(client) -> dict[str, float]:
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.mark.parametrize(
    ("token", "loopback", "headers", "address", "status"),
    [
        ("", False, {}, "127.0.0.1", 404),
        ("", False, {"authorization": "Bearer "}, "127.0.0.1", 404),
        (TOKEN, False, {}, "127.0.0.1", 404),
        (TOKEN, False, {"authorization": "Bearer wrong"}, "10.0.0.1", 404),
        (TOKEN, False, {"authorization": "Bearer wrong – é"}, "10.0.0.1", 404),
        (TOKEN, False, {"authorization": f"Bearer {TOKEN}"}, "10.0.0.1", 200),
        ("", True, {}, "127.0.0.1", 200),
        ("", True, {}, "::1", 200),
        ("", True, {}, "10.0.0.1", 404),
        ("", True, {}, "", 404),
        ("", True, {"x-forwarded-for": "127.0.0.1"}, "127.0.0.1", 404),
        ("", True, {"x-forwarded-proto": "https"}, "127.0.0.1", 404),
    ],
)
def test_it_is_there_for_a_token_or_this_machine_alone(client, council, settings, token, loopback, headers, address, status):  # fmt: skip
    settings.METRICS_TOKEN, settings.METRICS_LOOPBACK = token, loopback
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


def test_requests_are_counted_by_view_and_status_and_timed(client, signed_in, council):
    viewer = signed_in(Role.VIEWER)
    for _ in range(2):
        viewer.get("/search/?q=secret-words")
    client.get("/search/")
    viewer.get("/no/such/address/")
    viewer.generic("BREW", "/livez")
    found = told(client)
    name = "councilperf_requests_total"
    assert found[f'{name}{{view="search",method="GET",status="200"}}'] == 2
    assert found[f'{name}{{view="search",method="GET",status="302"}}'] == 1
    assert found[f'{name}{{view="none",method="GET",status="404"}}'] == 1
    assert found[f'{name}{{view="live",method="other",status="405"}}'] == 1
    seconds = "councilperf_request_seconds"
    assert found[f'{seconds}_bucket{{view="search",le="+Inf"}}'] == found[f'{seconds}_count{{view="search"}}'] == 3
    assert found[f'{seconds}_sum{{view="search"}}'] > 0
    assert "secret" not in json.dumps(list(found))


def test_a_bucket_holds_what_took_no_longer(counted):
    for seconds in (0.05, 0.1, 0.2, 20):
        counted.count("x", "GET", 200, seconds)
    assert [counted.counts["bucket", "x", str(bucket)] for bucket in metrics.BUCKETS] == [2, 3, 3, 3, 3]


def test_the_queue_the_packs_and_the_database_are_told(client, council):
    waiting = {"task_path": "x.y", "args_kwargs": {}, "backend_name": "default"}
    DBTaskResult.objects.create(**waiting)
    DBTaskResult.objects.filter().update(enqueued_at=now() - timedelta(minutes=5))
    found = told(client)
    assert found['councilperf_tasks{state="ready"}'] == 1
    assert 300 <= found["councilperf_oldest_task_seconds"] < 330
    assert found["councilperf_packs_building"] == 0
    assert found["councilperf_database_up"] == 1


def test_where_the_database_is_away_it_says_just_that(client, monkeypatch):
    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(metrics, "_stored", away)
    found = told(client)
    assert found["councilperf_database_up"] == 0
    assert not any(name.startswith("councilperf_tasks") for name in found)


def test_processes_of_a_machine_tell_the_counts_of_all(client, council, settings, tmp_path, counted):
    settings.METRICS_DIR = str(tmp_path)
    client.get("/livez")
    other = [[["requests", "live", "GET", "200"], 41]]
    (tmp_path / "1.json").write_text(json.dumps(other))
    (tmp_path / "2.json").write_text("half a li")
    assert told(client)['councilperf_requests_total{view="live",method="GET",status="200"}'] == 42
    assert (tmp_path / f"{os.getpid()}.json").exists()


def test_a_folder_that_cannot_be_written_fails_no_request(client, settings, tmp_path):
    settings.METRICS_DIR = str(tmp_path / "away")
    assert client.get("/livez").status_code == 200
