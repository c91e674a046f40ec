"""A PDF of somebody else's, looked through before a library opens it: what would take its time and memory.

A library takes in every object and unpacks whatever objects are packed in, however small the file is.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

OBJECTS_LIMIT = 200_000
PACKED_LIMIT = 40_000_000
"""Bytes to which the objects that are packed may unpack together."""
RATIO_LIMIT, RATIO_FROM = 100, 2_000_000
"""How many times its size a pack of objects may unpack to, from so many bytes on. Those of tagged reports reach twenty."""
CHUNK = 65_536
WIDEST = 100_000
DICTIONARY = 8_192
STREAM = re.compile(rb"\bstream\r?\n")
OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b")
KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
NUMBER = re.compile(rb"/(N|Size|Columns|Colors)\s+(\d+)")
ENCRYPTED = re.compile(b"/" + b"".join(b"(?:%c|(?i:#%02x))" % (sign, sign) for sign in b"Encrypt") + rb"\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
PACKS = re.compile(rb"/(?:ObjStm|XRef|Metadata)\b|/First\s+\d|/W\s*\[")
PLAIN_FILTER = re.compile(rb"/Filter\s*\[?\s*/(?:FlateDecode|Fl)\s*(?:\]|/|>)")


class PdfBombError(ValueError):
    """It is more than is taken; the words say of what: "more than 500 pages"."""


def is_encrypted(content: bytes) -> bool:
    """Whether a PDF says that its parts are encrypted: then nobody can look through them."""
    return bool(ENCRYPTED.search(content))


def look_through(content: bytes, *, pages: int) -> None:
    """Look through a PDF. Keeps nothing, and unpacks only what holds objects. Raises PdfBombError."""
    objects = content.count(b"obj") - content.count(b"endobj")
    _few(objects)
    kids = _kids(content)
    packed = 0
    for dictionary, start in _packs(content):
        objects += sum(int(found[2]) for found in NUMBER.finditer(dictionary) if found[1] == b"N")
        _few(objects)
        _narrow(dictionary)
        for unpacked in _unpacked(content, dictionary, start):
            packed += len(unpacked)
            kids += _kids(unpacked)
            if packed > PACKED_LIMIT:
                raise PdfBombError(f"more than {PACKED_LIMIT // 1_000_000} MB of packed objects")
        if kids > OBJECTS_LIMIT:
            break
    if kids > max(20 * pages, OBJECTS_LIMIT // 10):
        raise PdfBombError(f"more than {pages:,} pages")


def _packs(content: bytes) -> Iterator[tuple[bytes, int]]:
    """Dictionaries of streams that hold objects or where they are, and where their content begins."""
    for found in STREAM.finditer(content):
        before = content[max(0, found.start() - DICTIONARY) : found.start()]
        begins = list(OBJECT.finditer(before))
        dictionary = ESCAPED.sub(
            lambda sign: bytes([int(sign[1], 16)]), before[begins[-1].end() :] if begins else before
        )
        if PACKS.search(dictionary):
            yield dictionary, found.end()


def _unpacked(content: bytes, dictionary: bytes, start: int) -> Iterator[bytes]:
    if b"/Filter" not in dictionary:
        return
    if not PLAIN_FILTER.search(dictionary) or dictionary.count(b"Decode") > 1 + dictionary.count(b"/DecodeParms"):
        raise PdfBombError("objects that are packed in an unusual way")
    packer = zlib.decompressobj()
    taken, waiting = 0, content[start : start + CHUNK]
    at = start + CHUNK
    while waiting and not packer.eof:
        try:
            unpacked = packer.decompress(waiting, CHUNK)
        except zlib.error:
            return  # broken: its reader says so
        taken += len(unpacked)
        waiting = packer.unconsumed_tail or content[at : at + CHUNK]
        at += 0 if packer.unconsumed_tail else CHUNK
        if taken > RATIO_FROM and taken > RATIO_LIMIT * (at - start):
            raise PdfBombError(f"packed objects of more than {RATIO_LIMIT} times their size")
        yield unpacked


def _kids(content: bytes) -> int:
    """How many things lists of kids name: pages, fields and branches of indexes."""
    return sum(found[1].count(b"R") for found in KIDS.finditer(content))


def _few(objects: int) -> None:
    if objects > OBJECTS_LIMIT:
        raise PdfBombError(f"more than {OBJECTS_LIMIT:,} objects")


def _narrow(dictionary: bytes) -> None:
    """Of how many columns its lines are said to be: a library takes room for one."""
    if any(int(found[2]) > WIDEST for found in NUMBER.finditer(dictionary) if found[1] in (b"Columns", b"Colors")):
        raise PdfBombError(f"lines of more than {WIDEST:,} columns")
