"""A directorate's page on paper: one side of A4, whatever there is."""

from __future__ import annotations

from django.template.loader import render_to_string

from core.pdf import Paper, PaperError, render
from councilperf.directorate.report import ROOM, OnOnePage
from organisation.models import Council

TRIES = (1.0, 0.8, 0.6, 0.4)
"""Shares of the room: what is written in letters wider than any common word is laid out again with less of it."""


def one_side(page: OnOnePage, *, council: Council) -> Paper:
    """It as a PDF of one side. Laid out once, unless its words are wider than those of any language."""
    for share in TRIES:
        context = {
            "page": page, "side": page.fitted(ROOM * share), "title": page.title, "on": page.on, "council": council,
        }  # fmt: skip
        html = render_to_string("directorate/paper.html", context)
        paper = render(html, brand_colour=council.brand_colour)
        if paper.pages == 1:
            return paper
    raise PaperError(f"“{page.title}” does not go on one side of A4: it took {paper.pages}.")
