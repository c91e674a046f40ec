"""Pieces of papers that were laid out, kept so that what has not changed is not laid out again. May be emptied at any time.

A piece is kept under a hash of everything that it depends on. One that nobody has asked for in a month goes, and the oldest
where there are too many. Who may read the folder reads papers that are not public: it belongs to the program alone. Knows no Django.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

MONTH = 30 * 24 * 60 * 60
ROOM = 1 << 30
"""Bytes that are kept in all."""
ENGINES = ("weasyprint", "pikepdf", "pydyf", "fonttools", "tinyhtml5", "tinycss2")
MAKERS = ("pdf_layout.py", "pdf_finish.py", "pdf_thrift.py", "page_marks.py", "narrow_tables.py")
"""What of the program has a say in how a piece looks."""
_PICTURE = re.compile(r'''\ssrc="([^"]+)"''')


def key_of(order: dict) -> str:
    """What an order is kept under: it differs where anything differs that its piece depends on."""
    digest = hashlib.sha256(_makers().encode())
    for name, value in sorted(order.items()):
        digest.update(f"\0{name}\0{value}".encode())
    for name in order["styles"]:
        digest.update((Path(order["static"]) / name).read_bytes())
    for name in sorted(set(_PICTURE.findall(order["html"]))):
        with suppress(OSError, ValueError):  # what is not there stops the laying out
            digest.update((Path(order["static"]) / name).read_bytes())
    return digest.hexdigest()


@cache
def _makers() -> str:
    """The engines in their versions, and what the program does with what they make."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ENGINES]
    own = [hashlib.sha256((Path(__file__).parent / name).read_bytes()).hexdigest() for name in MAKERS]
    return "\n".join(versions + own)


class Kept:
    """Where pieces are kept: a folder of the program's own, or nowhere."""

    def __init__(self, where: str) -> None:
        self.where = Path(where) if where else None
        if self.where is not None and not self._is_ours(self.where):
            self.where = None

    @staticmethod
    def _is_ours(where: Path) -> bool:
        try:
            where.mkdir(mode=0o700, parents=True, exist_ok=True)
            return where.stat().st_uid == os.getuid()
        except OSError:
            return False

    def found(self, key: str) -> Path | None:
        """The file of a piece that is kept."""
        if self.where is None:
            return None
        path = self.where / key
        try:
            os.utime(path)
        except OSError:
            return None
        return path

    def keep(self, key: str, content: bytes) -> None:
        """Keep a piece, whole or not at all. That it cannot be kept stops nothing."""
        if self.where is None:
            return
        with suppress(OSError):
            with tempfile.NamedTemporaryFile(dir=self.where, prefix=".", delete=False) as file:
                file.write(content)
            Path(file.name).replace(self.where / key)

    def clear(self) -> None:
        """Make room."""
        if self.where is not None:
            with suppress(OSError):
                clear(self.where)


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
