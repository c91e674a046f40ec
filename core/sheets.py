"""A user's table from CSV, XLSX or ODS, row by row; what is wrong with a cell becomes a sentence with row and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar

from core.figures import NO, YES, Figure, FigureError, read_figure, read_number
from core.formats import count, listed, long_date
from core.headers import Header, find_header
from core.limits import LIMITS, MB
from core.periods import Period, PeriodError
from core.vocabulary import Words
from core.workbooks import (
    SEPARATORS,
    Cell,
    Delimited,
    Grid,
    SheetError,
    as_it_was,
    grids,
    letters,
    too_large,
)

Vocabulary = TypeVar("Vocabulary", bound=Words)
MOST_NAMED = 12


@dataclass(frozen=True)
class Doubt:
    """What is wrong with one cell; ``cell`` is where a spreadsheet shows it, such as D7, where that is known."""

    row: int
    column: str
    sentence: str
    cell: str = ""

    def __str__(self) -> str:
        return f"Row {self.row}, column {self.column}: {self.sentence}"


@dataclass
class Row:
    """One row of a table, by column name. Reading a cell that is wrong notes a doubt and returns None.

    ``number`` is the row's number in the spreadsheet; ``cells`` are text as a
    person sees it (72.3%, 2007-04-01); ``dates`` remembers which of them the
    spreadsheet holds as dates; ``letters`` names the columns as it does.
    ``asked`` are questions on figures that stand in another unit, by column.
    """

    number: int
    cells: dict[str, str]
    doubts: list[Doubt] = field(default_factory=list)
    dates: dict[str, date] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)

    def doubt(self, column: str, sentence: str) -> None:
        """Note what is wrong with a cell."""
        letter = self.letters.get(column)
        self.doubts.append(Doubt(self.number, column, sentence, f"{letter}{self.number}" if letter else ""))

    def text(self, column: str, *, needed: bool = False) -> str:
        """A cell as text, stripped, without what made it harmless in a file; a needed one that is empty is doubted."""
        value = self.cells.get(column, "").strip()
        if value[:1] == "'":
            value = as_it_was(value).strip()
        if needed and not value and all(doubt.column != column for doubt in self.doubts):
            self.doubt(column, "This is needed and is empty.")
        return value

    def decimal(self, column: str) -> Decimal | None:
        """A cell as a number: 1,204, £1,204, 12.5% (which is 12.5), −3. Nothing in it is None."""
        value = self.text(column)
        if not value or self._is_date(column, "a number"):
            return None
        try:
            return read_number(value)
        except FigureError as wrong:
            self.doubt(column, str(wrong))
            return None

    def figure(self, column: str, *, unit: str, names: tuple[str, ...] = ()) -> Figure:
        """A cell as a figure of an indicator in its unit: also Level 4, 3 of 4, yes, Good, n/a, and — for none yet."""
        value = self.text(column)
        if self._is_date(column, "a number"):
            return Figure()
        try:
            figure = read_figure(value, unit=unit, names=names)
        except FigureError as wrong:
            self.doubt(column, str(wrong))
            return Figure()
        if figure.question:
            self.asked[column] = figure.question
        return figure

    def whole(self, column: str, default: int = 0) -> int:
        """A cell as a whole number that is not negative."""
        value = self.text(column)
        if not value or self._is_date(column, "a number"):
            return default
        try:
            number = read_number(value)
        except FigureError:
            number = Decimal(-1)
        if number < 0 or number != number.to_integral_value():
            self.doubt(column, f"“{value}” is not a whole number.")
            return default
        return int(number)

    def flag(self, column: str, *, default: bool) -> bool:
        """A cell as yes or no."""
        value = self.text(column).lower()
        if value and value not in YES | NO:
            self.doubt(column, f"“{value}” is neither yes nor no.")
        return default if value not in YES | NO else value in YES

    def choice(self, column: str, vocabulary: type[Vocabulary], default: Vocabulary | None = None) -> str:
        """A cell as a word of a vocabulary, or as the words by which people read it: signed_off or Signed off."""
        value = self.text(column)
        if not value:
            return default or ""
        said = _said(vocabulary).get(_same(value))
        if said is None:
            self.doubt(column, f"“{value}” is not known here: write one of {', '.join(filter(None, vocabulary))}.")
        return default or "" if said is None else said

    def period(self, column: str) -> Period | None:
        """A cell as a period. A spreadsheet likes to turn 2006/07 into a date, which is doubted."""
        value = self.text(column, needed=True)
        if not value or self._is_date(column, "a period"):
            return None
        try:
            return Period.parse(value)
        except PeriodError as wrong:
            self.doubt(column, str(wrong))
            return None

    def _is_date(self, column: str, wanted: str) -> bool:
        """Whether a date stands where something else belongs; notes the doubt."""
        day = self.dates.get(column)
        if day is None:
            return False
        mend = "write the number as text or format the cell as a number"
        if wanted == "a period":
            mend = "format the column as text and write the period again, as 2006/07"
        self.doubt(
            column,
            f"A date ({long_date(day)}) stands where {wanted} belongs: "
            f"a spreadsheet may have turned it into one; {mend}.",
        )
        return True


def _same(words: str) -> str:
    """Words as they are compared: capitals, spaces, underscores and hyphens do not matter."""
    return re.sub(r"[\s_-]+", " ", words.strip()).lower()


@cache
def _said(vocabulary: type[Words]) -> dict[str, Words]:
    """How each word of a vocabulary may be written: as it is stored, and as people read it, also without what follows a colon."""
    return {_same(said): word for word in vocabulary for said in (word.label.partition(":")[0], word.label, word)}


@dataclass
class Sheet:
    """A table with its columns.

    ``columns`` are those that the file has and the reader knows, in order, so
    that an importer touches only what the file has. Columns that nobody asked for are
    named in ``unknown_columns`` as they are written. ``title`` is the worksheet, empty for CSV;
    ``remarks`` are sentences on what was read although somebody may not have seen it;
    ``faults`` are doubts that stand in no row that was read.
    """

    rows: list[Row]
    unknown_columns: list[str]
    columns: tuple[str, ...] = ()
    title: str = ""
    remarks: list[str] = field(default_factory=list)
    faults: list[Doubt] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def doubts(self) -> list[Doubt]:
        """Everything that is wrong, in order of rows, then of columns, then as it was noted."""
        order = {column: position for position, column in enumerate(self.columns)}
        found = [*self.faults, *(doubt for row in self.rows for doubt in row.doubts)]
        return sorted(found, key=lambda doubt: (doubt.row, order.get(doubt.column, len(order))))


def read(content: bytes, name: str, *, needed: Iterable[str], known: Iterable[str], sheet: str = "") -> Sheet:
    """Read a table from the content of a CSV, XLSX or ODS file.

    Its header is the first row, at most the eleventh, that holds all needed
    columns; capitals, spaces, underscores and hyphens in a header do not
    matter, nor does the order. ``name`` is the file's name, for sentences;
    ``sheet`` the title of the worksheet where several hold the table.

    A formula whose value the file stores is read as that value, and a remark
    says so; without one the cell is doubted. Hidden rows and columns are read
    and remarked on. Raises SheetError where there is no such table.
    """
    return _read(grids(content, name), name, tuple(needed), tuple(known), sheet)


def read_file(path: Path, *, needed: Iterable[str], known: Iterable[str], sheet: str = "") -> Sheet:
    """Read a table from a CSV, XLSX or ODS file, as read() does."""
    return read(_content(path), path.name, needed=needed, known=known, sheet=sheet)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LIMITS.upload_mb * MB:
            raise too_large(path.name)
        return path.read_bytes()
    except OSError as failed:
        raise SheetError(f"{path} could not be read: {failed.strerror}.") from failed


def _read(found: list[Grid], name: str, needed: tuple[str, ...], known: tuple[str, ...], title: str) -> Sheet:
    header = find_header(found, name, needed=needed, known=known, title=title)
    sheet = Sheet([], list(header.unknown), tuple(header.positions), header.grid.title)
    formulas = dict.fromkeys(header.positions, 0)
    columns = {column: letters(position) for column, position in header.positions.items()}
    with closing(header.grid.rows()) as rows:
        for number, cells in rows:
            if number <= header.number:
                continue
            row = _row(number, cells, header.positions, columns, formulas)
            if isinstance(header.grid, Delimited):
                _doubt_width(row, cells, header)
            if row.doubts or any(text.strip() for text in row.cells.values()):
                sheet.rows.append(row)
            if len(sheet.rows) > LIMITS.rows:
                raise SheetError(f"{name} holds more than {LIMITS.rows:,} rows. Split it into several files.")
    sheet.faults = _merged(header, sheet.rows[-1].number if sheet.rows else header.number)
    sheet.remarks = _remarks(header, sheet, formulas)
    return sheet


def _row(
    number: int, cells: dict[int, Cell], positions: dict[str, int], columns: dict[str, str], formulas: dict[str, int]
) -> Row:
    row = Row(number, {}, letters=columns)
    for column, position in positions.items():
        cell = cells.get(position)
        if cell is None:
            row.cells[column] = ""
            continue
        row.cells[column] = cell.text
        if cell.day:
            row.dates[column] = cell.day
        if cell.fault:
            row.doubt(column, cell.fault)
        elif cell.formula:
            formulas[column] += 1
    return row


def _doubt_width(row: Row, cells: dict[int, Cell], header: Header) -> None:
    """In CSV a comma without quotation marks moves all that follows it one column on."""
    if len(cells) > header.width and any(
        cell.text.strip() for position, cell in cells.items() if position > header.width
    ):
        row.doubt(
            next(reversed(header.positions)),
            f"The row has {len(cells)} cells and the header {header.width}: "
            f"put quotation marks around a text or number that holds a {SEPARATORS[header.grid.separator]}.",
        )


def _merged(header: Header, last: int) -> list[Doubt]:
    """Merged cells from the header to the last row: which of them their value belongs to cannot be known."""
    found = []
    for area in sorted(header.grid.merged, key=lambda area: (area.top, area.left)):
        within = [column for column, at in header.positions.items() if area.left <= at <= area.right]
        if within and area.bottom >= header.number and area.top <= last:
            sentence = f"The cells {area} are merged: unmerge them and write in each what belongs there."
            found.append(Doubt(area.top, within[0], sentence, f"{letters(area.left)}{area.top}"))
    return found


def _remarks(header: Header, sheet: Sheet, formulas: dict[str, int]) -> list[str]:
    """What was read although somebody who looks at the worksheet may not see it."""
    remarks = []
    if header.grid.hidden:
        remarks.append(f"The worksheet “{sheet.title}” is hidden and was read.")
    for column, position in header.positions.items():
        if any(position in columns for columns in header.grid.hidden_columns):
            remarks.append(f"Column {letters(position)} ({column}) is hidden and was read.")
    hidden = sorted({row.number for row in sheet.rows} & set(header.grid.hidden_rows))
    if len(hidden) == 1:
        remarks.append(f"Row {hidden[0]} is hidden and was read.")
    elif hidden:
        named = [str(number) for number in hidden[:MOST_NAMED]]
        more = [f"{len(hidden) - MOST_NAMED:,} more"] if len(hidden) > MOST_NAMED else []
        remarks.append(f"Rows {listed(named + more)} are hidden and were read.")
    for column, number in formulas.items():
        if number:
            letter = letters(header.positions[column])
            formula = count(number, "formula")
            it = "it" if number == 1 else "they"
            remarks.append(f"Column {letter} ({column}) holds {formula}; what {it} last came to was read.")
    return remarks
