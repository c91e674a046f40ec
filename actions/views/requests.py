"""Requests for new dates: which wait, for whom, and the decision on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from actions.choices import Decision
from actions.forms import DecisionForm
from actions.models import DateChange
from actions.services import DecidedAlreadyError, decide_date
from core.refusals import NotDoneError
from core.steps import Again
from organisation import rights
from organisation.access import ForDoers
from organisation.choices import DateApproval
from organisation.models import Post

LATELY = 20
"""How many decisions are shown below the requests that wait."""


def decides(lead: Post | None, approval: str) -> str:
    """Who decides on a new date for an action, in words."""
    if approval == DateApproval.BOARD:
        return "a board"
    return str(lead.superior) if lead and lead.superior else "the performance team"


@dataclass
class RequestCard:
    """A request that waits: what is asked, and what the person may do about it."""

    change: DateChange
    form: DecisionForm
    may_decide: bool
    is_own: bool
    decides: str
    redated: int
    """How many times its date has changed already."""


def how_many_wait(person: rights.Person, council: Any) -> int:
    """How many requests wait that a person may decide or made; one query, and none for those who do neither."""
    asks = rights.may_manage(person) or (rights.may_report(person) and rights.posts_of(person))
    return waiting_for(person, council).count() if asks else 0


def waiting_for(person: rights.Person, council: Any) -> QuerySet[DateChange]:
    """The requests that wait and that a person may decide, or made."""
    waiting = DateChange.objects.waiting()
    if rights.may_manage(person):
        return waiting
    mine = Q(requested_by=person.pk)
    if council.dates_approved_by == DateApproval.SUPERIOR:
        mine |= Q(milestone__action__lead__superior__in=rights.posts_of(person))
    return waiting.filter(mine)


def with_what_it_decides_on(changes: QuerySet[DateChange]) -> QuerySet[DateChange]:
    """Requests with what a decision needs to know: the action, who leads it and how often the date was changed before."""
    approved = Q(milestone__date_changes__decision=Decision.APPROVED)
    before = Count("milestone__date_changes", filter=approved, distinct=True)
    return changes.select_related("milestone__action__lead__superior", "requested_by").annotate(redated=before)


class DateRequests(ForDoers, Again):
    """Requests for new dates that wait for a person's decision, and those that the person made."""

    title = "New dates to decide"
    place = "actions"
    template_name = "actions/date_requests.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to My work."""
        return (("My work", reverse("home")),)

    def requests(self) -> QuerySet[DateChange]:
        """Those of the person, the oldest first, with what a decision needs to know."""
        return with_what_it_decides_on(waiting_for(self.request.user, self.request.council)).order_by(
            "requested_at", "pk"
        )

    def card(self, change: DateChange, form: DecisionForm | None = None) -> RequestCard:
        """A request with its form."""
        approval, lead = self.request.council.dates_approved_by, change.milestone.action.lead
        is_own = change.requested_by_id == self.request.user.pk
        by_board = approval == DateApproval.BOARD
        may = rights.may_approve_date(self.request.user, lead.superior_id if lead else None, approval)
        return RequestCard(
            change=change,
            form=form or DecisionForm(by_board=by_board, prefix=f"d{change.pk}"),
            may_decide=may and (by_board or not is_own),
            is_own=is_own,
            decides=decides(lead, approval),
            redated=change.redated,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What waits, and what was decided lately. Four queries, however many."""
        tried = kwargs.pop("tried", None)
        cards = [self.card(change) for change in self.requests()]
        decided = DateChange.objects.exclude(decision=Decision.WAITING).filter(decided_by__isnull=False)
        if not rights.may_manage(self.request.user):
            decided = decided.filter(Q(decided_by=self.request.user) | Q(requested_by=self.request.user))
        decided = decided.select_related("milestone__action", "requested_by", "decided_by").order_by(
            "-decided_at", "-pk"
        )
        if tried and tried.change.pk not in {card.change.pk for card in cards}:
            cards = [tried, *cards]  # somebody else has decided on it meanwhile; what was written stands there still
        return super().get_context_data(
            cards=[tried if tried and tried.change.pk == card.change.pk else card for card in cards],
            decided=decided[:LATELY],
            **kwargs,
        )


class DecideDate(DateRequests):
    """A decision on one request."""

    http_method_names = ("post",)

    @cached_property
    def change(self) -> DateChange:
        """The request that the address names."""
        return get_object_or_404(with_what_it_decides_on(DateChange.objects.all()), pk=self.kwargs["pk"])

    def allowed(self) -> bool:
        """For those who may decide on it; who asked may withdraw."""
        if not super().allowed():
            return False
        self.refusal = "Another post decides on this request."
        card = self.card(self.change)
        return card.may_decide or card.is_own

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide, and say what came of it."""
        by_board = request.council.dates_approved_by == DateApproval.BOARD
        form = DecisionForm(request.POST, by_board=by_board, prefix=f"d{self.change.pk}")
        card = self.card(self.change, form)
        if form.is_valid():
            decision = Decision(form.cleaned_data["decision"])
            if (decision == Decision.WITHDRAWN) != card.is_own and not (card.is_own and by_board):
                raise PermissionDenied(
                    "Who asked for a new date may withdraw the request, and somebody else decides on it."
                )
            lead = self.change.milestone.action.lead
            superior = lead.superior if lead and not by_board else None
            try:
                decide_date(
                    self.change,
                    decision,
                    by=request.user,
                    note=form.cleaned_data["note"].strip(),
                    post=superior if superior and superior.pk in rights.posts_of(request.user) else None,
                    board=form.cleaned_data.get("board"),
                )
            except NotDoneError as refused:
                form.is_stale = isinstance(refused, DecidedAlreadyError)
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"{decision.label}: {self.change.milestone.action}.")
                return redirect("date-requests")
        return self.again(tried=card, form=form)
