"""Documents taken to tables: text, workbooks, CSV and what cannot be read. Word and web pages have files of their own."""

import datetime as dt
import io
import time
from contextlib import suppress

import pytest
from openpyxl import Workbook

from core.documents import CELL_LIMIT, ROW_LIMIT, Document, DocumentError, Table, TableRow, read_document, read_text
from core.documents.words import lines, unmarked
from core.limits import LIMITS, MB
from tests import reference
from tests.core.spreadsheets import ods, zipped
from tests.core.test_documents_word import changed_part

SHEET = "xl/worksheets/sheet1.xml"
NO_TABLE = "There is no table in it: copy the table from Word, a spreadsheet or a web page, and paste it in the box."
SAVE = "open it, select the table, copy it, and paste it in the box, or save it as .docx."
CHOOSE = "choose the Word document, workbook or page that holds the table."


def cells(document: Document) -> list[tuple[str, ...]]:
    """The cells of a document with one table."""
    (table,) = document.tables
    return [row.cells for row in table.rows]


def xlsx(*rows, change=lambda sheet: None) -> bytes:
    """A workbook of one worksheet; a cell is a value, or a value and its number format."""
    book = Workbook()
    book.active.title = "Plan"
    for number, row in enumerate(rows, 1):
        for column, written in enumerate(row, 1):
            value, shown = written if isinstance(written, tuple) else (written, "")
            book.active.cell(number, column, value)
            if shown:
                book.active.cell(number, column).number_format = shown
    change(book.active)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def sentence(content: bytes | str, name: str = "plan.docx") -> str:
    """What an officer is told of a document that cannot be read."""
    with pytest.raises(DocumentError) as refused:
        read_text(content) if isinstance(content, str) else read_document(content, name)
    return str(refused.value)


@pytest.mark.parametrize("name", ["rotherham_2007_agenda_pack.txt", "rochford_2009_improvement_plan.txt"])
def test_every_line_with_a_tab_of_a_councils_papers_is_a_row_with_its_number(name):
    text = reference.text(name)
    read = read_text(text)
    assert read.kind == "text"
    assert [row.number for table in read.tables for row in table.rows] == [
        number for number, line in enumerate(text.split("\n"), 1) if "\t" in line
    ]
    shown = "\n".join(cell for table in read.tables for row in table.rows for cell in row.cells)
    assert [left for left in ("<", ">", "**", "&amp;", "• ", "▪ ", "  ") if left in shown] == []
    assert read_document(text.encode(), "pack.txt") == read


def test_a_councils_plan_reads_as_it_is_printed():
    rows = {
        row.number: row
        for table in read_text(reference.text("rotherham_2007_agenda_pack.txt")).tables
        for row in table.rows
    }
    assert rows[362].cells[-2:] == (
        "Work currently ongoing within EDS to obtain ISO9000 to reduce the number of PI's in the lower threshold to 1",
        "",
    )
    assert rows[217].cells == (
        "Performance Clinic", "Reason for Clinic", "Date of Clinic", "Update on progress", "Outcome (performance data)",
    )  # fmt: skip
    assert rows[383].cells[-1] == (
        "Draft programmes / projects proposed to CMT on 25th June 2007\n"
        "Proposals submitted to Leaders Meeting 24th July 2007"
    )


def test_a_run_of_lines_with_tabs_is_a_table_with_the_words_before_it_as_its_title():
    read = read_text("Our plan\n\nLegend:\nCEX\tChief Executive\nHoS\tHeads\n\nRef\tAction\tLead\n1\tMend\n\nThe end")
    assert read == Document(
        "text",
        (
            Table("Legend:", (TableRow(4, ("CEX", "Chief Executive")), TableRow(5, ("HoS", "Heads")))),
            Table("", (TableRow(7, ("Ref", "Action", "Lead")), TableRow(8, ("1", "Mend", "")))),
        ),
        ("Our plan", "Legend:", "The end"),
    )


