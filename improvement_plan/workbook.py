"""A plan as a workbook: a table that a council prints, and that an import reads back without a difference."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from core.formats import short_date
from core.printed_sheets import GRID, fill, head, legal, prepare, put
from improvement_plan.reporting import PlanReport
from improvement_plan.reporting.layouts import Kind, columns, rows

PAPER_WIDTH = 150
"""Characters across a landscape page at the size that is printed."""
VERSIONS = ("Version", "Review date", "Issues arising", "Plan amended", "Approved by", "Date of amendment")


def plan_workbook(report: PlanReport) -> bytes:
    """A plan as XLSX: the plan, its legend and its record of review, each on a sheet of its own where there is any."""
    book = Workbook()
    book.properties.title, book.properties.language = legal(f"{report.title}, {report.position}"), "en-GB"
    book.properties.creator = "Council performance"
    sheet = book.active
    sheet.title = "Plan"
    _plan(sheet, report)
    if report.legend:
        _list(book.create_sheet("Legend"), report, ("Abbreviation", "Meaning"), report.legend, (20, 70))
    if report.versions:
        versions = [
            (v.number, short_date(v.reviewed_on), v.issues, v.get_amended_display(), v.approved_by, short_date(v.approved_on))
            for v in report.versions
        ]  # fmt: skip
        _list(book.create_sheet("Review and amendment"), report, VERSIONS, versions, (10, 14, 70, 14, 30, 20))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _plan(sheet: Worksheet, report: PlanReport) -> None:
    laid_out = columns(report)
    whole = sum(column.width for column in laid_out)
    prepare(sheet, report.title, report.position, [column.width * PAPER_WIDTH / whole for column in laid_out])
    head(sheet, [column.title for column in laid_out])
    begun = 0
    objective = next(place for place, column in enumerate(laid_out, 1) if column.title == "Objective")
    for place, row in enumerate(rows(report), 2):
        if row.begins_objective or row.kind in (Kind.SECTION, Kind.AREA):
            _merge_down(sheet, objective, begun, place - 1)
            begun = place if row.begins_objective else 0
        if row.kind in (Kind.SECTION, Kind.AREA):
            _heading(sheet, place, row.cells[0], len(laid_out), is_section=row.kind == Kind.SECTION)
            continue
        for column, text in enumerate(row.cells, 1):
            cell = put(sheet.cell(place, column), text)
            cell.border = GRID
            cell.font = Font(bold=row.kind == Kind.HEADING)
            if row.is_complete and column != objective:
                cell.fill = fill("--shade")
    _merge_down(sheet, objective, begun, sheet.max_row)


def _list(sheet: Worksheet, report: PlanReport, titles: tuple, lines: list | tuple, widths: tuple) -> None:
    prepare(sheet, report.title, report.position, widths)
    head(sheet, titles)
    for place, line in enumerate(lines, 2):
        for column, text in enumerate(line, 1):
            put(sheet.cell(place, column), text).border = GRID


def _heading(sheet: Worksheet, row: int, text: str, width: int, *, is_section: bool) -> None:
    """A row of its own, merged across."""
    cell = put(sheet.cell(row, 1), text)
    cell.font = Font(bold=True, size=14 if is_section else 12)
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)


def _merge_down(sheet: Worksheet, column: int, first: int, last: int) -> None:
    """An objective beside all its rows."""
    if first and last > first:
        sheet.merge_cells(start_row=first, start_column=column, end_row=last, end_column=column)
