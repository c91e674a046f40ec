"""Rows of a worksheet that are read by a pattern are what the parser makes of them."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import workbooks, xlsx
from core.workbooks import SheetError, grids
from tests.core.spreadsheets import refusal, repacked
from tests.core.spreadsheets import xlsx as workbook

HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>set</t></is></c><c r="B1" t="inlineStr"><is><t>ref</t></is></c></row>'
PLAIN = [
    '<row r="{n}" spans="1:2"><c r="A{n}" t="inlineStr"><is><t>LPI</t></is></c><c r="B{n}"><v>4.50</v></c></row>',
    '<row r="{n}" hidden="false">\n <c r="A{n}" s="1" t="str"><v> two words </v></c>\n <c r="AB{n}" t="b"><v>1</v></c></row>',
    '<row r="{n}"/><row r="{n}5"><c r="A{n}5" s="1"/><c r="C{n}5" t="e"><v>#N/A</v></c><c r="D{n}5"><v>-3E2</v></c></row>',
    '<row r="{n}"><c r="A{n}" t="inlineStr"><is><t xml:space="preserve"> é\n </t></is></c><c r="B{n}" t="n"><v></v></c></row>',
]
ODD = [
    '<row r="{n}"><c r="A{n}"><f>1+1</f><v>2</v></c><c r="B{n}"><f>A1</f></c></row>',
    '<row r="{n}" hidden="1"><c r="A{n}"><v>1</v></c></row>',
    '<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>Parks &amp; gardens</t></is></c></row>',
    '<row r="{n}"><c r="A{n}" t="inlineStr"><is><r><t>two</t></r><r><t> colours</t></r></is></c></row>',
    '<row r="{n}"><c r="A{n}" t="str"><v>a\r\nb</v></c></row>',
    '<row r="{n}"><c><v>7</v></c><c t="str"><v>next</v></c></row>',
]
STRANGE = [
    '<row><c r="A{n}"><v>1</v></c></row>',
    '<!-- <row r="{n}"><c r="A{n}"><v>1</v></c></row> -->',
    '<row r="{n}"><c r="A{n}" t="str"><v><![CDATA[</row><row r="9">]]></v></c></row>',
    '<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="{n}"><x:c r="A{n}"><x:v>5</x:v></x:c></x:row>',
]


def worksheet(rows: str, end: str = "", begin: str = "") -> bytes:
    content = workbook(("set",), ("LPI",))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        written = archive.read("xl/worksheets/sheet1.xml").decode()
    old = written[written.index("<sheetData>") : written.index("</sheetData>") + len("</sheetData>")]
    return repacked(content, **{old: f"{begin}<sheetData>{rows}</sheetData>{end}"})


def both(content: bytes) -> tuple[list, list]:
    """What is read, and what the parser reads; with what is hidden and merged."""
    usual, parsed = grids(content, "x.xlsx")[0], grids(content, "x.xlsx")[0]
    parsed._plain_rows = parsed._parsed_rows
    return tuple([list(grid.rows()), grid.hidden_rows, grid.hidden_columns, grid.merged] for grid in (usual, parsed))


def numbered(rows: list[str]) -> str:
    return HEAD + "".join(row.replace("{n}", str(number)) for number, row in enumerate(rows, 2))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([*PLAIN, *ODD, *STRANGE]), max_size=8), st.sampled_from([7, 100, workbooks.CELL_LIMIT]))
def test_whatever_rows_a_worksheet_has_they_are_read_as_the_parser_reads_them(rows, chunk):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("core.xlsx_rows.CHUNK", chunk)
        read, parsed = both(worksheet(numbered(rows), end='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'))
    assert read == parsed


@pytest.mark.parametrize("rows", [PLAIN, [*PLAIN, *ODD]])
def test_rows_that_spreadsheets_write_are_not_left_to_the_parser(monkeypatch, rows):
    monkeypatch.setattr(xlsx.Worksheet, "_parsed_rows", lambda grid: pytest.fail("The parser read all of it."))
    assert len(list(grids(worksheet(numbered(rows)), "x.xlsx")[0].rows())) == len(rows) + 1


@pytest.mark.parametrize(
    ("rows", "begin", "end", "said"),
    [
        ('<row r="2"><c r="A2">' + "<is>" * 201 + "</is>" * 201 + "</c></row>", "", "", "more than 200 levels"),
        ('<row r="2"><c r="A2"><v>1</v></c></row>', "", "<x>" * 201 + "</x>" * 201, "more than 200 levels"),
        ('<row r="2"><c r="A2"><v>1</v></c></row>', "<cols>" + "<x>" * 201 + "</x>" * 201 + "</cols>", "", "more than 200 levels"),
        ("<row><c><v>1</v></c></row><!-- -->" + "<x>" * 201 + "</x>" * 201, "", "", "more than 200 levels"),
    ],
)  # fmt: skip
def test_what_no_spreadsheet_writes_is_refused_wherever_it_stands(rows, begin, end, said):
    assert f"holds {said}, and is not read" in refusal(worksheet(HEAD + rows, begin=begin, end=end))


def test_a_worksheet_is_nothing_else_besides():
    content = worksheet(HEAD)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    named = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    other = f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{named}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", other)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    with pytest.raises(SheetError, match="is damaged and cannot be read"):
        grids(made.getvalue(), "x.xlsx")
