"""Prove that what was issued is still what is stored, and mend what died half-way."""

from django.core.management.base import BaseCommand, CommandError

from core.formats import count
from core.frozen import seal
from meetings.editions import PACKS
from meetings.filing import FILES
from meetings.models import ItemAttachment, Pack
from meetings.stored import DamagedError, intact, sweep, unclaimed


class Command(BaseCommand):
    """Every stored pack and attachment against its digest; builds that died; files that no row names."""

    help = (
        "Compare every pack and attachment with its SHA-256, start builds again that died half-way, and list files that "
        "belong to nothing. Exits with 1 where something is damaged."
    )

    def add_arguments(self, parser) -> None:
        """Whether to tidy up."""
        parser.add_argument("--sweep", action="store_true", help="delete files that belong to nothing for an hour")

    def handle(self, *args, **options) -> None:
        """Check, and say what was found."""
        damaged, checked = [], 0
        for pack in Pack.objects.exclude(file="").select_related("meeting__board").iterator(chunk_size=20):
            checked += 1
            what = f"{pack.meeting}, {pack.name}"
            for file, sha256 in ((pack.file, pack.sha256), (pack.html, pack.html_sha256)):
                damaged += self.faults(file, sha256, what)
            if pack.payload_sha256 and seal(pack.payload) != pack.payload_sha256:
                damaged.append(f"The data frozen with {what} are not those that were issued (their SHA-256 differs).")
        for attachment in ItemAttachment.objects.select_related("item__meeting__board"):
            checked += 1
            damaged += self.faults(attachment.file, attachment.sha256, f"“{attachment}”, {attachment.item.meeting}")
        for build in (*PACKS.revive(), *FILES.revive()):
            self.stdout.write(f"{build}: died half-way; now {build.get_state_display().lower()}")
        loose = sweep() if options["sweep"] else unclaimed()
        for name in loose:
            self.stdout.write(f"{name}: belongs to nothing{', deleted' if options['sweep'] else ''}")
        self.stdout.write(
            f"{count(checked, 'pack or attachment', 'packs and attachments')} checked, {len(damaged)} damaged"
        )
        if damaged:
            raise CommandError("\n".join(damaged))

    def faults(self, file, sha256: str, what: str) -> list[str]:
        """What is wrong with a stored file."""
        try:
            if file:
                intact(file, sha256, what)
        except DamagedError as damage:
            return [str(damage)]
        return []
