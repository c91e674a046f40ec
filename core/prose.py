"""Prose of reports, minutes and clinics: Markdown in, a few safe elements out.

Why Markdown in a plain text box and not a rich editor: docs/decisions/0003.
What may stay is an explicit list, applied on the way out as well, because
stored text may be older than the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ALLOWED = {"p", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}

READER = MarkdownIt("commonmark", {"html": False, "breaks": False}).disable(
    ["image", "heading", "lheading", "hr", "code", "fence", "html_block"]
)


def to_html(text: str) -> SafeString:
    """Markdown as HTML that holds nothing but paragraphs, lists, emphasis and links."""
    return _clean(READER.render(text))


def to_text(text: str) -> str:
    """Markdown as plain words, for a cell of a spreadsheet or a description."""
    words = unescape(nh3.clean(READER.render(text), tags=set()))
    return " ".join(line.strip() for line in words.splitlines() if line.strip())


@dataclass(frozen=True)
class NumberedParagraph:
    """A paragraph of a report with the number it is cited by."""

    label: str
    html: SafeString


def numbered(text: str, heading: int) -> list[NumberedParagraph]:
    """The paragraphs of a section, numbered 2.1, 2.2 …; a list belongs to the paragraph before it."""
    lines = text.splitlines()
    parts: list[list[str]] = []
    for token in READER.parse(text):
        if token.level or token.map is None or token.nesting < 0:
            continue
        block = "\n".join(lines[token.map[0] : token.map[1]])
        if token.type == "paragraph_open" or not parts:
            parts.append([block])
        else:
            parts[-1].append(block)
    return [
        NumberedParagraph(f"{heading}.{place}", to_html("\n\n".join(blocks))) for place, blocks in enumerate(parts, 1)
    ]


def _clean(html: str) -> SafeString:
    # Cleaned by an explicit list a moment ago, so it may be marked safe.
    return mark_safe(nh3.clean(html, tags=ALLOWED, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None))  # noqa: S308
