"""The two plans of the reference, read whole, and the posts of the two councils to match them against."""

from __future__ import annotations

import tomllib
from datetime import date
from io import BytesIO

import docx
from django.conf import settings
from openpyxl import Workbook

from core.documents import Document, read_text
from improvement_plan.rules.found import PlanReading
from improvement_plan.rules.posts import KnownPost, PostBook
from improvement_plan.rules.reading import read_plan
from improvement_plan.rules.surroundings import legend_of
from improvement_plan.rules.table import contents_of, plans_in
from tests import reference

ROTHERHAM, ROCHFORD = "rotherham_2007_agenda_pack.txt", "rochford_2009_improvement_plan.txt"
WRITTEN_ON = {ROTHERHAM: date(2007, 8, 6), ROCHFORD: date(2009, 8, 26)}
COUNCIL = {ROTHERHAM: "rotherham", ROCHFORD: "rochford"}


def posts_of(council: str) -> list[KnownPost]:
    """The posts of a demonstration council, keyed by their titles' places."""
    path = settings.BASE_DIR / "fixtures" / council / "organisation.toml"
    posts = tomllib.loads(path.read_text(encoding="utf-8"))["post"]
    return [
        KnownPost(key, post["title"], tuple(filter(None, [post.get("abbreviation"), *post.get("aliases", [])])))
        for key, post in enumerate(posts)
    ]


def read_document(document: Document, paper: str) -> PlanReading:
    """The plan of a document, as one reads it at that council."""
    book = PostBook(posts_of(COUNCIL[paper]), legend=legend_of(document))
    table = plans_in(document)[0]
    return read_plan(table, book=book, written_on=WRITTEN_ON[paper], contents=contents_of(document))


def reading_of(paper: str) -> PlanReading:
    """The plan of a whole paper."""
    return read_document(read_text(reference.text(paper)), paper)


def plain(text: str) -> str:
    """A text as cells are compared: without bullets, breaks and double blanks."""
    return " ".join(text.replace("▪", " ").split())


def table_of(paper: str) -> list[tuple[str, ...]]:
    """The rows of a paper's plan, headings first, as a council would have them in a Word table or a spreadsheet."""
    table = plans_in(read_text(reference.text(paper)))[0]
    return [table.headings, *(row.cells for row in table.rows)]


def as_xlsx(rows: list[tuple[str, ...]]) -> bytes:
    """Rows as a workbook."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def as_docx(rows: list[tuple[str, ...]]) -> bytes:
    """Rows as a Word document with one table."""
    document = docx.Document()
    document.add_heading("Improvement plan")
    width = len(rows[0])
    table = document.add_table(rows=0, cols=width)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file = BytesIO()
    document.save(file)
    return file.getvalue()
