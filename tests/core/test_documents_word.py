"""Word documents taken to tables: merged cells, lists, tracked changes and what else Word puts around words."""

import io
import re
import zipfile

import docx
import pytest

from core.documents import Document, DocumentError, Table, TableRow, read_document, word
from core.limits import LIMITS
from tests.work import growth

COMPATIBLE = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
DAMAGED = "plan.docx is damaged and cannot be read: open it, save it again, and choose it again."
UNREAD = "plan.docx cannot be read as a Word document: open it in Word and save it again as Word document (.docx)."


def saved(document) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def changed_part(content: bytes, change, part: str = "word/document.xml") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return made.getvalue()


def word_document(*blocks: str) -> bytes:
    """A Word document whose body is written as XML."""
    body = f"<w:body {COMPATIBLE}>{''.join(blocks)}"
    return changed_part(saved(docx.Document()), lambda xml: xml.replace("<w:body>", body))


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def cell(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraphs) or '<w:p/>'}</w:tc>"


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def shown(*paragraphs: str) -> str:
    """What a cell of these paragraphs reads as."""
    (read,) = read_document(word_document(table(row(cell(*paragraphs)))), "plan.docx").tables
    return read.rows[0].cells[0]


def test_a_table_has_its_heading_or_the_words_before_it_as_title():
    document = docx.Document()
    document.add_heading("Our plan", 0)
    document.add_paragraph("agreed in September")
    document.add_table(1, 1).cell(0, 0).text = "first"
    document.add_paragraph("Legend")
    document.add_paragraph("")
    document.add_table(2, 1).cell(0, 0).text = "second"
    document.add_paragraph("The end")
    assert read_document(saved(document), "plan.docx") == Document(
        "Word document",
        (
            Table("Our plan", (TableRow(1, ("first",)),)),
            Table("Legend", (TableRow(2, ("second",)), TableRow(3, ("",)))),
        ),
        ("Our plan", "agreed in September", "Legend", "The end"),
    )


def test_merged_cells_are_carried_down_and_empty_across():
    document = docx.Document()
    made = document.add_table(4, 3)
    for at, text in {(0, 0): "wide", (1, 0): "tall", (1, 1): "a", (2, 1): "both", (3, 2): "b"}.items():
        made.cell(*at).text = text
    made.cell(0, 0).merge(made.cell(0, 2))
    made.cell(1, 0).merge(made.cell(3, 0))
    made.cell(2, 1).merge(made.cell(3, 1))
    assert read_document(saved(document), "plan.docx").tables[0].rows == (
        TableRow(1, ("wide", "", "")),
        TableRow(2, ("tall", "a", "")),
        TableRow(3, ("", "both", ""), frozenset({0})),
        TableRow(4, ("", "", "b"), frozenset({0, 1})),
    )


def test_a_cell_that_goes_on_from_nowhere_is_a_cell():
    down = "<w:vMerge/>"
    content = word_document(
        table(row(cell(paragraph(run("a")), properties=down)), row(cell(paragraph(run("b")), properties=down)))
    )
    assert read_document(content, "plan.docx").tables[0].rows == (
        TableRow(1, ("a",)),
        TableRow(2, ("",), frozenset({0})),
    )


def test_a_row_that_begins_further_right_is_padded():
    content = word_document(
        table(row(cell(), cell(), cell()), row(cell(paragraph(run("c"))), properties='<w:gridBefore w:val="2"/>'))
    )
    assert [row.cells for row in read_document(content, "plan.docx").tables[0].rows] == [("", "", ""), ("", "", "c")]


def test_lists_line_breaks_and_tables_inside_a_cell_are_lines():
    listed = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    inner = table(row(cell(paragraph(run("in"))), cell(paragraph(run("ner")))))
    assert shown(
        paragraph(run("first "), "<w:r><w:br/><w:t>broken</w:t></w:r>"),
        paragraph(run("item"), properties=listed),
        paragraph(),
        inner,
        paragraph(run("last")),
    ) == "first\nbroken\nitem\nin\nner\nlast"  # fmt: skip


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (run("a") + f"<w:ins>{run('b')}</w:ins><w:del><w:r><w:delText>c</w:delText></w:r></w:del>", "ab"),
        (f"<w:moveFrom>{run('gone')}</w:moveFrom><w:moveTo>{run('here')}</w:moveTo>", "here"),
        (f'<w:hyperlink w:anchor="x">{run("a link")}</w:hyperlink>', "a link"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c\u00a0 d</w:t><w:softHyphen/></w:r>", "a b-c d"),
        (run("noted") + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:footnoteRef/></w:r>', "noted"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('chosen')}</w:sdtContent></w:sdt>", "chosen"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>" + run("seen"), "seen"),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>seen</w:t></w:r>', "seen"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F0B7"/></w:r>', "✓"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>DATE</w:instrText>'
            '<w:fldChar w:fldCharType="separate"/></w:r>' + run("May") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "May",
        ),
        (f"<mc:AlternateContent><mc:Choice>{run('a')}</mc:Choice><mc:Fallback>{run('b')}</mc:Fallback></mc:AlternateContent>", "a"),
    ],
)  # fmt: skip
def test_runs_read_as_a_person_sees_them_with_changes_accepted(runs, text):
    assert shown(paragraph(runs)) == text


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next():
    assert shown(paragraph(run("to"), properties="<w:rPr><w:del/></w:rPr>"), paragraph(run("gether"))) == "together"


