"""A PDF that somebody else made: looked at before it is kept, and given out as a file of its own.

Joining it to our own papers would spoil their tags (docs/decisions/0017), so it never is.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from core.pdf_bombs import PdfBombError, is_encrypted, look_through
from core.refusals import NotDoneError

MB = 1024 * 1024
LONGEST_NAME = 100
HEADER_WITHIN = 1024
"""Where readers look for the first words of a PDF."""
OTHERS = (
    (b"\x89PNG", "is a picture", "Put the picture into a document, give it a description, and save that as PDF."),
    (b"\xff\xd8\xff", "is a picture", "Put the picture into a document, give it a description, and save that as PDF."),
    (b"GIF8", "is a picture", "Put the picture into a document, give it a description, and save that as PDF."),
    (b"PK\x03\x04", "is a Word, Excel or other office document", "Open it and save it as PDF, then attach that."),
    (b"\xd0\xcf\x11\xe0", "is an old office document", "Open it and save it as PDF, then attach that."),
    (b"{\\rtf", "is a text document", "Open it and save it as PDF, then attach that."),
)
RUNS = {"/JavaScript": "a script", "/Launch": "a command that starts a program", "/ImportData": "a command that takes in data", "/SubmitForm": "a form that sends what is typed"}  # fmt: skip
HOLDS = {"/RichMedia": "a film or a sound", "/Movie": "a film", "/Sound": "a sound", "/Screen": "a film or a sound", "/3D": "a model", "/FileAttachment": "another file"}  # fmt: skip
REACHES = ("/URI", "/GoToR", "/GoToE", "/Thread")
"""Of use behind a link that a reader presses, and of none when a file or a page is opened."""
KEPT = ("pdfuaid", "pdfaid", "title")
"""What of its metadata stays: which standard it keeps, and its title."""


class ForeignPdfError(NotDoneError):
    """A file is not taken; the message says why and what to do."""


@dataclass(frozen=True)
class ForeignPdf:
    """A PDF that may be kept."""

    content: bytes
    pages: int
    name: str

    @property
    def sha256(self) -> str:
        """Its digest."""
        return hashlib.sha256(self.content).hexdigest()


def clean_name(name: str) -> str:
    """A file name of letters, digits, dots and hyphens, ending in .pdf."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = re.sub(r"\.pdf$", "", stem, flags=re.IGNORECASE)
    stem = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-").lower()[:LONGEST_NAME]
    return f"{stem or 'attachment'}.pdf"


def check(content: bytes, name: str, *, megabytes: int, pages: int) -> ForeignPdf:
    """A file as it may be kept, without the names of its makers. Raises ForeignPdfError and nothing else."""
    if not content:
        raise ForeignPdfError("The file is empty. Choose the PDF again.")
    if len(content) > megabytes * MB:
        raise ForeignPdfError(
            f"The file has {len(content) / MB:.0f} MB; at most {megabytes} MB are taken. "
            "Save it again with smaller pictures, or split it."
        )
    if b"%PDF-" not in content[:HEADER_WITHIN]:
        for begins, what, then in OTHERS:
            if content.startswith(begins):
                raise ForeignPdfError(f"The file {what}, and no PDF. {then}")
        raise ForeignPdfError("The file is no PDF. Open it in the program it was made with and save it as PDF.")
    if is_encrypted(content):
        raise ForeignPdfError(
            "The PDF is encrypted, or opens with a password only, so that not everybody can read it. "
            "Save it without protection."
        )
    try:
        look_through(content, pages=pages)
    except PdfBombError as much:
        raise ForeignPdfError(
            f"The PDF holds {much}, which is more than is taken. Print it to PDF, or split it, and attach what comes of that."
        ) from much
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return _checked(pdf, content, clean_name(name), pages)
    except pikepdf.PasswordError as locked:
        raise ForeignPdfError("The PDF opens with a password only. Save it without one.") from locked
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError, TypeError, AttributeError) as broken:
        raise ForeignPdfError(
            "The PDF is damaged and cannot be read. Open it in a reader and save or print it as PDF again."
        ) from broken


