"""Lines without anybody's words, each with the number of its request."""

import io
import json
import logging
import re

import pytest
from django.db import IntegrityError
from django.test import Client, override_settings
from django.urls import path

from accounts.choices import Role
from councilperf import urls
from councilperf.environment import networks
from councilperf.logs import JsonLines, PlainLines, logging_for, request_number

PERSON = "jane.doe@anytown.example"
WORDS = "a very private matter"


def broken(request, key):
    logging.getLogger("some.library").warning("User %s searched for %s in %d ms", PERSON, WORDS, 7)
    logging.getLogger("councilperf.x").warning("Sent to %s", PERSON)
    raise IntegrityError(f"Key (email)=({PERSON}) already exists: {WORDS}")


urlpatterns = [path("broken/<str:key>/", broken, name="broken"), *urls.urlpatterns]
handler403, handler404, handler500, handler400 = urls.handler403, urls.handler404, urls.handler500, urls.handler400


@pytest.fixture
def lines():
    """What is written down, as a council's machine would gather it: every logger, whatever its level lets through."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in ("", "django", "councilperf.requests")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
    loggers[-1].setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


@override_settings(ROOT_URLCONF=__name__)
def test_a_failure_leaves_lines_that_hold_nothing_of_anybodys(council, lines):
    answer = Client(raise_request_exception=False).post(
        f"/broken/{PERSON}/?q={WORDS}", {"words": WORDS, "email": PERSON}, headers={"referer": f"http://x/?q={WORDS}"}
    )
    found, number = lines(), answer["X-Request-ID"]
    assert answer.status_code == 500
    assert number in answer.content.decode()
    assert {line["request"] for line in found} == {number}
    text = json.dumps(found)
    assert PERSON not in text
    assert "private" not in text
    assert [line["words"] for line in found] == [
        "User … searched for … in 7 ms",
        "Sent to …",
        "Internal Server Error: /broken/<str:key>/",
        "answered",
    ]
    failure = found[2]["exception"]
    assert failure["kind"] == "django.db.utils.IntegrityError"
    assert re.search(r"test_logs\.py:\d+ broken$", failure["at"][0])


def answered(lines: list[dict]) -> dict:
    return next(line for line in lines if line["words"] == "answered")


def test_a_line_says_view_pattern_status_and_time_but_not_the_address(signed_in, council, lines):
    signed_in(Role.VIEWER).get("/search/?q=private")
    line = answered(lines())
    assert {key: line[key] for key in ("method", "view", "route", "status", "level")} == {
        "method": "GET",
        "view": "search",
        "route": "/search/",
        "status": 200,
        "level": "INFO",
    }
    assert isinstance(line["ms"], int)


def test_an_address_that_does_not_exist_is_not_repeated(client, council, lines):
    answer = client.get(f"/u/{PERSON}/no/such/")
    assert PERSON not in json.dumps(lines())
    assert answered(lines())["route"] == "(no such address)"
    assert {line["request"] for line in lines()} == {answer["X-Request-ID"]}


def test_a_refusal_at_the_door_says_from_which_network_and_of_nobody(client, council, lines):
    client.post("/sign-in/", {"username": "priv@council.example", "password": "private words"}, REMOTE_ADDR="192.0.2.7")
    assert "Signing in: unknown, from 192.0.2.0/24." in [line["words"] for line in lines()]
    assert "priv" not in json.dumps(lines())


def test_each_request_has_a_number_of_its_own_and_none_is_left_over(client):
    numbers = {client.get("/livez")["X-Request-ID"] for _ in range(3)}
    assert len(numbers) == 3
    assert request_number() == ""


@pytest.mark.parametrize(
    ("trusted", "given", "kept"),
    [
        ("", "from-the-proxy-1", False),
        ("10.0.0.0/8", "from-the-proxy-1", False),
        ("127.0.0.1", "from-the-proxy-1", True),
        ("127.0.0.0/8,10.0.0.1", "from-the-proxy-1", True),
        ("127.0.0.1", "short", False),
        ("127.0.0.1", 'x"} forged line', False),
        ("127.0.0.1", "x" * 65, False),
    ],
)
def test_a_number_from_outside_is_kept_from_a_proxy_of_ours_alone(client, settings, monkeypatch, trusted, given, kept):
    monkeypatch.setenv("PROXIES", trusted)
    settings.TRUSTED_PROXIES = networks("PROXIES") if trusted else []
    assert (client.get("/livez", headers={"x-request-id": given})["X-Request-ID"] == given) is kept


def test_the_error_pages_name_the_request(client, council):
    answer = client.get("/no/such/page/")
    assert f"<strong>{answer['X-Request-ID']}</strong>" in answer.content.decode()


def record(exception: BaseException) -> logging.LogRecord:
    return logging.LogRecord(
        "councilperf", logging.ERROR, "x.py", 1, "It failed", (), (type(exception), exception, None)
    )


def test_at_a_terminal_an_exception_is_told_in_full_to_developers_alone(settings):
    failed = ValueError(PERSON)
    settings.DEBUG = False
    assert PERSON not in PlainLines().format(record(failed))
    assert "builtins.ValueError" in PlainLines().format(record(failed))
    settings.DEBUG = True
    assert PERSON in PlainLines().format(record(failed))


def test_words_that_do_not_fit_their_places_are_no_second_failure():
    odd = logging.LogRecord("lib", logging.INFO, "x.py", 1, "%d of %d", ("one",), None)
    assert JsonLines().format(odd).count("%d of %d") == 1
    thing = logging.LogRecord("lib", logging.INFO, "x.py", 1, ValueError(PERSON), (), None)
    assert PERSON not in JsonLines().format(thing)


def test_machines_get_a_line_for_each_request_and_a_terminal_does_not():
    levels = {kind: logging_for(kind)["loggers"]["councilperf.requests"]["level"] for kind in ("json", "plain")}
    assert levels == {"json": "INFO", "plain": "WARNING"}


def test_the_web_servers_own_words_hold_no_address():
    uri = f"/u/signed-key/?q={WORDS}"
    refused = logging.LogRecord("gunicorn.error", logging.ERROR, "x.py", 1, "Error handling request %s", (uri,), None)
    assert json.loads(JsonLines().format(refused))["words"] == "Error handling request …"
    assert logging_for("json")["loggers"]["gunicorn.error"]["handlers"] == ["console"]
