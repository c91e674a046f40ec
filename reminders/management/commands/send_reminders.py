"""Write to those who hold posts: what needs an update, what is due and what is late."""

import datetime as dt

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.clock import today
from core.formats import count, long_date
from reminders.letters import body, subject
from reminders.reporting import letters_of
from reminders.sending import in_words, remind, schedule


class Command(BaseCommand):
    """Run every morning; run again on the same day, it finds nothing to do."""

    help = "Write to each person who holds a post: what needs an update, what is due, what is late. One letter each."

    def add_arguments(self, parser) -> None:
        """For which day, and whether only to look."""
        parser.add_argument("--on", help="write as on this day, as 2007-09-10; today unless given")
        parser.add_argument("--dry-run", action="store_true", help="show the letters, store and send nothing")
        parser.add_argument(
            "--daily", action="store_true", help="have the task worker do it, each working day at seven from now on"
        )

    def handle(self, *args, **options) -> None:
        """Write and send, or look, or arrange."""
        on = self.day(options["on"])
        if options["daily"]:
            self.arrange()
        elif options["dry_run"]:
            self.show(on)
        else:
            run = remind(on)
            for line in run.refused:
                self.stderr.write(f"Refused: {line}")
            if run.stopped:
                raise CommandError(in_words(run))
            self.stdout.write(in_words(run))

    def day(self, written: str | None) -> dt.date:
        """The day that is meant."""
        try:
            return dt.date.fromisoformat(written) if written else today()
        except ValueError as wrong:
            raise CommandError(f"“{written}” is not a date: write it as 2007-09-10.") from wrong

    def arrange(self) -> None:
        """From now on by the task worker."""
        at = schedule()
        if at is None:
            self.stdout.write("Reminders are arranged already: the task worker (manage.py db_worker) sends them.")
        else:
            self.stdout.write(f"The task worker (manage.py db_worker) sends reminders from {at:%A %d %B %Y, %H.%M} on.")

    def show(self, on: dt.date) -> None:
        """The letters of the day, with nothing stored and nothing sent."""
        found = letters_of(on)
        for letter in found:
            self.stdout.write(f"To: {letter.to.name} <{letter.to.address}>\nSubject: {subject(letter)}\n")
            self.stdout.write(body(letter, site=settings.SITE_URL))
            self.stdout.write("=" * 72)
        self.stdout.write(f"{count(len(found), 'letter')} on {long_date(on)}; nothing was stored or sent.")