@pytest.mark.parametrize(
    ("pasted", "shown"),
    [
        ('a\t"one\ntwo"\tb\nc\td', [(1, "a", "one\ntwo", "b"), (3, "c", "d", "")]),
        ('a\t"he said ""no"""\n', [(1, "a", 'he said "no"')]),
        ('"one\n\ntwo"\tb\r\nc\td', [(1, "one\ntwo", "b"), (4, "c", "d")]),
        ('a\t"not closed\nb\tc"', [(1, "a", '"not closed'), (2, "b", 'c"')]),
        ('a\t"A" and "B"\nb\tc', [(1, "a", '"A" and "B"'), (2, "b", "c")]),
        ('a\tb\n"words\nthat are no cell"\nb\tc', [(1, "a", "b"), (4, "b", "c")]),
        ("\t\n\ta\n", [(1, "", ""), (2, "", "a")]),
    ],
)
def test_quotation_marks_of_a_spreadsheet_hold_a_cell_of_several_lines_together(pasted, shown):
    read = read_text(pasted)
    assert [(row.number, *row.cells) for table in read.tables for row in table.rows] == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("", ""),
        ("  two\u00a0 \tblanks ", "two blanks"),
        ("one\r\ntwo\rthree\n\n four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
        ("soft\u00adhyphen\u200b \x00\ufeff", "softhyphen"),
        ("▪ first ▪ second", "first\nsecond"),
        ("•first\n•second · third", "first\nsecond\nthird"),
        ("\uf0b7\u00a0from Word", "from Word"),
        ("3·5 a·b", "3·5 a·b"),
        ("•", "•"),
        ("● amber", "● amber"),
    ],
)
def test_lines_are_what_a_person_sees(written, shown):
    assert lines(written) == shown
    assert lines(shown) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<b>Version number</b>", "Version number"),
        ('<ul style="list-style-type: none"> Initial assessment completed.', "Initial assessment completed."),
        ("<p>one</p> <p>two</p><ol><li>a</li><li>b", "one\ntwo\na\nb"),
        ("7<SUP>th</SUP> May<br/>noon", "7th May\nnoon"),
        (
            "Policy &amp; Partnership, R&D, H&S; &lt;b&gt; &nosuch; &#8211;",
            "Policy & Partnership, R&D, H&S; <b> &nosuch; –",
        ),
        ("**Ref**", "Ref"),
        ("**Plan****Record**", "Plan Record"),
        ("2 ** 3 ** 4, Actual**", "2 ** 3 ** 4, Actual**"),
        ("if a<b and c>d, <a third> stays", "if a<b and c>d, <a third> stays"),
        ("<font color=red face='x'>a</font><!-- never closed", "a"),
        ("less than < 5 and > 3, <10>", "less than < 5 and > 3, <10>"),
        ("a<script>alert('x')</script>b<!-- c --><style>p{}</style>d", "abd"),
        ("a <b unfinished", "a <b unfinished"),
    ],
)
def test_markup_that_strayed_into_text_is_taken_off(written, shown):
    assert unmarked(written) == shown


def test_a_pasted_text_without_tabs_may_be_csv_or_html():
    expected = [("Ref", "Action"), ("1", "Mend, and\nmake do")]
    csv = read_text('Ref,Action\n1,"Mend, and\nmake do"\n')
    page = read_text("<table><tr><td>Ref<td>Action<tr><td>1<td>Mend, and<br>make do</table>")
    assert (csv.kind, page.kind) == ("CSV file", "web page")
    assert cells(csv) == cells(page) == expected
    assert cells(read_text("<b>Ref</b>\t<b>Action</b>\n1\tMend, and<br>make do")) == expected


def test_words_alone_are_no_table():
    assert sentence("First, we did this.\nThen that.\nAnd, at last, it was done.") == NO_TABLE
    assert sentence(b"First, we did this.\nThen that.", "plan.txt") == NO_TABLE
    assert sentence(b"<p>Words</p>", "plan.html") == NO_TABLE
    assert sentence(xlsx(), "plan.xlsx") == NO_TABLE


def test_a_worksheet_is_a_table_with_its_own_row_numbers():
    content = xlsx(["Ref", "Action"], [], [1, "Mend\n• this\n• that"], [1.5, True], [None, "late "])
    assert read_document(content, "plan.xlsx") == Document(
        "spreadsheet",
        (
            Table(
                "Plan",
                (
                    TableRow(1, ("Ref", "Action")),
                    TableRow(3, ("1", "Mend\nthis\nthat")),
                    TableRow(4, ("1.5", "TRUE")),
                    TableRow(5, ("", "late")),
                ),
            ),
        ),
    )


