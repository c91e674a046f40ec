"""The minutes of a meeting on paper, A4 upright, to be signed."""

from __future__ import annotations

from django.template.loader import render_to_string

from core.pdf import Paper, render
from meetings.reporting import MinutesView
from meetings.rules.references import on_paper
from organisation.models import Council


def minutes_pdf(minutes: MinutesView, *, council: Council) -> Paper:
    """The minutes as a PDF. The body is the one of their page."""
    html = render_to_string("meetings/minutes_paper.html", {"minutes": minutes, "council": council})
    return render(on_paper(html), brand_colour=council.brand_colour)
