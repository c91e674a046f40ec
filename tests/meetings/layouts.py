"""A layout that takes no time, for tests of what is done with one; what is laid out is tested elsewhere."""

import re

import pytest

from core.pdf import Paper
from meetings import packs


def quick(html: str, *, brand_colour: str, first_page: int = 1, marks: bool = False, tell=None, **more) -> Paper:
    """Each named place on a page of its own; the file is its own HTML."""
    names = re.findall(r'\bid="([^"]+)"', html)
    anchors = {name: page for page, name in enumerate(names, 2)}
    for page in range(1, len(names) + 2):
        if tell:
            tell(f"page {page}")
    if tell:
        tell("finishing")
    return Paper(b"%PDF-1.7 " + html.encode(), len(names) + 1, anchors, html.encode() if marks else b"")


@pytest.fixture
def quick_layout(monkeypatch) -> None:
    monkeypatch.setattr(packs, "render", quick)
