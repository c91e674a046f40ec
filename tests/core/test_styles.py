"""The tokens are the only place that knows a colour, and paper uses nothing that breaks its accessibility."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from core.rag import MARKS
from core.tokens import digits, tokens
from organisation.validators import contrast_with_white

STATIC = Path(settings.BASE_DIR) / "static"
OWN_STYLES = sorted(path for path in (STATIC / "css").glob("*.css"))
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")


@pytest.mark.parametrize("mark", sorted(set(MARKS.values()), key=lambda mark: mark.shape), ids=lambda mark: mark.shape)
def test_a_drawing_of_a_rating_has_the_colour_of_its_token(mark):
    drawing = (STATIC / "img" / "rag" / f"{mark.shape}.svg").read_text()
    assert tokens()[mark.token] in COLOUR.findall(drawing)


@pytest.mark.parametrize("path", [p for p in OWN_STYLES if p.name != "tokens.css"], ids=lambda p: p.name)
def test_no_style_sheet_but_the_tokens_knows_a_colour(path):
    assert COLOUR.findall(path.read_text()) == []


WRITTEN_IN_CODE = re.compile(rf"""{COLOUR.pattern}|["'](?:FF)?[0-9A-F]{{6}}["']""")
CHOSEN_BY_THE_COUNCIL = {"organisation/models.py", "organisation/validators.py"}
"""The brand colour, which the council chooses: what it is at first, and what is said of one that cannot be taken."""


def test_no_code_or_template_but_the_tokens_knows_a_colour():
    root = Path(settings.BASE_DIR)
    apps = [
        app.parent for app in root.glob("*/__init__.py") if app.parent.name not in ("tests", "benchmarks", "proofs")
    ]
    paths = [path for app in apps for path in app.rglob("*.py") if "migrations" not in path.parts]
    paths += (root / "templates").rglob("*.html")
    found = {str(path.relative_to(root)) for path in paths if WRITTEN_IN_CODE.search(path.read_text())}
    assert found == CHOSEN_BY_THE_COUNCIL


@pytest.mark.parametrize(
    "name", ["--ink", "--muted", "--rag-green", "--rag-amber", "--rag-red", "--rag-complete", "--rag-none", "--brand"]
)
def test_every_colour_of_text_can_be_read_on_white_and_on_the_wash(name):
    on_white = contrast_with_white(tokens()[name])
    wash = contrast_with_white(tokens()["--wash"])
    assert on_white / wash >= 4.5


@pytest.mark.parametrize("forbidden", ["opacity", "transform", "leader("])
def test_paper_uses_nothing_that_its_standard_forbids(forbidden):
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / "paper.css").read_text(), flags=re.DOTALL)
    assert forbidden not in rules


def test_templates_hold_no_inline_style_or_script():
    inline = re.compile(r'\sstyle="|\son[a-z]+="|<script(?![^>]*\ssrc=)|<style')
    offenders = [
        p.name for p in (Path(settings.BASE_DIR) / "templates").rglob("*.html") if inline.search(p.read_text())
    ]
    assert offenders == []


def test_office_documents_are_given_a_colour_in_digits():
    assert digits("--line") == tokens()["--line"].removeprefix("#").upper() == "CFD6DC"
