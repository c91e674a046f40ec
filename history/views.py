"""The page on which the performance team searches all changes."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from core.views import ListPage
from history.filters import ChangeFilter
from history.models import Seal
from history.reporting.listing import Lines
from history.tables import ChangeTable
from organisation.access import ForPerformanceTeam


class ChangeList(ForPerformanceTeam, ListPage):
    """All changes of all things, the newest first."""

    title = "History"
    template_name = "history/list.html"
    filters = ChangeFilter
    table = ChangeTable
    export_name = "history"
    counted_as = "change"

    def get_queryset(self) -> Lines:
        """All of them."""
        return Lines()

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the first page."""
        return (("My work", reverse("home")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The list, and when the history was last sealed."""
        return super().get_context_data(sealed=Seal.objects.last(), **kwargs)
