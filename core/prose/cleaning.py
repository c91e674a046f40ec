"""What an editor posts, or somebody pastes from Word, as Markdown: cleaned by nh3 first, then written block by block.

Pictures are left out and counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import nh3

from core.markup import without_overgrown
from core.prose.reading import BLOCKS, BOLD, ITALIC, PARTS, blocks_of
from core.prose.writing import markdown

SCHEMES = {"http", "https", "mailto", "data"}  # a picture of "data:" is counted and goes; no link keeps it
PICTURE = re.compile(r"(<img\b[^>]*?\bsrc\s*=\s*[\"']?data:)[^\"'>\s]*", re.IGNORECASE)
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

LARGEST = 2_000_000
"""Characters of HTML that are looked at, without the bytes of pictures: a second or two. An editor writes some four for
each that is kept."""


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
    html = without_overgrown(PICTURE.sub(r"\1", html))
    if len(html) > LARGEST:
        return Cleaned(unescape(nh3.clean(html, tags=set(), clean_content_tags=DROPPED)), 0, words_alone=True)
    safe = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None, clean_content_tags=DROPPED
    )
    if not safe.strip():
        return Cleaned("", 0)
    from lxml import etree  # wanted for what people write, not for what is shown

    parser = etree.HTMLParser(huge_tree=True)
    root = etree.fromstring(f"<div>{safe}</div>", parser)
    if root is None or any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        return cleaned(nh3.clean(safe, tags=set()))  # nested without end: its words are kept
    return Cleaned(markdown(blocks_of(root)), sum(1 for _ in root.iter("img")))
