"""What a cell of a spreadsheet comes to, and what is doubted of it."""

import datetime as dt
from decimal import Decimal

import pytest

from core.figures import Figure
from core.periods import Period
from core.sheets import Doubt, Row
from indicators.choices import Aggregation, State
from tests.core.spreadsheets import HEADER, a_row, cell, line, ods, sentences, table, taken, worked_out, xlsx

DATE = "a spreadsheet may have turned it into one; write the number as text or format the cell as a number."
PERIOD_DATE = (
    "a spreadsheet may have turned it into one; format the column as text and write the period again, as 2006/07."
)
NO_PERIOD = (
    "is not a period. Write a financial year as 2006/07, "
    "a quarter as 2007/08 Q1, a half as 2007/08 H1, a month as 2007/08 M03."
)
ANNOTATED = (
    '<table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation>'
    '<text:p>two<text:s text:c="2"/>lines<text:span> and<text:tab/>more</text:span></text:p>'
    "<text:p>here</text:p></table:table-cell>"
)
AT_TEN = (
    '<table:table-cell office:value-type="time" office:time-value="PT10H"><text:p>10:00</text:p></table:table-cell>'
)


class TestCells:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ((0.723, "0.0%"), "72.3%"),
            ((0.723, "0%"), "72.3%"),
            ((1, "0%"), "100%"),
            ((0.07, "0.00%;[Red]-0.00%"), "7%"),
            ((72.3, '0.0"%"'), "72.3"),
            (0.1 + 0.2, "0.3"),
            (1e-7, "0.0000001"),
            (1.5e21, "1500000000000000000000"),
            (1204.0, "1204"),
            (-0.0, "0"),
            ((1204.5, "£#,##0"), "1204.5"),
            ("0.10", "0.10"),
            (True, "TRUE"),
            (dt.date(2007, 4, 1), "2007-04-01"),
            (dt.datetime.fromisoformat("2007-04-01T10:30"), "2007-04-01 10:30"),
            (dt.time(10, 30), "10:30"),
            ((1.5, "[h]:mm:ss"), "1 day, 12:00:00"),
            ("2006/07\n(part)", "2006/07\n(part)"),
        ],
    )
    def test_a_cell_is_text_as_a_person_sees_it(self, value, text):
        sheet = taken(xlsx(HEADER, a_row(value)))
        assert (sheet.rows[0].cells["value"], sheet.doubts) == (text, [])

    @pytest.mark.parametrize(
        ("written", "text"),
        [
            (cell("percentage", "0.723", "72%"), "72.3%"),
            (cell("float", "0.30000000000000004", "0.3"), "0.3"),
            (cell("currency", "1204.5", "£1,205"), "1204.5"),
            (cell("boolean", "true", "TRUE"), "TRUE"),
            (cell("date", "2007-04-01", "01/04/07"), "2007-04-01"),
            (cell("date", "2007-04-01T10:30:00", "01/04/07"), "2007-04-01 10:30"),
            (AT_TEN, "10:00"),
            (ANNOTATED, "two  lines and\tmore\nhere"),
        ],
    )
    def test_so_is_one_of_an_open_document(self, written, text):
        sheet = taken(ods(table(line(*HEADER), line("BVPI", "BV8", "2006/07", written))))
        assert (sheet.rows[0].cells["value"], sheet.doubts) == (text, [])

    def test_a_percentage_of_a_spreadsheet_is_a_figure_in_per_cent(self):
        row = taken(xlsx(HEADER, a_row((0.723, "0.0%")))).rows[0]
        assert row.figure("value", unit="%") == Figure(Decimal("72.3"))
        assert row.decimal("value") == Decimal("72.3")

    @pytest.mark.parametrize(
        "content",
        [
            xlsx(HEADER, a_row(dt.date(2007, 4, 1))),
            xlsx(HEADER, a_row((39173, "d mmm yyyy"))),
            ods(table(line(*HEADER), line("BVPI", "BV8", "2006/07", cell("date", "2007-04-01")))),
        ],
        ids=["date", "number shown as date", "ods"],
    )
    def test_a_date_where_a_number_belongs_is_doubted(self, content):
        doubted = f"Row 2, column value: A date (1\u00a0April\u00a02007) stands where a number belongs: {DATE}"
        sheet = taken(content)
        row = sheet.rows[0]
        assert (row.dates, row.decimal("value")) == ({"value": dt.date(2007, 4, 1)}, None)
        assert sentences(sheet) == [doubted]
        assert row.figure("value", unit="days") == Figure()
        assert row.whole("value", 7) == 7
        assert sentences(sheet) == [doubted] * 3

    def test_a_period_that_a_spreadsheet_turned_into_a_date_is_doubted(self):
        sheet = taken(xlsx(HEADER, ("BVPI", "BV8", (dt.date(2006, 7, 1), "mmm-yy"))))
        assert sheet.rows[0].period("period") is None
        assert sentences(sheet) == [
            f"Row 2, column period: A date (1\u00a0July\u00a02006) stands where a period belongs: {PERIOD_DATE}"
        ]

    def test_a_date_that_a_spreadsheet_turned_into_a_number_is_doubted_as_a_period(self):
        sheet = taken(xlsx(HEADER, ("BVPI", "BV8", 38899)))
        assert sheet.rows[0].period("period") is None
        assert sentences(sheet) == [f"Row 2, column period: “38899” {NO_PERIOD}"]

    def test_a_number_too_large_for_the_date_that_it_is_shown_as_is_doubted(self):
        assert sentences(taken(xlsx(HEADER, a_row((72300000, "dd/mm/yyyy"))))) == [
            "Row 2, column value: D2 is formatted as a date and holds 72300000: format it as a number."
        ]

    @pytest.mark.parametrize("shown", ["#DIV/0!", "#N/A"])
    def test_an_error_is_doubted_and_named(self, shown):
        sheet = taken(xlsx(HEADER, a_row(shown)))
        assert sheet.doubts == [
            Doubt(
                2,
                "value",
                f"D2 holds an error ({shown}): mend its formula, write the value, or leave it empty.",
                "D2",
            )
        ]

    def test_a_formula_that_was_never_worked_out_is_doubted(self):
        sheet = taken(xlsx(HEADER, a_row("=B2/C2")))
        assert sheet.doubts == [Doubt(2, "value", "D2 holds a formula (=B2/C2): paste its value.", "D2")]
        assert sheet.rows[0].text("value", needed=True) == ""
        assert len(sheet.doubts) == 1

    def test_a_formula_that_was_worked_out_is_its_value_and_is_remarked_on(self):
        sheet = taken(worked_out(xlsx(HEADER, a_row("=B2/C2"), a_row("=B3/C3")), "91.5"))
        assert ([row.cells["value"] for row in sheet], sheet.doubts) == (["91.5", "91.5"], [])
        assert sheet.remarks == ["Column D (value) holds 2\u00a0formulas; what they last came to was read."]

    def test_a_formula_that_came_to_an_error_is_doubted(self):
        assert sentences(taken(worked_out(xlsx(HEADER, a_row("=B2/C2")), "#DIV/0!", "e"))) == [
            "Row 2, column value: D2 holds an error (#DIV/0!): mend its formula, write the value, or leave it empty."
        ]

    def test_a_formula_that_came_to_no_text_is_empty(self):
        sheet = taken(worked_out(xlsx(HEADER, a_row('=""')), "", "str"))
        assert (sheet.rows[0].cells["value"], sheet.doubts) == ("", [])

    def test_formulas_of_an_open_document_are_treated_alike(self):
        never = '<table:table-cell table:formula="of:=[.B2]/SUM([.C2:.C3])"/>'
        wrong = (
            '<table:table-cell table:formula="of:=[.B2]/0" office:value-type="string" office:string-value=""'
            ' calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
        )
        done = cell("float", "91.5", "91.5", 'table:formula="of:=[.B2]"')
        sheet = taken(
            ods(table(line(*HEADER), *(line("BVPI", "BV8", "2006/07", each) for each in (never, wrong, done))))
        )
        assert sentences(sheet) == [
            "Row 2, column value: D2 holds a formula (=B2/SUM(C2:C3)): paste its value.",
            "Row 3, column value: D3 holds an error (#DIV/0!): mend its formula, write the value, or leave it empty.",
        ]
        assert sheet.rows[2].cells["value"] == "91.5"
        assert sheet.remarks == ["Column D (value) holds 1\u00a0formula; what it last came to was read."]


