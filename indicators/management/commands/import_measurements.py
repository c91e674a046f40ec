"""Import measurements from a table."""

from indicators.choices import UploadKind
from indicators.management.commands._importing import ImportCommand


class Command(ImportCommand):
    """All or nothing, and repeatable."""

    help = "Import measurements from a CSV, XLSX or ODS file: all or nothing, and repeatable."
    kind = UploadKind.MEASUREMENTS
