"""Worksheets that a council prints: landscape, a page across, the head repeated, text that never becomes a formula."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core.tokens import digits
from core.workbooks import FORMULA

TOP = Alignment(vertical="top", wrap_text=True)
HAIRLINE = Side(style="thin", color=f"FF{digits('--line')}")
GRID = Border(left=HAIRLINE, right=HAIRLINE, top=HAIRLINE, bottom=HAIRLINE)


def prepare(sheet: Worksheet, title: str, beside: str, widths: Sequence[float]) -> None:
    """Landscape A4 on one page across, the first row repeated, the title above and the page number below.

    ``beside`` stands above on the right; ``widths`` are those of the columns, in characters.
    """
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.left.text, sheet.oddHeader.right.text = _escaped(title), _escaped(beside)
    sheet.oddFooter.right.text = "Page &P of &N"


def head(sheet: Worksheet, titles: Sequence[str]) -> None:
    """The titles of the columns, in the first row."""
    for column, title in enumerate(titles, 1):
        cell = put(sheet.cell(1, column), title)
        cell.font, cell.fill, cell.border = Font(bold=True), fill("--wash"), GRID


def put(cell: Cell, text: str) -> Cell:
    """A cell that holds text and never a formula, also once it has been edited."""
    if text:
        cell.value = legal(text)
        cell.data_type = "s"
        cell.quotePrefix = bool(FORMULA.match(text))
    cell.alignment = TOP
    return cell


def legal(text: str) -> str:
    """A text without the signs that no workbook can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def fill(token: str) -> PatternFill:
    """A ground in the colour of a token."""
    return PatternFill("solid", start_color=f"FF{digits(token)}")


def _escaped(text: str) -> str:
    """A header's text: an ampersand there begins a code."""
    return legal(text).replace("&", "&&")
