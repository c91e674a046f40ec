"""A plan's rows put together: headings, objectives, actions with their milestones, posts and statuses, and the doubts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from actions.choices import Status
from improvement_plan.rules import doubts as doubt
from improvement_plan.rules.columns import Column
from improvement_plan.rules.found import (
    Doubt,
    PlanReading,
    ReadLine,
    ReadObjective,
    Settled,
)
from improvement_plan.rules.headings import Headings
from improvement_plan.rules.posts import FoundPost, PostBook
from improvement_plan.rules.rows import Aligned, Judge, Kind, is_above, kind_of
from improvement_plan.rules.statuses import ReadStatus, is_status, read_status, status_in
from improvement_plan.rules.steps import ReadStep, read_steps, ticked
from improvement_plan.rules.table import BodyRow, PlanTable

LONG_MEASURE = 120
"""A measure that is longer than this and than its action is looked at: two cells may have run into one."""


@dataclass
class _Draft:
    """A line while its rows are collected."""

    aligned: Aligned
    cells: dict[Column, str]
    is_heading: bool
    group: int | None
    objective: ReadObjective
    settled: bool
    further: list[Aligned] = field(default_factory=list)
    carried: list[int] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    posts_above: tuple[FoundPost, ...] = ()


class _Said(NamedTuple):
    """What a line says of how it goes."""

    status: ReadStatus
    words: str


def read_plan(
    table: PlanTable,
    *,
    book: PostBook,
    written_on: date,
    contents: Sequence[tuple[str, str]] = (),
    settled: Mapping[int, Settled] | None = None,
    heard: frozenset[str] = frozenset(),
) -> PlanReading:
    """The plan that a table holds, with everything that is doubtful about it.

    ``contents`` are sections and priority areas as a table of contents lists them. ``settled`` is what a person
    decided, by row: such a row is doubtful no more. ``heard`` are words that are known already: no status is
    sought in them. Never raises, whatever the cells hold.
    """
    reader = _Reader(table, book=book, written_on=written_on, contents=contents, settled=settled or {}, heard=heard)
    return reader.read()


class _Reader:
    """Goes through the rows once, with what stands above in hand."""

    def __init__(
        self,
        table: PlanTable,
        *,
        book: PostBook,
        written_on: date,
        contents: Sequence[tuple[str, str]],
        settled: Mapping[int, Settled],
        heard: frozenset[str],
    ) -> None:
        self.table, self.book, self.written_on, self.settled, self.heard = table, book, written_on, settled, heard
        self.judge = Judge(table.columns, book=book, written_on=written_on)
        self.numbered = Column.REF in table.columns
        self.headings = Headings(contents, numbered=self.numbered)
        self.objective: ReadObjective | None = None
        self.group: _Draft | None = None
        self.drafts: list[_Draft] = []
        self.left_out: list[int] = []

    def read(self) -> PlanReading:
        """The whole plan."""
        rows = [self._aligned(row) for row in self.table.rows if not self._is_left_out(row.number)]
        for place, aligned in enumerate(rows):
            below = rows[place + 1] if place + 1 < len(rows) else None
            self._take(aligned, below)
        refs = Counter(draft.cells.get(Column.REF, "").rstrip(".") for draft in self.drafts)
        for draft in self.drafts:
            draft.objective.lines.append(self._line(draft, refs))
        return PlanReading(self.table.title, self.numbered, self.headings.sections(), tuple(self.left_out))

    def _is_left_out(self, row: int) -> bool:
        left_out = row in self.settled and self.settled[row].left_out
        if left_out:
            self.left_out.append(row)
        return left_out

    def _aligned(self, row: BodyRow) -> Aligned:
        decided = self.settled.get(row.number)
        if decided and decided.cells is not None:
            return Aligned(row, dict(decided.cells), frozenset())
        return self.judge.align(row)

    def _take(self, aligned: Aligned, below: Aligned | None) -> None:
        if not aligned.filled:  # nothing but a number, or cells of columns that a plan has not
            return
        decided = self.settled.get(aligned.row.number)
        kind = decided.kind if decided and decided.kind else kind_of(aligned, below, headings=self.headings.listed)
        if kind == Kind.HEADING:
            self._heading(aligned)
        elif kind == Kind.OBJECTIVE:
            self._new_objective(aligned.text(Column.OBJECTIVE))
        elif kind in (Kind.STEP, Kind.CARRIED) and self.drafts and not self.headings.is_fresh:
            self._join(aligned, kind)
        else:
            if self.headings.columns(aligned):
                self.objective, self.group = None, None
            self._start(aligned, is_heading=kind == Kind.SUB_HEADING)

    def _heading(self, aligned: Aligned) -> None:
        self.headings.open(aligned, settled=aligned.row.number in self.settled)
        self.objective, self.group = None, None

    def _new_objective(self, text: str) -> None:
        self.objective = ReadObjective(text)
        self.headings.area().objectives.append(self.objective)
        self.group = None

    def _join(self, aligned: Aligned, kind: Kind) -> None:
        """Add a row to the line above: its date and measure as a further milestone, or its words to those words."""
        draft = self.drafts[-1]
        if kind == Kind.STEP:
            draft.further.append(aligned)
            draft.notes.append(f"Row {aligned.row.number} has no action: its date and measure are a further milestone.")
            return
        draft.carried.append(aligned.row.number)
        draft.notes.append(f"Row {aligned.row.number} was cut off by the end of a page and goes on from this one.")
        for column in aligned.filled:
            draft.cells[column] = f"{draft.cells.get(column, '')} {aligned.cells[column]}".strip()

    def _start(self, aligned: Aligned, *, is_heading: bool) -> None:
        cells = dict(aligned.cells)
        doubts: list[Doubt] = []
        objective = cells.get(Column.OBJECTIVE, "")
        if not cells.get(Column.ACTION):
            cells[Column.ACTION] = objective or next((cells[column] for column in aligned.filled), "")
            doubts.append(doubt.no_action(cells[Column.ACTION]))
            objective = ""
        if objective and not is_above(objective):
            if self.objective is None or self.headings.is_fresh or self.objective.text != objective:
                self._new_objective(objective)
        elif self.objective is None:
            if Column.OBJECTIVE in self.table.columns and not doubts:
                doubts.append(doubt.nothing_above(self.headings.area().title))
            self._new_objective(self.headings.area().title)
        draft = _Draft(
            aligned,
            cells,
            is_heading,
            None if is_heading or self.group is None else self.group.aligned.row.number,
            self.objective,
            settled=aligned.row.number in self.settled,
            doubts=doubts,
        )
        self.headings.is_fresh = False
        if self.group and self.group.cells.get(Column.POSTS) and cells.get(Column.POSTS):
            # The sub-heading's post answers for the lines below it, until one names a post of its own.
            draft.group, self.group = None, None
        if Column.POSTS in aligned.carried and self.drafts:
            draft.posts_above = self._posts(self.drafts[-1])[0]
        elif self.group is not None and not is_heading:
            draft.posts_above = self._posts(self.group)[0]
        self.drafts.append(draft)
        if is_heading:
            self.group = draft

    def _line(self, draft: _Draft, refs: Counter) -> ReadLine:
        doubts, notes = [*draft.doubts], [*draft.notes]
        if draft.aligned.shift:
            doubts.insert(0, doubt.shifted(draft.aligned))
        steps = self._steps(draft, doubts)
        said = self._said(draft)
        status, done = self._status(said, len(steps), doubts)
        steps = ticked(steps, len(steps) if status == Status.COMPLETE and not done else done)
        posts, inherited = self._posts(draft)
        if inherited and posts:
            notes.append(
                "It names no post: it takes over the one of the heading, the merged cell or the row joined to it."
            )
        ref = draft.cells.get(Column.REF, "").rstrip(".")
        if ref and refs[ref] > 1:
            doubts.append(doubt.number_twice(ref, refs[ref]))
        doubts += doubt.too_long(draft.cells)
        return ReadLine(
            row=draft.aligned.row.number,
            joined=tuple(sorted([row.row.number for row in draft.further] + draft.carried)),
            raw=draft.aligned.row.cells,
            cells=draft.cells,
            ref=ref,
            text=draft.cells[Column.ACTION].rstrip(":") if draft.is_heading else draft.cells[Column.ACTION],
            is_heading=draft.is_heading,
            group=draft.group,
            steps=steps,
            posts=posts,
            inherited=inherited,
            status=status,
            status_as_written=said.status.text,
            words=said.words,
            doubts=tuple(doubts),
            notes=tuple(notes),
            settled=draft.settled or any(row.row.number in self.settled for row in draft.further),
        )

    def _steps(self, draft: _Draft, doubts: list[Doubt]) -> tuple[ReadStep, ...]:
        """The milestones of the line and of the rows joined to it; what is doubtful of their dates and measures."""
        found: list[ReadStep] = []
        unpaired = None
        pairs = [(draft.cells.get(Column.DATE, ""), draft.cells.get(Column.MEASURE, ""))]
        pairs += [(row.text(Column.DATE), row.text(Column.MEASURE)) for row in draft.further]
        for when, what in pairs:
            read = read_steps(when, what, written_on=self.written_on)
            found += read.steps
            unpaired = unpaired or (None if read.paired else read)
        doubts += [doubt.date(step) for step in found if step.date.doubtful]
        longest, action = max((step.measure for step in found), key=len, default=""), draft.cells[Column.ACTION]
        if unpaired:
            doubts.append(doubt.unpaired(len(unpaired.steps)))
        elif len(longest) > max(len(action), LONG_MEASURE) and not draft.is_heading:
            doubts.append(doubt.long_measure(len(longest), len(action)))
        return tuple(found)

    def _said(self, draft: _Draft) -> _Said:
        """The status cell and the update; where there is no column for the status, it may have the update's first line."""
        words = draft.cells.get(Column.UPDATE, "")
        if Column.STATUS not in self.table.columns:
            first, _, rest = words.partition("\n")
            if is_status(first):
                return _Said(read_status(first), rest.strip())
        return _Said(read_status(draft.cells.get(Column.STATUS, "")), words)

    def _status(self, said: _Said, steps: int, doubts: list[Doubt]) -> tuple[Status | None, int]:
        """The status, and how many of the milestones are done besides."""
        if not said.status.known:
            doubts.append(doubt.unknown_status(said.status.text))
            return None, 0
        if said.status.each:
            return self._each(said.status.each, said.status.text, steps, doubts)
        told = status_in(said.words) if said.words and said.words not in self.heard else None
        if told is None:
            return None, 0
        if not told.certain or Column.STATUS in self.table.columns:
            doubts.append(doubt.status_in_words(told))
        return told.status, 0

    def _each(self, each: tuple[Status, ...], text: str, steps: int, doubts: list[Doubt]) -> tuple[Status | None, int]:
        """Several status words in one cell are one a milestone, where there are as many milestones."""
        alike = len(set(each)) == 1
        if len(each) == 1 or (alike and len(each) == steps):
            return each[0], 0
        done = each.count(Status.COMPLETE) if alike and len(each) < steps else 0
        status = Status.IN_PROGRESS if done or not alike else each[0]
        doubts.append(doubt.several_statuses(text, len(each), steps, status, done))
        return status, done

    def _posts(self, draft: _Draft) -> tuple[tuple[FoundPost, ...], bool]:
        """The posts of a line, and whether they are taken over from elsewhere."""
        written = draft.cells.get(Column.POSTS, "")
        if written and not is_above(written):
            return self.book.find(written), False
        below = next((row.text(Column.POSTS) for row in draft.further if row.text(Column.POSTS)), "")
        if below:
            return self.book.find(below), True
        return draft.posts_above, bool(draft.posts_above)
