"""Load a demonstration council into an empty database."""

from django.core.management.base import BaseCommand, CommandError

from core import formats
from councilperf import demo


class Command(BaseCommand):
    """What bin/demo loads."""

    help = "Load a demonstration council into an empty database. Refuses a database with other data in it."

    def add_arguments(self, parser) -> None:
        """The council, and whether to delete what is there."""
        parser.add_argument("council", help=" or ".join(demo.COUNCILS))
        parser.add_argument(
            "--replace", action="store_true", help="delete EVERYTHING in the database first, people included"
        )

    def handle(self, *args, **options) -> None:
        """Load, and say who can sign in."""
        try:
            loaded = demo.load(options["council"], replace=options["replace"])
        except demo.DemoError as refused:
            raise CommandError(str(refused)) from refused
        if loaded.already_there:
            self.stdout.write(f"{loaded.council} is loaded already; what was changed is kept.")
        else:
            self.stdout.write(f"{loaded.council} is loaded: {formats.listed(loaded.counts)}.")
        self.stdout.write(f"Its today is {loaded.today:%d %B %Y}: COUNCIL_TODAY={loaded.today}")
        self.stdout.write(f"Sign in with the password “{demo.PASSWORD}” as")
        for email, who in loaded.people:
            self.stdout.write(f"  {email:36} {who}")
