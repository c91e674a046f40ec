"""Adopt a catalogue of indicators that the program brings."""

from django.core.management.base import BaseCommand

from indicators.imports.catalogues import adopt, names


class Command(BaseCommand):
    """Takes in what is not there yet; what a council has entered under the same reference stays as it is."""

    help = "Adopt a catalogue of indicators: Best Value (bvpi), national indicators (ni), social care (paf)."

    def add_arguments(self, parser) -> None:
        """Which catalogue, and whether only to look."""
        parser.add_argument("catalogue", choices=names())
        parser.add_argument("--dry-run", action="store_true", help="look, say what would happen, and write nothing")

    def handle(self, *args, **options) -> None:
        """Adopt, and say what came of it."""
        findings = adopt(options["catalogue"], dry_run=options["dry_run"])
        self.stdout.write(f"{'Would be done: ' if options['dry_run'] else ''}{findings}")
        if findings.new:
            self.stdout.write("Names that come from general knowledge are marked as to be checked.")
