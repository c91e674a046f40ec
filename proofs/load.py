"""20,000 requests over 50 connections on SQLite: nothing locked, nothing lost, nobody waits for long."""

from __future__ import annotations

import itertools
import os
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from proofs.findings import Figure, Findings
from proofs.servers import Answer, Council, Site, councils, hidden, percentile, served

TITLE = "Load: 90 in 100 read, 10 write, on SQLite"
CONNECTIONS = 50
WRITES = 10
"""Of a hundred requests."""
READS = (
    "/", "/actions/mine/", "/actions/", "/actions/{action}/", "/indicators/",
    "/indicators/scorecard/?period=2006/07", "/indicators/bvpi/BV8/", "/indicators/entry/", "/plans/", "/clinics/",
    "/clinics/1/", "/meetings/", "/meetings/3/", "/meetings/3/minutes/", "/search/?q=clinic",
)  # fmt: skip
"""What people look at, each as often."""
PEOPLE = ("performance", "communications", "policy", "audit", "hr")
LIMIT = 1.0
"""Seconds below which 99 of 100 answers are wanted."""


@dataclass
class Load:
    """Requests from many connections at once, until so many were made or it is told to stop."""

    site: Site
    sessions: dict[str, str]
    actions: list[int]
    requests: int
    connections: int = CONNECTIONS
    writes: int = WRITES
    pause: float = 0.0
    """Seconds that somebody waits who is told to come back."""
    stopped: threading.Event = field(default_factory=threading.Event)
    read: list[tuple[float, str, Answer]] = field(default_factory=list)
    """When each answer to a reader came, of which address, and the answer."""
    written: list[tuple[float, str, Answer]] = field(default_factory=list)
    """Likewise of each answer to a writer, with the words that were sent."""
    acknowledged: list[str] = field(default_factory=list)
    """The words of writes whose answer said that they were saved."""

    def run(self) -> float:
        """Make them; gives how many seconds it took."""
        self._left = itertools.count(self.requests, -1)
        began = time.perf_counter()
        threads = [threading.Thread(target=self._one, args=(number,)) for number in range(self.connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - began

    def _one(self, number: int) -> None:
        """One connection: a person at a browser, who keeps a form open on an action of their own."""
        chance = random.Random(number)
        session = self.sessions["performance"]
        action = self.actions[number % len(self.actions)]
        form, words = self._form(action, session), ""
        while not self.stopped.is_set() and next(self._left) > 0:
            if chance.random() * (100 - self.writes) >= self.writes:  # after each write its form is read again
                path = chance.choice(READS).format(action=action)
                self._waited(self._read(path, self.sessions[chance.choice(PEOPLE)]))
                continue
            words = words or f"Said by {number} as {uuid.uuid4().hex}, of the bins of Maltby."  # said once in all runs
            answer = self.site.post(
                f"/actions/{action}/update/", form | {"words": words, "status": "on_track"}, session
            )
            self.written.append((time.monotonic(), words, answer))
            if answer.status == 302:
                self.acknowledged.append(words)
            if answer.status in {302, 409}:  # or what was sent before had been saved, and nobody had heard of it
                form, words = self._form(action, session), ""
            self._waited(answer)

    def _form(self, action: int, session: str) -> dict[str, str]:
        """The form for an update, read until it comes."""
        while not self.stopped.is_set():
            next(self._left)
            answer = self._read(f"/actions/{action}/update/", session)
            if answer.status == 200:
                return hidden(answer.page)
            self._waited(answer, least=0.05)
        return {}

    def _read(self, path: str, session: str) -> Answer:
        answer = self.site.get(path, session)
        self.read.append((time.monotonic(), path, answer))
        return answer

    def _waited(self, answer: Answer, least: float = 0.0) -> None:
        """Whoever is told to come back waits a moment."""
        if answer.status in {0, 503}:
            time.sleep(max(self.pause, least))

    @property
    def answers(self) -> list[Answer]:
        """All of them."""
        return [answer for _, _, answer in (*self.read, *self.written)]


def stored(council: Council) -> set[str]:
    """The words of all updates that the database has."""
    return {words for (words,) in council.ask("SELECT words FROM actions_update")}


def actions_of(council: Council, most: int) -> list[int]:
    """Open actions, one for each connection to write on."""
    found = council.ask("SELECT id FROM actions_action WHERE closed_on IS NULL ORDER BY id")
    return [key for (key,) in found][:most]


def run(*, quick: bool) -> Findings:
    """Load it, and count."""
    requests = 200 if quick else 20_000
    others = os.getloadavg()[0]
    with councils("SQLite") as each:
        for _, council in each:
            sessions = council.sign_in(*PEOPLE)
            with served(council) as site:
                load = Load(site, sessions, actions_of(council, CONNECTIONS), requests)
                took = load.run()
            log = (council.folder / "gunicorn.log").read_text()
            lost = set(load.acknowledged) - stored(council)
    return Findings(tuple(_figures(load, took, lost, log)), tuple(_notes(load, others)))


def _figures(load: Load, took: float, lost: set[str], log: str) -> Iterator[Figure]:
    seconds = [answer.seconds for answer in load.answers]
    statuses = Counter(answer.status for answer in load.answers)
    failed = sum(number for status, number in statuses.items() if status not in {200, 302})
    locked = log.lower().count("locked") + sum(
        "locked" in answer.page.lower() for _, _, answer in load.written if answer.status >= 500
    )
    what = f"{len(seconds):,} requests, {len(load.written):,} of them writes, {load.connections} connections"
    yield Figure(f"{what}: “database is locked”", "0", f"{locked}", locked == 0)
    yield Figure("answers that are neither the page nor the way on after a write", "0", f"{failed}", failed == 0)
    saved = len(load.acknowledged)
    yield Figure(
        "writes that were said to be saved and are not there", "0", f"{len(lost)} of {saved:,}", not lost and saved > 0
    )
    slowest = percentile(seconds, 99)
    yield Figure(
        "99 of 100 answers within",
        f"{LIMIT:.0f} s",
        f"{slowest:.2f} s (half within {percentile(seconds, 50):.2f} s)",
        slowest < LIMIT,
    )
    yield Figure("requests a second", "stated", f"{len(seconds) / took:.0f}", holds=True)


def _notes(load: Load, others: float) -> Iterator[str]:
    reads = percentile([answer.seconds for _, _, answer in load.read], 99)
    writes = percentile([answer.seconds for _, _, answer in load.written], 99)
    yield (
        "gunicorn with 2 processes of 4 threads, Rotherham's demonstration, 15 kinds of page each as often and updates of "
        "actions as writes; each connection asks again as soon as it is answered, and shares the cores with the server."
    )
    yield f"99 of 100 readers were answered within {reads:.2f} s, 99 of 100 writers within {writes:.2f} s."
    yield f"When it began, {others:.1f} other processes were already waiting for the cores, on average of a minute."
