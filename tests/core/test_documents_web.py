"""Web pages taken to tables: merged cells, lists, what is not shown, and pages that are not well made."""

import pytest

from core.documents import Document, DocumentError, Table, TableRow, read_document, read_text
from tests.work import growth


def rows(page: str) -> list[tuple[str, ...]]:
    (table,) = read_text(page).tables
    return [row.cells for row in table.rows]


def test_a_page_is_its_tables_and_the_words_between():
    page = (
        "<!DOCTYPE html><html><head><title>Not shown</title></head><body><h1>Our <em>plan</em></h1><p>agreed<br>today</p>"
        "<table><thead><tr><th>Ref</th><th>Action</th></tr></thead><tbody><tr><td>1</td><td>Mend</td></tr></tbody></table>"
        "<div>Legend<div>of it</div></div><table><tr><td>HoS</table><table><caption>Named</caption><tr><td>a</table>The end"
    )
    assert read_text(page) == Document(
        "web page",
        (
            Table("Our plan", (TableRow(1, ("Ref", "Action")), TableRow(2, ("1", "Mend")))),
            Table("of it", (TableRow(3, ("HoS",)),)),
            Table("Named", (TableRow(4, ("a",)),)),
        ),
        ("Our plan", "agreed", "today", "Legend", "of it", "Named", "The end"),
    )


def test_merged_cells_are_carried_down_and_empty_across():
    page = """<table><tr><td colspan=3>wide<tr><td rowspan="3">tall<td>a<td rowspan=2>b
        <tr><td>c<tr><td colspan="2">d<tr><td rowspan=0>rest<td>e<td>f<tr><td>g</table>"""
    assert read_text(page).tables[0].rows == (
        TableRow(1, ("wide", "", "")),
        TableRow(2, ("tall", "a", "b")),
        TableRow(3, ("", "c", ""), frozenset({0, 2})),
        TableRow(4, ("", "d", ""), frozenset({0})),
        TableRow(5, ("rest", "e", "f")),
        TableRow(6, ("", "g", ""), frozenset({0})),
    )


def test_a_merged_cell_ends_with_its_part_of_the_table():
    page = "<table><thead><tr><td rowspan=9>a</thead><tbody><tr><td>b</tbody></table>"
    assert read_text(page).tables[0].rows == (TableRow(1, ("a",)), TableRow(2, ("b",)))


def test_spans_that_make_no_sense_are_one():
    assert rows("<table><tr><td colspan=0>a<td colspan=x rowspan=-1>b<tr><td colspan=1000>c</table>")[0][:3] == (
        "a",
        "b",
        "",
    )
    assert len(rows("<table><tr><td colspan=99999>a</table>")[0]) == 256


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<p>one</p>\n <p>two\n  three</p>", "one\ntwo three"),
        ("<ul><li>one<ul><li>in</li></ul></li><li>two</ul>", "one\nin\ntwo"),
        ("a<br/>b<hr>c", "a\nb\nc"),
        ("&pound;5&nbsp;&nbsp;R&amp;D &lt;b&gt; &#8211;", "£5 R&D <b> –"),
        ("a<script>b()</script><style>p{}</style><template><p>c</p></template><!-- d -->e", "ae"),
        ("<table><tr><td>in<td>ner</table>after", "in\nner\nafter"),
        ('<del>old</del><ins>new</ins><span style="display: none">x</span><i hidden>y</i>', "new"),
        ("noted<a href='#_ftn1'>[1]</a> <a href='/x'>linked</a>", "noted linked"),
        (
            "<p><![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>item</p>",
            "item",
        ),
        ("<p><span style='mso-list:Ignore'>1.1<span>&nbsp; </span></span>item</p>", "1.1 item"),
        ("<b>never <i>closed", "never closed"),
    ],
)
def test_a_cell_is_what_a_person_sees(cell, shown):
    assert rows(f"<table><tr><td>{cell}</td><td>next</td></tr></table>") == [(shown, "next")]


def test_rows_without_a_table_are_a_table():
    assert rows("<tr><td>a</td><td>b</td></tr>") == [("a", "b")]
    assert rows("<meta charset='utf-8'><tr><td>a") == [("a",)]


def test_cells_without_a_row_are_one():
    assert rows("<table><td>a<td>b<tr><td>c</table>") == [("a", "b"), ("c", "")]
    assert rows("<table><tr><td><div>a<td>b<b>c<tr><td><ul><li>d</table>e") == [("a", "bc"), ("d", "")]


def test_tables_and_rows_that_are_not_shown_are_left_out():
    hidden = "<table style='display:none'><tr><td>x</table>"
    page = f"{hidden}after<table><tr hidden><td>y<tr><td>a{hidden}b<td hidden>z</table>{hidden}"
    assert read_text(page).tables == (Table("after", (TableRow(1, ("ab",)),)),)


def test_words_between_rows_part_a_table():
    assert [table.title for table in read_text("<table><tr><td>a</tr>stray<tr><td>b</table>").tables] == ["", "stray"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_pages_are_read_in_every_usual_encoding(encoding):
    page = '<?xml version="1.0"?>\n<html><meta charset="utf-7"><table><tr><td>£5 – “now”</td></tr></table></html>'
    assert read_document(page.encode(encoding), "plan.htm").tables[0].rows[0].cells == ("£5 – “now”",)


@pytest.mark.parametrize("page", ["<html", "<!doctype html>", "<p>words</p><tr", "<table></table>", "<table><tr></tr>"])
def test_a_page_without_a_table_says_so(page):
    with pytest.raises(DocumentError, match=r"^There is no table in it: "):
        read_text(page)


def test_a_page_too_deep_to_be_meant_is_refused():
    with pytest.raises(
        DocumentError, match=r"^The pasted text cannot be read as a web page: open it, select the table"
    ):
        read_text("<table><tr><td>" * 10_000)


@pytest.mark.parametrize("opened", ["<b ", "<!--", "<a href='"])
def test_tags_that_never_end_cost_as_they_are_long_and_no_more(opened):
    def read(times: int):
        page = "<table>" + opened * times

        def refused() -> None:
            with pytest.raises(
                DocumentError, match=r"^There is no table in it: |more than 1,000 attributes in one tag"
            ):
                read_text(page)

        return refused

    assert growth(read, 2_000, 40_000) < 1.1
