"""The list of indicators by many connections at once, through the web server, beside a view that renders one line."""

from __future__ import annotations

import http.client
import itertools
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.frame import TOP, Row

CONNECTIONS = 50
WORKERS = 2
MEGABYTE = 1024


@dataclass(frozen=True)
class Served:
    """What came of many requests."""

    per_second: float
    statuses: Counter
    memory: float
    """Megabytes of a worker, with its share of what several hold together."""


def load(quick: bool) -> Iterator[Row]:
    """The list by 50 connections at once, and how large a worker is then."""
    cookie = f"sessionid={_session()}"
    bare = _measured("benchmarks.one_line", "/", 400 if quick else 4000)
    page = _measured("councilperf.wsgi", "/indicators/", 60 if quick else 600, cookie=cookie)
    failed = page.statuses.total() - page.statuses[200]
    yield Row(
        f"the list of indicators, {CONNECTIONS} connections, {WORKERS} workers: a bare line's requests / its",
        bare.per_second / page.per_second,
        None,
        f"{page.per_second:.0f} a second beside {bare.per_second:.0f}, with the client on the same cores; "
        f"{failed} of {page.statuses.total():,} failed",
    )
    yield Row(
        "memory of a worker / one of bare Django",
        page.memory / bare.memory,
        None,
        f"{page.memory:.0f} MB beside {bare.memory:.0f} MB",
    )


def _session() -> str:
    """A session of the performance team."""
    from django.test import Client

    from accounts.models import User

    browser = Client(headers={"host": "localhost"})
    browser.force_login(User.objects.get(email__startswith="performance@"))
    return browser.cookies["sessionid"].value


def _measured(application: str, path: str, requests: int, *, cookie: str = "") -> Served:
    """An application under load."""
    with _served(application) as (port, process):
        _ask(port, path, cookie, 2 * WORKERS * 4)  # until each has taken itself in
        began = time.perf_counter()
        statuses = _ask(port, path, cookie, requests)
        per_second = requests / (time.perf_counter() - began)
        return Served(per_second, statuses, _memory(process.pid) / WORKERS)


def _ask(port: int, path: str, cookie: str, requests: int) -> Counter:
    """So many requests over the connections; gives how many were answered with each status."""
    left, statuses = itertools.count(requests, -1), Counter()

    def one() -> None:
        while next(left) > 0:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                connection.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
                answer = connection.getresponse()
                answer.read()
                statuses[answer.status] += 1
            except (OSError, http.client.HTTPException):
                statuses[0] += 1
            finally:
                connection.close()

    threads = [threading.Thread(target=one) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


@contextmanager
def _served(application: str) -> Iterator[tuple[int, subprocess.Popen]]:
    """An application behind the web server as deploy/ sets it up: its port and process."""
    with tempfile.TemporaryFile("w+") as said:
        command = [sys.executable, "-m", "gunicorn", application, "--config", "deploy/web_processes.py",
                   "--bind", "127.0.0.1:0", "--workers", str(WORKERS)]  # fmt: skip
        process = subprocess.Popen(command, cwd=TOP, stderr=said)
        try:
            yield _port(said, process), process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _port(said, process: subprocess.Popen) -> int:
    for _ in range(600):
        said.seek(0)
        if found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", said.read()):
            return int(found[1])
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("The web server did not start.")


def _memory(pid: int) -> float:
    """Megabytes that the workers of a server hold, what several hold together shared out among them."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    held = 0
    for child in children:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{child}/smaps_rollup").read_text(), re.MULTILINE)
        held += int(found[1]) if found else 0
    return held / MEGABYTE
