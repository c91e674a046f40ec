"""Remove lines of history that are older than the council keeps them."""

from django.core.management.base import BaseCommand, CommandError

from core.formats import count
from core.refusals import NotDoneError
from history.reporting.checking import moment
from history.services.pruning import old, oldest_kept, prune


class Command(BaseCommand):
    """HISTORY_YEARS says how long."""

    help = (
        "Remove lines of history older than HISTORY_YEARS, but the newest of each thing. "
        "Their digests stay, so that the rest is still proved by check_history."
    )

    def add_arguments(self, parser) -> None:
        """Whether only to look."""
        parser.add_argument("--dry-run", action="store_true", help="say what would be removed, and remove nothing")

    def handle(self, *args, **options) -> None:
        """Remove, and say how many."""
        before = oldest_kept()
        if before is None:
            self.stdout.write("History is kept for ever: HISTORY_YEARS is not set.")
            return
        if options["dry_run"]:
            for kind, lines in old(before).items():
                self.stdout.write(f"{kind.words}: {count(len(lines), 'line')} from before {moment(before)}.")
            return
        try:
            sealed = prune()
        except NotDoneError as refused:
            raise CommandError(str(refused)) from refused
        if sealed is None:
            self.stdout.write(f"No line is from before {moment(before)}.")
        else:
            self.stdout.write(
                f"{count(sealed.lines, 'line')} from before {moment(before)} removed. The newest seal is {sealed.head}"
            )
