"""Markup of somebody else's, looked through before anything is made of it: what would take a parser's time and memory.

A parser keeps what it reads: a million elements, one tag with a million attributes, elements a million deep. Here
nothing is kept, and the first thing that is too much ends it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate, errors

CHUNK = 65_536
TOKEN_LIMIT = 1_000_000
"""Bytes of one tag, comment or run of text. A cell of Excel holds 32,767 signs."""
DEPTH_LIMIT = 200
ATTRIBUTES_LIMIT = 1_000
"""In one tag of HTML: parsers compare each with all before it."""
UNREAD = {errors.codes[errors.XML_ERROR_UNKNOWN_ENCODING], errors.codes[errors.XML_ERROR_INCORRECT_ENCODING]}
"""Errors after which another parser might read on."""
XML_BEGINS = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*<")
BLANK = "[ \t\n\f\r]"
ATTRIBUTE = re.compile(
    rf"(?:{BLANK}|/)*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rf"""(?:{BLANK}*+={BLANK}*+(?:"[^"]*+"|'[^']*+'|[^ \t\n\f\r"'>][^ \t\n\f\r>]*+)?+)?+"""
)
TAG = re.compile(rf"<[a-zA-Z][^ \t\n\f\r/>]*+((?:{ATTRIBUTE.pattern}){{0,{ATTRIBUTES_LIMIT + 1}}}+)")
"""A tag as browsers read it, however its quotation marks stand."""


class MarkupError(ValueError):
    """It is too much, or asks for what is elsewhere; the words say of what: "more than 1,000 attributes in one tag"."""


def look_through(archive: zipfile.ZipFile, names: list[str], *, tags: int, but_for: Collection[str] = ()) -> None:
    """Look through parts of a zip file that are XML. ``tags`` is how many tags they may have together.

    ``but_for`` are those of which only the tags are counted here: whoever reads them walks through what it parses.

    Raises MarkupError. A part that is no XML, or is broken, is left to whoever reads it.
    """
    found = 0
    written = [name for name in names if _is_xml(archive, name)]
    for name in written:
        with archive.open(name) as part:
            found = _count(part, found, tags)
    for name in written:
        if name not in but_for:
            with archive.open(name) as part:
                walk(part)


def check_html(text: str, *, tags: int) -> None:
    """Look through HTML. Raises MarkupError."""
    if text.count("<") > tags:
        raise MarkupError(f"more than {tags:,} tags")
    if any(_is_overgrown(tag) for tag in TAG.finditer(text)):
        raise MarkupError(f"more than {ATTRIBUTES_LIMIT:,} attributes in one tag")


def without_overgrown(text: str) -> str:
    """HTML without the tags of more attributes than a person's program writes; what is left of them is text."""
    return TAG.sub(lambda tag: " " if _is_overgrown(tag) else tag[0], text)


def _is_overgrown(tag: re.Match) -> bool:
    longest = 2 * ATTRIBUTES_LIMIT  # an attribute is a blank and a letter at least
    return tag.end() - tag.start() > longest and len(ATTRIBUTE.findall(tag[1])) > ATTRIBUTES_LIMIT


def _is_xml(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as part:
        return bool(XML_BEGINS.match(part.read(100)))


def _chunks(part: IO[bytes]):
    while chunk := part.read(CHUNK):
        yield chunk


def _count(part: IO[bytes], found: int, most: int) -> int:
    """How many tags there are with those of a part: what begins one stands nowhere else. At the speed of unpacking."""
    since = 0
    for chunk in _chunks(part):
        here = chunk.count(b"<")
        found, since = found + here, 0 if here else since + len(chunk)
        if found > most:
            raise MarkupError(f"more than {most:,} tags")
        if since > TOKEN_LIMIT + CHUNK:
            raise MarkupError(f"a tag or a text of more than {TOKEN_LIMIT:,} signs")
    return found


def walk(part: IO[bytes]) -> None:
    """Go through XML, and keep nothing of it. Raises MarkupError; what is broken is left to whoever reads it."""
    walk = _Walk()
    try:
        for chunk in _chunks(part):
            walk.feed(chunk)
    except ExpatError as broken:
        if broken.code in UNREAD:
            raise MarkupError("an encoding that cannot be read") from broken


class _Walk:
    def __init__(self) -> None:
        self.depth = self.length = self.fed = 0
        self.parser = ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def feed(self, chunk: bytes) -> None:
        self.parser.Parse(chunk, False)
        self.fed += len(chunk)
        if self.fed - self.parser.CurrentByteIndex > TOKEN_LIMIT:
            raise MarkupError(f"a tag or a text of more than {TOKEN_LIMIT:,} signs")

    def _doctype(self, *_: object) -> None:
        raise MarkupError("a document type of its own")

    def _start(self, *_: object) -> None:
        self.depth += 1
        self.length = 0
        if self.depth > DEPTH_LIMIT:
            raise MarkupError(f"more than {DEPTH_LIMIT} levels")

    def _end(self, _: str) -> None:
        self.depth -= 1
        self.length = 0

    def _text(self, text: str) -> None:
        self.length += len(text)
        if self.length > TOKEN_LIMIT:
            raise MarkupError(f"a tag or a text of more than {TOKEN_LIMIT:,} signs")
