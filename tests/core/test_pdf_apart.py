"""A paper that is laid out in pieces is the one that is laid out in one run: words, structure, places, links, pages."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import page
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageChops

from core import pdf
from core.joining import ELSEWHERE, JoinError, Leaf, Stamps, join, samples
from core.joining.writing import Copying, Writer
from core.kept_pieces import MONTH, Kept, clear, key_of
from core.pdf import Paper, PaperError, render
from core.pdf_apart import divide, twin

FRAME = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>The pack</title>'
    '<meta name="author" content="A council"></head><body data-left="A board" data-right="12 May 2026">{}</body></html>'
)
DARKEST = 24
"""By how much of 255 a point of a page may differ: a letter that lies a hair beside its place, which no eye sees."""
WORDS = [
    "bins",
    "roads",
    "homes",
    "parks",
    "libraries",
    "schools",
    "carers",
    "targets",
    "figures",
    "clinics",
    "plans",
    "actions",
]


def document(pieces: int, seed: int) -> str:
    """A document like a pack: a front that names pages, pieces upright and wide, links from each to the next."""
    chance = random.Random(seed)  # noqa: S311 - the same documents each time
    links = "".join(f'<li><a class="page" href="#piece-{at}">Piece {at}, page </a></li>' for at in range(pieces))
    front = f'<section><h1>The pack</h1><ul class="contents">{links}</ul></section>'
    made = []
    for at in range(pieces):
        words = " ".join(chance.choices(WORDS, k=chance.randint(10, 900)))
        rows = "".join(f"<tr><th scope='row'>{row}</th><td>Ž {word}</td></tr>" for row, word in enumerate(WORDS))
        table = f"<table class='sheet'><thead><tr><th scope='col'>No</th><th scope='col'>What</th></tr></thead><tbody>{rows}</tbody></table>"
        wide = f'<section class="appendix appendix--wide" style="page: wide"><h3>Appendix {at}</h3>{table}</section>'
        exempt = ' item--exempt" data-exempt="Exempt: paragraph 3' if chance.random() < 0.3 else ""
        onward = f'<p>See <a class="reference" href="#piece-{(at + 1) % pieces}">the next</a> and <em>this</em>.</p>'
        made.append(
            f'<!--part--><section class="item{exempt}" id="piece-{at}"><h2>Piece {at}</h2>{onward}<p>{words}</p>'
            f"{wide if chance.random() < 0.5 else ''}</section><!--/part-->"
        )
    return FRAME.format(front + "".join(made))


def laid_out(html: str, settings, *, in_one_run: bool, **more) -> Paper:
    settings.PACKS_IN_ONE_RUN = in_one_run
    return render(html, brand_colour="#12436d", marks=True, **more)


@dataclass
class Read:
    """What a reader's programs make of a PDF."""

    structure: list[tuple]
    bookmarks: list[tuple[int, str]]
    links: list[list[str]]
    places: list[str]
    sizes: list[tuple[float, float]]
    title: str


def read(content: bytes) -> Read:
    with pikepdf.open(io.BytesIO(content)) as opened:
        structure: list[tuple] = []
        waiting = [(kid, 0) for kid in kids(opened.Root.StructTreeRoot)]
        while waiting:
            node, depth = waiting.pop()
            if isinstance(node, Dictionary):
                structure.append((depth, str(node.get("/S", node.get("/Type"))), str(node.get("/Alt", ""))))
                waiting += [(kid, depth + 1) for kid in reversed(kids(node))]
            else:
                structure.append((depth, "words"))
        with opened.open_outline() as outline:
            bookmarks = list(titles(outline.root, 0))
        names = opened.Root.Names.Dests.Names
        return Read(
            structure,
            bookmarks,
            [[str(link.get("/Dest", link.get("/A"))) for link in one.obj.get("/Annots", [])] for one in opened.pages],
            [str(name) for name in list(names)[::2]],
            [tuple(float(side) for side in one.mediabox[2:]) for one in opened.pages],
            str(opened.docinfo["/Title"]),
        )


def kids(node: Dictionary) -> list:
    found = node.get("/K")
    if found is None:
        return []
    return list(found) if isinstance(found, Array) else [found]


