"""Import indicators from a CSV file."""

from indicators.imports import import_indicators
from indicators.management.commands._importing import ImportCommand


class Command(ImportCommand):
    """All or nothing, and repeatable."""

    help = "Import indicators from a CSV file: all or nothing, and repeatable."
    take = staticmethod(import_indicators)
