"""The small parts of a Word document: paragraphs, runs, links, shading. Children stand in the order that Word wants."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from core.tokens import digits

LANGUAGE = "en-GB"
UNHEARD_OF = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
WHITE = re.compile("[ \t\r\n\f]+")
"""What HTML takes for one space. A space that does not break is a letter."""
LINE, TAB = "\n", "\t"
SCHEMES = ("http://", "https://", "mailto:")


def clean(text: str) -> str:
    """A text without the characters that no document may hold."""
    return UNHEARD_OF.sub("", text)


def make(name: str, **attributes: Any) -> Element:
    """An element of WordprocessingML: ``make("w:jc", val="right")``."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def shade(properties: Element, token: str) -> None:
    """A background from the design tokens. Appended: what comes after it in Word's order is added after it."""
    properties.append(make("w:shd", val="clear", color="auto", fill=digits(token)))


@dataclass(frozen=True)
class Look:
    """How a stretch of words looks, and where it leads."""

    bold: bool = False
    italic: bool = False
    muted: bool = False
    link: str = ""

    def changed(self, **to: Any) -> Look:
        """The same but for something."""
        return replace(self, **to)


Piece = tuple[str, Look]


def tidy(pieces: Iterable[Piece]) -> list[Piece]:
    """The words of a paragraph with white space as a browser shows it; empty where there are none."""
    kept: list[Piece] = []
    at_space = True
    for text, look in pieces:
        if text in (LINE, TAB):
            if kept and text == LINE:
                kept[-1] = (kept[-1][0].rstrip(" "), kept[-1][1])
            kept.append((text, look))
            at_space = True
            continue
        words = WHITE.sub(" ", text)
        words = words.lstrip(" ") if at_space else words
        if words:
            kept.append((words, look))
            at_space = words.endswith(" ")
    while kept and not kept[-1][0].strip(" \n"):
        kept.pop()
    if kept:
        kept[-1] = (kept[-1][0].rstrip(" "), kept[-1][1])
    return kept


@dataclass(frozen=True)
class Setting:
    """How a paragraph is set."""

    style: str = ""
    """The key of its style; empty for the ordinary one."""
    indent: int = 0
    """From the left, in twentieths of a point."""
    hanging: int = 0
    """How far the first line stands out to the left of it."""
    list_number: int = 0
    """The list of the document that it is an item of."""
    keep_next: bool = False


def paragraph(pieces: Iterable[Piece], setting: Setting, part: Part) -> Element:
    """A paragraph. ``part`` is the part of the file that keeps where links lead."""
    made = make("w:p")
    properties = make("w:pPr")
    if setting.style:
        properties.append(make("w:pStyle", val=setting.style))
    if setting.keep_next:
        properties.append(make("w:keepNext"))
    if setting.list_number:
        numbered = make("w:numPr")
        numbered.append(make("w:ilvl", val=0))
        numbered.append(make("w:numId", val=setting.list_number))
        properties.append(numbered)
    if setting.indent:
        properties.append(make("w:ind", left=setting.indent, hanging=setting.hanging))
    if len(properties):
        made.append(properties)
    for text, look in pieces:
        _put(made, text, look, part)
    return made


def _put(into: Element, text: str, look: Look, part: Part) -> None:
    run = make("w:r")
    properties = make("w:rPr")
    if look.link:
        properties.append(make("w:rStyle", val="Hyperlink"))
    if look.bold:
        properties.append(make("w:b"))
    if look.italic:
        properties.append(make("w:i"))
    if look.muted:
        properties.append(make("w:color", val=digits("--muted")))
    if len(properties):
        run.append(properties)
    if text in (LINE, TAB):
        run.append(make("w:br" if text == LINE else "w:tab"))
    else:
        words = make("w:t")
        words.text = clean(text)
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(words)
    if look.link:
        link = make("w:hyperlink", history=1)
        link.set(qn("r:id"), part.relate_to(look.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(run)
        into.append(link)
    else:
        into.append(run)


def leads_to(address: str) -> str:
    """Where a link of a paper may lead outside it; empty for places within it, and for what is no address."""
    address = clean(address.strip())
    return address if address.lower().startswith(SCHEMES) and " " not in address else ""
