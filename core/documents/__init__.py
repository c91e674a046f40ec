"""A user's document, or what was pasted from one, as plain tables; nothing here knows what they are about.

Word documents are read in core.documents.word, web pages in .web, workbooks and
CSV in .sheets, plain text in .text. What all of them share is in .kinds and .words.
"""

from core.documents.kinds import CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT, Document, DocumentError, Table, TableRow
from core.documents.opening import read_document, read_text

__all__ = [
    "CELL_LIMIT",
    "COLUMN_LIMIT",
    "ROW_LIMIT",
    "Document",
    "DocumentError",
    "Table",
    "TableRow",
    "read_document",
    "read_text",
]
