"""The one base of all lists: columns, ordering, paging, an empty state, and values for export."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core import formats
from core.rag import Rag
from core.templatetags.council import rag as rag_component


class CouncilTable(tables.Table):
    """A list. Each column draws its cell on screen and gives a plain value to exports, by separate methods."""

    caption = ""
    """What the table holds, for people who hear it."""
    none_text = "Nothing here yet."
    """What is said where nothing is stored at all; ``Meta.empty_text`` is said where filters leave nothing."""

    class Meta:
        template_name = "core/table.html"
        attrs = {"class": "govuk-table cards"}
        empty_text = "Nothing matches. Change the filters."
        row_attrs = {"class": lambda table, record: table.row_class(record)}

    def row_class(self, record: Any) -> str:
        """The class of a row, such as row--complete; empty for most."""
        return ""

    def on_screen(self) -> list[tables.columns.BoundColumn]:
        """The columns that a page shows; the others are for files."""
        return [column for column in self.columns if not isinstance(column.column, FileColumn)]

    def screen_rows(self) -> Iterator[tuple[str, list[tuple[tables.columns.BoundColumn, Any]]]]:
        """The rows of the page that is shown: the class of each, and its cells with their columns."""
        columns = self.on_screen()
        for row in self.paginated_rows:
            yield row.attrs.get("class", ""), [(column, row.get_cell(column.name)) for column in columns]

    def export_header(self) -> list[str]:
        """The titles of the columns as a file has them."""
        return [str(column.header) for column in self.columns if not column.column.exclude_from_export]

    def export_rows(self) -> Iterator[list[Any]]:
        """The rows as a file has them: plain values, all pages."""
        columns = [column for column in self.columns if not column.column.exclude_from_export]
        for row in self.rows:
            yield [row.get_cell_value(column.name) for column in columns]


class FileColumn(tables.Column):
    """A column that files have and pages do not, because a page shows it elsewhere."""


class RagColumn(tables.Column):
    """A rating: drawn as shape, word and colour; exported as its word."""

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_accessor = tables.A(label) if label else None

    def render(self, value: str, record: Any) -> SafeString:
        """The rating component."""
        label = self.label_accessor.resolve(record) if self.label_accessor else Rag(value).name.capitalize()
        drawn = rag_component(value, label)
        return format_html('<span class="rag rag--{}">{}</span>', drawn["shape"], drawn["label"])

    def value(self, value: str, record: Any) -> str:
        """Its interchange value."""
        return str(value)


class FigureColumn(tables.Column):
    """A figure: drawn with its unit and aligned right; exported as a number."""

    attrs = {"td": {"class": "govuk-table__cell--numeric"}, "th": {"class": "govuk-table__header--numeric"}}

    def __init__(self, *args: Any, indicator: str, **kwargs: Any) -> None:
        super().__init__(*args, attrs=self.attrs, **kwargs)
        self.indicator = tables.A(indicator)

    def render(self, value: Decimal, record: Any) -> str:
        """The figure as sentences write it."""
        return self.indicator.resolve(record).scale.again(value)

    def value(self, value: Decimal | None, record: Any) -> Decimal | None:
        """The bare number."""
        return None if value is None else formats.printed(value, self.indicator.resolve(record).decimal_places)


class DateColumn(tables.Column):
    """A date, written 31 Jul 2007; exported as a date."""

    def render(self, value: Any) -> str:
        """The short form."""
        return formats.short_date(value)

    def value(self, value: Any) -> Any:
        """The date itself."""
        return value
