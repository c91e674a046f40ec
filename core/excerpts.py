"""What stands round the words that somebody searches for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ROUND = 110
"""Characters before and after the first word that was found, to the end of the word that they fall into."""


@dataclass(frozen=True)
class Piece:
    """Some of a text: a word that was searched for, or what stands between."""

    text: str
    is_found: bool = False


@dataclass(frozen=True)
class Excerpt:
    """The part of one of several texts in which the words stand."""

    place: int
    """Which text, from 0."""
    pieces: tuple[Piece, ...]

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def excerpt(texts: Sequence[str], terms: Sequence[str]) -> Excerpt | None:
    """An excerpt of the text that has most of some words, or their beginnings, round the first; None where no text has any."""
    wanted = [term.casefold() for term in terms if term]
    have = [sum(term in text.casefold() for term in wanted) for text in texts]
    if not any(have):
        return None
    place = have.index(max(have))
    text = " ".join(texts[place].split())
    pattern = re.compile(
        rf"(?<!\w)(?:{'|'.join(re.escape(term) for term in sorted(terms, key=len, reverse=True) if term)})",
        re.IGNORECASE,
    )
    first = pattern.search(text)
    if first is None:  # letters that only fold alike, words that a line break parts, or letters within others
        return None
    starts = max(text.rfind(" ", 0, max(first.start() - ROUND, 0)) + 1, 0)
    after = text.find(" ", first.end() + ROUND)
    ends = len(text) if after < 0 else after
    return Excerpt(place, tuple(_pieces(text, starts, ends, pattern)))


def _pieces(text: str, starts: int, ends: int, pattern: re.Pattern[str]) -> list[Piece]:
    pieces, at = [Piece("… ")] if starts else [], starts
    for found in pattern.finditer(text, starts, ends):
        pieces += [Piece(text[at : found.start()]), Piece(found[0], is_found=True)]
        at = found.end()
    pieces += [Piece(text[at:ends]), Piece(" …" if ends < len(text) else "")]
    return [piece for piece in pieces if piece.text]