def titles(rows, depth):
    for row in rows:
        yield depth, row.title
        yield from titles(row.children, depth + 1)


def words_of(file: Path) -> bytes:
    """The words of a PDF in reading order, page by page."""
    return subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True).stdout


def pictures_of(file: Path) -> list[Image.Image]:
    """Its pages as they look."""
    to = file.with_suffix("")
    subprocess.run(["pdftoppm", "-r", "50", "-gray", str(file), str(to)], check=True)
    return [Image.open(path) for path in sorted(to.parent.glob(f"{to.name}-*.pgm"))]


def spaceless(marked: bytes) -> str:
    return "".join(marked.decode().replace("<!--part-->", "").replace("<!--/part-->", "").split())


@pytest.mark.paper
@pytest.mark.parametrize(("pieces", "seed"), [(2, 1), (6, 7)])
def test_a_paper_in_pieces_reads_as_the_one_of_one_run_and_passes_the_gate(pieces, seed, settings, tmp_path):
    html = document(pieces, seed)
    whole, apart = (laid_out(html, settings, in_one_run=way) for way in (True, False))
    assert read(apart.content) == read(whole.content)
    assert (apart.pages, apart.anchors) == (whole.pages, whole.anchors)
    assert spaceless(apart.marked) == spaceless(whole.marked)
    files = tmp_path / "whole.pdf", tmp_path / "apart.pdf"
    for file, paper in zip(files, (whole, apart), strict=True):
        file.write_bytes(paper.content)
    assert page.validate_pdf(str(files[1]), profile="ua1").failures == []
    if shutil.which("pdftotext"):
        assert words_of(files[1]) == words_of(files[0])
        for one, other in zip(pictures_of(files[1]), pictures_of(files[0]), strict=True):
            darkest = ImageChops.difference(one, other).getextrema()[1]
            assert darkest <= DARKEST


@pytest.mark.paper
def test_a_supplement_in_pieces_runs_on_from_the_pages_before(settings):
    html = document(2, 3)
    whole, apart = (laid_out(html, settings, in_one_run=way, first_page=41) for way in (True, False))
    assert spaceless(apart.marked) == spaceless(whole.marked)
    assert 'id="page-42"' in apart.marked.decode()


@pytest.mark.paper
def test_fonts_that_pieces_have_in_common_stand_in_the_file_once(settings):
    with pikepdf.open(io.BytesIO(laid_out(document(3, 5), settings, in_one_run=False).content)) as opened:
        files: dict[str, set] = defaultdict(set)
        for thing in opened.objects:
            if isinstance(thing, Dictionary) and thing.get("/Type") == Name.FontDescriptor:
                files[str(thing.FontName).partition("+")[2]].add(thing.FontFile2.objgen)
        assert len(files) > 1
        assert {len(found) for found in files.values()} == {1}


@pytest.mark.paper
def test_only_what_has_changed_is_laid_out_again(settings, tmp_path):
    settings.PAPER_CACHE = str(tmp_path / "kept")
    told = []
    html = document(3, 11)
    first = laid_out(html, settings, in_one_run=False)
    kept = set((tmp_path / "kept").iterdir())
    again = laid_out(html, settings, in_one_run=False, tell=told.append)
    assert set((tmp_path / "kept").iterdir()) == kept
    assert again.content == first.content
    assert f"page {first.pages - again.anchors['piece-0'] + 1}" in told
    laid_out(html.replace("Piece 1</h2>", "Piece one</h2>"), settings, in_one_run=False)
    assert len(set((tmp_path / "kept").iterdir()) - kept) == 1  # neither the others nor the front, which says the same
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


@pytest.mark.paper
def test_a_document_in_pieces_takes_one_process_of_the_program(settings, monkeypatch):
    started = []
    popen = subprocess.Popen
    monkeypatch.setattr(pdf.subprocess, "Popen", lambda *words, **more: started.append(words) or popen(*words, **more))
    laid_out(document(3, 4), settings, in_one_run=False)
    assert len(started) == 1


