"""What a table would do, or did: row by row, with every doubt and question."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.formats import count
from core.records import Record
from core.sheets import Doubt
from indicators.reporting.changes import written


class Kind(StrEnum):
    """What a row of a table does to what is stored."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Difference:
    """One thing that a row changes."""

    name: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Question:
    """Something that looks unlikely. A person says whether it is right; it is never refused by itself."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"Row {self.row}, column {self.column}: {self.sentence}"


@dataclass
class Pending:
    """A row of a table with the record that it makes or changes. Nothing is stored yet."""

    row: int
    record: Record
    kind: Kind
    differences: list[Difference] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    """The fields of the record that the row sets to something else."""

    @property
    def what(self) -> str:
        """What it is about."""
        return str(self.record)

    def set(self, name: str, value: Any) -> None:
        """Set a field where that changes it, and note the difference."""
        was = getattr(self.record, name)
        if was == value:
            return
        if self.kind != Kind.NEW:
            self.note(str(self.record._meta.get_field(name).verbose_name), written(was), written(value))
        self.fields.append(name)
        setattr(self.record, name, value)

    def note(self, name: str, was: str, becomes: str) -> None:
        """Note what changes of a record that is there already, in words."""
        if self.kind != Kind.NEW:
            self.kind = Kind.CHANGED
            self.differences.append(Difference(name, was, becomes))


@dataclass
class Findings:
    """What came of looking a table over: what is new, changed and unchanged, and what stands in the way."""

    what: str
    pending: list[Pending] = field(default_factory=list)
    alike: int = 0
    """Further rows that say what is stored already."""
    doubts: list[Doubt] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def of(self, kind: Kind) -> list[Pending]:
        """The rows of one kind."""
        return [pending for pending in self.pending if pending.kind == kind]

    @property
    def new(self) -> int:
        """How many rows are new."""
        return len(self.of(Kind.NEW))

    @property
    def changed(self) -> int:
        """How many rows change something."""
        return len(self.of(Kind.CHANGED))

    @property
    def unchanged(self) -> int:
        """How many rows say what is stored already."""
        return self.alike + len(self.of(Kind.UNCHANGED))

    @property
    def done(self) -> bool:
        """Whether the table can be taken in: one doubt keeps all of it out."""
        return not self.doubts

    def __str__(self) -> str:
        if self.doubts:
            needs = "needs" if len(self.doubts) == 1 else "need"
            return f"Nothing was imported: {count(len(self.doubts), 'cell')} {needs} mending."
        return f"{self.what}: {self.new} new, {self.changed} changed, {self.unchanged} unchanged."
