"""Papers as Word documents: structure, and no word more or less than in the HTML."""

import io
import time

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from core.word import word_document
from tests.word import W, body_of, problems, words_of

PAPER = """<!DOCTYPE html><html lang="en-GB"><head><title>Item 5: Clinics</title></head>
<body data-left="Anytown · Cabinet" data-right="Item 5">{}</body></html>"""


def made(html: str) -> bytes:
    content = word_document(PAPER.format(html), council="Anytown Council", brand_colour="#12436d")
    assert problems(content) == []
    return content


def paragraphs(content: bytes) -> list[tuple[str, str]]:
    """Style and words of each paragraph outside tables."""
    return [(p.style.name, p.text) for p in Document(io.BytesIO(content)).paragraphs if p.text]


def test_headings_are_headings_and_none_is_skipped_on_the_way_down():
    content = made("<h1>Board</h1><h2>Report</h2><h5>1. Deep</h5><p>Words.</p><h3>2. Next</h3>")
    assert paragraphs(content) == [
        ("Title", "Board"), ("Heading 1", "Report"), ("Heading 2", "1. Deep"), ("Normal", "Words."), ("Heading 2", "2. Next"),
    ]  # fmt: skip


def test_what_the_file_says_of_itself_names_the_council_and_nobody():
    said = Document(io.BytesIO(made("<p>x</p>"))).core_properties
    assert (said.title, said.author, said.last_modified_by, said.language, said.comments) == (
        "Item 5: Clinics", "Anytown Council", "Anytown Council", "en-GB", "",
    )  # fmt: skip


def test_head_and_foot_stand_on_each_page_and_say_that_it_is_exempt():
    content = made('<section data-exempt="Not for publication: paragraph 3"><p>x</p></section>')
    section = Document(io.BytesIO(content)).sections[0]
    assert [p.text for p in section.header.paragraphs] == [
        "Anytown · Cabinet\tItem 5",
        "Not for publication: paragraph 3",
    ]
    assert "PAGE" in section.footer._element.xml
    assert "NUMPAGES" in section.footer._element.xml


def test_bold_italic_and_links_live_and_white_space_is_as_a_browser_shows_it():
    content = made(
        '<p>  One <strong>bold\n </strong> and <em>leaning</em>, <a href="https://example.org/x">there</a> '
        '<a href="javascript:alert(1)">not there</a><a href="#page-3"> nor here</a>.</p>'
    )
    (paragraph,) = Document(io.BytesIO(content)).paragraphs
    assert paragraph.text == "One bold and leaning, there not there nor here."
    assert [(link.text, link.address) for link in paragraph.hyperlinks] == [("there", "https://example.org/x")]
    assert [run.text for run in paragraph.runs if run.bold] == ["bold "]
    assert [run.text for run in paragraph.runs if run.italic] == ["leaning"]


def lists(content: bytes) -> list[tuple[str, str | None, str]]:
    """The list and the first number of each item, and its words."""
    document = Document(io.BytesIO(content))
    starts = {
        number.numId: next((s.get(f"{W}val") for s in number.iter(f"{W}startOverride")), None)
        for number in document.part.numbering_part.element.num_lst
    }
    found = []
    for paragraph in document.paragraphs:
        numbered = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
        key = numbered.numId.val if numbered is not None else None
        found.append((key, starts.get(key), paragraph.text))
    return found


def test_each_numbered_list_begins_anew_and_what_follows_in_an_item_has_no_number():
    content = made(
        "<ol><li>a</li><li><p>b</p><p>more of b</p><ul><li>inner</li></ul></li></ol><p>x</p><ol start='4'><li>d</li></ol>"
    )
    (first, *_), (again, *_), (none, *_), (bullet, *_), (outside, *_), (second, start, _) = lists(content)
    assert first == again
    assert none is None
    assert outside is None
    assert len({first, bullet, second}) == 3
    assert start == "4"


def test_numbered_paragraphs_have_their_label_before_a_tab():
    content = made(
        '<div class="numbered"><p class="numbered__label">2.1</p><div class="prose"><p>First.</p><ul><li>a</li></ul></div></div>'
    )
    assert [text for _, text in paragraphs(content)] == ["2.1\tFirst.", "a"]


TABLE = """<table class="sheet"><caption class="govuk-visually-hidden">Actions</caption>
<colgroup><col class="w-ref"><col></colgroup>
<thead><tr><th scope="col">Ref</th><th scope="col">Action</th></tr></thead>
<tbody>{}</tbody></table>"""
ROW = '<tr><td>{}</td><th scope="row">Sweep<span class="below">the <strong>street</strong></span></th></tr>'


