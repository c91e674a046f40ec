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
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured

from core.turns import aside

STYLES = ("css/tokens.css", "css/paper-fonts.css", "css/paper.css")
LIMIT_SECONDS = 300
# A supplement does not know how many pages there are in all.
RUNNING_ON = """ @page { @bottom-right { content: "Page " counter(page); } } @page :first { counter-reset: page %d; }"""
SCRATCH = "council-paper-"
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
        press = Press(Path(scratch), limit_seconds, tell)
        order = order_of(html, brand_colour=brand_colour, first_page=first_page, marks=marks)
        if not settings.PACKS_IN_ONE_RUN:
            order |= {"at_once": processors(), "kept": settings.PAPER_CACHE, "scratch": scratch}
        return press.make(order)


def order_of(html: str, *, brand_colour: str, first_page: int = 1, marks: bool = False) -> dict:
    """What the child process is told of a document."""
    return {
        "html": html,
        "static": str(static_root()),
        "styles": list(STYLES),
        "extra": f":root {{ --brand: {brand_colour}; }}",
        "marks": marks,
        "first_page": first_page,
        "running_on": running_on(first_page),
    }


def running_on(first_page: int) -> str:
    """The style of a document whose pages run on from those of another."""
    return RUNNING_ON % first_page if first_page > 1 else ""


class Press:
    """Has documents laid out in a child process, within a limit of time."""

    def __init__(self, scratch: Path, limit_seconds: float, tell: Callable[[str], object] | None) -> None:
        self.scratch, self.limit_seconds = scratch, limit_seconds
        self.until = time.monotonic() + limit_seconds
        self.tell = tell
        self.reached: Counter[str] = Counter()

    def make(self, order: dict) -> Paper:
        """A document as it was ordered. Raises PaperError."""
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
            given.write(json.dumps(order).encode())
            given.seek(0)
            code, last_line = self._run(given, said)
            if code:
                raise PaperError(_why(last_line, code))
            said.seek(0)
            facts = json.loads(said.readline())
            return Paper(said.read(facts["length"]), facts["pages"], facts["anchors"], said.read())

    def _run(self, given: BinaryIO, said: BinaryIO) -> tuple[int, str]:
        """Have a child process do an order; returns the code with which it ended, and its last line."""
        child = subprocess.Popen(
            [sys.executable, "-m", "core.pdf_child"],
            stdin=given,
            stdout=said,
            stderr=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            env=os.environ | {"TMPDIR": str(self.scratch)},  # fonts are unpacked there, and go however the child ends
            process_group=0,  # it ends with those that it forks off
        )
        with child:
            try:
                last_line = _listen(child, self.until, self._hear)
            except TimeoutError as late:
                raise PaperError(
                    f"The document took longer than {self.limit_seconds} seconds to lay out and was given up."
                ) from late
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
        return child.returncode, last_line

    def _hear(self, what: str) -> None:
        """Pass on what is being done: of several pieces, the pages that are laid out in all."""
        if self.tell is None:
            return
        words, *told = what.split()
        if words != "page":
            self.tell(what)
            return
        page, piece = int(told[0]), told[1] if len(told) > 1 else ""
        self.reached[piece] = max(self.reached[piece], page)
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
