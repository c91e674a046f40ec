"""What the layout engine does over and over, done once. For the child process of core.pdf; knows no Django.

Three things take a seventh of the time of a paper, and more of a short piece of one:

- Types of C are read by a parser of C when they are first named, in each process that is forked. ``know_types`` has them read
  before. The library of fonts names arrays by their length, each a type of its own; ``Types`` has one for all lengths.
- A picture in the background of a box, as the mark of a rating, is drawn anew for each box, as an object of the file that
  lies over the whole page. ``pictures_once`` has each drawn once in a file, in its size, and laid where it belongs.

What comes out is the same to the eye and to who listens; tests hold both against the engine as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import weasyprint.draw
import weasyprint.pdf.fonts
from weasyprint.images import SVGImage
from weasyprint.text.ffi import ffi

TYPES = (
    "FcChar8 **", "FcResult *", "PangoFcFontMap *", "PangoLogAttr[]", "PangoRectangle *", "char[4]", "char[]",
    "hb_codepoint_t[]", "hb_tag_t[100]", "unsigned int *",
)  # fmt: skip
"""The types of C that the engine names while it lays out."""
_OF_A_LENGTH = re.compile(r"\[\d+\]$")


def know_types() -> None:
    """Have the types of C read that are named while a document is laid out."""
    for name in TYPES:
        ffi.typeof(name)


class Types:
    """The engine's way to its libraries, but for arrays: of any length they are one type, as long as what is given."""

    def __getattr__(self, name: str) -> Any:
        """All else is as it is."""
        return getattr(ffi, name)

    def new(self, name: str, given: Any = None) -> Any:
        """A thing of a type."""
        return ffi.new(name, given) if given is None else ffi.new(_OF_A_LENGTH.sub("[]", name), given)


weasyprint.pdf.fonts.ffi = Types()


@contextmanager
def pictures_once() -> Iterator[None]:
    """Write a file in which each picture that stands behind boxes is drawn once in its size."""
    engines = weasyprint.draw.draw_background_image
    drawn: dict[tuple, str] = {}

    def draw(stream: Any, layer: Any, style: Any) -> None:
        size = layer.size
        plain = isinstance(layer.image, SVGImage) and layer.repeat == ("no-repeat", "no-repeat") and not layer.unbounded
        if not plain or 0 in size:
            engines(stream, layer, style)
            return
        with stream.artifact():
            stream.rectangle(*layer.painting_area)
            stream.clip()
            stream.end()
            key = (layer.image, *size)
            if key not in drawn:
                group = stream.add_group(0, 0, *size)
                layer.image.draw(group, *size, style)
                drawn[key] = group.id
            stream.transform(
                e=layer.position[0] + layer.positioning_area[0], f=layer.position[1] + layer.positioning_area[1]
            )
            stream.draw_x_object(drawn[key])

    weasyprint.draw.draw_background_image = draw
    try:
        yield
    finally:
        weasyprint.draw.draw_background_image = engines
