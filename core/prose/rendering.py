"""Markdown as HTML that holds an explicit list of elements, cleaned on the way out too: stored text may be older than it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import count

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from markdown_it import MarkdownIt
from markdown_it.token import Token

ALLOWED = {"p", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote"}
"""What clinics, actions and notes may hold."""
RICH = ALLOWED | {"h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
"""What a report or a minute may hold besides: sub-headings and tables."""
KEPT = {
    "attributes": {"a": {"href"}, "ol": {"start"}, "th": {"scope"}},
    "url_schemes": {"http", "https", "mailto"},
    "link_rel": None,
}
ABSOLUTE = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
WORD = re.compile(r"\w[\w’'.,/-]*")

NEVER = ["image", "lheading", "hr", "code", "fence", "html_block"]
READER = MarkdownIt("commonmark", {"html": False, "breaks": False}).disable([*NEVER, "heading"])
RICH_READER = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("table").disable(NEVER)
DEEPEST = 6
FIRST = 3
"""The level that a sub-heading has in Markdown: ###, and #### below it."""


SHORT = 2000
"""Characters up to which a text is drawn once for all the pages that show it again: a word on an action stands on several."""


def to_html(text: str) -> SafeString:
    """Markdown as HTML that holds nothing but paragraphs, lists, emphasis and links."""
    return _short_html(text) if len(text) <= SHORT else _html(text)


def _html(text: str) -> SafeString:
    return _marked(nh3.clean(READER.render(text), tags=ALLOWED, **KEPT))


def rich_html(text: str, *, under: int = 2, boxed: bool = False) -> SafeString:
    """Markdown of a report or a minute as HTML, with sub-headings and tables too.

    Sub-headings are one level below the heading ``under`` which they stand, and skip none. ``boxed``, a table stands
    in a box of its own that may be wider than a phone.
    """
    html = _render(_tokens(text, under))
    return _boxed(html, count(1)) if boxed else html


def to_text(text: str) -> str:
    """Markdown as plain words, for a cell of a spreadsheet or a description."""
    return _short_text(text) if len(text) <= SHORT else _text(text)


def _text(text: str) -> str:
    words = unescape(nh3.clean(READER.render(text), tags=set()))
    return " ".join(line.strip() for line in words.splitlines() if line.strip())


_short_html, _short_text = lru_cache(1024)(_html), lru_cache(1024)(_text)


def beginning(text: str, signs: int) -> str:
    """Words, cut short with an ellipsis where they are longer than so many signs."""
    return text if len(text) <= signs else Truncator(text).chars(signs)


def rich_text(text: str) -> str:
    """Markdown of a report or a minute as plain words on one line."""
    html = RICH_READER.render(text).replace("><", "> <")
    return " ".join(unescape(nh3.clean(html, tags=set())).split())


def words(text: str) -> int:
    """How many words some Markdown has, as its readers count them."""
    return len(WORD.findall(rich_text(text)))


def tallest_table(text: str) -> int:
    """How many rows the tallest table of some Markdown has; none where it holds no table."""
    rows, most = 0, 0
    for token in RICH_READER.parse(text):
        rows = 0 if token.type == "table_open" else rows + (token.type == "tr_open")
        most = max(most, rows)
    return most


@dataclass(frozen=True)
class NumberedParagraph:
    """A paragraph of a report with the number it is cited by. A sub-heading between them has none."""

    label: str
    html: SafeString


def numbered(text: str, heading: int, *, under: int = 3) -> list[NumberedParagraph]:
    """The paragraphs of a section, numbered 2.1, 2.2 …; a list or a table belongs to the paragraph before it."""
    paragraphs: list[tuple[bool, list[Token]]] = []
    for block in _blocks(_tokens(text, under)):
        first = block[0].type
        if first == "heading_open":
            paragraphs.append((False, block))
        elif first == "paragraph_open" or not paragraphs or not paragraphs[-1][0]:
            paragraphs.append((True, block))
        else:
            paragraphs[-1][1].extend(block)
    places, tables = count(1), count(1)
    return [
        NumberedParagraph(f"{heading}.{next(places)}" if is_numbered else "", _boxed(_render(tokens), tables))
        for is_numbered, tokens in paragraphs
    ]


def _blocks(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """The blocks that stand side by side, each with all its tokens."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0 and token.type != "inline":
            yield block
            block = []


def _tokens(text: str, under: int) -> list[Token]:
    """The tokens of a report's Markdown as it is shown: headings in order, header cells with their scope, lists tight."""
    tokens = RICH_READER.parse(text)
    _order_headings(tokens, under)
    _tighten(tokens)
    for token in tokens:
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "inline" and token.children:
            token.children = list(_plain_links(token.children))
    return tokens


def _order_headings(tokens: list[Token], under: int) -> None:
    """A heading is at most one level below the one before it; inside a list or a quotation it is a paragraph."""
    above, tag = under, "p"
    for token in tokens:
        if token.type == "heading_open":
            wanted = under + 1 + max(int(token.tag[1]) - FIRST, 0)
            above = under if above < under else min(wanted, above + 1, DEEPEST)
            tag = "p" if token.level else f"h{above}"
            token.tag = tag
        elif token.type == "heading_close":
            token.tag = tag


def _tighten(tokens: list[Token]) -> None:
    """A list item with a single paragraph is shown without one, however the list was spaced."""
    inside: list[list[Token]] = []
    for token in tokens:
        if token.type == "list_item_open":
            inside.append([])
        elif token.type == "list_item_close":
            own = inside.pop()
            for paragraph in own:
                paragraph.hidden = len(own) == 2
        elif token.type in {"paragraph_open", "paragraph_close"} and inside:
            inside[-1].append(token)
        elif token.type in {"blockquote_open", "table_open"}:
            inside.append([])
        elif token.type in {"blockquote_close", "table_close"}:
            inside.pop()


def _plain_links(tokens: list[Token]) -> Iterator[Token]:
    """Nothing stands inside a link but text: PDF/UA asks for it."""
    inside = 0
    for token in tokens:
        inside += token.nesting if token.type in {"link_open", "link_close"} else 0
        if not inside or token.type in {"link_open", "link_close", "text", "softbreak", "text_special", "code_inline"}:
            yield token


def _render(tokens: list[Token]) -> SafeString:
    html = RICH_READER.renderer.render(tokens, RICH_READER.options, {})
    return _marked(nh3.clean(html, tags=RICH, attribute_filter=_absolute, **KEPT))


def _boxed(html: SafeString, tables: Iterator[int]) -> SafeString:
    def box(_: re.Match) -> str:
        return f'<div class="wide" role="region" aria-label="Table {next(tables)}" tabindex="0"><table class="sheet sheet--prose">'

    return _marked(re.sub("<table>", box, html).replace("</table>", "</table></div>"))


def _marked(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - cleaned by an explicit list a moment ago


def _absolute(element: str, attribute: str, value: str) -> str | None:
    """An attribute's value, where it may stay: a link leads somewhere from paper too."""
    return value if attribute != "href" or ABSOLUTE.match(value) else None
