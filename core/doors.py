"""Through which door a change of data comes in: a page, the admin, a mailed link, a command, a task, an import or an undo.

A door is kept with each line of history as its kind and, after a colon, what it is called: ``page:update-action``,
``command:import_plan``, ``admin:actions_action_change``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver

from core.vocabulary import Words

LONGEST = 80
"""Letters of a door as it is kept."""
WORKER = "db_worker"
"""The command that does the tasks; what they change comes through the door of tasks."""


class Door(Words):
    """The kinds of door."""

    PAGE = "page", "a page"
    ADMIN = "admin", "the admin"
    LINK = "link", "a mailed link"
    COMMAND = "command", "a command"
    TASK = "task", "a task in the background"
    IMPORT = "import", "an import"
    UNDO = "undo", "an undo"
    UNKNOWN = "", "not recorded"


PLACES = (
    ("account", "on their own account's page"),
    ("actions", "on the action's page"),
    ("meetings/boards", "on the board's page"),
    ("meetings/reports", "on the report's page"),
    ("boards", "on the board's page"),
    ("clinics", "on the clinic's page"),
    ("indicators", "on the indicator's page"),
    ("meetings", "on the meeting's page"),
    ("people", "on the person's page"),
    ("plans", "on the plan's page"),
    ("posts", "on the post's page"),
)
"""What the pages are called whose addresses begin so; the first that fits."""

_open: ContextVar[str] = ContextVar("the door through which changes come at present", default="")


def current() -> str:
    """The door through which changes come at present; empty where nobody said."""
    return _open.get()


def enter(kind: Door, name: str = "") -> None:
    """Say through which door changes come from here on, to the end of the request or of the process."""
    _open.set(_kept(kind, name))


@contextmanager
def through(kind: Door, name: str = "") -> Iterator[None]:
    """Say through which door changes come meanwhile."""
    before = _open.set(_kept(kind, name))
    try:
        yield
    finally:
        _open.reset(before)


def _kept(kind: Door, name: str) -> str:
    return (f"{kind}:{name}" if name else str(kind))[:LONGEST]


def enter_by_command(arguments: list[str]) -> None:
    """Enter by the command that a process was started for, as its command line names it."""
    name = arguments[1] if len(arguments) > 1 else ""
    if name == WORKER:
        enter(Door.TASK)
    elif name:
        enter(Door.COMMAND, name)


class DoorMiddleware:
    """Enters each request by the page that it asks for, or by the admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and shut the door behind."""
        before = _open.set("")
        try:
            return self.get_response(request)
        finally:
            _open.reset(before)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        """Enter by what the address names."""
        match = request.resolver_match
        if match.namespace == "admin":
            enter(Door.ADMIN, match.url_name or "")
        else:
            enter(Door.PAGE, match.url_name or "")


def in_words(door: str | None) -> str:
    """A door as a sentence about a change has it: “on the action's page”, “by the command import_plan”."""
    kind, _, name = (door or "").partition(":")
    if kind == Door.PAGE:
        return _place(name)
    if kind == Door.ADMIN:
        return "in the admin"
    if kind == Door.LINK:
        return "by a mailed link"
    if kind == Door.COMMAND:
        return f"by the command {name}" if name else "by a command"
    if kind == Door.TASK:
        return "by a task in the background"
    if kind == Door.IMPORT:
        return "by an import"
    if kind == Door.UNDO:
        return "by undoing what they had saved"
    return ""


@lru_cache(maxsize=512)
def _place(name: str) -> str:
    """Where a page is, by the beginning of its address."""
    ways = get_resolver().reverse_dict.getlist(name)
    address = ways[0][0][0][0] if ways else ""
    return next((words for beginning, words in PLACES if address.startswith(beginning)), "on a page of the site")
