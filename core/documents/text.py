"""Plain text, as it is pasted from a spreadsheet, a web page or a PDF: lines with tabs are rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.documents.kinds import TEXT, Document, Draft
from core.documents.words import unmarked

QUOTED = re.compile(r'"([^"\t]*+(?:""[^"\t]*+)*+)"(?=[\t\n]|\Z)')
UNQUOTED = re.compile(r"[^\t\n]*")
HEADING = re.compile(r"#{1,6}\s+")
LOOSE_BOLD = re.compile(r"^\*\*(?=\S)|(?<=\S)\*\*$")


def read(text: str, name: str) -> Document:
    """The tables of a text: each run of lines with tabs. Stray markup is taken off. Raises DocumentError."""
    draft = Draft(name, TEXT)
    for number, cells in _records(_unix(text)):
        if len(cells) > 1:
            draft.row(number, map(unmarked, cells))
        else:
            _paragraph(draft, cells[0])
    return draft.document()


def is_tabbed(text: str) -> bool:
    """Whether most of a text is rows of cells with tabs between them."""
    widths = [len(cells) for _, cells in _records(_unix(text)) if any(cells)]
    return sum(width > 1 for width in widths) * 2 > len(widths)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _paragraph(draft: Draft, line: str) -> None:
    heading = HEADING.match(line)
    words = unmarked(line[heading.end() :] if heading else line)
    draft.words(LOOSE_BOLD.sub("", words))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The number of each line that begins a row or is a paragraph, and its cells; a quoted cell may go over several."""
    at, number = 0, 1
    while at <= len(text):
        cells, end = _record(text, at)
        if len(cells) == 1:
            end = UNQUOTED.match(text, at).end()
            cells = [text[at:end]]
        yield number, cells
        number += text.count("\n", at, end) + 1
        at = end + 1


def _record(text: str, at: int) -> tuple[list[str], int]:
    """The cells from a place in the text on, and where the row ends.

    Spreadsheets put a cell of several lines in quotation marks and double those
    inside. A quotation mark that is not closed just before a tab or a line's
    end, or has a tab before that, is a person's.
    """
    cells = []
    while True:
        quoted = QUOTED.match(text, at) if text.startswith('"', at) else None
        end = (quoted or UNQUOTED.match(text, at)).end()
        cells.append(quoted[1].replace('""', '"') if quoted else text[at:end])
        if not text.startswith("\t", end):
            return cells, end
        at = end + 1
