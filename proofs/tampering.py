"""A busy program is sealed meanwhile; then its history is tampered with, and each tampering is looked for.

On each database, in a process of its own: several writers change what has a history at the same time, in transactions
of uneven length, some of which are taken back, while another seals. An untouched history has to have no fault. Then one
thing at a time is changed by SQL past the guards, the check is asked, and the change is taken back.
"""

from __future__ import annotations

import importlib
import json
import random
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from proofs.findings import Figure, Findings
from proofs.inside import told_by

TITLE = "Tampering with the history"
DATABASES = ("SQLite", "PostgreSQL")
WRITERS = 4
SECONDS, QUICK_SECONDS = 5, 2
TAMPERINGS, QUICK_TAMPERINGS = 240, 30
"""At random, after each column of each table has been changed once."""


def run(*, quick: bool) -> Findings:
    """Tamper on each database."""
    figures = []
    for name in DATABASES:
        figures += _figures(name, told_by("proofs.tampering", "quick" if quick else "full", database=name))
    return Findings(tuple(figures), ABOUT)


ABOUT = (
    (
        "A tampering is found where the check has a fault afterwards; each is taken back before the next. A line is looked for by "
        "the check of the chain and of its own table, seals and cut-off ends by the whole."
    ),
    (
        "An end that is cut off together with its seals is looked for with the newest seal noted outside the database, as the "
        "log, HISTORY_HEADS and each backup have it; without that, only what is stored besides gives it away."
    ),
    (
        "Whoever may write to the database can still add lines of their own at the end, as the program does, and in the minute "
        "before it is sealed a line can be changed if what is stored is changed with it."
    ),
)


def _figures(name: str, found: dict[str, Any]) -> Iterator[Figure]:
    yield Figure(
        f"{name}: {found['writes']:,} writes by {WRITERS} writers at once ({found['lines']:,} lines of history, "
        f"{found['taken_back']:,} transactions taken back), {found['seals']:,} seals made meanwhile",
        "0 false alarms, 0 deadlocks, every line sealed",
        f"{found['alarms']} false alarms, {found['errors']} deadlocks or errors, {found['unsealed']} lines left unsealed",
        not found["alarms"] and not found["errors"] and not found["unsealed"],
    )
    for what, counted in found["tamperings"].items():
        yield Figure(
            f"{name}: {what}",
            f"{counted['made']:,} of {counted['made']:,} found",
            f"{counted['found']:,} of {counted['made']:,} found",
            counted["made"] == counted["found"] and counted["made"] > 0,
        )


def main(*, quick: bool) -> dict[str, Any]:
    """What is found on the database that the process was told of."""
    import django

    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    # Tables as the models say: migrating makes the same, and takes longer (tests/councilperf/test_migrations.py).
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    importlib.import_module("accounts.migrations.0002_roles").make_roles(apps, None)
    busy = _Busy(QUICK_SECONDS if quick else SECONDS)
    busy.begin()
    told = busy.go()
    from history.reporting.checking import check
    from history.services.sealing import seal

    seal()
    busy.once()
    seal()
    untouched = check()
    told |= {
        "alarms": told["alarms"] + len(untouched.faults),
        "unsealed": untouched.unsealed,
        "lines": untouched.lines,
        "seals": untouched.seals,
        "first": untouched.faults[:3],
    }
    tampering = _Tampering(untouched.head, random.Random(7))
    told["tamperings"] = tampering.all(QUICK_TAMPERINGS if quick else TAMPERINGS, every_column=not quick)
    return told


