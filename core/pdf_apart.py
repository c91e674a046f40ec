"""A long document in pieces that are laid out apart, each by itself, and joined again. Knows no Django.

The document says where its pieces begin: ``<!--part-->`` before each, ``<!--/part-->`` after the last. What stands
before the first is the front, which names pages and is laid out last. A piece knows nothing of the rest: neither its
number, nor the title, nor what stands in the header, so that it stays as it is when something else changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from core.joining import ELSEWHERE, Leaf, samples

BEGINS, ENDS = "<!--part-->", "<!--/part-->"
UNNUMBERED = "@page { @top-left { content: none } @top-right { content: none } @bottom-left { content: none } @bottom-right { content: none } }"
"""What a piece is laid out with: its headers and numbers are laid over it once it is known how many pages there are."""
STAMPED = "@page { @bottom-right { content: string(number) } }"
"""What samples of headers and numbers are laid out with: each says which number it has."""
_BODY = re.compile(r"<body[^>]*>")
_ID = re.compile(r"""<[a-z][^<>]*?\sid="([^"]+)\"""")
_LINK = re.compile(r"""<a\s[^<>]*>""")
_WITHIN = re.compile(r"""href="#([^"]+)\"""")
_NOTICE = re.compile(r"""^\s*<section[^<>]*\sdata-exempt="([^"]*)\"""")
_MARK = re.compile(
    r'(<(?:div|span) class="page-mark" role="doc-pagebreak" aria-label="Page )(\d+)("(?: id="page-)?)(\d*)("?>Page )(\d+)<'
)
_OUTER = re.compile(r"^(.*?<body[^>]*>)(.*)(</body>.*)$", re.DOTALL)


@dataclass(frozen=True)
class Division:
    """A document in its pieces."""

    head: str
    """Up to the beginning of the body."""
    front: str
    pieces: tuple[str, ...]

    @property
    def notices(self) -> tuple[str, ...]:
        """What stands at the foot of the pages of each piece, as HTML has it: why it is exempt."""
        return tuple(found[1] if (found := _NOTICE.match(piece)) else "" for piece in self.pieces)

    def alone(self) -> Iterator[str]:
        """Each piece as a document of its own. Links to places in others say that they lead elsewhere."""
        places = [set(_ID.findall(piece)) for piece in self.pieces]
        known = set().union(*places, _ID.findall(self.front))
        bare = re.sub(r"<title>.*?</title>", "<title>A part</title>", _BODY.sub("<body>", self.head), flags=re.DOTALL)
        bare = re.sub(r"<meta name=[^>]*>", "", bare)
        for piece, own in zip(self.pieces, places, strict=True):
            yield _whole(bare, _pointed(piece, known - own))

    def front_alone(self, pages: Mapping[str, int]) -> str:
        """The front as a document, with the pages on which the places stand that it names."""
        return _whole(self.head, _pointed(self.front, set(pages), pages))

    def headers(self, leaves: Sequence[Leaf], first_page: int) -> str:
        """A document of empty pages with nothing but headers and numbers: samples of those of all pages."""
        of = f" of {len(leaves)}" if first_page == 1 else ""  # a supplement does not know how many there are in all
        made = (
            f'<div class="leaf{" leaf--wide" if leaf.is_wide else ""}" data-exempt="{leaf.notice or " "}" '
            f'data-number="Page {number}{of}"></div>'
            for leaf, number in samples(leaves, first_page)
        )
        return _whole(self.head, "".join(made))


def divide(html: str) -> Division | None:
    """A document in its pieces; None where it has none."""
    body = _BODY.search(html)
    front, *pieces = html[body.end() :].split(BEGINS) if body else (html,)
    if not pieces:
        return None
    pieces = [piece.split(ENDS)[0] for piece in pieces]
    return Division(html[: body.end()], front, tuple(pieces))


def twin(front: str, pieces: Sequence[tuple[str, int]]) -> str:
    """The marked HTML of the front and of the pieces as one document. Each comes with the pages that stand before it."""
    head, body, foot = _OUTER.match(front).groups()
    bodies = [_shifted(_OUTER.match(piece)[2], by) for piece, by in pieces]
    return head + "\n".join([body, *bodies]).replace(f'href="{ELSEWHERE}', 'href="#') + foot


def _whole(head: str, body: str) -> str:
    return f"{head}{body}</body></html>"


def _pointed(html: str, elsewhere: set[str], pages: Mapping[str, int] | None = None) -> str:
    """Links to places elsewhere as such, with the page where those are known."""

    def pointed(tag: re.Match[str]) -> str:
        found = _WITHIN.search(tag[0])
        if not found or found[1] not in elsewhere:
            return tag[0]
        page = f' data-page="{pages[found[1]]}"' if pages is not None else ""
        return f'{tag[0][: found.start()]}href="{escape(ELSEWHERE)}{found[1]}"{page}{tag[0][found.end() :]}'

    return _LINK.sub(pointed, html)


def _shifted(html: str, by: int) -> str:
    """Marked HTML whose pages come so many later."""

    def shifted(mark: re.Match[str]) -> str:
        before, number, between, anchor, after, words = mark.groups()
        moved = str(int(number) + by)
        return f"{before}{moved}{between}{moved if anchor else ''}{after}{int(words) + by}<"

    return _MARK.sub(shifted, html)
