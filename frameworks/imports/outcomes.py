"""The outcomes of a framework from a table: one row each, known by its reference, or by its title where it has none."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import ClassVar

from django.db import transaction

from accounts.models import User
from core.records import create_many, save_many
from core.sheets import Row, Sheet, read, read_file
from core.workbooks import harmless
from frameworks.services import lock_order
from indicators.imports.findings import Findings, Kind, Pending
from indicators.imports.taking import CLEAR, Importer, fields_of, fits, run
from organisation.models import Framework, Outcome

MOST_ROWS = 500
"""So many outcomes a framework has at most: no framework of a council comes near."""


class OutcomeImporter(Importer):
    """Outcomes of one framework. New ones follow those that are there, in the order of the table; none is removed.

    A cell of ``group`` that is empty leaves the heading as it is, and a dash removes it.
    """

    what = "Outcomes"
    needed = ("title",)
    columns: ClassVar[tuple[str, ...]] = ("ref", "title", "group")

    def __init__(self, framework: Framework, by: User | None = None) -> None:
        super().__init__(by)
        self.framework = framework

    def prepare(self) -> None:
        """Read the outcomes that are there. One query; none of a framework that is new."""
        rows = list(self.framework.outcomes.all()) if self.framework.pk else []
        self.by_ref = {_same(row.ref): row for row in rows if row.ref}
        self.by_title = {_same(row.title): row for row in rows}
        self.last = max((row.order for row in rows), default=0)
        self.seen: set[int] = set()

    def read(self, row: Row) -> Pending | None:
        """Compare a row with the outcome that is stored under its reference or title."""
        title, ref = row.text("title", needed=True), row.text("ref")
        if len(self.seen) >= MOST_ROWS:
            row.doubt("title", f"A framework takes up to {MOST_ROWS} outcomes: put the rest into another one.")
        if row.doubts:
            return None
        found = self.by_ref.get(_same(ref)) if ref else self.by_title.get(_same(title))
        found = found or self._untitled(ref, title)
        pending = Pending(row.number, found or self._new(), Kind.UNCHANGED if found else Kind.NEW)
        if id(pending.record) in self.seen:
            row.doubt("ref" if ref else "title", "The same outcome stands in a row above. Leave one of the two out.")
            return None
        ref = pending.record.ref if _same(ref) in ("", _same(pending.record.ref)) else ref
        for name, value in (("ref", ref), ("title", title), ("group", self._group(row, pending))):
            pending.set(name, value)
        fits(row, pending.record, {"ref": "ref", "title": "title", "group": "group"})
        if row.doubts:
            return None
        other = self.by_title.setdefault(_same(title), pending.record)
        if other is not pending.record:
            row.doubt("title", f"“{title}” is the title of {other.ref or 'another outcome'} already. Say it otherwise.")
            return None
        if ref:
            self.by_ref[_same(ref)] = pending.record
        self.seen.add(id(pending.record))
        return pending

    def _untitled(self, ref: str, title: str) -> Outcome | None:
        """The outcome of this title that has no reference yet, for a row that gives it one."""
        found = self.by_title.get(_same(title))
        return found if found is not None and ref and not found.ref else None

    def _new(self) -> Outcome:
        self.last += 1
        return Outcome(framework=self.framework, order=self.last)

    @staticmethod
    def _group(row: Row, pending: Pending) -> str:
        written = row.text("group")
        return "" if written == CLEAR else written or pending.record.group

    def store(self, new: list[Pending], changed: list[Pending]) -> None:
        """The framework first, where it is new itself."""
        if new and self.framework.pk is None:
            self.framework.save()
        create_many([pending.record for pending in new], by=self.by)
        save_many([pending.record for pending in changed], fields_of(changed), by=self.by)


def _same(words: str) -> str:
    """Words as they are compared: capitals and spaces do not matter."""
    return " ".join(words.split()).casefold()


def read_table(content: bytes, name: str) -> Sheet:
    """The table of a CSV, XLSX or ODS file. Raises SheetError where it is none."""
    return read(content, name, needed=OutcomeImporter.needed, known=OutcomeImporter.columns)


@transaction.atomic
def import_outcomes(
    framework: Framework, sheet: Sheet, *, by: User | None = None, dry_run: bool, seen: str = ""
) -> Findings | None:
    """Look a table of outcomes over and take it in, all or nothing. A new framework is stored with its first outcome.

    With ``seen``, what somebody saw when it was looked over: None where it would do something else by now.
    """
    if framework.pk and not dry_run:
        lock_order(framework.pk)
    importer = OutcomeImporter(framework, by)
    if not seen:
        return run(importer, sheet, dry_run=dry_run, confirmed=True)
    findings = importer.look(sheet)
    if fingerprint(findings) != seen:
        return None
    if findings.done and not dry_run:
        importer.take()
    return findings


def import_file(framework: Framework, path: Path, *, dry_run: bool) -> Findings:
    """Take the outcomes of a file in."""
    sheet = read_file(path, needed=OutcomeImporter.needed, known=OutcomeImporter.columns)
    return import_outcomes(framework, sheet, dry_run=dry_run)


def fingerprint(findings: Findings) -> str:
    """What somebody saw when a table was looked over, in short: it differs where taking it in would do something else."""
    seen = [str(findings), *(f"{one.kind} {one.what} {one.differences}" for one in findings.pending)]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def carried(sheet: Sheet) -> str:
    """The table as text that a form carries from looking over to taking in."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(OutcomeImporter.columns)
    writer.writerows([harmless(row.text(column)) for column in OutcomeImporter.columns] for row in sheet)
    return text.getvalue()
