"""A plan on paper, by itself."""

from __future__ import annotations

from datetime import date

from django.template.loader import render_to_string

from core.pdf import Paper, render
from improvement_plan.models import Plan
from improvement_plan.reporting import plan_report
from organisation.models import Council


def plan_paper(plan: Plan, on: date, *, council: Council) -> Paper:
    """A plan at a date as a PDF. The body is the one that packs use."""
    report = plan_report(plan, on, council=council)
    html = render_to_string("improvement_plan/paper.html", {"report": report, "council": council, "on": on})
    return render(html, brand_colour=council.brand_colour)
