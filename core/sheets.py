"""A user's table, read row by row; whatever is wrong with a cell becomes a sentence with its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

from core.periods import Period, PeriodError
from core.vocabulary import Words

Vocabulary = TypeVar("Vocabulary", bound=Words)
ENCODINGS = ("utf-8-sig", "cp1252")
TRUE, FALSE = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}


class SheetError(Exception):
    """The table as a whole cannot be read; the message says why and how to mend it."""


@dataclass(frozen=True)
class Doubt:
    """What is wrong with one cell."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"Row {self.row}, column {self.column}: {self.sentence}"


@dataclass
class Row:
    """One row of a table, by column name. Reading a cell that is wrong notes a doubt and returns None."""

    number: int
    cells: dict[str, str]
    doubts: list[Doubt] = field(default_factory=list)

    def doubt(self, column: str, sentence: str) -> None:
        """Note what is wrong with a cell."""
        self.doubts.append(Doubt(self.number, column, sentence))

    def text(self, column: str, *, needed: bool = False) -> str:
        """A cell as text, stripped; a needed one that is empty is doubted."""
        value = self.cells.get(column, "").strip()
        if needed and not value:
            self.doubt(column, "This is needed and is empty.")
        return value

    def decimal(self, column: str) -> Decimal | None:
        """A cell as a number; thousands may be separated by commas."""
        value = self.text(column)
        if not value:
            return None
        try:
            number = Decimal(value.replace(",", ""))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.doubt(column, f"“{value}” is not a number: write digits, such as 1204 or 95.9.")
            return None
        return number

    def whole(self, column: str, default: int = 0) -> int:
        """A cell as a whole number that is not negative."""
        value = self.text(column)
        if not value:
            return default
        if not value.isdigit():
            self.doubt(column, f"“{value}” is not a whole number.")
            return default
        return int(value)

    def flag(self, column: str, *, default: bool) -> bool:
        """A cell as yes or no."""
        value = self.text(column).lower()
        if value and value not in TRUE | FALSE:
            self.doubt(column, f"“{value}” is neither yes nor no.")
        return default if value not in TRUE | FALSE else value in TRUE

    def choice(self, column: str, vocabulary: type[Vocabulary], default: Vocabulary | None = None) -> str:
        """A cell as a word of a vocabulary."""
        value = self.text(column).lower()
        if not value:
            return default or ""
        if value not in set(vocabulary):
            self.doubt(column, f"“{value}” is not known here: write one of {', '.join(filter(None, vocabulary))}.")
            return default or ""
        return vocabulary(value)

    def period(self, column: str) -> Period | None:
        """A cell as a period."""
        value = self.text(column, needed=True)
        if not value:
            return None
        try:
            return Period.parse(value)
        except PeriodError as wrong:
            self.doubt(column, str(wrong))
            return None


@dataclass
class Sheet:
    """A table with its columns. Columns that nobody asked for are named in ``unknown_columns``."""

    rows: list[Row]
    unknown_columns: list[str]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def doubts(self) -> list[Doubt]:
        """Everything that is wrong, in order of rows."""
        return [doubt for row in self.rows for doubt in row.doubts]


@dataclass
class Outcome:
    """What an import did, or would do."""

    what: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    doubts: list[Doubt] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Whether anything could be taken in: one doubt stops the whole file."""
        return not self.doubts

    def __str__(self) -> str:
        if self.doubts:
            cells = "1 cell needs" if len(self.doubts) == 1 else f"{len(self.doubts)} cells need"
            return f"Nothing was imported: {cells} mending."
        return f"{self.what}: {self.new} new, {self.changed} changed, {self.unchanged} unchanged."


def read_csv(path: Path, *, needed: Iterable[str], known: Iterable[str]) -> Sheet:
    """Read a CSV file with a header row; the order of columns is free.

    Raises SheetError where it is not a CSV file, is empty, or lacks a needed column.
    """
    try:
        content = path.read_bytes()
    except OSError as failed:
        raise SheetError(f"{path} could not be read: {failed.strerror}.") from failed
    table = list(csv.reader(io.StringIO(_decoded(content, path.name), newline="")))
    if not table or not any(cell.strip() for cell in table[0]):
        raise SheetError(f"{path.name} is empty: its first row must name the columns {', '.join(needed)}.")
    header = [cell.strip().lower() for cell in table[0]]
    missing = [column for column in needed if column not in header]
    if missing:
        raise SheetError(
            f"{path.name} has no column {' and no column '.join(missing)}. Its columns are {', '.join(header)}."
        )
    rows = [
        Row(number, dict(zip(header, cells, strict=False)))
        for number, cells in enumerate(table[1:], 2)
        if any(cell.strip() for cell in cells)
    ]
    known = set(known)
    return Sheet(rows, [column for column in header if column and column not in known])


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")) or b"\x00" in content[:4096]:
        raise SheetError(f"{name} is not a CSV file. Open it in a spreadsheet and save it as CSV.")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError(f"{name} is in an encoding that cannot be read. Save it as CSV UTF-8.")