@pytest.mark.paper
def test_a_piece_that_cannot_be_laid_out_stops_them_all(settings):
    html = document(3, 1).replace("<h2>Piece 1</h2>", '<h2>Piece 1</h2><img src="/etc/hostname" alt="x">')
    with pytest.raises(PaperError, match="may not be fetched while rendering"):
        laid_out(html, settings, in_one_run=False)


# In pieces


def test_a_document_without_pieces_is_whole():
    assert divide(FRAME.format("<p>One.</p>")) is None
    assert divide("<p>No body.</p>") is None


def test_a_piece_knows_nothing_of_the_rest_and_links_elsewhere():
    division = divide(document(2, 1))
    first, second = division.alone()
    assert ("The pack" in first, "A board" in first, "A council" in first) == (False, False, False)
    assert f'href="{ELSEWHERE}piece-1"' in first
    assert f'href="{ELSEWHERE}piece-0"' in second
    front = division.front_alone({"piece-0": 3, "piece-1": 12})
    assert f'href="{ELSEWHERE}piece-1" data-page="12"' in front
    assert 'data-left="A board"' in front


def test_words_that_look_like_a_link_stay_words():
    told = '<p id="b">a href="#a" is written so</p>'
    division = divide(FRAME.format(f'<p id="a"></p><!--part--><section>{told}</section><!--/part-->'))
    assert told in next(division.alone())


def test_a_piece_stays_as_it_is_when_others_change():
    one, other = document(3, 1), document(3, 1).replace("Piece 2</h2>", "Another</h2>").replace("A board", "A panel")
    assert list(divide(one).alone())[:2] == list(divide(other).alone())[:2]


def test_the_headers_of_pages_carry_the_notice_of_their_piece():
    html = FRAME.format('<!--part--><section class="item" data-exempt="Paragraph 3 &amp; 4"></section><!--/part-->')
    division = divide(html)
    assert division.notices == ("Paragraph 3 &amp; 4",)
    leaves = [Leaf(is_wide=False), Leaf(is_wide=True, notice=division.notices[0])]
    headers = division.headers(leaves, 1)
    assert '<div class="leaf" data-exempt=" " data-number="Page 7 of 2"></div>' in headers
    assert '<div class="leaf leaf--wide" data-exempt="Paragraph 3 &amp; 4" data-number="Page 2 of 2"></div>' in headers
    assert 'data-number="Page 11"' in division.headers(
        leaves, 41
    )  # a supplement does not know how many there are in all


def test_a_few_samples_stand_for_the_headers_of_any_number_of_pages():
    leaf, wide = Leaf(is_wide=False), Leaf(is_wide=True)
    digits = [(leaf, digit) for digit in "0123456789"]
    assert samples([leaf] * 800 + [wide], 1) == [
        *digits, (leaf, "11"), (leaf, "22"), (leaf, "111"), (leaf, "222"), (wide, "111"), (wide, "222"),
    ]  # fmt: skip


def test_marks_of_pages_are_numbered_on():
    mark = '<div class="page-mark" role="doc-pagebreak" aria-label="Page 1" id="page-1">Page 1</div>'
    again = '<span class="page-mark" role="doc-pagebreak" aria-label="Page 1">Page 1</span>'
    joined = twin(FRAME.format("<p>Front</p>"), [(FRAME.format(mark + again), 9)])
    assert 'aria-label="Page 10" id="page-10">Page 10</div>' in joined
    assert 'aria-label="Page 10">Page 10</span>' in joined


# Kept


def test_what_nobody_asked_for_in_a_month_goes_and_the_oldest_where_there_is_no_room(tmp_path, monkeypatch):
    monkeypatch.setattr("core.kept_pieces.ROOM", 25)
    now = time.time()
    for name, age in (("new", 0), ("older", 60), ("oldest", 120), ("month", MONTH + 60)):
        (tmp_path / name).write_bytes(b"0123456789")
        os.utime(tmp_path / name, (now - age, now - age))
    clear(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "older"]


