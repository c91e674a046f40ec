"""What a sitting puts on paper: its briefing paper and its minutes, A4 upright."""

from __future__ import annotations

from django.template.loader import render_to_string

from clinics.reporting.briefing import Paper as Briefed
from clinics.reporting.minutes import Minutes
from core.pdf import Paper, render
from organisation.models import Council


def briefing_pdf(paper: Briefed, *, council: Council) -> Paper:
    """The briefing paper of a sitting as a PDF. The body is the one of its page."""
    briefing = paper.briefing
    title = f"Briefing: {briefing.clinic}"
    context = {"paper": paper, "briefing": briefing, "title": title, "council": council, "on": briefing.on}
    return render(render_to_string("clinics/sitting/briefing_paper.html", context), brand_colour=council.brand_colour)


def minutes_pdf(minutes: Minutes, *, council: Council) -> Paper:
    """The minutes of a sitting as a PDF. The body is the one of their page."""
    context = {"minutes": minutes, "title": f"Minutes: {minutes.clinic}", "council": council, "on": minutes.on}
    return render(render_to_string("clinics/sitting/minutes_paper.html", context), brand_colour=council.brand_colour)
