"""Prove that the history is as it was sealed, and that what is stored is what it says."""

import json
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.formats import count
from history.reporting.checking import check, moment, noted
from history.services.accepting import accept

MOST = 200


def noted_in_backup(file: Path) -> str:
    """The newest seal when a backup was made. Raises CommandError where it has none."""
    try:
        with zipfile.ZipFile(file) as archive:
            head = json.loads(archive.read("manifest.json"))["history"]
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError) as failed:
        raise CommandError(f"{file} is no backup that notes a seal.") from failed
    if not head:
        raise CommandError(f"When {file} was made, nothing was sealed yet.")
    return head


class Command(BaseCommand):
    """Writes nothing unless --accept is given."""

    help = "Check every sealed line of history, the chain of seals, and what is stored against the newest lines."

    def add_arguments(self, parser) -> None:
        """Seals noted elsewhere, and what to do with rows that differ."""
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            metavar="SEAL",
            help="a seal as it was noted outside: 12:5e88…; may be given more than once",
        )
        parser.add_argument(
            "--heads", type=Path, metavar="FILE", help="a file of such seals; HISTORY_HEADS unless given"
        )
        parser.add_argument("--backup", type=Path, metavar="FILE", help="a backup, whose manifest notes a seal")
        parser.add_argument(
            "--accept",
            metavar="REASON",
            help="leave a line of history for each row that was changed past it, with this reason",
        )

    def handle(self, *args, **options) -> None:
        """Check, and say what is wrong."""
        if options["accept"]:
            self.stdout.write(f"{count(accept(options['accept']), 'line')} left for what was changed past the history.")
        file = options["heads"] or (Path(settings.HISTORY_HEADS) if settings.HISTORY_HEADS else None)
        try:
            heads = noted(file) if file and (options["heads"] or file.exists()) else []
        except OSError as failed:
            raise CommandError(f"{file} cannot be read: {failed.strerror}.") from failed
        if options["backup"]:
            heads.append(noted_in_backup(options["backup"]))
        found = check([*options["head"], *heads])
        for sentence in found.faults[:MOST]:
            self.stderr.write(sentence)
        if found.faults:
            more = f"; {len(found.faults) - MOST} are not shown" if len(found.faults) > MOST else ""
            raise CommandError(f"{count(len(found.faults), 'fault')} in the history{more}.")
        self.stdout.write(
            f"{count(found.lines, 'line')} under {count(found.seals, 'seal')}: none was changed, removed or put in. "
            f"{count(found.things, 'row')}: each is what its newest line says."
        )
        if found.removed:
            self.stdout.write(f"{count(found.removed, 'line')} were removed by retention; their digests are kept.")
        if found.unsealed:
            since = f", the oldest of {moment(found.unsealed_since)}" if found.unsealed_since else ""
            self.stdout.write(f"{count(found.unsealed, 'line')} not sealed yet{since}.")
        if found.head:
            self.stdout.write(f"The newest seal is {found.head}")