def test_dates_and_percentages_of_a_worksheet_are_as_they_are_shown():
    march = dt.date(2008, 3, 31)
    content = xlsx(
        [march, (march, "mmm-yy"), (march, "[$-809]mmmm\\ yyyy;@"), (march, "m/yyyy"), (march, '"by" mmm yy'), (march, "yyyy")],
        [dt.datetime.combine(march, dt.time(14, 30)), (march, "dd/mm/yyyy"), (0.723, "0.0%"), "=1/0", "Mar-08"],
    )  # fmt: skip
    assert cells(read_document(content, "plan.xlsx")) == [
        ("31 March 2008", "Mar-08", "March 2008", "3/2008", "by Mar 08", "2008"),
        ("31 March 2008 14:30", "31 March 2008", "72.3%", "=1/0", "Mar-08", ""),
    ]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (30000, '"£"#,##0', "£30,000"),
        (-1234.5, "[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00", "-£1,234.50"),
        (1204, '_-"£"* #,##0.00_-;-"£"* #,##0.00_-', "£1,204.00"),
        (30000, "#,##0", "30000"),
    ],
)
def test_an_amount_in_pounds_is_as_it_is_shown(value, form, shown):
    assert cells(read_document(xlsx([(value, form)]), "plan.xlsx")) == [(shown,)]


def test_merged_cells_of_a_worksheet_are_carried_down_and_empty_across():
    def change(sheet):
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("B3:C4")

    content = xlsx(["The plan"], ["Culture", "a", "b"], [None, "c", None, "d"], [None, None, None, "e"], change=change)
    assert read_document(content, "plan.xlsx").tables[0].rows == (
        TableRow(1, ("The plan", "", "", "")),
        TableRow(2, ("Culture", "a", "b", "")),
        TableRow(3, ("", "c", "", "d"), frozenset({0})),
        TableRow(4, ("", "", "", "e"), frozenset({0, 1, 2})),
    )


def test_merged_areas_that_cannot_be_are_damage():
    areas = [f'<mergeCell ref="A1:IV{ROW_LIMIT}"/>'] * 20_000
    rows = [["a"] * 256] * 200
    content = changed_part(
        xlsx(*rows),
        lambda xml: xml.replace("</sheetData>", f"</sheetData><mergeCells>{''.join(areas)}</mergeCells>"),
        SHEET,
    )
    assert sentence(content, "plan.xlsx") == (
        "plan.xlsx is damaged and cannot be read. Open it in a spreadsheet and save it again as .xlsx."
    )


def test_a_cell_that_went_wrong_shows_what_a_spreadsheet_shows():
    content = changed_part(
        xlsx(["Ref", "x"], [1, 2]),
        lambda xml: xml.replace('<c r="B2" t="n"><v>2</v>', '<c r="B2" t="e"><f>A1+1</f><v>#VALUE!</v>'),
        SHEET,
    )
    assert cells(read_document(content, "plan.xlsx")) == [("Ref", "x"), ("1", "#VALUE!")]


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("Mar-08", "Mar-08"),
        ("March 2008", "March 2008"),
        ("03/2008", "03/2008"),
        ("2008-03-31", "31 March 2008"),
        ("31/03/08", "31 March 2008"),
        ("31 Mar", "31 March 2008"),
        ("", "31 March 2008"),
    ],
)
def test_dates_and_amounts_of_an_opendocument_spreadsheet_are_as_they_are_shown(shown, read):
    cell = f'<table:table-cell office:value-type="date" office:date-value="2008-03-31"><text:p>{shown}</text:p></table:table-cell>'
    cell += '<table:table-cell office:value-type="currency" office:value="1204.5"><text:p>£1,204.50</text:p></table:table-cell>'
    assert cells(read_document(ods(f"<table:table><table:table-row>{cell}</table:table-row></table:table>"), "x")) == [
        (read, "£1,204.50")
    ]


