"""What an editor posts, or somebody pastes from Word, as Markdown: cleaned by nh3 first, then written block by block.

Word writes lists as paragraphs with a style, and tables with merged cells; both become what they look like. Pictures
are left out and counted. Text that Markdown would take for marks is escaped, so that what is shown is what was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import groupby

import nh3
from lxml import etree

SCHEMES = {"http", "https", "mailto", "data"}  # a picture of "data:" is counted and goes; no link keeps it
PICTURE = re.compile(r"(<img\b[^>]*?\bsrc\s*=\s*[\"']?data:)[^\"'>\s]*", re.IGNORECASE)
LINK = re.compile(r"(https?://|mailto:)\S", re.IGNORECASE)
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
TAGS = BLOCKS | PARTS | BOLD | ITALIC | {"a", "br", "span", "img"}
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "img": {"src"},
    "p": {"style", "class"},
    "span": {"style"},
    "b": {"style"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
DROPPED = {"script", "style", "title", "xml", "template", "noscript", "object", "svg", "math", "textarea", "select"}

WHITE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad]")
MARKS = re.compile(r"[\\`*_\[\]<>]")
ENTITY = re.compile(r"&(?=#?\w+;)")
LINE_START = re.compile(r"([-+])(?=\s|$)|(#)|(\d{1,9})([.)])(?=\s|$)")
BULLET = re.compile(r"[·•▪§‣◦\uf0b7\uf0a7]\s*|o[\xa0 ]{2,}\s*|[-–][\xa0]+\s*")
MSO_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d+)", re.IGNORECASE)
MSO_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
CLOSING = re.compile(r"(?<![&\\])#")
BACKSLASHED = r"\\\g<0>"
NOT_BOLD = re.compile(r"(?<![-\w])font-weight:\s*(normal|400)", re.IGNORECASE)
IS_BOLD = re.compile(r"(?<![-\w])font-weight:\s*(bold|[6-9]00)", re.IGNORECASE)
IS_ITALIC = re.compile(r"font-style:\s*italic", re.IGNORECASE)
NUMBER = re.compile(r"\(?(?:\d+|[a-z]|[ivx]+)[.)]\s*", re.IGNORECASE)

LARGEST = 2_000_000
"""Characters of HTML that are looked at, without the bytes of pictures: a second or two. An editor writes some four for
each that is kept."""
DEEPEST_LIST = 6
DEEPEST = 80
WIDEST = 40
"""Columns that a table may have; what stands beyond them joins the last."""


@dataclass(frozen=True)
class Cleaned:
    """What was left of somebody's HTML."""

    text: str
    """As Markdown."""
    images: int
    """How many pictures were left out."""
    words_alone: bool = False
    """Whether it was too large for more than its words."""

    @property
    def note(self) -> str:
        """What its author is told of what was left out; empty where nothing was."""
        if self.words_alone:
            return "It was too long to be read as it looks: only its words are kept. Paste a part of it at a time."
        if not self.images:
            return ""
        several = self.images > 1
        left = f"{self.images} images were" if several else "1 image was"
        return f"{left} left out: reports hold words and tables. Attach {'them' if several else 'it'} to the item."


def from_html(html: str) -> str:
    """HTML as Markdown, cleaned."""
    return cleaned(html).text


def cleaned(html: str) -> Cleaned:
    """HTML as Markdown, with what was left out of it. Of what is larger than any report, the words alone."""
    html = PICTURE.sub(r"\1", html)
    if len(html) > LARGEST:
        return Cleaned(unescape(nh3.clean(html, tags=set(), clean_content_tags=DROPPED)), 0, words_alone=True)
    safe = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None, clean_content_tags=DROPPED
    )
    if not safe.strip():
        return Cleaned("", 0)
    parser = etree.HTMLParser(huge_tree=True)
    root = etree.fromstring(f"<div>{safe}</div>", parser)
    if root is None or any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        return cleaned(nh3.clean(safe, tags=set()))  # nested without end: its words are kept
    return Cleaned(_markdown(_blocks(root)), sum(1 for _ in root.iter("img")))


