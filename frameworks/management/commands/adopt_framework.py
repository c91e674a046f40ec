"""Adopt a framework that the program brings."""

from django.core.management.base import BaseCommand, CommandError

from frameworks.imports.shipped import FRAMEWORKS, NameTakenError, adopt


class Command(BaseCommand):
    """Takes in what is not there yet; what a council has changed stays as it is."""

    help = "Adopt a framework that the program brings, such as the Local Outcomes Framework."

    def add_arguments(self, parser) -> None:
        """Which framework, and whether only to look."""
        parser.add_argument("framework", choices=sorted(FRAMEWORKS))
        parser.add_argument("--dry-run", action="store_true", help="look, say what would happen, and write nothing")

    def handle(self, *args, **options) -> None:
        """Adopt, and say what came of it."""
        try:
            framework, findings = adopt(options["framework"], dry_run=options["dry_run"])
        except NameTakenError as taken:
            raise CommandError(str(taken)) from taken
        self.stdout.write(f"{'Would be done: ' if options['dry_run'] else ''}{framework}: {findings}")
