"""What was read of a plan, and what a person should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from actions.choices import Status
from improvement_plan.rules.columns import Column
from improvement_plan.rules.posts import FoundPost, folded
from improvement_plan.rules.rows import Kind
from improvement_plan.rules.steps import ReadStep


class DoubtKind(StrEnum):
    """Why a person should look at a row. The value is how a list of doubts names it."""

    SHIFTED = "Cells out of place"
    DATE = "Date not certain"
    STATUS = "Status not known"
    PROSE = "Status hidden in words"
    MEASURE = "Measure not certain"
    NUMBER = "Number twice"
    ABOVE = "Nothing above to take over"
    ACTION = "No action"
    LENGTH = "Too long"


@dataclass(frozen=True)
class Doubt:
    """One thing that is not certain: what it is, and what is proposed."""

    kind: DoubtKind
    column: Column
    sentence: str
    proposal: str


@dataclass(frozen=True)
class Settled:
    """What a person decided on a row: its cells as they should read, what it is, or that it stays out.

    Without any of these the person accepted what was proposed.
    """

    cells: Mapping[Column, str] | None = None
    kind: Kind | None = None
    left_out: bool = False


@dataclass(frozen=True)
class ReadLine:
    """A line of the plan: an action, or a sub-heading."""

    row: int
    joined: tuple[int, ...]
    """Further rows of the paper that belong to it."""
    raw: tuple[str, ...]
    cells: Mapping[Column, str]
    """The cells under their columns, those of joined rows with them."""
    ref: str
    text: str
    is_heading: bool
    group: int | None
    """The row of the sub-heading that it stands under."""
    steps: tuple[ReadStep, ...]
    posts: tuple[FoundPost, ...]
    """The lead first."""
    inherited: bool
    """Whether the posts are those of a sub-heading, a merged cell or a row that was joined to it."""
    status: Status | None
    status_as_written: str
    words: str
    doubts: tuple[Doubt, ...] = ()
    notes: tuple[str, ...] = ()
    """What was done to the row that is certain and worth seeing."""
    settled: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether a person has yet to decide something."""
        return bool(self.doubts) and not self.settled

    @property
    def rows(self) -> tuple[int, ...]:
        """All rows of the paper that it was read from."""
        return (self.row, *self.joined)

    def text_of(self, column: Column) -> str:
        """A cell as written."""
        return self.cells.get(column, "")


@dataclass
class ReadObjective:
    """An objective with its lines."""

    text: str
    lines: list[ReadLine] = field(default_factory=list)


@dataclass
class ReadArea:
    """A priority area. ``as_headed`` is its heading as the body of the paper has it, where that differs."""

    number: int
    title: str
    as_headed: str = ""
    row: int | None = None
    doubts: tuple[Doubt, ...] = ()
    settled: bool = False
    objectives: list[ReadObjective] = field(default_factory=list)

    @property
    def is_doubtful(self) -> bool:
        """Whether a person has yet to decide something."""
        return bool(self.doubts) and not self.settled


@dataclass
class ReadSection:
    """A section with its priority areas."""

    number: int
    title: str
    areas: list[ReadArea] = field(default_factory=list)


@dataclass(frozen=True)
class UnknownPost:
    """A post that nobody knows, with everything that is written so and the rows in which it stands."""

    found: FoundPost
    rows: tuple[int, ...]

    @property
    def key(self) -> str:
        """How decisions name it."""
        return " ".join(folded(self.found.text))


@dataclass(frozen=True)
class PlanReading:
    """A plan as read."""

    title: str
    numbered: bool
    sections: tuple[ReadSection, ...]
    left_out: tuple[int, ...] = ()
    """Rows that a person left out."""

    def areas(self) -> Iterator[ReadArea]:
        """All priority areas in their order."""
        for section in self.sections:
            yield from section.areas

    def objectives(self) -> Iterator[ReadObjective]:
        """All objectives in their order."""
        for area in self.areas():
            yield from area.objectives

    def lines(self) -> Iterator[ReadLine]:
        """All lines in their order."""
        for objective in self.objectives():
            yield from objective.lines

    def actions(self) -> Iterator[ReadLine]:
        """All lines that are actions."""
        return (line for line in self.lines() if not line.is_heading)

    def doubtful(self) -> list[ReadLine]:
        """The lines on which a person has yet to decide something."""
        return [line for line in self.lines() if line.is_doubtful]

    def unknown_posts(self) -> tuple[UnknownPost, ...]:
        """The posts that nobody knows, however they are spelt, in the order in which they come."""
        found: dict[str, tuple[FoundPost, list[int]]] = {}
        for line in self.lines():
            for post in () if line.inherited else line.posts:
                if post.key is None:
                    first = found.setdefault(" ".join(folded(post.text)), (post, []))
                    first[1].append(line.row)
        return tuple(UnknownPost(post, tuple(rows)) for post, rows in found.values())
