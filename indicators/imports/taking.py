"""Looking a table over and taking it in: the steps that all kinds of table have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.models import User
from core.doors import Door, through
from core.records import Record, create_many, save_many
from core.sheets import Row, Sheet
from core.telling import Tell, silent
from indicators.imports.findings import Findings, Kind, Pending, Question
from indicators.models import Benchmark, Indicator, Measurement

LOOKING, STORING = "looking", "storing"
"""The steps of which it is told how far they are."""
TOLD_EACH = 500
"""So many rows are looked at, or stored in one statement, before it is told again how far it is."""
CLEAR = "\u2014"
"""What is written into a cell to remove what is stored; an empty cell leaves it as it is."""


class Importer(ABC):
    """Compares a table with what is stored, row by row, and then stores what differs.

    ``look`` writes nothing. ``take`` stores all rows or none; call both within one
    transaction. Queries do not grow with the rows, but for one more in each 500 written.
    """

    what: ClassVar[str]
    needed: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[str, ...]]

    def __init__(self, by: User | None = None, *, tell: Tell = silent) -> None:
        self.by, self.tell = by, tell

    def look(self, sheet: Sheet) -> Findings:
        """What the table would do."""
        self.sheet = sheet
        self.prepare()
        findings = Findings(self.what, unknown_columns=sheet.unknown_columns, remarks=sheet.remarks)
        rows = self.differing(sheet)
        findings.alike = len(sheet.rows) - len(rows)
        for at, row in enumerate(rows, findings.alike):
            if at % TOLD_EACH == 0:
                self.tell(step=LOOKING, at=at, of=len(sheet.rows))
            pending = self.read(row)
            if pending and not row.doubts:
                findings.pending.append(pending)
                findings.questions += asked_of(row, pending)
        self.findings = findings
        self.look_again()
        findings.doubts = sheet.doubts
        return findings

    def take(self) -> None:
        """Store what ``look`` found: first what is new, then what changes."""
        with through(Door.IMPORT):
            self.store(self.findings.of(Kind.NEW), self.findings.of(Kind.CHANGED))

    @abstractmethod
    def prepare(self) -> None:
        """Read what rows are looked up in."""

    def differing(self, sheet: Sheet) -> list[Row]:
        """The rows that are looked at one by one: all but those of which it is known at once that they say what is stored."""
        return sheet.rows

    @abstractmethod
    def read(self, row: Row) -> Pending | None:
        """Compare one row with what is stored; None where it is in doubt."""

    def look_again(self) -> None:  # noqa: B027 most kinds ask nothing more
        """Ask what only all rows together can answer."""

    def store(self, new: list[Pending], changed: list[Pending]) -> None:
        """Write."""
        self.write(new, changed, fields_of(changed))

    def write(self, new: list[Pending], changed: list[Pending], fields: list[str]) -> None:
        """Store rows that are new and some fields of those that change, saying how many are stored."""
        of = len(new) + len(changed)
        for at in range(0, len(new), TOLD_EACH):
            self.tell(step=STORING, at=at, of=of)
            create_many([pending.record for pending in new[at : at + TOLD_EACH]], by=self.by)
        for at in range(0, len(changed), TOLD_EACH):
            self.tell(step=STORING, at=len(new) + at, of=of)
            save_many([pending.record for pending in changed[at : at + TOLD_EACH]], fields, by=self.by)


def asked_of(row: Row, pending: Pending) -> list[Question]:
    """What is to be asked of the figures that a row changes and writes in another unit."""
    fields = {"value": "actual"}
    return [
        Question(row.number, column, sentence)
        for column, sentence in row.asked.items()
        if not {fields.get(column, column), column}.isdisjoint(pending.fields)
    ]


def fields_of(pending: Iterable[Pending]) -> list[str]:
    """Every field that some of these rows set, in a fixed order."""
    return sorted({name for one in pending for name in one.fields})


def cells(row: Row, readers: dict[str, tuple[str, Callable[[], Any]]], model: type[models.Model]) -> dict[str, Any]:
    """The values that a row gives, by field: what its cells say, and for a dash what the field is when empty.

    ``readers`` has for each column the field and how its cell is read. A column that
    is missing and a cell that is empty are left out, so that nothing stored is lost.
    """
    given = {}
    for column, (name, read) in readers.items():
        if not row.cells.get(column):
            continue
        text = row.text(column)
        if not text:
            continue
        given[name] = _empty(model._meta.get_field(name)) if text == CLEAR else read()
    return given


def _empty(field: models.Field) -> Any:
    return None if field.null else field.get_default()


def fits(row: Row, record: Record, names: dict[str, str], known: set[tuple[str, Any]] | None = None) -> None:
    """Doubt each value that does not fit its field. ``names``: the column of each field.

    ``known`` remembers which values fit, so that a figure that comes again and again is asked about once.
    """
    known = set() if known is None else known
    for name, column in names.items():
        field = record._meta.get_field(name)
        if field.is_relation or (told := (name, getattr(record, name))) in known:
            continue
        try:
            field.clean(getattr(record, name), record)
        except ValidationError as wrong:
            row.doubt(column, " ".join(wrong.messages))
        else:
            known.add(told)


def holds(row: Row, record: Indicator | Measurement | Benchmark, columns: dict[str, str]) -> None:
    """Doubt each condition of its table that a record does not keep, with the condition's own sentence.

    ``columns`` names the column to which the sentence of a condition is put.
    """
    broken = [name for name, kept in record.conditions().items() if not kept]
    for constraint in record._meta.constraints:
        if constraint.name in broken:
            row.doubt(columns[constraint.name], str(constraint.violation_error_message))


def run(importer: Importer, sheet: Sheet, *, dry_run: bool, confirmed: bool) -> Findings:
    """Look a table over and take it in, all or nothing. Questions that are not confirmed keep it out."""
    with transaction.atomic():
        findings = importer.look(sheet)
        if not dry_run and findings.done and (confirmed or not findings.questions):
            importer.take()
    return findings
