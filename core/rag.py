"""The ratings, defined once: red, amber, green and the honest values beside them.

A rating is never a colour alone. Each has a shape, a word and a colour token;
the word comes with the verdict that gave the rating ("Overdue", "Off target"),
because the same red means different things of an action and of a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rag(StrEnum):
    """A rating. The values are part of the interchange format of scorecards."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    COMPLETE = "complete"
    NOT_REPORTED = "not_reported"
    AWAITED = "awaited"
    NO_TARGET = "no_target"
    NOT_DUE = "not_due"
    NOT_APPLICABLE = "not_applicable"

    @property
    def mark(self) -> Mark:
        """The shape and the colour token under which this rating is drawn."""
        return MARKS[self]

    @property
    def rank(self) -> int:
        """Place in a list that shows first what needs attention first."""
        return list(Rag).index(self)


@dataclass(frozen=True)
class Mark:
    """How a rating looks, on screen and in black and white on paper."""

    shape: str
    """Name of the drawing ``static/img/rag/<shape>.svg``."""
    token: str
    """Name of the custom property in ``static/css/tokens.css`` that colours it."""


GREY = Mark(shape="hollow", token="--rag-none")
MARKS = {
    Rag.RED: Mark(shape="diamond", token="--rag-red"),
    Rag.AMBER: Mark(shape="triangle", token="--rag-amber"),
    Rag.GREEN: Mark(shape="circle", token="--rag-green"),
    Rag.COMPLETE: Mark(shape="tick", token="--rag-complete"),
    Rag.NOT_REPORTED: GREY,
    Rag.AWAITED: GREY,
    Rag.NO_TARGET: GREY,
    Rag.NOT_DUE: GREY,
    Rag.NOT_APPLICABLE: GREY,
}


@dataclass(frozen=True)
class Rating:
    """A rating with its word and the sentence that explains it."""

    rag: Rag
    label: str
    sentence: str
