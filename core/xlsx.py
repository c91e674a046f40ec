"""XLSX read in one pass: values with their number formats, formulas, and what is merged or hidden.

openpyxl's read-only sheets tell neither a formula beside its stored value nor
what is merged and hidden, so its parser of cells is driven from here. Rows of plain
cells, as nearly all are, come from core.xlsx_rows.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import islice
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, iterparse

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import COL_TAG, FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS, WORKSHEET_TYPE

from core.markup import walk
from core.workbooks import Area, Cell, Grid, SheetError, dated, error, letters, number_text, unworked
from core.xlsx_rows import NotPlainError, Plain, Rows

MERGE_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
CELL_TAG, INLINE_TAG, TEXT_TAG = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("c", "is", "t"))
NOT_YET = object()
MOST_KNOWN = 100_000
TRUE = {"1", "true"}
DECIMALS = re.compile(r"\.(0+)")
HOURS_OR_DAYS = re.compile("[dhs]", re.IGNORECASE)
PART_OF_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|y+|m+', re.IGNORECASE)
WORDS_OF_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def is_worksheet(part: str) -> bool:
    """Whether a part of the file is read as a worksheet and as nothing else."""
    return re.fullmatch(r"xl/worksheets/[^/]+\.xml", part) is not None


def worksheets(archive: zipfile.ZipFile, name: str) -> list[Grid]:
    """The worksheets of an XLSX file, charts left out."""
    reader = _Reader(archive.fp, read_only=True, data_only=True, keep_links=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts of the workbook that are not read
        reader.read()
    book = reader.wb
    if not book.worksheets:
        raise SheetError(f"{name} holds no worksheet that can be read. Save it again as Excel workbook (.xlsx).")
    return [Worksheet(name, sheet.title, sheet.sheet_state != "visible", book, sheet) for sheet in book.worksheets]


class _Sheet(ReadOnlyWorksheet):
    def _get_size(self) -> None:
        """Nobody asks how large it says it is; where it does not say, all of it would be read for that."""


class _Reader(ExcelReader):
    """openpyxl's reader of all but the worksheets."""

    def read_manifest(self) -> None:
        """Raises ValueError where a worksheet, which is looked through only as such, is named as something else besides."""
        super().read_manifest()
        named = (part for part in self.package.Override if is_worksheet(part.PartName[1:]))
        if any(part.ContentType != WORKSHEET_TYPE for part in named):
            raise ValueError("A worksheet is something else besides.")

    def read_worksheets(self) -> None:
        for sheet, part in self.parser.find_sheets():
            if part.target in self.valid_files and "chartsheet" not in part.Type:
                found = _Sheet(self.wb, sheet.name, part.target, self.shared_strings)
                found.sheet_state = sheet.state
                self.wb._sheets.append(found)


class Format(NamedTuple):
    """What a number format makes of a number; ``without_day`` is itself if it has none, ``pounds`` how many decimals."""

    percent: bool
    date: bool
    duration: bool
    without_day: str
    pounds: int | None


class _Parser(WorkSheetParser):
    """openpyxl's cells, with their formula beside the stored value. Dates are left as numbers."""

    def parse_cell(self, element: Element) -> dict:
        cell = super().parse_cell(element)
        formula = element.find(FORMULA_TAG)
        if formula is not None:
            cell["formula"] = f"={formula.text or '…'}"
            if cell["value"] is None and element.get("t") == "str" and element.find(VALUE_TAG) is not None:
                cell["value"] = ""
        return cell


