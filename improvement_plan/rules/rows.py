"""What kind of row each is, and whether its cells stand where they belong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from core import dates
from improvement_plan.rules.columns import Column
from improvement_plan.rules.posts import PostBook, reads_like_a_post
from improvement_plan.rules.statuses import is_status
from improvement_plan.rules.table import BodyRow

LONG_FOR_A_DATE = 40
LONG_FOR_A_STATUS = 40
LONG_FOR_A_POST = 90
LONG_FOR_A_HEADING = 160
NUMBERED = re.compile(r"^(?P<number>\d{1,3})\s*[.)]?\s+(?P<title>\S.*)$", re.DOTALL)
WHOLE_NUMBER = re.compile(r"^(?P<number>\d{1,3})\.?$")
REFERENCE = re.compile(r"^[A-Za-z]{0,6}\s*\d[\w.()/-]{0,15}$")
ABOVE = re.compile(r"^\W*(?:(?:see|as)\s+above|ditto|as\s+previous(?:ly)?|same\s+as\s+above|\"|〃)\W*$", re.IGNORECASE)
WORDS = (Column.ACTION, Column.OBJECTIVE, Column.MEASURE, Column.OUTCOME)


class Kind(Enum):
    """What a row of a plan is."""

    HEADING = "a heading"
    OBJECTIVE = "an objective by itself"
    SUB_HEADING = "a sub-heading"
    ACTION = "an action"
    STEP = "a further milestone of the action above"
    CARRIED = "the rest of the row above"


@dataclass(frozen=True)
class Shift:
    """How the cells of a row were moved: ``first`` cells by ``by`` columns to the right (to the left where negative)."""

    by: int
    first: int
    whole: bool


@dataclass(frozen=True)
class Aligned:
    """A row with its cells under the columns to which they belong."""

    row: BodyRow
    cells: Mapping[Column, str]
    carried: frozenset[Column]
    shift: Shift | None = None

    def text(self, column: Column) -> str:
        """A cell; "" where the plan has no such column."""
        return self.cells.get(column, "")

    @property
    def filled(self) -> tuple[Column, ...]:
        """The columns in which anything stands, but for the reference."""
        return tuple(column for column, text in self.cells.items() if text and column != Column.REF)


class Judge:
    """Knows what the cells of each column look like, in a plan written on a day, with these posts."""

    def __init__(self, columns: Sequence[Column | None], *, book: PostBook, written_on: date) -> None:
        self.columns, self.book, self.written_on = tuple(columns), book, written_on
        self.suited: dict[tuple[Column | None, str], int] = {}

    def align(self, row: BodyRow) -> Aligned:
        """The row as it stands, or with its cells moved where they belong by far better somewhere else."""
        best, moved, shift = self.fit(row.cells), row.cells, None
        if self.conflicts(row.cells):
            for cells, how in _moves(row.cells):
                fit = self.fit(cells)
                if fit > best and not self.conflicts(cells):
                    best, moved, shift = fit, cells, how
        pairs = [(column, text) for column, text in zip(self.columns, moved, strict=True) if column]
        if (text := _words_for_a_number(pairs)) and (under := self._words_column()):
            pairs = [(column, text if column == under else "") for column, _ in pairs]
        carried = frozenset(column for place, column in enumerate(self.columns) if column and place in row.carried)
        return Aligned(row, dict(pairs), carried, shift)

    def _words_column(self) -> Column | None:
        """Where a heading's words stand: under the objective, or the action."""
        return next((column for column in (Column.OBJECTIVE, Column.ACTION) if column in self.columns), None)

    def fit(self, cells: Sequence[str]) -> int:
        """How well cells suit their columns: more is better."""
        return sum(self.suits(column, text) for column, text in zip(self.columns, cells, strict=True) if text)

    def conflicts(self, cells: Sequence[str]) -> bool:
        """Whether a cell holds what its column cannot hold."""
        return any(self.suits(column, text) < -1 for column, text in zip(self.columns, cells, strict=True) if text)

    def suits(self, column: Column | None, text: str) -> int:
        """How well one cell suits a column: 2 surely, 1 as it should, negative as it should not."""
        if (column, text) not in self.suited:
            self.suited[column, text] = self._suits(column, text)
        return self.suited[column, text]

    def _suits(self, column: Column | None, text: str) -> int:
        if column is None:
            return 0
        is_date = self.is_date(text)
        if column in WORDS:
            return -3 if is_date else 1
        if column == Column.DATE:
            return 2 if is_date else -1
        is_post = self.is_post(text)
        if column == Column.STATUS:
            return 2 if is_status(text) else -3 if is_post or is_date or len(text) > LONG_FOR_A_STATUS else -1
        if column == Column.POSTS:
            return 2 if is_post else -2 if is_date or is_status(text) or len(text) > 2 * LONG_FOR_A_POST else 0
        if column == Column.UPDATE:
            return -2 if is_date or is_post else 1
        if column == Column.REF:
            return 1 if REFERENCE.match(text) else -2
        return 0

    def is_date(self, text: str) -> bool:
        """Whether a cell says a date, or that there is none yet, and nothing else."""
        if len(text) > LONG_FOR_A_DATE and not all(len(line) <= LONG_FOR_A_DATE for line in text.split("\n")):
            return False
        found = dates.read_each(text, written_on=self.written_on)
        return bool(found) and all(
            not part.doubtful
            and (part.due or part.recurrence or part.text.casefold().startswith(("tbc", "tba", "ongoing")))
            for part in found
        )

    def is_post(self, text: str) -> bool:
        """Whether a cell names posts and nothing else."""
        if len(text) > LONG_FOR_A_POST:
            return False
        found = self.book.find(text)
        return bool(found) and (all(post.key is not None for post in found) or reads_like_a_post(text))


