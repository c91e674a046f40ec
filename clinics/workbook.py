"""The tables of committee reports as workbooks to print: the summary of clinics, and those that are suggested."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.timezone import localdate
from openpyxl import Workbook
from openpyxl.styles import Font

from clinics.reporting import ClinicLine
from clinics.reporting.suggestions import Suggestion, Suggestions, Written
from core import prose
from core.formats import long_date
from core.printed_sheets import GRID, TOP, fill, head, legal, prepare, put

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
SUGGESTED = ("Suggested clinic", "Answers for it", "Reasons", "What the rules say", "Being done", "Weight")
SUGGESTED_WIDTHS = (34, 26, 60, 60, 44, 9)
WEIGHTS = ("Rule", "Weight")


def summary_workbook(lines: Sequence[ClinicLine], on: date, *, council: str) -> bytes:
    """The clinics that had sat by a day as XLSX."""
    title = "Performance clinic summary"
    book = _book(f"{title}, {long_date(on)}")
    sheet = book.active
    sheet.title = "Clinics"
    prepare(sheet, f"{council}: {title}", long_date(on), WIDTHS)
    head(sheet, COLUMNS)
    for row, line in enumerate(lines, 2):
        for column, text in enumerate(_cells(line), 1):
            put(sheet.cell(row, column), text).border = GRID
    return _saved(book)


def suggestions_workbook(found: Suggestions, on: date, *, council: str) -> bytes:
    """The clinics that are suggested for a period as XLSX, under the headings of their paper; what rules weigh beside."""
    title = f"Suggested clinics {found.period}"
    book = _book(f"{title}, {long_date(on)}")
    sheet = book.active
    sheet.title = "Suggested clinics"
    prepare(sheet, f"{council}: {title}", long_date(on), SUGGESTED_WIDTHS)
    head(sheet, SUGGESTED)
    row = 2
    for heading, rows in _parts(found):
        top = put(sheet.cell(row, 1), heading)
        top.font, top.fill = Font(bold=True), fill("--shade")
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(SUGGESTED))
        for *texts, weight in rows:
            row += 1
            for column, text in enumerate(texts, 1):
                put(sheet.cell(row, column), text).border = GRID
            last = sheet.cell(row, len(SUGGESTED), weight)
            last.alignment, last.border = TOP, GRID
        row += 1
    beside = book.create_sheet("Rules")
    prepare(beside, f"{council}: what the rules weigh", long_date(on), (60, 9))
    head(beside, WEIGHTS)
    for row, (words, weight) in enumerate(found.weights_in_words, 2):
        put(beside.cell(row, 1), words).border = GRID
        put(beside.cell(row, 2), str(weight) if weight else "off").border = GRID
    return _saved(book)


def _book(title: str) -> Workbook:
    book = Workbook()
    book.properties.title, book.properties.language = legal(title), "en-GB"
    book.properties.creator = "Council performance"
    return book


def _saved(book: Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _parts(found: Suggestions) -> Iterator[tuple[str, list[tuple[str | int, ...]]]]:
    """The parts of the paper that have rows, each with its rows: text, and the weight last."""
    parts = (
        ("Suggested by people", [_written(one) for one in found.written]),
        ("Suggested by the rules", [_suggestion(one) for one in found.open]),
        ("A clinic is open already", [_suggestion(one) for one in found.in_hand]),
        ("Answered", [_suggestion(one) for one in found.answered]),
    )
    return ((heading, rows) for heading, rows in parts if rows)


def _written(one: Written) -> tuple[str | int, ...]:
    by = f"\norganised by {one.clinic.organised_by}" if one.clinic.organised_by else ""
    owners = dict.fromkeys(str(each.indicator.owner) for each in one.suggestions if each.indicator.owner)
    stated = (
        f"{reason.label}. {reason.sentence}{f' ({reason.figures})' if reason.figures else ''}" for reason in one.reasons
    )
    return (
        f"{one.clinic}{by}\nfigures of {one.period}",
        "\n".join(owners),
        "\n".join(stated),
        "\n".join(reason.says for reason in one.reasons),
        "\n".join(f"{action.title}, {action.lead}" for action in one.open_actions) or "Nothing yet",
        one.weight,
    )


def _suggestion(one: Suggestion) -> tuple[str | int, ...]:
    answer = one.answer
    done = [f"{answer.label} on {long_date(localdate(answer.at))}: {answer.reason}"] if one.is_answered else []
    done += [f"Clinic: {clinic.title}, {clinic.state.lower()}" for clinic in one.open_clinics]
    done += [f"{action.title}, {action.lead}" for action in one.open_actions]
    return (
        str(one.indicator),
        str(one.indicator.owner or "No owner"),
        "\n".join(finding.rule.label for finding in one.fired),
        "\n".join(finding.sentence for finding in one.fired),
        "\n".join(done) or "Nothing yet",
        one.weight,
    )


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
