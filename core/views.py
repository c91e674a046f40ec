"""Base views: a page with its place in the site, and a list with filters, paging and exports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.generic import FormView
from django.views.generic.base import ContextMixin, TemplateView

from core import exports
from core.filters import CouncilFilterSet
from core.tables import CouncilTable

ROWS = 50
MANY = 1000
"""Rows from which a page is found by the keys of its rows first."""


class InPlace(ContextMixin):
    """A page knows its title, its place in the header and the way back."""

    http_method_names = ("get", "head", "post", "options")
    title = ""
    place = ""
    crumbs: tuple[tuple[str, str], ...] = ()

    def get_title(self) -> str:
        """The heading of the page."""
        return self.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """The way back: labels with their addresses, from the top."""
        return self.crumbs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the frame of a page shows."""
        here = {"title": self.get_title(), "place": self.place, "crumbs": self.get_crumbs()}
        return super().get_context_data(**here | kwargs)


class FormPage(InPlace, FormView):
    """A page with a form: what cannot be taken stands in it, and the status says so too."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The form again."""
        answer = super().form_invalid(form)
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer


def paginate(rows: Any, request: HttpRequest, *, per_page: int = ROWS) -> Page:
    """The page that the address asks for. A page that does not exist is said to, as a 404."""
    return page_of(Paginator(rows, per_page), request)


def page_of(paginator: Paginator, request: HttpRequest) -> Page:
    """The page of a paginator that the address asks for, likewise."""
    wanted = request.GET.get("page", 1)
    try:
        return paginator.page(wanted)
    except (EmptyPage, PageNotAnInteger) as missing:
        pages = "1 page" if paginator.num_pages == 1 else f"{paginator.num_pages} pages"
        raise Http404(f"There is no page {wanted}: this list has {pages}.") from missing


