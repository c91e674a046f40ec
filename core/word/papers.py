"""A paper's HTML walked through and written down as a Word document.

The HTML is what core.pdf lays out: our own templates round cleaned prose. A heading becomes a heading, a list a list,
a table a table whose head is repeated; what a style sheet would put on a line of its own gets one. No word is added
and none is lost, but for what no eye sees (captions of tables, which Word keeps as the table's description).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace

from docx.document import Document as Written
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element as Element

from core.word.frame import Frame, dress, new_document, text_width
from core.word.parts import LINE, TAB, Look, Piece, Setting, clean, leads_to, paragraph, tidy
from core.word.tables import Cell, Table, table_of

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "ol", "p", "pre", "section", "table", "ul",
}  # fmt: skip
OWN_LINE = {"below", "step", "live", "tile__words"}
"""Classes whose spans the style sheets put on a line of their own."""
UNSEEN = {"govuk-visually-hidden", "no-print"}
SILENT = {"script", "style", "head", "colgroup", "template"}
HEADINGS = {"h1": "Title"} | {f"h{level}": f"Heading{level - 1}" for level in range(2, 7)}
STYLES = {
    "facts": "Facts",
    "item__number": "Facts",
    "exempt-mark": "Exemptmark",
    "sign-off__line": "Signatureline",
}
"""The styles of paragraphs by their class."""
BOLD, ITALIC = {"strong", "b", "th", "dt"}, {"em", "i"}
INDENT = 360
"""A step to the right, in twentieths of a point."""
HANGING = 680
"""How far the number of a paragraph stands out: 12 mm."""
ORDINARY, PLAIN = Setting(), Look()
MANY_COLUMNS = 5
"""An appendix whose widest table has as many columns lies across."""


@dataclass(frozen=True)
class Place:
    """Where in the document one is."""

    into: list[Element]
    """What has been made so far of the body or of a cell."""
    setting: Setting = ORDINARY
    look: Look = PLAIN
    depth: int = 0
    """How many lists one is in."""
    in_table: bool = False
    width: int = 0
    """In twentieths of a point."""


@dataclass
class Line:
    """The paragraph that is being gathered, with what stands before its first word."""

    pieces: list[Piece] = field(default_factory=list)
    label: list[Piece] = field(default_factory=list)


def word_document(html: str, *, council: str, brand_colour: str = "") -> bytes:
    """A paper (``templates/paper.html``) as DOCX. Its title, running head and mark are the paper's own.

    About a second for a table of 3,000 rows of seven cells.
    """
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8")
    tree = etree.fromstring(clean(html).encode(), parser)
    body = tree.find("body")
    marked = body.find(".//*[@data-exempt]")
    frame = Frame(
        title=" ".join((tree.findtext("head/title") or "").split()),
        council=council,
        left=body.get("data-left", ""),
        right=body.get("data-right", ""),
        mark="" if marked is None else marked.get("data-exempt"),
        brand_colour=brand_colour,
    )
    return _Writer(frame).write(body)


class _Writer:
    """Writes one document."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.document: Written = new_document(frame)
        self.across = False
        self.line = Line()
        self.lists = _Lists(self.document)
        self.last_heading = 0

    def write(self, body: Element) -> bytes:
        place = Place(into=[], width=text_width(self.document.sections[0]))
        self.children(body, place)
        self.flush(place)
        self.put_down(place)
        content = io.BytesIO()
        self.document.save(content)
        return content.getvalue()

    # Pages

    def put_down(self, place: Place) -> None:
        """What was gathered goes into the body, before the properties of its section. A table never stands last."""
        sentinel = self.document.element.body.sectPr
        if place.into and place.into[-1].tag == qn("w:tbl"):
            place.into.append(paragraph([], Setting(), self.document.part))
        for made in place.into:
            sentinel.addprevious(made)
        place.into.clear()

    def turn(self, place: Place, *, across: bool) -> Place:
        """What follows begins on a new page, upright or across."""
        self.flush(place)
        self.put_down(place)
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self._end_in_the_last_paragraph()
        dress(section, self.frame, across=across)
        self.across = across
        return replace(place, width=text_width(section))

    def _end_in_the_last_paragraph(self) -> None:
        """A section ends with the last paragraph that has words; one without any might fill a page by itself."""
        ending = self.document.element.body.sectPr.getprevious()
        before = ending.getprevious()
        if before is not None and before.tag == qn("w:p") and before.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
            before.get_or_add_pPr().append(ending.pPr.find(qn("w:sectPr")))
            ending.getparent().remove(ending)

    # Elements

    def children(self, element: Element, place: Place) -> None:
        """The words and the elements inside one."""
        self.words(element.text, place)
        for child in element:
            if isinstance(child.tag, str):
                self.element(child, place)
            self.words(child.tail, place)

    def words(self, text: str | None, place: Place) -> None:
        if text:
            self.line.pieces.append((text, place.look))

    def element(self, element: Element, place: Place) -> None:
        classes = set((element.get("class") or "").split())
        tag = element.tag
        if tag in SILENT or classes & UNSEEN:
            return
        if tag == "svg":
            self.words(element.findtext("{*}title") or element.findtext("title"), place)
        elif tag == "br":
            self.line.pieces.append((LINE, place.look))
        elif tag in BLOCKS or classes & OWN_LINE:
            self.flush(place)
            self.block(element, tag, classes, place)
        else:
            self.children(element, replace(place, look=_look(element, classes, place.look)))

    def block(self, element: Element, tag: str, classes: set[str], place: Place) -> None:
        if tag in HEADINGS:
            self.heading(element, tag, place)
        elif tag in ("ul", "ol"):
            self.list(element, place)
        elif tag == "li":  # outside any list
            self.inside(element, place)
        elif tag == "table":
            self.table(element, place)
        elif "appendix" in classes:
            self.appendix(element, place)
        elif "numbered" in classes:
            setting = replace(place.setting, indent=place.setting.indent + HANGING)
            self.inside(element, replace(place, setting=setting))
        elif "numbered__label" in classes:
            self.children(element, place)
            self.line.label, self.line.pieces = tidy(self.line.pieces), []
        elif tag == "blockquote":
            setting = replace(place.setting, indent=place.setting.indent + INDENT)
            self.inside(element, replace(place, setting=setting))
        else:
            style = next((STYLES[name] for name in classes if name in STYLES), place.setting.style)
            setting = replace(place.setting, style=place.setting.style if place.in_table else style)
            look = _look(element, classes, place.look)
            self.inside(element, replace(place, setting=setting, look=look))

    def inside(self, element: Element, place: Place) -> None:
        """A block: its words are paragraphs of their own."""
        self.children(element, place)
        self.flush(place)

    def heading(self, element: Element, tag: str, place: Place) -> None:
        """A heading that Word navigates by. No level is skipped on the way down."""
        if place.in_table:
            self.inside(element, replace(place, look=place.look.changed(bold=True)))
            return
        level = min(int(tag[1]) - 1, self.last_heading + 1)
        self.last_heading = level
        style = f"Heading{level}" if level else HEADINGS["h1"]
        self.inside(element, replace(place, setting=Setting(style=style, keep_next=True)))

    def list(self, element: Element, place: Place) -> None:
        """A list; each numbered one begins anew."""
        number = self.lists.new(element, place.depth)
        indent = place.setting.indent + INDENT
        for item in element:
            if item.tag in ("ul", "ol"):
                self.list(item, replace(place, depth=place.depth + 1, setting=replace(place.setting, indent=indent)))
            elif isinstance(item.tag, str):
                self.item(item, number, indent, place)

    def item(self, item: Element, number: int, indent: int, place: Place) -> None:
        """One item: its first paragraph has the sign or the number, what follows in it stands below the words."""
        setting = replace(place.setting, indent=indent, hanging=INDENT, list_number=number)
        inner = replace(place, setting=setting, depth=place.depth + 1)
        before = len(place.into)
        self.children(item, inner)
        self.flush(inner)
        if len(place.into) == before:  # without a word: the number goes on all the same
            place.into.append(paragraph([], setting, self.document.part))
        for later in place.into[before + 1 :]:
            if later.tag != qn("w:p"):
                continue
            numbered = later.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if numbered is not None and numbered.find(qn("w:numId")).get(qn("w:val")) == str(number):
                numbered.getparent().find(qn("w:ind")).set(qn("w:hanging"), "0")
                numbered.getparent().remove(numbered)

    def appendix(self, element: Element, place: Place) -> None:
        """An appendix begins on a page of its own, which lies across where its tables are wide."""
        columns = max((_columns(row) for row in element.iter("tr")), default=0)
        turned = self.turn(place, across=columns >= MANY_COLUMNS)
        self.children(element, turned)
        self.flush(turned)
        after = element.getnext()
        if after is not None and "appendix" not in (after.get("class") or "") and after.xpath("string()").strip():
            self.turn(turned, across=False)

    # Tables

    def table(self, element: Element, place: Place) -> None:
        """A table. Within a cell, its rows are paragraphs of that cell."""
        if place.in_table:
            for cell in element.iter("th", "td"):
                self.inside(cell, place)
            return
        width = place.width - place.setting.indent
        rows = []
        for row in element.iter("tr"):
            is_head = row.getparent().tag == "thead"
            cells = tuple(self.cell(cell, place, is_head=is_head) for cell in row if cell.tag in ("td", "th"))
            if cells:
                shaded = "shaded" in (row.get("class") or "").split()
                rows.append(Table.Row(cells, is_head=is_head, shaded=shaded))
        if not rows:
            return
        caption = element.findtext("caption") or element.getparent().get("aria-label") or ""
        described = Table(tuple(rows), width, place.setting.indent, " ".join(caption.split()))
        if place.into and place.into[-1].tag == qn("w:tbl"):  # or Word would make one table of two
            place.into.append(paragraph([], Setting(style="Tabletext"), self.document.part))
        place.into.append(table_of(described, self.document.part))

    def cell(self, element: Element, place: Place, *, is_head: bool) -> Cell:
        made: list[Element] = []
        row_head = element.tag == "th" and not is_head
        setting = Setting(style="Tableheading" if is_head else "Tabletext")
        inner = Place(made, setting, Look(bold=row_head and _has_head(element)), in_table=True, width=place.width)
        self.children(element, inner)
        self.flush(inner)
        return Cell(tuple(made), max(int(element.get("colspan") or 1), 1))

    def flush(self, place: Place) -> None:
        """End the paragraph that was being gathered."""
        pieces = tidy(self.line.pieces)
        self.line.pieces = []
        if not pieces:
            return
        setting = place.setting
        if self.line.label:
            pieces = [*self.line.label, (TAB, place.look), *pieces]
            setting = replace(setting, hanging=HANGING)
            self.line.label = []
        place.into.append(paragraph(pieces, setting, self.document.part))


