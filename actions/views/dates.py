"""Dates in words, and asking for a new date."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import View

from actions.choices import Decision
from actions.forms import DateRequestForm
from actions.models import Milestone
from actions.services import ClosedActionError, WaitingAlreadyError, request_date
from actions.views.requests import decides
from core.clock import today
from core.dates import read, understood
from core.formats import long_date
from core.steps import Again
from organisation import rights
from organisation.access import ForDoers, Guarded
from organisation.choices import DateApproval


class DateInWords(ForDoers, View):
    """What is understood of a date in words (``text``), in a sentence: the box for it asks as one types.

    ``written_on`` is the day from which "December annually" counts; today, unless it is given. ``refused``
    is given by a form that takes only what is certain.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """The sentence alone."""
        try:
            written_on = date.fromisoformat(request.GET.get("written_on") or today().isoformat())
        except ValueError:
            return _sentence("Give the day it was written on as 2007-09-10.", status=422)
        written = read(request.GET.get("text", ""), written_on=written_on)
        return _sentence(understood(written, kept="refused" not in request.GET))


def _sentence(words: str, status: int = 200) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)


class AskForDate(Guarded, Again):
    """A request for a new date for one milestone: the date, and why."""

    place = "actions"
    template_name = "actions/ask_for_date.html"
    refusal = "Only the posts that lead or contribute to this action, and the performance team, can ask for a new date."

    @cached_property
    def milestone(self) -> Milestone:
        """The one that the address names."""
        milestones = Milestone.objects.select_related("action__lead__superior").prefetch_related("action__contributors")
        return get_object_or_404(milestones, pk=self.kwargs["milestone"], action=self.kwargs["pk"])

    def allowed(self) -> bool:
        """For those who answer for the action."""
        return rights.may_answer_for(self.request.user, self.milestone.action.accountable_posts)

    def get_title(self) -> str:
        """What is asked for."""
        return "Ask for a new date"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the action."""
        action = self.milestone.action
        return ((action.title, action.get_absolute_url()),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The milestone with its dates so far, who decides, and the form."""
        kwargs.setdefault("form", DateRequestForm(milestone=self.milestone))
        approval = self.request.council.dates_approved_by
        changes = list(self.milestone.date_changes.select_related("requested_by"))
        kwargs |= {"milestone": self.milestone}  # the address has its key under this name
        return super().get_context_data(
            facts=self.milestone.facts,
            changes=changes,
            redated=sum(change.decision == Decision.APPROVED for change in changes),
            waiting=next((change for change in changes if change.decision == Decision.WAITING), None),
            decides="" if approval == DateApproval.NOBODY else decides(self.milestone.action.lead, approval),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, or where nobody has to approve, change the date."""
        form = DateRequestForm(request.POST, milestone=self.milestone)
        if form.is_valid():
            try:
                change = request_date(
                    self.milestone,
                    form.cleaned_data["becomes"],
                    reason=form.cleaned_data["reason"].strip(),
                    by=request.user,
                    approval=request.council.dates_approved_by,
                )
            except ClosedActionError as closed:
                raise PermissionDenied(str(closed)) from closed
            except (ValueError, WaitingAlreadyError) as refused:
                form.add_error(None, str(refused))
            else:
                who = decides(self.milestone.action.lead, request.council.dates_approved_by)
                stands = f"The date is now {long_date(change.becomes)}. The first date is kept."
                waits = f"Your request is with {who}. Until it is decided, the date stays as it is."
                messages.success(request, stands if change.decision == Decision.APPROVED else waits)
                return redirect(self.milestone.action)
        return self.again(form=form)
