"""New rows in the fastest way that a database has. Only ``core.records`` writes so: it knows what has a history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field
from django.db.models.options import Options

FEW = 50
"""Below so many rows one statement is as quick as any other way."""
COPIED = (str, int, Decimal, date)
"""Types of values whose text COPY reads: dates and moments, yes and no among them."""
NOTHING = r"\N"
UNSAFE = re.compile(r"[\\\t\n\r]")
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})

Columns = Sequence[list[Any]]
"""Values as the database takes them, column by column."""


def insert(connection: BaseDatabaseWrapper, options: Options, fields: Sequence[Field], values: Columns) -> list[int]:
    """Store new rows within a transaction, and give their keys.

    Many are written under keys that are drawn before: copied into PostgreSQL, which reads a statement of thousands of
    values for long; one by one in SQLite's own code, which has one writer at a time, so that nobody else draws these keys.
    """
    if len(values[0]) < FEW:
        return _in_one_statement(connection, options, fields, values)
    if connection.vendor == "sqlite":
        return _one_by_one(connection, options, fields, values)
    texts = [_copied(column) for column in values]
    if None in texts:
        return _in_one_statement(connection, options, fields, values)
    return _copy(connection, options, fields, texts)


def _in_one_statement(
    connection: BaseDatabaseWrapper, options: Options, fields: Sequence[Field], values: Columns
) -> list[int]:
    one = f"({', '.join(['%s'] * len(fields))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_named(connection, options, fields)} VALUES {', '.join([one] * len(values[0]))} "  # noqa: S608 - names of our own columns; values are parameters
            f"RETURNING {connection.ops.quote_name(options.pk.column)}",
            [value for row in zip(*values, strict=True) for value in row],
        )
        return [key for (key,) in cursor.fetchall()]


def _one_by_one(
    connection: BaseDatabaseWrapper, options: Options, fields: Sequence[Field], values: Columns
) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [options.db_table])
        (last,) = cursor.fetchone() or (0,)
        keys = list(range(last + 1, last + 1 + len(values[0])))
        marks = ", ".join(["%s"] * (len(fields) + 1))
        cursor.executemany(
            f"INSERT INTO {_named(connection, options, [options.pk, *fields])} VALUES ({marks})",  # noqa: S608 - names of our own columns; values are parameters
            list(zip(keys, *values, strict=True)),
        )
    return keys


def _copy(
    connection: BaseDatabaseWrapper, options: Options, fields: Sequence[Field], texts: Sequence[list[str]]
) -> list[int]:
    drawn = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(drawn, [connection.ops.quote_name(options.db_table), options.pk.column, len(texts[0])])
        keys = [key for (key,) in cursor.fetchall()]
        lines = "\n".join(map("\t".join, zip(map(str, keys), *texts, strict=True)))
        with connection.wrap_database_errors:
            named = _named(connection, options, [options.pk, *fields])
            cursor.copy_expert(f"COPY {named} FROM STDIN", StringIO(lines))
    return keys


def _copied(values: list[Any]) -> list[str] | None:
    """The values of a column as COPY reads them; None where it is not known how."""
    kinds = set(map(type, values)) - {type(None)}
    if not all(issubclass(kind, COPIED) for kind in kinds):
        return None
    texts = [None if value is None else str(value) for value in values]
    if any(issubclass(kind, str) for kind in kinds) and UNSAFE.search("".join(filter(None, texts))):
        texts = [text and text.translate(ESCAPED) for text in texts]
    return [NOTHING if text is None else text for text in texts]


def _named(connection: BaseDatabaseWrapper, options: Options, fields: Sequence[Field]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(options.db_table)} ({', '.join(quote(field.column) for field in fields)})"
