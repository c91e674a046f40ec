"""A walk through the program, counted in what people do: its pages, clicks and boxes.

The report, ``walk-<name>.md``, has a line for each step with the milliseconds until the server's answer began. It stands
in the folder that WALKS names, with a picture of each step, else in ``.walks/``, which git ignores, without. Nothing is
judged by the clock.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import Locator, Page, Response

SECRET = re.compile(r"[^/]{30,}")
"""What a link in a mail opens with."""
SLOW = 300
"""Milliseconds: what took longer is marked in the report."""


def take_picture(page: Page, file: Path, *, full_page: bool = False) -> None:
    """Keep what is on a page, where somebody has named a folder to look at it: it takes longer than most pages do."""
    if os.environ.get("WALKS"):
        page.screenshot(path=file, full_page=full_page)


@dataclass
class Walk:
    """What somebody did on the way."""

    page: Page
    name: str
    clicks: int = 0
    boxes: int = 0
    steps: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        folder = Path(os.environ.get("WALKS") or settings.BASE_DIR / ".walks")
        self.folder = folder / self.name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.page.on("response", lambda one: self.answers.append(one) if one.request.is_navigation_request() else None)

    @property
    def pages(self) -> int:
        """How many pages were opened; ways on and files are none."""
        return sum(
            not 300 <= answer.status < 400 and answer.headers.get("content-type", "").startswith("text/html")
            for answer in self.answers
        )

    def opens(self, address: str, step: str) -> None:
        """Follow a link that stands in a mail."""
        self._goes(step, lambda: self.page.goto(address))

    def chooses(self, what: Locator, step: str) -> None:
        """Click a link or a button that leads to a page."""
        self.clicks += 1

        def click() -> None:
            with self.page.expect_navigation():
                what.click()

        self._goes(step, click)

    def ticks(self, what: Locator) -> None:
        """Click a choice that leads nowhere."""
        self.clicks += 1
        what.check()

    def fills(self, box: Locator, words: str) -> None:
        """Write into a box."""
        self.boxes += 1
        box.fill(words)

    def saves(self, link: Locator, step: str) -> Path:
        """Click what gives a file; where the browser has put it."""
        self.clicks += 1
        with self.page.expect_download() as download:
            link.click()
        self._kept(step, "a file")
        return Path(download.value.path())

    def _goes(self, step: str, going: Callable[[], object]) -> None:
        before = len(self.answers)
        going()
        self._kept(step, "; ".join(map(_told, self.answers[before:])))

    def _kept(self, step: str, told: str) -> None:
        self.steps.append(f"| {len(self.steps) + 1} | {step} | {told} |")
        take_picture(self.page, self.folder / f"{len(self.steps):02}.png")

    def reports(self) -> None:
        """Write the report."""
        head = f"# {self.name}\n\n{self.pages} pages, {self.clicks} clicks, {self.boxes} boxes filled in.\n\n"
        table = ["| step | what | address, answer, milliseconds until it began |", "| --- | --- | --- |", *self.steps]
        (self.folder.parent / f"walk-{self.name}.md").write_text(head + "\n".join(table) + "\n", encoding="utf-8")


def _told(answer: Response) -> str:
    timing = answer.request.timing
    took = round(timing["responseStart"] - timing["requestStart"])
    path = SECRET.sub("…", urlsplit(answer.url).path)
    return f"{path} {answer.status} {took} ms{' **slow**' if took > SLOW else ''}"
