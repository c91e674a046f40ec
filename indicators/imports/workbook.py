"""The collection workbook: what a directorate fills in for a period and sends back."""

from __future__ import annotations

import io
from collections.abc import Sequence

from core.periods import Period
from core.tokens import digits
from core.workbooks import FORMULA
from indicators.choices import State
from indicators.reporting.entry import EntryLine

SHOWN = ("set", "ref", "title", "unit", "last_year", "period_before", "period")
FILLED = ("numerator", "denominator", "value", "target", "forecast", "state", "commentary", "so_what", "what_next")
WIDTHS = {"title": 44, "commentary": 40, "so_what": 30, "what_next": 30, "period": 20, "ref": 14}
OWN_STATES = (State.ESTIMATE, State.PROVISIONAL, State.NOT_APPLICABLE)


def collection(lines: Sequence[EntryLine], period: Period) -> bytes:
    """An XLSX workbook with a row for each indicator: what is known filled in and protected, the rest to be filled in.

    Figures are checked in the cells, states chosen from a list. It comes back through
    the import of measurements, which knows its columns.
    """
    from openpyxl import Workbook  # slow to import, and wanted here alone
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = "Figures"
    columns = (*SHOWN, *FILLED)
    sheet.append(columns)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    wanted = PatternFill("solid", fgColor=digits("--to-fill-in"))
    for line in lines:
        sheet.append([None] * len(columns))
        row = sheet.max_row
        for number, (column, value) in enumerate(zip(columns, _values(line, period), strict=True), 1):
            cell = sheet.cell(row, number)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
                cell.quotePrefix = bool(FORMULA.match(value))
            if column in FILLED:
                cell.protection = Protection(locked=False)
                cell.fill = wanted
    last = max(2, sheet.max_row)
    figure = DataValidation(
        type="decimal", operator="between", formula1="-1000000000000", formula2="1000000000000", allow_blank=True
    )
    figure.errorStyle = "warning"  # n/a and the name of a level are figures too
    figure.errorTitle, figure.error = (
        "Is it a figure?",
        "Write a number without its unit, or n/a where it does not apply.",
    )
    state = DataValidation(type="list", formula1=f'"{",".join(OWN_STATES)}"', allow_blank=True)
    state.errorTitle, state.error = "State", f"Choose one of {', '.join(OWN_STATES)}."
    sheet.add_data_validation(figure)
    sheet.add_data_validation(state)
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDTHS.get(column, 13)
        if column in ("numerator", "denominator", "value", "target", "forecast"):
            figure.add(f"{letter}2:{letter}{last}")
        elif column == "state":
            state.add(f"{letter}2:{letter}{last}")
    sheet.freeze_panes = "D2"
    sheet.protection.sheet = True
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _values(line: EntryLine, period: Period) -> tuple:
    indicator, measurement = line.indicator, line.measurement
    shown = (
        indicator.set.code, indicator.ref, indicator.title, indicator.unit,
        line.last_year_written, line.before_written, str(period),
    )  # fmt: skip
    figures = [
        float(value) if (value := getattr(measurement, name)) is not None else None
        for name in ("numerator", "denominator", "actual", "target", "forecast")
    ]
    if line.is_rate:
        figures[2] = None
    state = measurement.state if measurement.pk and measurement.state in OWN_STATES else None
    return (*shown, *figures, state, measurement.why, measurement.so_what, measurement.what_next)