def test_what_an_opendocument_spreadsheet_repeats_counts():
    def repeated(text, columns, rows):
        cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}"><text:p>{text}</text:p></table:table-cell>'
        row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
        return sentence(ods(f'<table:table table:name="Plan">{row}</table:table>'), "x.ods")

    assert repeated("a", 1, 20_000) == (
        "x.ods has 20,000 rows, and 10,000 is the limit: take out what is not needed, or split it."
    )
    assert repeated("a", 1, 300_000).startswith("x.ods has more than 200,000 rows, and 10,000 is the limit: ")
    assert repeated("a", 1, 1_048_576) == (
        "x.ods holds more than 1,000,000 cells. Split it, or take out what is not needed."
    )
    assert repeated("a", 300, 1).startswith("x.ods, table 1, row 1: there are more than 256 columns; ")
    assert repeated("a" * 9_000, 256, 3_000) == (
        "x.ods holds more than 20,000,000 characters: take out what is not needed, or split it."
    )


def test_hidden_worksheets_are_left_out_unless_there_is_no_other():
    def hide(sheet):
        sheet.parent.create_sheet("Old").append(["old"])
        sheet.parent["Old"].sheet_state = "hidden"

    assert [table.title for table in read_document(xlsx(["new"], change=hide), "plan.xlsx").tables] == ["Plan"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_every_usual_encoding_and_separator(encoding, separator):
    content = f'The plan\n\nRef{separator}Action\n1{separator}"£5 – “now”\nand then"\n'.encode(encoding)
    read = read_document(content, "plan.csv")
    assert (read.kind, [row.number for row in read.tables[0].rows]) == ("CSV file", [1, 3, 4])
    assert cells(read) == [("The plan", ""), ("Ref", "Action"), ("1", "£5 – “now”\nand then")]


def test_a_separator_inside_quotation_marks_is_none():
    content = b'a,"1;2\n3;4",b\n'
    assert cells(read_document(content, "plan.csv")) == [("a", "1;2\n3;4", "b")]


def test_a_csv_file_of_one_column_has_no_table():
    assert sentence(b"one\ntwo\n", "plan.csv") == NO_TABLE
    assert sentence(b'Ref,Action\n1,"not closed\n', "plan.csv") == (
        "plan.csv cannot be read from row 2 on: look there for a quotation mark too many or too few."
    )


def test_what_a_file_is_is_told_by_its_bytes():
    assert read_document(xlsx(["a", "b"]), "plan.docx").kind == "spreadsheet"
    assert read_document(b"a\tb\n", "plan.xlsx").kind == "text"
    assert read_document(b"<table><tr><td>a</table>", "plan.xls").kind == "web page"
    assert read_document(b"a\tb,c\nd\te,f\n", "plan.txt").kind == "text"
    assert read_document(b"a,b\nd,e\tf\ng,h\n", "plan.txt").kind == "CSV file"


def test_too_many_rows_are_named():
    expected = "has 10,001 rows, and 10,000 is the limit: take out what is not needed, or split it."
    assert len(read_text("a\tb\n" * ROW_LIMIT).tables[0].rows) == ROW_LIMIT
    assert sentence("a\tb\n\n" * (ROW_LIMIT + 1)) == f"The pasted text {expected}"
    assert sentence(b"a,b\n" * (ROW_LIMIT + 1), "plan.csv") == f"plan.csv {expected}"
    assert sentence("<table>" + "<tr><td>a" * (ROW_LIMIT + 1)) == f"The pasted text {expected}"


def test_a_cell_that_is_too_long_is_named():
    long = "x" * (CELL_LIMIT + 1)
    expected = (
        "table 2, row 4, column 2: the cell is 10,001 characters long, and 10,000 is the limit; "
        "shorten it, or split it over several rows."
    )
    assert sentence(f"a\tb\n\nc\td\ne\t{long}") == f"The pasted text, {expected}"
    assert cells(read_text(f"a\t{long[1:]}")) == [("a", long[1:])]


def test_a_row_that_is_too_wide_is_named():
    assert (
        sentence("a" + "\tb" * 256)
        == "The pasted text, table 1, row 1: there are more than 256 columns; take out those not needed."
    )
    assert (
        sentence(xlsx(["a"] * 257), "p.xlsx")
        == "p.xlsx, table 1, row 1: there are more than 256 columns; take out those not needed."
    )


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "plan.docx", "plan.docx is empty: choose the file that holds the table."),
        (b" \r\n", "plan.csv", "plan.csv is empty: choose the file that holds the table."),
        (b'<?xml version="1.0"?><Workbook/>', "plan.xml", f"plan.xml is an XML file: {SAVE}"),
        (b"%PDF-1.7 ...", "plan.pdf", f"plan.pdf is a PDF: {SAVE}"),
        (b"{\\rtf1 x}", "plan.rtf", f"plan.rtf is a rich text document (.rtf): {SAVE}"),
        (
            b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"),
            "plan.doc",
            f"plan.doc is in the Word format of before 2007 (.doc): {SAVE}",
        ),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "plan.docx",
            "plan.docx is protected by a password. Open it, take the password off, and save it again.",
        ),
        (
            b"PK\x03\x04 and no more",
            "plan.docx",
            "plan.docx is damaged and cannot be read: open it, save it again, and choose it again.",
        ),
        (
            b"Just words",
            "plan.docx",
            f"plan.docx says that it is a Word document, but looks like plain text: choose the right file, or {SAVE}",
        ),
        (
            b"\x00\x01\x02\x03\x00\x00" * 9,
            "plan.xlsx",
            f"plan.xlsx says that it is an Excel workbook, but is not, and cannot be read: {CHOOSE}",
        ),
        (b"", "", "The file is empty: choose the file that holds the table."),
        (
            zipped({"ppt/presentation.xml": ""}),
            "x",
            "x is a PowerPoint presentation: open it, select the table, copy it, and paste it in the box.",
        ),
        (
            zipped({"xl/workbook.bin": ""}),
            "x",
            "x is a binary Excel workbook (.xlsb): open it in Excel and save it as .xlsx.",
        ),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}),
            "x",
            f"x is an OpenDocument file, but no spreadsheet: {SAVE}",
        ),
        (
            zipped({"Index/Document.iwa": ""}),
            "x",
            "x is an Apple document: open it and export it as Word (.docx) or Excel (.xlsx).",
        ),
        (
            zipped({"plan.docx": ""}),
            "x",
            "x is a zip file without a document: unpack it and choose the document from it.",
        ),
        (b"\x89PNG\r\n", "plan.csv", "plan.csv is a picture: choose the document that it was made from."),
    ],
)
def test_a_file_that_cannot_be_read_says_what_it_is_and_what_to_do(content, name, told):
    assert sentence(content, name) == told


