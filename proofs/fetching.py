"""Rendering fetches nothing: each trick by itself, in prose, in every text field that ends on paper, and attached."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from shutil import which

import pikepdf

from proofs.findings import Figure, Findings
from proofs.inside import council
from proofs.listening import Listener, listening
from proofs.stuffing import stuff
from proofs.tricks import tricks

TITLE = "Tricks that reach out of a rendering"
PAGE = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>T</title></head><body data-left="L" data-right="R"><h1>Heading</h1>{}</body></html>'
QUICK = ("image over http", "attachment of a file", "drawing with an image", "style that imports")
A_CELL = 4
"""How many tricks stand in one cell, so that a paper stays of a length that people print."""
ROUNDS = 4
"""How often all fields are filled anew, each time with other tricks."""


def run(*, quick: bool) -> Findings:
    """Try the tricks by each way; count who was reached."""
    with council(), listening() as listener:
        from core.pdf import render

        assert _is_heard(listener), "the listener hears nothing, so that its silence would say nothing"
        seen = render(PAGE.format(f"<p>{listener.words}</p>"), brand_colour="#12436d").content
        assert not which("pdftotext") or holds_words(seen, listener.words), "words on a page are not found"
        known = tricks(listener)
        if quick:
            known = {name: known[name] for name in QUICK}
        refused, shown = by_themselves(known, listener)
        alone = listener.reached()
        figures = [
            Figure(
                f"{len(known)} tricks, each given to the layout engine as it is",
                "0 reach out",
                f"{len(alone)} reached out; {refused} stopped the run, {len(known) - refused} were laid out without what they name; "
                f"the words of the file stood in {shown} papers",
                holds=not alone and not shown,
            )
        ]
        laid, shown = in_prose(known, listener)
        reached = listener.reached()[len(alone) :]
        figures.append(
            Figure(
                f"{len(known)} tricks pasted into an editor of prose, kept and laid out",
                "0 reach out, and a paper comes of it",
                f"{len(reached)} reached out; {laid} laid out; the words of the file stood in {shown}",
                holds=not reached and not shown and laid == len(known),
            )
        )
        before = len(listener.reached())
        figures.append(_in_fields(known, listener, before, rounds=0 if quick else ROUNDS))
        before = len(listener.reached())
        figures.append(_attached(listener, before))
    return Findings(
        tuple(figures),
        (
            "A server on loopback counted whoever came, and each child process said what it connected to, looked up and "
            "opened; the words of a file that may not be read were looked for in every stream and attachment of each PDF"
            + (", and on its pages." if which("pdftotext") else "; not on its pages, for want of pdftotext."),
            f"In the fields {A_CELL} tricks stood in each cell, others in each of {ROUNDS} rounds.",
        ),
    )


def by_themselves(known: dict[str, str], listener: Listener) -> tuple[int, int]:
    """How many tricks stopped the layout, and in how many papers the marker's words stood."""
    from core.pdf import PaperError, render

    refused = shown = 0
    for trick in known.values():
        try:
            made = render(PAGE.format(trick), brand_colour="#12436d").content
        except PaperError:
            refused += 1
        else:
            shown += holds_words(made, listener.words)
    return refused, shown


def in_prose(known: dict[str, str], listener: Listener) -> tuple[int, int]:
    """How many tricks were laid out once an editor had kept them, and in how many papers the marker's words stood."""
    from core.pdf import render
    from core.prose import from_html, rich_html, to_html

    bodies = []
    for trick in known.values():
        kept = from_html(f"<p>Before.</p>{trick}<p>After.</p>")
        bodies.append(f"<section>{rich_html(kept)}{to_html(trick)}{rich_html(trick)}</section>")
    made = render(PAGE.format("".join(bodies)), brand_colour="#12436d").content
    return len(bodies), int(holds_words(made, listener.words))


def _in_fields(known: dict[str, str], listener: Listener, before: int, *, rounds: int) -> Figure:
    """Every field of every model filled with tricks, and every paper made of it."""
    fields = cells = papers = shown = failed = 0
    names = list(known)
    for turn in range(max(rounds, 1)):
        places = count(turn * A_CELL)

        def words(field: str, place: int, places: Iterator[int] = places) -> str:
            first = next(places) * A_CELL
            return " ".join(known[names[(first + n) % len(names)]] for n in range(A_CELL))

        fields, more = stuff(words)
        cells += more
        for made in papers_of(quick=not rounds):
            papers += 1
            failed += made is None
            shown += made is not None and holds_words(made, listener.words)
    reached = len(listener.reached()) - before
    return Figure(
        f"tricks in {fields} text fields of all models ({cells:,} cells), and {papers} papers and packs made of them",
        "0 reach out, no paper fails",
        f"{reached} reached out; {failed} failed; the words of the file stood in {shown}",
        holds=not reached and not shown and not failed,
    )


