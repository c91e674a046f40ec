"""Word documents."""

from __future__ import annotations

from core.documents.kinds import Document, DocumentError


def read(content: bytes, name: str) -> Document:
    """The tables of a Word document. Raises DocumentError."""
    raise DocumentError(f"{name} is a Word document: open it, select the table, copy it, and paste it in the box.")
