"""Work all verdicts out again, or prove that those stored are what the rules say."""

from django.core.management.base import BaseCommand, CommandError

from indicators.services import judge


class Command(BaseCommand):
    """Verdicts are stored beside measurements; this proves or mends them."""

    help = "Work out all verdicts on measurements again; --check only compares, and fails on a difference."

    def add_arguments(self, parser) -> None:
        """Whether only to compare."""
        parser.add_argument("--check", action="store_true", help="compare and write nothing")

    def handle(self, *args, **options) -> None:
        """Judge, and say how many differed."""
        differed = judge(store=not options["check"])
        if options["check"] and differed:
            for row in differed[:20]:
                self.stderr.write(f"{row}: what is stored is not what the rules say.")
            raise CommandError(f"{len(differed)} stored verdicts differ from the rules. Run rejudge to mend them.")
        self.stdout.write(
            "All stored verdicts are what the rules say." if not differed else f"{len(differed)} verdicts were mended."
        )