def papers_of(*, quick: bool) -> Iterator[bytes | None]:
    """Every kind of paper of the demonstration; None of one that failed."""
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User
    from actions.models import Action
    from core.pdf import PaperError
    from meetings import packs
    from meetings.choices import Audience
    from meetings.models import Meeting
    from tests.councilperf.addresses import TABLE
    from tests.councilperf.arguments import fill
    from tests.councilperf.test_guards import PAPERS

    team = Client(raise_request_exception=False)
    team.force_login(User.objects.get(email="performance@rotherham.example"))
    action = Action.objects.order_by("pk").first()
    for name in ["item-pdf"] if quick else PAPERS:
        answer = team.get(reverse(name, args=[fill(arg, action) for arg in TABLE[name].args]))
        yield b"".join(answer) if answer.status_code == 200 and answer["Content-Type"] == "application/pdf" else None
    for audience in () if quick else Audience:
        try:
            yield packs.build(Meeting.objects.get(date="2007-09-10"), audience).paper.content
        except PaperError:
            yield None


def _attached(listener: Listener, before: int) -> Figure:
    """Attachments of other people's making that name something elsewhere: looked at, never followed."""
    from core.documents import DocumentError, read_document
    from core.foreign_pdf import ForeignPdfError, check
    from core.sheets import SheetError, read

    tried = refused = 0
    for content in reaching_pdfs(listener):
        tried += 1
        try:
            check(content, "x.pdf", megabytes=20, pages=500)
        except ForeignPdfError:
            refused += 1
    for name, content in reaching_documents(listener):
        tried += 1
        with suppress(DocumentError):
            read_document(content, name)
        with suppress(SheetError):
            read(content, name, needed=["ref"], known=["ref"])
    reached = len(listener.reached()) - before
    return Figure(
        f"{tried} PDFs, Word documents, workbooks and web pages that name what is elsewhere, uploaded",
        "0 reach out",
        f"{reached} reached out; {refused} PDFs were refused",
        holds=not reached,
    )


def reaching_pdfs(listener: Listener) -> Iterator[bytes]:
    """PDFs that do something when they are opened, or whose parts are elsewhere."""
    web, file = f"http://{listener.web}/pdf", str(listener.marker)
    actions = [
        pikepdf.Dictionary(S=pikepdf.Name.URI, URI=web),
        pikepdf.Dictionary(S=pikepdf.Name.GoToR, F=file),
        pikepdf.Dictionary(S=pikepdf.Name.Launch, F=file),
        pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F=web),
        pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.launchURL('{web}')"),
        pikepdf.Dictionary(S=pikepdf.Name.ImportData, F=file),
    ]
    for action in actions:
        yield _pdf(lambda pdf, action=action: pdf.Root.__setitem__("/OpenAction", action))

    def elsewhere(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Contents = pikepdf.Stream(pdf, b"", F=file)

    yield _pdf(elsewhere)


def _pdf(change) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def reaching_documents(listener: Listener) -> Iterator[tuple[str, bytes]]:
    """Documents and workbooks with entities, pictures, templates and links from elsewhere."""
    import docx
    from openpyxl import Workbook

    from tests.core.spreadsheets import ods, repacked, zipped

    entity = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{listener.marker}"><!ENTITY % p SYSTEM "http://{listener.web}/dtd">%p;]>'
    book = io.BytesIO()
    Workbook().save(book)
    yield "x.xlsx", repacked(book.getvalue(), **{"<worksheet": f"{entity}<worksheet"})
    yield "x.ods", zipped({"content.xml": f"{entity}<a>&e;</a>"})
    yield "x.ods", ods(f'<table:table><table:table-source xlink:href="http://{listener.web}/t"/></table:table>')
    opened = docx.Document()
    opened.add_table(2, 2)
    for kind in ("image", "attachedTemplate", "hyperlink", "oleObject", "subDocument"):
        opened.part.relate_to(
            f"http://{listener.web}/{kind}",
            f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}",
            is_external=True,
        )
    file = io.BytesIO()
    opened.save(file)
    yield "x.docx", file.getvalue()
    yield "x.html", f"{entity}<table><tr><td>&e;<img src='http://{listener.web}/i'></td></tr></table>".encode()
    yield "x.html", f"<html><base href='http://{listener.web}/'><link rel=stylesheet href=x><table><tr><td>x".encode()


def holds_words(content: bytes, words: str) -> bool:
    """Whether words stand anywhere in a PDF: in its bytes, a stream, an attachment, or on its pages."""
    sought = [words.encode(), words.encode("utf-16-be")]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        held = [thing.read_bytes() for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and _is_read(thing)]
        held += [bytes(thing) for thing in pdf.objects if isinstance(thing, pikepdf.String)]
    reads = ["pdftotext", "-", "-"]
    shown = subprocess.run(reads, input=content, capture_output=True, check=True).stdout if which(reads[0]) else b""
    return any(one in part for one in sought for part in (content, b"".join(shown.split()), *held))


def _is_read(stream: pikepdf.Stream) -> bool:
    return stream.get("/Filter") in (None, pikepdf.Name.FlateDecode)


def _is_heard(listener: Listener) -> bool:
    """Whether a child process that does reach out, and one that reads the marker, are noticed."""
    reaches = f"import urllib.request as u, contextlib\nwith contextlib.suppress(Exception): u.urlopen('http://{listener.web}/')\nopen({str(listener.marker)!r})"
    subprocess.run([sys.executable, "-c", reaches], check=True, capture_output=True)
    heard = [*listener.came], [*listener.reached()]
    listener.came.clear()
    Path(listener.folder / "notes").unlink(missing_ok=True)
    return bool(heard[0]) and any(line.startswith("open ") for line in heard[1])
