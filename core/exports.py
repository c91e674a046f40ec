"""A list as a file: CSV, XLSX or JSON. Text that a spreadsheet would run as a formula is made harmless."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from core.answers import name_file
from core.workbooks import harmless

FORMATS = ("csv", "xlsx", "json")
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def respond(header: Sequence[str], rows: Iterable[Sequence[Any]], *, kind: str, name: str) -> HttpResponse:
    """A table as a download. ``kind`` is one of FORMATS; ``name`` is the file's name without its ending."""
    response = HttpResponse(written(header, rows, kind=kind), content_type=TYPES[kind])
    name_file(response, f"{name}.{kind}", keep=True)
    return response


def written(header: Sequence[str], rows: Iterable[Sequence[Any]], *, kind: str) -> bytes:
    """A table as the content of a file. ``kind`` is one of FORMATS."""
    return {"csv": to_csv, "xlsx": to_xlsx, "json": to_json}[kind](header, rows)


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """CSV in UTF-8 with a mark at the start, by which spreadsheets know it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([harmless(cell) for cell in header])
    writer.writerows([_plain(harmless(cell)) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """XLSX with a bold, frozen header row; each text cell is stored as text, so that no formula lives."""
    from openpyxl import Workbook  # slow to import, and wanted here alone
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("List")
    sheet.freeze_panes = "A2"

    def cell(value: Any, *, bold: bool = False) -> WriteOnlyCell:
        if isinstance(value, str):
            value = ILLEGAL_CHARACTERS_RE.sub("", value)  # which no workbook can hold
        made = WriteOnlyCell(sheet, value=harmless(value))
        if isinstance(value, str):
            made.data_type = "s"
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(title, bold=True) for title in header])
    for row in rows:
        sheet.append([cell(value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def to_json(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A JSON array of objects, one a row."""
    records = [dict(zip(header, map(_json_value, row), strict=True)) for row in rows]
    return json.dumps(records, ensure_ascii=False, indent=1).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return _plain(value)
