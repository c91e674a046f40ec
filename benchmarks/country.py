"""The size of a country: what 400 councils at a quarter's end need, reckoned from what is measured here."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

from benchmarks.frame import POSTGRESQL, Row, begin, server_used, used
from benchmarks.queueing import Answers, Country, Service, simulate
from benchmarks.starting import OUR_SERVER, OURS, WORKERS, memory

TITLE = "The size of a country"
ABOUT = """400 councils, each with a database and processes of its own, and every officer in the same two days. What a
request and a pack take is measured on Rotherham's demonstration on PostgreSQL: processor time of the web process and of
the database apart, each the mean of some answers after the first. How many people there are and what machines they have
are assumptions, and named so. Between both stands a simulation of queues (`benchmarks/queueing.py`): requests come by
chance, wait for a turn of their council, for a core of its host and for one of the database."""
DATABASES = (POSTGRESQL,)
PAGES = (
    "/", "/actions/mine/", "/indicators/entry/", "/indicators/scorecard/?period=2006/07", "/actions/", "/indicators/",
    "/indicators/bvpi/BV8/",
)  # fmt: skip
"""What an officer opens at a quarter's end, each as often."""
SAVES = 4
"""A save is as often as so many of the pages are."""
DAY_SECONDS, DAYS = 8 * 3600, 2
BUSIEST = 3
"""How many times the mean the busiest hour is."""
MB, GB = 1024**2, 1024**3


@dataclass(frozen=True)
class Assumed:
    """What nobody measured: people and machines."""

    councils: int = 400
    officers: int = 150
    """Who report in one council."""
    pages: int = 30
    """That each opens in the two days."""
    packs: int = 6
    """Packs that each council builds anew in the two days, and builds again after edits."""
    edits: int = 4
    """How often each is built again."""
    processes: int = 2
    """Web processes of a council."""
    turns: int = 2
    """Requests that a process answers at once (``core.turns``)."""
    threads: int = 4
    """Threads of a process, each of which may keep a connection."""
    web_cores: int = 16
    web_memory: int = 64
    """Gigabytes of one web host."""
    database_cores: int = 16
    database_memory: int = 64
    full: float = 0.7
    """How busy cores may be before one waits."""
    kept: float = 0.75
    """How much of a host's memory processes may take; the rest caches files."""


@dataclass(frozen=True)
class Measured:
    """What is measured here."""

    services: tuple[Service, ...]
    pack: float
    """Seconds of processor of a pack that is built for the first time."""
    edited: float
    """Likewise after an edit of one item."""
    worker: float
    """Megabytes of a web process, and its part of the one that starts it."""
    connection: float
    """Megabytes that a connection has for itself on the database's side."""
    size: float
    """Megabytes of the demonstration's database."""


FOUND: list[str] = []
"""What is told beside the rows."""


def rows(quick: bool) -> Iterator[Row]:
    """The busiest hour as it is expected, and as it is at four times as much."""
    assumed, measured = Assumed(), measure(quick=quick)
    seconds = 60 if quick else 300
    if not quick:
        FOUND[:] = [told(assumed, measured, seconds)]
    for many in (1,) if quick else (1, 4):
        found = busiest(assumed, measured, many=many, seconds=seconds)
        alone = mean(service.web + service.database for service in measured.services)
        yield Row(
            f"99 of 100 answers in the busiest hour, {many} times the officers / an answer that waits for nobody",
            found.within(0.99) / alone,
            None,
            f"{1000 * found.within(0.99):.0f} ms beside {1000 * alone:.0f} ms; web cores {found.web:.0%} busy, the database's "
            f"{found.database:.0%}.",
        )


def prose() -> str:
    """What is told beside the rows."""
    return "\n\n".join(FOUND)


def measure(*, quick: bool) -> Measured:
    """What requests, packs, processes and connections take."""
    begin(today="2007-09-10", example="rotherham")
    from django.db import connection
    from django.test import Client

    from accounts.models import User

    connection.close()  # so that what a connection holds is what pages made it hold
    browser = Client(headers={"host": "localhost"})
    person = User.objects.get(email__startswith="performance@")
    browser.force_login(person)
    rounds = 3 if quick else 15
    services = [apart(lambda address=address: browser.get(address), rounds=rounds) for address in PAGES]
    services += [apart(save(person), rounds=rounds)] * SAVES
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    backend = connection.connection.get_backend_pid()
    first, edited = (0.0, 0.0) if quick else packs(person)
    worker = memory(OURS, OUR_SERVER, preload=False)[0] / WORKERS
    return Measured(tuple(services), first, edited, worker, private(backend), size / MB)


