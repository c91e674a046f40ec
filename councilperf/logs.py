"""What the program writes down while it runs: one line for each thing, without personal data, each request by its number.

A line holds when, how grave, who speaks, which request, which address as a pattern, and words. Words that a library
fills in may be somebody's (a search, an e-mail, a value that a database refused), so only numbers and what our own
and Django's loggers say are filled in, without query strings and e-mails. Of an exception a line says its kind and
where it was raised, never its message, which may quote a row.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from numbers import Number
from types import TracebackType
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from councilperf.metrics import METRICS

HEADER = "X-Request-ID"
NUMBER = re.compile(r"[A-Za-z0-9._-]{8,64}")
TRUSTED = ("accounts", "actions", "clinics", "core", "councilperf", "django", "django_tasks", "django_tasks_db",
           "frameworks", "history", "improvement_plan", "indicators", "meetings", "organisation", "publishing",
           "reminders", "search")  # fmt: skip
"""Loggers whose words hold nobody's."""
EMAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")
QUERY = re.compile(r"\?[^\s\"']*")
LEFT_OUT = "…"
UNKNOWN = "(no such address)"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
LOG = logging.getLogger("councilperf.requests")

_number: ContextVar[str] = ContextVar("request number", default="")


def request_number() -> str:
    """The number of the request that is answered at present; empty outside one."""
    return _number.get()


class RequestNumber:
    """Gives each request a number, which stands on its lines, on its error page and in the header X-Request-ID.

    A number that comes with a request is kept where it comes from a proxy of ``TRUSTED_PROXIES``; from anybody else
    it could be made to look like another's. Each request is counted and timed, and leaves a line.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the number."""
        began = time.perf_counter()
        request.number = _number_of(request)
        number = _number.set(request.number)
        try:
            response = self.get_response(request)
            response[HEADER] = request.number
            seconds = time.perf_counter() - began
            view = view_of(request)
            METRICS.count(view, request.method, response.status_code, seconds)
            LOG.info(
                "answered",
                extra={
                    "fields": {
                        "method": request.method if request.method in METHODS else "other",
                        "view": view,
                        "route": route_of(request),
                        "status": response.status_code,
                        "ms": round(seconds * 1000),
                    }
                },
            )
            return response
        finally:
            _number.reset(number)


def view_of(request: HttpRequest) -> str:
    """The name of the address that was asked for, such as ``indicator``; never the address itself, which may hold a key."""
    match = request.resolver_match
    return (match.view_name or match._func_path) if match else "none"


def route_of(request: HttpRequest) -> str:
    """The pattern of the address: ``actions/<int:pk>/``."""
    return f"/{request.resolver_match.route}" if request.resolver_match else UNKNOWN


def is_trusted(address: str) -> bool:
    """Whether a proxy at an address is one of ours."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in settings.TRUSTED_PROXIES)


def number_of(record: logging.LogRecord) -> str:
    """The number of the request that a line is about. Django writes some lines when the answer is on its way already."""
    return getattr(getattr(record, "request", None), "number", "") or request_number()


def _number_of(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    if NUMBER.fullmatch(given) and is_trusted(request.META.get("REMOTE_ADDR", "")):
        return given
    return uuid.uuid4().hex


def words(record: logging.LogRecord) -> str:
    """The words of a line, without what may be somebody's."""
    request = getattr(record, "request", None)
    path = getattr(request, "path", None)
    trusted = record.name.partition(".")[0] in TRUSTED

    def shown(value: Any) -> Any:
        if isinstance(value, Number):
            return value
        if path and value == path:
            return route_of(request)
        return value if trusted else LEFT_OUT

    given = record.args
    filled = {key: shown(v) for key, v in given.items()} if isinstance(given, dict) else tuple(map(shown, given or ()))
    try:
        text = str(record.msg) % filled if filled else str(record.msg)
    except (TypeError, ValueError):
        text = str(record.msg)
    if not trusted and not isinstance(record.msg, str):
        text = type(record.msg).__name__
    return EMAIL.sub(LEFT_OUT, QUERY.sub("?" + LEFT_OUT, text))


def raised(kind: type[BaseException] | None, trace: TracebackType | None) -> dict[str, Any]:
    """An exception as it may be written down: its kind, and the places it came through, the last first."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    return {"kind": f"{kind.__module__}.{kind.__qualname__}" if kind else "", "at": places[::-1]}


class JsonLines(logging.Formatter):
    """One JSON object a line, for machines that gather lines."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": when, "level": record.levelname, "logger": record.name, "request": number_of(record)}
        line |= {"words": words(record)} | getattr(record, "fields", {})
        if record.exc_info:
            line["exception"] = raised(record.exc_info[0], record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """The same for a person at a terminal. While DEBUG is on an exception is told in full."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and where an exception was raised below it."""
        parts = [self.formatTime(record), record.levelname, record.name, number_of(record), words(record)]
        parts += [f"{name}={value}" for name, value in getattr(record, "fields", {}).items()]
        text = " ".join(part for part in parts if part)
        if not record.exc_info:
            return text
        if settings.DEBUG:
            return f"{text}\n{self.formatException(record.exc_info)}"
        told = raised(record.exc_info[0], record.exc_info[2])
        return "\n    ".join([text, told["kind"], *told["at"]])


def logging_for(kind: str) -> dict[str, Any]:
    """The setting LOGGING: ``json`` with a line for each request, or ``plain``."""
    formatter = {"json": "councilperf.logs.JsonLines", "plain": "councilperf.logs.PlainLines"}[kind]
    quiet = {"handlers": ["console"], "level": "WARNING", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django": quiet,
            "councilperf.requests": quiet | {"level": "INFO" if kind == "json" else "WARNING"},
            # It names the whole address of a request that it cannot take in.
            "gunicorn.error": quiet | {"level": "INFO"},
            # The worker says which task it takes up and how it ended; the task's number says nobody's name.
            "django_tasks": quiet | {"level": "INFO" if kind == "json" else "WARNING"},
            # The layout engine speaks of each property it does not know.
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }
