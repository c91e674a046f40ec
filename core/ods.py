"""ODS read in one pass: what each cell holds rather than how much of it is shown, and what is merged or hidden.

Read here rather than by a library because those at hand give 72.3 % as 0.723
and do not say that it is a percentage.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import IO
from xml.etree.ElementTree import Element, iterparse

from core.limits import LIMITS
from core.workbooks import (
    COLUMN_LIMIT,
    COPY_TABLE,
    LOCKED,
    Area,
    Cell,
    Grid,
    SheetError,
    dated,
    error,
    letters,
    number_text,
    too_many_cells,
    unworked,
)

NAMES = "urn:oasis:names:tc:opendocument:xmlns"
TABLE, OFFICE, TEXT, STYLE = (f"{{{NAMES}:{part}:1.0}}" for part in ("table", "office", "text", "style"))
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"
WANTED = {f"{STYLE}style", f"{TABLE}table", f"{TABLE}table-column", f"{TABLE}table-row"}
HIDDEN = {"collapse", "filter"}
ERROR = re.compile(r"#[A-Z/0]+[!?]?|Err:\d+")
REFERENCE = re.compile(r"\[\$?\.?([^\]]*)\]")
WITHOUT_DAY = re.compile(r"[^\W\d_]+\W*(?:\d+)?|\d{1,2}\W+\d{4}")
SPACES_LIMIT = 1_000


def worksheets(archive: zipfile.ZipFile, name: str) -> list[Grid]:
    """The worksheets of an ODS file."""
    parts = set(archive.namelist())
    if "mimetype" in parts and not archive.read("mimetype").decode().startswith(SPREADSHEET):
        raise SheetError(f"{name} is an OpenDocument file, but no spreadsheet. {COPY_TABLE}")
    if "META-INF/manifest.xml" in parts and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise SheetError(f"{name} {LOCKED}")
    found: list[Grid] = []
    undisplayed: set[str] = set()
    cells = 0
    with archive.open("content.xml") as source:
        for element, _ in _elements(source):
            if element.tag == f"{STYLE}style":
                properties = element.find(f"{STYLE}table-properties")
                if properties is not None and properties.get(f"{TABLE}display") == "false":
                    undisplayed.add(element.get(f"{STYLE}name"))
            elif element.tag == f"{TABLE}table":
                hidden = element.get(f"{TABLE}style-name") in undisplayed
                found.append(Spreadsheet(name, element.get(f"{TABLE}name", ""), hidden, archive, len(found)))
            elif element.tag == f"{TABLE}table-row":
                cells += _filled(element)
                if cells > LIMITS.cells:
                    raise too_many_cells(name)
    if not found:
        raise SheetError(f"{name} holds no worksheet that can be read. Save it again as Excel workbook (.xlsx).")
    return found


def _elements(source: IO[bytes]) -> Iterator[tuple[Element, int]]:
    """Styles, tables, columns and rows as they end, with how many tables ended before; a table in a cell is left out."""
    ended = depth = 0
    for event, element in iterparse(source, ("start", "end")):
        is_table = element.tag == f"{TABLE}table"
        if event == "start":
            depth += is_table
            continue
        if depth <= 1 and element.tag in WANTED:
            yield element, ended
        if is_table:
            depth -= 1
            ended += not depth
        if is_table or element.tag == f"{TABLE}table-row":
            element.clear()


def _filled(row: Element) -> int:
    """How many cells hold something once a row is written as often as it is repeated."""
    wide = sum(min(int(cell.get(f"{TABLE}number-columns-repeated", 1)), COLUMN_LIMIT) for cell in row if _holds(cell))
    return wide * int(row.get(f"{TABLE}number-rows-repeated", 1))


def _holds(cell: Element) -> bool:
    return bool(len(cell) or cell.get(f"{OFFICE}value-type") or cell.get(f"{TABLE}formula"))


@dataclass
class Spreadsheet(Grid):
    """A worksheet of an ODS file: one of the tables in its content, by their order."""

    archive: zipfile.ZipFile | None = None
    position: int = 0

    def _rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        row = column = 1
        with self.archive.open("content.xml") as source:
            for element, table in _elements(source):
                if table > self.position:
                    return
                if table < self.position:
                    continue
                hidden = element.get(f"{TABLE}visibility") in HIDDEN
                if element.tag == f"{TABLE}table-column":
                    after = column + int(element.get(f"{TABLE}number-columns-repeated", 1))
                    if hidden:
                        self.hidden_columns.append(range(column, after))
                    column = after
                elif element.tag == f"{TABLE}table-row":
                    after = row + int(element.get(f"{TABLE}number-rows-repeated", 1))
                    while row < after and (cells := self._cells(element, row)):
                        if hidden:
                            self.hidden_rows.append(row)
                        yield row, cells
                        row += 1
                    row = after

    def _cells(self, element: Element, row: int) -> dict[int, Cell]:
        cells: dict[int, Cell] = {}
        column = 1
        for cell in element:
            after = column + int(cell.get(f"{TABLE}number-columns-repeated", 1))
            if cell.tag == f"{TABLE}table-cell":
                width = int(cell.get(f"{TABLE}number-columns-spanned", 1))
                height = int(cell.get(f"{TABLE}number-rows-spanned", 1))
                if width > 1 or height > 1:
                    self.merged.append(Area(column, row, column + width - 1, row + height - 1))
                if _holds(cell):
                    for at in range(column, min(after, COLUMN_LIMIT + 1)):
                        cells[at] = _cell(cell, at, row)
            column = after
        return {at: cell for at, cell in cells.items() if cell.text or cell.fault or cell.formula}


def _cell(element: Element, column: int, row: int) -> Cell:
    kind = element.get(f"{OFFICE}value-type")
    formula = element.get(f"{TABLE}formula", "")
    shown = "\n".join(_words(paragraph) for paragraph in element.iterfind(f"{TEXT}p"))
    if formula and kind is None:
        written = REFERENCE.sub(lambda found: found[1].replace(":.", ":"), formula.partition("=")[2])
        return unworked(f"{letters(column)}{row}", f"={written}")
    if element.get(f"{CALC}value-type") == "error" or (formula and ERROR.fullmatch(shown)):
        return error(f"{letters(column)}{row}", shown)
    cell = _value(element, kind, shown)
    cell.formula = bool(formula)
    return cell


def _value(element: Element, kind: str | None, shown: str) -> Cell:
    if kind in {"float", "currency", "percentage"}:
        cell = Cell(number_text(Decimal(element.get(f"{OFFICE}value")), percent=kind == "percentage"))
        cell.shown = shown if kind == "currency" else ""
        return cell
    if kind == "date":
        cell = dated(datetime.fromisoformat(element.get(f"{OFFICE}date-value")))
        cell.shown = shown if WITHOUT_DAY.fullmatch(shown) else ""
        return cell
    if kind == "boolean":
        return Cell(element.get(f"{OFFICE}boolean-value").upper())
    return Cell(element.get(f"{OFFICE}string-value", shown))


def _words(element: Element) -> str:
    """The words of a paragraph, in which white space is written as elements."""
    words = [element.text or ""]
    for part in element:
        if part.tag == f"{TEXT}s":
            words.append(" " * min(int(part.get(f"{TEXT}c", 1)), SPACES_LIMIT))
        elif part.tag in {f"{TEXT}tab", f"{TEXT}line-break"}:
            words.append("\t" if part.tag == f"{TEXT}tab" else "\n")
        else:
            words.append(_words(part))
        words.append(part.tail or "")
    return "".join(words)
