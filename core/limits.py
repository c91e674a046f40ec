"""How large what people send may be. Each limit is a setting, and a refusal names it.

What reads documents knows nothing of Django: councilperf.apps puts the settings here when the program starts.
"""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


@dataclass
class Limits:
    """Of tables and documents that are looked over, in the units of the settings."""

    upload_mb: int = 25
    """A file."""
    unpacked_mb: int = 200
    """What the parts of a workbook or a document unpack to together."""
    parts: int = 5_000
    """Files in a workbook or a document."""
    ratio: int = 250
    """How many times its size it unpacks to."""
    cells: int = 1_000_000
    """Cells of a workbook that hold anything."""
    rows: int = 200_000
    """Rows of a table."""
    paste_mb: int = 5
    """A plan that comes as text: pasted, CSV or a web page."""


LIMITS = Limits()
"""Those that hold here."""