def kind_of(aligned: Aligned, below: Aligned | None, *, headings: set[str]) -> Kind:
    """What a row is. ``below`` is the row after it, ``headings`` what a table of contents lists, folded."""
    filled = aligned.filled
    action, objective = aligned.text(Column.ACTION), aligned.text(Column.OBJECTIVE)
    if len(filled) == 1 and _is_heading(aligned, aligned.cells[filled[0]], below, headings):
        return Kind.HEADING
    if action and action.endswith(":") and not any(map(aligned.text, (Column.DATE, Column.MEASURE, Column.STATUS))):
        return Kind.SUB_HEADING
    if action:
        return Kind.ACTION
    if objective and not ABOVE.match(objective):
        return Kind.OBJECTIVE if len(filled) == 1 else Kind.ACTION
    if _is_carried(aligned):
        return Kind.CARRIED
    return Kind.STEP


def is_above(text: str) -> bool:
    """Whether a cell says that it is as the one above: "See above"."""
    return bool(ABOVE.match(text))


def _is_heading(aligned: Aligned, text: str, below: Aligned | None, headings: set[str]) -> bool:
    if len(text) > LONG_FOR_A_HEADING or "\n" in text:
        return False
    ref = aligned.text(Column.REF)
    if ref:
        return bool(WHOLE_NUMBER.match(ref))
    if NUMBERED.match(text) or " ".join(text.casefold().split()) in headings:
        return True
    stands_first = aligned.filled[0] in (Column.SECTION, Column.AREA, Column.OBJECTIVE)
    opens = below is not None and bool(below.text(Column.OBJECTIVE)) and not is_above(below.text(Column.OBJECTIVE))
    return stands_first and opens and Column.OBJECTIVE in aligned.cells


def _words_for_a_number(pairs: Sequence[tuple[Column, str]]) -> str:
    """The words of a row that has nothing but words where its number should stand: a heading across the table."""
    filled = [(column, text) for column, text in pairs if text]
    if len(filled) == 1 and filled[0][0] == Column.REF and not REFERENCE.match(filled[0][1]):
        return filled[0][1]
    return ""


def _is_carried(aligned: Aligned) -> bool:
    """Whether a row goes on from the one above: its words begin small, or a page lies between, and it names no date."""
    if aligned.text(Column.DATE) or aligned.text(Column.POSTS) or aligned.text(Column.STATUS):
        return False
    texts = [aligned.cells[column] for column in aligned.filled]
    return bool(texts) and all(text[0].islower() or text[0] in "(,;–-" for text in texts)


def _moves(cells: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Shift]]:
    """The row with all its cells, or its first ones, one column further to the right, or all to the left."""
    width = len(cells)
    if not cells[-1]:
        yield ("", *cells[:-1]), Shift(1, width - 1, whole=True)
    for first in range(2, width - 1):
        if not cells[first] and any(cells[first + 1 :]):
            yield ("", *cells[:first], *cells[first + 1 :]), Shift(1, first, whole=False)
    if not cells[0]:
        yield (*cells[1:], ""), Shift(-1, width - 1, whole=True)