# What was written, as blocks


@dataclass(frozen=True)
class Run:
    """Some text with the marks that it bears."""

    text: str
    marks: frozenset[str] = frozenset()
    """Of "strong", "em" and the addresses of links."""


Runs = tuple[Run, ...]
BREAK = Run("\n")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a sub-heading of a level."""

    runs: Runs
    level: int = 0


@dataclass(frozen=True)
class Item:
    """A line of a list that Word wrote as a paragraph, until its list is put together."""

    depth: int
    ordered: bool
    block: Paragraph


@dataclass(frozen=True)
class Listed:
    """A list."""

    ordered: bool
    start: int
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True)
class Quotation:
    """A quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Table:
    """A table, its first row the header."""

    rows: tuple[tuple[Runs, ...], ...]


Block = Paragraph | Listed | Quotation | Table | Item


@dataclass
class _Reader:
    """Gathers runs until a block ends."""

    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def end(self, wrap: Callable[[Runs], Block | None]) -> None:
        """What was gathered as a block."""
        runs = _trimmed(self.runs)
        self.runs = []
        made = wrap(runs) if runs else None
        if made:
            self.blocks.append(made)

    def paragraph(self) -> None:
        """What was gathered as a paragraph."""
        self.end(Paragraph)


def _blocks(element: etree._Element, depth: int = 0) -> tuple[Block, ...]:
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
        reader.end(lambda runs: Paragraph(_one_line(runs), HEADINGS[tag]))
    elif tag in {"ul", "ol"}:
        found = _items(element, depth)
        if found:
            reader.blocks.append(Listed(tag == "ol", _start(element) if tag == "ol" else 1, found))
    elif tag == "blockquote":
        inside = _blocks(element, depth)
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
        if not loose.blocks:
            return
        if found and not any(isinstance(block, Paragraph) for block in loose.blocks):
            found[-1] = (*found[-1], *loose.blocks)
        else:
            found.append(tuple(loose.blocks))
        loose.blocks = []

    for child in element:
        if child.tag == "li":
            gather()
            blocks = _blocks(child, depth + 1)
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
    rest = _trimmed([replace(block.runs[0], text=block.runs[0].text[mark.end() :]), *block.runs[1:]])
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
            line[own] = _joined(line.get(own, ()), _cell(cell, depth))
            taken.update(((place + below, column + beside), ()) for below in range(down) for beside in range(across))
            column += across
        rows.append(line)
    width = max((place + 1 for line in rows for place, runs in line.items() if runs), default=0)
    filled = tuple(tuple(line.get(place, ()) for place in range(width)) for line in rows if any(line.values()))
    if width == 1 and len(filled) == 1:
        cell = next(cell for row in _rows(element) for cell in row if _cell(cell, depth))
        yield from _blocks(cell, depth)
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
    return _one_line(_said(_blocks(cell, depth)))


def _said(blocks: Sequence[Block]) -> Runs:
    runs: Runs = ()
    for block in blocks:
        match block:
            case Paragraph():
                runs = _joined(runs, block.runs)
            case Listed():
                for item in block.items:
                    runs = _joined(runs, _said(item))
            case Quotation():
                runs = _joined(runs, _said(block.blocks))
            case Table():
                for row in block.rows:
                    for said in row:
                        runs = _joined(runs, said)
    return runs


def _joined(first: Runs, second: Runs) -> Runs:
    if not first or not second:
        return first or second
    between = " " if first[-1].text[-1:] in ".,;:!?" else "; "
    return (*first, Run(between), *second)


def _one_line(runs: Sequence[Run]) -> Runs:
    return _trimmed([Run(" ") if run == BREAK else run for run in runs])


