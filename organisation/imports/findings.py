"""What a table of the organisation says of posts and people, and what it would do."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from core.formats import count, listed, long_date
from core.sheets import Doubt, Row
from organisation.models import Post

COUNTED = {
    "Directorates": ("directorate",),
    "Partner bodies": ("partner body", "partner bodies"),
    "Posts": ("post",),
    "People": ("person", "people"),
    "Who holds what": ("holder",),
}
"""What a table is about, and how it is counted."""


@dataclass(frozen=True)
class Said:
    """Something that the table does, in a sentence."""

    about: str
    """What it is about, one of COUNTED."""
    is_new: bool
    sentence: str


@dataclass
class Looked:
    """What came of looking a table over."""

    said: list[Said] = field(default_factory=list)
    unchanged: int = 0
    """How many rows say what is stored already."""
    doubts: list[Doubt] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Whether the table can be taken in: one doubt keeps all of it out."""
        return not self.doubts

    @property
    def new(self) -> int:
        """How many things are new."""
        return sum(one.is_new for one in self.said)

    @property
    def changed(self) -> int:
        """How many things change."""
        return len(self.said) - self.new

    @property
    def brings_people(self) -> bool:
        """Whether there is somebody new."""
        return any(one.is_new and one.about == "People" for one in self.said)

    @property
    def subjects(self) -> list[tuple[str, list[str]]]:
        """What it does, by what it is about."""
        found: dict[str, list[str]] = {}
        for one in self.said:
            found.setdefault(one.about, []).append(one.sentence)
        return list(found.items())

    def __str__(self) -> str:
        if self.doubts:
            needs = "needs" if len(self.doubts) == 1 else "need"
            return f"Nothing was taken in: {count(len(self.doubts), 'cell')} {needs} mending."
        told = [count(len(sentences), *COUNTED[about]) for about, sentences in self.subjects]
        return f"{listed(told)}." if told else "Everything in this table is stored already."

    def seal(self) -> str:
        """What somebody saw, in short: it differs where taking the table in would do something else."""
        seen = [f"{one.about} {one.is_new} {one.sentence}" for one in self.said]
        return hashlib.sha256("\n".join([str(self), *seen]).encode()).hexdigest()


@dataclass(eq=False)
class PostEntry:
    """A post, with what the table says of it."""

    post: Post
    superior: PostEntry | None = None
    above: tuple[Row, str] | None = None
    """The row that says what it answers to, and how it is written there."""
    said: dict[str, tuple[int, str]] = field(default_factory=dict)
    """What was first said of it in each column, and in which row."""
    differs: dict[str, str] = field(default_factory=dict)
    """What the table changes of it, by field, in words."""
    is_named: bool = False
    """Whether the table has a row for it."""


@dataclass(eq=False)
class PersonEntry:
    """A person, with what the table says of them."""

    user: User
    had: frozenset[str] = frozenset()
    wanted: set[str] = field(default_factory=set)
    first: Row | None = None
    """The first row in which they stand."""
    was_called: str = ""
    """The name that is stored, where the table has another."""

    @property
    def gains(self) -> list[str]:
        """The roles that are given."""
        return sorted(self.wanted - self.had)


@dataclass(frozen=True)
class Holding:
    """Who is to hold a post from when on."""

    entry: PostEntry
    person: PersonEntry
    since: date
    row: Row
    before: str = ""
    """Who holds it until then."""

    def __str__(self) -> str:
        day = long_date(self.since)
        if self.before:
            return f"{self.entry.post} passes from {self.before} to {self.person.user} on {day}"
        return f"{self.entry.post}: {self.person.user}, from {day}"