class CountedPaginator(Paginator):
    """Pages of rows whose number is known already, so that nothing is counted twice."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count


class TablePaginator(Paginator):
    """Pages of a table. Of a long one the keys of a page's rows are found first, and then the rows, in one question.

    A database that is asked for rows with all that stands beside them joins it to each, those of earlier pages too, and
    sorts rows that are long: the first page of 100,000 took a second. A short list is asked for as it is, unless its
    table reads what it draws by the keys itself.
    """

    def __init__(self, table: CouncilTable, per_page: int, *, count: int | None = None) -> None:
        table.data.data = _told_apart(table.data.data)
        super().__init__(table.rows, per_page)
        self.table = table
        if count is not None:
            self.count = count

    def page(self, number: int | str) -> Page:
        """A page, by its number."""
        rows = self.table.data.data
        if not isinstance(rows, QuerySet) or not (self.table.reads_by_key or self.count > MANY):
            return super().page(number)
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = self.keys(rows, first, min(first + self.per_page, self.count))
        if self.table.reads_by_key:
            found = self.table.read(list(keys) if self.count else [])
        else:
            found = rows.filter(pk__in=keys)
        return self._get_page(type(self.table.rows)(data=found, table=self.table), number, self)

    def keys(self, rows: QuerySet, first: int, last: int) -> Iterable[int]:
        """The keys of the rows from one place to before another, in order; not read yet, where they go into a question."""
        return rows.values_list("pk", flat=True)[first:last]


def _told_apart(rows: Any) -> Any:
    """Rows in an order of which two never are alike: else a row could stand on two pages and another on none."""
    if not isinstance(rows, QuerySet) or rows.query.combinator or isinstance(rows.query.group_by, tuple):
        return rows
    order = rows.query.order_by
    return rows.order_by(*order, "pk") if order and order[-1] not in ("pk", "-pk") else rows


class ListPage(InPlace, TemplateView):
    """A list: queryset, filters, table and template. ``?_export=csv|xlsx|json`` gives all its rows as a file.

    What somebody chooses on the page, its filters, order and columns, is remembered for them (``request.memory``):
    an address without a query leads to what they left, which the page says. A query, a link that somebody sent say,
    always wins, and changes nothing of what is remembered. ``?_all=yes`` forgets it.
    """

    filters: type[CouncilFilterSet]
    table: type[CouncilTable]
    export_name = "list"
    counted_as = "row"
    """What the rows are called when they are counted: "action"."""
    many = ""
    """The address where rows that were ticked are changed together; empty where none can be."""

    def may_tick(self) -> bool:
        """Whether the person may change several rows together."""
        return False

    def as_rows(self) -> bool:
        """Whether the page shows its rows one below another; else none is read for it."""
        return True

    def get_queryset(self) -> QuerySet:
        """All rows that the person may see."""
        raise TypeError(f"{type(self).__name__} says which rows it lists.")

    def get_table_kwargs(self) -> dict[str, Any]:
        """What else the table wants to know."""
        return {}

    def get_filterset(self) -> CouncilFilterSet:
        """The filters, with what the address asks of them."""
        return self.filters(self.request.GET or None, queryset=self.get_queryset(), request=self.request)

    def get_table(self, rows: QuerySet) -> CouncilTable:
        """The list of the filtered rows, in the order and with the columns that the address asks for."""
        table = self.table(rows, order_by=self.request.GET.getlist("sort") or None, **self.get_table_kwargs())
        table.chosen = self.columns
        table.ticked_in = "many" if self.many and self.may_tick() else ""
        return table

    @property
    def columns(self) -> list[str]:
        """The columns that the address asks for; a 404 where there is none of a name."""
        chosen, known = self.request.GET.getlist("columns"), self.table.base_columns
        unknown = [name for name in chosen if name not in known]
        if unknown:
            raise Http404(f"This list has no column {unknown[0]}. Its columns are {', '.join(known)}.")
        return chosen

    def get_paginator(self, table: CouncilTable, per_page: int) -> Paginator:
        """The rows by pages of so many."""
        return TablePaginator(table, per_page)

    def export(self, table: CouncilTable) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        """The header and the rows of the file."""
        return table.export_header(), table.export_rows()

    @property
    def remembered_as(self) -> str:
        """By what name the site remembers how somebody left this list."""
        return f"list:{self.request.resolver_match.view_name}"

    def asked_for(self) -> str:
        """What the address asks for that is remembered: filters, but those by the time, order and columns."""
        names = {*self.filterset.filters, "sort", "columns"} - {*self.filterset.passing}
        asked = QueryDict(mutable=True)
        for name in sorted(names & {*self.request.GET}):
            asked.setlist(name, [value for value in self.request.GET.getlist(name) if value])
        return asked.urlencode(safe="/")

    def recalled(self, request: HttpRequest) -> HttpResponse | None:
        """The way to what somebody left, or to all of it; None where the address says itself what it wants."""
        if "_all" in request.GET:
            request.memory.forget(self.remembered_as)
            return redirect(request.path)
        left = None if request.GET else request.memory.get(self.remembered_as)
        return redirect(f"{request.path}?{left}&_left=yes") if left else None

    def remember(self, request: HttpRequest, table: CouncilTable) -> list[str]:
        """Remember what somebody chose on this page; gives in words what was recalled for them."""
        asked = self.asked_for()
        if "_left" in request.GET and asked and asked == request.memory.get(self.remembered_as):
            if self.filterset.form.is_valid():
                return [*self.filterset.chosen, *told_of(table, request.GET)]
            request.memory.forget(self.remembered_as)
        elif urlsplit(request.headers.get("Referer", "")).path == request.path and self.filterset.form.is_valid():
            if asked:
                request.memory.keep(self.remembered_as, asked)
            elif request.GET:
                request.memory.forget(self.remembered_as)
        return []

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the file; without a query the way to what was left."""
        recalled = self.recalled(request)
        if recalled is not None:
            return recalled
        self.filterset = self.get_filterset()
        table = self.get_table(self.filterset.qs)
        kind = request.GET.get("_export")
        if kind:
            if kind not in exports.FORMATS:
                raise Http404(f"Lists are exported as {', '.join(exports.FORMATS)}, not as {kind}.")
            return exports.respond(*self.export(table), kind=kind, name=self.export_name)
        # A table that has a paginator counts its rows in the database instead of reading them all.
        table.paginator = self.get_paginator(table, ROWS)
        if self.as_rows():
            table.page = page_of(table.paginator, request)
        handed_on = [(name, value) for name, values in request.GET.lists() for value in values]
        kwargs |= {
            "as_left": self.remember(request, table),
            "many": self.many,
            "columns_carry": [pair for pair in handed_on if pair[0] not in {"columns", "page", "_left"}],
        }
        return self.render_to_response(
            self.get_context_data(table=table, filterset=self.filterset, counted_as=self.counted_as, **kwargs)
        )


def told_of(table: CouncilTable, asked: QueryDict) -> list[str]:
    """The order and the columns that an address asks for, in words."""
    names = [name.removeprefix("-") for name in asked.getlist("sort")]
    order = [str(table.columns[name].header) for name in names if name in table.columns.columns]
    told = [f"by {' and '.join(order)}"] if order else []
    return [*told, f"{len(table.on_screen())} columns"] if asked.getlist("columns") else told
