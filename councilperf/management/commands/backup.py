"""Write everything that a council has into one file."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.clock import now
from core.formats import count
from councilperf.backups import BackupError, back_up
from councilperf.backups.archive import megabytes


class Command(BaseCommand):
    """Safe while the program runs."""

    help = "Write the database and the files into one file, while the program runs. Settings and the secret key are not in it."

    def add_arguments(self, parser) -> None:
        """Where to."""
        parser.add_argument(
            "file", nargs="?", type=Path, help="a new file; one named by the time in BACKUP_DIR unless given"
        )

    def handle(self, *args, **options) -> None:
        """Write, and say what."""
        file = options["file"]
        if file is None:
            if not settings.BACKUP_DIR:
                raise CommandError("Name a file, or set BACKUP_DIR to the folder of backups.")
            file = Path(settings.BACKUP_DIR) / f"council-{now():%Y-%m-%d-%H%M%S}.zip"
        try:
            made = back_up(file)
        except BackupError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"{file}: {count(made.rows, 'row')} in {count(len(made.tables), 'table')}, "
            f"{count(made.files, 'file')}, {megabytes(file.stat().st_size)}."
        )
