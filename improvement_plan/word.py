"""A plan as a Word document: landscape A4, a table under each priority area, its header row repeated."""

from __future__ import annotations

import io

from docx.document import Document as Written
from docx.shared import Pt, Twips
from docx.table import Table, _Row

from core.formats import short_date
from core.word.frame import Frame, new_document, text_width
from core.word.parts import clean, make, shade
from improvement_plan.reporting import PlanReport
from improvement_plan.reporting.layouts import Column, Kind, SheetRow, columns, rows
from organisation.models import Council

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
    document = _new_document(report, council)
    document.add_heading(clean(report.title), 0)
    document.add_paragraph(clean(f"{council.name}. {report.position}."), style="Facts")
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
    document.add_paragraph()  # Word wants one behind the last table
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _new_document(report: PlanReport, council: Council) -> Written:
    """An empty document across, with what runs above and below its pages and what the file says of itself."""
    frame = Frame(
        title=f"{report.title}, {report.position}",
        council=council.name,
        left=f"{council.short_name} · {report.title}",
        right=report.position,
        brand_colour=council.brand_colour,
    )
    return new_document(frame, across=True)


def _plan(document: Written, report: PlanReport) -> None:
    table = None
    for row in rows(report):
        if row.kind in (Kind.SECTION, Kind.AREA):
            document.add_heading(clean(row.cells[0]), 1 if row.kind == Kind.SECTION else 2)
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
    whole, width = sum(column.width for column in laid_out), text_width(document.sections[0])
    for place, column in enumerate(laid_out):
        table.columns[place].width = Twips(int(column.width * width / whole))
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(make("w:tblHeader"))
    _fill(head, [column.title for column in laid_out])
    for cell in head.cells:
        shade(cell._tc.get_or_add_tcPr(), "--wash")
        for run in cell.paragraphs[0].runs:
            run.bold = True
    return table


def _fill(row: _Row, texts: tuple[str, ...] | list[str], laid: SheetRow | None = None) -> None:
    """The cells of a row. It stays on one page; what is complete is shaded."""
    row._tr.get_or_add_trPr().append(make("w:cantSplit"))
    for cell, column, text in zip(row.cells, row.table.columns, texts, strict=True):
        cell.width = column.width
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(clean(text))
        run.font.size = Pt(8.5)
        run.bold = bool(laid and laid.kind == Kind.HEADING)
        if laid and laid.is_complete:
            shade(cell._tc.get_or_add_tcPr(), "--shade")
