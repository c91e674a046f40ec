"""Take a report template that comes with the program."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.services.templates import TemplateError, adopt


class Command(BaseCommand):
    """``manage.py adopt_template rotherham|rochford|plain``: its headings become the council's, to be changed as it likes."""

    help = "Take a report template that comes with the program: rotherham, rochford or plain."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("template", help="rotherham, rochford or plain")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it, or say why not."""
        try:
            template = adopt(options["template"])
        except TemplateError as refused:
            raise CommandError(str(refused)) from refused
        default = ", used unless a report says otherwise" if template.is_default else ""
        self.stdout.write(f"{template}: {template.headings.count()} headings{default}.")
