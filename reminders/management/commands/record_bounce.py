"""Take in what a mail server sent back."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.formats import count
from reminders.bounces import NotANotificationError, read
from reminders.services import record_bounce


class Command(BaseCommand):
    """For the mailbox that bounces come to: a pipe, or a file at a time."""

    help = "Read a delivery status notification (RFC 3464) and mark the message that did not arrive."

    def add_arguments(self, parser) -> None:
        """Where it is."""
        parser.add_argument("file", nargs="?", type=Path, help="the notification; standard input unless given")

    def handle(self, *args, **options) -> None:
        """Read, mark, and say what was marked."""
        file: Path | None = options["file"]
        try:
            content = file.read_bytes() if file else sys.stdin.buffer.read()
        except OSError as missing:
            raise CommandError(f"{file} could not be read: {missing.strerror}.") from missing
        try:
            found = read(content)
        except NotANotificationError as wrong:
            raise CommandError(str(wrong)) from wrong
        final = [bounce for bounce in found if bounce.is_final]
        if not final:
            self.stdout.write(f"Nothing to mark: {', '.join(f'{b.address} {b.action}' for b in found)}.")
            return
        marked = 0
        for bounce in final:
            message = record_bounce(bounce)
            if message is None:
                self.stderr.write(f"No message was sent to {bounce.address}.")
            else:
                marked += 1
                self.stdout.write(f"{message.address}: “{message.subject}” bounced. {bounce.reason}")
        if not marked:
            raise CommandError(f"{count(len(final), 'recipient')} named, and no message of ours fits.")
