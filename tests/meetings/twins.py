"""The words of each page: of a PDF, and of the HTML that is read on screen in its place."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

from lxml import html

SKIPPED = {"svg", "script", "style", "title", "caption"}
INLINE = {"a", "strong", "em", "b", "i"}


def pdf_pages(file: Path) -> list[str]:
    """The text of each page of a file, as a reader gets it."""
    words = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True, text=True).stdout
    return words.split("\f")[:-1]


class Twin:
    """The text of each page as its marks divide it. Within a row each cell begins on the page of the row."""

    def __init__(self, content: bytes) -> None:
        self.pages: dict[int, list[str]] = {}
        self.heads: dict[int, list[str]] = {}
        """The words of headers of tables that run on to a page, which repeats them."""
        self.page = 0
        self.read(html.document_fromstring(content).find("body"))

    def words(self, page: int) -> Counter:
        return words("".join(self.pages.get(page, ())))

    def read(self, element) -> None:
        kinds = (element.get("class") or "").split()
        if "page-mark" in kinds:
            self.page = page_of(element)
        elif isinstance(element.tag, str) and element.tag not in SKIPPED and "govuk-visually-hidden" not in kinds:
            self.say("" if element.tag in INLINE else " ")
            if element.tag == "tr":
                self.row(element)
            else:
                self.content(element)
            self.say("" if element.tag in INLINE else " ")
            if element.tag == "table":
                self.repeat(element)

    def content(self, element) -> None:
        if element.tag == "li" and element.getparent().tag == "ol":
            self.say(f"{int(element.getparent().get('start', 1)) + element.getparent().index(element)}. ")
        self.say(element.text)
        for child in element:
            self.read(child)
            self.say(child.tail)

    def row(self, row) -> None:
        begins = reached = next(
            (page_of(e) if is_mark(e) else self.page for e in row.iter() if is_mark(e) or (e.text or "").strip()),
            self.page,
        )
        for cell in row:
            self.page = begins
            self.read(cell)
            reached = max(reached, self.page)
        self.page = reached

    def say(self, text: str | None) -> None:
        self.pages.setdefault(self.page, []).append(text or "")

    def repeat(self, table) -> None:
        head = table.find("thead")
        if head is not None:
            for mark in table.xpath('.//*[contains(@class, "page-mark")]'):
                self.heads.setdefault(page_of(mark), []).append(" ".join(head.itertext()))


def is_mark(element) -> bool:
    return "page-mark" in (element.get("class") or "").split()


def page_of(mark) -> int:
    return int(mark.text.removeprefix("Page "))


def words(text: str) -> Counter:
    """A word that is broken at its hyphen loses it, so none has one here."""
    return Counter(re.sub(r"[-\u00ad\u2010•–▪]", "", text).split())


def unlike(file: Path, twin: bytes, margins: str) -> dict[int, tuple[Counter, Counter]]:
    """The pages whose words differ: what only the PDF has, and what only the HTML has.

    A word that breaks at its hyphen beside another column is taken down in pieces; the letters tell.

    ``margins`` is what stands in the margins of every page, with {page} for its number.
    """
    screen, found = Twin(twin), {}
    first = min(page for page in screen.pages if page)
    for number, text in enumerate(pdf_pages(file), first):
        paper, here = words(text), screen.words(number) + words(margins.format(page=number))
        for head in screen.heads.get(number, ()):
            if words(head) <= paper - here:
                here += words(head)
        if sorted("".join((paper - here).elements())) != sorted("".join((here - paper).elements())):
            found[number] = (paper - here, here - paper)
    return found
