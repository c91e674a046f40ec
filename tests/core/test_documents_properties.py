"""Whatever is given, a document comes back or a sentence; what was written as a table reads back equal."""

import csv
import html
import io
import zipfile
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from core.documents import Document, DocumentError, read_document, read_text
from core.documents.words import unmarked
from tests.core.spreadsheets import ods
from tests.core.test_documents_word import cell, paragraph, row, run, table, word_document

OPENINGS = (
    b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\xff\xfe", b"\xef\xbb\xbf", b"<table>", b"<!doctype html>", b"a\tb\n", b"a,b\n",
)  # fmt: skip
NAMES = st.sampled_from(("plan.docx", "plan.xlsx", "plan.ods", "plan.csv", "plan.html", "plan.txt", "plan", ""))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), max_size=12)
CELLS = st.lists(WORDS, max_size=3).map("\n".join).map(unmarked).filter(lambda text: unmarked(text) == text)
SNIPPETS = st.sampled_from(
    ("<table>", "</table>", "<tr>", "<td rowspan=2>", "<td colspan=3>", "</td>", "<p>", "<ul><li>", "<!--", "<![CDATA[", "&amp;", "&#xD800;", "&",
     '"', '""', "\t", "\n", ",", ";", "**", "•", "<script>", "<b", "\x00", "\ud800", "x")
)  # fmt: skip
"""What means something to one of the readers."""


@st.composite
def grids(draw) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """A table and its merged areas (left, top, right, bottom, from 0). No row is empty, and no edge is merged."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(2, 6))
    cells = [["r", *[draw(CELLS) for _ in range(width - 2)], "e"] for _ in range(height)]
    merged, taken = [], set()
    for _ in range(draw(st.integers(0, 3)) if width > 2 else 0):
        left, top = draw(st.integers(1, width - 2)), draw(st.integers(0, height - 1))
        right, bottom = draw(st.integers(left, width - 2)), draw(st.integers(top, height - 1))
        area = {(at, down) for at in range(left, right + 1) for down in range(top, bottom + 1)}
        if len(area) > 1 and not area & taken:
            taken |= area
            merged.append((left, top, right, bottom))
            for at, down in area - {(left, top)}:
                cells[down][at] = ""
    return cells, merged


def wanted(cells, merged=()) -> list[tuple[int, tuple[str, ...], frozenset[int]]]:
    carried = [set() for _ in cells]
    for left, top, right, bottom in merged:
        for down in range(top + 1, bottom + 1):
            carried[down] |= set(range(left, right + 1))
    return [
        (number, tuple(row), frozenset(down)) for number, (row, down) in enumerate(zip(cells, carried, strict=True), 1)
    ]


def found(document: Document) -> list[tuple[int, tuple[str, ...], frozenset[int]]]:
    return [(row.number, row.cells, row.carried) for table in document.tables for row in table.rows]


def place(merged, at: int, down: int) -> tuple[str, int, int]:
    """How a cell stands in the merged areas: alone, first, across or below, with the area's width and height."""
    for left, top, right, bottom in merged:
        if left <= at <= right and top <= down <= bottom:
            kind = "across" if at > left else "below" if down > top else "first"
            return kind, right - left + 1, bottom - top + 1
    return "alone", 1, 1


def rows_of(cells, merged, write) -> list[str]:
    """Each row as text, of ``write(text, kind, width, height)`` for each of its cells."""
    return [
        "".join(write(text, *place(merged, at, down)) for at, text in enumerate(row)) for down, row in enumerate(cells)
    ]


def as_word(cells, merged) -> bytes:
    def write(text, kind, width, height):
        if kind == "across":
            return ""
        merge = {"first": '<w:vMerge w:val="restart"/>' if height > 1 else "", "below": "<w:vMerge/>"}.get(kind, "")
        paragraphs = [paragraph(run(html.escape(line))) for line in text.split("\n")]
        return cell(*paragraphs, properties=f'<w:gridSpan w:val="{width}"/>{merge}')

    return word_document(table(*map(row, rows_of(cells, merged, write))))


def as_page(cells, merged) -> bytes:
    def write(text, kind, width, height):
        if kind in {"across", "below"}:
            return ""
        return f"<td colspan={width} rowspan={height}>{html.escape(text).replace(chr(10), '<br>')}</td>"

    return f"<table><tr>{'<tr>'.join(rows_of(cells, merged, write))}</table>".encode()


