"""What a document is, by its bytes, and who reads it."""

from __future__ import annotations

import re
from pathlib import PurePath

from core.documents import sheets, text, web, word
from core.documents.kinds import NO_TABLE, Document, DocumentError
from core.limits import LIMITS, MB
from core.workbooks import LOCKED, MARKED, OLE, PICTURES, UNMARKED, ZIP, SheetError, opened

PASTED = "The pasted text"
COPY = "open it, select the table, copy it, and paste it in the box"
SAVE = f"{COPY}, or save it as .docx."
OFFICE = {
    ".docx": "a Word document",
    ".xlsx": "an Excel workbook",
    ".ods": "an OpenDocument spreadsheet",
}
PARTS = {
    "ppt/presentation.xml": f"is a PowerPoint presentation: {COPY}.",
    "xl/workbook.bin": "is a binary Excel workbook (.xlsb): open it in Excel and save it as .xlsx.",
}
SPREADSHEET_TYPE = "spreadsheet"
UTF16_SHARE = 0.3
CONTROL_SHARE = 50
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
SAMPLE = 4096


def read_document(content: bytes, name: str) -> Document:
    """The tables of a Word document, a workbook, a CSV file, a web page or a text.

    What it is is told by its bytes. ``name`` is the file's name, for sentences
    and for CSV of odd shape. Raises DocumentError and nothing else.
    """
    name = name or "The file"
    if not content.strip():
        raise DocumentError(f"{name} is empty: choose the file that holds the table.")
    if len(content) > LIMITS.upload_mb * MB:
        raise DocumentError(
            f"{name} is larger than {LIMITS.upload_mb} MB: take out the pictures and what is not needed, or split it."
        )
    if content.startswith(ZIP):
        return _zipped(content, name)
    foreign = _foreign(content)
    if foreign:
        raise DocumentError(f"{name} {foreign}")
    if len(content) > LIMITS.paste_mb * MB:
        raise DocumentError(
            f"{name} is a text of more than {LIMITS.paste_mb} MB: save it as Word (.docx) or Excel (.xlsx), or split it."
        )
    try:
        return _written(_decoded(content, name), name)
    except DocumentError as wrong:
        said = OFFICE.get(PurePath(name).suffix.lower())
        if said and str(wrong) == NO_TABLE:
            raise DocumentError(
                f"{name} says that it is {said}, but looks like plain text: choose the right file, or {SAVE}"
            ) from wrong
        raise


def read_text(text: str) -> Document:
    """The tables of pasted text: lines with tabs, else HTML or CSV. Raises DocumentError and nothing else."""
    if not text or text.isspace():
        raise DocumentError("Nothing was pasted: copy the table and paste it in the box.")
    if len(text) > LIMITS.paste_mb * MB:
        raise DocumentError(
            f"{PASTED} has {len(text) / MB:.1f} MB, and {LIMITS.paste_mb} MB is the limit: paste a part of it at a "
            "time, or save it as a document and choose that."
        )
    return _written(text.removeprefix("\ufeff"), PASTED)


def _written(written: str, name: str) -> Document:
    if web.looks_like_page(written):
        return web.read(written, name)
    if name.lower().endswith(".csv") or (sheets.looks_delimited(written) and not text.is_tabbed(written)):
        return sheets.read_delimited(written, name)
    return text.read(written, name)


def _zipped(content: bytes, name: str) -> Document:
    """A Word document or a workbook."""
    try:
        with opened(content, name) as archive:
            parts = set(archive.namelist())
            kind = archive.read("mimetype").decode("latin-1") if "mimetype" in parts else ""
    except SheetError as wrong:
        raise DocumentError(str(wrong)) from wrong
    except Exception as failed:
        raise DocumentError(
            f"{name} is damaged and cannot be read: open it, save it again, and choose it again."
        ) from failed
    if any(part.startswith("word/") for part in parts):
        return word.read(content, name)
    for part, sentence in PARTS.items():
        if part in parts:
            raise DocumentError(f"{name} {sentence}")
    if "content.xml" in parts and kind and SPREADSHEET_TYPE not in kind:
        raise DocumentError(f"{name} is an OpenDocument file, but no spreadsheet: {SAVE}")
    if "content.xml" in parts or any(part.startswith("xl/") for part in parts):
        return sheets.read_workbook(content, name)
    if any(part.endswith(".iwa") for part in parts):
        raise DocumentError(f"{name} is an Apple document: open it and export it as Word (.docx) or Excel (.xlsx).")
    raise DocumentError(f"{name} is a zip file without a document: unpack it and choose the document from it.")


def _foreign(content: bytes) -> str:
    """What a file is that is neither zipped nor text, and what to do about it; empty where it may be text."""
    start = content[:SAMPLE].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF"):
        return f"is a PDF: {SAVE}"
    if start.startswith(b"{\\rtf"):
        return f"is a rich text document (.rtf): {SAVE}"
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return LOCKED
        if "WordDocument".encode("utf-16-le") in content:
            return f"is in the Word format of before 2007 (.doc): {SAVE}"
        if "PowerPoint".encode("utf-16-le") in content:
            return f"is a PowerPoint presentation: {COPY}."
        return "is in the Excel format of before 2007 (.xls): open it in Excel and save it as .xlsx."
    if content.startswith(PICTURES) or (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        return "is a picture: choose the document that it was made from."
    if start.lower().startswith((b"mime-version:", b"from: <saved by")):
        return f"is a web page of one file (.mht): {SAVE}"
    if start.startswith(b"<?xml") and b"<html" not in start.lower():
        return f"is an XML file: {SAVE}"
    return ""


def _decoded(content: bytes, name: str) -> str:
    """UTF-8, Windows-1252 or UTF-16, the latter also without its mark."""
    for mark, encoding in MARKED.items():
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    sample = content[:SAMPLE]
    if b"\x00" in sample:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if min(even, odd) == 0 and max(even, odd) > len(sample) * UTF16_SHARE:
            return content.decode("utf-16-be" if even else "utf-16-le", "replace")
        raise _unreadable(name)
    for encoding in UNMARKED:
        try:
            written = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(CONTROL.findall(written[:SAMPLE])) * CONTROL_SHARE > len(written[:SAMPLE]):
            break
        return written
    raise _unreadable(name)


def _unreadable(name: str) -> DocumentError:
    said = OFFICE.get(PurePath(name).suffix.lower())
    what = f"says that it is {said}, but is not, and" if said else "is not a text, and it"
    return DocumentError(
        f"{name} {what} cannot be read: choose the Word document, workbook or page that holds the table."
    )
