"""Clean HTML as blocks.

Word writes lists as paragraphs with a style, and tables with merged cells; both become what they look like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from core.prose.blocks import (
    BREAK,
    LINK,
    Block,
    Item,
    Listed,
    Paragraph,
    Quotation,
    Run,
    Runs,
    Table,
    joined,
    one_line,
    run_together,
    trimmed,
)

if TYPE_CHECKING:
    from lxml import etree

HEADINGS = {"h1": 3, "h2": 3, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BOLD, ITALIC = {"strong", "b"}, {"em", "i"}
ROOMS = {
    "div",
    "section",
    "article",
    "center",
    "pre",
    "header",
    "footer",
    "figure",
    "address",
    "dl",
    "dd",
    "dt",
    "caption",
}
BLOCKS = {"p", "ul", "ol", "li", "table", "blockquote", *HEADINGS, *ROOMS}
PARTS = {"thead", "tbody", "tfoot", "tr", "td", "th", "colgroup"}

_DOT = r"[·•▪§‣◦\uf0b7\uf0a7]"
BULLET = re.compile(rf"{_DOT}(?!\s*{_DOT})\s*|o[\xa0 ]{{2,}}\s*|[-–][\xa0]+\s*")
"""What people type before a line of a list. Two dots in a row are words."""
MSO_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d+)", re.IGNORECASE)
MSO_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
NOT_BOLD = re.compile(r"(?<![-\w])font-weight:\s*(normal|400)", re.IGNORECASE)
IS_BOLD = re.compile(r"(?<![-\w])font-weight:\s*(bold|[6-9]00)", re.IGNORECASE)
IS_ITALIC = re.compile(r"font-style:\s*italic", re.IGNORECASE)
NUMBER = re.compile(r"\(?(?:\d+|[a-z]|[ivx]+)[.)]\s*", re.IGNORECASE)
DEEPEST_LIST = 6
DEEPEST = 80
WIDEST = 40
"""Columns that a table may have; what stands beyond them joins the last."""


@dataclass
class _Reader:
    """Gathers runs until a block ends."""

    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def end(self, wrap: Callable[[Runs], Block | None]) -> None:
        """What was gathered as a block."""
        runs = trimmed(self.runs)
        self.runs = []
        made = wrap(runs) if runs else None
        if made:
            self.blocks.append(made)

    def paragraph(self) -> None:
        """What was gathered as a paragraph."""
        self.end(Paragraph)


def blocks_of(element: etree._Element, depth: int = 0) -> tuple[Block, ...]:
    """What stands in an element, which is clean and ``depth`` levels deep."""
    reader = _Reader()
    _read(element, reader, frozenset(), depth)
    reader.paragraph()
    return tuple(_word_lists(reader.blocks))


def _read(element: etree._Element, reader: _Reader, marks: frozenset[str], depth: int) -> None:
    """The content of an element, in order; what is nested without end is read as its words."""
    if depth > DEEPEST:
        reader.runs.append(Run(" ".join(element.itertext()), marks))
        return
    if element.text:
        reader.runs.append(Run(element.text, marks))
    for child in element:
        if isinstance(child.tag, str):
            _read_child(child, reader, marks, depth + 1)
        if child.tail:
            reader.runs.append(Run(child.tail, marks))


def _read_child(child: etree._Element, reader: _Reader, marks: frozenset[str], depth: int) -> None:
    tag = child.tag
    if tag == "br":
        reader.runs.append(BREAK)
    elif tag in BLOCKS:
        reader.paragraph()
        _read_block(child, reader, marks, depth)
        reader.paragraph()
    elif not MSO_MARK.search(child.get("style", "")):
        _read(child, reader, marks | _marks(child), depth)


def _read_block(element: etree._Element, reader: _Reader, marks: frozenset[str], depth: int) -> None:
    tag = element.tag
    if tag in HEADINGS:
        _read(element, reader, frozenset(), depth)
        reader.end(lambda runs: Paragraph(one_line(runs), HEADINGS[tag]))
    elif tag in {"ul", "ol"}:
        found = _items(element, depth)
        if found:
            reader.blocks.append(Listed(tag == "ol", _start(element) if tag == "ol" else 1, found))
    elif tag == "blockquote":
        inside = blocks_of(element, depth)
        if inside:
            reader.blocks.append(Quotation(inside))
    elif tag == "table":
        reader.blocks.extend(_table(element, depth))
    elif tag == "p" and (listed := MSO_LIST.search(element.get("style", ""))):
        ordered = bool(NUMBER.fullmatch(_mark_of(element)))
        _read(element, reader, marks, depth)
        reader.end(lambda runs: Item(min(int(listed[1]), DEEPEST_LIST), ordered, Paragraph(runs)))
    else:
        _read(element, reader, marks, depth)


def _items(element: etree._Element, depth: int) -> tuple[tuple[Block, ...], ...]:
    """The items of a list. A list that stands among them, as Word nests it, belongs to the item before it."""
    found: list[tuple[Block, ...]] = []
    loose = _Reader()

    def gather() -> None:
        loose.paragraph()
        blocks = tuple(_word_lists(loose.blocks))
        loose.blocks = []
        if found and not any(isinstance(block, Paragraph) for block in blocks):
            found[-1] = (*found[-1], *blocks)
        elif blocks:
            found.append(blocks)

    for child in element:
        if child.tag == "li":
            gather()
            blocks = blocks_of(child, depth + 1)
            if blocks:
                found.append(blocks)
        elif isinstance(child.tag, str):
            _read_child(child, loose, frozenset(), depth + 1)
        if child.tail:
            loose.runs.append(Run(child.tail))
    gather()
    return tuple(found)


def _start(element: etree._Element) -> int:
    written = element.get("start", "")
    return int(written) if re.fullmatch(r"\d{1,9}", written) else 1


def _mark_of(element: etree._Element) -> str:
    """The mark that Word wrote before a line of a list: "·" or "2."."""
    marks = (span for span in element.iter("span") if MSO_MARK.search(span.get("style", "")))
    return next((" ".join("".join(span.itertext()).split()) for span in marks), "")


def _marks(element: etree._Element) -> frozenset[str]:
    """What an element marks its words with."""
    tag, style = element.tag, element.get("style", "")
    found = set()
    if (tag in BOLD and not NOT_BOLD.search(style)) or (tag == "span" and IS_BOLD.search(style)):
        found.add("strong")
    if tag in ITALIC or (tag == "span" and IS_ITALIC.search(style)):
        found.add("em")
    if tag == "a" and LINK.match(element.get("href", "")):
        found.add(element.get("href"))
    return frozenset(found)


def _word_lists(blocks: Sequence[Block]) -> Iterator[Block]:
    """Lines that Word wrote as paragraphs put together into lists; typed bullets are lines of a list too."""
    blocks = [_typed_bullet(block) for block in blocks]
    for is_item, together in groupby(blocks, key=lambda block: isinstance(block, Item)):
        if is_item:
            yield from _nested(list(together))
        else:
            yield from together


def _typed_bullet(block: Block) -> Block:
    if not isinstance(block, Paragraph) or block.level or not (mark := BULLET.match(block.runs[0].text)):
        return block
    if not BULLET.match("".join(run.text for run in block.runs)):  # the second dot is bold
        return block
    rest = trimmed([replace(block.runs[0], text=block.runs[0].text[mark.end() :]), *block.runs[1:]])
    return Item(1, ordered=False, block=Paragraph(rest)) if rest else block


def _nested(items: list[Item]) -> Iterator[Listed]:
    """Lists out of lines that know how deep they stand."""
    top = min(item.depth for item in items)
    entries: list[tuple[bool, list[Block], list[Item]]] = []
    for item in items:
        if item.depth == top or not entries:
            entries.append((item.ordered, [item.block], []))
        else:
            entries[-1][2].append(item)
    for ordered, together in groupby(entries, key=lambda entry: entry[0]):
        yield Listed(ordered, 1, tuple((*own, *(_nested(below) if below else ())) for _, own, below in together))


def _table(element: etree._Element, depth: int) -> Iterator[Block]:
    """A table with its merged cells taken apart; one of a single cell is only a frame round its content."""
    rows: list[dict[int, Runs]] = []
    taken: dict[tuple[int, int], Runs] = {}
    for place, row in enumerate(_rows(element)):
        line: dict[int, Runs] = {}
        column = 0
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            while (place, column) in taken:
                column += 1
            own, across, down = min(column, WIDEST - 1), _span(cell, "colspan"), _span(cell, "rowspan")
            line[own] = joined(line.get(own, ()), _cell(cell, depth))
            taken.update(((place + below, column + beside), ()) for below in range(down) for beside in range(across))
            column += across
        rows.append(line)
    width = max((place + 1 for line in rows for place, runs in line.items() if runs), default=0)
    filled = tuple(tuple(line.get(place, ()) for place in range(width)) for line in rows if any(line.values()))
    if width == 1 and len(filled) == 1:
        cell = next(cell for row in _rows(element) for cell in row if _cell(cell, depth))
        yield from blocks_of(cell, depth)
    elif filled:
        yield Table(filled)


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, without those of a table inside one of its cells."""
    for child in element:
        if child.tag == "tr":
            yield child
        elif child.tag in PARTS:
            yield from _rows(child)


def _span(cell: etree._Element, name: str) -> int:
    written = cell.get(name, "")
    return min(max(int(written), 1), WIDEST) if re.fullmatch(r"\d{1,4}", written) else 1


def _cell(cell: etree._Element, depth: int) -> Runs:
    """What a cell says, on one line: paragraphs and items follow one another."""
    return one_line(run_together(blocks_of(cell, depth)))
