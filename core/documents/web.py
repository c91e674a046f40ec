"""Web pages, from a file or pasted: their tables, read by lxml's parser of HTML, which no page brings down."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from core.documents.kinds import COLUMN_LIMIT, NO_TABLE, ROW_LIMIT, WEB, Document, DocumentError, Draft
from core.documents.words import lines
from core.markup import MarkupError, check_html

if TYPE_CHECKING:
    from lxml import etree

PAGE = re.compile(r"\s*<(?:!doctype html|html\b|\?xml\b|meta\b|table\b|tr\b)", re.IGNORECASE)
TABLE = re.compile(r"<table\b", re.IGNORECASE)
ROW = re.compile(r"<t(?:able|r)\b", re.IGNORECASE)
ROW_BEGINS = re.compile(r"<tr\b", re.IGNORECASE)
TAGS_LIMIT = 300_000
NOT_SHOWN = {"del", "script", "style", "template", "noscript", "head", "select", "textarea", "object", "svg"}
BROKEN = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
}  # fmt: skip
WHITE = re.compile(r"[ \t\r\n\f]+")
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
NOTES = ("#_ftn", "#_edn")
SPAN = re.compile(r"\s*\d{1,5}")
SPAN_LIMIT = 65_534
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "caption"}
CELLS = {"td", "th"}
TOO_DEEP = "cannot be read as a web page: open it, select the table, copy it, and paste it in the box."
GROUPS = {"thead", "tbody", "tfoot"}


def looks_like_page(text: str) -> bool:
    """Whether a text is HTML, rather than text in which the first cell has a stray tag."""
    return bool(PAGE.match(text)) or (text.lstrip().startswith("<") and bool(ROW.search(text)))


def read(text: str, name: str) -> Document:
    """The tables of a web page, those inside another's cell as lines of that cell. Raises DocumentError."""
    from lxml import etree  # wanted for documents alone

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    _refuse_too_much(text, name)
    if not TABLE.search(text):
        text = f"<table>{text}</table>"
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.LxmlError as failed:
        raise DocumentError(f"{name} {TOO_DEEP}") from failed
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise DocumentError(f"{name} {TOO_DEEP}")
    if root is None:
        raise DocumentError(NO_TABLE)
    page = _Page(Draft(name, WEB))
    walk = etree.iterwalk(root, events=("start", "end"))
    skipped = None
    for event, element in walk:
        if event == "start" and _is_shown(element):
            page.start(element)
        elif event == "start":
            skipped = element
            walk.skip_subtree()
        elif element is skipped:
            page.after(element)
        else:
            page.end(element)
    page.paragraph()
    return page.draft.document()


def _refuse_too_much(text: str, name: str) -> None:
    """What a parser would take long over is refused before one sees it. Raises DocumentError."""
    try:
        check_html(text, tags=TAGS_LIMIT)
    except MarkupError as much:
        raise DocumentError(
            f"{name} holds {much}, and is not read: take out what is not needed, or split it."
        ) from much
    if (rows := len(ROW_BEGINS.findall(text))) > ROW_LIMIT:
        raise DocumentError(
            f"{name} has {rows:,} rows, and {ROW_LIMIT:,} is the limit: take out what is not needed, or split it."
        )


def _is_shown(element: etree._Element) -> bool:
    """Whether a person sees what is in an element; not the mark of a note or of a list's item, nor what was deleted."""
    if element.tag in NOT_SHOWN or element.get("hidden") is not None:
        return False
    if element.tag == "a" and element.get("href", "").startswith(NOTES):
        return False
    style = element.get("style", "")
    if "mso-list:ignore" in style.replace(" ", "").lower():
        letters = (letter for text in element.itertext() for letter in text if not letter.isspace())
        return len(list(islice(letters, 2))) > 1
    return not HIDDEN.search(style)


@dataclass
class _Page:
    """A web page while it is walked through.

    ``down`` says how many more rows of a column are merged with the cell above,
    this row counted; ``below`` what this row adds to that for the rows after it.
    """

    draft: Draft
    words: list[str] = field(default_factory=list)
    depth: int = 0
    number: int = 0
    row: dict[int, str] | None = None
    cell: int | None = None
    down: dict[int, int] = field(default_factory=dict)
    below: dict[int, int] = field(default_factory=dict)

    def start(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in BROKEN:
            self.words.append("\n")
        if tag in HEADINGS and self.cell is None:
            self.paragraph()
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.paragraph()
                self.down = {}
        elif self.depth == 1 and tag == "tr":
            self._end_row()
            self.row = {}
        elif self.depth == 1 and tag in CELLS:
            self._end_cell()
            self.paragraph()
            self._place(element)
        self.words.append(WHITE.sub(" ", element.text or ""))

    def end(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in BROKEN:
            self.words.append("\n")
        if tag in HEADINGS and self.cell is None:
            self.paragraph(heading=True)
        if tag == "table":
            self.depth -= 1
            if not self.depth:
                self._end_row()
                self.paragraph()
                self.draft.end_table()
        elif self.depth == 1 and tag in CELLS:
            self._end_cell()
        elif self.depth == 1 and tag == "tr":
            self._end_row()
        elif self.depth == 1 and tag in GROUPS:
            self.down = {}
        self.after(element)

    def after(self, element: etree._Element) -> None:
        """The words between an element and the next."""
        self.words.append(WHITE.sub(" ", element.tail or ""))

    def paragraph(self, *, heading: bool = False) -> None:
        """What was gathered outside the cells is words between tables, a paragraph each line."""
        text = lines("".join(self.words))
        self.words = []
        for line in [text] if heading else text.split("\n"):
            if line:
                self.draft.words(line, heading=heading)

    def _place(self, element: etree._Element) -> None:
        """A cell begins in the next column that none from above reaches into."""
        self.row = self.row or {}
        at = max(self.row, default=-1) + 1
        while self.down.get(at):
            at += 1
        width = min(_span(element, "colspan"), max(COLUMN_LIMIT - at, 1))
        for column in range(at, at + width):
            self.row[column] = ""
        rows = _span(element, "rowspan")
        if rows != 1:
            self.below |= dict.fromkeys(range(at, at + width), (rows or SPAN_LIMIT) - 1)
        self.cell = at

    def _end_cell(self) -> None:
        """A cell ends, if one was begun."""
        if self.cell is not None:
            self.row[self.cell] = "".join(self.words)
            self.words, self.cell = [], None

    def _end_row(self) -> None:
        """A row ends, if one was begun."""
        if self.row is None:
            return
        self._end_cell()
        row, self.row = self.row, None
        carried = self.down.keys() - row.keys()
        width = max([*row, *carried], default=-1) + 1
        self.number += 1
        if width:
            self.draft.row(self.number, (lines(row.get(column, "")) for column in range(width)), carried)
        self.down = {column: rows - 1 for column, rows in self.down.items() if rows > 1} | self.below
        self.below = {}


def _span(element: etree._Element, name: str) -> int:
    """How many columns or rows a cell spans; as many rows as there are is 0."""
    found = SPAN.match(element.get(name, "1"))
    return min(int(found[0]), SPAN_LIMIT) if found and (name == "rowspan" or int(found[0])) else 1
