"""What a framework puts on paper: all that serves it, A4 upright."""

from __future__ import annotations

from django.template.loader import render_to_string

from core.pdf import Paper, render
from frameworks.reporting import FrameworkThread
from organisation.models import Council


def framework_pdf(thread: FrameworkThread, *, council: Council) -> Paper:
    """A framework with all that serves it as a PDF. The body is the one of its page."""
    context = {"thread": thread, "title": thread.name, "council": council, "on": thread.on, "on_paper": True}
    return render(render_to_string("frameworks/paper.html", context), brand_colour=council.brand_colour)
