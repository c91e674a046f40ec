import os
import re
import tempfile
import time

import page
import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from core import pdf
from core.pdf import PaperError, render, static_root
from core.pdf_layout import StaticFilesOnly

pytestmark = pytest.mark.paper
PAPER = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>T</title></head><body data-left="L" data-right="R"><h1>Heading</h1>{}</body></html>'


def paper(body: str):
    return render(PAPER.format(body), brand_colour="#12436d")


def test_a_document_becomes_a_tagged_pdf_that_says_where_its_anchors_are():
    made = paper('<p id="first">One.</p><section class="item" id="second"><h2>Two</h2></section>')
    assert made.content.startswith(b"%PDF")
    assert (made.pages, made.anchors) == (2, {"first": 1, "second": 2})


def test_header_cells_have_a_scope_and_the_furniture_is_no_content(tmp_path):
    import pikepdf

    made = paper(
        "<table class='sheet'><thead><tr><th scope='col'>A</th></tr></thead><tbody><tr><th scope='row'>1</th></tr></tbody></table>"
    )
    path = tmp_path / "t.pdf"
    path.write_bytes(made.content)
    with pikepdf.open(path) as pdf:
        scopes = {str(o.A.Scope) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/TH"}
        assert scopes == {"/Column", "/Row"}
        assert b"/Artifact" in pdf.pages[0].Contents.read_bytes()


@pytest.mark.parametrize(
    "body",
    [
        "<table class='sheet'><tbody><tr class='shaded'><th scope='row'>x</th><td><span class='rag rag--tick'>Complete</span></td></tr></tbody></table>",
        "<h2>Two</h2><ul><li>a<ul><li>b</li></ul></li></ul><ol><li>c</li></ol>",
        "<p>Ā ž Ω Ж “quoted” – dash £ € % → ≥ ▪ ✓ <em>Ł</em> <strong>ő</strong></p>",
    ],
)
def test_what_papers_are_made_of_passes_the_gate(body, tmp_path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper(body).content)
    assert page.validate_pdf(str(file), profile="ua1").failures == []


@pytest.mark.parametrize(
    "address",
    [
        "/etc/hostname",
        "file:///etc/hostname",
        "http://127.0.0.1:9/x.png",
        "https://example.com/x.png",
        "css/../../pyproject.toml",
        "ftp://example.com/x",
    ],
)
def test_nothing_but_static_files_can_be_fetched(address):
    html = PAPER.format(f'<img src="{address}" alt="x">')
    root = static_root()
    document = HTML(string=html, base_url=root.resolve().as_uri() + "/", url_fetcher=StaticFilesOnly(root))
    with pytest.raises(FatalURLFetchingError, match="may not be fetched while rendering"):
        document.render()


def test_what_may_not_be_fetched_stops_the_run():
    with pytest.raises(PaperError, match="may not be fetched while rendering"):
        paper('<img src="/etc/hostname" alt="x">')


def test_a_style_that_fetches_stops_the_run_too():
    with pytest.raises(PaperError, match="may not be fetched"):
        paper('<style>p { background: url("http://127.0.0.1:9/x.png") }</style><p>x</p>')


def test_a_document_that_takes_too_long_is_given_up():
    with pytest.raises(PaperError, match="took longer than"):
        render(PAPER.format("<p>x</p>"), brand_colour="#12436d", limit_seconds=0.01)


def test_what_a_killed_laying_out_left_is_swept_after_a_day(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, running, other = tmp_path / "council-paper-a", tmp_path / "council-paper-b", tmp_path / "somebody-else"
    for directory in (left, running, other):
        directory.mkdir()
        (directory / "font.ttf").touch()
    linked = tmp_path / "council-paper-c"
    linked.symlink_to(other)
    old = time.time() - pdf.STALE_SECONDS - 1
    for path in (left, other):
        os.utime(path, (old, old))
    os.utime(linked, (old, old), follow_symlinks=False)
    pdf.sweep()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["council-paper-b", "council-paper-c", "somebody-else"]
    assert (other / "font.ttf").exists()


def test_no_typeface_of_paper_has_to_be_unpacked_for_each_paper_anew():
    styles = (static_root() / "css/paper-fonts.css").read_text()
    named = re.findall(r'url\("\.\./(.+?)"\)', styles)
    assert len(named) == 4
    assert {(static_root() / name).read_bytes()[:4] for name in named} == {b"\x00\x01\x00\x00"}
