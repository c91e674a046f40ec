"""Import figures of other councils from a table."""

from indicators.choices import UploadKind
from indicators.management.commands._importing import ImportCommand


class Command(ImportCommand):
    """All or nothing, and repeatable."""

    help = "Import figures of other councils from a CSV, XLSX or ODS file: all or nothing, and repeatable."
    kind = UploadKind.PEERS
