"""A plan on paper, by itself, and what is reported of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template.loader import render_to_string

from core.pdf import Paper, render
from improvement_plan.models import Plan
from improvement_plan.reporting import plan_report
from organisation.models import Council


def plan_paper(plan: Plan, on: date, *, council: Council, layout: str = "") -> Paper:
    """A plan at a day as a PDF, in its own layout unless another is asked for. The body is the one that packs use."""
    report = plan_report(plan, on, council=council, layout=layout)
    context = {"report": report, "title": report.title, "council": council, "on": on}
    html = render_to_string("improvement_plan/paper.html", context)
    return render(html, brand_colour=council.brand_colour)


def reading_paper(report: Any, part: str, title: str, *, council: Council) -> Paper:
    """What is reported of a plan as a PDF, landscape. The body is the one of the page and of committee reports."""
    body = f"improvement_plan/parts/{part}_body.html"
    context = {"report": report, "body": body, "title": title, "council": council, "on": report.on}
    html = render_to_string("improvement_plan/reading_paper.html", context)
    return render(html, brand_colour=council.brand_colour)
