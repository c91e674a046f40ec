"""Where the pages of a document that was laid out begin in its HTML. For the child process of core.pdf; knows no Django.

Text is followed from the pages back to the elements it stands in, letter by letter (blanks are
laid out as it suits the line), so that a page that begins in the middle of a paragraph is marked
there. Within a row of a table that runs over two pages each cell has its own mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from weasyprint.formatting_structure.boxes import MarginBox, TableRowGroupBox, TextBox

from core.narrow_tables import make_ready_for_phones

CONTAINERS = {"body", "section", "div", "blockquote", "article", "li", "td", "th"}
"""What a mark may stand in as a line of its own."""
CELLS = {"td", "th", "li"}
UNSEEN = {"svg", "script", "style", "title", "head"}
HYPHENS = {0xAD: None, 0x2010: None}

Runs = dict[ET.Element, list[list[int]]]
"""Of each element: how many letters of its own text stand on which page, in order."""


def letters(text: str | None) -> int:
    """How many letters a text has without its blanks and the hyphens of broken words."""
    return len("".join((text or "").split()).translate(HYPHENS))


def text_runs(pages: Iterable) -> Runs:
    """Where the text of each element came to stand, from the pages that were laid out."""
    runs: Runs = {}
    heads: dict[ET.Element, int] = {}
    for number, page in enumerate(pages, 1):
        waiting = [page._page_box]
        while waiting:
            box = waiting.pop()
            if isinstance(box, MarginBox) or (
                isinstance(box, TableRowGroupBox)
                and (box.is_header or box.is_footer)
                and heads.setdefault(box.element, number) != number
            ):
                continue  # the furniture of a page, and the header of a table that runs on
            if isinstance(box, TextBox):
                if "::" not in box.element_tag and (count := letters(box.text)):
                    found = runs.setdefault(box.element, [])
                    if found and found[-1][0] == number:
                        found[-1][1] += count
                    else:
                        found.append([number, count])
            else:
                waiting.extend(reversed(getattr(box, "children", ())))
    return runs


@dataclass(frozen=True)
class Mark:
    """A page's beginning: before an element, first within one, or so many letters into a text of one."""

    page: int
    first: bool
    parent: ET.Element | None = None
    before: ET.Element | None = None
    within: ET.Element | None = None
    after: ET.Element | None = None
    """The child after which the text stands; none for the element's first text."""
    letters: int = 0


class Marker:
    """Walks a document once and notes where its pages begin."""

    def __init__(self, root: ET.Element, runs: Runs, pages: int) -> None:
        self.runs, self.pages = {element: [list(run) for run in found] for element, found in runs.items()}, pages
        self.parents = {child: parent for parent in root.iter() for child in parent}
        self.shown: set[ET.Element] = set()
        for element in runs:
            above: ET.Element | None = element
            while above is not None and above not in self.shown:
                self.shown.add(above)
                above = self.parents.get(above)
        self.with_text = {page for found in runs.values() for page, _ in found}
        self.page = 0
        self.known: set[int] = set()
        self.marks: list[Mark] = []

    def walk(self, element: ET.Element) -> None:
        """Note the pages that begin within an element."""
        if element not in self.shown or element.tag in UNSEEN:
            return
        if element.tag == "tr":
            self._row(element)
            return
        self._texts(element)

    def _texts(self, element: ET.Element) -> None:
        self._text(element, None, element.text)
        for child in element:
            self.walk(child)
            self._text(element, child, child.tail)

    def _row(self, row: ET.Element) -> None:
        """Each cell begins on the page on which the row does; after it, the page is the last that any reached."""
        pages = [page for element in row.iter() for page, _ in self.runs.get(element, ())]
        if min(pages) != self.page:
            self._note(min(pages), next(e for e in row.iter() if e in self.runs), None, 0)
        begins = self.page
        for cell in row:
            self.page = begins
            self.walk(cell)
        self.page = max(pages)

    def _text(self, element: ET.Element, after: ET.Element | None, text: str | None) -> None:
        left, done, runs = letters(text), 0, self.runs.get(element, [])
        while left and runs:
            page, count = runs[0]
            if page != self.page:
                self._note(page, element, after, done)
            taken = min(left, count)
            left, done = left - taken, done + taken
            runs[0][1] -= taken
            if not runs[0][1]:
                runs.pop(0)

    def _note(self, page: int, element: ET.Element, after: ET.Element | None, done: int) -> None:
        place = self._place(element) if after is None and not done else {}
        place = place or {"parent": element, "after": after, "letters": done}
        for one in range(max(self.known, default=0) + 1, page):  # those that hold no text are passed on the way
            if one not in self.with_text:
                self._add(one, place)
        self._add(page, place)
        self.page = page

    def _add(self, page: int, place: dict) -> None:
        self.marks.append(Mark(page, page not in self.known, **place))
        self.known.add(page)

    def _place(self, element: ET.Element) -> dict:
        """The outermost place that begins with an element's text."""
        best: dict = {}
        while (parent := self.parents.get(element)) is not None:
            if parent.tag in CONTAINERS:
                best = {"parent": parent, "before": element}
            elif element.tag in CELLS:
                best = {"within": element}
            if parent.tag in {"body", "section"} or not self._is_first(element, parent):
                break
            element = parent
        return best

    def _is_first(self, element: ET.Element, parent: ET.Element) -> bool:
        if parent in self.runs and letters(parent.text):
            return False
        for child in parent:
            if child is element:
                return True
            if child in self.shown or (parent in self.runs and letters(child.tail)):
                return False
        return False


