"""What stands on a directorate's page: entries in parts, cut so that they have room, with how many more there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.rag import Rating
from councilperf.directorate.room import clipped, lines_of

TITLE, FACTS, ANSWER, SAID = 92, 120, 110, 150
"""How many characters are printed of a title, of its facts, of an answer and of what somebody wrote."""


@dataclass(frozen=True)
class Answer:
    """Something that is being done about a thing that does not go well."""

    words: str
    url: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Entry:
    """A thing that goes well, or one that does not with what is being done about it."""

    title: str
    url: str
    mark: Rating | None
    facts: str
    answers: tuple[Answer, ...] = ()
    nothing: str = ""
    """That nothing is being done about it, and how that is known; empty where something is."""

    @property
    def lines(self) -> float:
        """How high it is at most, in lines of a column."""
        head = lines_of(f"{self.title}   {self.mark.label if self.mark else ''}")
        rest = (self.facts, *(f"–  {answer.words}" for answer in self.answers), self.nothing)
        return head + sum(map(lines_of, rest))


def entry(
    title: str,
    url: str,
    *facts: str,
    mark: Rating | None = None,
    answers: Sequence[Answer] = (),
    nothing: str = "",
) -> Entry:
    """An entry cut to what has room; facts that are empty fall away."""
    said = clipped("; ".join(filter(None, facts)), FACTS)
    return Entry(clipped(title, TITLE), url, mark, said, tuple(answers), nothing)


@dataclass(frozen=True)
class Part:
    """Entries of one kind, the most telling first."""

    heading: str
    counted: str
    """How many there are, and of how many."""
    entries: tuple[Entry, ...]
    none: str
    """What is said where there are none."""
    url: str = ""
    """Where all of them are listed; empty where no list has them alone."""


@dataclass(frozen=True)
class Shown:
    """A part as it is printed: those that have room, and how many more there are."""

    part: Part
    entries: tuple[Entry, ...]

    @property
    def more(self) -> int:
        """How many there was no room for."""
        return len(self.part.entries) - len(self.entries)

    @property
    def more_words(self) -> str:
        """And 14 more, about 2 of which nothing is being done; empty where all have room."""
        if not self.more:
            return ""
        unanswered = sum(bool(one.nothing) for one in self.part.entries[len(self.entries) :])
        about = f", about {unanswered} of which nothing is being done" if unanswered else ""
        return f"and {self.more:,} more{about}"


@dataclass(frozen=True)
class NextDate:
    """A day on which something of the directorate is due or takes place."""

    on: date
    words: str
    who: str = ""
    url: str = ""
