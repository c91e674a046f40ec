"""Sealing: what was written since the last seal is digested and chained to it."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max, Min, Value
from django.utils import timezone

from core.refusals import NotDoneError
from history import guards
from history.choices import RunKind
from history.kinds import Kind, kinds
from history.models import Cover, Run, Seal
from history.rules import BEGINNING, Mark, cover, line_digest, packed

LOG = logging.getLogger("history")
LINES_A_RUN = 5000
TRIES, PATIENCE = 20, 0.05
"""How often, and how many seconds apart, it is asked whether nobody is writing."""
LONGEST_WAIT = "2s"
"""So long the sealing then waits for those who write, and those who come after it wait for the sealing."""


class NotSealedError(NotDoneError):
    """Nothing was sealed just now; the next sealing takes it along."""


@dataclass(frozen=True)
class Sealed:
    """What a sealing did."""

    number: int
    lines: int
    digest: str

    @property
    def head(self) -> str:
        """The seal and its digest, to be kept outside the database: 12:5e88…."""
        return f"{self.number}:{self.digest}"


def seal() -> Sealed | None:
    """Seal every line that is not sealed yet; None where there is none. Raises NotSealedError.

    Lines are read and digested without a lock; only the seal itself is written in a transaction. Of two sealings at
    once one gives way.
    """
    last = Seal.objects.last()
    done = sealed_up_to()
    pending = {label: upto for label, upto in _final().items() if upto > done.get(label, 0)}
    if not pending:
        return None
    runs: list[Run] = []
    covers: list[Cover] = []
    for label, upto in pending.items():
        kind = kinds()[label]
        for made, hidden in _runs(kind, done.get(label, 0), upto):
            runs.append(made)
            covers += hidden
    if not runs:
        return None
    return write(runs, after=last, covers=covers)


def newest_seal() -> str:
    """The newest seal and its digest: 12:5e88…; empty before the first, and where the tables are still to be made."""
    if Seal._meta.db_table not in connection.introspection.table_names():
        return ""
    last = Seal.objects.last()
    return f"{last.number}:{last.digest}" if last else ""


def oldest_unsealed() -> datetime | None:
    """When the oldest line was written that is not sealed yet; None where all are. Two queries."""
    done = sealed_up_to()
    each = [
        kind.lines._base_manager.filter(history_id__gt=done.get(label, 0))
        .order_by()
        .values(table=Value(label))
        .annotate(at=Min("history_date"))
        for label, kind in kinds().items()
    ]
    found = (row["at"] for row in each[0].union(*each[1:], all=True))
    return min((at for at in found if at is not None), default=None)


def sealed_up_to() -> dict[str, int]:
    """Of each table, the number of the last line that is sealed."""
    sealed = Run.objects.filter(kind=RunKind.SEALED).order_by()
    return dict(sealed.values("table").annotate(last=Max("upto")).values_list("table", "last"))


def write(runs: list[Run], *, after: Seal | None, covers: Iterable[Cover] = (), removed_before: Any = None) -> Sealed:
    """Chain a seal over some runs to the one it was made after. Raises NotSealedError where another came between."""
    made = Seal(
        number=after.number + 1 if after else 1,
        at=timezone.now(),
        previous=after.digest if after else BEGINNING,
        removed_before=removed_before,
    )
    made.digest = made.worked_out(runs)
    for run in runs:
        run.seal_id = made.number
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            Run.objects.bulk_create(runs, batch_size=50)
            Cover.objects.bulk_create(covers, batch_size=500)
    except IntegrityError as taken:
        raise NotSealedError("Somebody else has sealed at the same time.") from taken
    sealed = Sealed(made.number, sum(run.lines for run in runs), made.digest)
    transaction.on_commit(lambda: _tell(sealed))
    return sealed


def _tell(sealed: Sealed) -> None:
    """Note the newest digest outside the database: in the log, and in the file that HISTORY_HEADS names."""
    LOG.info("Seal %s over %s lines of history: %s", sealed.number, sealed.lines, sealed.digest)
    if settings.HISTORY_HEADS:
        with Path(settings.HISTORY_HEADS).open("a", encoding="utf-8") as kept:
            kept.write(f"{timezone.now().isoformat(timespec='seconds')} {sealed.head}\n")


def _final() -> dict[str, int]:
    """Of each table, the highest number up to which no line is still to come.

    SQLite has one writer at a time, so what can be read is whole. On PostgreSQL a line may be written by a
    transaction that has not ended while lines with higher numbers can be read already: the lock is had only
    once nobody is writing.
    """
    if connection.vendor != "postgresql":
        return _highest()
    if any(does == "insert" for does, _ in guards.missing()):
        raise NotSealedError("Tables of history are not guarded. Run manage.py migrate.")
    with transaction.atomic():
        _wait_for_writers()
        return _highest()


def _wait_for_writers() -> None:
    with connection.cursor() as cursor:
        for _ in range(TRIES):
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [guards.LOCK])
            if cursor.fetchone()[0]:
                return
            time.sleep(PATIENCE)
        cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'")
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [guards.LOCK])
        except OperationalError as waited:
            raise NotSealedError("Somebody is writing for long. The next sealing takes it along.") from waited


def _highest() -> dict[str, int]:
    """The highest number of a line in each table. One query."""
    quote = connection.ops.quote_name
    each = [
        f"SELECT '{kind.label}', MAX(history_id) FROM {quote(kind.lines._meta.db_table)}"  # noqa: S608 - names of our own tables
        for kind in kinds().values()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return {label: upto or 0 for label, upto in cursor.fetchall()}


def _runs(kind: Kind, after: int, upto: int) -> Iterator[tuple[Run, list[Cover]]]:
    """The lines of a table after one number and up to another, in runs, with covers for what is personal."""
    lines = in_order(kind, after, upto, kind.columns)
    while batch := list(islice(lines, LINES_A_RUN)):
        hidden = {}
        if kind.personal:
            hidden = {line[NUMBER]: _cover(kind, line) for line in batch}
        marks = [marked(kind, line, kind.columns, hidden.get(line[NUMBER])) for line in batch]
        yield _run(kind, marks[-1].line, marks), list(hidden.values())


def _run(kind: Kind, upto: int, marks: list[Mark]) -> Run:
    return Run(table=kind.label, upto=upto, lines=len(marks), columns=",".join(kind.columns), marks=packed(marks))


NUMBER = "history_id"
MANY = "+"


def in_order(kind: Kind, after: int, upto: int, columns: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Lines of a table by their numbers, each as its columns and, under MANY, its fields with several values."""
    rows = kind.lines._base_manager.filter(history_id__gt=after, history_id__lte=upto).order_by("history_id")
    wanted = tuple(dict.fromkeys((*columns, NUMBER, kind.key)))
    read = rows.values_list(*wanted).iterator(chunk_size=LINES_A_RUN)
    while batch := [dict(zip(wanted, row, strict=True)) for row in islice(read, LINES_A_RUN)]:
        many = _many(kind, batch)
        for line in batch:
            line[MANY] = many.get(line[NUMBER], [])
            yield line