def _trimmed(runs: Sequence[Run]) -> Runs:
    """Runs with white space as it is shown: single blanks, none at either end of a line, and no marks on blanks."""
    parts: list[Run] = []
    for run in runs:
        text = run.text if run == BREAK else UNSEEN.sub("", WHITE.sub(" ", run.text))
        lead, core, tail = text[: len(text) - len(text.lstrip())], text.strip(), text[len(text.rstrip()) :]
        pieces = [Run(text)] if run == BREAK or not core else [Run(lead), Run(core, run.marks), Run(tail)]
        for piece in pieces:
            _add(parts, piece)
    while parts and not parts[-1].text.strip():
        parts.pop()
    if parts:
        parts[-1] = replace(parts[-1], text=parts[-1].text.rstrip())
    return tuple(_without_bare_marks(parts))


def _add(parts: list[Run], piece: Run) -> None:
    """Join a piece on to what is there; a blank at the start of a line, or after another, goes."""
    at_start = not parts or parts[-1] == BREAK
    if piece == BREAK:
        while parts and parts[-1] != BREAK and not parts[-1].text.strip():
            parts.pop()
        if parts and parts[-1] != BREAK:
            parts[-1] = replace(parts[-1], text=parts[-1].text.rstrip())
            parts.append(piece)
        return
    text = piece.text.lstrip() if at_start else piece.text
    if not at_start and text.startswith(" ") and parts[-1].text.endswith(" "):
        text = text[1:]
    if not text:
        return
    if not at_start and parts[-1].marks == piece.marks:
        parts[-1] = replace(parts[-1], text=parts[-1].text + text)
    else:
        parts.append(replace(piece, text=text))


def _without_bare_marks(parts: Sequence[Run]) -> Iterator[Run]:
    """Blanks between two runs of the same marks bear them too, so that one pair of marks holds them together."""
    for place, run in enumerate(parts):
        around = parts[place - 1 : place] + parts[place + 1 : place + 2]
        if not run.text.strip() and run != BREAK and len(around) == 2:
            yield replace(run, marks=around[0].marks & around[1].marks)
        else:
            yield run


# The blocks as Markdown


def _markdown(blocks: Sequence[Block]) -> str:
    return "\n\n".join(_written(blocks))


def _written(blocks: Sequence[Block]) -> Iterator[str]:
    """Each block in its lines. Of two lists side by side, the second has other marks, so that they stay two."""
    other = False
    before: Block | None = None
    for block in blocks:
        beside = isinstance(block, Listed) and isinstance(before, Listed) and block.ordered == before.ordered
        other = beside and not other
        yield _block(block, other=other)
        before = block


def _block(block: Block, *, other: bool) -> str:
    match block:
        case Paragraph(runs, 0):
            return "\\\n".join(_line(list(line)) for line in _lines(runs))
        case Paragraph(runs, level):
            return f"{'#' * level} {CLOSING.sub(BACKSLASHED, _line(list(runs)))}"
        case Quotation(inside):
            return "\n".join(f"> {line}".rstrip() for line in _markdown(inside).split("\n"))
        case Table(rows):
            lines = [f"| {' | '.join(_inline(list(cell)) for cell in row)} |" for row in rows]
            return "\n".join([lines[0], f"|{' --- |' * len(rows[0])}", *lines[1:]])
        case Listed():
            return _list(block, other=other)
    raise TypeError(f"{type(block).__name__} is no block.")


def _list(block: Listed, *, other: bool) -> str:
    """A list; one of whose items holds more than a line and further lists has blank lines between them."""
    lines = []
    for place, item in enumerate(block.items, block.start):
        mark = f"{place}{')' if other else '.'}" if block.ordered else "*" if other else "-"
        indent = " " * (len(mark) + 1)
        inside = ("\n" if _is_tight(item) else "\n\n").join(_written(item))
        first, *rest = inside.split("\n")
        lines.append("\n".join([f"{mark} {first}", *(f"{indent}{line}" if line else "" for line in rest)]))
    return ("\n" if all(_is_tight(item) for item in block.items) else "\n\n").join(lines)


def _is_tight(item: Sequence[Block]) -> bool:
    first, *rest = item
    lists = [block for block in item if isinstance(block, Listed)]
    small = all(_is_tight(inner) for block in lists for inner in block.items)
    return small and isinstance(first, Paragraph) and not first.level and rest == lists and len(rest) < 2


