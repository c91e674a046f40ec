"""Pieces of papers that were laid out, kept so that what has not changed is not laid out again. May be emptied at any time.

A piece is kept under a hash of everything that it depends on. One that nobody has asked for in a month goes, and the oldest
where there are too many. Who may read the folder reads papers that are not public: it belongs to the program alone.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

MONTH = 30 * 24 * 60 * 60
ROOM = 1 << 30
"""Bytes that are kept in all."""
ENGINES = ("weasyprint", "pikepdf", "pydyf", "fonttools", "tinyhtml5", "tinycss2")
MAKERS = ("pdf_child.py", "page_marks.py", "narrow_tables.py")
"""What of the program has a say in how a piece looks."""


def key_of(order: dict) -> str:
    """What an order is kept under: it differs where anything differs that its piece depends on."""
    digest = hashlib.sha256(_makers().encode())
    for name, value in sorted(order.items()):
        digest.update(f"\0{name}\0{value}".encode())
    for name in order["styles"]:
        digest.update((Path(order["static"]) / name).read_bytes())
    return digest.hexdigest()


@cache
def _makers() -> str:
    """The engines in their versions, and what the program does with what they make."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ENGINES]
    own = [hashlib.sha256((Path(__file__).parent / name).read_bytes()).hexdigest() for name in MAKERS]
    return "\n".join(versions + own)


def folder() -> Path | None:
    """Where pieces are kept; None where none are, or where the folder cannot be the program's alone."""
    if not settings.PAPER_CACHE:
        return None
    where = Path(settings.PAPER_CACHE)
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        if where.stat().st_uid != os.getuid():
            return None
    except OSError:
        return None
    return where


def found(key: str) -> BinaryIO | None:
    """A piece that is kept, as its process had said it."""
    where = folder()
    if where is None:
        return None
    path = where / key
    try:
        os.utime(path)
        return path.open("rb")
    except OSError:
        return None


def keep(key: str, made: BinaryIO) -> None:
    """Keep a piece, whole or not at all. That it cannot be kept stops nothing."""
    where = folder()
    if where is None:
        return
    with suppress(OSError):
        with tempfile.NamedTemporaryFile(dir=where, prefix=".", delete=False) as file:
            made.seek(0)
            shutil.copyfileobj(made, file)
        Path(file.name).replace(where / key)
        clear(where)


def clear(where: Path) -> None:
    """Let go what nobody has asked for in a month, and the oldest where more is kept than there is room for."""
    left, now = ROOM, time.time()
    kept = []
    for path in where.iterdir():
        with suppress(OSError):  # another process may be clearing too
            facts = path.stat()
            kept.append((facts.st_mtime, facts.st_size, path))
    for used, size, path in sorted(kept, reverse=True):
        left -= size
        if left < 0 or used < now - MONTH:
            with suppress(OSError):
                path.unlink()
