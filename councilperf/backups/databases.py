"""What each kind of database needs: a copy that is whole while others write, and a way back that is whole or not at all.

The tables that a restore replaces are put aside until the new ones were compared. Where they are still there when the
next restore begins, the last one was cut off, and they are put back first.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection

from core.formats import count
from councilperf.backups.archive import NAMES, BackupError, Rows

MADE_BY_MIGRATING = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
}
"""Tables that have rows in a database in which nobody has entered anything."""
STOP = "Stop the program first (its web processes and its task workers), then restore."


class Sqlite:
    """A file, copied by VACUUM INTO: consistent, and quick while others write."""

    kind = "sqlite"

    def __init__(self) -> None:
        self.file = Path(str(connection.settings_dict["NAME"]))
        self.aside = self.file.with_name(f"{self.file.name}.before-restore")

    def dump(self, to: Path) -> dict[str, Rows]:
        """Copy the database into a file, and say what is in it."""
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(to)])
        return self.rows(to)

    def rows(self, file: Path | None = None) -> dict[str, Rows]:
        """What each table holds. Raises BackupError where the file is damaged."""
        file = file or self.file
        try:
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as reader:
                sound = reader.execute("PRAGMA integrity_check").fetchone()[0]
                if sound != "ok":
                    raise BackupError(f"The database {file} is damaged: {sound}.")
                return {table: _sqlite_rows(reader, table) for table in _sqlite_tables(reader)}
        except sqlite3.DatabaseError as failed:
            raise BackupError(f"The database {file} is damaged: {failed}.") from failed

    def filled(self) -> str:
        """A table with somebody's rows; empty where there is none."""
        if not self.file.exists():
            return ""
        with closing(sqlite3.connect(self.file)) as reader:
            tables = set(_sqlite_tables(reader)) - MADE_BY_MIGRATING
            held = (table for table in sorted(tables) if reader.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone())
            return next(held, "")

    def refuse_others(self) -> None:
        """Take the file out of its journal, which works for nobody but its only user. Raises BackupError."""
        connection.close()
        if not self.file.exists():
            return
        try:
            with closing(sqlite3.connect(self.file, timeout=1)) as alone:
                alone.execute("PRAGMA locking_mode=EXCLUSIVE")
                mode = alone.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
                alone.execute("BEGIN EXCLUSIVE")
                alone.rollback()
        except sqlite3.OperationalError as failed:
            raise BackupError(f"The database {self.file} is in use. {STOP}") from failed
        if mode != "delete":
            raise BackupError(f"The database {self.file} is in use. {STOP}")

    @property
    def was_cut_off(self) -> bool:
        """Whether the tables of before the last restore are still put aside."""
        return self.aside.exists()

    def load(self, part: Path, stated: dict[str, Rows]) -> None:
        """Put a checked copy in the place of the file, in one step; what was there is put aside."""
        compare(self.rows(part), stated)
        part.chmod(0o600)
        if self.file.exists():
            os.link(self.file, self.aside)
        else:
            self.aside.touch()
        part.replace(self.file)

    def put_back(self) -> None:
        """What was put aside stands in its place again."""
        connection.close()
        if self.aside.stat().st_size:
            self.aside.replace(self.file)
        else:
            self.file.unlink(missing_ok=True)
            self.aside.unlink()

    def let_go(self) -> None:
        """What was put aside is not wanted any more."""
        self.aside.unlink()

    @property
    def folder(self) -> Path:
        """Where a part is unpacked: beside the file, so that it can take its place."""
        return self.file.absolute().parent