def test_a_file_that_is_too_large_is_not_read():
    assert sentence(b"a\tb\n" + b"x" * LIMITS.upload_mb * MB, "plan.txt") == (
        "plan.txt is larger than 25 MB: take out the pictures and what is not needed, or split it."
    )
    assert sentence("a\tb\n" + "x" * LIMITS.paste_mb * MB) == (
        "The pasted text has 5.0 MB, and 5 MB is the limit: paste a part of it at a time, or save it as a document and choose that."
    )


def as_page(rows) -> bytes:
    return "".join(["<table>", *("<tr><td>" + "<td>".join(row) for row in rows), "</table>"]).encode()


def as_text(separator: str):
    return lambda rows: "\n".join(map(separator.join, rows)).encode()


@pytest.mark.parametrize("write", [lambda rows: xlsx(*rows), as_page, as_text("\t")])
def test_five_thousand_rows_are_read_in_a_few_seconds(write):
    content = write([[f"cell {column} of a plan – with words" for column in range(9)]] * 5_000)
    started = time.perf_counter()
    assert len(cells(read_document(content, "plan"))) == 5_000
    assert time.perf_counter() - started < 10


def test_an_empty_box_is_said():
    assert sentence(" \n") == "Nothing was pasted: copy the table and paste it in the box."


@pytest.mark.parametrize("piece", ["<script>", "<!--", "<b ", "**a ", '"', '""\n', "<ul a=", "&", "• ", "· "])
def test_no_text_takes_long(piece):
    started = time.perf_counter()
    for text in (f"a\t{piece * 100_000}b", f"a\tb\n{piece * 100_000}"):
        with suppress(DocumentError):
            read_text(text)
    assert time.perf_counter() - started < 5
