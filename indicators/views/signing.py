"""Signing off what a directorate's posts have reported."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from core.formats import count
from core.views import paginate
from indicators.reporting.signing import as_unsigned, periods_to_sign, unsigned, waiting_to_sign
from indicators.services import sign_off
from indicators.views.entry import ForPeriod

TICK = re.compile(r"([0-9]{1,15})-([0-9]{1,9})")
"""What a ticked box posts: a figure and its version."""


class SignOff(ForPeriod, TemplateView):
    """The figures of a period that wait for a person's signature, to be ticked and signed."""

    template_name = "indicators/sign_off.html"

    def get_title(self) -> str:
        """Of which period."""
        return f"Sign off figures for {self.period}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Below the list of indicators."""
        return (("Indicators", reverse("indicators")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits, and the other periods in which something does. Five queries."""
        waiting = waiting_to_sign(self.request.user)
        page = paginate(unsigned(waiting, self.period_row), self.request)
        shown = {
            "period": self.period,
            "period_row": self.period_row,
            "page": page,
            "lines": [as_unsigned(one) for one in page.object_list],
            "elsewhere": [period for period in periods_to_sign(waiting) if period != self.period],
        }
        return super().get_context_data(**shown | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign what is ticked; what somebody changed meanwhile stays, and is said."""
        ticked = [found for text in request.POST.getlist("sign") if (found := _ticked(text))]
        done = sign_off(ticked, by=request.user)
        if not ticked:
            messages.info(request, "Nothing was ticked, so nothing was signed off.")
        elif done:
            messages.success(request, f"{count(len(done), 'figure')} signed off.")
        if len(done) < len(ticked):
            left = count(len(ticked) - len(done), "figure")
            messages.warning(request, f"{left} changed while you had this page open and were not signed: look again.")
        return redirect(request.get_full_path())


def _ticked(text: str) -> tuple[int, int] | None:
    """The key of a figure and the version that was shown; None where the text is not both."""
    found = TICK.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None
