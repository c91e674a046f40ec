import csv
import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from core import exports
from core.printed_sheets import legal, prepare
from core.sheets import read

HEADER = ["ref", "title", "value", "on"]
ROWS = [["BV8", "=HYPERLINK(1)", Decimal("-2.4"), date(2007, 3, 31)], ["BV9", "plain", None, None]]
FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1+1", "\u200b＠SUM(A1)", "﹣1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_is_made_harmless(text):
    assert exports.harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", [*FORMULAS, "'=1", "''-1", "plain", "'tis", "5-6", ""])
def test_a_text_that_was_made_harmless_is_read_as_it_was(text):
    written = exports.to_csv(["ref", "title"], [["BV8", text]])
    (row,) = read(written, "list.csv", needed=["ref"], known=["ref", "title"])
    assert row.text("title") == text.strip()


def test_a_negative_number_stays_a_number():
    assert exports.harmless(Decimal("-2.4")) == Decimal("-2.4")


def test_csv_is_read_back():
    rows = list(csv.reader(io.StringIO(exports.to_csv(HEADER, ROWS).decode("utf-8-sig"))))
    assert rows == [HEADER, ["BV8", "'=HYPERLINK(1)", "-2.4", "2007-03-31"], ["BV9", "plain", "", ""]]


def test_xlsx_is_read_back_and_holds_no_formula():
    book = openpyxl.load_workbook(io.BytesIO(exports.to_xlsx(HEADER, [*ROWS, *[[f, f, None, None] for f in FORMULAS]])))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert [cell.value for cell in cells[:4]] == HEADER
    assert book.active["C2"].value == -2.4
    assert "f" not in {cell.data_type for cell in cells}


def test_signs_that_no_workbook_can_hold_are_left_out():
    book = openpyxl.load_workbook(io.BytesIO(exports.to_xlsx(HEADER, [["a\x0bb", "\x0b=1", None, None]])))
    assert [book.active["A2"].value, book.active["B2"].value] == ["ab", "'=1"]


def test_json_is_a_list_of_objects():
    records = json.loads(exports.to_json(HEADER, ROWS))
    assert records[0] == {"ref": "BV8", "title": "=HYPERLINK(1)", "value": -2.4, "on": "2007-03-31"}


def test_a_printed_workbook_is_named_by_what_a_workbook_can_hold():
    book = openpyxl.Workbook()
    prepare(book.active, "Plan\x0b & more", "on\x01 a day", [10])
    book.save(io.BytesIO())
    assert (book.active.oddHeader.left.text, legal("a\x0bb")) == ("Plan && more", "ab")
