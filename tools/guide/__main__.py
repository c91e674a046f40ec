"""Take the pictures of the user guide: ``bin/guide [NAME ...]``.

Serves a demonstration of its own, opens each page as the role that the chapter speaks to, and puts the picture where the
chapters expect it. Fails where a page is not there, says something else, or a chapter names a picture that nobody takes.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools.guide.pictures import PICTURES, Shot

TOP = Path(__file__).resolve().parent.parent.parent
FOLDER = TOP / "static" / "guide"
COUNCIL, TODAY, DOMAIN, PASSWORD = "example", "2026-09-16", "merrowdale.example", "demonstration"
MOST_BYTES = 3_000_000
"""All pictures together: they come with every installation."""
WAIT = 120_000
"""Milliseconds that a page may take to open."""


def main(names: Iterable[str]) -> int:
    """Take these pictures, or all; 1 where one could not be taken."""
    unknown = sorted(set(names) - set(PICTURES))
    if unknown:
        print(f"The guide has no picture {', '.join(unknown)}: tools/guide/pictures.py names those that it has.")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _served() as address:
        faults = list(_take(address, {name: PICTURES[name] for name in names or PICTURES}))
    for old in FOLDER.glob("*.webp"):
        if old.stem not in PICTURES:
            old.unlink()
    size = sum(file.stat().st_size for file in FOLDER.glob("*.webp"))
    if size > MOST_BYTES:
        faults.append(f"The pictures take {size:,} bytes together, more than {MOST_BYTES:,}.")
    print("\n".join(faults) or f"{len(list(FOLDER.glob('*.webp')))} pictures, {size:,} bytes, in static/guide/.")
    return 1 if faults else 0


def _take(address: str, shots: dict[str, Shot]) -> Iterator[str]:
    """Take the pictures; what is wrong with any."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import QUIET, find_chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        windows: dict[str, Any] = {}
        for name, shot in shots.items():
            if shot.who not in windows:
                windows[shot.who] = _window(browser, address, shot.who)
            fault = _take_one(windows[shot.who], name, shot)
            if fault:
                yield fault
        browser.close()


def _window(browser: Any, address: str, who: str) -> Any:
    page = browser.new_context(base_url=address, reduced_motion="reduce").new_page()
    page.set_default_timeout(WAIT)
    if who:
        page.goto("/sign-in/")
        page.get_by_label("E-mail address").fill(f"{who}@{DOMAIN}")
        page.get_by_label("Password").fill(PASSWORD)
        with page.expect_navigation():
            page.get_by_role("button", name="Sign in").click()
    return page


def _take_one(page: Any, name: str, shot: Shot) -> str:
    """Take a picture; what is wrong with it."""
    page.set_viewport_size({"width": shot.width, "height": shot.height})
    where, _, link = shot.address.partition(" > ")
    answer = page.goto(where)
    if link:
        found = page.locator("main").get_by_role("link", name=link)
        if not found.count():
            return f"{name}: {where} has no link “{link}”."
        answer = page.goto(found.first.get_attribute("href"))
    if answer.status != 200:
        return f"{name}: {shot.address} answers {answer.status}."
    if shot.shows.lower() not in page.locator("main").inner_text().lower():
        return f"{name}: {shot.address} does not say “{shot.shows}”."
    page.evaluate("document.querySelectorAll('.standstill').forEach(line => line.remove())")
    if shot.at:
        page.locator(shot.at).first.evaluate("element => window.scrollTo(0, element.getBoundingClientRect().top - 12)")
    _keep(page.screenshot(), FOLDER / f"{name}.webp")
    return ""


def _keep(png: bytes, file: Path) -> None:
    """Keep it small: few colours are in a page, and text stays sharp."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(96).convert("RGB")
    small = io.BytesIO()  # made whole before the old one goes
    picture.save(small, "WEBP", lossless=True, quality=100, method=4)
    file.write_bytes(small.getvalue())


@contextmanager
def _served() -> Iterator[str]:
    """The address of Merrowdale, freshly loaded; of one that is served already where GUIDE_SITE names it."""
    if os.environ.get("GUIDE_SITE"):
        yield os.environ["GUIDE_SITE"]
        return
    with tempfile.TemporaryDirectory(prefix="council-guide-", ignore_cleanup_errors=True) as folder:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "STATIC_ROOT": f"{folder}/static",
            "COUNCIL_TODAY": TODAY,
            "SECRET_KEY": "for-pictures-only-" + "x" * 50,
        }
        subprocess.run([sys.executable, "-m", "councilperf.demo_setup", COUNCIL], cwd=TOP, env=environment, check=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "councilperf.wsgi", "--bind", f"127.0.0.1:{port}"]
        web = subprocess.Popen([*command, "--threads", "2", "--no-control-socket"], cwd=TOP, env=environment)
        try:
            _wait_for(f"http://127.0.0.1:{port}/livez")
            yield f"http://127.0.0.1:{port}"
        finally:
            web.terminate()
            web.wait(timeout=30)


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The server did not answer at {address}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