class TestWhatIsMergedOrHidden:
    MERGED = "The cells D2:D3 are merged: unmerge them and write in each what belongs there."

    def test_merged_cells_are_doubted(self):
        sheet = taken(xlsx(HEADER, a_row(91), a_row(None), change=lambda book: book.active.merge_cells("D2:D3")))
        assert sheet.doubts == [Doubt(2, "value", self.MERGED, "D2")]

    def test_so_are_those_of_an_open_document(self):
        merged = cell("float", "91", "91", 'table:number-rows-spanned="2"')
        rows = line("BVPI", "BV8", "2006/07", merged), line("BVPI", "BV8", "2007/08", "<table:covered-table-cell/>")
        assert taken(ods(table(line(*HEADER), *rows))).doubts == [Doubt(2, "value", self.MERGED, "D2")]

    def test_merged_titles_and_columns_that_are_not_read_are_nobody_s_concern(self):
        def merge(book):
            for area in ("A1:E1", "F3:F4", "A9:B9"):
                book.active.merge_cells(area)

        titled = (("Figures of the council",), (*HEADER, "colour"), (*a_row(91), "blue"), a_row(92))
        assert taken(xlsx(*titled, change=merge)).doubts == []

    def test_hidden_columns_and_rows_are_read_and_remarked_on(self):
        def hide(book):
            book.active.column_dimensions["D"].hidden = True
            book.active.column_dimensions["F"].hidden = True
            book.active.row_dimensions[3].hidden = True

        sheet = taken(xlsx(HEADER, a_row(91), a_row(92), change=hide))
        assert [row.cells["value"] for row in sheet] == ["91", "92"]
        assert sheet.remarks == ["Column D (value) is hidden and was read.", "Row 3 is hidden and was read."]

    def test_many_hidden_rows_are_named_up_to_a_dozen(self):
        def hide(book):
            for row in range(3, 17):
                book.active.row_dimensions[row].hidden = True

        sheet = taken(xlsx(HEADER, *[a_row(91)] * 20, change=hide))
        assert sheet.remarks == ["Rows 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 and 2 more are hidden and were read."]

    def test_so_are_those_of_an_open_document_hidden(self):
        columns = (
            '<table:table-column table:number-columns-repeated="3"/>'
            '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        )
        rows = line(*HEADER), line(*map(str, a_row(91, 92)), attributes='table:visibility="filter"')
        sheet = taken(ods(table(*rows, columns=columns)))
        assert sheet.remarks == [
            "Column D (value) is hidden and was read.",
            "Column E (target) is hidden and was read.",
            "Row 2 is hidden and was read.",
        ]

    def test_row_numbers_are_those_that_the_spreadsheet_shows(self):
        sheet = taken(xlsx((None,), HEADER, a_row(91), (None,), a_row(92)))
        assert [row.number for row in sheet] == [3, 5]
        repeated = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        twice = line(*map(str, a_row(92)), attributes='table:number-rows-repeated="2"')
        sheet = taken(ods(table(line(*HEADER), repeated, twice)))
        assert [row.number for row in sheet] == [5, 6]


class TestRows:
    def row(self, **cells) -> Row:
        return Row(7, cells, letters={"value": "D"})

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("2.4%<", "“2.4%<” holds more than a number: write 2.4% alone."),
            ("12,5", "“12,5” has a decimal comma: write 12.5."),
            ("Level 4", "“Level 4” holds more than a number: write 4 alone."),
            ("—", "“—” is not a number: leave the cell empty where there is none."),
            ("n/a", "“n/a” is not a number: leave the cell empty where there is none."),
        ],
    )
    def test_a_number_that_cannot_be_read_is_doubted_with_its_cell(self, text, sentence):
        row = self.row(value=text)
        assert (row.decimal("value"), row.doubts) == (None, [Doubt(7, "value", sentence, "D7")])

    def test_numbers_are_read_as_people_write_them(self):
        row = self.row(value="£1,204", target="12.5 %", empty=" ")
        assert [row.decimal(column) for column in ("value", "target", "empty", "none")] == [
            Decimal(1204), Decimal("12.5"), None, None,
        ]  # fmt: skip
        assert row.doubts == []

    def test_a_figure_is_read_in_its_unit_or_doubted(self):
        row = self.row(value="Level 4", target="n/a", forecast="72.3%")
        assert row.figure("value", unit="level") == Figure(Decimal(4))
        assert row.figure("target", unit="level") == Figure(not_applicable=True)
        assert row.figure("none", unit="level") == Figure()
        assert row.doubts == []

    def test_a_figure_in_another_unit_is_read_and_asked_about(self):
        row = self.row(forecast="72.3%")
        asked = "“72.3%” is a percentage and the unit is days. Is 72.3 right?"
        assert row.figure("forecast", unit="days") == Figure(Decimal("72.3"), question=asked)
        assert (row.asked, row.doubts) == ({"forecast": asked}, [])

    @pytest.mark.parametrize("text", ["signed_off", "Signed off", "signed-off", "Signed off by the directorate"])
    def test_a_word_is_known_as_it_is_stored_and_as_people_read_it(self, text):
        row = self.row(state=text)
        assert (row.choice("state", State), row.doubts) == (State.SIGNED_OFF, [])

    def test_what_follows_the_colon_of_a_label_may_be_left_out(self):
        row = self.row(a="Snapshot", b="Snapshot: the last figure stands", c="Photo")
        assert [row.choice(column, Aggregation) for column in "abc"] == ["snapshot", "snapshot", ""]
        (doubt,) = row.doubts
        assert doubt.sentence.startswith("“Photo” is not known here: write one of snapshot, flow,")

    def test_a_whole_number_is_digits(self):
        row = self.row(a="1,204", b="-1", c="1.5", d="²", e="")
        assert [row.whole(column, 9) for column in "abcde"] == [1204, 9, 9, 9, 9]
        assert [doubt.sentence for doubt in row.doubts] == [
            "“-1” is not a whole number.", "“1.5” is not a whole number.", "“²” is not a whole number.",
        ]  # fmt: skip

    def test_yes_and_no_are_read_as_a_spreadsheet_writes_them(self):
        row = self.row(a="TRUE", b="No", c="", d="perhaps")
        assert [row.flag(column, default=False) for column in "abcd"] == [True, False, False, False]
        assert [doubt.sentence for doubt in row.doubts] == ["“perhaps” is neither yes nor no."]

    def test_a_period_is_read(self):
        assert self.row(period="2006/07").period("period") == Period.parse("2006/07")

    def test_doubts_stand_in_order_of_rows_and_of_the_file_s_columns(self):
        sheet = taken(
            xlsx(
                HEADER,
                a_row("=1/0", "lots"),
                a_row("lots", "=1/0"),
                change=lambda book: book.active.merge_cells("A2:A3"),
            )
        )
        for row in reversed(sheet.rows):
            row.decimal("target")
            row.decimal("value")
        assert [(doubt.cell, doubt.column) for doubt in sheet.doubts] == [
            ("A2", "set"), ("D2", "value"), ("E2", "target"), ("D3", "value"), ("E3", "target"),
        ]  # fmt: skip