def _many(kind: Kind, batch: list[dict[str, Any]]) -> dict[int, list]:
    """Of each line, the values of its fields with several, as pairs of a field and a key."""
    found: dict[int, list] = {}
    for name, model in kind.many.items():
        field = kind.model._meta.get_field(name)
        rows = model._base_manager.filter(
            history_id__gte=batch[0][NUMBER], history_id__lte=batch[-1][NUMBER]
        ).values_list("history_id", f"{field.m2m_reverse_field_name()}_id")
        for line, target in rows:
            found.setdefault(line, []).append([name, target])
    return {line: sorted(pairs) for line, pairs in found.items()}


def marked(kind: Kind, line: dict[str, Any], columns: Iterable[str], hidden: Cover | None) -> Mark:
    """The mark of a line over some columns; for what is personal stands its cover."""
    values = [None if name in kind.personal else line[name] for name in columns]
    digest = line_digest([values, line[MANY], hidden.digest if hidden else ""])
    return Mark(line[NUMBER], line[kind.key], digest)


def _cover(kind: Kind, line: dict[str, Any]) -> Cover:
    salt = secrets.token_hex(16)
    return Cover(
        table=kind.label, line=line[NUMBER], salt=salt, digest=cover(salt, [line[name] for name in kind.personal])
    )
