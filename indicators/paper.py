"""Scorecards, the direction of travel and single indicators on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template.loader import render_to_string

from core.pdf import Paper, render
from indicators.reporting.scorecard import Scorecard
from indicators.reporting.travel import TravelPack
from organisation.models import Council


def scorecard_paper(report: Scorecard, *, council: Council) -> Paper:
    """A scorecard as a PDF, landscape. The body is the one that committee reports use."""
    context = {"report": report, "title": f"Scorecard {report.period}", "council": council, "on": report.on}
    html = render_to_string("indicators/scorecard_paper.html", context)
    return render(html, brand_colour=council.brand_colour)


def travel_paper(pack: TravelPack, *, council: Council, on: date) -> Paper:
    """The direction-of-travel pack of a year as a PDF, landscape."""
    html = render_to_string("indicators/direction_of_travel_paper.html", {"pack": pack, "council": council, "on": on})
    return render(html, brand_colour=council.brand_colour)


def indicator_paper(shown: dict[str, Any], *, council: Council, on: date) -> Paper:
    """An indicator as a PDF: what its page shows, with the same charts and all its figures."""
    html = render_to_string("indicators/page_paper.html", shown | {"council": council, "on": on})
    return render(html, brand_colour=council.brand_colour)
