"""Tables of a Word document: a head that is repeated and known as such, rows that stay whole, columns by their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from core.word.parts import Setting, make, paragraph, shade

LEAST, MOST = 5, 46
"""Between how many letters the columns are weighed: one of dates is not squeezed, one of sentences takes no more."""


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and over how many columns it goes."""

    content: tuple[Element, ...]
    span: int = 1

    @property
    def letters(self) -> tuple[int, int]:
        """How many letters it has in all, and in its longest word."""
        text = " ".join(words.text or "" for part in self.content for words in part.iter(qn("w:t")))
        return len(text), max((len(word) for word in text.split(" ")), default=0)


@dataclass(frozen=True)
class Row:
    """A row of a table."""

    cells: tuple[Cell, ...]
    is_head: bool = False
    shaded: bool = False

    @property
    def columns(self) -> int:
        """Over how many columns it goes."""
        return sum(cell.span for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """A table as it is to be set. Widths in twentieths of a point."""

    rows: tuple[Row, ...]
    width: int
    indent: int = 0
    description: str = ""
    """For those who do not see it."""
    shares: tuple[int, ...] = ()
    """How the columns share the width; weighed by their words where nothing is said."""

    Row: ClassVar = Row


def table_of(table: Table, part: Part) -> Element:
    """The table as Word has it, its rows all of one length."""
    widths = column_widths(table)
    has_head = any(row.is_head for row in table.rows)
    made = make("w:tbl")
    made.append(_properties(table, has_head=has_head))
    grid = make("w:tblGrid")
    for width in widths:
        grid.append(make("w:gridCol", w=width))
    made.append(grid)
    for row in table.rows:
        made.append(_row(row, widths, part))
    return made


def column_widths(table: Table) -> list[int]:
    """The width of each column: as it was given, or by its longest words and how much it has to say."""
    if table.shares:
        return [table.width * share // sum(table.shares) for share in table.shares]
    number = max(row.columns for row in table.rows)
    wordy, longest, filled = [0] * number, [0] * number, [1] * number
    for row in table.rows:
        for at, cell in _placed(row):
            letters, word = cell.letters
            if cell.span == 1 and letters:
                wordy[at] += letters
                filled[at] += 1
                longest[at] = max(longest[at], word)
    weights = [
        min(max(LEAST, word + 2, letters / rows), MOST)
        for letters, word, rows in zip(wordy, longest, filled, strict=True)
    ]
    whole = sum(weights)
    return [int(table.width * weight / whole) for weight in weights]


def _placed(row: Row) -> Iterator[tuple[int, Cell]]:
    at = 0
    for cell in row.cells:
        yield at, cell
        at += cell.span


def _properties(table: Table, *, has_head: bool) -> Element:
    made = make("w:tblPr")
    made.append(make("w:tblStyle", val="TableGrid"))
    made.append(make("w:tblW", w=table.width, type="dxa"))
    if table.indent:
        made.append(make("w:tblInd", w=table.indent, type="dxa"))
    made.append(make("w:tblLayout", type="fixed"))
    margins = make("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        margins.append(make(f"w:{side}", w=40 if side in ("top", "bottom") else 80, type="dxa"))
    made.append(margins)
    made.append(
        make(
            "w:tblLook",
            val="04A0" if has_head else "0480",
            firstRow=int(has_head),
            lastRow=0,
            firstColumn=1,
            lastColumn=0,
            noHBand=0,
            noVBand=1,
        )
    )
    if table.description:
        made.append(make("w:tblCaption", val=table.description))
    return made


def _row(row: Row, widths: list[int], part: Part) -> Element:
    made = make("w:tr")
    properties = make("w:trPr")
    properties.append(make("w:cantSplit"))
    if row.is_head:
        properties.append(make("w:tblHeader"))
    made.append(properties)
    end = 0
    for at, cell in _placed(row):
        end = at + cell.span
        made.append(_cell(cell, sum(widths[at:end]), row, part))
    for width in widths[end:]:
        made.append(_cell(Cell(()), width, row, part))
    return made


def _cell(cell: Cell, width: int, row: Row, part: Part) -> Element:
    made = make("w:tc")
    properties = make("w:tcPr")
    properties.append(make("w:tcW", w=width, type="dxa"))
    if cell.span > 1:
        properties.append(make("w:gridSpan", val=cell.span))
    if row.is_head or row.shaded:
        shade(properties, "--wash" if row.is_head else "--shade")
    made.append(properties)
    for part_of_it in cell.content:
        made.append(part_of_it)
    if not cell.content or made[-1].tag != qn("w:p"):
        made.append(paragraph([], Setting(style="Tabletext"), part))
    return made
