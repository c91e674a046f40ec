"""Take a person's name and address out of what the program keeps, and close their account."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core.refusals import NotDoneError
from history.services.people import NOT_SEARCHED, forget


class Command(BaseCommand):
    """For a person who asks to be forgotten. It cannot be undone."""

    help = "Replace a person's name and address everywhere by “Former officer” and a number, and close the account."

    def add_arguments(self, parser) -> None:
        """Who, and whether to ask again."""
        parser.add_argument("email", help="the address that the person signs in with")
        parser.add_argument("--yes", action="store_true", help="do not ask again")

    def handle(self, *args, **options) -> None:
        """Ask, forget, and say what was done."""
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {options['email']}.")
        if not options["yes"]:
            self.stdout.write(f"{person.name}, {person.email}: this cannot be undone. {NOT_SEARCHED}")
            if input("Type the address again to go on: ").strip().lower() != person.email.lower():
                raise CommandError("Nothing was changed.")
        try:
            self.stdout.write(str(forget(person)))
        except NotDoneError as refused:
            raise CommandError(str(refused)) from refused
