"""Write everything that is held on a person into a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.refusals import NotDoneError
from history.services.people import NOT_SEARCHED, export


class Command(BaseCommand):
    """For a person who asks what is held on them."""

    help = "Write the account, posts, letters, notes and changes of a person as JSON into a zip file."

    def add_arguments(self, parser) -> None:
        """Who, and where to."""
        parser.add_argument("email", help="the address that the person signs in with")
        parser.add_argument("file", type=Path, help="a new file, such as person.zip")

    def handle(self, *args, **options) -> None:
        """Write, and say what."""
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        try:
            held = export(person, options["file"])
        except NotDoneError as refused:
            raise CommandError(str(refused)) from refused
        for name, rows in held.items():
            if isinstance(rows, list):
                self.stdout.write(f"{name}: {len(rows)}")
        self.stdout.write(f"{options['file']} is written. {NOT_SEARCHED}")
