"""What the three import commands have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.sheets import Outcome, SheetError


class ImportCommand(BaseCommand):
    """Takes a CSV file in, all or nothing; says what is wrong with which row and column."""

    take: Callable[..., Outcome]

    def add_arguments(self, parser) -> None:
        """The file, and whether only to look."""
        parser.add_argument("file", type=Path, help="a CSV file with a header row; the order of columns is free")
        parser.add_argument("--dry-run", action="store_true", help="look, say what would happen, and write nothing")

    def handle(self, *args, **options) -> None:
        """Import, and say what came of it; exits with an error when nothing was done."""
        try:
            outcome = type(self).take(options["file"], dry_run=options["dry_run"])
        except SheetError as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        for column in outcome.unknown_columns:
            self.stdout.write(f"The column “{column}” is not known and was left out.")
        for doubt in outcome.doubts:
            self.stderr.write(str(doubt))
        if not outcome.done:
            raise CommandError(str(outcome))
        self.stdout.write(f"{'Would be done: ' if options['dry_run'] else ''}{outcome}")
