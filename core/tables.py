"""The one base of all lists: columns, ordering, paging, an empty state, and values for export."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import is_dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from inspect import signature
from operator import attrgetter, itemgetter
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from core import formats
from core.rag import Rag, Rating


def piece(pattern: str, *words: Any) -> SafeString:
    """What ``format_html`` gives, at a third of its cost: it asks of each word whether it is a lazy one, and lists have thousands."""
    return SafeString(
        pattern.format(*[
            word if type(word) is SafeString else html.escape(word) if type(word) is str else conditional_escape(word)
            for word in words
        ])
    )  # fmt: skip


class CouncilTable(tables.Table):
    """A list. Each column draws its cell on screen and gives a plain value to exports, by separate methods."""

    caption = ""
    """What the table holds, for people who hear it."""
    none_text = "Nothing here yet."
    """What is said where nothing is stored at all; ``Meta.empty_text`` is said where filters leave nothing."""
    always: Sequence[str] = ()
    """The columns that stand on every page; unless it is said, the first alone."""
    usual: Sequence[str] = ()
    """Those that stand there too where nobody has chosen; unless it is said, all that are not for files."""
    chosen: Sequence[str] = ()
    """Those that somebody has chosen."""

    class Meta:
        template_name = "core/table.html"
        attrs = {"class": "govuk-table cards"}
        empty_text = "Nothing matches. Change the filters."
        row_attrs = {"class": lambda table, record: table.row_class(record)}

    def row_class(self, record: Any) -> str:
        """The class of a row, such as row--complete; empty for most."""
        return ""

    def on_screen(self) -> list[tables.columns.BoundColumn]:
        """The columns that a page shows: those that were chosen, and those that it always has. Files have them all."""
        return [column for column in self._drawn() if column.name in self.shown]

    @cached_property
    def shown(self) -> frozenset[str]:
        """The names of the columns that were chosen or are always shown; worked out once they are asked for."""
        wanted = self.chosen or self.usual or (column.name for column in self._drawn())
        return frozenset((*wanted, *self._always()))

    def choice(self) -> list[tuple[str, str, bool]]:
        """The columns that can be chosen: name, heading and whether it is shown."""
        always = self._always()
        return [(one.name, one.header, one.name in self.shown) for one in self._drawn() if one.name not in always]

    def _drawn(self) -> list[tables.columns.BoundColumn]:
        return [column for column in self.columns if not isinstance(column.column, FileColumn)]

    def _always(self) -> set[str]:
        return {*(self.always or (column.name for column in self._drawn()[:1]))}

    ticked_in = ""
    """The form of a page that takes rows that are ticked; empty where none can be."""

    reads_by_key = False
    """Whether a page is drawn from what ``read`` gives; else from the rows of the list, as files are."""

    def read(self, keys: Sequence[int]) -> list[Any]:
        """What the cells of a page show of the rows of these keys, in their order."""
        raise TypeError(f"{type(self).__name__} says what its cells show.")

    def body(self) -> SafeString:
        """The rows of the page that is shown. One pattern a table and one function a column: about 2 µs a cell."""
        records = list(self.paginated_rows.data)
        if not records:
            return SafeString()
        pattern = self.row_pattern()
        return SafeString("\n".join([piece(pattern, *cells) for cells in self.drawn(records)]))

    def drawn(self, records: list[Any]) -> Iterator[tuple]:
        """What fills the pattern of a row, for each record: the class of the row and its cells."""
        cells = [self._cell(column, records[0]) for column in self.on_screen()]
        if self.ticked_in:
            cells.insert(0, self.tick)
        return ((self.row_class(record), *(cell(record) for cell in cells)) for record in records)

    def row_pattern(self) -> str:
        """The markup of a row with a gap for its class and one for each cell. The first cell heads the row."""
        parts = ['<tr class="govuk-table__row {}" role="row">']
        if self.ticked_in:
            parts.append('<td role="cell" class="govuk-table__cell tick no-print">{}</td>')
        for number, column in enumerate(self.on_screen()):
            kind = column.attrs["td"].get("class") or ""
            tag, start = ("td", 'td role="cell" class="govuk-table__cell')
            if number == 0:
                tag, start = ("th", 'th scope="row" role="rowheader" class="govuk-table__header')
            opening = format_html('<{} {}" data-label="{}">', SafeString(start), kind, column.header)
            parts.append(opening.replace("{", "{{").replace("}", "}}") + f"{{}}</{tag}>")
        return "".join([*parts, "</tr>"])

    def tick(self, record: Any) -> SafeString:
        """The box by which a row is ticked."""
        return self.box(record.pk, str(record))

    def box(self, key: int, name: str) -> SafeString:
        """A box for the row of a key, said to tick what it is called."""
        box = '<input type="checkbox" name="row" value="{}" form="{}" aria-label="Tick {}">'
        return piece(box, key, self.ticked_in, name)

    @staticmethod
    def _cell(bound: tables.columns.BoundColumn, sample: Any) -> Callable[[Any], Any]:
        """How a column draws a record: worked out once, where django-tables2 does it for each cell.

        A render method takes the value, the record or both. All records are of the kind of the sample.
        """
        render, default, empty = bound.render, bound.default, bound.column.empty_values
        takes = set(signature(render).parameters)
        if empty == () and takes == {"record"}:
            return lambda record: render(record=record)
        read = _reader(tables.A(bound.accessor), sample)

        def cell(record: Any) -> Any:
            value = read(record)
            if value in empty:
                return default
            if "record" not in takes:
                return render(value=value)
            return render(value=value, record=record) if "value" in takes else render(record=record)

        return cell

    def export_header(self) -> list[str]:
        """The titles of the columns as a file has them."""
        return [str(column.header) for column in self.columns if not column.column.exclude_from_export]

    def export_rows(self) -> Iterator[list[Any]]:
        """The rows as a file has them: plain values, all pages."""
        columns = [column for column in self.columns if not column.column.exclude_from_export]
        for row in self.rows:
            yield [row.get_cell_value(column.name) for column in columns]


def _reader(accessor: tables.A, sample: Any) -> Callable[[Any], Any]:
    """How a value is read from records like the sample: a field with choices as its label, what is missing as None."""
    if is_dataclass(sample) and len(accessor.bits) == 1:
        return attrgetter(accessor)
    if isinstance(sample, dict) and accessor in sample:
        return itemgetter(str(accessor))
    path, _, last = accessor.rpartition(accessor.SEPARATOR)
    field = accessor.get_field(sample)
    if getattr(field, "choices", None) and field.name == last:
        accessor = tables.A(f"{path}{accessor.SEPARATOR if path else ''}get_{last}_display")
    return lambda record: accessor.resolve(record, quiet=True)


class FileColumn(tables.Column):
    """A column that files have and pages do not, because a page shows it elsewhere."""


@lru_cache(maxsize=256)
def marked(rag: str, label: str) -> SafeString:
    """A rating as shape, word and colour. There are few, and a list draws one in each row."""
    return format_html('<span class="rag rag--{}">{}</span>', Rag(rag).mark.shape, label)


def explained(rating: Rating, *sentences: str) -> SafeString:
    """A rating that says why on request, with more sentences where there are some."""
    said = "".join(f"<p>{conditional_escape(sentence)}</p>" for sentence in (rating.sentence, *sentences) if sentence)
    shown = marked(rating.rag, rating.label)
    return SafeString(f'<details class="why"><summary>{shown}</summary>{said}</details>')


class RagColumn(tables.Column):
    """A rating: drawn as shape, word and colour; exported as its word."""

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_accessor = tables.A(label) if label else None

    def render(self, value: str, record: Any) -> SafeString:
        """The rating component."""
        label = self.label_accessor.resolve(record) if self.label_accessor else Rag(value).name.capitalize()
        return marked(value, label)

    def value(self, value: str, record: Any) -> str:
        """Its interchange value."""
        return str(value)


NUMERIC = {"td": {"class": "govuk-table__cell--numeric"}, "th": {"class": "govuk-table__header--numeric"}}
"""What makes a column stand to the right, as figures do."""


class MomentColumn(tables.Column):
    """When something happened, by the council's clock: 31 Jul 2007, 14:05; exported as 2007-07-31 14:05:09."""

    def render(self, value: datetime) -> str:
        """Day and time."""
        here = timezone.localtime(value)
        return f"{formats.short_date(here.date())}, {here:%H:%M}"

    def value(self, value: datetime | None) -> str:
        """Day and time as other tools read them."""
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}" if value else ""


class DateColumn(tables.Column):
    """A date, written 31 Jul 2007; exported as a date."""

    def render(self, value: Any) -> str:
        """The short form."""
        return formats.short_date(value)

    def value(self, value: Any) -> Any:
        """The date itself."""
        return value
