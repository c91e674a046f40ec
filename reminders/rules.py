"""Who is written to on a day, and about what. Pure functions over plain facts.

One letter a person, never one an item. A letter has a reason: something is
due today or within two weeks, is overdue, wants an update before a board that
is near, or was missed in a post that answers to the reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from reminders.choices import Occasion

SOON = timedelta(days=14)
"""How far ahead a due date is mentioned."""
BEFORE_BOARD = timedelta(days=28)
"""How long before a board's papers are published updates are asked for."""
BETWEEN_LETTERS = timedelta(days=7)
"""A person is written to no more often, unless something is due that day or newly overdue."""


@dataclass(frozen=True)
class Cycle:
    """The reporting cycle that a day lies in."""

    starts: date
    """An update from this day on counts for it."""
    board: str = ""
    """The board that it ends with; empty where none has been arranged."""
    ends: date | None = None
    published: date | None = None
    """The last day on which that board's papers can be published in time."""
    missed_from: date | None = None
    """The first day of the cycle before; None where no meeting ended one."""

    @property
    def missed_to(self) -> date:
        """The last day of the cycle before."""
        return self.starts - timedelta(days=1)

    def asks(self, on: date) -> bool:
        """Whether updates are asked for yet: the board is near, or there is none to wait for."""
        return self.ends is None or on >= (self.published or self.ends) - BEFORE_BOARD


@dataclass(frozen=True)
class Item:
    """An action that is neither complete nor closed."""

    key: int
    title: str
    lead: int | None
    posts: frozenset[int]
    """Its lead and contributors."""
    lead_title: str = ""
    due: date | None = None
    due_words: str = "no date"
    steps: tuple[date, ...] = ()
    """When its open milestones are due next."""
    is_overdue: bool = False
    said_on: date | None = None
    words: str = ""
    opened_on: date | None = None

    def next_step(self, on: date) -> date | None:
        """The first of its dates that is still to come."""
        ahead = [day for day in (*self.steps, self.due) if day and day >= on]
        return min(ahead, default=None)

    def said_since(self, day: date) -> bool:
        """Whether somebody has said something of it from a day on."""
        return self.said_on is not None and self.said_on >= day


@dataclass(frozen=True)
class Figure:
    """A figure that a post owes: its period has ended and it has not come in."""

    post: int
    title: str
    period: str
    due: date
    url: str = ""


@dataclass(frozen=True)
class Office:
    """A post, as far as it answers to another."""

    key: int
    title: str
    superior: int | None = None


@dataclass(frozen=True)
class Reader:
    """Somebody who holds posts and can be written to."""

    key: int
    name: str
    address: str
    posts: frozenset[int]
    holds: str = ""
    """The titles of the posts in a row."""
    weekday: int | None = None
    """The day of the week that they chose, Monday 0; None for whenever there is something."""
    is_daily: bool = False
    """Whether they want to hear on every working day on which something is wanted."""
    wants_soon: bool = True
    """Whether they are told of what is due soon."""
    last: date | None = None
    """The day for which they were last written to."""
    told_of: date | None = None
    """The first day of the newest missed cycle that they were told of."""


@dataclass(frozen=True)
class Missed:
    """A post that answers to the reader, with its actions that nobody updated in the cycle before."""

    post: str
    titles: tuple[str, ...]
    of: int
    """How many open actions it leads in all."""


