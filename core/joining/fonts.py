"""Fonts that stand in several parts, each time with the letters of that part: united, so that each face stands in the file once."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from pikepdf import Array

from core.joining.writing import Writer


@dataclass
class Cut:
    """A font with the letters that a part has of it, or several."""

    font: TTFont
    letters: set[int]
    """The numbers of those that are used. Others are there to be put together to these."""
    content: bytes
    """It as a part has it. Nothing once it has letters of others."""
    number: int = 0


class Faces:
    """The fonts of a file that is being written, by the names of their faces.

    Layout engines embed of a font the letters that a document has, under the numbers that they have in the whole font.
    Files that disagree on what a number draws stay apart.
    """

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.united: dict[str, list[Cut]] = defaultdict(list)
        self.known: dict[bytes, Cut] = {}

    def take(self, face: str, content: bytes, letters: set[int]) -> int:
        """The number of the file that has the letters of a part."""
        known = self.known.get(content)
        if known is None or not letters <= known.letters:
            known = self.known[content] = self._united(face, _cut(content, letters))
        return known.number

    def _united(self, face: str, cut: Cut) -> Cut:
        for whole in self.united[face]:
            if _fits(cut, whole):
                _unite(whole, cut)
                return whole
        cut.number = self.writer.number()
        self.united[face].append(cut)
        return cut

    def finish(self) -> None:
        """Write them."""
        for cut in (cut for cuts in self.united.values() for cut in cuts):
            content = cut.content
            if not content:
                cut.font.recalcBBoxes = True  # of all letters, now that they are there
                finished = io.BytesIO()
                cut.font.save(finished, reorderTables=None)
                content = finished.getvalue()
            self.writer.put_packed(cut.number, b"/Length1 %d" % len(content), content)


def letters_of(widths: Array) -> Iterator[int]:
    """The letters of which a font says how wide they are: first [width …], or first last width."""
    waiting = iter(widths)
    for first in waiting:
        second = next(waiting)
        if isinstance(second, Array):
            yield from range(int(first), int(first) + len(second))
        else:
            yield from range(int(first), int(second) + 1)
            next(waiting)


def _cut(content: bytes, letters: set[int]) -> Cut:
    font = TTFont(io.BytesIO(content), recalcTimestamp=False, recalcBBoxes=False)
    order = [f"letter{number}" for number in range(font["maxp"].numGlyphs)]
    font.setGlyphOrder(order)  # its own names would have to be read
    _draw_out(font, {order[number] for number in letters if number < len(order)})
    return Cut(font, letters, content)


def _draw_out(font: TTFont, names: set[str]) -> None:
    """Draw letters that are put together of others by themselves: what they are put together of has a number by chance."""
    shapes, drawn = font["glyf"], font.getGlyphSet()
    for name in sorted(names):
        if shapes.glyphs[name].isComposite():  # as it stands in the file: reading what it draws takes longer
            pen = TTGlyphPen(None)
            drawn[name].draw(DecomposingFilterPen(pen, drawn))
            shapes[name] = pen.glyph()


def _fits(cut: Cut, whole: Cut) -> bool:
    """Whether a part draws none of its letters otherwise than another."""
    one, other = cut.font, whole.font
    names, others = one.getGlyphOrder(), other.getGlyphOrder()
    return one["head"].unitsPerEm == other["head"].unitsPerEm and all(
        one["hmtx"][names[number]] == other["hmtx"][others[number]]
        and _alike(one, names[number], other, others[number])
        for number in cut.letters & whole.letters
    )


def _alike(one: TTFont, name: str, other: TTFont, its: str) -> bool:
    """Whether two fonts draw a letter alike. Where both have it in the same bytes, nothing is read of what it draws."""
    shapes, others = one["glyf"], other["glyf"]
    return shapes.glyphs[name] == others.glyphs[its] or shapes[name] == others[its]


def _unite(whole: Cut, cut: Cut) -> None:
    """Give one the letters of the other, whichever has room for all."""
    long, short = (whole, cut) if whole.font["maxp"].numGlyphs >= cut.font["maxp"].numGlyphs else (cut, whole)
    names, others = short.font.getGlyphOrder(), long.font.getGlyphOrder()
    for number in short.letters - long.letters:
        long.font["glyf"][others[number]] = short.font["glyf"].glyphs[names[number]]
        long.font["hmtx"][others[number]] = short.font["hmtx"][names[number]]
    whole.font, whole.letters, whole.content = long.font, whole.letters | cut.letters, b""
