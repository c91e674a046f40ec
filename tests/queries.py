"""Counting queries without writing them down, where a page takes hundreds or hundreds of pages are opened."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


class Count:
    """How many queries have been asked."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute, sql, params, many, context):
        """Count one, and ask it."""
        self.queries += 1
        return execute(sql, params, many, context)


@contextmanager
def counted() -> Iterator[Count]:
    """Count the queries asked within."""
    count = Count()
    with connection.execute_wrapper(count):
        yield count


def analyse() -> None:
    """Let PostgreSQL know what its tables hold, as that of a council does: it plans queries by it.

    Without their names it would look at the server's own tables too, and keep the other worker from them until this
    one takes its rows back.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names()))
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
