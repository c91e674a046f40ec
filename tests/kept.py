"""Rows that take long to make: a worker makes them once, and puts them back as they were when they are wanted again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.db import connection

from search.services import catch_up

KEPT: dict[str, dict[str, Any]] = {}
"""What each table held, under the name of what was made."""


def make_or_put_back(name: str, make: Callable[[], object]) -> None:
    """Fill tables that are empty: by ``make`` the first time, afterwards with the rows that it made then."""
    if name not in KEPT:
        empty = [table for table in connection.introspection.table_names() if not _filled(table)]
        make()
        catch_up()  # so that the index is made once, and comes along
        KEPT[name] = {table: _rows(table) for table in empty if _filled(table)}
    else:
        for table, rows in KEPT[name].items():
            _put_back(table, rows)
        with connection.cursor() as cursor:  # that the rows came back; what the index has of them came with them
            cursor.execute("DELETE FROM search_change")


def _filled(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
        return cursor.fetchone()[0]


def _rows(table: str) -> Any:
    """As the database keeps them, not as Django reads them."""
    with _raw() as cursor:
        if connection.vendor == "postgresql":
            kept = StringIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', kept)
            return kept.getvalue()
        cursor.execute(f"SELECT name FROM pragma_table_info('{table}')")
        # A column after a plus has no type of its own, so nothing is converted.
        columns = ", ".join(f'+"{name}"' for (name,) in cursor.fetchall())
        return cursor.execute(f'SELECT {columns} FROM "{table}"').fetchall()


def _put_back(table: str, rows: Any) -> None:
    with _raw() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', StringIO(rows))
        else:
            cursor.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows[0]))})', rows)


@contextmanager
def _raw() -> Iterator:
    """A cursor of the database's own library."""
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    yield cursor
    cursor.close()
