"""A scorecard on paper."""

from __future__ import annotations

from django.template.loader import render_to_string

from core.pdf import Paper, render
from indicators.reporting.scorecard import Scorecard
from organisation.models import Council


def scorecard_paper(report: Scorecard, *, council: Council) -> Paper:
    """A scorecard as a PDF, landscape. The body is the one that committee reports use."""
    context = {"report": report, "title": f"Scorecard {report.period}", "council": council, "on": report.on}
    html = render_to_string("indicators/scorecard_paper.html", context)
    return render(html, brand_colour=council.brand_colour)