def apart(work: Callable[[], object], *, rounds: int) -> Service:
    """The mean of some rounds after the first: the web process's part, and the database's."""
    work()
    began, database = used(), server_used()
    for _ in range(rounds):
        work()
    database = server_used() - database
    return Service((used() - began - database) / rounds, database / rounds)


def save(person) -> Callable[[], object]:
    """Stores a figure again and again, each time another, as the page does: with its history and its verdicts."""
    from decimal import Decimal

    from indicators.models import Measurement
    from indicators.services import record_figure

    chosen = Measurement.objects.filter(actual__isnull=False, numerator=None, period__locked_at=None).first().pk

    def once() -> None:
        row = Measurement.objects.select_related("indicator__set", "period").get(pk=chosen)
        row.actual += Decimal("0.1")
        record_figure(row, by=person)

    return once


def packs(person) -> tuple[float, float]:
    """Seconds of processor of a pack that nobody built, and of the next after an edit, with all processes that help."""
    from django.conf import settings

    from meetings.choices import Audience
    from meetings.editions import finish_packs, request_pack
    from meetings.models import Meeting, ReportSection

    meeting = Meeting.objects.get(date="2007-09-10")

    shutil.rmtree(settings.PAPER_CACHE, ignore_errors=True)  # loading the demonstration has laid papers out

    def build() -> float:
        began = family()
        finish_packs(request_pack(meeting=meeting, audience=Audience.PUBLIC, by=person))
        return family() - began

    first = build()
    section = ReportSection.objects.filter(report__item__meeting=meeting).exclude(body="").first()
    section.body += "\n\nOne sentence more."
    section.save()
    return first, build()