def _look(element: Element, classes: set[str], look: Look) -> Look:
    tag = element.tag
    if tag in BOLD or classes & {"rag", "contact", "tile__figure"}:
        look = look.changed(bold=True)
    if tag in ITALIC:
        look = look.changed(italic=True)
    if classes & {"below", "muted"}:
        look = look.changed(muted=True, bold=False)
    if tag == "a" and (address := leads_to(element.get("href", ""))):
        look = look.changed(link=address)
    return look


def _columns(row: Element) -> int:
    return sum(max(int(cell.get("colspan") or 1), 1) for cell in row if cell.tag in ("td", "th"))


def _has_head(cell: Element) -> bool:
    """Whether the heading of a row stands in a table without a row of headings: there it is what one looks for."""
    return next(cell.iterancestors("table")).find("thead") is None


class _Lists:
    """The lists of a document: Word counts those of one number through, so each has its own."""

    def __init__(self, document: Written) -> None:
        self.document = document
        self.numbering = document.part.numbering_part.element
        self.kinds = {"ul": self._abstract("List Bullet"), "ol": self._abstract("List Number")}

    def _abstract(self, style: str) -> int:
        number = self.document.styles[style].element.pPr.numPr.numId.val
        return self.numbering.num_having_numId(number).abstractNumId.val

    def new(self, element: Element, depth: int) -> int:
        """A list's number. A numbered one begins with what the HTML says, else with 1."""
        made = self.numbering.add_num(self.kinds[element.tag])
        if element.tag == "ol":
            start = element.get("start") or "1"
            made.add_lvlOverride(ilvl=0).add_startOverride(int(start) if start.isdigit() else 1)
        return made.numId
