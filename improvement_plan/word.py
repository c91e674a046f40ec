"""A plan as a Word document: landscape A4, a table under each priority area, its header row repeated."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as Written
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.formats import short_date
from core.tokens import digits
from improvement_plan.reporting import PlanReport
from improvement_plan.reporting.layouts import Column, Kind, SheetRow, columns, rows
from organisation.models import Council

LONG, SHORT, MARGIN = 297, 210, 14
"""A landscape page and its margins, in millimetres."""
LANGUAGE = "en-GB"
LEGEND = (Column("Abbreviation", 20), Column("Meaning", 80))
VERSIONS = (
    Column("Version", 8),
    Column("Review date", 12),
    Column("Issues arising", 42),
    Column("Plan amended", 9),
    Column("Approved by", 17),
    Column("Date of amendment", 12),
)


def plan_document(report: PlanReport, *, council: Council) -> bytes:
    """A plan as DOCX, with headings that Word can navigate by."""
    document = Document()
    _prepare(document, report, council)
    document.add_heading(report.title, 0)
    document.add_paragraph(f"{council.name}. {report.position}.")
    if report.versions:
        document.add_heading("Record of review and amendment", 1)
        table = _table(document, VERSIONS)
        for v in report.versions:
            cells = (v.number, short_date(v.reviewed_on), v.issues, v.get_amended_display())
            _fill(table.add_row(), (*cells, v.approved_by, short_date(v.approved_on)))
    if report.legend:
        document.add_heading("Legend", 1)
        table = _table(document, LEGEND)
        for pair in report.legend:
            _fill(table.add_row(), pair)
    _plan(document, report)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _prepare(document: Written, report: PlanReport, council: Council) -> None:
    """Paper, language, type and what the file says of itself."""
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(LONG), Mm(SHORT)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(MARGIN)
    page.header.paragraphs[0].text = f"{council.short_name} · {report.title}"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    for style in document.styles.element.iter(qn("w:lang")):
        style.set(qn("w:val"), LANGUAGE)
    said = document.core_properties
    said.title, said.author, said.language = f"{report.title}, {report.position}", council.name, LANGUAGE


def _plan(document: Written, report: PlanReport) -> None:
    table = None
    for row in rows(report):
        if row.kind in (Kind.SECTION, Kind.AREA):
            document.add_heading(_clean(row.cells[0]), 1 if row.kind == Kind.SECTION else 2)
            table = None
            continue
        if table is None:
            table = _table(document, columns(report))
        _fill(table.add_row(), row.cells, row)


def _table(document: Written, laid_out: tuple[Column, ...]) -> Table:
    """A table with its header row, which Word repeats on each page."""
    table = document.add_table(rows=1, cols=len(laid_out))
    table.style = document.styles["Table Grid"]
    table.autofit = False
    whole = sum(column.width for column in laid_out)
    for place, column in enumerate(laid_out):
        table.columns[place].width = Mm(column.width * (LONG - 2 * MARGIN) / whole)
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _fill(head, [column.title for column in laid_out])
    for cell in head.cells:
        _shade(cell, "--wash")
        for run in cell.paragraphs[0].runs:
            run.bold = True
    return table


def _fill(row: _Row, texts: tuple[str, ...] | list[str], laid: SheetRow | None = None) -> None:
    """The cells of a row. It stays on one page; what is complete is shaded."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, column, text in zip(row.cells, row.table.columns, texts, strict=True):
        cell.width = column.width
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(_clean(text))
        run.font.size = Pt(8.5)
        run.bold = bool(laid and laid.kind == Kind.HEADING)
        if laid and laid.is_complete:
            _shade(cell, "--shade")


def _shade(cell: _Cell, token: str) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), digits(token))
    cell._tc.get_or_add_tcPr().append(shading)


def _clean(text: str) -> str:
    """A text without the characters that no document may hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)
