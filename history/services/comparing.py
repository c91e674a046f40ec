"""What is stored, beside the newest line of history of each thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from history.kinds import Kind

STEP = 2000


@dataclass(frozen=True)
class Beside:
    """A thing that is stored or was, and its newest line."""

    thing: int
    there: bool
    line: int | None
    removed: bool
    differing: tuple[str, ...] = ()
    """Columns in which the row is not what the line says."""

    @property
    def comes_from_nowhere(self) -> bool:
        """Whether it is there and its history does not say so."""
        return self.there and (self.line is None or self.removed)

    @property
    def is_gone(self) -> bool:
        """Whether it is not there and its history does not say so."""
        return not self.there and not self.removed


def side_by_side(kind: Kind) -> Iterator[Beside]:
    """Every thing of a kind with its newest line, by their keys. Two queries."""
    key = kind.key
    newest = kind.lines._base_manager.order_by().values(key).annotate(last=Max("history_id")).values("last")
    lines = (
        kind.lines._base_manager.filter(history_id__in=newest)
        .order_by(key)
        .values_list(key, "history_id", "history_type", *kind.tracked)
        .iterator(chunk_size=STEP)
    )
    rows = kind.model._base_manager.order_by("pk").values_list("pk", *kind.tracked).iterator(chunk_size=STEP)
    row, line = next(rows, None), next(lines, None)
    while row is not None or line is not None:
        thing = min(one[0] for one in (row, line) if one is not None)
        now = row if row is not None and row[0] == thing else None
        was = line if line is not None and line[0] == thing else None
        yield _beside(kind, thing, now, was)
        row = next(rows, None) if now else row
        line = next(lines, None) if was else line


def _beside(kind: Kind, thing: int, row: tuple | None, line: tuple | None) -> Beside:
    number, done = (line[1], line[2]) if line else (None, "")
    differing: tuple[str, ...] = ()
    if row and line and done != "-":
        pairs = zip(kind.tracked, row[1:], line[3:], strict=True)
        differing = tuple(name for name, now, was in pairs if _differ(now, was))
    return Beside(thing, row is not None, number, done == "-", differing)


def _differ(now: Any, was: Any) -> bool:
    """Whether two values are not the same; a file is its name."""
    return now != was and str(now or "") != str(was or "")
