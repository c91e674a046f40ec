"""The rows of a worksheet's XML as spreadsheets write them, read by a pattern as they come: five times as fast as a parser.

A row of plain cells, each with a value and at most a style and a kind, is taken apart here. Any other (formulas, words in
several colours, entities, hidden rows) is given to a parser by itself, after it was looked through. What a parser might
read in another way than the pattern ends it with ``NotPlainError``, and then all of the worksheet is the parser's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element, ParseError, fromstring

from openpyxl.xml.constants import SHEET_MAIN_NS

from core.markup import walk

CHUNK = 262_144
LONGEST = 1_000_000
"""Bytes before the first row, and of a row. Spreadsheets write less."""
LONGEST_END = 10_000_000
"""Bytes after the last row: what is merged and how cells look on conditions."""
ROOT = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:<\?xml(?: [a-z]+=[\"'](?:1\.0|UTF-8|utf-8|yes|no)[\"'])* ?\?>)?\s*(<worksheet\s[^<>]*[^<>/]>)"
)
NAMESPACE = re.compile(rf"""\sxmlns=["']{re.escape(SHEET_MAIN_NS)}["']""".encode())
BEGINS, ENDS, ROW_ENDS = b"<sheetData>", b"</sheetData>", b"</row>"
EMPTY_ROWS = r'\s*(?:<row r="[0-9]+"[^<>]*/>\s*)*'
ROW = re.compile(rf'{EMPTY_ROWS}<row r="(?P<number>[0-9]{{1,9}})"(?P<besides>[^<>]*)(?<!/)>')
LAST = re.compile((EMPTY_ROWS + ENDS.decode()).encode())
HIDDEN = re.compile(r"""\bhidden=["'](?!0|false)""")
CELL_BEGINS = "<c "
CELL = re.compile(
    r'<c r="([A-Z]{1,3})[0-9]{1,9}"(?: s="([0-9]{1,6})")?(?: t="([a-zA-Z]{1,9})")?'
    r'(?:/>|>(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)\s*|\S'
)
"""A cell: its column in letters, its style, its kind, its value, and the text of its own. Or a sign of something else."""
CONTROLS = bytes(sign for sign in range(32) if sign not in b"\t\n")
UNSURE = (b"&", b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
"""What a parser reads as something else, or refuses; so are control characters."""


class NotPlainError(Exception):
    """The worksheet is not written as the pattern has it."""


class Plain(NamedTuple):
    """A row of plain cells, each as its column in letters, style, kind, value, and text of its own."""

    number: int
    cells: list[tuple[str, str, str, str, str]]


class Rows:
    """The rows of a worksheet that hold anything, in order. What stands round them is the ``frame``, known at the end."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.frame = b""

    def __iter__(self) -> Iterator[Plain | Element]:
        """Each row, of plain cells or as an element. Raises NotPlainError and MarkupError."""
        head, rest = self._head()
        while True:
            block, _, rest = rest.rpartition(ROW_ENDS)
            if block:
                unsure = any(sign in block for sign in UNSURE) or len(block.translate(None, CONTROLS)) < len(block)
                for written in block.decode().split(ROW_ENDS.decode()):
                    yield self._row(written, unsure=unsure)
            if ENDS in rest:
                break
            chunk = self.source.read(CHUNK)
            if not chunk or len(rest) > LONGEST:
                raise NotPlainError
            rest += chunk
        rest += self.source.read(LONGEST_END)
        last = LAST.match(rest)
        if not last or self.source.read(1):
            raise NotPlainError
        self.frame = head + BEGINS + ENDS + rest[last.end() :]
        walk(BytesIO(self.frame))

    def _head(self) -> tuple[bytes, bytes]:
        """What stands before the rows, and the beginning of these."""
        read = b""
        while BEGINS not in read:
            chunk = self.source.read(CHUNK)
            if not chunk or len(read) > LONGEST:
                raise NotPlainError
            read += chunk
        head, _, rest = read.partition(BEGINS)
        root = ROOT.match(head)
        if not root or b"<!" in head or not NAMESPACE.search(root[1]):
            raise NotPlainError
        self.root = root[1].decode()
        return head, rest

    def _row(self, written: str, *, unsure: bool) -> Plain | Element:
        begun = ROW.match(written)
        if begun is None:
            raise NotPlainError
        if not unsure and not HIDDEN.search(begun["besides"]):
            cells = CELL.findall(written, begun.end())
            if len(cells) == written.count(CELL_BEGINS, begun.end()):
                return Plain(int(begun["number"]), cells)
        alone = f"{self.root}{written}</row></worksheet>".encode()
        walk(BytesIO(alone))
        try:
            return fromstring(alone)[-1]  # before it stand such as hold nothing
        except ParseError as broken:
            raise NotPlainError from broken