def _checked(pdf: Any, content: bytes, name: str, limit: int) -> ForeignPdf:
    count = len(pdf.pages)
    if pdf.is_encrypted:
        raise ForeignPdfError("The PDF is encrypted, so that not everybody can read it. Save it without protection.")
    if not count:
        raise ForeignPdfError("The PDF has no page. Choose another file.")
    if count > limit:
        raise ForeignPdfError(f"The PDF has {count} pages; at most {limit} are taken. Split it.")
    held = "a command that opens something else by itself" if _opens_something(pdf) else _active(pdf)
    held = held or ("a part that stands in another file" if any(map(_is_elsewhere, pdf.objects)) else "")
    if held:
        raise ForeignPdfError(
            f"The PDF holds {held}, which could harm whoever opens it. Print it to PDF, and attach what comes of that."
        )
    if "/Sig" in {
        str(value)
        for o in pdf.objects
        if _is_dictionary(o)
        for value in (o.get("/FT"), o.get("/Type"))
        if value is not None
    }:
        return ForeignPdf(content, count, name)  # a signature holds for these bytes alone
    _strip(pdf)
    kept = io.BytesIO()
    import pikepdf

    pdf.save(kept, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return ForeignPdf(kept.getvalue(), count, name)


def _active(pdf: Any) -> str:
    """What of a file does something when it is opened, or holds more files; empty where nothing does."""
    import pikepdf

    for thing in pdf.objects:
        for one in _dictionaries(thing, pikepdf):
            for kind, words in RUNS.items():
                if one.get("/S") == pikepdf.Name(kind):
                    return words
            for kind, words in HOLDS.items():
                if one.get("/Subtype") == pikepdf.Name(kind):
                    return words
            if "/JS" in one or "/JavaScript" in one:
                return "a script"
            if "/EF" in one or "/EmbeddedFiles" in one:
                return "another file"
            if "/XFA" in one:
                return "a form that is a program"
    return ""


def _opens_something(pdf: Any) -> bool:
    """Whether something elsewhere is opened when the file or a page of it is."""
    import pikepdf

    holders = [pdf.Root, *(page.obj for page in pdf.pages)]
    opens = [pdf.Root.get("/OpenAction"), *(holder.get("/AA") for holder in holders)]
    within = [one for many in opens if isinstance(many, pikepdf.Dictionary) for one in many.values()]
    return any(isinstance(one, pikepdf.Dictionary) and one.get("/S") in REACHES for one in [*opens, *within])


def _dictionaries(thing: Any, pikepdf: Any) -> list[Any]:
    """A dictionary and those written within it, not those it refers to, which come by themselves."""
    found, waiting = [], [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Stream):
            one = one.stream_dict
        if isinstance(one, pikepdf.Dictionary):
            found.append(one)
            waiting += [value for _, value in one.items() if _is_direct(value, pikepdf)]
        elif isinstance(one, pikepdf.Array):
            waiting += [value for value in one if _is_direct(value, pikepdf)]
    return found


def _is_direct(value: Any, pikepdf: Any) -> bool:
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _is_elsewhere(thing: Any) -> bool:
    import pikepdf

    return isinstance(thing, pikepdf.Stream) and "/F" in thing.stream_dict


def _is_dictionary(thing: Any) -> bool:
    import pikepdf

    return isinstance(thing, pikepdf.Dictionary)


def _strip(pdf: Any) -> None:
    """Take the names of people and programs out of the metadata; the title and what standard it keeps stay."""
    title = str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else ""
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    if title:
        pdf.docinfo["/Title"] = title
    for holder in (pdf.Root, *(page.obj for page in pdf.pages)):
        if "/PieceInfo" in holder:
            del holder["/PieceInfo"]
    if "/Metadata" in pdf.Root:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
            for key in list(meta):
                if not any(kept in key for kept in KEPT):
                    del meta[key]
