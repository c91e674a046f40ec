"""What the import commands have in common."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.core.management.base import BaseCommand, CommandError

from core.formats import count
from core.sheets import SheetError
from indicators.choices import UploadKind
from indicators.imports import import_file


class ImportCommand(BaseCommand):
    """Takes a CSV, XLSX or ODS file in, all or nothing; says what is wrong with which row and column."""

    kind: ClassVar[UploadKind]

    def add_arguments(self, parser) -> None:
        """The file, whether only to look, and whether unlikely figures are right."""
        parser.add_argument("file", type=Path, help="a CSV, XLSX or ODS file with a header row")
        parser.add_argument("--dry-run", action="store_true", help="look, say what would happen, and write nothing")
        parser.add_argument("--confirm", action="store_true", help="figures that look unlikely are right: take them in")

    def handle(self, *args, **options) -> None:
        """Import, and say what came of it; exits with an error when nothing was done."""
        try:
            findings = import_file(self.kind, options["file"], dry_run=options["dry_run"], confirmed=options["confirm"])
        except SheetError as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        for remark in findings.remarks:
            self.stdout.write(remark)
        for column in findings.unknown_columns:
            self.stdout.write(f"The column “{column}” is not known and was left out.")
        for sentence in (*findings.doubts, *findings.questions):
            self.stderr.write(str(sentence))
        if not findings.done:
            raise CommandError(str(findings))
        if findings.questions and not options["confirm"]:
            raise CommandError(
                f"Nothing was imported: {count(len(findings.questions), 'figure')} to be confirmed. "
                "Correct what is wrong; if all are right, run the command again with --confirm."
            )
        self.stdout.write(f"{'Would be done: ' if options['dry_run'] else ''}{findings}")
