"""Fonts that stand in a file several times, each time with the letters of one part: united, so that they stand in it once."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf, Stream


@dataclass
class Cut:
    """A part of a font that is embedded in a file, and the fonts of the file that use it."""

    font: TTFont
    letters: set[int]
    """The numbers of those that are used. Others are there to be put together to these."""
    holders: list[Dictionary]
    times: int = 1
    """How many files of the PDF it stands for."""


def share_fonts(pdf: Pdf) -> None:
    """Give the fonts of one face one file, which has the letters of all of them.

    Layout engines embed of a font the letters that a document has, under the numbers that they have in the whole font.
    Files that disagree on what a number draws stay apart.
    """
    for cuts in _faces(pdf).values():
        united: list[Cut] = []
        for cut in sorted(cuts, key=lambda cut: -cut.font["maxp"].numGlyphs):  # the longest has room for all
            whole = next((one for one in united if _fits(cut, one)), None)
            if whole is None:
                united.append(cut)
            else:
                _take(cut, whole)
        for whole in united:
            if whole.times > 1:
                finished = io.BytesIO()
                whole.font.save(finished, reorderTables=None)
                shared = Stream(pdf, finished.getvalue(), Length1=finished.tell())
                for holder in whole.holders:
                    holder.FontFile2 = shared


def _faces(pdf: Pdf) -> dict[str, list[Cut]]:
    """The parts of fonts that a file has more than one of, by the name of the face."""
    files: dict[str, dict[tuple[int, int], list[Dictionary]]] = defaultdict(lambda: defaultdict(list))
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Subtype") == Name.CIDFontType2:
            descriptor = thing.FontDescriptor
            files[str(descriptor.FontName).rpartition("+")[2]][descriptor.FontFile2.objgen].append(thing)
    return {face: [_cut(fonts) for fonts in of.values()] for face, of in files.items() if len(of) > 1}


def _cut(fonts: list[Dictionary]) -> Cut:
    content = fonts[0].FontDescriptor.FontFile2.read_bytes()
    letters = {number for font in fonts for number in _numbers(font.get("/W", Array()))}
    font = TTFont(io.BytesIO(content))
    order = font.getGlyphOrder()
    _draw_out(font, {order[number] for number in letters if number < len(order)})
    return Cut(font, letters, [one.FontDescriptor for one in fonts])


def _numbers(widths: Array) -> Iterator[int]:
    """The letters of which a font says how wide they are: first [width …], or first last width."""
    waiting = list(widths)
    while waiting:
        first, *waiting = waiting
        if isinstance(waiting[0], Array):
            yield from range(int(first), int(first) + len(waiting[0]))
            waiting = waiting[1:]
        else:
            yield from range(int(first), int(waiting[0]) + 1)
            waiting = waiting[2:]


def _draw_out(font: TTFont, names: set[str]) -> None:
    """Draw letters that are put together of others by themselves: what they are put together of has a number by chance."""
    shapes, drawn = font["glyf"], font.getGlyphSet()
    for name in sorted(names):
        if shapes[name].isComposite():
            pen = TTGlyphPen(None)
            drawn[name].draw(DecomposingFilterPen(pen, drawn))
            shapes[name] = pen.glyph()


def _fits(cut: Cut, whole: Cut) -> bool:
    """Whether a part draws none of its letters otherwise than another."""
    one, other = cut.font, whole.font
    names, others = one.getGlyphOrder(), other.getGlyphOrder()
    return one["head"].unitsPerEm == other["head"].unitsPerEm and all(
        (one["hmtx"][names[number]], one["glyf"][names[number]])
        == (other["hmtx"][others[number]], other["glyf"][others[number]])
        for number in cut.letters & whole.letters
    )


def _take(cut: Cut, whole: Cut) -> None:
    """Give a part the letters of another."""
    names, others = cut.font.getGlyphOrder(), whole.font.getGlyphOrder()
    for number in cut.letters - whole.letters:
        whole.font["glyf"][others[number]] = cut.font["glyf"][names[number]]
        whole.font["hmtx"][others[number]] = cut.font["hmtx"][names[number]]
    whole.letters |= cut.letters
    whole.holders += cut.holders
    whole.times += cut.times