def mark_pages(root: ET.Element, runs: Runs, *, pages: int, anchors: dict[str, int], first_page: int = 1) -> bytes:
    """The document as HTML with a mark where each page begins, and the pages that its links name written out."""
    body = root.find("body")
    marker = Marker(root, runs, pages)
    marker.walk(body)
    for link in body.iter("a"):
        target = link.get("href", "").removeprefix("#")
        given = link.attrib.pop("data-page", "")
        if "page" in link.get("class", "").split() and (given or target in anchors):
            *_, last = [None, *link]
            number = given or str(anchors[target] + first_page - 1)
            if last is None:
                link.text = (link.text or "") + number
            else:
                last.tail = (last.tail or "") + number
    for mark in reversed(marker.marks):
        _put(mark, first_page)
    for page in range(max(marker.known, default=0) + 1, pages + 1):
        body.append(_element("div", Mark(page, first=True), first_page))
    make_ready_for_phones(body)
    ET.register_namespace("", "http://www.w3.org/2000/svg")
    return b"<!DOCTYPE html>\n" + ET.tostring(root, encoding="unicode", method="html").encode()


def _put(mark: Mark, first_page: int) -> None:
    made = _element("span" if mark.letters or mark.after is not None else "div", mark, first_page)
    if mark.before is not None:
        beside = list(mark.parent)
        at = beside.index(mark.before)
        while at and beside[at - 1].get("class") == made.get("class"):  # later pages that begin here too
            at -= 1
        mark.parent.insert(at, made)
    elif mark.within is not None:
        made.tail, mark.within.text = mark.within.text, None
        mark.within.insert(0, made)
    else:
        made.tag = "span"
        text = (mark.parent.text if mark.after is None else mark.after.tail) or ""
        at = _position(text, mark.letters)
        made.tail = text[at:]
        if mark.after is None:
            mark.parent.text = text[:at]
            mark.parent.insert(0, made)
        else:
            mark.after.tail = text[:at]
            mark.parent.insert(list(mark.parent).index(mark.after) + 1, made)


def _position(text: str, count: int) -> int:
    """Where in a text so many letters have passed, at the beginning of the next."""
    passed = 0
    for at, letter in enumerate(text):
        if letters(letter):
            if passed == count:
                return at
            passed += 1
    return len(text)


def _element(tag: str, mark: Mark, first_page: int) -> ET.Element:
    number = mark.page + first_page - 1
    name = f"Page {number}"
    facts = {"class": "page-mark", "role": "doc-pagebreak", "aria-label": name}
    if mark.first:
        facts["id"] = f"page-{number}"
    made = ET.Element(tag, facts)
    made.text = name
    return made
