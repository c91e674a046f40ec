"""Files that are no table, or too much of one."""

import pytest

from core.exports import to_xlsx
from core.limits import LIMITS, MB
from core.sheets import SheetError, read_file
from tests.core.spreadsheets import CSV, HEADER, a_row, line, ods, refusal, repacked, table, taken, xlsx, zipped
from tests.work import calls_of, growth

LITTLE = 20_000
"""Calls of functions: what a file of a few rows takes to be read, a few times over."""
WORD = zipped({"word/document.xml": "<w/>"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
COPY = "Copy its table into a spreadsheet and save that as Excel (.xlsx), OpenDocument (.ods) or CSV."
SAVE = "Save the table as Excel (.xlsx), OpenDocument (.ods) or CSV."
DAMAGED = "x is damaged and cannot be read. Open it in a spreadsheet and save it again as .xlsx."
LOCKED = "x is protected by a password. Open it, take the password off, and save it again."
LOCKED_ODS = {"META-INF/manifest.xml": "<manifest:encryption-data/>"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 ...", f"x is a PDF. Ask for the spreadsheet that it was made from, or copy its table into one. {SAVE}"),
        (b"\x89PNG\r\n\x1a\n", f"x is a picture. Type its table into a spreadsheet. {SAVE}"),
        (b"\xff\xd8\xff\xe0", f"x is a picture. Type its table into a spreadsheet. {SAVE}"),
        (WORD, f"x is a Word document. {COPY}"),
        (OLE + "WordDocument".encode("utf-16-le"), f"x is a Word document. {COPY}"),
        (OLE + "Workbook".encode("utf-16-le"), "x is in the Excel format of before 2007 (.xls). Open it in a spreadsheet and save it as .xlsx."),
        (OLE + "EncryptedPackage".encode("utf-16-le"), LOCKED),
        (ods(table(), parts=LOCKED_ODS), LOCKED),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), f"x is an OpenDocument file, but no spreadsheet. {COPY}"),
        (zipped({"ppt/presentation.xml": "<p/>"}), f"x is a PowerPoint presentation. {COPY}"),
        (zipped({"xl/workbook.bin": "b"}), "x is a binary Excel workbook (.xlsb). Open it in Excel and save it as .xlsx."),
        (zipped({"Index/Document.iwa": "b"}), "x is an Apple document. Open it and export it as Excel (.xlsx)."),
        (zipped({"figures.csv": CSV}), "x is a zip file without a workbook. Unpack it and take in the table from it."),
        (b"<!DOCTYPE html><table>", f"x is a web page, whatever its name says. Open it in a spreadsheet. {SAVE}"),
        (b'<?xml version="1.0"?><Workbook/>', f"x is an XML file. Open it in a spreadsheet. {SAVE}"),
        (b"{\\rtf1 }", f"x is a text document. {COPY}"),
        (b"a\x00b", "x is not a CSV file. Open it in a spreadsheet and save it as CSV."),
        (b"PK\x03\x04rest", DAMAGED),
        (xlsx(HEADER)[:-40], DAMAGED),
        (xlsx(HEADER).replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xf9"), DAMAGED),
        (zipped({"xl/workbook.xml": "<workbook"}), DAMAGED),
        (repacked(xlsx(HEADER, a_row(91)), **{"</sheetData>": "</sheetDat>"}), DAMAGED),
        (ods("<table:table>"), DAMAGED),
        (b'set,ref,period\nBVPI,BV8,"2006/07\n', "x cannot be read from row 2 on: look there for a quotation mark too many or too few."),
        (b"set,ref\xff\x81\xfe,period\n\x81", "x is in an encoding that cannot be read. Save it as CSV UTF-8."),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_sentence_of_its_own(content, sentence):
    assert refusal(content, "x") == sentence


def test_text_that_begins_like_a_file_of_another_kind_is_still_csv():
    assert taken(b"PK,set,ref,period\n1,BVPI,BV8,2006/07\n").columns == ("set", "ref", "period")


class TestLimits:
    def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(self):
        bomb = zipped({"xl/workbook.xml": bytes(201_000_000)})
        assert len(bomb) < 300_000
        assert refusal(bomb) == (
            "figures.xlsx would unpack to 201 MB, and 200 MB is the limit. Split it, or take out what is not needed."
        )
        assert calls_of(lambda: refusal(bomb)) < LITTLE

    def test_a_workbook_of_too_many_files_is_not_opened(self):
        many = zipped({f"xl/{n}.xml": "" for n in range(5_001)})
        assert refusal(many) == (
            "figures.xlsx holds 5,001 files, and 5,000 is the limit. Save the table by itself in a new file."
        )

    def test_a_small_file_that_unpacks_to_much_is_not_unpacked(self):
        dense = zipped({"xl/workbook.xml": bytes(50_000_000)})
        assert "times its size, and 250 times is the limit." in refusal(dense)

    def test_a_part_is_not_read_beyond_what_it_declares(self):
        honest = zipped({"content.xml": bytes(10_000_000)})
        lying = honest.replace((10_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
        assert lying != honest
        assert refusal(lying, "x") == DAMAGED

    def test_entities_that_multiply_are_refused(self):
        more = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        doctype = f'<!DOCTYPE a [<!ENTITY a0 "lolololololololol">{more}]>'
        declared = "x holds a document type of its own, and is not read. Save the table by itself in a new file."
        within = {"<worksheet": f"{doctype}<worksheet", "<sheetData>": "<a>&a9;</a><sheetData>"}
        for file in (zipped({"content.xml": f"{doctype}<a>&a9;</a>"}), repacked(xlsx(HEADER, a_row("x")), **within)):
            assert refusal(file, "x") == declared
            assert calls_of(lambda file=file: refusal(file, "x")) < LITTLE

    def test_a_file_that_is_too_large_is_not_read(self, tmp_path, monkeypatch):
        path = tmp_path / "figures.csv"
        path.write_bytes(b"set,ref,period\n" + b"x" * LIMITS.upload_mb * MB)
        with pytest.raises(SheetError) as refused:
            read_file(path, needed=HEADER, known=HEADER)
        assert str(refused.value) == "figures.csv is larger than 25 MB. Split it, or take out what is not needed."
        assert refusal(path.read_bytes()).startswith("figures.xlsx is larger than 25 MB.")

    def test_more_rows_than_the_limit_are_refused(self, monkeypatch):
        assert LIMITS.rows == 200_000
        monkeypatch.setattr(LIMITS, "rows", 2_000)
        row = "BVPI,BV8,2006/07,91,\n"
        at_limit = b"set,ref,period,value,target\n" + (row * 2_000).encode()
        assert len(taken(at_limit).rows) == 2_000
        assert refusal(at_limit + row.encode(), "x.csv") == (
            "x.csv holds more than 2,000 rows. Split it into several files."
        )
        repeated = line(*map(str, a_row(91)), attributes='table:number-rows-repeated="2001"')
        assert refusal(ods(table(line(*HEADER), repeated)), "x.ods") == (
            "x.ods holds more than 2,000 rows. Split it into several files."
        )

    def test_empty_rows_and_cells_up_to_the_end_of_the_sheet_cost_nothing(self):
        empty = '<table:table-cell table:number-columns-repeated="16379"/>'
        end = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        files = [
            ods(table(line(*HEADER, empty), line(*map(str, a_row(91))), end)),
            xlsx(HEADER, a_row(91), change=lambda book: book.active.cell(1_048_576, 16_384, "end")),
        ]
        for file in files:
            assert len(taken(file).rows) == 1
            assert calls_of(lambda file=file: taken(file)) < LITTLE

    def test_each_row_of_a_long_file_costs_as_much_as_one_of_a_short(self):
        def csv(rows: int):
            content = CSV + b"BVPI,BV8,2006/07,91,95.9\n" * (rows - 1)
            return lambda: taken(content)

        def workbook(rows: int):
            content = to_xlsx(HEADER, [("BVPI", f"BV{n}", "2006/07", n / 10, 95.9) for n in range(rows)])
            return lambda: taken(content)

        assert len(csv(2_000)().rows) == 2_000
        assert workbook(2_000)().rows[-1].cells["value"] == "199.9"
        assert growth(csv, 400, 4_000) < 1.05
        assert growth(workbook, 200, 2_000) < 1.05

    @pytest.mark.parametrize("row", ["x," * 200_000, '"' + "x\n" * 200_000, '"x\n",' * 100_000])
    def test_a_row_of_csv_that_runs_on_and_on_is_said_to(self, row):
        assert refusal(b"set,ref,period\n" + row.encode(), "x.csv") == (
            "x.csv cannot be read from row 2 on: look there for a quotation mark too many or too few."
        )

    def test_a_cell_that_is_too_long_is_named(self):
        assert refusal(b"set,ref,period\nBVPI,BV8," + b"x" * 32_768, "x.csv") == (
            "x.csv: C2 holds 32,768 signs, and 32,767 is the limit. Shorten it."
        )

    def test_a_limit_is_a_setting(self, monkeypatch):
        monkeypatch.setattr(LIMITS, "upload_mb", 1)
        assert refusal(bytes(1_000_001), "x") == "x is larger than 1 MB. Split it, or take out what is not needed."
        monkeypatch.setattr(LIMITS, "cells", 10)
        content = xlsx(HEADER, *(a_row(91) for _ in range(20)))
        assert refusal(content, "x").startswith("x holds more than 40 tags, and is not read.")
