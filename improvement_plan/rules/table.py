"""Which of a document's tables is the plan, with its rows in one run, whatever pages lay between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.documents import Document, Table, TableRow
from improvement_plan.rules.columns import Column, columns_of, plain

TOP_ROWS = 12
"""A heading stands among the first rows of a table, below its title."""
FEWEST = 3
"""A table with fewer known columns is no plan."""
WITH_HEADINGS = ("Word document", "web page")
LEVELS = 2
"""Section and priority area."""
LONGEST_HEADING = 160
CONTENTS = {"page", "pages", "page s", "page number"}


@dataclass(frozen=True)
class BodyRow:
    """A row of the plan below its headings."""

    number: int
    cells: tuple[str, ...]
    carried: frozenset[int] = frozenset()
    after_break: bool = False
    """Whether a page or a repeated heading lies between it and the row before."""


@dataclass(frozen=True)
class PlanTable:
    """The plan as it stands in a document."""

    title: str
    headings: tuple[str, ...]
    columns: tuple[Column | None, ...]
    rows: tuple[BodyRow, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings that name no column of a plan."""
        return tuple(h for h, column in zip(self.headings, self.columns, strict=True) if column is None and h)

    @property
    def name(self) -> str:
        """What it is called where there is a choice: its title, or its first headings."""
        return self.title or " · ".join(heading for heading in self.headings if heading)

    def place(self, column: Column) -> int | None:
        """Where a column stands; None where there is none."""
        return self.columns.index(column) if column in self.columns else None


@dataclass
class _Run:
    """Tables that go on from one another."""

    title: str
    headings: tuple[str, ...]
    columns: tuple[Column | None, ...]
    rows: list[BodyRow] = field(default_factory=list)


def counted_on(document: Document) -> Document:
    """The document with rows that are counted on from table to table, so that no two have one number.

    Those of a workbook begin anew on each worksheet.
    """
    tables, last = [], 0
    for table in document.tables:
        above = last if table.rows and table.rows[0].number <= last else 0
        rows = tuple(replace(row, number=row.number + above) for row in table.rows) if above else table.rows
        last = rows[-1].number if rows else last
        tables.append(replace(table, rows=rows))
    return replace(document, tables=tuple(tables))


def plans_in(document: Document, remembered: Mapping[str, str] | None = None) -> tuple[PlanTable, ...]:
    """The tables of a document that may be a plan, the likeliest first: the one with the most rows.

    Tables under the same headings are one plan, and so is a table without headings that goes on from one.
    """
    runs: list[_Run] = []
    current: _Run | None = None
    headings_above = _headings_above(document)
    for table, above in zip(document.tables, headings_above, strict=True):
        found = heading_row(table, remembered)
        if found is None:
            if current and table.rows and _goes_on(current, table):
                current.rows += _body(table.rows, current.headings, after_break=True)
            else:
                current = None
            continue
        place, columns = found
        headings = table.rows[place].cells
        run = next((run for run in runs if _alike(run.columns, columns)), None)
        if run is None:
            run = _Run(table.title, headings, columns)
            runs.append(run)
        number = table.rows[place].number
        run.rows += [BodyRow(number, _in_first(title, len(headings))) for title in above]
        run.rows += _body(table.rows[place + 1 :], headings, after_break=bool(run.rows) and not above)
        current = run
    plans = [PlanTable(run.title, run.headings, run.columns, tuple(run.rows)) for run in runs if run.rows]
    return tuple(sorted(plans, key=lambda plan: -len(plan.rows)))


def _headings_above(document: Document) -> list[tuple[str, ...]]:
    """The headings between each table and the one before it, where a document's words name its parts.

    A plan in Word often has a table under each priority area, whose name is a heading and no row of the table.
    """
    found: list[tuple[str, ...]] = []
    words, start = document.paragraphs, 0
    for table in document.tables:
        above: tuple[str, ...] = ()
        if document.kind in WITH_HEADINGS and table.title in words[start:]:
            end = words.index(table.title, start) + 1
            above = tuple(text for text in words[start:end] if _is_heading(text))[-LEVELS:]
            start = end
        found.append(above if len({table.title for table in document.tables}) > 1 else ())
    return found


