"""A plan as a Word document: landscape A4, a table under each priority area, its header row repeated."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

from docx.document import Document as Written

from core.formats import short_date
from core.word.frame import Frame, new_document, text_width
from core.word.parts import LINE, TAB, Look, Setting, clean, paragraph
from core.word.tables import Cell, Table, table_of
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
BREAKS = re.compile(f"([{LINE}{TAB}])")
PLAIN = Look()


def plan_document(report: PlanReport, *, council: Council) -> bytes:
    """A plan as DOCX, with headings that Word can navigate by."""
    document = _new_document(report, council)
    document.add_heading(clean(report.title), 0)
    document.add_paragraph(clean(f"{council.name}. {report.position}."), style="Facts")
    if report.versions:
        document.add_heading("Record of review and amendment", 1)
        _add_table(document, VERSIONS, [_row(document, _of_version(version)) for version in report.versions])
    if report.legend:
        document.add_heading("Legend", 1)
        _add_table(document, LEGEND, [_row(document, pair) for pair in report.legend])
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


def _of_version(version) -> tuple[str, ...]:
    """The cells of a version, as VERSIONS heads them."""
    return (
        version.number,
        short_date(version.reviewed_on),
        version.issues,
        version.get_amended_display(),
        version.approved_by,
        short_date(version.approved_on),
    )


def _plan(document: Written, report: PlanReport) -> None:
    """Headings, and a table of what stands between two of them."""
    laid_out, waiting = columns(report), []
    for row in rows(report):
        if row.kind in (Kind.SECTION, Kind.AREA):
            _add_table(document, laid_out, waiting)
            document.add_heading(clean(row.cells[0]), 1 if row.kind == Kind.SECTION else 2)
            waiting = []
        else:
            waiting.append(_row(document, row.cells, row))
    _add_table(document, laid_out, waiting)


def _add_table(document: Written, laid_out: Sequence[Column], body: Sequence[Table.Row]) -> None:
    """A table with its header row at the end of the document, where there is a row for it."""
    if not body:
        return
    head = Table.Row(tuple(_cell(document, column.title, "Tableheading") for column in laid_out), is_head=True)
    shares = tuple(column.width for column in laid_out)
    made = table_of(Table((head, *body), text_width(document.sections[0]), shares=shares), document.part)
    document.element.body.sectPr.addprevious(made)


def _row(document: Written, texts: Iterable[str], laid: SheetRow | None = None) -> Table.Row:
    """A row of texts. What is complete is shaded; a sub-heading is bold."""
    look = Look(bold=bool(laid and laid.kind == Kind.HEADING))
    cells = tuple(_cell(document, text, "Tabletext", look) for text in texts)
    return Table.Row(cells, shaded=bool(laid and laid.is_complete))


def _cell(document: Written, text: str, style: str, look: Look = PLAIN) -> Cell:
    """A text in a cell, line by line."""
    pieces = [(piece, look) for piece in BREAKS.split(text) if piece]
    return Cell((paragraph(pieces, Setting(style=style), document.part),))
