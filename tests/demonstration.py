"""A demonstration council on a database of its own, made as bin/demo makes it."""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import environ
import psycopg2

from tests.installation import bin_path

TODAY = "2007-09-10"
"""The day of Rotherham's board, on which the demonstration stands still."""
DATABASE, FILE = "demonstration", "demonstration.sqlite3"
"""What its database is called on PostgreSQL and on SQLite."""
ON_POSTGRESQL = os.environ.get("TESTS_ON") == "PostgreSQL"
KEPT = ("PATH", "HOME", "LANG", "DYLD_FALLBACK_LIBRARY_PATH")
TOP = Path(__file__).resolve().parent.parent
CACHE = TOP / ".pytest_cache" / "d"
"""What takes long to make and is there for the next run, until what it is made from changes."""
COLLECTED = CACHE / "static"
"""Static files, for both databases."""
MIGRATED_FROM = (
    "*/migrations/*.py", "*/models.py", "*/models/*.py", "*/choices.py", "core/*.py", "councilperf/settings.py",
    "requirements/test.txt", "tests/migrating.py",
)  # fmt: skip
"""All that says how a database comes out of migrating."""


def make(directory: Path) -> None:
    """Migrate an empty database and load Rotherham into it."""
    if ON_POSTGRESQL:
        with _on_the_server("postgres") as cursor:
            cursor.execute(f"CREATE DATABASE {DATABASE}")
    kind = "postgresql" if ON_POSTGRESQL else "sqlite"
    CACHE.mkdir(parents=True, exist_ok=True)
    with _alone(kind):
        _migrate(directory, kind)
    with _alone("static"):
        _run(directory, "-m", "councilperf.demo_setup", "rotherham")


def make_empty(directory: Path) -> Path:
    """Where an installation is in which nobody has entered anything: SQLite, migrated, with its static files."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with _alone("sqlite"):
        _migrate(directory, "sqlite")
    with _alone("static"):
        _run(directory, "manage.py", "collectstatic", "--noinput")
    return directory


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Another run waits that would write the same."""
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(directory: Path, kind: str) -> None:
    """Migrate it, or take it as the same migrations made it in a run before."""
    kept, part = CACHE / f"{kind}-{_digest()}", CACHE / f"{kind}.part"
    if kept.exists():
        _restore(kept, directory)
        return
    _run(directory, "-m", "tests.migrating")
    part.unlink(missing_ok=True)
    if ON_POSTGRESQL:
        _postgresql("pg_dump", directory, "--file", str(part))
    else:
        _copy(directory / FILE, part)
    for old in CACHE.glob(f"{kind}-*"):
        old.unlink()
    part.rename(kept)


def _restore(kept: Path, directory: Path) -> None:
    if ON_POSTGRESQL:
        _postgresql("psql", directory, "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(kept))
    else:
        _copy(kept, directory / FILE)


def _digest() -> str:
    found = hashlib.sha256(sys.version.encode())
    for pattern in MIGRATED_FROM:
        for path in sorted(TOP.glob(pattern)):
            found.update(str(path.relative_to(TOP)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _run(directory: Path, *words: str) -> None:
    command = [sys.executable, *words]
    subprocess.run(command, cwd=TOP, env=environment(directory), check=True, capture_output=True)


def _postgresql(program: str, directory: Path, *words: str) -> None:
    """One of the programs that come with the tests' PostgreSQL."""
    command = [str(bin_path() / program), *words, _database_url(directory)]
    subprocess.run(command, check=True, capture_output=True)


def _copy(made: Path, to: Path) -> None:
    with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def own(made: Path, directory: Path) -> Path:
    """Where a copy of it is, so that two sites are served at once. On PostgreSQL there is one, which needs no copy."""
    if ON_POSTGRESQL:
        return made
    _copy(made / FILE, directory / FILE)
    return directory


def environment(directory: Path) -> dict[str, str]:
    """Under which its programs run."""
    return {key: os.environ[key] for key in KEPT if key in os.environ} | {
        "DATABASE_URL": _database_url(directory),
        "MEDIA_ROOT": str(directory / "media"),
        "STATIC_ROOT": str(COLLECTED),
        "PAPER_CACHE": str(directory / "laid-out"),
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
