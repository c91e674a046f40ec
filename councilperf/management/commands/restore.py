"""Put a backup in the place of what is there."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.formats import count
from councilperf.backups import BackupError, restore
from councilperf.health import pending_migrations


class Command(BaseCommand):
    """While the program is stopped; all or nothing."""

    help = "Restore a backup into an empty database and MEDIA_ROOT, while the program is stopped. All or nothing."

    def add_arguments(self, parser) -> None:
        """From where, and whether to replace what is there."""
        parser.add_argument("file", type=Path, help="what manage.py backup wrote")
        parser.add_argument(
            "--replace", action="store_true", help="put the backup in the place of EVERYTHING that is there"
        )

    def handle(self, *args, **options) -> None:
        """Restore, and say what and what is to be done next."""
        try:
            made = restore(options["file"], replace=options["replace"])
        except BackupError as refused:
            raise CommandError(f"{refused} Nothing was changed.") from refused
        self.stdout.write(
            f"Restored: {count(made.rows, 'row')} in {count(len(made.tables), 'table')} and {count(made.files, 'file')}, "
            f"as of {made.made_at}, made by version {made.version}. All are as they went in."
        )
        if waiting := pending_migrations():
            self.stdout.write(f"Now run manage.py migrate: {count(len(waiting), 'migration')} of this program wait.")
