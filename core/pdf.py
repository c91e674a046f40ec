"""Paper: PDF/UA-1 from HTML.

The layout engine runs in a child process of its own (core.pdf_child), with a
limit of time: a web process that lays a pack out itself keeps a hundred
megabytes for ever, and one that hangs takes people's pages with it. Nothing
is fetched while rendering but files under ``static/``; anything else in the
HTML stops the run with an error that names it.
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured

from core import kept_pieces
from core.pdf_apart import UNNUMBERED, Division, Leaf, divide, twin
from core.turns import aside

STYLES = ("css/tokens.css", "css/paper-fonts.css", "css/paper.css")
LIMIT_SECONDS = 300
# A supplement does not know how many pages there are in all.
RUNNING_ON = """ @page { @bottom-right { content: "Page " counter(page); } } @page :first { counter-reset: page %d; }"""
SCRATCH = "council-paper-"
WHOLE = 0
"""The number of a document that is laid out in one piece."""
FRONT_PAGES = 2
"""As many pages a front has as a rule."""
TURNS = 4
"""So often a front is laid out anew because it came out longer or shorter than was thought."""
STALE_SECONDS = 24 * 60 * 60
"""After which nobody can still be laying out in a scratch directory."""


class PaperError(Exception):
    """A document could not be laid out; the message says why."""


@dataclass(frozen=True)
class Paper:
    """A finished PDF."""

    content: bytes
    pages: int
    anchors: dict[str, int]
    """On which page, from 1, each named place of the HTML came to stand."""
    marked: bytes = b""
    """The HTML with a mark where each page begins, where that was asked for."""


def static_root() -> Path:
    """The directory under which alone a document may name files."""
    found = finders.find(STYLES[0])
    if not found:
        raise ImproperlyConfigured(f"The print styles are missing: static/{STYLES[0]} was not found.")
    return Path(found).parent.parent


def render(
    html: str,
    *,
    brand_colour: str,
    limit_seconds: float = LIMIT_SECONDS,
    first_page: int = 1,
    marks: bool = False,
    tell: Callable[[str], object] | None = None,
) -> Paper:
    """Lay a document out as PDF/UA-1, in a child process. About 80 ms a page and half a second to start.

    A document that says which pieces it is made of (core.pdf_apart) has them laid out apart, as many at once as there
    are processors; one that is as it was when it was laid out before is taken as it was kept.

    Pages are numbered from ``first_page``. With ``marks`` the HTML comes back as well, marked
    where pages begin. ``tell`` is told what is being done: "page 37" (a page may come twice),
    "finishing". Raises PaperError where the document fetches what it must not, takes longer than
    the limit, or the layout engine fails.
    """
    sweep()
    with aside(), tempfile.TemporaryDirectory(prefix=SCRATCH, ignore_cleanup_errors=True) as scratch:
        press = Press(Path(scratch), f":root {{ --brand: {brand_colour}; }}", limit_seconds, tell)
        division = None if settings.PACKS_IN_ONE_RUN else divide(html)
        if division is not None and (paper := _apart(press, division, first_page=first_page, marks=marks)):
            return paper
        made = press.lay_out(html, extra=running_on(first_page), marks=marks, first_page=first_page, at=WHOLE)
        return Paper(made.content, made.pages, made.anchors, made.marked)


def running_on(first_page: int) -> str:
    """The style of a document whose pages run on from those of another."""
    return RUNNING_ON % first_page if first_page > 1 else ""


def _apart(press: Press, division: Division, *, first_page: int, marks: bool) -> Paper | None:
    """Lay a document out in its pieces, then its front, which says on which pages they are, and join them.

    None where the front has no length of its own: it is longer or shorter by what it says of the pages behind it.
    """
    pieces = press.lay_out_all(division.alone(), marks=marks)
    length = FRONT_PAGES
    for _ in range(TURNS):
        starts = list(accumulate((piece.pages for piece in pieces), initial=length))[:-1]
        anchors = {
            name: page + start
            for piece, start in zip(pieces, starts, strict=True)
            for name, page in piece.anchors.items()
        }
        html = division.front_alone({name: page + first_page - 1 for name, page in anchors.items()})
        front = press.lay_out(html, extra=UNNUMBERED, marks=marks, first_page=first_page)
        if front.pages == length:
            break
        length = front.pages
    else:
        return None
    leaves = [Leaf(is_wide) for is_wide in front.wide]
    for piece, notice in zip(pieces, division.notices, strict=True):
        leaves += [Leaf(is_wide, notice) for is_wide in piece.wide]
    content = press.put_together([front, *pieces], division.furniture(leaves), extra=running_on(first_page))
    marked = ""
    if marks:
        texts = ((piece.marked.decode(), start + first_page - 1) for piece, start in zip(pieces, starts, strict=True))
        marked = twin(front.marked.decode(), list(texts))
    return Paper(content, len(leaves), anchors | front.anchors, marked.encode())


@dataclass(frozen=True)
class Sheets:
    """A document, or a piece of one, as its process laid it out."""

    content: bytes
    pages: int
    anchors: dict[str, int]
    wide: tuple[bool, ...]
    marked: bytes

    @classmethod
    def read(cls, said: BinaryIO) -> Sheets:
        """From what the process said."""
        said.seek(0)
        facts = json.loads(said.readline())
        content = said.read(facts["length"])
        return cls(content, facts.get("pages", 0), facts.get("anchors", {}), tuple(facts.get("wide", ())), said.read())


class Press:
    """Has documents laid out in child processes, all of one paper within its limit of time."""

    def __init__(self, scratch: Path, extra: str, limit_seconds: float, tell: Callable[[str], object] | None) -> None:
        self.scratch, self.extra, self.limit_seconds = scratch, extra, limit_seconds
        self.until = time.monotonic() + limit_seconds
        self.tell = tell
        self.children: set[subprocess.Popen] = set()
        self.is_given_up = False
        self.reached: Counter[int] = Counter()
        self.said: SimpleQueue[Future | tuple[int, str]] = SimpleQueue()

    def lay_out(self, html: str, *, extra: str, marks: bool, first_page: int, at: int | None = None) -> Sheets:
        """A document by itself. Its pages are told where it is the whole or a piece, by its number ``at``."""
        return self._sheets(self._order(html, extra=extra, marks=marks, first_page=first_page), at)

    def lay_out_all(self, documents: Iterable[str], *, marks: bool) -> list[Sheets]:
        """Pieces, the longest first, as many at once as there are processors; kept, and taken as they were kept."""
        orders = [self._order(html, extra=UNNUMBERED, marks=marks, first_page=1) for html in documents]
        longest = sorted(range(len(orders)), key=lambda at: -len(orders[at]["html"]))
        with ThreadPoolExecutor(min(len(orders), processors())) as pool:
            running = {at: pool.submit(self._piece, orders[at], at + 1) for at in longest}
            for one in running.values():
                one.add_done_callback(self.said.put)
            try:
                self._listen_to(len(orders))
            except BaseException:
                self._give_up()
                raise
        return [running[at].result() for at in range(len(orders))]

    def _listen_to(self, pieces: int) -> None:
        """Pass on what pieces say, in the thread of whoever asked for them, until all are done. Raises what one raises."""
        while pieces:
            said = self.said.get()
            if isinstance(said, Future):
                said.result()
                pieces -= 1
            else:
                self._tell(*said)

    def put_together(self, parts: Sequence[Sheets], furniture: str, *, extra: str) -> bytes:
        """One PDF of parts, with the headers and numbers of a document that has nothing else."""
        paths = [self.scratch / f"{at}.pdf" for at, _ in enumerate(parts)]
        for path, part in zip(paths, parts, strict=True):
            path.write_bytes(part.content)
        order = self._order(furniture, extra=extra, marks=False, first_page=1)
        return self._sheets(order | {"join": [str(path) for path in paths]}, None).content

    def _order(self, html: str, *, extra: str, marks: bool, first_page: int) -> dict:
        return {
            "html": html,
            "static": str(static_root()),
            "styles": list(STYLES),
            "extra": self.extra + extra,
            "marks": marks,
            "first_page": first_page,
        }

    def _piece(self, order: dict, at: int) -> Sheets:
        key = kept_pieces.key_of(order)
        if kept := kept_pieces.found(key):
            with kept:
                sheets = Sheets.read(kept)
            self.said.put((at, f"page {sheets.pages}"))
            return sheets
        with tempfile.TemporaryFile() as said:
            self._run(order, said, at)
            sheets = Sheets.read(said)
            kept_pieces.keep(key, said)
        return sheets

    def _sheets(self, order: dict, at: int | None) -> Sheets:
        with tempfile.TemporaryFile() as said:
            self._run(order, said, at)
            return Sheets.read(said)

    def _run(self, order: dict, said: BinaryIO, at: int | None) -> None:
        """Have a child process do an order, and write what it says. Raises PaperError."""
        with tempfile.TemporaryFile() as given:
            given.write(json.dumps(order).encode())
            given.seek(0)
            child = subprocess.Popen(
                [sys.executable, "-m", "core.pdf_child"],
                stdin=given,
                stdout=said,
                stderr=subprocess.PIPE,
                cwd=settings.BASE_DIR,
                env=os.environ
                | {"TMPDIR": str(self.scratch)},  # fonts are unpacked there, and go however the child ends
            )
            self.children.add(child)
            with child:
                try:
                    if self.is_given_up:
                        child.kill()
                    last_line = _listen(child, self.until, partial(self._hear, at))
                except TimeoutError as late:
                    raise PaperError(
                        f"The document took longer than {self.limit_seconds} seconds to lay out and was given up."
                    ) from late
                finally:
                    if child.poll() is None:
                        child.kill()
                    self.children.discard(child)
            if child.returncode:
                raise PaperError(_why(last_line, child.returncode))

    def _hear(self, at: int | None, what: str) -> None:
        """What a child says it is doing. Of a piece, pages alone tell something of the whole."""
        if not at:
            self._tell(at, what)
        elif what.startswith("page "):
            self.said.put((at, what))

    def _give_up(self) -> None:
        """One piece cannot be laid out: the others need not be."""
        self.is_given_up = True
        for child in list(self.children):
            child.kill()

    def _tell(self, at: int | None, what: str) -> None:
        """Pass on what is being done: of several pieces, the pages that are laid out in all."""
        words, _, number = what.partition(" ")
        if self.tell is None:
            return
        if words != "page":
            self.tell(what)
        elif at is not None:
            self.reached[at] = max(self.reached[at], int(number))
            self.tell(f"page {self.reached.total()}")


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _why(last_line: str, code: int) -> str:
    """Why the layout engine stopped, in a sentence."""
    if code < 0 or any(words in last_line for words in ("MemoryError", "Cannot allocate memory")):
        return "It was ended while it was laid out: the machine has too little memory for it just now. Try again later."
    return last_line or f"The layout engine stopped with code {code}."


def sweep() -> None:
    """Clear the scratch directories that a process left which was killed while it laid a document out."""
    stale = time.time() - STALE_SECONDS
    for left in Path(tempfile.gettempdir()).glob(f"{SCRATCH}*"):
        with suppress(OSError):  # another process may be sweeping too
            found = left.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and found.st_mtime < stale:
                shutil.rmtree(left, ignore_errors=True)


def _listen(child: subprocess.Popen, until: float, tell: Callable[[str], object] | None) -> str:
    """Pass on what a child says it is doing, until it ends; returns the last other line. Raises TimeoutError."""
    last_line, said = "", b""
    with selectors.DefaultSelector() as ready:
        ready.register(child.stderr, selectors.EVENT_READ)
        while True:
            if not ready.select(max(0.0, until - time.monotonic())):
                raise TimeoutError
            read = os.read(child.stderr.fileno(), 65536)
            *lines, said = (said + read).split(b"\n")
            for line in lines if read else [*lines, said]:
                words = line.decode(errors="replace").strip()
                if words.startswith("@"):
                    if tell:
                        tell(words[1:])
                elif words:
                    last_line = words
            if not read:
                child.wait(max(1.0, until - time.monotonic()))
                return last_line
