"""Guards in the database itself: lines of history and their seals are added, and neither changed nor removed.

Triggers, put on every table of history after each migration. They stop mistakes of programs and of people with a
database client. Whoever may drop triggers is not stopped; that is what the seals are for.

On PostgreSQL a second guard takes a shared lock for whoever writes history, to the end of the transaction. The
sealing takes it alone for a moment, and so knows that no line with a lower number is still to come.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from history.kinds import kinds
from history.models import Cover, Opening, Run, Seal

LOCK = 7_361_154
"""The number of the lock on PostgreSQL."""
SENTENCE = "Lines of history and their seals are neither changed nor removed."


def guarded() -> list[str]:
    """The tables that are guarded: those of every kind's history, and those of the seals."""
    tables = [kind.lines._meta.db_table for kind in kinds().values()]
    tables += [model._meta.db_table for kind in kinds().values() for model in kind.many.values()]
    return [*tables, *(model._meta.db_table for model in (Seal, Run, Cover))]


def written_by_people() -> list[str]:
    """The tables whose writers hold the lock: those of every kind's history."""
    return [kind.lines._meta.db_table for kind in kinds().values()]


def after_migrating(**_: Any) -> None:
    """Guard every table that is there."""
    tables = set(connection.introspection.table_names())
    if Opening._meta.db_table in tables:
        put_up([name for name in missing() if name[1] in tables])


def missing() -> list[tuple[str, str]]:
    """Guards that are not there, each as what it does and its table."""
    wanted = [(does, table) for table in guarded() for does in ("update", "delete")]
    if connection.vendor == "postgresql":
        wanted += [("insert", table) for table in written_by_people()]
    there = _there()
    return [(does, table) for does, table in wanted if _name(does, table) not in there]


def _there() -> set[str]:
    """The names of the guards that stand."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE tgname LIKE 'keep\\_%%' AND tgenabled <> 'D' AND pg_table_is_visible(pg_class.oid)"
            )
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'keep\\_%%' ESCAPE '\\'"
            )
        return {name for (name,) in cursor.fetchall()}


def _name(does: str, table: str) -> str:
    return f"keep_{does}_{table}"[:63]


def put_up(wanted: list[tuple[str, str]]) -> None:
    """Put guards up."""
    if not wanted:
        return
    quote = connection.ops.quote_name
    opening = quote(Opening._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _put_up_functions(cursor, opening)
        for does, table in wanted:
            name = quote(_name(does, table))
            if connection.vendor == "sqlite":
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {does.upper()} ON {quote(table)} "
                    f"WHEN NOT EXISTS (SELECT 1 FROM {opening}) BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
                )
            elif does == "insert":
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE INSERT ON {quote(table)} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION history_is_written()"
                )
            else:
                cursor.execute(
                    f"CREATE TRIGGER {name} BEFORE {does.upper()} ON {quote(table)} "
                    "FOR EACH ROW EXECUTE FUNCTION history_is_kept()"
                )


def _put_up_functions(cursor: Any, opening: str) -> None:
    cursor.execute(
        "CREATE OR REPLACE FUNCTION history_is_written() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM pg_advisory_xact_lock_shared({LOCK}); RETURN NULL; END $$"
    )
    cursor.execute(
        "CREATE OR REPLACE FUNCTION history_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT EXISTS (SELECT 1 FROM {opening}) THEN RAISE EXCEPTION '{SENTENCE}'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )


@contextmanager
def opened(why: str) -> Iterator[None]:
    """Within one transaction, let lines of history be removed or changed: for retention, and for taking names out."""
    with transaction.atomic():
        opening = Opening.objects.create(why=why)
        yield
        opening.delete()


@contextmanager
def guards_down() -> Iterator[None]:
    """Let a whole database be emptied: on SQLite, which empties it row by row. Afterwards every guard stands again."""
    with transaction.atomic():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                for name in _there():
                    cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        yield
        put_up(missing())