class _Busy:
    """Writers and a sealer, for some seconds."""

    def __init__(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds
        self.counts: Counter[str] = Counter()
        self.failed: list[str] = []

    def begin(self) -> None:
        """A council with a row of most things, and people."""
        from accounts.models import User
        from councilperf import example

        began = time.monotonic()
        example.make(indicators=30, years=3, actions=12)
        for n in range(6):
            User.objects.create_user(f"officer{n}@anytown.example", None, name=f"Officer {n}")
        self.until += time.monotonic() - began

    def once(self) -> None:
        """One more change, so that there are two seals however few were made meanwhile."""
        from actions.models import Action

        Action.objects.create(title="One more")

    def go(self) -> dict[str, Any]:
        """Write and seal at once."""
        jobs = [threading.Thread(target=self._run, args=(self._write, n)) for n in range(WRITERS)]
        jobs.append(threading.Thread(target=self._run, args=(self._seal, 0)))
        for job in jobs:
            job.start()
        for job in jobs:
            job.join()
        errors = [words for words in self.failed if not words.startswith("alarm")]
        alarms = [words for words in self.failed if words.startswith("alarm")]
        return {
            "writes": self.counts["writes"],
            "taken_back": self.counts["taken back"],
            "errors": len(errors),
            "alarms": len(alarms),
            "words": self.failed[:3],
        }

    def _run(self, job: Callable, number: int) -> None:
        from django.db import connection

        chance = random.Random(number)
        try:
            while time.monotonic() < self.until:
                try:
                    job(chance)
                except Exception as failed:  # noqa: BLE001 - counted, and told of
                    self.failed.append(f"{type(failed).__name__}: {failed}")
        finally:
            connection.close()

    def _write(self, chance: random.Random) -> None:
        """Some changes in one transaction, which takes its time; one in five is taken back."""
        from django.db import transaction

        from accounts.models import User
        from actions.models import Action, Milestone
        from core.records import create_many, save_many

        back = chance.random() < 0.2
        with transaction.atomic():
            made = Action(title=f"Action {chance.random()}")
            made.save()
            made.title += " again"
            made.save()
            create_many([Milestone(action=made, measure=f"Step {n}", order=n) for n in range(chance.randint(0, 20))])
            time.sleep(chance.random() * 0.02)
            # In the order of their keys, so that writers do not wait for one another in a ring.
            rows = list(Milestone.objects.select_for_update().filter(action=made).order_by("pk"))
            for row in rows:
                row.measure += "."
            save_many(rows, ["measure"])
            person = User.objects.select_for_update().order_by("?").first() if chance.random() < 0.1 else None
            if person:
                person.name = f"Officer {chance.random()}"
                person.save()
            if rows and chance.random() < 0.1:
                Milestone.objects.get(pk=rows[0].pk).delete()
            transaction.set_rollback(back)
        self.counts["taken back" if back else "writes"] += 1

    def _seal(self, chance: random.Random) -> None:
        from history.reporting.checking import check
        from history.services.sealing import NotSealedError, seal

        try:
            seal()
        except NotSealedError:
            self.counts["waited"] += 1
        if chance.random() < 0.1:
            self.failed += [f"alarm: {fault}" for fault in check().faults]
        time.sleep(0.05)


@dataclass(frozen=True)
class _Table:
    """A table of history with what its columns may hold instead."""

    name: str
    label: str
    columns: tuple[Any, ...]
    numbers: tuple[int, ...]


class _Tampering:
    """One tampering after another, each taken back."""

    def __init__(self, head: str, chance: random.Random) -> None:
        from django.db import connection

        from history.kinds import kinds

        self.head, self.chance, self.quote = head, chance, connection.ops.quote_name
        self.counts: dict[str, Counter[str]] = {}
        self.missed: list[str] = []
        self.tables = []
        for kind in kinds().values():
            numbers = tuple(kind.lines._base_manager.order_by("history_id").values_list("history_id", flat=True))
            if numbers:
                fields = tuple(kind.lines._meta.concrete_fields)
                self.tables.append(_Table(kind.lines._meta.db_table, kind.label, fields, numbers))

    def all(self, how_many: int, *, every_column: bool) -> dict[str, Any]:
        """Every column of every table once, then so many at random, then the seals."""
        if every_column:
            for table in self.tables:
                for field in table.columns:
                    self.change(table, field)
        ways = (self.change_any, self.remove, self.put_in, self.swap, self.cut_off, self.cut_off_with_seals)
        for n in range(how_many):
            ways[n % len(ways)](self.chance.choice(self.tables))
        for _ in range(max(1, how_many // 100)):
            self.seals()
        return {what: {"made": counted["made"], "found": counted["found"]} for what, counted in self.counts.items()}

    @contextmanager
    def tampering(self, what: str, table: _Table | None = None, *, noted: bool = False) -> Iterator[Any]:
        """Tamper past the guards, see whether it is found, and take it back."""
        from django.db import connection, transaction

        from history.guards import opened
        from history.reporting.checking import check

        with transaction.atomic():
            with opened("a proof"), connection.cursor() as cursor:
                yield cursor
            counted = self.counts.setdefault(what, Counter())
            counted["made"] += 1
            counted["found"] += bool(check([self.head] if noted else [], only=[table.label] if table else None).faults)
            transaction.set_rollback(True)

    def change_any(self, table: _Table) -> None:
        """Another value in one column of one line."""
        self.change(table, self.chance.choice(table.columns))

    def change(self, table: _Table, field: Any) -> None:
        """Another value in one column."""
        line = self.chance.choice(table.numbers)
        name = self.quote(field.column)
        with self.tampering("a column of a line changed", table) as cursor:
            cursor.execute(f"SELECT {name} FROM {table.name} WHERE history_id = %s", [line])
            was = cursor.fetchone()[0]
            cursor.execute(
                f"UPDATE {table.name} SET {name} = %s WHERE history_id = %s", [self.another(field, was), line]
            )

    def another(self, field: Any, was: Any) -> Any:
        """A value that a column takes and does not have."""
        from django.db import models

        n = self.chance.randint(1, 9)
        if field.primary_key:
            return 900_000 + n
        if isinstance(field, models.BooleanField):
            return not was
        if isinstance(field, models.JSONField):
            return json.dumps({"another": n})
        if isinstance(field, models.UUIDField):
            return str(uuid.UUID(int=n)) if _is_postgresql() else uuid.UUID(int=n).hex
        if isinstance(field, models.DateTimeField):
            return f"199{n}-01-0{n} 00:00:00+00:00"
        if isinstance(field, models.DateField):
            return f"199{n}-01-0{n}"
        if isinstance(field, models.TimeField):
            return f"0{n}:0{n}:01"
        if isinstance(field, models.CharField | models.TextField | models.FileField):
            return str(n) if was != str(n) else "0"
        return 30_000 + n

    def remove(self, table: _Table) -> None:
        """One line."""
        with self.tampering("a line removed", table) as cursor:
            cursor.execute(f"DELETE FROM {table.name} WHERE history_id = %s", [self.chance.choice(table.numbers)])

    def put_in(self, table: _Table) -> None:
        """A copy of a line, under a number between those that are sealed."""
        free = sorted(set(range(table.numbers[-1])) - set(table.numbers)) or [0]
        columns = ", ".join(self.quote(f.column) for f in table.columns if not f.primary_key)
        with self.tampering("a line put in between", table) as cursor:
            cursor.execute(
                f"INSERT INTO {table.name} (history_id, {columns}) SELECT %s, {columns} FROM {table.name} WHERE history_id = %s",
                [self.chance.choice(free), self.chance.choice(table.numbers)],
            )

    def swap(self, table: _Table) -> None:
        """Two lines in one another's place."""
        if len(table.numbers) < 2:
            return
        one, other = self.chance.sample(table.numbers, 2)
        with self.tampering("two lines in one another's place", table) as cursor:
            for was, becomes in ((one, 990_000), (other, one), (990_000, other)):
                cursor.execute(f"UPDATE {table.name} SET history_id = %s WHERE history_id = %s", [becomes, was])

    def cut_off(self, table: _Table) -> None:
        """The last lines of a table."""
        place = self.chance.randrange(len(table.numbers))
        with self.tampering("the end of a table cut off", table) as cursor:
            cursor.execute(f"DELETE FROM {table.name} WHERE history_id >= %s", [table.numbers[place]])

    def cut_off_with_seals(self, _: _Table) -> None:
        """The last seals with all that they cover."""
        from django.db.models import Max

        from history.models import Run, Seal

        first = self.chance.randint(1, Seal.objects.last().number)
        kept = dict(
            Run.objects.filter(seal__lt=first)
            .order_by()
            .values("table")
            .annotate(n=Max("upto"))
            .values_list("table", "n")
        )
        with self.tampering("the last seals cut off with what they cover", noted=True) as cursor:
            for table in self.tables:
                cursor.execute(f"DELETE FROM {table.name} WHERE history_id > %s", [kept.get(table.label, 0)])
            cursor.execute("DELETE FROM history_run WHERE seal_id >= %s", [first])
            cursor.execute("DELETE FROM history_seal WHERE number >= %s", [first])

    def seals(self) -> None:
        """Each column of a seal, a run and a cover; and one of each removed."""
        from history.models import Cover, Run, Seal

        for model in (Seal, Run, Cover):
            keys = list(model.objects.values_list("pk", flat=True))
            key = self.quote(model._meta.pk.column)
            for field in model._meta.concrete_fields:
                if model is not Seal and field.primary_key:
                    continue
                with self.tampering("a column of a seal, its marks or a cover changed") as cursor:
                    row, name = self.chance.choice(keys), self.quote(field.column)
                    cursor.execute(f"SELECT {name} FROM {model._meta.db_table} WHERE {key} = %s", [row])
                    value = self.other_seal(field, cursor.fetchone()[0])
                    cursor.execute(
                        "SET CONSTRAINTS ALL DEFERRED" if _is_postgresql() else "PRAGMA defer_foreign_keys = ON"
                    )
                    cursor.execute(f"UPDATE {model._meta.db_table} SET {name} = %s WHERE {key} = %s", [value, row])
            with self.tampering("a seal, its marks or a cover removed") as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED" if _is_postgresql() else "PRAGMA defer_foreign_keys = ON")
                row = self.chance.choice(keys[:-1] if model is Seal else keys)
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE {key} = %s", [row])

    def other_seal(self, field: Any, was: Any) -> Any:
        """Another value for a column of a seal."""
        from django.db import models

        if isinstance(field, models.BinaryField):
            marks = bytearray(was)
            marks[self.chance.randrange(len(marks))] ^= 1 << self.chance.randrange(8)
            return bytes(marks)
        if field.name in ("digest", "previous", "salt"):
            place = self.chance.randrange(len(was))
            return was[:place] + ("0" if was[place] != "0" else "1") + was[place + 1 :]
        if field.name == "removed_before":
            return "1999-01-01 00:00:00+00:00"
        return self.another(field, was)


def _is_postgresql() -> bool:
    from django.db import connection

    return connection.vendor == "postgresql"


if __name__ == "__main__":
    print(json.dumps(main(quick=sys.argv[1] == "quick")))