@dataclass
class Worksheet(Grid):
    """A worksheet of an XLSX file."""

    book: Workbook | None = None
    sheet: ReadOnlyWorksheet | None = None

    def __post_init__(self) -> None:
        self._formats: dict[int, Format] = {}
        self._columns: dict[str, int] = {}
        self._known: dict[tuple[str, ...], Cell | None] = {}

    def _rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        read = 0
        try:
            for row in self._plain_rows():
                yield row
                read += 1
        except NotPlainError:
            self.hidden_rows = []
            yield from islice(self._parsed_rows(), read, None)

    def _plain_rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The rows by a pattern, and those that are not plain by the parser. Raises NotPlainError."""
        with self.sheet._get_source() as source:
            rows, parser = Rows(source), self._parser()
            for row in rows:
                number, cells = self._of_plain(row) if isinstance(row, Plain) else self._of_element(parser, row)
                if cells:
                    yield number, cells
            for _, element in iterparse(BytesIO(rows.frame)):
                self._note(element)

    def _parsed_rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """All rows by the parser."""
        with self.sheet._get_source() as source:
            walk(source)
        with self.sheet._get_source() as source:
            parser = self._parser()
            for _, element in iterparse(source):
                if element.tag == ROW_TAG:
                    number, cells = self._of_element(parser, element)
                    element.clear()
                    if cells:
                        yield number, cells
                else:
                    self._note(element)

    def _parser(self) -> _Parser:
        return _Parser(None, self.sheet._shared_strings, data_only=True, epoch=self.book.epoch)

    def _note(self, element: Element) -> None:
        """Note what is merged and hidden."""
        if element.tag == COL_TAG and element.get("hidden") in TRUE:
            self.hidden_columns.append(range(int(element.get("min")), int(element.get("max")) + 1))
        elif element.tag == MERGE_TAG:
            self.merged.append(Area(*range_boundaries(element.get("ref"))))

    def _of_element(self, parser: _Parser, element: Element) -> tuple[int, dict[int, Cell]]:
        number, found = parser.parse_row(element)
        parser.row_dimensions.clear()
        if element.get("hidden") in TRUE:
            self.hidden_rows.append(number)
        filled = (cell for cell in found if cell["value"] is not None or "formula" in cell)
        return number, {cell["column"]: self._cell(**cell) for cell in filled}

    def _of_plain(self, row: Plain) -> tuple[int, dict[int, Cell]]:
        """A row of plain cells. What is written alike is the same cell."""
        cells = {}
        for column, *written in row.cells:
            found = self._known.get(like := tuple(written), NOT_YET)
            if found is NOT_YET:
                found = self._of_written(column, row.number, *like)
                if len(self._known) < MOST_KNOWN and not (found and found.fault):
                    self._known[like] = found
            if found is not None:
                at = self._columns.get(column)
                if at is None:
                    at = self._columns[column] = column_index_from_string(column)
                cells[at] = found
        return row.number, cells

    def _of_written(self, column: str, row: int, style: str, kind: str, value: str, text: str) -> Cell | None:
        """A plain cell by the parser; None where nothing stands in it."""
        element = Element(CELL_TAG, {"r": f"{column}{row}", "s": style or "0", "t": kind or "n"})
        if kind == "inlineStr":
            SubElement(SubElement(element, INLINE_TAG), TEXT_TAG).text = text
        elif value:
            SubElement(element, VALUE_TAG).text = value
        cell = self._parser().parse_cell(element)
        return None if cell["value"] is None else self._cell(**cell)

    def _cell(self, *, row: int, column: int, value, data_type: str, style_id: int, formula: str = "") -> Cell:
        if value is None:
            return unworked(f"{letters(column)}{row}", formula)
        if data_type == "e":
            return error(f"{letters(column)}{row}", value)
        if isinstance(value, str):
            cell = Cell(value)
        elif isinstance(value, bool):
            cell = Cell(str(value).upper())
        elif data_type == "d":
            cell = dated(value)
        else:
            cell = self._number(f"{letters(column)}{row}", value, style_id)
        cell.formula = bool(formula)
        return cell

    def _number(self, where: str, value: float, style: int) -> Cell:
        if style not in self._formats:
            self._formats[style] = _format(ReadOnlyCell(self.sheet, 1, 1, None, style_id=style).number_format)
        form = self._formats[style]
        if not form.date:
            cell = Cell(number_text(value, percent=form.percent))
            if form.pounds is not None:
                cell.shown = f"{'-' if value < 0 else ''}£{abs(value):,.{form.pounds}f}"
            return cell
        try:
            moment = from_excel(value, self.book.epoch, timedelta=form.duration)
        except (OverflowError, ValueError):
            shown = number_text(value)
            fault = f"{where} is formatted as a date and holds {shown}: format it as a number."
            return Cell("", fault=fault, shown=shown)
        cell = dated(moment)
        if form.without_day and cell.day:
            cell.shown = _month(cell.day, form.without_day)
        return cell


def _format(shown: str) -> Format:
    first = shown.split(";", maxsplit=1)[0]
    signs = WORDS_OF_FORMAT.sub("", first)
    return Format(
        percent="%" in signs,
        date=is_date_format(shown),
        duration=is_timedelta_format(shown),
        without_day="" if HOURS_OR_DAYS.search(signs) else first,
        pounds=sum(len(found[1]) for found in DECIMALS.finditer(signs)) if "£" in first else None,
    )


def _month(day: date, form: str) -> str:
    """A date in a number format that leaves its day out: Mar-08 for mmm-yy."""
    return PART_OF_FORMAT.sub(lambda found: _part(day, found[0]), form)


def _part(day: date, part: str) -> str:
    if part[0] in "[_*":
        return ""
    if part[0] in '"\\':
        return part.strip('"\\')
    if part[0] in "yY":
        return f"{day.year % 100:02}" if len(part) < 3 else str(day.year)
    return ["", str(day.month), f"{day.month:02}", f"{day:%b}", f"{day:%B}", f"{day:%b}"[0]][min(len(part), 5)]
