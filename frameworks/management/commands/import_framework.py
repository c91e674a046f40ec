"""Take the outcomes of a framework in from a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.sheets import SheetError
from frameworks.imports.outcomes import import_file
from organisation.choices import FrameworkKind
from organisation.models import Framework


class Command(BaseCommand):
    """Takes a CSV, XLSX or ODS file in, all or nothing; says what is wrong with which row and column."""

    help = "Import the outcomes of a framework: columns ref, title, group. A framework of a new name is made."

    def add_arguments(self, parser) -> None:
        """The file, the framework, and whether only to look."""
        parser.add_argument("file", type=Path, help="a CSV, XLSX or ODS file with a header row")
        parser.add_argument("--name", required=True, help="the name of the framework, as its page has it")
        parser.add_argument(
            "--kind",
            choices=list(FrameworkKind),
            default=FrameworkKind.CORPORATE_PLAN,
            help="what a new framework is (default: %(default)s)",
        )
        parser.add_argument("--dry-run", action="store_true", help="look, say what would happen, and write nothing")

    def handle(self, *args, **options) -> None:
        """Import, and say what came of it; exits with an error when nothing was done."""
        name = options["name"].strip()
        if not name:
            raise CommandError("Say with --name which framework it is.")
        if len(name) > Framework._meta.get_field("name").max_length:
            raise CommandError("The name is too long: 200 characters are the most.")
        framework = Framework.objects.filter(name=name).first() or Framework(name=name, kind=options["kind"])
        is_new = framework.pk is None
        try:
            findings = import_file(framework, options["file"], dry_run=options["dry_run"])
        except SheetError as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        for remark in findings.remarks:
            self.stdout.write(remark)
        for column in findings.unknown_columns:
            self.stdout.write(f"The column “{column}” is not known and was left out.")
        for sentence in findings.doubts:
            self.stderr.write(str(sentence))
        if not findings.done:
            raise CommandError(str(findings))
        if not findings.pending:
            raise CommandError(f"Nothing was imported: {options['file'].name} holds no outcome.")
        said = f"{f'The framework {name} is new. ' if is_new else ''}{findings}"
        self.stdout.write(f"{'Would be done: ' if options['dry_run'] else ''}{said}")