def as_xlsx(cells, merged) -> bytes:
    book = Workbook()
    for down, line in enumerate(cells, 1):
        for at, text in enumerate(line, 1):
            book.active.cell(down, at, text).data_type = "s"
    for left, top, right, bottom in merged:
        book.active.merge_cells(start_row=top + 1, end_row=bottom + 1, start_column=left + 1, end_column=right + 1)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def as_ods(cells, merged) -> bytes:
    def write(text, kind, width, height):
        if kind in {"across", "below"}:
            return "<table:covered-table-cell/>"
        paragraphs = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in text.split("\n"))
        spanned = f'table:number-columns-spanned="{width}" table:number-rows-spanned="{height}"'
        return f'<table:table-cell office:value-type="string" {spanned}>{paragraphs}</table:table-cell>'

    lines = (f"<table:table-row>{line}</table:table-row>" for line in rows_of(cells, merged, write))
    return ods(f'<table:table table:name="Plan">{"".join(lines)}</table:table>')


@pytest.mark.parametrize(
    ("write", "name"),
    [(as_word, "plan.docx"), (as_page, "plan.html"), (as_xlsx, "plan.xlsx"), (as_ods, "plan.ods")],
)
@given(grids())
def test_a_table_with_merged_cells_reads_back_as_it_was_written(write, name, grid):
    assert found(read_document(write(*grid), name)) == wanted(*grid)


@given(grids())
def test_a_table_of_csv_reads_back_as_it_was_written(grid):
    written = io.StringIO()
    csv.writer(written).writerows(grid[0])
    assert found(read_document(written.getvalue().encode(), "plan.csv")) == [
        (number, row, frozenset()) for number, row, _ in wanted(grid[0])
    ]


@given(grids())
def test_a_table_of_tabs_reads_back_as_it_was_written_with_its_lines(grid):
    written, lines = io.StringIO(), []
    for line in grid[0]:
        lines.append(written.getvalue().count("\n") + 1)
        csv.writer(written, delimiter="\t", lineterminator="\n").writerow(line)
    assert found(read_text(written.getvalue())) == [
        (number, row, frozenset()) for number, (_, row, _) in zip(lines, wanted(grid[0]), strict=True)
    ]


def document_or_sentence(read, *given) -> None:
    """The one contract: equal rows within a table and cleaned text, or one sentence."""
    try:
        document = read(*given)
    except DocumentError as refused:
        told = str(refused)
        assert told.endswith(".")
        assert "\n" not in told
        return
    assert document.tables
    for read_table in document.tables:
        assert len({len(line.cells) for line in read_table.rows}) == 1
        assert all(text.strip() == text and "\t" not in text for line in read_table.rows for text in line.cells)
        assert all(not line.cells[at] for line in read_table.rows for at in line.carried)


@given(st.text() | st.lists(SNIPPETS | WORDS).map("".join))
def test_no_text_raises_anything_but_a_sentence(text):
    document_or_sentence(read_text, text)
    document_or_sentence(read_document, text.encode("utf-8", "replace"), "plan.csv")


@given(st.sampled_from(OPENINGS), st.binary(), NAMES)
def test_no_bytes_raise_anything_but_a_sentence(opening, content, name):
    document_or_sentence(read_document, opening + content, name)


GRID = ([["r", "a\nb", "c", "e"], ["r", "", "d", "e"]], [(1, 0, 1, 1)])


@cache
def written_once(write) -> bytes:
    """The time of writing stands in some files."""
    return write(*GRID)


@pytest.mark.parametrize("write", [as_word, as_xlsx, as_ods])
@given(st.data())
def test_no_damaged_file_raises_anything_but_a_sentence(write, data):
    """A byte of the file, or of a part within it, is another."""
    written = written_once(write)
    content = bytearray(written)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    document_or_sentence(read_document, bytes(content), "plan")
    document_or_sentence(read_document, spoiled(written, data), "plan")


def spoiled(content: bytes, data) -> bytes:
    """A zipped document in one of whose parts a piece is cut out or put twice."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        spoil = data.draw(st.sampled_from(old.namelist()))
        for name in old.namelist():
            part = old.read(name)
            if name == spoil:
                at, to = sorted((data.draw(st.integers(0, len(part))), data.draw(st.integers(0, len(part)))))
                part = part[:at] + data.draw(st.sampled_from((b"", part[at:to] * 2, b"<x/>", b"0"))) + part[to:]
            new.writestr(name, part)
    return made.getvalue()
