"""A line of a plan as plain data, and when two texts are the same or alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

DASHES_AND_QUOTES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"} | dict.fromkeys('‘’“”„"`´', "'"))
FoldedPlace = tuple[str, str, str]
NOT_UNLIKE = 0.3
"""From here on two texts are not wholly unlike: two lines with one reference, or two names of a place, may be one."""


@dataclass(frozen=True)
class Place:
    """Where a line stands: the titles of its section and priority area and the text of its objective."""

    section: str
    area: str
    objective: str


@dataclass(frozen=True)
class PlannedLine:
    """A line of a plan, as plain data."""

    key: str
    """Names the row for its caller: the entry, the row of a file."""
    place: Place
    ref: str
    text: str
    """The action's title, or the sub-heading."""
    is_heading: bool
    dates: tuple[str, ...]
    """Target dates as written, one a milestone."""
    due: tuple[date | None, ...]
    """What they were read as, or what they have been moved to since."""
    measures: tuple[str, ...]
    lead: str
    contributors: tuple[str, ...]
    status: str
    """The words of the status, empty where there is none."""
    words: str
    """What was last said of it."""
    outcome: str
    resources: str
    ict: str

    @property
    def written_and_due(self) -> tuple[tuple[str, date | None], ...]:
        """Each target date as written, with the day that it was read as."""
        return tuple(zip_longest(self.dates, self.due))


def folded(text: str) -> str:
    """A text without what does not count: case, blanks, the shapes of quotes and dashes, a stop at its end."""
    return " ".join(text.casefold().translate(DASHES_AND_QUOTES).split()).rstrip(" .;:,")


def folded_place(place: Place) -> FoldedPlace:
    """A place by which two can be compared."""
    return folded(place.section), folded(place.area), folded(place.objective)


def likeness(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1: the share of groups of three letters that they have in common.

    The same whichever comes first. Typing slips and a changed word in ten leave it above 0.8.
    """
    return in_common(letters(folded(one)), letters(folded(other)))


def letters(text: str) -> frozenset[str]:
    """The groups of three letters of a folded text."""
    padded = f"  {text} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def in_common(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of groups of three letters that two texts have in common, from 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other))
