"""Seal what was changed since the last seal."""

from django.core.management.base import BaseCommand

from core.formats import count
from history.services.sealing import NotSealedError, seal


class Command(BaseCommand):
    """The task worker does so each minute; this is for those who run none."""

    help = "Seal the lines of history written since the last seal. The task worker does so every minute."

    def handle(self, *args, **options) -> None:
        """Seal, and say the newest digest."""
        try:
            sealed = seal()
        except NotSealedError as waits:
            self.stderr.write(str(waits))
            return
        if options["verbosity"]:
            self.stdout.write(
                f"{count(sealed.lines, 'line')} sealed. The newest seal is {sealed.head}"
                if sealed
                else "Every line was sealed already."
            )
