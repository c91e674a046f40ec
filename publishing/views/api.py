"""The read API: the tables of open data a page at a time, and what is not public to whoever sends a key."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property

from accounts.choices import What
from accounts.services.log import address_of, note
from accounts.services.throttle import TooManyGuessesError, count_guess, of_keys
from publishing.choices import Scope
from publishing.reporting.changes import stamp
from publishing.reporting.columns import Table
from publishing.reporting.descriptions import MOST, USUAL, openapi
from publishing.reporting.files import record
from publishing.reporting.tables import TABLES
from publishing.services.keys import key_behind
from publishing.views.frame import ForEverybody
from publishing.views.open_data import PAGING, Open, asked_by, narrowed

BEARER = "bearer"
WRONG = (
    "This key opens nothing: it is wrong, has ended or was revoked. Ask the performance team for another, or leave the "
    "header Authorization out to read what is public."
)
NOT_BEARER = "The header Authorization is not understood. Send “Authorization: Bearer”, a space, and the key."
SLOWLY = "Too many wrong keys came from this address. Wait five minutes, then send the right one."


def refused(sentence: str, status: int) -> JsonResponse:
    """Why nothing is given, in a sentence."""
    return JsonResponse({"error": sentence}, status=status, json_dumps_params={"ensure_ascii": False})


class Api(Open):
    """An address of the read API: with a key, for whoever sent it alone."""

    scope = Scope.PUBLIC

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Look at the key, where one was sent."""
        sent = request.headers.get("Authorization")
        if sent is not None:
            kind, _, secret = sent.partition(" ")
            if kind.lower() != BEARER or not secret.strip():
                return self.not_known(NOT_BEARER)
            if key_behind(secret.strip()) is None:
                return self.wrong_key()
            self.scope = Scope.READER
        answer = super().dispatch(request, *args, **kwargs)
        patch_vary_headers(answer, ["Authorization"])
        return answer

    @property
    def is_public(self) -> bool:
        """Without a key."""
        return self.scope == Scope.PUBLIC

    def wrong_key(self) -> HttpResponse:
        """Count it as a guess, note it, and say so."""
        try:
            count_guess(of_keys(address_of(self.request)))
        except TooManyGuessesError:
            answer = refused(SLOWLY, HTTPStatus.TOO_MANY_REQUESTS)
            answer["Retry-After"] = "300"
            return answer
        note(self.request, What.WRONG_KEY)
        return self.not_known(WRONG)

    @staticmethod
    def not_known(sentence: str) -> HttpResponse:
        """That a key is wanted, and how it is sent."""
        answer = refused(sentence, HTTPStatus.UNAUTHORIZED)
        answer["WWW-Authenticate"] = 'Bearer realm="Council performance"'
        return answer


class ApiTable(Api):
    """A page of a table."""

    @cached_property
    def table(self) -> Table | None:
        """The table that the address names; None where there is none."""
        return TABLES.get(self.kwargs["table"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The rows from the cursor on, with the address of the next page."""
        if self.table is None:
            names = ", ".join(TABLES)
            return refused(f"There is no such table. There are {names}.", HTTPStatus.NOT_FOUND)
        asked = asked_by(request.council, self.scope)
        try:
            rows = narrowed(self.table, self.table.rows(asked), request, besides=PAGING)
            limit, after = self.paging()
        except ValueError as wrong:
            return refused(str(wrong), HTTPStatus.BAD_REQUEST)
        if held := self.unchanged(stamp(self.table, asked), self.table.name, "page", request.GET.urlencode()):
            return held
        found = list(rows.filter(pk__gt=after).order_by("pk")[: limit + 1])
        shown, more = found[:limit], len(found) > limit
        data = [record(self.table, cells) for cells in self.table.cells(shown, asked)] if shown else []
        answer = HttpResponse(
            json.dumps({"data": data, "next": self.next(shown[-1].pk) if more else None}, ensure_ascii=False),
            content_type="application/json",
        )
        self.dress(answer)
        return answer

    def paging(self) -> tuple[int, int]:
        """How many rows are asked for, and after which. Raises ValueError with a sentence."""
        limit, cursor = self.request.GET.get("limit", str(USUAL)), self.request.GET.get("cursor", "0")
        if not (limit.isascii() and limit.isdecimal() and len(limit) < 6 and 1 <= int(limit) <= MOST):
            raise ValueError(f"“limit” is how many rows a page has: a whole number from 1 to {MOST}.")
        if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
            raise ValueError("“cursor” is no place to begin. Take the address in “next” as it is.")
        return int(limit), int(cursor)

    def next(self, after: int) -> str:
        """The address of the next page, with all else that was asked."""
        asked = self.request.GET.copy()
        asked["cursor"] = str(after)
        return f"{self.request.build_absolute_uri(self.request.path)}?{asked.urlencode()}"


class ApiDocument(Api):
    """The document of the read API, from which other tools make what talks to it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """OpenAPI 3.1."""
        return JsonResponse(openapi(asked_by(request.council)), json_dumps_params={"ensure_ascii": False, "indent": 1})


class ApiPage(ForEverybody):
    """How programs read what is published, for people who write or set them up."""

    title = "Reading our figures with a program"
    place = "data"
    template_name = "public/api.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to open data."""
        return (*super().get_crumbs(), ("Open data", reverse("data")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tables with what they can be asked by. One query."""
        site = self.request.build_absolute_uri
        return super().get_context_data(
            tables=TABLES.values(),
            document=site(reverse("api-document")),
            example=site(reverse("api-table", args=["measurements"])),
            most=MOST,
            usual=USUAL,
            **kwargs,
        )
