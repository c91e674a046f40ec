"""A table in a spreadsheet or a CSV file: its header, its worksheets and its rows."""

from decimal import Decimal

import pytest

from core.exports import to_csv, to_xlsx
from core.sheets import Doubt, SheetError, read, read_file
from tests.core.spreadsheets import HEADER, a_row, cell, line, ods, refusal, table, taken, xlsx


class TestOneTableInEveryFormat:
    ROWS = [{"set": "BVPI", "ref": "BV8", "period": "2006/07", "value": "91.5", "target": "95.9"}]

    @pytest.mark.parametrize(
        "content",
        [
            b"set,ref,period,value,target\nBVPI,BV8,2006/07,91.5,95.9\n",
            b"\xef\xbb\xbfset,ref,period,value,target\r\nBVPI,BV8,2006/07,91.5,95.9\r\n",
            b"set;ref;period;value;target\nBVPI;BV8;2006/07;91.5;95.9\n",
            b'"set";"ref";"period";"value";"target"\n"BVPI";"BV8";"2006/07";"91.5";"95.9"\n',
            b"set\tref\tperiod\tvalue\ttarget\nBVPI\tBV8\t2006/07\t91.5\t95.9\n",
            "set\tref\tperiod\tvalue\ttarget\nBVPI\tBV8\t2006/07\t91.5\t95.9\n".encode("utf-16"),
            xlsx(HEADER, a_row(91.5, 95.9)),
            ods(table(line(*HEADER), line("BVPI", "BV8", "2006/07", cell("float", "91.5"), cell("float", "95.9")))),
        ],
        ids=["comma", "marked", "semicolon", "quoted", "tab", "utf-16", "xlsx", "ods"],
    )
    def test_it_reads_the_same(self, content):
        sheet = taken(content)
        assert [row.cells for row in sheet] == self.ROWS
        assert (sheet.columns, sheet.unknown_columns, sheet.doubts, sheet.remarks) == (HEADER, [], [], [])
        assert [row.number for row in sheet] == [2]

    def test_from_a_file_too(self, tmp_path):
        path = tmp_path / "figures.xlsx"
        path.write_bytes(xlsx(HEADER, a_row(91.5, 95.9)))
        assert [row.cells for row in read_file(path, needed=HEADER, known=HEADER)] == self.ROWS
        with pytest.raises(SheetError, match=r"gone\.csv could not be read: No such file or directory\."):
            read_file(tmp_path / "gone.csv", needed=HEADER, known=HEADER)

    def test_what_the_program_exports_comes_in_again(self):
        rows = [("BVPI", "BV8", "2006/07", Decimal("91.5"), Decimal("95.9"))]
        assert [row.cells for row in taken(to_csv(HEADER, rows))] == self.ROWS
        assert [row.cells for row in taken(to_xlsx(HEADER, rows))] == self.ROWS


class TestTheHeader:
    @pytest.mark.parametrize("written", ["Decimal places", " decimal__PLACES ", "Decimal-places", "decimal\n places"])
    def test_its_capitals_spaces_and_hyphens_do_not_matter(self, written):
        sheet = read(xlsx(("ref", written), ("BV8", 1)), "x.xlsx", needed=("ref",), known=("ref", "decimal_places"))
        assert (sheet.columns, sheet.rows[0].whole("decimal_places")) == (("ref", "decimal_places"), 1)

    def test_columns_are_those_that_the_file_has_in_its_order(self):
        sheet = taken(b"Period,colour,REF,set\n2006/07,blue,BV8,BVPI\n")
        assert (sheet.columns, sheet.unknown_columns) == (("period", "ref", "set"), ["colour"])
        assert sheet.rows[0].cells == {"period": "2006/07", "ref": "BV8", "set": "BVPI"}

    def test_it_may_stand_below_ten_rows_of_titles(self):
        titles = [("Performance of the council",), *[(None,)] * 8, ("Set by the Executive",)]
        sheet = taken(xlsx(*titles, HEADER, a_row(91)))
        assert (len(sheet.rows), sheet.rows[0].number, sheet.rows[0].cells["value"]) == (1, 12, "91")
        assert refusal(xlsx(*titles, ("Eleven",), HEADER, a_row(91))).startswith("figures.xlsx has no column set")

    def test_a_column_that_stands_twice_is_named(self):
        content = xlsx(("set", "ref", "period", "value", "Value "), a_row(91, 92))
        assert refusal(content) == (
            "figures.xlsx has the column value twice, in D1 and E1. Rename or delete one of them."
        )

    def test_a_missing_column_is_said_with_what_was_found_and_what_is_needed(self):
        assert refusal(b"Quarterly figures\nref,value\nBV8,91\n", "q1.csv") == (
            "q1.csv has no column set and no column period. Row 2 names ref, value; needed are set, ref, period."
        )

    def test_a_missing_column_of_a_semicolon_file_is_said_with_its_columns(self):
        assert refusal(b'"ref";"value"\n"BV8";"91"\n', "q1.csv") == (
            "q1.csv has no column set and no column period. Row 1 names ref, value; needed are set, ref, period."
        )


