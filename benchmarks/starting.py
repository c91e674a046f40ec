"""Starting a web process and a command, and the memory of web processes, beside bare Django with the same apps."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from benchmarks.frame import SQLITE, TOP, Row, pair

TITLE = "Starting, and memory"
ABOUT = """A process of its own starts, answers the page on which people sign in, and ends; beside it one with the same
settings and apps, but with one address that answers with one line. Django therefore loads all models on
both sides; what the program loads besides are its addresses: views, forms and tables. Compiled files are there on both sides."""
DATABASES = (SQLITE,)
FIRST_PAGE = """
import sys
from importlib import import_module
from io import BytesIO
serve, said = import_module(sys.argv[1]).application, []
asked = {
    "REQUEST_METHOD": "GET", "PATH_INFO": sys.argv[2], "SERVER_NAME": "localhost", "SERVER_PORT": "80", "HTTP_HOST": "localhost",
    "wsgi.input": BytesIO(), "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr,
}
b"".join(serve(asked, lambda status, headers, *_: said.append(status)))
assert said[0].startswith("200"), said
"""
COMMAND = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[1]
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "check", "--database", "default"])
"""
OUR_COMMAND = """
import sys
sys.argv = ["manage.py", "check", "--database", "default"]
import manage
manage.main()
"""
OURS, BARE = "councilperf.settings", "benchmarks.bare"
OUR_SERVER, BARE_SERVER = "councilperf.wsgi", "benchmarks.bare_wsgi"
WORKERS = 2
PATIENCE = 60
"""Seconds in which a server has to begin to answer."""


def rows(quick: bool) -> Iterator[Row]:
    """The first page, a command, and two workers' memory."""
    rounds = 3 if quick else 9
    collect()
    found = pair(child(FIRST_PAGE, OUR_SERVER, "/sign-in/"), child(FIRST_PAGE, BARE_SERVER, "/sign-in/"), rounds=rounds)
    yield Row(
        "a process from its start to its first page / bare Django with the same apps",
        found.ratio,
        1.5,
        f"{found.told}.",
    )
    found = pair(child(OUR_COMMAND), child(COMMAND, BARE), rounds=rounds)
    yield Row(
        "a command that checks the settings, from its start / bare Django with the same apps",
        found.ratio, None, f"{found.told}. Every command makes these checks first.",
    )  # fmt: skip
    alone = pair(child(FIRST_PAGE, BARE_SERVER, "/sign-in/"), child("import django"), rounds=rounds)
    yield Row(
        "bare Django with the same apps, to its first page / importing Django alone",
        alone.ratio, None, f"{alone.told}: most of a start is loading the apps' models.",
    )  # fmt: skip
    ours, share = memory(OURS, OUR_SERVER)
    bare, bare_share = memory(BARE, BARE_SERVER)
    yield Row(
        f"memory of {WORKERS} workers that share what was loaded before / bare Django's, each after 20 pages",
        ours / bare, None, f"{ours:.0f} MB beside {bare:.0f} MB, shared pages counted once; {share:.0f} MB and {bare_share:.0f} MB for each worker more.",
    )  # fmt: skip


def collect() -> None:
    """Static files, which pages name by their digest."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(command, cwd=TOP, env=os.environ, check=True, capture_output=True)


def child(program: str, *words: str) -> Callable[[], object]:
    """A process that begins, does this and ends."""
    return lambda: subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, *words],
        cwd=TOP,
        env=os.environ,
        check=True,
        capture_output=True,
    )


def memory(settings: str, application: str, *, preload: bool = True) -> tuple[float, float]:
    """Megabytes of a server with its workers, each page of memory counted once, and of one worker more."""
    with server(settings, application, preload=preload) as (process, address):
        for _ in range(20 * WORKERS):
            urlopen(f"{address}/sign-in/", timeout=PATIENCE).read()
        workers = [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
        shares = [private(one) for one in workers]
        return sum(proportional(one) for one in (process, *workers)), sum(shares) / len(shares)


def proportional(process: int) -> float:
    """Megabytes of a process, of what it shares its part."""
    return told(process, "Pss")


def private(process: int) -> float:
    """Megabytes that are a process's own."""
    return told(process, "Private_Dirty") + told(process, "Private_Clean")


def told(process: int, name: str) -> float:
    """What the system tells of a process's memory, in megabytes."""
    found = re.search(rf"^{name}:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) / 1024


@contextmanager
def server(
    settings: str, application: str, *, workers: int = WORKERS, preload: bool = True
) -> Iterator[tuple[int, str]]:
    """A web server with its workers, and where it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", f"{application}:application", "--bind", f"127.0.0.1:{port}", *(["--preload"] if preload else []),
        "--workers", str(workers), "--threads", "4", "--no-control-socket", "--log-level", "error",
    ]  # fmt: skip
    told_of = os.environ | {"DJANGO_SETTINGS_MODULE": settings}
    process = subprocess.Popen(command, cwd=TOP, env=told_of, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait(f"{address}/sign-in/")
        yield process.pid, address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE)


def wait(address: str) -> None:
    """Until the server answers. Raises TimeoutError where it does not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urlopen(address, timeout=PATIENCE).read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{address} did not answer within {PATIENCE} s.")
