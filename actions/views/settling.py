"""Dates that could not be read for certain, each settled in its own row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from actions.forms import SettleForm
from actions.models import Milestone
from actions.services import SettledAlreadyError, settle_date
from core.clock import today
from core.dates import read_each
from core.refusals import NotDoneError
from core.steps import Again
from core.views import paginate
from organisation.access import ForPerformanceTeam


@dataclass
class DoubtCard:
    """A milestone whose date is in doubt, and its form."""

    milestone: Milestone
    form: SettleForm


def suggested(milestone: Milestone) -> str:
    """What its words say as far as they say a day for certain: the last of several. Empty where they say none."""
    readings = read_each(milestone.date_as_written, written_on=today())
    certain = [reading.text for reading in readings if reading.due and not reading.doubtful]
    return certain[-1] if certain else ""


class DatesToSettle(ForPerformanceTeam, Again):
    """Every date of an open milestone that nobody has settled yet, with what is suggested."""

    title = "Dates to settle"
    place = "actions"
    template_name = "actions/dates_to_settle.html"
    crumbs = (("My work", "/"),)

    def doubts(self) -> QuerySet[Milestone]:
        """The milestones, action by action, with who leads each."""
        found = Milestone.objects.to_settle().select_related("action__lead")
        return found.order_by("action__title", "action", "order", "pk")

    def card(self, milestone: Milestone, form: SettleForm | None = None) -> DoubtCard:
        """A row with its form."""
        return DoubtCard(milestone, form or SettleForm(milestone=milestone, initial={"due": suggested(milestone)}))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of them. Two queries, however many."""
        tried = kwargs.pop("tried", None)
        page = paginate(self.doubts(), self.request)
        cards = [self.card(row) for row in page if tried is None or row.pk != tried.milestone.pk]
        if tried:  # what could not be taken stands first, also where somebody else has settled it meanwhile
            cards = [tried, *cards]
        form = cards[0].form if cards else None
        return super().get_context_data(cards=cards, page=page, media=form.media if form else "", **kwargs)


class SettleDate(DatesToSettle):
    """One of them is settled."""

    http_method_names = ("post",)

    @cached_property
    def milestone(self) -> Milestone:
        """The one that the address names."""
        return get_object_or_404(Milestone.objects.select_related("action__lead"), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Settle it, or say what is in the way."""
        form = SettleForm(request.POST, milestone=self.milestone)
        if form.is_valid():
            try:
                said = settle_date(self.milestone, form.cleaned_data["due"])
            except NotDoneError as refused:
                form.is_stale = isinstance(refused, SettledAlreadyError)
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"{self.milestone.action}: {said}")
                return redirect(reverse("dates-to-settle"))
        return self.again(tried=self.card(self.milestone, form), form=form)