class TestWorksheets:
    OTHER = ("Notes", "on the figures")

    def test_the_one_whose_header_fits_is_read(self):
        def notes(book):
            book.create_sheet("Notes", 0).append(self.OTHER)

        sheet = taken(xlsx(HEADER, a_row(91), change=notes))
        assert (sheet.title, len(sheet.rows)) == ("Figures", 1)

    def two(self, book):
        second = book.create_sheet("Last year")
        second.append(HEADER)
        second.append(a_row(90))

    def test_several_that_fit_are_named(self):
        assert refusal(xlsx(HEADER, a_row(91), change=self.two)) == (
            "figures.xlsx has 2 worksheets that could be the table: “Figures” and “Last year”. "
            "Keep one of them, or say which to read."
        )

    def test_one_of_several_can_be_named(self):
        content = xlsx(HEADER, a_row(91), change=self.two)
        assert taken(content, sheet="last year").rows[0].cells["value"] == "90"
        assert refusal(content, sheet="Next year") == (
            "figures.xlsx has no worksheet “Next year”. Its worksheets are “Figures” and “Last year”."
        )

    def test_a_hidden_one_is_read_only_where_no_other_fits(self):
        def hide(name):
            def change(book):
                self.two(book)
                book[name].sheet_state = "hidden"
                book["Figures"]["A1"] = "set" if name == "Last year" else "Notes"

            return xlsx(HEADER, a_row(91), change=change)

        visible = taken(hide("Last year"))
        assert (visible.title, visible.remarks) == ("Figures", [])

        def hide_all_but_notes(book):
            book.create_sheet("Notes").append(self.OTHER)
            book["Figures"].sheet_state = "hidden"
            book.active = 1

        hidden = taken(xlsx(HEADER, a_row(91), change=hide_all_but_notes))
        assert (hidden.title, hidden.remarks) == ("Figures", ["The worksheet “Figures” is hidden and was read."])

    def test_none_that_fits_is_said_with_the_likeliest(self):
        def notes(book):
            book.create_sheet("Notes", 0).append(self.OTHER)

        assert refusal(xlsx(("set", "ref", "value"), change=notes)) == (
            "figures.xlsx has no column period. Row 1 of the worksheet “Figures” names set, ref, value; "
            "needed are set, ref, period."
        )

    @pytest.mark.parametrize("content", [b"", b" \n,,\n", xlsx(), ods(table())], ids=["csv", "blank", "xlsx", "ods"])
    def test_an_empty_one_is_said_to_be_empty(self, content):
        assert refusal(content, "new") == "new is empty: its first row must name the columns set, ref, period."

    def test_a_header_without_rows_is_a_table_without_rows(self):
        assert taken(xlsx(HEADER)).rows == []

    def test_sheets_of_an_open_document_are_chosen_alike(self):
        notes, hidden = table(line(*self.OTHER), title="Notes"), table(line(*HEADER), title="Old", style="off")
        styles = '<style:style style:name="off"><style:table-properties table:display="false"/></style:style>'
        content = ods(notes, hidden, table(line(*HEADER), line(*map(str, a_row(91)))), styles=styles)
        sheet = taken(content, "figures.ods")
        assert (sheet.title, [row.cells["value"] for row in sheet]) == ("Figures", ["91"])
        assert taken(content, "figures.ods", sheet="Old").remarks == ["The worksheet “Old” is hidden and was read."]


class TestCsv:
    def test_a_file_of_an_old_spreadsheet_is_read(self):
        assert (
            taken("set,ref,period,value\nBVPI,caf\u00e9,2006/07,£3\n".encode("cp1252")).rows[0].cells["ref"] == "café"
        )

    def test_a_comma_that_moves_the_columns_is_doubted(self):
        sheet = taken(b"set,ref,period,value,target\nBVPI,BV8,2006/07,1,204,95.9\nBVPI,BV8,2007/08,1,2,,\n")
        assert sheet.doubts == [
            Doubt(
                2,
                "target",
                "The row has 6 cells and the header 5: put quotation marks around a text or number that holds a comma.",
                "E2",
            )
        ]

    def test_short_rows_are_filled_up_and_blank_ones_left_out(self):
        sheet = taken(b"set,ref,period,value,target\n\n,,,,\nBVPI,BV8,2006/07\n")
        assert [(row.number, row.cells["target"]) for row in sheet] == [(4, "")]