@dataclass(frozen=True)
class Letter:
    """What one person is written about on a day. Each action stands in one place only."""

    to: Reader
    on: date
    cycle: Cycle
    due: tuple[Item, ...] = ()
    overdue: tuple[Item, ...] = ()
    soon: tuple[Item, ...] = ()
    to_update: tuple[Item, ...] = ()
    figures: tuple[Figure, ...] = ()
    missed: tuple[Missed, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """All the reader's own actions in it."""
        return (*self.due, *self.overdue, *self.soon, *self.to_update)

    @property
    def occasion(self) -> Occasion | None:
        """The weightiest reason for writing; None where there is none."""
        late = [figure.due for figure in self.figures]
        if self.due or self.on in late:
            return Occasion.DUE
        if self.overdue or any(day < self.on for day in late):
            return Occasion.OVERDUE
        if self.soon or late:
            return Occasion.SOON
        if self.to_update:
            return Occasion.UPDATE
        return Occasion.MISSED if self.missed else None

    @property
    def is_pressing(self) -> bool:
        """Whether it cannot wait a week: due today, or overdue since the reader was last written to."""
        late = [item.due for item in self.overdue] + [figure.due for figure in self.figures if figure.due < self.on]
        newly = any(day and (self.to.last is None or day >= self.to.last) for day in late)
        return self.occasion == Occasion.DUE or newly


def letters(
    readers: Iterable[Reader],
    items: Iterable[Item],
    figures: Iterable[Figure],
    offices: Iterable[Office],
    cycle: Cycle,
    on: date,
) -> Iterator[Letter]:
    """The letters of a day: one for each person who has a reason to be written to, and whose day it is."""
    by_post: dict[int, list[Item]] = defaultdict(list)
    led_by: dict[int, list[Item]] = defaultdict(list)
    owed_by: dict[int, list[Figure]] = defaultdict(list)
    answer_to: dict[int, list[Office]] = defaultdict(list)
    for item in items:
        for post in item.posts:
            by_post[post].append(item)
        if item.lead:
            led_by[item.lead].append(item)
    for figure in figures:
        owed_by[figure.post].append(figure)
    for office in offices:
        if office.superior:
            answer_to[office.superior].append(office)
    for reader in readers:
        own = {item.key: item for post in reader.posts for item in by_post[post]}
        letter = Letter(
            to=reader,
            on=on,
            cycle=cycle,
            figures=_figures((figure for post in reader.posts for figure in owed_by[post]), on, reader),
            missed=_missed(reader, answer_to, led_by, cycle),
            **_sorted_out(own.values(), cycle, on, reader),
        )
        if letter.occasion and is_their_day(letter):
            yield letter


def is_their_day(letter: Letter) -> bool:
    """Whether the reader is written to that day: on the day or days they chose; else weekly, and at once where it presses."""
    reader, on = letter.to, letter.on
    if reader.last == on:
        return False
    if reader.weekday is not None:
        return on.weekday() == reader.weekday
    if reader.is_daily:
        return True
    return reader.last is None or on - reader.last >= BETWEEN_LETTERS or letter.is_pressing


def _sorted_out(items: Iterable[Item], cycle: Cycle, on: date, reader: Reader) -> dict[str, tuple[Item, ...]]:
    """Each action under the first that holds: due today, overdue, due soon, in want of an update.

    What is due soon and wants an update is asked about all the same where the reader is not told of what is due soon.
    """
    found: dict[str, list[Item]] = {"due": [], "overdue": [], "soon": [], "to_update": []}
    for item in sorted(items, key=lambda item: (item.due is None, item.due or on, item.key)):
        step = item.next_step(on)
        if step == on:
            found["due"].append(item)
        elif item.is_overdue:
            found["overdue"].append(item)
        elif reader.wants_soon and step and step <= on + SOON:
            found["soon"].append(item)
        elif cycle.asks(on) and not item.said_since(cycle.starts):
            found["to_update"].append(item)
    return {name: tuple(held) for name, held in found.items()}


def _figures(figures: Iterable[Figure], on: date, reader: Reader) -> tuple[Figure, ...]:
    """Those that are awaited or due, for who is told of it within two weeks, the longest awaited first."""
    until = on + SOON if reader.wants_soon else on
    return tuple(sorted((f for f in figures if f.due <= until), key=lambda f: (f.due, f.title)))


def _missed(
    reader: Reader, answer_to: Mapping[int, list[Office]], led_by: Mapping[int, list[Item]], cycle: Cycle
) -> tuple[Missed, ...]:
    """What posts that answer to the reader left without an update in the cycle before; told once a cycle.

    Of actions that were open then, and of which nothing was said since either.
    """
    if cycle.missed_from is None or (reader.told_of and reader.told_of >= cycle.missed_from):
        return ()
    found = []
    for office in (office for post in sorted(reader.posts) for office in answer_to.get(post, ())):
        then_open = [
            item for item in led_by.get(office.key, ()) if not (item.opened_on and item.opened_on > cycle.missed_to)
        ]
        silent = tuple(item.title for item in then_open if not item.said_since(cycle.missed_from))
        if silent and office.key not in reader.posts:
            found.append(Missed(office.title, silent, len(then_open)))
    return tuple(found)