def test_the_head_of_a_table_is_repeated_and_known_as_such():
    (table,) = Document(io.BytesIO(made(TABLE.format(ROW.format(1) * 3)))).tables
    heads = [row for row in table.rows if row._tr.trPr.find(f"{W}tblHeader") is not None]
    assert [[cell.text for cell in row.cells] for row in heads] == [["Ref", "Action"]]
    assert table._tbl.tblPr.find(f"{W}tblLook").get(f"{W}firstRow") == "1"
    assert table._tbl.tblPr.find(f"{W}tblCaption").get(f"{W}val") == "Actions"
    assert [p.text for p in table.rows[1].cells[1].paragraphs] == ["Sweep", "the street"]


def test_ratings_are_words():
    content = made('<table><tbody><tr><td><span class="rag rag--diamond">Off track</span></td></tr></tbody></table>')
    assert words_of(content) == ["Off", "track"]


def test_appendices_begin_on_a_page_of_their_own_which_lies_across_where_tables_are_wide():
    wide = "<table><tbody><tr>" + "<td>x</td>" * 6 + "</tr></tbody></table>"
    content = made(
        f'<p>Report.</p><section class="appendix"><h3>A</h3>{wide}</section>'
        f'<section class="appendix"><h3>B</h3><p>x</p></section><p>After.</p>'
    )
    sections = Document(io.BytesIO(content)).sections
    assert [section.page_width > section.page_height for section in sections] == [False, True, False, False]
    assert {section.header.paragraphs[0].text for section in sections} == {"Anytown · Cabinet\tItem 5"}


def test_rows_of_unlike_length_and_cells_over_several_columns_fill_the_table():
    made(
        "<table><tbody><tr><td>1</td><td>2</td><td>3</td></tr><tr><td colspan='2'>a</td></tr><tr></tr></tbody></table>"
    )


def test_two_tables_stay_two_and_an_empty_one_is_none():
    content = made(TABLE.format(ROW.format(1)) * 2 + "<table><tbody></tbody></table>")
    assert len(Document(io.BytesIO(content)).tables) == 2


def test_an_empty_paper_is_a_document():
    assert words_of(made("")) == []


def test_long_words_and_titles_fit():
    content = word_document(
        PAPER.replace("Item 5: Clinics", "T" * 300).format(
            "<h2>" + "T" * 300 + "</h2>" + TABLE.format(ROW.format("w" * 400))
        ),
        council="Anytown",
    )
    assert problems(content) == []
    assert words_of(content)[0] == "T" * 300
    (table,) = Document(io.BytesIO(content)).tables
    widths = [int(column.get(f"{W}w")) for column in table._tbl.tblGrid]
    assert min(widths) > 1000, "a long word takes no column's place"


def test_a_table_of_3000_rows_takes_seconds_and_no_more_for_each_row_than_one_of_300():
    def seconds(rows: int) -> float:
        html = TABLE.format("".join(ROW.format(n) for n in range(rows)))
        began = time.perf_counter()
        content = word_document(PAPER.format(html), council="Anytown")
        taken = time.perf_counter() - began
        assert len(body_of(content).find(f"{W}tbl").findall(f"{W}tr")) == rows + 1
        return taken

    few, many = min(seconds(300) for _ in range(2)), seconds(3000)
    assert many < 20 * few


def test_signs_that_no_document_may_hold_are_left_out():
    assert words_of(made("<p>a\x00\x0bb \x1f&#2;c &amp; &lt;d&gt;</p>")) == ["ab", "c", "&", "<d>"]


TEXT = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=30)
INLINE = ("p", "h3", "li", "td", "strong", "span", "div", "ul", "ol", "table", "tr", "blockquote", "a", "em")


@st.composite
def trees(draw, depth: int = 4) -> str:
    """Any nesting of elements, sensible or not."""
    if depth == 0 or draw(st.booleans()):
        return draw(TEXT).replace("&", "&amp;").replace("<", "&lt;")
    name = draw(st.sampled_from(INLINE))
    inner = "".join(draw(st.lists(trees(depth=depth - 1), max_size=3)))
    return f"<{name}>{inner}</{name}>"


@settings(max_examples=20)
@given(st.lists(trees(), max_size=4))
def test_whatever_the_html_the_document_is_sound(parts):
    made("".join(parts))


@pytest.mark.parametrize("rows", [1, 40])
def test_columns_take_the_width_of_the_page_between_them(rows):
    (table,) = Document(io.BytesIO(made(TABLE.format(ROW.format(1) * rows)))).tables
    whole = sum(int(column.get(f"{W}w")) for column in table._tbl.tblGrid)
    assert 9600 <= whole <= 9640, "170 mm"
