"""Base views: a page with its place in the site, and a list with filters, paging and exports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import FormView
from django.views.generic.base import ContextMixin, TemplateView

from core import exports
from core.filters import CouncilFilterSet
from core.tables import CouncilTable

ROWS = 50


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


class ListPage(InPlace, TemplateView):
    """A list: queryset, filters, table and template. ``?_export=csv|xlsx|json`` gives all its rows as a file."""

    filters: type[CouncilFilterSet]
    table: type[CouncilTable]
    export_name = "list"
    counted_as = "row"
    """What the rows are called when they are counted: "action"."""

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
        """The list of the filtered rows, in the order that the address asks for."""
        return self.table(rows, order_by=self.request.GET.getlist("sort") or None, **self.get_table_kwargs())

    def get_paginator(self, table: CouncilTable) -> Paginator:
        """The rows by pages."""
        return Paginator(table.rows, ROWS)

    def export(self, table: CouncilTable) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        """The header and the rows of the file."""
        return table.export_header(), table.export_rows()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the file."""
        self.filterset = self.get_filterset()
        table = self.get_table(self.filterset.qs)
        kind = request.GET.get("_export")
        if kind:
            if kind not in exports.FORMATS:
                raise Http404(f"Lists are exported as {', '.join(exports.FORMATS)}, not as {kind}.")
            return exports.respond(*self.export(table), kind=kind, name=self.export_name)
        # A table that has a paginator counts its rows in the database instead of reading them all.
        table.paginator = self.get_paginator(table)
        table.page = page_of(table.paginator, request)
        return self.render_to_response(
            self.get_context_data(table=table, filterset=self.filterset, counted_as=self.counted_as, **kwargs)
        )
