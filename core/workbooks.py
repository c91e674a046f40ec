"""A user's file opened: what kind it is, whether it is safe to unpack, and its worksheets cell by cell.

CSV is read here, XLSX in core.xlsx and ODS in core.ods. Writing is core.exports' business.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from core.limits import LIMITS, MB
from core.markup import MarkupError, look_through

RATIO_FROM = 20 * MB
"""Bytes from which on it matters how many times its size a file unpacks to. Tables of like rows reach a hundred."""
COLUMN_LIMIT = 1_024
CELL_LIMIT = 32_767
"""Signs in a cell, as Excel has it."""
LONGEST_ROW = 300_000
"""Signs in a row of CSV."""
LINE = re.compile(rf"[^\r\n]{{0,{LONGEST_ROW + 1}}}+(?:\r\n|\r|\n)|[^\r\n]{{1,{LONGEST_ROW + 1}}}+")
"""A line with its end, or what there is of one that has none."""
SAID = re.compile(r"[^ \r\n,;\t]")
TAGS_A_CELL = 4
MARKED = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
UNMARKED = ("utf-8", "cp1252")
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
ZIP_ENTRY = b"PK\x01\x02"
OLE = b"\xd0\xcf\x11\xe0"
LOCKED = "is protected by a password. Open it, take the password off, and save it again."
AS_TABLE = "Save the table as Excel (.xlsx), OpenDocument (.ods) or CSV."
COPY_TABLE = "Copy its table into a spreadsheet and save that as Excel (.xlsx), OpenDocument (.ods) or CSV."
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")


UNSEEN = r"\s\x00\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"
FORMULA = re.compile(rf"[{UNSEEN}']*[=+\-@＝＋－＠﹦﹢﹣﹫\t\r\n]")
"""What a text begins with that a spreadsheet would run as a formula: its signs, also wide and small ones, after whatever
some spreadsheet takes off first."""


class SheetError(Exception):
    """The table as a whole cannot be read; the message says why and how to mend it."""


def harmless(value: Any) -> Any:
    """A cell as a spreadsheet may have it: numbers stay numbers, text never starts a formula."""
    if isinstance(value, str) and FORMULA.match(value):
        return f"'{value}"
    return value


def as_it_was(text: str) -> str:
    """A text as it was before ``harmless`` put an apostrophe before it."""
    return text[1:] if text[:1] == "'" and harmless(text[1:]) == text else text


@dataclass(slots=True)
class Cell:
    """A cell: its text as a person sees it, and what is known beyond that.

    ``day`` is the date that the spreadsheet holds, ``fault`` a sentence where
    the cell cannot be read, ``formula`` says that the text was worked out.
    ``shown`` is what a spreadsheet shows where neither text nor day tells it:
    a date without its day (Mar-08), an amount in pounds, an error, a formula that was never worked out.
    """

    text: str
    day: date | None = None
    fault: str = ""
    formula: bool = False
    shown: str = ""


class Area(NamedTuple):
    """A range of cells, its edges included; rows and columns count from 1."""

    left: int
    top: int
    right: int
    bottom: int

    def __str__(self) -> str:
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


@dataclass
class Grid:
    """A worksheet. What is merged and hidden is known once all its rows have been read."""

    name: str
    title: str = ""
    hidden: bool = False
    merged: list[Area] = field(default_factory=list, init=False)
    hidden_columns: list[range] = field(default_factory=list, init=False)
    hidden_rows: list[int] = field(default_factory=list, init=False)

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        """The rows that hold anything, from the first: number and cells by column. Raises SheetError."""
        self.merged, self.hidden_columns, self.hidden_rows = [], [], []
        try:
            for number, cells in self._rows():
                self._measure(number, cells)
                yield number, cells
        except SheetError:
            raise
        except MarkupError as much:
            raise too_much(self.name, much) from much
        except Exception as failed:
            raise damaged(self.name) from failed

    def _measure(self, number: int, cells: dict[int, Cell]) -> None:
        for column, cell in cells.items():
            if len(cell.text) > CELL_LIMIT:
                raise SheetError(
                    f"{self.name}: {letters(column)}{number} holds {len(cell.text):,} signs, and {CELL_LIMIT:,} is the limit. "
                    "Shorten it."
                )

    def _rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        raise TypeError(f"{type(self).__name__} says how its rows are read.")


@dataclass
class Delimited(Grid):
    """A CSV file, whose cells one character separates."""

    text: str = ""
    separator: str = ","

    def _rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        lines = delimited_rows(self.text, self.separator)
        number = 0
        while True:
            number += 1
            try:
                cells = next(lines, None)
            except csv.Error as failed:
                raise SheetError(
                    f"{self.name} cannot be read from row {number} on: look there for a quotation mark too many or too few."
                ) from failed
            if cells is None:
                return
            yield number, {column: Cell(cell) for column, cell in enumerate(cells, 1)}


def delimited_rows(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a CSV file. Raises csv.Error, also where a row runs on and on, because a quotation mark is missing."""
    since = 0

    def lines() -> Iterator[str]:
        nonlocal since
        for line in (found[0] for found in LINE.finditer(text)):
            since += len(line)
            if since > LONGEST_ROW:
                raise csv.Error(f"a row of more than {LONGEST_ROW:,} signs")
            yield line

    for cells in csv.reader(lines(), delimiter=separator, strict=True):
        since = 0
        yield cells