def family() -> float:
    """Seconds of processor of this process, of its children that live or have ended, and of the database."""
    tick = os.sysconf("SC_CLK_TCK")
    parents, spent = {}, {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(place.parent.name)
        parents[number] = int(words[1])
        spent[number] = sum(int(word) for word in words[11:15]) / tick  # its own, and its ended children's
    found, new = {os.getpid()}, True
    while new:
        new = {number for number, parent in parents.items() if parent in found} - found
        found |= new
    return sum(spent[number] for number in found) + server_used()


def private(process: int) -> float:
    """Megabytes that are a process's own."""
    told_of = Path(f"/proc/{process}/smaps_rollup").read_text()
    return sum(int(one) for one in re.findall(r"^Private_\w+:\s+(\d+) kB", told_of, re.MULTILINE)) / 1024


def rate(assumed: Assumed) -> float:
    """Requests a second of all councils in the busiest hour."""
    in_all = assumed.councils * assumed.officers * assumed.pages * (len(PAGES) + SAVES) / len(PAGES)
    return BUSIEST * in_all / (DAYS * DAY_SECONDS)


def hosts_for_memory(assumed: Assumed, measured: Measured) -> int:
    """Web hosts that the processes of all councils need."""
    needed = assumed.councils * assumed.processes * measured.worker
    return -(-int(needed) // int(assumed.kept * assumed.web_memory * 1024)) or 1


def busiest(assumed: Assumed, measured: Measured, *, many: float, seconds: float) -> Answers:
    """The busiest hour, or a part of it, with so many times the officers."""
    country = Country(
        assumed.councils,
        assumed.processes * assumed.turns,
        hosts_for_memory(assumed, measured),
        assumed.web_cores,
        assumed.database_cores,
    )
    return simulate(country, measured.services, rate=many * rate(assumed), seconds=seconds)


def limits(assumed: Assumed, measured: Measured) -> dict[str, float]:
    """How many councils a host carries by each thing of which it has so much."""
    each = rate(replace(assumed, councils=1))
    connections = assumed.processes * assumed.threads
    packs_each = assumed.packs * (measured.pack + assumed.edits * measured.edited)
    return {
        "memory of a web host, for the councils' processes": assumed.kept
        * assumed.web_memory
        * 1024
        / (assumed.processes * measured.worker),
        "memory of the database host, for the connections that processes keep": assumed.kept
        * assumed.database_memory
        * 1024
        / (connections * measured.connection),
        "cores of the database host": assumed.full
        * assumed.database_cores
        / (each * mean(one.database for one in measured.services)),
        "cores of a web host": assumed.full * assumed.web_cores / (each * mean(one.web for one in measured.services)),
        "cores of a host that builds packs and nothing else": assumed.full
        * assumed.web_cores
        * DAYS
        * DAY_SECONDS
        / (BUSIEST * packs_each),
    }


def told(assumed: Assumed, measured: Measured, seconds: float) -> str:
    """The section's paragraphs and tables."""
    web, database = (mean(getattr(one, part) for one in measured.services) for part in ("web", "database"))
    by_host = sorted(limits(assumed, measured).items(), key=lambda one: one[1])
    first, number = by_host[0]
    connections = assumed.councils * assumed.processes * assumed.threads
    lines = [
        (
            f"**Measured.** A request takes {1000 * web:.1f} ms of a web process and {1000 * database:.1f} ms of the database "
            f"(the mean of {len(PAGES)} pages and of a save, which counts {SAVES} times). A pack takes {measured.pack:.1f} s "
            f"of processor when it is built first and {measured.edited:.1f} s after an edit of one item. A web process has "
            f"{measured.worker:.0f} MB, with its part of the process that starts it; a connection has {measured.connection:.1f} MB "
            "for itself on the database's side. The "
            f"demonstration's database has {measured.size:.0f} MB."
        ),
        (
            f"**Assumed.** {assumed.councils} councils; {assumed.officers} officers who report in each; each opens "
            f"{assumed.pages} pages in the two days and saves as often as {SAVES} in {len(PAGES)} of them; the busiest hour "
            f"has {BUSIEST} times the mean; {assumed.packs} packs a council, each built again {assumed.edits} times; "
            f"{assumed.processes} processes a council with {assumed.threads} threads and {assumed.turns} turns each; hosts of "
            f"{assumed.web_cores} cores and {assumed.web_memory} GB; cores may be {assumed.full:.0%} busy and "
            f"{assumed.kept:.0%} of memory taken. A core is taken to be one of the machine that measured."
        ),
        (
            f"**A quarter's end.** {rate(assumed):.0f} requests a second in the busiest hour. {seconds:.0f} s of it, simulated, "
            f"with {hosts_for_memory(assumed, measured)} web hosts and one database host:"
        ),
        "\n".join(_busy(assumed, measured, seconds)),
        "**What breaks first.** So many councils one host carries, by what it has of each thing:",
        "\n".join(
            ["| what there is too little of | councils |", "| --- | ---: |"]
            + [f"| {what} | {councils:,.0f} |" for what, councils in by_host]
        ),
        (
            f"First breaks: {first}, at {number:,.0f} councils. "
            f"{assumed.councils} councils need these hosts: {_hosts(limits(assumed, measured), assumed)}. "
            f"Their processes may keep {connections:,} connections open: `max_connections` of one PostgreSQL has to be as much, "
            f"or a pooler stands between. A council's own {assumed.processes * assumed.turns} turns carry "
            f"{assumed.full * assumed.processes * assumed.turns / (web + database):,.0f} requests a second, where the busiest hour has "
            f"{rate(assumed) / assumed.councils:.2f}: nobody waits for their own council."
        ),
        (
            "**What this does not show.** Disks and networks are left out: what is counted is processor time and memory. Real "
            "databases are larger than the demonstration; how little that matters for pages is measured above. A page that "
            "everybody opens in the same second is not simulated, and backups run at night."
        ),
    ]
    return "\n\n".join(lines)


def _busy(assumed: Assumed, measured: Measured, seconds: float) -> Iterator[str]:
    yield "| officers | requests a second | web cores busy | database cores busy | half within | 99 of 100 within |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    for many in (1, 2, 4, 8):
        found = busiest(assumed, measured, many=many, seconds=seconds)
        yield (
            f"| {many * assumed.officers * assumed.councils:,} | {many * rate(assumed):.0f} | {found.web:.0%} | {found.database:.0%} "
            f"| {1000 * found.within(0.5):,.0f} ms | {1000 * found.within(0.99):,.0f} ms |"
        )


def _hosts(found: dict[str, float], assumed: Assumed) -> str:
    web = min(found["memory of a web host, for the councils' processes"], found["cores of a web host"])
    database = min(value for what, value in found.items() if "database" in what)
    packs_host = found["cores of a host that builds packs and nothing else"]
    needed = {"for web processes": web, "for databases": database, "for packs": packs_host}
    return ", ".join(f"{-(-assumed.councils // max(1, int(carries)))} {what}" for what, carries in needed.items())
