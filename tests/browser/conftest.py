"""A demonstration council, served as bin/demo serves it, and a real browser in front of it."""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest
from django.conf import settings

from tests import demonstration

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first that is there: without windows, Chromium takes a fifth less of the processors."""
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--in-process-gpu",
    "--disable-extensions",
    "--disable-features=Translate,BackForwardCache,OptimizationHints,MediaRouter",
]
"""What no page of the program has to do with is left out: it takes a tenth of the browser's work."""
PASSWORD = "demonstration"


def find_chromium() -> str | None:
    """Where Chromium or Chrome is, if it is here."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    return found or (str(MAC) if MAC.exists() else None)


@dataclass
class Site:
    """A running council."""

    address: str
    environment: dict[str, str]
    log: Path | None = None
    """Where it says what it answered, if that is kept."""

    def manage(self, *command: str, **more: str) -> str:
        """Run a management command on its database; ``more`` is added to its environment."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=settings.BASE_DIR,
            env=self.environment | more,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="session")
def site(demonstration_made, tmp_path_factory) -> Iterator[Site]:
    """Rotherham on 10 September 2007, with web server and task worker."""
    if not find_chromium():
        pytest.skip("No Chromium or Chrome was found, so nothing was tried in a real browser.")
    directory = demonstration.own(demonstration_made, tmp_path_factory.mktemp("site"))
    environment = demonstration.environment(directory)
    with (directory / "log").open("w") as log, _served(environment, log) as address, _working(environment, log):
        yield Site(address, environment)


@pytest.fixture(scope="module")
def new_site(tmp_path_factory) -> Iterator[Site]:
    """An installation on 16 September 2026 in which nobody has entered anything, with web server and task worker.

    What it says of each request is in ``log``, beside its database.
    """
    if not find_chromium():
        pytest.skip("No Chromium or Chrome was found, so nothing was tried in a real browser.")
    directory = demonstration.make_empty(tmp_path_factory.mktemp("new"))
    environment = demonstration.environment(directory) | {"COUNCIL_TODAY": "2026-09-16", "LOG_FORMAT": "json"}
    with (
        (directory / "log").open("w") as log,
        tempfile.TemporaryFile("w") as other,
        _served(environment, log) as address,
        _working(environment, other),
    ):
        yield Site(address, environment, directory / "log")


@contextmanager
def _working(environment: dict[str, str], log: IO[str]) -> Iterator[None]:
    """A task worker, for as long as it is wanted."""
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "db_worker", "--interval", "0.2"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(timeout=20)


@pytest.fixture
def months_later(site) -> Iterator[str]:
    """Where the same council is served as on 1 February 2008; who is signed in stays so."""
    with (
        tempfile.TemporaryFile("w") as log,
        _served(site.environment | {"COUNCIL_TODAY": "2008-02-01"}, log) as address,
    ):
        yield address


@contextmanager
def _served(environment: dict[str, str], log: IO[str]) -> Iterator[str]:
    """The address of a web server on a free port, for as long as it is wanted."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = [sys.executable, "-m", "gunicorn", "councilperf.wsgi", "--bind", f"127.0.0.1:{port}"]
    web = subprocess.Popen(
        [*server, "--threads", "4", "--no-control-socket"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=log,
        stderr=log,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/livez")
        yield address
    finally:
        web.terminate()
        web.wait(timeout=20)


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The server did not answer at {address}.")


@pytest.fixture(scope="package")
def chromium() -> Iterator:
    """The browser, closed after these tests: while it is open an event loop runs, in which Django refuses its database."""
    if not find_chromium():
        pytest.skip("No Chromium or Chrome was found, so nothing was tried in a real browser.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sign_in(site) -> Callable[..., None]:
    """Signs somebody in: ``sign_in(page, "communications")``. The first time by typing, afterwards by what was kept then."""
    kept: dict[str, list] = {}

    def sign_in(page, who: str) -> None:
        if who in kept:
            page.context.add_cookies(kept[who])
            page.goto("/")
            if page.get_by_role("button", name="Sign out").count():
                return
        page.goto("/sign-in/")
        page.get_by_label("E-mail address").fill(f"{who}@rotherham.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{site.address}/")
        kept[who] = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]

    return sign_in


@pytest.fixture
def visit(chromium, site, sign_in):
    """Opens a browser window, in which somebody is signed in: ``visit("communications", width=320)``."""
    windows = []

    def open_window(who: str = "", *, width: int = 1300, javascript: bool = True):
        window = chromium.new_context(
            viewport={"width": width, "height": 900},
            base_url=site.address,
            java_script_enabled=javascript,
            accept_downloads=True,
        )
        windows.append(window)
        page = window.new_page()
        page.problems = []
        page.on("console", lambda m: page.problems.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: page.problems.append(str(e)))
        if who:
            sign_in(page, who)
        return page

    yield open_window
    for window in windows:
        window.close()