def _is_heading(text: str) -> bool:
    return len(text) <= LONGEST_HEADING and text[-1] not in ".;,"


def _in_first(text: str, width: int) -> tuple[str, ...]:
    return (text, *[""] * (width - 1))


def by_hand(document: Document, table: int, row: int, columns: Sequence[Column | None]) -> PlanTable:
    """The plan as a person points it out: which table, which of its rows has the headings, which column is which.

    ``table`` and ``row`` count from 0; ``row`` is -1 where the table has no headings at all. Tables under the same
    headings belong to it, and so does a table without headings that goes on from one.
    """
    found = document.tables[table]
    width = len(found.rows[0].cells)
    headings = found.rows[row].cells if row >= 0 else ("",) * width
    run = _Run(found.title, headings, (*columns, *(None,) * width)[:width])
    goes_on = False
    for place, other in enumerate(document.tables):
        top = row if place == table else _headed(other, headings)
        if place == table or top is not None:
            run.rows += _body(other.rows[top + 1 :], headings, after_break=bool(run.rows))
            goes_on = True
        elif goes_on and _goes_on(run, other) and heading_row(other) is None:
            run.rows += _body(other.rows, headings, after_break=True)
        else:
            goes_on = False
    return PlanTable(run.title, run.headings, run.columns, tuple(run.rows))


def _headed(table: Table, headings: tuple[str, ...]) -> int | None:
    """Which row of a table has just these headings; None where none has."""
    again = [plain(heading) for heading in headings]
    if not any(again):
        return None
    rows = enumerate(table.rows[:TOP_ROWS])
    return next((place for place, row in rows if [plain(cell) for cell in row.cells] == again), None)


def heading_row(
    table: Table, remembered: Mapping[str, str] | None = None
) -> tuple[int, tuple[Column | None, ...]] | None:
    """Which row of a table has the headings of a plan, and what they name; None where none has."""
    for place, row in enumerate(table.rows[:TOP_ROWS]):
        columns = columns_of(row.cells, remembered)
        known = {column for column in columns if column}
        filled = sum(1 for cell in row.cells if cell)
        has_work = Column.ACTION in known or {Column.OBJECTIVE, Column.DATE} <= known
        if has_work and len(known) >= FEWEST and 2 * len(known) >= filled:
            return place, columns
    return None


def contents_of(document: Document) -> tuple[tuple[str, str], ...]:
    """The sections and priority areas of a table of contents, in their order; empty where there is none."""
    for table in document.tables:
        if not table.rows or plain(table.rows[0].cells[-1]) not in CONTENTS or len(table.rows[0].cells) != 3:
            continue
        return tuple(_listed(table.rows[1:]))
    return ()


def _listed(rows: Sequence[TableRow]) -> Iterator[tuple[str, str]]:
    section = ""
    for row in rows:
        section = row.cells[0] or section
        if row.cells[1]:
            yield section, row.cells[1]


def _body(rows: Sequence[TableRow], headings: tuple[str, ...], *, after_break: bool) -> Iterator[BodyRow]:
    """The rows below the headings; repeated headings and empty rows are left out."""
    again = [plain(heading) for heading in headings]
    for row in rows:
        if [plain(cell) for cell in row.cells] == again and any(again):
            after_break = True
        elif any(row.cells):
            yield BodyRow(row.number, row.cells, row.carried, after_break)
            after_break = False


def _alike(first: tuple[Column | None, ...], second: tuple[Column | None, ...]) -> bool:
    return first == second


def _goes_on(run: _Run, table: Table) -> bool:
    """Whether a table without headings goes on from the one before it: as wide, and without a title of its own."""
    return len(table.rows[0].cells) == len(run.columns) and table.title in ("", run.title)
