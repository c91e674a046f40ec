"""Import an improvement plan from a paper."""

import datetime as dt
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.clock import today
from core.documents import DocumentError
from core.formats import count
from improvement_plan.imports.looking import Look, look_over
from improvement_plan.imports.report import report
from improvement_plan.imports.taking import NotTakenError, take_in
from improvement_plan.imports.uploads import accept_all, keep_file
from improvement_plan.models import Plan, PlanUpload


class Command(BaseCommand):
    """All or nothing. What is doubtful is listed, and decided by people: here with --accept, or in the browser."""

    help = (
        "Import an improvement plan from a Word, Excel, ODS, CSV, HTML or text file: all or nothing. "
        "A paper with doubts is kept to be looked over in the browser; --accept takes what is proposed instead."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, whether only to look, and what it is."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would be taken in, store nothing")
        parser.add_argument("--report", type=Path, metavar="OUT.json", help="write what was read, with every doubt")
        parser.add_argument(
            "--accept", action="store_true", help="take what is proposed wherever something is doubtful"
        )
        parser.add_argument("--title", default="", help="the title of the new plan; the paper's own unless given")
        parser.add_argument(
            "--into", metavar="SLUG", help="bring this plan up to the paper instead of making a new one"
        )
        parser.add_argument(
            "--written-on", metavar="DATE", help="the day of the paper, as 2007-08-06; today unless given"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Look over, report, and take in where nothing is left to decide."""
        try:
            content = options["file"].read_bytes()
        except OSError as unreadable:
            raise CommandError(f"{options['file']} cannot be read: {unreadable.strerror}.") from unreadable
        written_on, plan = self._day(options["written_on"]), self._plan(options["into"])
        with transaction.atomic():
            try:
                upload = keep_file(
                    options["file"].name, content, by=None, written_on=written_on, plan=plan, title=options["title"]
                )
                look = look_over(upload)
            except DocumentError as refused:
                raise CommandError(f"{options['file'].name}: {refused}") from refused
            self._say(look)
            if options["report"]:
                self._write(options["report"], look)
            if look.reading is None:
                raise CommandError(
                    f"No plan was found in {options['file'].name}: no table has headings that a plan has. "
                    "Import it in the browser, at /plans/import/, and say there which column is which."
                )
            if options["dry_run"]:
                transaction.set_rollback(True)
                self.stdout.write("Nothing was stored.")
                return
            if options["accept"]:
                accept_all(upload, look, by=None)
        self._take_in(upload)

    def _take_in(self, upload: PlanUpload) -> None:
        try:
            taken = take_in(upload, by=None)
        except NotTakenError as refused:
            raise CommandError(
                f"{refused} Nothing was taken in; the paper waits at {upload.get_absolute_url()} to be looked over. "
                "Or run this again with --accept."
            ) from refused
        self.stdout.write(f"{taken.summary} The plan is at {taken.plan.get_absolute_url()}")

    def _say(self, look: Look) -> None:
        """What was found, each doubt in a sentence with its row, and each post that nobody knows."""
        self.stdout.write(f"Found: {look.in_words()}.")
        if look.reading is None:
            return
        doubts = report(look)["doubts"]
        for doubt in doubts:
            where = f"Row {doubt['row']}, {doubt['column']}"
            self.stdout.write(f"{where}: {doubt['sentence']} Proposed: {doubt['proposal']}")
        for post in look.posts:
            rows = ", ".join(map(str, post.unknown.rows))
            self.stdout.write(
                f"Nobody knows the post “{post.unknown.found.text}” (rows {rows}). Proposed: {post.proposal}."
            )
        if look.comparison:
            self.stdout.write(f"Against the plan that is kept: {look.comparison.in_words}.")
        if left := look.doubts():
            found = count(len(doubts) + len(look.posts), "doubt")
            self.stdout.write(
                f"{found} in all; {count(left, 'row, heading or post', 'rows, headings and posts')} to decide."
            )

    def _write(self, path: Path, look: Look) -> None:
        try:
            path.write_text(json.dumps(report(look), indent=2, ensure_ascii=False), encoding="utf-8")
        except OSError as unwritable:
            raise CommandError(f"{path} cannot be written: {unwritable.strerror}.") from unwritable

    def _day(self, written: str | None) -> dt.date:
        try:
            return dt.date.fromisoformat(written) if written else today()
        except ValueError as wrong:
            raise CommandError(f"“{written}” is not a date: write it as 2007-08-06.") from wrong

    def _plan(self, slug: str | None) -> Plan | None:
        if slug is None:
            return None
        plan = Plan.objects.filter(slug=slug).first()
        if plan is None:
            slugs = ", ".join(Plan.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no plan {slug}. The plans are: {slugs}.")
        return plan
