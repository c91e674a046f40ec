"""Base views: a page with its place in the site, and a list with filters, paging and exports."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic.base import ContextMixin, TemplateView

from core import exports
from core.filters import CouncilFilterSet
from core.tables import CouncilTable

ROWS = 50


class InPlace(ContextMixin):
    """A page knows its title, its place in the header and the way back."""

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


def paginate(rows: Any, request: HttpRequest, *, per_page: int = ROWS) -> Page:
    """The page that the address asks for. A page that does not exist is said to, as a 404."""
    paginator = Paginator(rows, per_page)
    wanted = request.GET.get("page", 1)
    try:
        return paginator.page(wanted)
    except (EmptyPage, PageNotAnInteger) as missing:
        pages = "1 page" if paginator.num_pages == 1 else f"{paginator.num_pages} pages"
        raise Http404(f"There is no page {wanted}: this list has {pages}.") from missing


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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the file."""
        self.filterset = self.filters(request.GET or None, queryset=self.get_queryset(), request=request)
        table = self.table(self.filterset.qs, order_by=request.GET.getlist("sort") or None, **self.get_table_kwargs())
        kind = request.GET.get("_export")
        if kind:
            if kind not in exports.FORMATS:
                raise Http404(f"Lists are exported as {', '.join(exports.FORMATS)}, not as {kind}.")
            return exports.respond(table.export_header(), table.export_rows(), kind=kind, name=self.export_name)
        table.page = paginate(table.rows, request)
        table.paginator = table.page.paginator
        return self.render_to_response(
            self.get_context_data(table=table, filterset=self.filterset, counted_as=self.counted_as, **kwargs)
        )
