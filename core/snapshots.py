"""Reading at one moment: what others save meanwhile is wholly in it or wholly not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Read the database as it is at one moment, and let others write.

    Within somebody's transaction it is that transaction's view, which nobody can change.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    sqlite = connection.vendor == "sqlite"
    kept = connection.transaction_mode if sqlite else None
    if sqlite:  # the project's transactions begin by locking out other writers; one that only reads need not
        connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            if not sqlite:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if sqlite:
            connection.transaction_mode = kept
