"""PostgreSQL stopped for five seconds under load, and restarted while nobody asks: nothing typed is lost, nothing fails after."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from proofs.findings import Figure, Findings
from proofs.load import PEOPLE, Load, actions_of, stored
from proofs.servers import Answer, Council, Postgres, Site, percentile, postgres, served

TITLE = "The database away: PostgreSQL stopped under load, and restarted while idle"
LIMIT = 3.0
"""Seconds in which an answer is wanted while it is away."""
AWAY = 5
CONNECTIONS = 8
WRITES = 30
"""Of a hundred requests: many, so that some are written when the database goes."""
SENTENCE = "The program cannot reach its database."


@dataclass
class Outage:
    """One time that the database was away, and what was answered meanwhile and afterwards."""

    away: list[tuple[str, Answer]] = field(default_factory=list)
    """Answers to what was asked and answered while it was away; with the words where something was sent."""
    after: list[Answer] = field(default_factory=list)
    """Answers to what was asked once it was back."""


def run(*, quick: bool) -> Findings:
    """Stop it and start it, and count."""
    others = os.getloadavg()[0]
    stops, restarts = (1, 2) if quick else (10, 20)
    with postgres() as server, TemporaryDirectory(prefix="council-away-", ignore_cleanup_errors=True) as folder:
        council = Council(Path(folder), server.make("council", "made"))
        sessions = council.sign_in(*PEOPLE)
        with served(council) as site:
            load = Load(site, sessions, actions_of(council, CONNECTIONS), 10**9, CONNECTIONS, WRITES, pause=0.2)
            outages = _stop_under(load, server, stops, seconds=2 if quick else AWAY)
            lost = set(load.acknowledged) - stored(council)
            idle = list(_restart_idle(site, server, sessions["performance"], restarts))
    return Findings(tuple(_figures(outages, load, lost, idle, restarts)), tuple(_notes(outages, others)))


def _stop_under(load: Load, server: Postgres, stops: int, *, seconds: float) -> list[Outage]:
    """Stop and start it while people read and write."""
    outages, moments = [], []
    working = threading.Thread(target=load.run)
    working.start()
    try:
        for _ in range(stops):
            time.sleep(seconds)
            server.stop()
            gone = time.monotonic()
            time.sleep(seconds)
            coming = time.monotonic()
            server.start()
            moments.append((gone, coming, time.monotonic()))
        time.sleep(seconds)
    finally:
        load.stopped.set()
        working.join()
    answers = [(at, "", answer) for at, _, answer in load.read] + load.written
    for number, (gone, coming, back) in enumerate(moments):
        until = moments[number + 1][0] - 1 if number + 1 < len(moments) else float("inf")
        outage = Outage()
        for at, words, answer in answers:
            asked = at - answer.seconds
            if asked > gone and at < coming:
                outage.away.append((words, answer))
            elif asked > back and at < until:
                outage.after.append(answer)
        outages.append(outage)
    return outages


def _restart_idle(site: Site, server: Postgres, session: str, restarts: int) -> Iterator[Answer]:
    """Restart it while nobody asks anything; what is asked then."""
    for _ in range(restarts):
        for _ in range(8):  # so that each thread has a connection
            site.get("/actions/1/", session)
        server.stop()
        server.start()
        yield from (site.get("/actions/1/", session) for _ in range(20))


def _figures(outages: list[Outage], load: Load, lost: set[str], idle: list[Answer], restarts: int) -> Iterator[Figure]:
    away = [pair for outage in outages for pair in outage.away]
    written = [(words, answer) for words, answer in away if words]
    what = f"{len(outages)} times stopped and started under {load.connections} connections"
    wrong = [
        answer
        for _, answer in away
        if answer.status != 503 or "retry-after" not in answer.headers or not answer.holds(SENTENCE)
    ]
    yield Figure(
        f"{what}: answers meanwhile that are not a 503 with Retry-After and its sentence",
        "0", f"{len(wrong)} of {len(away):,}", not wrong and bool(away),
    )  # fmt: skip
    longest = max(answer.seconds for _, answer in away)
    yield Figure("the slowest of them", f"under {LIMIT:.0f} s", f"{longest:.2f} s", longest < LIMIT)
    without = [words for words, answer in written if not answer.holds(words)]
    yield Figure(
        "forms sent meanwhile whose words are not on the page",
        "0", f"{len(without)} of {len(written):,}", not without and bool(written),
    )  # fmt: skip
    after = Counter(answer.status for outage in outages for answer in outage.after)
    failed = sum(number for status, number in after.items() if status not in {200, 302})
    yield Figure("failures once it was back", "0", f"{failed} of {after.total():,}", failed == 0 and after.total() > 0)
    saved = len(load.acknowledged)
    yield Figure(
        "writes that were said to be saved and are not there", "0", f"{len(lost)} of {saved:,}", not lost and saved > 0
    )
    broken = [answer.status for answer in idle if answer.status != 200]
    yield Figure(
        f"{restarts} restarts while nobody asked: failures of what was asked next",
        "0",
        f"{len(broken)} of {len(idle)}",
        not broken,
    )


def _notes(outages: list[Outage], others: float) -> Iterator[str]:
    seconds = [answer.seconds for outage in outages for _, answer in outage.away]
    yield (
        "gunicorn with 2 processes of 4 threads over a PostgreSQL on a socket, stopped by pg_ctl -m fast; whoever gets a 503 "
        "waits a moment and sends the same again, as the page offers."
    )
    yield f"99 of 100 answers while it was away came within {percentile(seconds, 99):.2f} s."
    yield (
        "Requests that were under way at the very moment it went or came are counted for what they acknowledged, not for "
        "what they answered."
    )
    yield f"When it began, {others:.1f} other processes were already waiting for the cores, on average of a minute."
