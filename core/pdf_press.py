"""A document laid out in its pieces and put together, in one process that has everything ready and forks one for each piece.

What is slow to begin with (the layout engine, the styles) is read once. Each piece, the front and the samples of headers is
laid out by a process of its own, as many at once as there are processors, which inherits the limit of memory and ends with
what it did. This process itself lays nothing out, so that it stays small, and ends with the document. Knows no Django.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from core.joining import JoinError, Leaf, Stamps, join
from core.kept_pieces import Kept, key_of
from core.pdf_apart import STAMPED, UNNUMBERED, Division, divide, twin
from core.pdf_ends import EndedError, RefusedError

FRONT_PAGES = 2
"""As many pages a front has as a rule."""
TURNS = 4
"""So often a front is laid out anew because it came out longer or shorter than was thought."""
Tell = Callable[[str], object]


@dataclass(frozen=True)
class Sheets:
    """A document, or a piece of one, as its process laid it out: what is said of it, and the file where it stands."""

    file: Path
    begins: int
    facts: dict

    @classmethod
    def read(cls, file: Path) -> Sheets:
        """From what the process wrote."""
        with file.open("rb") as said:
            line = said.readline()
        return cls(file, len(line), json.loads(line))

    @property
    def pages(self) -> int:
        """How many."""
        return self.facts["pages"]

    @property
    def content(self) -> bytes:
        """The PDF."""
        with self.file.open("rb") as said:
            said.seek(self.begins)
            return said.read(self.facts["length"])

    @property
    def marked(self) -> str:
        """The HTML with marks."""
        with self.file.open("rb") as said:
            said.seek(self.begins + self.facts["length"])
            return said.read().decode()


def document(order: Mapping[str, Any], tell: Tell) -> tuple[bytes, bytes, bytes] | None:
    """What is said of a document, the PDF, and its HTML; None where it is not to be laid out in pieces.

    Raises RefusedError and EndedError.
    """
    division = divide(order["html"])
    if division is None:
        return None
    try:
        return Press(order, tell).document(division)
    except JoinError as unfit:
        raise RefusedError(str(unfit)) from unfit


class Press:
    """Has the pieces of one document laid out, and keeps them."""

    def __init__(self, order: Mapping[str, Any], tell: Tell) -> None:
        self.order, self.tell = order, tell
        self.scratch = Path(order["scratch"])
        self.kept = Kept(order["kept"])
        self.first_page, self.marks = order["first_page"], order["marks"]
        self.pids: set[int] = set()

    def document(self, division: Division) -> tuple[bytes, bytes, bytes] | None:
        """What is said of the whole, the PDF, and its HTML; None where the front has no length of its own.

        The front is longer or shorter by what it says of the pages behind it: it is laid out with what is known, and once
        more where it came out otherwise than was thought.
        """
        pieces = self.all_of([self._piece(html) for html in division.alone()], told=True)
        named = key_of(self._piece(division.front))
        thought = self.kept.found(named)
        length = int(thought.read_text()) if thought else FRONT_PAGES
        for _ in range(TURNS):
            starts = list(accumulate((piece.pages for piece in pieces), initial=length))[:-1]
            anchors = {
                name: page + start
                for piece, start in zip(pieces, starts, strict=True)
                for name, page in piece.facts["anchors"].items()
            }
            html = division.front_alone({name: page + self.first_page - 1 for name, page in anchors.items()})
            behind = [
                Leaf(is_wide, notice)
                for piece, notice in zip(pieces, division.notices, strict=True)
                for is_wide in piece.facts["wide"]
            ]
            leaves = [Leaf(is_wide=False)] * length + behind
            front, headers = self.all_of([self._front(html), self._headers(division, leaves)])
            before = [Leaf(is_wide) for is_wide in front.facts["wide"]]
            if front.pages == length:
                break
            length = front.pages
        else:
            return None
        self.kept.keep(named, str(length).encode())
        if before + behind != leaves:
            leaves = before + behind
            (headers,) = self.all_of([self._headers(division, leaves)])
        return self._joined([front, *pieces], starts, Stamps(headers.content, leaves, self.first_page), anchors)

    def _joined(
        self, parts: Sequence[Sheets], starts: Sequence[int], stamps: Stamps, anchors: Mapping[str, int]
    ) -> tuple[bytes, bytes, bytes]:
        self.tell("finishing")
        self.kept.clear()
        front, *pieces = parts
        whole = io.BytesIO()
        join((part.content for part in parts), whole, stamps)
        marked = ""
        if self.marks:
            texts = ((piece.marked, start + self.first_page - 1) for piece, start in zip(pieces, starts, strict=True))
            marked = twin(front.marked, list(texts))
        facts = {"pages": len(stamps.leaves), "anchors": anchors | front.facts["anchors"], "length": whole.tell()}
        return json.dumps(facts).encode() + b"\n", whole.getvalue(), marked.encode()

    def _common(self, extra: str) -> dict:
        wanted = {name: self.order[name] for name in ("static", "styles", "marks")}
        return wanted | {"extra": self.order["extra"] + extra, "first_page": 1}

    def _piece(self, html: str) -> dict:
        return self._common(UNNUMBERED) | {"html": html}

    def _front(self, html: str) -> dict:
        return self._piece(html) | {"first_page": self.first_page}

    def _headers(self, division: Division, leaves: Sequence[Leaf]) -> dict:
        html = division.headers(leaves, self.first_page)
        return self._common(STAMPED) | {"html": html, "marks": False, "plainly": True}

    def all_of(self, orders: Sequence[dict], *, told: bool = False) -> list[Sheets]:
        """What was laid out before, and the rest laid out, the longest first. With ``told``, pages are told by piece."""
        files: dict[int, Path] = {}
        keys = [key_of(order) for order in orders]
        for at, key in enumerate(keys):
            if found := self.kept.found(key):
                files[at] = found
                if told:
                    self.tell(f"page {Sheets.read(found).pages} {at}")
        missing = sorted(set(range(len(orders))) - set(files), key=lambda at: -len(orders[at]["html"]))
        if missing:
            self._lay_out({at: (orders[at], self.scratch / keys[at]) for at in missing}, told=told)
            for at in missing:
                files[at] = self.scratch / keys[at]
                self.kept.keep(keys[at], files[at].read_bytes())
        return [Sheets.read(files[at]) for at in range(len(orders))]

    def _lay_out(self, wanted: Mapping[int, tuple[dict, Path]], *, told: bool) -> None:
        """Fork a process for each, as many at once as may be. Raises EndedError, with all ended, where one fails."""
        from core.pdf_layout import parsed
        from core.pdf_thrift import know_types

        know_types()
        parsed(Path(self.order["static"]), tuple(self.order["styles"]))
        waiting = iter(wanted.items())
        try:
            for at, (order, file) in waiting:
                if len(self.pids) == self.order["at_once"]:
                    self._await_one()
                self._fork(order, file, at if told else None)
            while self.pids:
                self._await_one()
        finally:
            for pid in self.pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            while self.pids:
                pid, _ = os.wait()
                self.pids.discard(pid)

    def _fork(self, order: dict, file: Path, at: int | None) -> None:
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self.pids.add(pid)
            return
        code = 1
        try:
            lay_out_to(order, file, Telling(self.tell, parent, at))
            code = 0
        except RefusedError as refused:
            sys.stderr.write(f"{refused}\n")
            code = 2
        except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _await_one(self) -> None:
        pid, status = os.wait()
        self.pids.discard(pid)
        if code := os.waitstatus_to_exitcode(status):
            raise EndedError(code)


@dataclass(frozen=True)
class Telling:
    """Says which page of a piece is laid out, as long as the process that forked this one is there to hear of it."""

    tell: Tell
    parent: int
    at: int | None

    def __call__(self, what: str) -> None:
        """Say what is being done. Of a piece, pages alone tell something of the whole."""
        if os.getppid() != self.parent:
            os._exit(3)
        if self.at is not None and what.startswith("page "):
            self.tell(f"{what} {self.at}")


def lay_out_to(order: dict, file: Path, tell: Tell) -> None:
    """Lay one document out and write it to a file. Raises RefusedError."""
    from core.pdf_layout import lay_out, lay_out_plainly

    if order.get("plainly"):
        content, marked = lay_out_plainly(order), b""
        facts: dict = {"length": len(content)}
    else:
        facts, content, marked = lay_out(order, tell)
    with file.open("wb") as said:
        for one in (json.dumps(facts).encode(), b"\n", content, marked):
            said.write(one)
