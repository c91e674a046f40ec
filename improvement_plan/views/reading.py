"""A plan read in other ways: in counts, along a line of time, by what wants attention and by what has changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from actions.rules import Cycle
from core.answers import name_file
from core.clock import today
from core.dates import months_later
from core.views import paginate
from improvement_plan.filters import SinceForm
from improvement_plan.paper import reading_paper
from improvement_plan.reporting import past_meetings, plan_changes, plan_exceptions, plan_summary, plan_timeline
from improvement_plan.views.pages import OnePlan

CyclesAt = Callable[..., tuple[Cycle, ...]]


class Reading(OnePlan):
    """A report on a plan at a day, on a page and, with ``on_paper``, as a PDF."""

    part = ""
    """The template of what page and paper share, and the name of the file."""
    on_paper = False

    def get_template_names(self) -> list[str]:
        """Each has its own."""
        return [f"improvement_plan/{self.part}.html"]

    def report(self) -> Any:
        """What is reported; None where the address asks for what there is not."""
        raise TypeError(f"{type(self).__name__} says what it reports.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page or the paper. What cannot be asked for is said on the page."""
        report = self.report() if self.asked.is_valid() else None
        if not (self.on_paper and report):
            return self.render_to_response(self.get_context_data(report=report, **kwargs))
        paper = reading_paper(report, self.part, self.get_title(), council=request.council)
        response = HttpResponse(paper.content, content_type="application/pdf")
        name_file(response, f"{self.plan.slug}-{self.part}.pdf")
        return response


class PlanSummaryPage(Reading):
    """A plan by section and by directorate."""

    part, words = "summary", "summary"

    def report(self) -> Any:
        """Ten queries, twelve of a past day."""
        return plan_summary(self.plan, self.at)


class PlanExceptionsPage(Reading):
    """What of a plan wants attention.

    ``cycles_at`` gives the reporting cycles up to a day. Meetings make them, and stand above: whoever
    gives the page its address hands it in.
    """

    part, words = "exceptions", "exceptions"
    cycles_at: CyclesAt | None = None

    def report(self) -> Any:
        """Eleven queries, thirteen of a past day."""
        _, before = self.cycles_at(self.at.on, months=self.request.council.cycle_months, several=2)
        return plan_exceptions(self.plan, self.at, since=before.starts)


class PlanChangesPage(Reading):
    """What has changed in a plan since a day or a board's meeting.

    Since the last meeting, unless something else is asked for; where no board has met, since a cycle ago.
    """

    part, words = "changes", "what changed"

    @cached_property
    def asked(self) -> SinceForm:
        """The days, and the meetings that can be chosen."""
        asked = self.request.GET.copy()
        if self.meetings and not (asked.get("since") or asked.get("meeting")):
            before = [held for held in self.meetings if held.date.isoformat() < (asked.get("on") or "9999")]
            asked["meeting"] = str(before[0].pk) if before else ""
        form = SinceForm(asked)
        form.fields["meeting"].choices = [("", "Choose a meeting")] + [(held.pk, held.words) for held in self.meetings]
        return form

    @cached_property
    def meetings(self) -> tuple:
        """The meetings of all boards, the last first."""
        return past_meetings(today())

    def since(self) -> tuple[date, str]:
        """The day, and whose meeting it was."""
        asked = self.asked.cleaned_data
        if asked["meeting"]:
            held = next(held for held in self.meetings if held.pk == asked["meeting"])
            return held.date, held.board
        if asked["since"]:
            return asked["since"], ""
        return months_later(self.at.on, -self.request.council.cycle_months), ""

    def report(self) -> Any:
        """Twelve queries."""
        since, board = self.since()
        return plan_changes(self.plan, since, self.at, board=board)


class PlanTimelinePage(OnePlan):
    """A plan along a line of time: months across, and the same facts in a table."""

    template_name = "improvement_plan/timeline.html"
    words = "timeline"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Eleven queries, thirteen of a past day."""
        if self.asked.is_valid():
            page = paginate(self.at.entries(self.plan).filter(action__isnull=False), self.request)
            kwargs |= {"page": page, "report": plan_timeline(page.object_list, self.at)}
        return super().get_context_data(**kwargs)
