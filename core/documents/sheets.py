"""Workbooks and CSV: each worksheet is a table, with its own row numbers."""

from __future__ import annotations

import csv
import io
from bisect import bisect_left
from collections import Counter
from contextlib import closing
from itertools import islice

from core.documents.kinds import COLUMN_LIMIT, CSV, ROW_LIMIT, SPREADSHEET, Document, DocumentError, Draft
from core.documents.words import unmarked
from core.formats import long_date
from core.workbooks import ROW_LIMIT as COUNTED_LIMIT
from core.workbooks import SEPARATORS, Cell, Delimited, Grid, SheetError, grids

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
    separator = max(SEPARATORS, key=lambda sign: _alike(text, sign))
    try:
        _gather(draft, Delimited(name, text=text, separator=separator))
    except SheetError as wrong:
        raise DocumentError(str(wrong)) from wrong
    return draft.document()


def looks_delimited(text: str) -> bool:
    """Whether a text is CSV: at least two rows, nearly all with as many cells, and few lines with tabs."""
    if "\t" in text:
        written = [line for line in text.splitlines() if line.strip()]
        if sum("\t" in line for line in written) * 2 > len(written):
            return False
    shares = (_alike(text, sign) for sign in SEPARATORS if sign != "\t")
    return any(share >= ALIKE and rows > 1 for rows, share in shares)


def _alike(text: str, separator: str) -> tuple[int, float]:
    """Of the first rows, how many have the most usual number of cells, and their share; none where that is one cell."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    widths: Counter[int] = Counter()
    try:
        for cells in islice(lines, SAMPLE):
            if any(cells):
                widths[len(cells)] += 1
    except csv.Error:
        return 0, 0
    usual = max((rows for width, rows in widths.items() if width > 1), default=0)
    return usual, usual / max(widths.total(), 1)


def _gather(draft: Draft, grid: Grid) -> None:
    """The rows of a worksheet that hold anything."""
    rows: list[tuple[int, dict[int, str]]] = []
    counted = draft.counted
    with closing(grid.rows()) as found:
        for number, cells in found:
            if not any(cell.text or cell.shown for cell in cells.values()):
                continue
            counted += 1
            if counted > COUNTED_LIMIT:
                raise DocumentError(
                    f"{draft.name} has more than {COUNTED_LIMIT:,} rows, and {ROW_LIMIT:,} is the limit: "
                    "take out what is not needed, or split it."
                )
            wanted = cells.items() if counted <= ROW_LIMIT else ()
            rows.append((number, {column: unmarked(_shown(cell)) for column, cell in wanted}))
    carried = _unmerged(grid, rows)
    width = max((column for _, cells in rows for column, text in cells.items() if text), default=0)
    for number, cells in rows:
        down = carried.get(number, set()) & set(range(width))
        draft.row(number, (cells.get(column, "") for column in range(1, width + 1)), down)
    draft.end_table(grid.title)


def _shown(cell: Cell) -> str:
    """A cell as a person sees it, except that a date is written out: 31 March 2008."""
    if cell.shown or not cell.day:
        return (cell.shown or cell.text).replace(CARRIAGE_RETURN, "")
    at = cell.text[11:]
    return f"{long_date(cell.day)} {at}" if at else long_date(cell.day)


def _unmerged(grid: Grid, rows: list[tuple[int, dict[int, str]]]) -> dict[int, set[int]]:
    """Take the text out of all cells of a merged area but its first; the columns, from 0, carried down by row."""
    carried: dict[int, set[int]] = {}
    numbers = [number for number, _ in rows]
    for area in grid.merged:
        columns = range(area.left, min(area.right, COLUMN_LIMIT) + 1)
        for at in range(bisect_left(numbers, area.top), bisect_left(numbers, area.bottom + 1)):
            number, cells = rows[at]
            for column in columns if number > area.top else columns[1:]:
                cells.pop(column, None)
            if number > area.top:
                carried.setdefault(number, set()).update(column - 1 for column in columns)
    return carried
