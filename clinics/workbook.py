"""The summary of clinics as a workbook: the table of the committee report, a row a clinic."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from openpyxl import Workbook

from clinics.reporting import ClinicLine
from core import prose
from core.formats import long_date
from core.printed_sheets import GRID, head, prepare, put

COLUMNS = (
    "Performance clinic",
    "Kind",
    "Reason for clinic",
    "Date",
    "Update on progress",
    "Outcome",
    "Measured effect",
)
WIDTHS = (24, 14, 40, 14, 48, 48, 44)


def summary_workbook(lines: Sequence[ClinicLine], on: date, *, council: str) -> bytes:
    """The clinics that had sat by a day as XLSX."""
    book = Workbook()
    title = "Performance clinic summary"
    book.properties.title, book.properties.language = f"{title}, {long_date(on)}", "en-GB"
    book.properties.creator = "Council performance"
    sheet = book.active
    sheet.title = "Clinics"
    prepare(sheet, f"{council}: {title}", long_date(on), WIDTHS)
    head(sheet, COLUMNS)
    for row, line in enumerate(lines, 2):
        for column, text in enumerate(_cells(line), 1):
            put(sheet.cell(row, column), text).border = GRID
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cells(line: ClinicLine) -> tuple[str, ...]:
    clinic = line.clinic
    effect = [
        f"{line.effect}.",
        *(f"{row.indicator.ref}: {row.measured.sentence}" for row in line.indicators),
        *line.refused,
    ]
    return (
        clinic.title,
        line.kind,
        prose.to_text(clinic.why),
        line.short_dates,
        prose.to_text(line.updates[0].words) if line.updates else "Nothing reported yet.",
        prose.to_text(clinic.outcome) or "Nothing reported yet.",
        "\n".join(effect),
    )
