"""How lines of history are digested and chained. Pure.

A line's digest is the SHA-256 of its values. A run is the lines of one table that were sealed together: the mark of
each, in the order of their numbers. A seal's digest covers its runs and the digest of the seal before it, so that
whoever knows the newest digest knows that nothing before it was changed.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

MARK = struct.Struct(">QQ32s")
"""The number of a line, the number of the thing that it is about, and the line's digest."""
BEGINNING = "0" * 64
"""What stands for the digest of the seal before the first."""


@dataclass(frozen=True)
class Mark:
    """What is kept of a sealed line."""

    line: int
    thing: int
    digest: bytes


def packed(marks: Iterable[Mark]) -> bytes:
    """Marks as they are stored: 48 bytes each."""
    return b"".join(MARK.pack(mark.line, mark.thing, mark.digest) for mark in marks)


def unpacked(stored: bytes) -> Iterator[Mark]:
    """Stored marks. Raises ValueError where bytes are missing."""
    if len(stored) % MARK.size:
        raise ValueError("Marks are cut off.")
    return (Mark(*found) for found in MARK.iter_unpack(stored))


def line_digest(values: Sequence[Any]) -> bytes:
    """The digest of the values of a line, the same on every database."""
    written = json.dumps(values, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    return str(value)


def cover(salt: str, values: Sequence[Any]) -> str:
    """What stands in a line's digest for what tells who somebody is. Without the salt it tells nothing of them."""
    return hashlib.sha256(bytes.fromhex(salt) + line_digest(values)).hexdigest()


@dataclass(frozen=True)
class RunFacts:
    """What a seal's digest covers of one of its runs. Lines after those of the run before it, up to ``upto``."""

    table: str
    kind: str
    upto: int
    lines: int
    columns: str
    marks: bytes


def seal_digest(
    number: int, at: datetime, previous: str, removed_before: datetime | None, runs: Iterable[RunFacts]
) -> str:
    """The digest of a seal."""
    told = [
        number,
        at,
        previous,
        removed_before,
        sorted(
            [run.table, run.kind, run.upto, run.lines, run.columns, hashlib.sha256(run.marks).hexdigest()]
            for run in runs
        ),
    ]
    return line_digest(told).hex()


def former_name(person: int) -> str:
    """What somebody is called whose name was taken out: “Former officer 12”."""
    return f"Former officer {person}"


def former_address(person: int) -> str:
    """The address that stands for theirs; mail to it goes nowhere."""
    return f"former-officer-{person}@gone.invalid"