class Postgres:
    """A server, copied by pg_dump in the same snapshot in which its rows are counted."""

    kind = "postgresql"
    ASIDE: ClassVar[str] = "before_restore"

    def dump(self, to: Path) -> dict[str, Rows]:
        """Copy the database into a file, and say what is in it."""
        with closing(connection.get_new_connection(connection.get_connection_params())) as reader:
            reader.set_session(isolation_level="REPEATABLE READ", readonly=True, autocommit=False)
            with reader.cursor() as cursor:
                cursor.execute("SELECT pg_export_snapshot()")
                snapshot = cursor.fetchone()[0]
                _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
                     f"--exclude-schema={self.ASIDE}", f"--file={to}")  # fmt: skip
                return _postgres_rows(cursor)

    def rows(self) -> dict[str, Rows]:
        """What each table holds."""
        with closing(connection.get_new_connection(connection.get_connection_params())) as reader:
            reader.set_session(isolation_level="REPEATABLE READ", readonly=True, autocommit=False)
            with reader.cursor() as cursor:
                return _postgres_rows(cursor)

    def filled(self) -> str:
        """A table with somebody's rows; empty where there is none."""
        with connection.cursor() as cursor:
            for table in sorted(set(connection.introspection.table_names(cursor)) - MADE_BY_MIGRATING):
                cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
                if cursor.fetchone()[0]:
                    return table
        return ""

    def refuse_others(self) -> None:
        """Raises BackupError while anybody else is connected: what they wrote meanwhile would be lost."""
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            others = cursor.fetchone()[0]
        connection.close()
        if others:
            raise BackupError(f"The database has {count(others, 'other connection')}. {STOP}")

    @property
    def was_cut_off(self) -> bool:
        """Whether the tables of before the last restore are still put aside."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = %s)", [self.ASIDE])
            return cursor.fetchone()[0]

    def load(self, part: Path, stated: dict[str, Rows]) -> None:
        """Make the tables of a copy in one transaction; those that were there are put aside in it."""
        connection.close()
        script = part.with_suffix(".sql")
        before = part.with_suffix(".before.sql")
        before.write_text(
            f"ALTER SCHEMA public RENAME TO {self.ASIDE}; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;\n"
        )
        try:
            _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(part))
            _run("psql", "--no-psqlrc", "--quiet", "--output=/dev/null", "--single-transaction", "--set=ON_ERROR_STOP=1",
                 f"--file={before}", f"--file={script}")  # fmt: skip
        finally:
            script.unlink(missing_ok=True)
            before.unlink()

    def put_back(self) -> None:
        """What was put aside stands in its place again."""
        self._do(f"DROP SCHEMA public CASCADE; ALTER SCHEMA {self.ASIDE} RENAME TO public")

    def let_go(self) -> None:
        """What was put aside is not wanted any more."""
        self._do(f"DROP SCHEMA {self.ASIDE} CASCADE")

    @property
    def folder(self) -> Path | None:
        """Where a part is unpacked: wherever temporary files are."""
        return None

    def _do(self, statements: str) -> None:
        connection.close()
        with (
            closing(connection.get_new_connection(connection.get_connection_params())) as writer,
            writer.cursor() as cursor,
        ):
            cursor.execute(statements)
            writer.commit()


Database = Sqlite | Postgres


def database() -> Database:
    """The database of the settings."""
    return Sqlite() if connection.vendor == "sqlite" else Postgres()


def compare(found: dict[str, Rows], stated: dict[str, Rows]) -> None:
    """Raises BackupError where a table differs from what the backup says of it."""
    differ = sorted(name for name in found.keys() | stated.keys() if found.get(name) != stated.get(name))
    if differ:
        raise BackupError(
            f"What came out of the backup is not what went in: {count(len(differ), 'table')} differ, such as {differ[0]}. "
            "Use another backup."
        )


def tool(name: str) -> str:
    """Where a program of PostgreSQL is. Raises BackupError."""
    found = shutil.which(name, path=settings.PG_BIN or None)
    if not found:
        where = f"in {settings.PG_BIN}, which PG_BIN names" if settings.PG_BIN else "on the path"
        raise BackupError(
            f"{name} was not found {where}. Install PostgreSQL's client of the server's version, or set PG_BIN to its folder."
        )
    return found


def _run(name: str, *words: str) -> None:
    """A program of PostgreSQL, told by its environment where the database is: a password is nobody else's to see."""
    done = subprocess.run([tool(name), *words], env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip() or "it gave no reason").splitlines()
        raise BackupError(
            f"{name} failed: {next((line for line in said if 'ERROR' in line or 'error' in line), said[0])}"
        )


def _environment() -> dict[str, str]:
    given: dict[str, Any] = connection.get_connection_params()
    names = {"dbname": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT",
             "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}  # fmt: skip
    told = {variable: str(given[name]) for name, variable in names.items() if given.get(name)}
    return os.environ | {"PGAPPNAME": f"{NAMES['postgresql']} backup"} | told


def _sqlite_tables(reader: sqlite3.Connection) -> list[str]:
    found = reader.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return [name for (name,) in found.fetchall()]


def _sqlite_rows(reader: sqlite3.Connection, table: str) -> Rows:
    keys = reader.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", [table]).fetchall()
    order = ", ".join(f'"{name}"' for (name,) in keys) or "rowid"
    digest, number = hashlib.sha256(), 0
    for row in reader.execute(f'SELECT * FROM "{table}" ORDER BY {order}'):
        digest.update(repr(row).encode())
        number += 1
    return Rows(number, digest.hexdigest())


class _Digest:
    """Takes what COPY writes: a row a line."""

    def __init__(self) -> None:
        self.digest, self.lines = hashlib.sha256(), 0

    def write(self, words: bytes) -> None:
        self.digest.update(words)
        self.lines += words.count(b"\n")


def _postgres_rows(cursor: Any) -> dict[str, Rows]:
    """What each table holds, written the same way whatever a server is set to."""
    cursor.execute("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'postgres';"
                   "SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'")  # fmt: skip
    cursor.execute(
        "SELECT c.relname, (SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] "
        "WHERE i.indrelid = c.oid AND i.indisprimary) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname"
    )
    found = {}
    for table, key in cursor.fetchall():
        taken = _Digest()
        order = f'"{key}"::text COLLATE "C"' if key else "1"
        cursor.copy_expert(f'COPY (SELECT * FROM public."{table}" ORDER BY {order}) TO STDOUT', taken)
        found[table] = Rows(taken.lines, taken.digest.hexdigest())
    return found
