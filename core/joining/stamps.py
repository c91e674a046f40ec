"""Headers and numbers of pages, laid over them as pagination artifacts when it is known how many there are.

Not every page's are laid out: pages of one kind have them alike but for the digits of their number, which all take the same
room. So a few samples are laid out, and those of all pages follow from them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pikepdf import Pdf

from core.joining.writing import Copying, JoinError, Writer

DIGITS = "0123456789"
KINDS = ("/Font", "/ExtGState")
"""What a header may name."""
OWN = b"Stamp-"
"""What is set before the names of fonts, so that they are not those of the page."""
GLYPH = 4
"""Signs by which a letter is written."""


@dataclass(frozen=True)
class Leaf:
    """A page as its header and number are laid out: its size, and what stands at its foot, as HTML."""

    is_wide: bool
    notice: str = ""


def samples(leaves: Sequence[Leaf], first: int) -> list[tuple[Leaf, str]]:
    """The pages, and their numbers, that are to be laid out so that those of ``leaves``, from number ``first`` on, follow."""
    lengths = dict.fromkeys((leaf, len(str(number))) for number, leaf in enumerate(leaves, first))
    ones = [(leaf, digit * length) for leaf, length in lengths for digit in "12"]
    return list(dict.fromkeys([*((leaves[0], digit) for digit in DIGITS), *ones]))


class Stamps:
    """The headers and numbers of pages, as they follow from samples that were laid out, untagged."""

    def __init__(self, laid_out: bytes, leaves: Sequence[Leaf], first: int) -> None:
        self.leaves, self.first = leaves, first
        self.part = Pdf.open(io.BytesIO(laid_out))
        wanted = samples(leaves, first)
        if len(self.part.pages) != len(wanted):
            raise JoinError(f"{len(wanted)} samples of headers came out as {len(self.part.pages)} pages.")
        drawn = {sample: page.Contents.read_bytes() for sample, page in zip(wanted, self.part.pages, strict=True)}
        sole = _cells(*(drawn[leaves[0], digit] for digit in DIGITS))
        if len(sole) != 1:
            raise JoinError("The digits of a page's number are not alike in all but their shape.")
        self.glyphs = {digit: drawn[leaves[0], digit][sole[0] : sole[0] + GLYPH] for digit in DIGITS}
        self.patterns = {}
        for leaf, number in wanted:
            if number == "1" * len(number):
                one, two = drawn[leaf, number], drawn[leaf, "2" * len(number)]
                cells = _cells(one, two)
                if len(cells) != len(number):
                    raise JoinError("The digits of a page's number are not alike in all but their shape.")
                self.patterns[leaf, len(number)] = one, cells
        self.entries: dict[str, bytes] = {}
        resources = self.part.pages[0].resources
        names = {name[1:].encode() for kind in KINDS if kind in resources for name in sorted(resources[kind].keys())}
        self.named = re.compile(rb"(?<![^\s\]>)])/(?=(?:%s)\s)" % b"|".join(re.escape(name) for name in sorted(names)))

    def take_into(self, writer: Writer, copying: type[Copying]) -> Copying:
        """Write what the stamps name into a file."""
        taken = copying(self.part, writer)
        resources = self.part.pages[0].resources
        for kind in KINDS:
            found = resources.get(kind)
            names = [] if found is None else sorted(found.keys())
            self.entries[kind] = b" ".join(
                b"/%s%s %s" % (OWN, name[1:].encode(), taken.value(found, name)) for name in names
            )
        return taken

    def content(self, at: int) -> bytes:
        """What is drawn on a page, counted from 0."""
        number = str(self.first + at)
        drawn, cells = self.patterns[self.leaves[at], len(number)]
        made, done = [], 0
        for cell, digit in zip(cells, number, strict=True):
            made += [drawn[done:cell], self.glyphs[digit]]
            done = cell + GLYPH
        return self.named.sub(b"/" + OWN, b"".join([*made, drawn[done:]]))


def _cells(*drawn: bytes) -> list[int]:
    """Where the letters begin in which drawings differ. Raises JoinError where they differ in more than letters."""
    if len({len(one) for one in drawn}) != 1:
        raise JoinError("The digits of a page's number do not take the same room.")
    return list(dict.fromkeys(_differing(drawn)))


def _differing(drawn: Sequence[bytes]) -> Iterator[int]:
    for at, signs in enumerate(zip(*drawn, strict=True)):
        if len(set(signs)) > 1:
            begins = drawn[0].rfind(b"<", 0, at) + 1
            if b">" in drawn[0][begins:at]:
                raise JoinError("The digits of a page's number do not stand in the same place.")
            yield begins + (at - begins) // GLYPH * GLYPH
