"""Councils that are asked at once, simulated: requests that wait for a turn, for a core of their host and for the database."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Service:
    """What one request takes: seconds of a core of the web host, then of the database's."""

    web: float
    database: float


@dataclass(frozen=True)
class Country:
    """Councils, each with its own processes, spread over web hosts, on one database host."""

    councils: int
    turns: int
    """Requests of one council that are answered at once: its processes times the turns of each."""
    hosts: int
    cores: int
    """Of each web host."""
    database_cores: int


@dataclass
class Line:
    """Something of which there is so much, and those who wait for it in the order in which they came."""

    free: int
    waiting: deque = field(default_factory=deque)


@dataclass(frozen=True)
class Answers:
    """What came of it: seconds from asking to the answer, in order of size, and how busy the cores were."""

    seconds: tuple[float, ...]
    web: float
    """Share of the web hosts' cores."""
    database: float

    def within(self, share: float) -> float:
        """Seconds within which so large a share of all answers came."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def simulate(
    country: Country, services: Sequence[Service], *, rate: float, seconds: float, seed: int = 2026
) -> Answers:
    """Requests of all councils, ``rate`` in a second, at moments of chance, each of a kind of chance; until all are answered.

    A request waits for a turn of its council, holds it, waits for a core of the council's host, works, waits for a core
    of the database, works there, and is answered.
    """
    chance, day, moment = random.Random(seed), _Day(country), 0.0
    while (moment := moment + chance.expovariate(rate)) < seconds:
        day.come(_Request(moment, chance.randrange(country.councils), chance.choice(services)))
    return day.run(seconds)


@dataclass(slots=True)
class _Request:
    asked: float
    council: int
    service: Service
    got: int = 0
    """What it has got so far: 1 its turn, 2 a core of its host, 3 one of the database."""


class _Day:
    """What happens, moment after moment."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.turns = [Line(country.turns) for _ in range(country.councils)]
        self.hosts = [Line(country.cores) for _ in range(country.hosts)]
        self.database = Line(country.database_cores)
        self.order = itertools.count()
        self.events: list = []
        self.answered: list[float] = []
        self.web = self.stored = self.now = 0.0

    def come(self, request: _Request) -> None:
        """A request that will come."""
        heapq.heappush(self.events, (request.asked, next(self.order), request))

    def run(self, seconds: float) -> Answers:
        """Until nobody waits any more."""
        while self.events:
            self.now, _, request = heapq.heappop(self.events)
            if request.got == 0:
                self.take(self.turns[request.council], request)
            elif request.got == 2:
                self.give(self.host(request))
                self.take(self.database, request)
            else:
                self.give(self.database)
                self.give(self.turns[request.council])
                self.answered.append(self.now - request.asked)
        whole = max(self.now, seconds)
        return Answers(
            tuple(sorted(self.answered)),
            self.web / (whole * self.country.hosts * self.country.cores),
            self.stored / (whole * self.country.database_cores),
        )

    def host(self, request: _Request) -> Line:
        """The cores on which its council's processes run."""
        return self.hosts[request.council % self.country.hosts]

    def take(self, line: Line, request: _Request) -> None:
        """One of what there is, or a place at the end of those who wait for it."""
        if line.free:
            line.free -= 1
            self.go(request)
        else:
            line.waiting.append(request)

    def give(self, line: Line) -> None:
        """Give it to who waits longest, or put it back."""
        if line.waiting:
            self.go(line.waiting.popleft())
        else:
            line.free += 1

    def go(self, request: _Request) -> None:
        """It has got what it waited for: with its turn it waits for a core, with a core it works."""
        request.got += 1
        if request.got == 1:
            self.take(self.host(request), request)
        elif request.got == 2:
            self.web += request.service.web
            self.work(request, request.service.web)
        else:
            self.stored += request.service.database
            self.work(request, request.service.database)

    def work(self, request: _Request, seconds: float) -> None:
        """It comes again when its work is done."""
        heapq.heappush(self.events, (self.now + seconds, next(self.order), request))
