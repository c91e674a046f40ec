"""Tables of open data as files, a few hundred rows at a time, so that a large one takes no more memory than a small one."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from core.workbooks import harmless
from publishing.reporting.columns import Asked, Table

AT_ONCE = 500
"""So many rows are read and written at once."""
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def batches(table: Table, rows: QuerySet, asked: Asked) -> Iterator[list[Sequence[Any]]]:
    """The cells of rows in the order of a file, some rows at a time."""
    found = rows.order_by(*table.order).iterator(chunk_size=AT_ONCE)
    while batch := list(islice(found, AT_ONCE)):
        yield list(table.cells(batch, asked))


def as_csv(table: Table, rows: QuerySet, asked: Asked) -> Iterator[bytes]:
    """CSV in UTF-8 with a mark at the start, by which spreadsheets know it. Text that they would run is made harmless."""
    yield "\ufeff".encode() + _lines([table.header])
    for batch in batches(table, rows, asked):
        yield _lines(batch)


def _lines(rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_plain(harmless(cell)) for cell in row] for row in rows)
    return text.getvalue().encode()


def as_json(table: Table, rows: QuerySet, asked: Asked) -> Iterator[bytes]:
    """A JSON array of objects, one a row."""
    before = "[\n"
    for batch in batches(table, rows, asked):
        for cells in batch:
            yield f"{before}{json.dumps(record(table, cells), ensure_ascii=False)}".encode()
            before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def record(table: Table, cells: Sequence[Any]) -> dict[str, Any]:
    """A row as JSON has it: what is not known is null."""
    return {name: _valued(cell) for name, cell in zip(table.header, cells, strict=True)}


def _valued(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    if isinstance(cell, str):
        return str(cell) or None
    return _plain(cell)


def _plain(cell: Any) -> Any:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}" if cell else "0"
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return cell.isoformat() if isinstance(cell, date) else cell


WRITERS = {"csv": as_csv, "json": as_json}
