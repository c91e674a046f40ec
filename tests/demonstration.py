"""A demonstration council on a database of its own, made as bin/demo makes it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import environ
import psycopg2
from django.conf import settings

TODAY = "2007-09-10"
"""The day of Rotherham's board, on which the demonstration stands still."""
DATABASE, FILE = "demonstration", "demonstration.sqlite3"
"""What its database is called on PostgreSQL and on SQLite."""
ON_POSTGRESQL = os.environ.get("TESTS_ON") == "PostgreSQL"
KEPT = ("PATH", "HOME", "LANG", "DYLD_FALLBACK_LIBRARY_PATH")


def make(directory: Path) -> None:
    """Migrate an empty database and load Rotherham into it."""
    if ON_POSTGRESQL:
        with _on_the_server("postgres") as cursor:
            cursor.execute(f"CREATE DATABASE {DATABASE}")
    subprocess.run(
        [sys.executable, "-m", "councilperf.demo_setup", "rotherham"],
        cwd=settings.BASE_DIR,
        env=environment(directory),
        check=True,
        capture_output=True,
    )


def environment(directory: Path) -> dict[str, str]:
    """Under which its programs run."""
    return {key: os.environ[key] for key in KEPT if key in os.environ} | {
        "DATABASE_URL": _database_url(directory),
        "MEDIA_ROOT": str(directory / "media"),
        "STATIC_ROOT": str(directory / "static"),
        "COUNCIL_TODAY": TODAY,
        "SECRET_KEY": "for-tests-only-" + "x" * 50,
    }


@contextmanager
def cursor(directory: Path) -> Iterator:
    """Its database, for questions."""
    if ON_POSTGRESQL:
        with _on_the_server(DATABASE) as found:
            yield found
    else:
        with closing(sqlite3.connect(directory / FILE)) as connection:
            yield connection.cursor()


def _database_url(directory: Path) -> str:
    if ON_POSTGRESQL:
        return os.environ["DATABASE_URL"].replace("/postgres?", f"/{DATABASE}?")
    return f"sqlite:///{directory / FILE}"


@contextmanager
def _on_the_server(database: str) -> Iterator:
    """A database in the server that the tests run on."""
    url = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    with closing(psycopg2.connect(dbname=database, user=url["USER"], host=url["OPTIONS"]["host"])) as connection:
        connection.autocommit = True
        with connection.cursor() as found:
            yield found
