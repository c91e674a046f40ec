import csv
import datetime as dt
import io
import time
import zipfile
from decimal import Decimal
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from core import workbooks
from core.exports import to_csv, to_xlsx
from core.figures import Figure
from core.periods import Period
from core.sheets import Doubt, Row, Sheet, SheetError, read, read_file

HEADER = ("set", "ref", "period", "value", "target")
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


def xlsx(*rows, change=lambda book: None, title: str = "Figures") -> bytes:
    """A workbook of one worksheet; a cell is a value, or a value and its number format."""
    book = Workbook()
    book.active.title = title
    for number, row in enumerate(rows, 1):
        for column, written in enumerate(row, 1):
            value, shown = written if isinstance(written, tuple) else (written, "General")
            if value is not None:
                made = book.active.cell(number, column, value)
                if not isinstance(value, dt.date | dt.time) or shown != "General":
                    made.number_format = shown
    change(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def repacked(content: bytes, **changes) -> bytes:
    """A workbook with its first worksheet's XML changed by text: ``repacked(x, old="new")``."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name).decode()
    for old, new in changes.items():
        assert old in parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(old, new)
    return zipped(parts)


def worked_out(content: bytes, value: str, kind: str = "") -> bytes:
    """A workbook whose formulas came to a value when a spreadsheet last saved it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert "</f><v" in sheet
    sheet = sheet.replace("</f><v/>", f"</f><v>{value}</v>").replace("</f><v />", f"</f><v>{value}</v>")
    sheet = sheet.replace("</f><v></v>", f"</f><v>{value}</v>")
    if kind:
        sheet = sheet.replace("><f>", f' t="{kind}"><f>')
    return zipped(parts | {"xl/worksheets/sheet1.xml": sheet})


def ods(*tables: str, styles: str = "", parts: dict[str, str] | None = None) -> bytes:
    """An OpenDocument spreadsheet of the least that is allowed; a table is its XML."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": mimetype, "content.xml": content, **(parts or {})})


def table(*rows: str, columns: str = "", title: str = "Figures", style: str = "") -> str:
    return f'<table:table table:name="{title}" table:style-name="{style}">{columns}{"".join(rows)}</table:table>'


def line(*cells: str, attributes: str = "") -> str:
    """A row of ODS; a cell that is not XML is text."""
    texts = (
        cell
        if cell.startswith("<")
        else f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row {attributes}>{''.join(texts)}</table:table-row>"


def cell(kind: str, value: str, shown: str = "", attributes: str = "") -> str:
    name = {"date": "date-value", "boolean": "boolean-value"}.get(kind, "value")
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{value}" {attributes}>'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def taken(content: bytes, name: str = "figures.xlsx", **options) -> Sheet:
    return read(content, name, **{"needed": HEADER[:3], "known": HEADER} | options)


def refusal(content: bytes, name: str = "figures.xlsx", **options) -> str:
    with pytest.raises(SheetError) as refused:
        taken(content, name, **options)
    return str(refused.value)


def a_row(value, target=None) -> tuple:
    return ("BVPI", "BV8", "2006/07", value, target)


def sentences(sheet: Sheet) -> list[str]:
    return [str(doubt) for doubt in sheet.doubts]


CSV = b"set,ref,period,value,target\nBVPI,BV8,2006/07,91,95.9\n"


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
        began = time.perf_counter()
        assert refusal(bomb) == (
            "figures.xlsx would unpack to 201 MB, and 200 MB is the limit. Split it, or take out what is not needed."
        )
        assert time.perf_counter() - began < 1

    def test_a_part_is_not_read_beyond_what_it_declares(self):
        honest = zipped({"content.xml": bytes(10_000_000)})
        lying = honest.replace((10_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
        assert lying != honest
        assert refusal(lying, "x") == DAMAGED

    def test_entities_that_multiply_are_refused(self):
        more = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        doctype = f'<!DOCTYPE a [<!ENTITY a0 "lolololololololol">{more}]>'
        began = time.perf_counter()
        assert refusal(zipped({"content.xml": f"{doctype}<a>&a9;</a>"}), "x") == DAMAGED
        within = {"<worksheet": f"{doctype}<worksheet", "<sheetData>": "<a>&a9;</a><sheetData>"}
        assert refusal(repacked(xlsx(HEADER, a_row("x")), **within), "x") == DAMAGED
        assert time.perf_counter() - began < 5

    def test_a_file_that_is_too_large_is_not_read(self, tmp_path, monkeypatch):
        path = tmp_path / "figures.csv"
        path.write_bytes(b"set,ref,period\n" + b"x" * workbooks.FILE_LIMIT)
        with pytest.raises(SheetError) as refused:
            read_file(path, needed=HEADER, known=HEADER)
        assert str(refused.value) == "figures.csv is larger than 25 MB. Split it, or take out what is not needed."
        assert refusal(path.read_bytes()).startswith("figures.xlsx is larger than 25 MB.")

    def test_more_rows_than_the_limit_are_refused(self, monkeypatch):
        assert workbooks.ROW_LIMIT == 200_000
        monkeypatch.setattr("core.sheets.ROW_LIMIT", 2_000)
        row = "BVPI,BV8,2006/07,91,\n"
        at_limit = b"set,ref,period,value,target\n" + (row * 2_000).encode()
        assert len(taken(at_limit).rows) == 2_000
        assert refusal(at_limit + row.encode(), "x.csv") == (
            "x.csv holds more than 2,000 rows. Split it into several files."
        )
        repeated = line(*map(str, a_row(91)), attributes='table:number-rows-repeated="1048575"')
        assert refusal(ods(table(line(*HEADER), repeated)), "x.ods") == (
            "x.ods holds more than 2,000 rows. Split it into several files."
        )

    def test_empty_rows_and_cells_up_to_the_end_of_the_sheet_cost_nothing(self):
        empty = '<table:table-cell table:number-columns-repeated="16379"/>'
        end = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        began = time.perf_counter()
        assert len(taken(ods(table(line(*HEADER, empty), line(*map(str, a_row(91))), end))).rows) == 1
        far = xlsx(HEADER, a_row(91), change=lambda book: book.active.cell(1_048_576, 16_384, "end"))
        assert len(taken(far).rows) == 1
        assert time.perf_counter() - began < 5

    def test_a_hundred_thousand_rows_are_read_from_csv(self):
        content = CSV + b"BVPI,BV8,2006/07,91,95.9\n" * 99_999
        began = time.perf_counter()
        assert len(taken(content).rows) == 100_000
        assert time.perf_counter() - began < 10

    def test_tens_of_thousands_of_rows_are_read_from_a_workbook(self):
        rows = [("BVPI", f"BV{number}", "2006/07", number / 10, 95.9) for number in range(10_000)]
        content = to_xlsx(HEADER, rows)
        began = time.perf_counter()
        assert taken(content).rows[-1].cells["value"] == "999.9"
        assert time.perf_counter() - began < 10


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
        assert row.figure("forecast", unit="days") == Figure()
        assert [str(doubt) for doubt in row.doubts] == [
            "Row 7, column forecast: “72.3%” is a percentage and the unit is days: write it in that unit, without %."
        ]

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
