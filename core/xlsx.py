"""XLSX read in one pass: values with their number formats, formulas, and what is merged or hidden.

openpyxl's read-only sheets tell neither a formula beside its stored value nor
what is merged and hidden, so its parser of cells is driven from here.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from xml.etree.ElementTree import Element, iterparse

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import COL_TAG, FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

from core.workbooks import Area, Cell, Grid, SheetError, dated, error, letters, number_text, unworked

MERGE_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
TRUE = {"1", "true"}
DECIMALS = re.compile(r"\.(0+)")
HOURS_OR_DAYS = re.compile("[dhs]", re.IGNORECASE)
PART_OF_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|y+|m+', re.IGNORECASE)
WORDS_OF_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def worksheets(archive: zipfile.ZipFile, name: str) -> list[Grid]:
    """The worksheets of an XLSX file, charts left out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts of the workbook that are not read
        book = load_workbook(archive.fp, read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        raise SheetError(f"{name} holds no worksheet that can be read. Save it again as Excel workbook (.xlsx).")
    return [Worksheet(name, sheet.title, sheet.sheet_state != "visible", book, sheet) for sheet in book.worksheets]


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

    def _rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        with self.sheet._get_source() as source:
            parser = _Parser(source, self.sheet._shared_strings, data_only=True, epoch=self.book.epoch)
            for _, element in iterparse(source):
                if element.tag == ROW_TAG:
                    number, found = parser.parse_row(element)
                    parser.row_dimensions.clear()
                    if element.get("hidden") in TRUE:
                        self.hidden_rows.append(number)
                    element.clear()
                    filled = (cell for cell in found if cell["value"] is not None or "formula" in cell)
                    cells = {cell["column"]: self._cell(**cell) for cell in filled}
                    if cells:
                        yield number, cells
                elif element.tag == COL_TAG and element.get("hidden") in TRUE:
                    self.hidden_columns.append(range(int(element.get("min")), int(element.get("max")) + 1))
                elif element.tag == MERGE_TAG:
                    self.merged.append(Area(*range_boundaries(element.get("ref"))))

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
