"""A PDF written object by object, so that no more of it is held in memory than the piece that is being taken in."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from pikepdf import Array, Object, Pdf, Stream

PACK = 200
"""As many objects are packed together."""
PLAIN, PACKED = 1, 2
_TOLD = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]*>|\b(\d+) 0 R\b", re.DOTALL)
"""What stands in an object's text: strings, which stay as they are, and references."""


class JoinError(Exception):
    """Parts do not fit together; the message says why."""


class Writer:
    """Writes a PDF to a file: objects in any order, packed, then where each stands."""

    def __init__(self, to: BinaryIO) -> None:
        self.to, self.length, self.digest = to, 0, hashlib.sha256()
        self.places: list[tuple[int, int, int]] = [(0, 0, 65535)]
        self.pack: list[tuple[int, bytes]] = []
        self._write(b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n")

    def number(self) -> int:
        """A number for an object that is yet to be written. One that never is, is nothing to who refers to it."""
        self.places.append((0, 0, 0))
        return len(self.places) - 1

    def put(self, number: int, text: bytes) -> None:
        """Write an object."""
        self.pack.append((number, text))
        if len(self.pack) == PACK:
            self._put_pack()

    def put_new(self, text: bytes) -> int:
        """Write an object that has no number yet; returns it."""
        number = self.number()
        self.put(number, text)
        return number

    def put_stream(self, number: int, entries: bytes, content: bytes) -> None:
        """Write a stream. ``entries`` are those of its dictionary without the length."""
        self.places[number] = (PLAIN, self.length, 0)
        self._write(b"%d 0 obj\n<<%s /Length %d>>\nstream\n" % (number, entries, len(content)), content)
        self._write(b"\nendstream\nendobj\n")

    def put_packed(self, number: int, entries: bytes, content: bytes) -> None:
        """Write a stream, packed."""
        self.put_stream(number, entries + b" /Filter /FlateDecode", zlib.compress(content))

    def close(self, root: int, info: int | None) -> None:
        """Write where everything stands. The identifier of the file follows from what is in it."""
        if self.pack:
            self._put_pack()
        own = self.number()
        self.places[own] = (PLAIN, self.length, 0)
        rows = b"".join(
            kind.to_bytes(1, "big") + place.to_bytes(5, "big") + within.to_bytes(2, "big")
            for kind, place, within in self.places
        )
        name = self.digest.hexdigest()[:32].encode()
        entries = b"/Type /XRef /W [1 5 2] /Size %d /Root %d 0 R /ID [<%s> <%s>]" % (len(self.places), root, name, name)
        if info is not None:
            entries += b" /Info %d 0 R" % info
        start = self.length
        self.put_stream(own, entries + b" /Filter /FlateDecode", zlib.compress(rows))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _put_pack(self) -> None:
        own = self.number()
        heads, texts, at = [], [], 0
        for within, (number, text) in enumerate(self.pack):
            self.places[number] = (PACKED, own, within)
            heads.append(b"%d %d" % (number, at))
            texts.append(text)
            at += len(text) + 1
        head = b" ".join(heads) + b"\n"
        entries = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(self.pack), len(head))
        self.pack = []
        self.put_stream(own, entries, zlib.compress(head + b"\n".join(texts)))

    def _write(self, *parts: bytes) -> None:
        for part in parts:
            self.to.write(part)
            self.digest.update(part)
            self.length += len(part)


class Copying:
    """Takes what is asked for out of a PDF into one that is being written, with all that it refers to."""

    def __init__(self, part: Pdf, writer: Writer) -> None:
        self.part, self.writer = part, writer
        self.numbers: dict[int, int] = {}
        """Of objects of the part: their numbers in the whole."""
        self.waiting: list[int] = []

    def stands_for(self, thing: Object, number: int) -> None:
        """Have references to an object of the part lead to one of the whole instead."""
        self.numbers[thing.objgen[0]] = number

    def take(self, old: int) -> int:
        """The number that an object of the part has in the whole."""
        if old not in self.numbers:
            self.numbers[old] = self.writer.number()
            self.waiting.append(old)
        return self.numbers[old]

    def text(self, thing: Object, *, within: bool = False) -> bytes:
        """What stands for a thing of the part: a reference, or with ``within`` what it refers to."""
        return _TOLD.sub(self._told, thing.unparse(resolved=within))

    def _told(self, found: re.Match[bytes]) -> bytes:
        return found[0] if found[1] is None else b"%d 0 R" % self.take(int(found[1]))

    def entries(self, thing: Object, without: tuple[str, ...] = ()) -> Iterator[bytes]:
        """The entries of a dictionary, but for some."""
        for name in sorted(thing.keys()):
            if name not in without:
                yield b"%s %s" % (name.encode(), self.value(thing, name))

    def value(self, thing: Object, name: str) -> bytes:
        """What an entry of a dictionary is, as text."""
        return self.text(Array([thing[name]]))[1:-1].strip()

    def finish(self) -> None:
        """Take what others refer to, until nothing is missing."""
        while self.waiting:
            old = self.waiting.pop()
            self.write(self.numbers[old], self.part.get_object(old, 0))

    def write(self, number: int, thing: Object) -> None:
        """Write an object of the part under its number in the whole."""
        if isinstance(thing, Stream):
            head = b" ".join(self.entries(thing.stream_dict, ("/Length",)))
            self.writer.put_stream(number, head, thing.read_raw_bytes())
        elif isinstance(thing, Object):
            self.writer.put(number, self.text(thing, within=True))
        else:  # a number, or nothing
            self.writer.put(number, Array([thing]).unparse()[1:-1].strip())


def dictionary(**entries: bytes) -> bytes:
    """A dictionary as text."""
    return b"<<%s>>" % b" ".join(b"/%s %s" % (name.encode(), text) for name, text in entries.items())


def reference(number: int) -> bytes:
    """A reference as text."""
    return b"%d 0 R" % number
