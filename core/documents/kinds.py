"""What a document comes to, and how its rows are gathered within limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from core.documents.words import one_line

ROW_LIMIT = 10_000
COLUMN_LIMIT = 256
CELL_LIMIT = 10_000
TEXT_LIMIT = 20_000_000
NO_TABLE = "There is no table in it: copy the table from Word, a spreadsheet or a web page, and paste it in the box."
WORD, SPREADSHEET, CSV, WEB, TEXT = "Word document", "spreadsheet", "CSV file", "web page", "text"


class DocumentError(ValueError):
    """The document cannot be read; the message says what is wrong, where, and how to mend it."""


@dataclass(frozen=True)
class TableRow:
    """One row of a table.

    ``number`` is where it stands, from 1: the line of a text, the row of a
    worksheet or of a CSV file; in a Word document and a web page the rows of
    all tables are counted on. ``cells`` are what a person sees, one line for
    each paragraph, item of a list and line break. ``carried`` are the columns,
    from 0, whose cell is merged with the one above; their text here is "".
    """

    number: int
    cells: tuple[str, ...]
    carried: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Table:
    """Rows of equal width. ``title`` is the heading or line of words since the table before, or the worksheet's name."""

    title: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Document:
    """The tables of a document in order, and the words between them. ``kind`` is for sentences."""

    kind: str
    tables: tuple[Table, ...]
    paragraphs: tuple[str, ...] = ()


@dataclass
class Draft:
    """A document while it is being read. ``name`` is the file's name, for sentences."""

    name: str
    kind: str
    paragraphs: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._tables: list[Table] = []
        self._rows: list[TableRow] = []
        self._heading = self._line = ""
        self._counted = self._length = 0

    @property
    def counted(self) -> int:
        """How many rows there were so far, those beyond the limit included."""
        return self._counted

    def words(self, text: str, *, heading: bool = False) -> None:
        """Words between tables, cleaned; they end a table. Empty ones only end it."""
        self.end_table()
        if not text:
            return
        self.paragraphs.append(text)
        if heading:
            self._heading = one_line(text)
        else:
            self._line = text.rpartition("\n")[2]

    def row(self, number: int, cells: Iterable[str], carried: Iterable[int] = ()) -> None:
        """The next row of a table, its cells cleaned. Beyond the limit rows are counted, and ``cells`` left alone."""
        self._counted += 1
        if self._counted > ROW_LIMIT:
            return
        found = []
        for column, cell in enumerate(cells, 1):
            if column > COLUMN_LIMIT:
                raise DocumentError(
                    f"{self._place(number)}: there are more than {COLUMN_LIMIT} columns; take out those not needed."
                )
            self._measure(cell, number, column)
            found.append(cell)
        self._rows.append(TableRow(number, tuple(found), frozenset(carried)))

    def end_table(self, title: str = "", change: Callable[[list[TableRow]], list[TableRow]] = list) -> None:
        """What was gathered of rows is a table, once ``change`` is made to them.

        Without a title it has that of the words before it.
        """
        if not self._rows:
            return
        width = max(len(row.cells) for row in self._rows)
        padded = (replace(row, cells=(*row.cells, *[""] * (width - len(row.cells)))) for row in self._rows)
        self._tables.append(Table(title or self._heading or self._line, tuple(change(list(padded)))))
        self._rows = []
        self._heading = self._line = ""

    def document(self) -> Document:
        """The document, once it has been read to its end. Raises DocumentError where it has no table or too many rows."""
        self.end_table()
        if self._counted > ROW_LIMIT:
            raise DocumentError(
                f"{self.name} has {self._counted:,} rows, and {ROW_LIMIT:,} is the limit: "
                "take out what is not needed, or split it."
            )
        if not self._tables:
            raise DocumentError(NO_TABLE)
        return Document(self.kind, tuple(self._tables), tuple(self.paragraphs))

    def _place(self, number: int) -> str:
        return f"{self.name}, table {len(self._tables) + 1}, row {number}"

    def _measure(self, cell: str, number: int, column: int) -> None:
        if len(cell) > CELL_LIMIT:
            raise DocumentError(
                f"{self._place(number)}, column {column}: the cell is {len(cell):,} characters long, "
                f"and {CELL_LIMIT:,} is the limit; shorten it, or split it over several rows."
            )
        self._length += len(cell)
        if self._length > TEXT_LIMIT:
            raise DocumentError(
                f"{self.name} holds more than {TEXT_LIMIT:,} characters: take out what is not needed, or split it."
            )
