"""Which pages are looked at: every address that answers a page, every form that can be sent wrongly, and each way to fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

WEB = "Web:"
"""How the title of the action begins that the addresses of the tests name."""
TEAM, NOBODY = "performance", ""
WRONG = (409, 422)
NO_PAGE = ("-pdf", "-csv", "-json", "-xlsx", "-docx", "-zip", "-svg", "-calendar", "-progress", "-edition")
"""How the names of addresses end that answer a file, or a piece of a page."""
FILES = {"brand", "logo", "live", "ready", "metrics", "read-date", "collection", "data-package", "data-dictionary",
         "api-document", "api-table", "sign-out", "meeting-calendar", "sitting-invitation", "pack-read", "clinic-understood",
         "resolved-date", "framework-pdf"}  # fmt: skip
FAILING = {"broken": 500, "away": 503, "full": 507, "short": 503, "overtaken": 409, "too-big": 400}
"""The ways to fail that the program is served with (failing_addresses), and the status that each answers."""
EMPTY = """
from accounts.choices import Role
from accounts.models import User
from django.contrib.auth.models import Group
from organisation.models import Council
from core.doors import Door, through
with through(Door.COMMAND, "create_council"):
    Council.objects.create(name="Anytown Council", short_name="Anytown")
    someone = User.objects.create_user("performance@rotherham.example", "a long password", name="Pat Pratt")
    someone.groups.set([Group.objects.get(name=Role.PERFORMANCE)])
"""
"""A new installation: a council and one person of the performance team."""


def listed() -> str:
    """As JSON: the pages (name, who, address) and the forms sent wrongly (name, who, address, what is sent) of the demonstration.

    Of whom each page is opened: the performance team, which sees most; and nobody, where it is only theirs.
    """
    from core.doors import Door, through

    with through(Door.COMMAND, "proofs"):
        return json.dumps({"pages": list(_pages()), "wrong": list(_wrong()), "bare": list(_bare())})


def _pages() -> Iterator[tuple[str, str, str]]:
    from tests.councilperf.addresses import OK, TABLE

    for name, address in TABLE.items():
        if name in FILES or name.endswith(NO_PAGE):
            continue
        if address.get[0] != OK and address.get[-1] == OK:
            yield name, NOBODY, _where(name)
        elif set(address.get) & {OK, 302, 404}:
            yield name, TEAM, _where(name)
    for name in ("home", "public", "public-indicators", "public-indicator", "public-plan", "forgotten-password"):
        yield f"{name}, signed in as nobody", NOBODY, _where(name)


def _bare() -> Iterator[tuple[str, str, str]]:
    """The pages that need nothing to be there."""
    from tests.councilperf.addresses import TABLE

    return ((name, who, where) for name, who, where in _pages() if name in TABLE and not TABLE[name].args)


def _wrong() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    from tests.councilperf.addresses import TABLE

    for name, address in TABLE.items():
        if address.post and (address.post[0] in WRONG or address.post[-1] in WRONG):
            who = TEAM if address.post[0] in WRONG else NOBODY
            yield name, who, _where(name), {key: _filled(value) for key, value in address.data}


def _where(name: str) -> str:
    from django.urls import reverse

    from tests.councilperf.addresses import TABLE

    return reverse(name, args=[_filled(arg) for arg in TABLE[name].args])


@cache
def _filled(value: Any) -> Any:
    """What an argument stands for: found or made once."""
    from actions.models import Action
    from tests.councilperf.arguments import fill

    return fill(value, Action.objects.get(title__startswith=WEB))