def grids(content: bytes, name: str) -> list[Grid]:
    """The worksheets of a file; of a CSV file, one reading for each separator that it may have.

    ``name`` is for sentences. Raises SheetError where the file is too large, damaged,
    protected by a password, or no table at all.
    """
    if len(content) > LIMITS.upload_mb * MB:
        raise too_large(name)
    if content.startswith(ZIP):
        return _zipped(content, name)
    foreign = _foreign(content)
    if foreign:
        raise SheetError(f"{name} {foreign}")
    return _delimited(content, name)


def opened(content: bytes, name: str) -> zipfile.ZipFile:
    """A zip file, opened only once it is known what it unpacks to. No part is ever read beyond its declared size.

    Raises SheetError where that is too much or it is locked, and BadZipFile where it is damaged.
    """
    listed = content.count(ZIP_ENTRY)
    if listed > LIMITS.parts:
        raise _too_many_parts(name, listed)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (ValueError, OSError, NotImplementedError) as failed:  # the last of a version that nobody has
        raise zipfile.BadZipFile(str(failed)) from failed
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LIMITS.unpacked_mb * MB:
        raise SheetError(
            f"{name} would unpack to {unpacked // MB:,} MB, and {LIMITS.unpacked_mb} MB is the limit. "
            "Split it, or take out what is not needed."
        )
    if len(parts) > LIMITS.parts:
        raise _too_many_parts(name, len(parts))
    if unpacked > RATIO_FROM and unpacked > LIMITS.ratio * len(content):
        raise SheetError(
            f"{name} would unpack to {unpacked // len(content):,} times its size, and {LIMITS.ratio} times is the limit. "
            "Save the table by itself in a new file."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise SheetError(f"{name} {LOCKED}")
    return archive


def letters(column: int) -> str:
    """A column as a spreadsheet names it: 1 is A, 28 is AB."""
    text = ""
    while column:
        column, last = divmod(column - 1, 26)
        text = chr(ord("A") + last) + text
    return text


def number_text(value: float | Decimal, *, percent: bool = False) -> str:
    """A spreadsheet's number as the shortest decimal of at most 15 digits, without binary noise; 0.723 as 72.3%."""
    exact = Decimal(value if isinstance(value, int) else format(value, ".15g"))
    if percent:
        exact = exact.scaleb(2)
    text = format(exact, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return f"{text}%" if percent else text


def dated(value: date | datetime | time | timedelta) -> Cell:
    """A date, a time or a duration of a spreadsheet, as ISO text; midnight is left off."""
    if isinstance(value, timedelta):
        return Cell(str(value))
    if isinstance(value, datetime):
        text = value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        return Cell(text, day=value.date())
    if isinstance(value, time):
        return Cell(value.isoformat("minutes"))
    return Cell(value.isoformat(), day=value)


def error(where: str, shown: str) -> Cell:
    """A cell in which a formula went wrong."""
    fault = f"{where} holds an error ({shown}): mend its formula, write the value, or leave it empty."
    return Cell("", fault=fault, shown=shown)


def unworked(where: str, formula: str) -> Cell:
    """A cell whose formula was never worked out, for instance because a program wrote the file."""
    return Cell("", fault=f"{where} holds a formula ({formula}): paste its value.", shown=formula)


def too_large(name: str) -> SheetError:
    """The file is larger than is read."""
    return SheetError(f"{name} is larger than {LIMITS.upload_mb} MB. Split it, or take out what is not needed.")


def too_many_cells(name: str) -> SheetError:
    """The worksheets hold more than is read."""
    return SheetError(f"{name} holds more than {LIMITS.cells:,} cells. Split it, or take out what is not needed.")


def too_much(name: str, much: MarkupError) -> SheetError:
    """Its XML holds what no spreadsheet writes."""
    return SheetError(f"{name} holds {much}, and is not read. Save the table by itself in a new file.")


def _too_many_parts(name: str, found: int) -> SheetError:
    return SheetError(
        f"{name} holds {found:,} files, and {LIMITS.parts:,} is the limit. Save the table by itself in a new file."
    )


def damaged(name: str) -> SheetError:
    """The file says that it is a workbook and cannot be read as one."""
    return SheetError(f"{name} is damaged and cannot be read. Open it in a spreadsheet and save it again as .xlsx.")


def _delimited(content: bytes, name: str) -> list[Grid]:
    text = _decoded(content, name)
    if not SAID.search(text):
        return [Delimited(name)]
    return [Delimited(name, text=text, separator=separator) for separator in SEPARATORS]


def _zipped(content: bytes, name: str) -> list[Grid]:
    """XLSX or ODS."""
    try:
        archive = opened(content, name)
    except zipfile.BadZipFile as failed:
        raise damaged(name) from failed
    names = set(archive.namelist())
    if "xl/workbook.xml" in names or any(part.startswith("xl/worksheets/") for part in names):
        from core.xlsx import is_worksheet, worksheets  # openpyxl is slow to import

        read, own = sorted(names), {part for part in names if is_worksheet(part)}
    elif "content.xml" in names:
        from core.ods import worksheets

        read, own = ["content.xml"], set()
    else:
        raise SheetError(f"{name} {_foreign_parts(names)}")
    try:
        look_through(archive, read, tags=TAGS_A_CELL * LIMITS.cells, but_for=own)
        return worksheets(archive, name)
    except SheetError:
        raise
    except MarkupError as much:
        raise too_much(name, much) from much
    except Exception as failed:
        raise damaged(name) from failed


def _foreign(content: bytes) -> str:
    """What a file is that is neither a workbook nor text, and what to do about it; empty where it may be CSV."""
    if content.startswith(b"%PDF"):
        return f"is a PDF. Ask for the spreadsheet that it was made from, or copy its table into one. {AS_TABLE}"
    if content.startswith(PICTURES) or (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        return f"is a picture. Type its table into a spreadsheet. {AS_TABLE}"
    if content.startswith(b"{\\rtf"):
        return f"is a text document. {COPY_TABLE}"
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return LOCKED
        if "WordDocument".encode("utf-16-le") in content:
            return f"is a Word document. {COPY_TABLE}"
        return "is in the Excel format of before 2007 (.xls). Open it in a spreadsheet and save it as .xlsx."
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return f"is a web page, whatever its name says. Open it in a spreadsheet. {AS_TABLE}"
    if start.startswith(b"<?xml"):
        return f"is an XML file. Open it in a spreadsheet. {AS_TABLE}"
    return ""


def _foreign_parts(names: set[str]) -> str:
    """What a zip file is that holds neither an Excel nor an OpenDocument workbook, and what to do about it."""
    if "word/document.xml" in names:
        return f"is a Word document. {COPY_TABLE}"
    if "ppt/presentation.xml" in names:
        return f"is a PowerPoint presentation. {COPY_TABLE}"
    if "xl/workbook.bin" in names:
        return "is a binary Excel workbook (.xlsb). Open it in Excel and save it as .xlsx."
    if any(part.endswith(".iwa") for part in names):
        return "is an Apple document. Open it and export it as Excel (.xlsx)."
    return "is a zip file without a workbook. Unpack it and take in the table from it."


def _decoded(content: bytes, name: str) -> str:
    """A CSV file as text: UTF-8, Windows-1252, or the UTF-16 that Excel calls Unicode text."""
    for mark, encoding in MARKED.items():
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                break
    if b"\x00" in content[:4096]:
        raise SheetError(f"{name} is not a CSV file. Open it in a spreadsheet and save it as CSV.")
    for encoding in UNMARKED:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError(f"{name} is in an encoding that cannot be read. Save it as CSV UTF-8.")