def _lines(runs: Runs) -> Iterator[Iterator[Run]]:
    for is_break, line in groupby(runs, key=lambda run: run == BREAK):
        if not is_break:
            yield line


def _line(runs: list[Run]) -> str:
    """A line of a paragraph; what Markdown would take for the start of a list or a heading is escaped."""
    written = _inline(runs)
    start = LINE_START.match(written)
    if not start:
        return written
    dash, hash_, number, point = start.groups()
    return f"{number or ''}\\{dash or hash_ or point}{written[start.end() :]}"


@dataclass(frozen=True)
class _Mark:
    """An end of a mark in a line, which neighbours must let Markdown see."""

    text: str
    opens: bool


def _inline(runs: list[Run]) -> str:
    """Runs as one line of Markdown."""
    pieces = list(_pieces(_linked(runs)))
    written = [piece.text if isinstance(piece, _Mark) else _escaped(piece) for piece in pieces]
    for place, piece in enumerate(pieces):
        if isinstance(piece, _Mark):
            _make_seen(written, pieces, place, piece)
    return "".join(written)


def _make_seen(written: list[str], pieces: list, place: int, mark: _Mark) -> None:
    """Write a letter beside a mark by its number where Markdown would not take the mark for one."""
    inner, outer = (place + 1, place - 1) if mark.opens else (place - 1, place + 1)
    if not 0 <= outer < len(pieces) or isinstance(pieces[outer], _Mark):
        return
    beside = written[outer][-1 if mark.opens else 0]
    within = written[inner][0 if mark.opens else -1]
    if beside.isspace() or (beside.isascii() and not beside.isalnum()):
        return
    if mark.text == "_" or not within.isalnum():
        number = f"&#{ord(beside)};"
        written[outer] = f"{written[outer][:-1]}{number}" if mark.opens else f"{number}{written[outer][1:]}"


def _linked(runs: list[Run]) -> list[Run]:
    """Runs whose links are whole: only what all of a link bears is borne by it."""
    linked = []
    for address, together in groupby(runs, key=_address):
        within = list(together)
        if address:
            marks = frozenset.intersection(*(run.marks for run in within if run.text.strip()))
            within = [
                Run("".join(run.text for run in within), frozenset(m for m in marks if not LINK.match(m)) | {address})
            ]
        linked += within
    return linked


def _address(run: Run) -> str:
    return min((mark for mark in run.marks if LINK.match(mark)), default="")


def _pieces(runs: list[Run]) -> Iterator[str | _Mark]:
    """Text and the ends of its marks; of two marks the longer one stands outside."""
    place = 0
    while place < len(runs):
        reach = {mark: _reach(runs, place, mark) for mark in runs[place].marks}
        if not reach or not runs[place].text.strip():
            yield runs[place].text
            place += 1
            continue
        mark = max(reach, key=lambda one: (reach[one], one == "strong", one == "em", one))
        end = place + reach[mark]
        inside = [replace(run, marks=run.marks - {mark}) for run in runs[place:end]]
        if LINK.match(mark):
            yield _Mark("[", opens=True)
            yield from _pieces(inside)
            yield _Mark(f"]({_target(mark)})", opens=False)
        else:
            sign = "**" if mark == "strong" else "_"
            yield _Mark(sign, opens=True)
            yield from _pieces(inside)
            yield _Mark(sign, opens=False)
        place = end


def _reach(runs: list[Run], place: int, mark: str) -> int:
    """How many runs from a place on bear a mark; a blank at their end stands outside it."""
    end = next((n for n in range(place, len(runs)) if mark not in runs[n].marks), len(runs))
    while end > place + 1 and not runs[end - 1].text.strip():
        end -= 1
    return end - place


def _target(address: str) -> str:
    """An address as Markdown has it between brackets."""
    written = re.sub(r"[\s<>\\|]", lambda found: f"%{ord(found[0]):02X}", address)
    return f"<{ENTITY.sub(BACKSLASHED, written)}>"


def _escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = MARKS.sub(BACKSLASHED, text)
    return ENTITY.sub(BACKSLASHED, escaped).replace("|", f"&#{ord('|')};")