def test_a_piece_is_kept_under_all_that_it_depends_on(tmp_path):
    order = {"html": "a", "static": str(pdf.static_root()), "styles": list(pdf.STYLES), "extra": "", "marks": True}
    assert key_of(order) == key_of(dict(order))
    for name, other in (("html", "b"), ("extra", "p {}"), ("marks", False), ("styles", [pdf.STYLES[0]])):
        assert key_of(order | {name: other}) != key_of(order)
    elsewhere = order | {"static": str(tmp_path), "styles": [], "html": '<img src="logo.svg" alt="">'}
    (tmp_path / "logo.svg").write_text("<svg/>")
    before = key_of(elsewhere)
    (tmp_path / "logo.svg").write_text("<svg></svg>")
    assert key_of(elsewhere) != before


@pytest.mark.parametrize("where", ["", "/proc/nowhere"])
def test_without_a_folder_nothing_is_kept_and_nothing_stops(where):
    kept = Kept(where)
    kept.keep("0" * 64, b"x")
    kept.clear()
    assert kept.found("0" * 64) is None


# Joining


def joined(parts: list[bytes], stamps: Stamps | None = None) -> bytes:
    whole = io.BytesIO()
    join(parts, whole, stamps)
    return whole.getvalue()


def tagged(*, ids: bool = False, role: str = "P", link: str = "") -> bytes:
    """A small tagged PDF as layout engines write it: one page, a heading and a paragraph."""
    made = Pdf.new()
    made.add_blank_page(page_size=(595, 842))
    leaf = made.pages[0]
    leaf.obj.StructParents = 0
    tree = made.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = made.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree))
    words = made.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/Told"), P=whole, Pg=leaf.obj, K=0))
    cell = made.make_indirect(Dictionary(Type=Name.StructElem, S=Name.TD, P=whole, Pg=leaf.obj, K=1))
    whole.K, tree.K = Array([words, cell]), Array([whole])
    tree.ParentTree = Dictionary(Kids=Array([made.make_indirect(Dictionary(Nums=Array([0, Array([words, cell])])))]))
    tree.RoleMap = Dictionary(Told=Name(f"/{role}"))
    if ids:
        words.ID = String("head")
        cell.A = Dictionary(O=Name.Table, Headers=Array([String("head")]))
        tree.IDTree = Dictionary(Kids=Array([made.make_indirect(Dictionary(Names=Array([String("head"), words])))]))
    if link:
        leaf.obj.Annots = Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(ELSEWHERE + link)))]
        )
    made.Root.StructTreeRoot = tree
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def test_identifiers_of_parts_stay_apart_and_header_cells_keep_theirs():
    with pikepdf.open(io.BytesIO(joined([tagged(ids=True), tagged(ids=True)]))) as opened:
        tree = opened.Root.StructTreeRoot
        assert [str(name) for name in list(tree.IDTree.Names)[::2]] == ["2:head", "head"]
        assert [str(cell.A.Headers[0]) for cell in kids(tree.K[0]) if cell.S == Name.TD] == ["head", "2:head"]
        assert [int(key) for key in list(tree.ParentTree.Nums)[::2]] == [0, 1]
        assert [int(one.obj.StructParents) for one in opened.pages] == [0, 1]
        assert tree.RoleMap.Told == Name.P


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ([tagged(role="H1")], "Part 2 means something else by /Told than the parts before it."),
        ([tagged(), tagged(link="item-9")], "A link leads to “item-9”, which is in no part."),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(others, words):
    with pytest.raises(JoinError, match=words):
        joined([tagged(), *others])


def test_a_part_without_structure_is_refused():
    plain, written = Pdf.new(), io.BytesIO()
    plain.add_blank_page()
    plain.save(written)
    with pytest.raises(JoinError, match="Part 2 has no structure"):
        joined([tagged(), written.getvalue()])


def drawn(*contents: bytes) -> bytes:
    """Pages that draw such content, as samples of headers."""
    made = Pdf.new()
    for content in contents:
        made.add_blank_page(page_size=(595, 842))
        made.pages[-1].Contents = made.make_stream(content)
        made.pages[-1].Resources = Dictionary(Font=Dictionary(F=made.make_indirect(Dictionary(Type=Name.Font))))
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def numbered(*numbers: str) -> bytes:
    """Samples that draw these numbers, a letter for each digit."""
    return drawn(*(b"BT /F 8 Tf [<0011>4<%s>0] TJ ET" % "".join(f"00a{n}" for n in one).encode() for one in numbers))


