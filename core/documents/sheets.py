"""Workbooks and CSV: each worksheet is a table, with its own row numbers."""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections import Counter, defaultdict
from contextlib import closing
from itertools import islice

from core.documents.kinds import (
    COLUMN_LIMIT,
    CSV,
    NO_TABLE,
    ROW_LIMIT,
    SPREADSHEET,
    Document,
    DocumentError,
    Draft,
    TableRow,
)
from core.documents.words import unmarked
from core.formats import long_date
from core.limits import LIMITS
from core.workbooks import SEPARATORS, Cell, Delimited, Grid, SheetError, as_it_was, damaged, delimited_rows, grids

CARRIAGE_RETURN = "_x000D_"
SAMPLE = 200
ALIKE = 0.8


def read_workbook(content: bytes, name: str) -> Document:
    """The worksheets of an XLSX or ODS file. Hidden ones are left out unless all are hidden. Raises DocumentError."""
    try:
        found = grids(content, name)
        draft = Draft(name, SPREADSHEET)
        for grid in [grid for grid in found if not grid.hidden] or found:
            _gather(draft, grid)
    except SheetError as wrong:
        raise DocumentError(str(wrong)) from wrong
    return draft.document()


def read_delimited(text: str, name: str) -> Document:
    """A CSV file, whichever separator makes most of it a table. Raises DocumentError."""
    draft = Draft(name, CSV)
    separator = max(SEPARATORS, key=lambda sign: _fit(text, sign))
    try:
        _gather(draft, Delimited(name, text=text, separator=separator))
    except SheetError as wrong:
        raise DocumentError(str(wrong)) from wrong
    document = draft.document()
    if len(document.tables[0].rows[0].cells) == 1:
        raise DocumentError(NO_TABLE)
    return document


def looks_delimited(text: str) -> bool:
    """Whether a text may be CSV: at least two rows, nearly all with as many cells."""
    fits = (_fit(text, sign) for sign in SEPARATORS if sign != "\t")
    return any(alike and rows > 1 for alike, _, rows in fits)


def _fit(text: str, separator: str) -> tuple[bool, int, int]:
    """How well a separator fits, by the first rows, the best greatest.

    Whether nearly all rows have as many cells, and more than one; less the
    quotation marks left inside cells, for a wrong separator leaves those
    around cells there; how many rows have the most usual number of cells.
    """
    lines = delimited_rows(text, separator)
    widths: Counter[int] = Counter()
    marks = 0
    sound = True
    try:
        for cells in islice(lines, SAMPLE):
            marks += sum(cell.count('"') for cell in cells)
            if any(cells):
                widths[len(cells)] += 1
    except csv.Error:
        sound = False
    usual = max((rows for width, rows in widths.items() if width > 1), default=0)
    return sound and usual >= ALIKE * max(widths.total(), 1), -marks, usual


def _gather(draft: Draft, grid: Grid) -> None:
    """The rows of a worksheet that hold anything."""
    with closing(grid.rows()) as found:
        for number, cells in found:
            width = max((column for column, cell in cells.items() if cell.text or cell.shown), default=0)
            if not width:
                continue
            draft.row(number, (_words(cells.get(column)) for column in range(1, width + 1)))
            if draft.counted > LIMITS.rows:
                raise DocumentError(
                    f"{draft.name} has more than {LIMITS.rows:,} rows, and {ROW_LIMIT:,} is the limit: "
                    "take out what is not needed, or split it."
                )
    draft.end_table(grid.title, lambda rows: _unmerged(rows, grid))


def _words(cell: Cell | None) -> str:
    return unmarked(as_it_was(_shown(cell))) if cell else ""


def _shown(cell: Cell) -> str:
    """A cell as a person sees it, except that a date is written out: 31 March 2008."""
    if cell.shown or not cell.day:
        return (cell.shown or cell.text).replace(CARRIAGE_RETURN, "")
    at = cell.text[11:]
    return f"{long_date(cell.day)} {at}" if at else long_date(cell.day)


def _unmerged(rows: list[TableRow], grid: Grid) -> list[TableRow]:
    """The rows without the text in merged areas but in their first cell, and with the columns that go on from above."""
    numbers = [row.number for row in rows]
    width = len(rows[0].cells)
    empty: defaultdict[int, set[int]] = defaultdict(set)
    carried: defaultdict[int, set[int]] = defaultdict(set)
    work = 0
    for area in grid.merged:
        columns = range(area.left - 1, min(area.right, width))
        for at in range(bisect_left(numbers, area.top), bisect_left(numbers, area.bottom + 1)):
            below = numbers[at] > area.top
            empty[at] |= set(columns if below else columns[1:])
            carried[at] |= set(columns if below else ())
            work += len(columns)
        if work > ROW_LIMIT * COLUMN_LIMIT:
            raise damaged(grid.name)
    return [
        TableRow(
            row.number,
            tuple("" if column in empty[at] else text for column, text in enumerate(row.cells)),
            frozenset(carried[at]),
        )
        if at in empty
        else row
        for at, row in enumerate(rows)
    ]
