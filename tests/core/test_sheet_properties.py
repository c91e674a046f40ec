"""Any table of text reads back as it was written."""

import csv
import io
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from core import workbooks
from core.sheets import read
from tests.core.spreadsheets import (
    HEADER,
    line,
    ods,
    table,
)

WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs", "M"), include_characters="\n\t"), max_size=20
)
ROWS = st.lists(
    st.lists(WORDS, min_size=3, max_size=3).filter(lambda row: any(cell.strip() for cell in row)), max_size=6
)


def back(content: bytes) -> list[list[str]]:
    columns = HEADER[:3]
    return [list(row.cells.values()) for row in read(content, "x", needed=columns, known=columns)]


@given(ROWS, st.sampled_from(",;\t"))
def test_any_table_of_text_reads_back_from_csv(rows, separator):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([HEADER[:3], *rows])
    assert back(text.getvalue().encode()) == rows


@settings(deadline=None, max_examples=50)
@given(ROWS)
def test_any_table_of_text_reads_back_from_xlsx(rows):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in [HEADER[:3], *rows]:
        cells = [WriteOnlyCell(sheet, value=text) for text in row]
        for made in cells:
            made.data_type = "s"
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    assert back(content.getvalue()) == rows


@settings(deadline=None)
@given(ROWS)
def test_any_table_of_text_reads_back_from_ods(rows):
    def written(text: str) -> str:
        marks = {"\n": "</text:p><text:p>", "\t": "<text:tab/>"}
        return f'<table:table-cell office:value-type="string"><text:p>{escape(text, marks)}</text:p></table:table-cell>'

    content = ods(table(line(*HEADER[:3]), *(line(*map(written, row)) for row in rows)))
    assert back(content) == rows


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_of_a_spreadsheet_is_written_to_fifteen_digits_and_without_an_exponent(value):
    text = workbooks.number_text(value)
    assert float(text) == float(f"{value:.15g}")
    assert set(text) <= set("-0123456789.")