def test_stamps_have_the_digits_of_their_page_and_stand_as_artifacts():
    leaves = [Leaf(is_wide=False)] * 2
    stamps = Stamps(numbered(*(number for _, number in samples(leaves, 37))), leaves, 37)
    with pikepdf.open(io.BytesIO(joined([tagged(), tagged()], stamps))) as opened:
        contents = [b"".join(one.read_bytes() for one in page.Contents) for page in opened.pages]
        assert [
            b"[<0011>4<00a300a%d>0] TJ" % last in content for last, content in zip((7, 8), contents, strict=True)
        ] == [True] * 2
        assert {b"Q\n/Artifact <</Type /Pagination>> BDC\nq\nBT /Stamp-F 8 Tf" in content for content in contents} == {
            True
        }
        assert [list(page.Resources.Font.keys()) for page in opened.pages] == [["/Stamp-F"]] * 2


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ([b"BT <00a%d> Tj ET" % digit for digit in range(9)], "10 samples of headers came out as 9 pages"),
        ([b"BT <00a%d> Tj %s ET" % (digit, b" " * digit) for digit in range(10)], "do not take the same room"),
        ([b"BT <00a%d> Tj %d w ET" % (digit, digit) for digit in range(10)], "do not stand in the same place"),
        ([b"BT <00a%d00b%d> Tj ET" % (digit, digit) for digit in range(10)], "not alike in all but their shape"),
    ],
)
def test_samples_that_do_not_tell_how_a_number_looks_are_refused(contents, words):
    with pytest.raises(JoinError, match=words):
        Stamps(drawn(*contents), [Leaf(is_wide=False)] * 3, 1)


@pytest.mark.parametrize(
    ("pages", "words"), [(1, "There are 1 headers for more pages"), (3, "There are 3 headers for 2 pages")]
)
def test_stamps_for_more_or_fewer_pages_are_refused(pages, words):
    leaves = [Leaf(is_wide=False)] * pages
    stamps = Stamps(numbered(*"0123456789"), leaves, 1)
    with pytest.raises(JoinError, match=words):
        joined([tagged(), tagged()], stamps)


LEAVES = st.lists(st.builds(Leaf, st.booleans(), st.sampled_from(["", "Paragraph 3"])), min_size=1, max_size=120)


@given(LEAVES, st.integers(1, 1000))
def test_every_page_has_a_sample_of_its_kind_and_length_of_number(leaves, first):
    laid_out = samples(leaves, first)
    assert len(laid_out) <= 10 + 2 * 4 * 4
    stamps = Stamps(numbered(*(number for _, number in laid_out)), leaves, first)
    for at in range(len(leaves)):
        digits = "".join(f"00a{digit}" for digit in str(first + at)).encode()
        assert stamps.content(at) == b"BT /Stamp-F 8 Tf [<0011>4<" + digits + b">0] TJ ET"


THINGS = st.recursive(
    st.integers(-9, 10_000) | st.booleans() | st.text(max_size=12).map(String) | st.binary(max_size=12).map(String),
    lambda inner: (
        st.lists(inner, max_size=4).map(Array)
        | st.dictionaries(st.sampled_from(["/A", "/Bc", "/D"]), inner, max_size=3).map(Dictionary)
    ),
    max_leaves=8,
)


@given(st.lists(THINGS, min_size=1, max_size=5), st.integers(0, 300))
def test_what_is_copied_from_one_file_into_another_is_as_it_was(things, others):
    made = Pdf.new()
    made.Root.Held = Array([made.make_indirect(Dictionary(One=thing, Back=made.Root)) for thing in things])
    written = io.BytesIO()
    writer = Writer(written)
    for _ in range(others):
        writer.put_new(b"null")
    copying = Copying(made, writer)
    root = copying.take(made.Root.objgen[0])
    copying.finish()
    writer.close(root, None)
    with Pdf.open(written) as opened:
        assert [one.One for one in opened.Root.Held] == things
        assert {one.Back.objgen for one in opened.Root.Held} == {opened.Root.objgen}
