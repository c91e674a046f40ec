"""Build the pack of a meeting into a file."""

import datetime as dt
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.formats import count
from core.pdf import PaperError
from meetings import packs
from meetings.choices import Audience
from meetings.models import Meeting


class Command(BaseCommand):
    """The pack of a meeting as one PDF/UA-1 file."""

    help = "Build the papers of a meeting into one PDF/UA-1 file."

    def add_arguments(self, parser) -> None:
        """Which meeting, for whom, and where to."""
        parser.add_argument("meeting", help="its number in /meetings/<number>/, or its date, as 2007-09-10")
        parser.add_argument("--audience", choices=[a.value for a in Audience], default=Audience.PUBLIC.value)
        parser.add_argument("--out", type=Path, required=True, help="the PDF file to write")

    def handle(self, *args, **options) -> None:
        """Build, and say what came of it."""
        meeting = self.find(options["meeting"])
        out: Path = options["out"]
        if not out.parent.is_dir():
            raise CommandError(f"There is no directory {out.parent} to write {out.name} into.")
        try:
            built = packs.build(meeting, Audience(options["audience"]))
        except PaperError as failed:
            raise CommandError(f"The pack was not built: {failed}") from failed
        whole = out.with_name(f".{out.name}.part")
        whole.write_bytes(built.paper.content)
        whole.replace(out)
        self.stdout.write(f"{out}: {meeting}, {options['audience']}, {count(built.paper.pages, 'page')}")
        for page_range in built.ranges:
            self.stdout.write(f"  item {page_range.number}: pages {page_range.first} to {page_range.last}")

    def find(self, wanted: str) -> Meeting:
        """The meeting by number or date."""
        meetings = Meeting.objects.select_related("board")
        if wanted.isdigit():
            found = list(meetings.filter(pk=int(wanted)))
        else:
            try:
                found = list(meetings.filter(date=dt.date.fromisoformat(wanted)))
            except ValueError as wrong:
                raise CommandError(
                    f"“{wanted}” is neither a meeting's number nor a date such as 2007-09-10."
                ) from wrong
        if len(found) > 1:
            choices = ", ".join(f"{meeting.pk} ({meeting.board})" for meeting in found)
            raise CommandError(f"Several boards met on {wanted}: give the meeting's number, one of {choices}.")
        if not found:
            known = ", ".join(f"{m.pk} ({m.date})" for m in meetings[:10]) or "none yet"
            raise CommandError(f"There is no meeting {wanted}. Meetings: {known}.")
        return found[0]
