"""What is done once instead of over and over comes out as the layout engine makes it by itself."""

from __future__ import annotations

import io
import shutil
import subprocess
from contextlib import nullcontext
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image, ImageChops
from weasyprint.text.ffi import ffi

from core import pdf_layout
from core.pdf import order_of
from core.pdf_layout import lay_out
from core.pdf_thrift import TYPES, know_types

MARKS = ("circle", "triangle", "circle", "hollow", "triangle", "circle")
HTML = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Marks</title></head><body>'
    '<table class="sheet"><thead><tr><th scope="col">Ref</th><th scope="col">Rating</th></tr></thead><tbody>'
    + "".join(
        f'<tr><th scope="row">{at}</th><td><span class="rag rag--{mark}">Rating {at}</span></td></tr>'
        for at, mark in enumerate(MARKS * 12)
    )
    + "</tbody></table></body></html>"
)


@pytest.fixture
def order():
    return order_of(HTML, brand_colour="#12436d")


def made(order: dict) -> bytes:
    return lay_out(order, lambda _what: None)[1]


def test_types_of_c_are_read_before_a_document_is_laid_out(order, monkeypatch):
    monkeypatch.setattr(ffi, "_parsed_types", {})
    know_types()
    made(order)
    assert set(ffi._parsed_types) == set(TYPES)


@pytest.mark.paper
def test_a_picture_behind_many_boxes_stands_in_the_file_once_and_looks_as_it_did(order, monkeypatch, tmp_path):
    once = made(order)
    monkeypatch.setattr(pdf_layout, "pictures_once", nullcontext)
    each = made(order)
    assert drawings_in(once) == len(set(MARKS))
    assert drawings_in(each) == len(MARKS * 12)
    assert artifacts_in(once) == artifacts_in(each)
    if shutil.which("pdftoppm"):
        pairs = zip(pictures(once, tmp_path / "once.pdf"), pictures(each, tmp_path / "each.pdf"), strict=True)
        assert [ImageChops.difference(one, other).getbbox() for one, other in pairs] == [None, None]


def drawings_in(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return sum(isinstance(one, pikepdf.Stream) and one.get("/Subtype") == Name.Form for one in pdf.objects)


def artifacts_in(content: bytes) -> list[int]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [page.Contents.read_bytes().count(b"/Artifact") for page in pdf.pages]


def pictures(content: bytes, file: Path) -> list[Image.Image]:
    file.write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "50", "-gray", str(file), str(file.with_suffix(""))], check=True)
    return [Image.open(path) for path in sorted(file.parent.glob(f"{file.stem}-*.pgm"))]
