"""Work the index of the search out again, or prove that it is what is stored."""

from django.core.management.base import BaseCommand, CommandError

from search.services import check, rebuild

SHOWN = 20


class Command(BaseCommand):
    """The index is worked out from what is stored; this proves or mends it."""

    help = "Work the index of the search out again; --check only compares, and fails on a difference."

    def add_arguments(self, parser) -> None:
        """Whether only to compare."""
        parser.add_argument("--check", action="store_true", help="compare and write nothing")

    def handle(self, *args, **options) -> None:
        """Compare or mend, and say how much differed."""
        if not options["check"]:
            mended = rebuild()
            self.stdout.write(f"{mended} entries were mended." if mended else "The index is what is stored.")
            return
        differ = list(check())
        for sentence in differ[:SHOWN]:
            self.stderr.write(sentence)
        if differ:
            raise CommandError(f"{len(differ)} entries of the index differ. Run reindex_search to mend them.")
        self.stdout.write("The index is what is stored.")
