"""Open data: the page that says what there is, the files, and what describes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from django.utils.http import http_date
from django.views.generic import View

from core import exports
from core.answers import name_file
from core.clock import today
from core.formats import listed
from organisation.models import Council
from publishing.choices import Scope
from publishing.reporting.changes import Stamp, stamp, stamps
from publishing.reporting.columns import Asked, Table
from publishing.reporting.descriptions import DICTIONARY, LICENCE, datapackage, dictionary, dictionary_rows
from publishing.reporting.files import TYPES, WRITERS
from publishing.reporting.tables import TABLES
from publishing.views.frame import ForEverybody

PAGING = ("limit", "cursor")


def asked_by(council: Council, scope: Scope = Scope.PUBLIC) -> Asked:
    """Today, with the eyes of somebody, at this site."""
    return Asked(scope=scope, on=today(), council=council, site=settings.SITE_URL)


def narrowed(table: Table, rows: QuerySet, request: HttpRequest, *, besides: tuple[str, ...] = ()) -> QuerySet:
    """The rows that an address asks for. Raises ValueError with a sentence where it asks for what is not there."""
    for name, value in request.GET.items():
        one = table.filter_named(name)
        if one is None and name not in besides:
            known = [found.name for found in table.filters] + list(besides)
            can = f"It can be asked by {listed(known)}." if known else "It has nothing to be asked by."
            raise ValueError(f"{table.title} cannot be asked by “{name}”. {can}")
        if one is not None and value:
            rows = one.narrow(rows, value)
    return rows


class Open(View):
    """What every program may read, from any site, and ask again whether it has changed."""

    http_method_names = ("get", "head", "options")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let other sites' pages read it; whoever keeps it asks again each time."""
        if request.council.pk is None:
            raise Http404("Nothing is published here yet.")
        answer = super().dispatch(request, *args, **kwargs)
        if self.is_public:
            answer["Access-Control-Allow-Origin"] = "*"
            answer["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
            answer["Cross-Origin-Resource-Policy"] = "cross-origin"
            if answer.status_code < HTTPStatus.BAD_REQUEST:
                answer["Cache-Control"] = "public, no-cache"
        return answer

    @property
    def is_public(self) -> bool:
        """Whether it is for everybody."""
        return True

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What a browser asks before a page of another site may read: reading, and asking whether it has changed."""
        answer = HttpResponse()
        answer["Allow"] = answer["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        answer["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
        answer["Access-Control-Max-Age"] = "86400"
        return answer

    def unchanged(self, found: Stamp, *about: str) -> HttpResponse | None:
        """That nothing has changed, where whoever asks has it already."""
        etag = found.etag(*about)
        modified = int(found.at.timestamp()) if found.at else None
        self.facts = {"ETag": etag} | ({"Last-Modified": http_date(modified)} if modified else {})
        held = get_conditional_response(self.request, etag, modified)
        if held is not None:
            self.dress(held)
        return held

    def dress(self, answer: HttpResponseBase) -> None:
        """Say which it is, when it changed, and what describes it."""
        for name, value in self.facts.items():
            answer[name] = value
        described = self.request.build_absolute_uri(reverse("data-package"))
        answer["Link"] = (
            f'<{described}>; rel="describedby"; type="application/json", <{LICENCE["path"]}>; rel="license"'
        )


class TableFile(Open):
    """A table as a file, whole or narrowed."""

    kind = "csv"

    @cached_property
    def table(self) -> Table:
        """The table that the address names."""
        found = TABLES.get(self.kwargs["table"])
        if found is None:
            raise Http404(f"There is no table of that name. There are {listed(TABLES)}.")
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, a few hundred rows at a time; to HEAD, what would be told of it."""
        asked = asked_by(request.council)
        try:
            rows = narrowed(self.table, self.table.rows(asked), request)
        except ValueError as wrong:
            return HttpResponseBadRequest(f"{wrong}\n", content_type="text/plain; charset=utf-8")
        found = stamp(self.table, asked)
        if held := self.unchanged(found, self.table.name, self.kind, request.GET.urlencode()):
            return held
        content: Iterator[bytes] = iter(()) if request.method == "HEAD" else WRITERS[self.kind](self.table, rows, asked)
        answer = StreamingHttpResponse(content, content_type=TYPES[self.kind])
        name_file(answer, f"{self.table.name}.{self.kind}", keep=self.kind == "csv")
        self.dress(answer)
        return answer


class DataPackage(Open):
    """What describes all files to programs."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The descriptor, as Frictionless Data has it."""
        asked = asked_by(request.council)
        return JsonResponse(
            datapackage(asked, stamps(TABLES.values(), asked)), json_dumps_params={"ensure_ascii": False, "indent": 1}
        )


class DataDictionary(Open):
    """What each column means, for programs and spreadsheets."""

    kind = "json"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The dictionary as a file."""
        if self.kind == "csv":
            return exports.respond(DICTIONARY, dictionary_rows(), kind="csv", name="dictionary")
        return JsonResponse(dictionary(), safe=False, json_dumps_params={"ensure_ascii": False, "indent": 1})


class DataPage(ForEverybody):
    """What open data there is: each table with when it last changed, its files, and what its columns mean."""

    title = "Open data"
    place = "data"
    template_name = "public/data.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Three queries."""
        asked = asked_by(self.request.council)
        found = stamps(TABLES.values(), asked)
        tables: list[tuple[Table, datetime | None]] = [(table, found[name].at) for name, table in TABLES.items()]
        return super().get_context_data(tables=tables, licence=LICENCE, **kwargs)