NUMBERS = """
  <w:abstractNum w:abstractNumId="90">
    <w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
    <w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
    <w:lvl w:ilvl="2"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>
    <w:lvl w:ilvl="3"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%4"/></w:lvl>
    <w:lvl w:ilvl="4"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>
  </w:abstractNum>
  <w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>
  <w:num w:numId="91"><w:abstractNumId w:val="90"/>
    <w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>
"""


def test_a_cell_that_holds_nothing_but_words_own_number_shows_it():
    def numbered(level: int, text: str = "", number: int = 90) -> str:
        properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        return cell(paragraph(run(text) if text else "", properties=properties))

    made = [numbered(0), numbered(1), numbered(1, "words"), numbered(1), numbered(0), numbered(1), numbered(2)]
    made += [
        numbered(2),
        numbered(3),
        numbered(4),
        numbered(0, number=91),
        numbered(0, number=91),
        numbered(0, number=0),
    ]
    content = changed_part(
        word_document(table(*map(row, made))),
        lambda xml: re.sub(r"(<w:numbering\b[^>]*>)", rf"\1{NUMBERS}", xml, count=1),
        "word/numbering.xml",
    )
    assert [row.cells[0] for row in read_document(content, "plan.docx").tables[0].rows] == [
        "3.", "3.1", "words", "3.3", "4.", "4.1", "(a)", "(b)", "I", "", "9.", "10.", "",
    ]  # fmt: skip


def test_a_style_may_number():
    document = docx.Document()
    made = document.add_table(2, 1)
    for at in range(2):
        made.cell(at, 0).paragraphs[0].style = "List Number"
    assert [row.cells for row in read_document(saved(document), "plan.docx").tables[0].rows] == [("1.",), ("2.",)]


def test_deleted_rows_and_cells_are_left_out():
    gone = cell(paragraph(run("gone")), properties="<w:cellDel/>")
    content = word_document(
        table(
            row(gone, cell(paragraph(run("a")))),
            row(cell(paragraph(run("gone"))), properties="<w:del/>"),
            row(cell(paragraph(run("b"))), properties="<w:ins/>"),
        )
    )
    assert read_document(content, "plan.docx").tables[0].rows == (TableRow(1, ("a",)), TableRow(2, ("b",)))


def test_content_controls_around_tables_rows_cells_and_paragraphs_are_seen_through():
    def control(inner):
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    content = word_document(control(table(control(row(control(cell(control(paragraph(run("deep"))))))))))
    assert read_document(content, "plan.docx").tables[0].rows == (TableRow(1, ("deep",)),)


def test_reading_takes_as_much_work_for_each_of_many_rows_as_of_few():
    cells = "".join(cell(paragraph(run(f"cell {at} of a plan – with words"))) for at in range(9))

    def reading(rows: int):
        content = word_document(table(row(cells) * rows))
        return lambda: read_document(content, "plan.docx")

    assert len(reading(800)().tables[0].rows) == 800
    assert growth(reading, 200, 800) < 1.1


def test_a_document_that_declares_entities_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    content = word_document(table(row(cell(paragraph(run("ENTITY"))))))
    declared = f'<!DOCTYPE x [<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY a "{"a" * 9}"><!ENTITY b "{"&a;" * 9}">]>'
    changed = changed_part(content, lambda xml: xml.replace("<w:document", f"{declared}<w:document", 1)
                           .replace("ENTITY<", "&f;&b;<"))  # fmt: skip
    with pytest.raises(DocumentError, match=r"^plan.docx holds a document type of its own, and is not read: "):
        read_document(changed, "plan.docx")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda content: content[: len(content) // 2], DAMAGED),
        (lambda content: changed_part(content, lambda xml: xml[:200]), UNREAD),
        (
            lambda content: changed_part(content, lambda xml: xml.replace("main+xml", "x+xml"), "[Content_Types].xml"),
            UNREAD,
        ),
    ],
)
def test_a_word_document_that_cannot_be_read_says_why(change, told):
    with pytest.raises(DocumentError) as refused:
        read_document(change(word_document(table(row(cell())))), "plan.docx")
    assert str(refused.value) == told


def test_a_word_document_that_unpacks_to_too_much_is_not_read(monkeypatch):
    assert (word.XML_LIMIT, LIMITS.unpacked_mb) == (40_000_000, 200)
    content = changed_part(word_document(table(row(cell()))), lambda xml: xml + " " * 2_000_000)
    monkeypatch.setattr(word, "XML_LIMIT", 2_000_000)
    with pytest.raises(
        DocumentError, match=r"^plan.docx would unpack to 2 MB of text, and 2 MB is the limit: take out"
    ):
        read_document(content, "plan.docx")
    monkeypatch.setattr(LIMITS, "unpacked_mb", 2)
    with pytest.raises(DocumentError, match=r"^plan.docx would unpack to 2 MB, and 2 MB is the limit. Split it"):
        read_document(content, "plan.docx")
