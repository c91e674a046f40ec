"""Word documents: their tables, as a person sees them once all tracked changes are accepted.

python-docx opens the file and knows its styles. Its cells take time that grows
with the square of a table, so the XML is walked through here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.documents.kinds import COLUMN_LIMIT, WORD, Document, DocumentError, Draft
from core.documents.numbering import Numbering, numbering_of
from core.documents.words import lines
from core.limits import MB
from core.markup import MarkupError, look_through

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

XML_LIMIT = 40 * MB
TAGS_LIMIT = 1_000_000
WORD_NAMES = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{WORD_NAMES}}}"
COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
P, R, TBL, TR, TC, VAL = (f"{W}{name}" for name in ("p", "r", "tbl", "tr", "tc", "val"))
SEEN_THROUGH = {
    *(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "hyperlink", "fldSimple", "bdo", "dir")),
    *(f"{W}{name}" for name in ("ins", "moveTo")),
    *(f"{COMPATIBLE}{name}" for name in ("AlternateContent", "Choice")),
}
SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
SYMBOLS = {"F0FC": "✓", "F0FB": "✗", "F0FE": "☑", "F0FD": "☒", "F0A8": "☐", "F06F": "☐"}
"""Ticks and boxes of Wingdings; its bullets and arrows are left out."""
HEADINGS = ("heading", "title", "subtitle", "caption")
OFF = {"0", "false", "off"}
SAVE = "open it in Word and save it again as Word document (.docx)."


def read(content: bytes, name: str) -> Document:
    """The tables of a Word document, those inside another's cell as lines of that cell. Raises DocumentError."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist() if part.filename.endswith((".xml", ".rels")))
        if size > XML_LIMIT:
            raise DocumentError(
                f"{name} would unpack to {size // MB:,} MB of text, and {XML_LIMIT // MB} MB is the limit: "
                "take out what is not needed, or split it."
            )
        try:
            look_through(archive, archive.namelist(), tags=TAGS_LIMIT)
        except MarkupError as much:
            raise DocumentError(f"{name} holds {much}, and is not read: split it, or {SAVE}") from much
        except Exception as failed:
            raise DocumentError(f"{name} cannot be read as a Word document: {SAVE}") from failed
    try:
        return _read(content, name)
    except DocumentError:
        raise
    except Exception as failed:
        raise DocumentError(f"{name} cannot be read as a Word document: {SAVE}") from failed


def _read(content: bytes, name: str) -> Document:
    import docx  # slow to import
    from docx.opc.constants import RELATIONSHIP_TYPE

    opened = docx.Document(io.BytesIO(content))
    headings = {style.style_id for style in opened.styles if (style.name or "").lower().startswith(HEADINGS)}
    try:
        numbers = opened.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
        numbering = numbering_of(numbers, opened.styles.element)
    except KeyError:
        numbering = Numbering()
    draft = Draft(name, WORD)
    number = 0
    words: list[str] = []
    for block in _parts(opened.element.body):
        if block.tag == P:
            words.append(_paragraph(block))
            numbering.of(block)
            if not _joins_next(block):
                draft.words(lines("".join(words)), heading=_is_heading(block, headings))
                words = []
        elif block.tag == TBL:
            number = _gather(draft, block, number, numbering)
    return draft.document()


def _parts(element: Element) -> Iterator[Element]:
    """What is in an element, seen through content controls, links and insertions; what was deleted has other names."""
    for part in element.iterchildren():
        if part.tag in SEEN_THROUGH:
            yield from _parts(part)
        else:
            yield part


def _gather(draft: Draft, table: Element, number: int, numbering: Numbering) -> int:
    """The rows of a table, numbered on from ``number``; the last one's number."""
    draft.end_table()
    open_columns: set[int] = set()
    for row in _rows(table):
        number += 1
        cells: list[Element | None] = [None] * min(_number(row, "trPr", "gridBefore"), COLUMN_LIMIT)
        carried: set[int] = set()
        opened: set[int] = set()
        for cell in _cells(row):
            at = len(cells)
            width = min(max(_number(cell, "tcPr", "gridSpan"), 1), COLUMN_LIMIT)
            columns = range(at, at + width)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            if merge is not None:
                opened.update(columns)
            continues = merge is not None and merge.get(VAL, "continue") == "continue" and at in open_columns
            if continues:
                carried.update(columns)
            cells += [None if continues else cell, *[None] * (width - 1)]
        open_columns = opened
        if cells:
            draft.row(number, ("" if cell is None else lines(_text(cell, numbering)) for cell in cells), carried)
    draft.end_table()
    return number


def _rows(table: Element) -> Iterator[Element]:
    for part in _parts(table):
        if part.tag == TR and part.find(f"{W}trPr/{W}del") is None:
            yield part


def _cells(row: Element) -> Iterator[Element]:
    for part in _parts(row):
        if part.tag == TC and part.find(f"{W}tcPr/{W}cellDel") is None:
            yield part


def _text(cell: Element, numbering: Numbering) -> str:
    """The paragraphs of a cell, each a line; a table in it cell by cell. Without words, the numbers of its paragraphs."""
    words: list[str] = []
    numbers: list[str] = []
    for block in _parts(cell):
        if block.tag == P:
            words += [_paragraph(block), "" if _joins_next(block) else "\n"]
            numbers.append(numbering.of(block))
        elif block.tag == TBL:
            words += [f"{_text(inner, numbering)}\n" for row in _rows(block) for inner in _cells(row)]
    text = "".join(words)
    return text if text.strip() else "\n".join(numbers)


def _paragraph(paragraph: Element) -> str:
    return "".join(
        _sign(sign) for run in _parts(paragraph) if run.tag == R and not _is_hidden(run) for sign in _parts(run)
    )


def _sign(sign: Element) -> str:
    """What a part of a run looks like; marks of notes, instructions of fields and pictures have no words."""
    if sign.tag == f"{W}t":
        return sign.text or ""
    if sign.tag == f"{W}sym" and sign.get(f"{W}font", "").startswith("Wingdings"):
        return SYMBOLS.get(sign.get(f"{W}char", "").upper(), "")
    return SIGNS.get(sign.tag, "")


def _is_hidden(run: Element) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish")
    return hidden is not None and hidden.get(VAL) not in OFF


def _joins_next(paragraph: Element) -> bool:
    """Whether the end of a paragraph was deleted, so that the next one goes on in it."""
    return any(paragraph.find(f"{W}pPr/{W}rPr/{W}{change}") is not None for change in ("del", "moveFrom"))


def _is_heading(paragraph: Element, headings: set[str]) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return paragraph.find(f"{W}pPr/{W}outlineLvl") is not None or (style is not None and style.get(VAL) in headings)


def _number(element: Element, properties: str, name: str) -> int:
    found = element.find(f"{W}{properties}/{W}{name}")
    return int(found.get(VAL, "0")) if found is not None else 0
