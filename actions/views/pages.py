"""The page of one action, and saying what has happened to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from actions.choices import Status
from actions.forms import UpdateForm
from actions.models import Action, DateChange, Milestone
from actions.reporting import USES, history, line
from actions.rules import Expected, expected_by_history
from actions.services import ClosedActionError, NewerUpdateError, record_update
from actions.updating import SAID
from core.clock import today
from core.queries import behind
from core.statements import stated_once
from core.views import InPlace
from organisation import rights
from organisation.access import Guarded

NEWEST = 10
"""How much of what has happened stands below a form."""


@stated_once
def _one(key: int) -> QuerySet[Action]:
    """The action of a key, with what there is that its page asks for more of."""
    used = {f"has_{name}": Exists(behind(Action, name).filter(action=OuterRef("pk"))) for name in USES}
    measured = Exists(behind(Milestone, "measure_links").filter(milestone__action=OuterRef("pk")))
    moved = Exists(DateChange.objects.filter(milestone__action=OuterRef("pk")))
    found = Action.objects.with_details().annotate(has_measures=measured, has_date_changes=moved, **used)
    return found.filter(pk=key)


@stated_once
def _measures(action: int, *, on: date) -> QuerySet:
    """What counts the measures of an action, with what each stands at on a day."""
    links = behind(Milestone, "measure_links").model.objects
    return links.with_figures(on).filter(milestone__action=action)


class OneAction(Guarded, InPlace, TemplateView):
    """What the page of an action and its update have in common: the action, and who may see it."""

    place = "actions"
    template_name = "actions/page.html"
    refusal = "You can see an action that one of your posts leads or contributes to; this one is others'."

    @cached_property
    def action(self) -> Action:
        """The action that the address names."""
        found = _one(self.kwargs["pk"])
        if not found:
            raise Http404("There is no such action.")
        return found[0]

    def used(self) -> dict[str, list[Any]]:
        """Where it is used: rows of plans, clinics and minutes. A query for each kind that there is."""
        there = [name for name in USES if getattr(self.action, f"has_{name}")]
        prefetch_related_objects([self.action], *(USES[name] for name in there))
        return {name: list(getattr(self.action, name).all()) for name in there}

    def allowed(self) -> bool:
        """By role, or by a post that is accountable for it."""
        return rights.may_see(self.request.user, self.action.accountable_posts)

    @property
    def may_update(self) -> bool:
        """Whether the person may say what has happened to it."""
        return rights.may_answer_for(self.request.user, self.action.accountable_posts)

    def get_title(self) -> str:
        """What will be done."""
        return self.action.title

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all actions; a partner goes up to My work."""
        if rights.may_read(self.request.user):
            return (("Actions", reverse("actions")),)
        return (("My work", reverse("home")),)

    def expected(self) -> Expected | None:
        """When it may be complete, going by how its dates have moved."""
        if not self.action.has_date_changes or self.action.status == Status.COMPLETE or self.action.closed_on:
            return None
        changes = DateChange.objects.approved().filter(milestone__action=self.action)
        slips = tuple(change.days for change in changes)
        return expected_by_history(self.action.facts.due(today()), slips, today())

    def measures(self) -> list[Any]:
        """What its measures stand at beside what is wanted of them, each once. One query where there are any.

        Plans know that, and stand above: what they link to milestones says it of itself.
        """
        if not self.action.has_measures:
            return []
        milestones = list(self.action.milestones.all())
        council, on = self.request.council, today()
        links = behind(Milestone, "measure_links").model.objects
        of: dict[int, list[Any]] = {milestone.pk: [] for milestone in milestones}
        for link in _measures(self.action.pk, on=on):
            of.setdefault(link.milestone_id, []).append(link)
        shares = links.shares(on, council=council)
        found = (
            link.live(on, council=council, by=milestone.due_on, shares=shares)
            for milestone in milestones
            for link in of[milestone.pk]
        )
        return list(dict.fromkeys(found))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything about it, and the form where the person may use it."""
        happenings = history(self.action)
        if self.may_update and not self.action.closed_on:
            newest = next((happening.key for happening in happenings if happening.key), 0)
            kwargs.setdefault("form", UpdateForm(action=self.action, last_seen=newest))
        return super().get_context_data(
            action=self.action,
            shown=line(self.action, today(), seasons_fall_due=self.request.council.seasons_fall_due),
            happenings=happenings,
            used=self.used(),
            measures=self.measures(),
            outcomes=self.action.outcomes.with_frameworks(),
            expected=self.expected(),
            may_update=self.may_update,
            **kwargs,
        )


class ActionPage(OneAction):
    """One action: its rating with the reason, milestones, history, where it is used, and a box for what has happened."""


class UpdateAction(OneAction):
    """Saying what has happened to an action."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form comes first here, and the newest of what has happened is enough."""
        context = super().get_context_data(form_first=True, **kwargs)
        happenings = context["happenings"]
        return context | {"happenings": happenings[:NEWEST], "earlier": len(happenings[NEWEST:])}

    def allowed(self) -> bool:
        """Only for those who answer for it."""
        if super().allowed() and not self.may_update:
            self.refusal = (
                "Only the posts that lead or contribute to this action, and the performance team, can update it."
            )
        return self.may_update

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the update. If somebody else has said something since, show it and keep these words for another try."""
        form = UpdateForm(request.POST, action=self.action)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = form.cleaned_data
        try:
            record_update(
                action=self.action, by=request.user, **{name: said.get(name) for name in SAID if name in said}
            )
        except ClosedActionError as closed:
            raise PermissionDenied(str(closed)) from closed
        except NewerUpdateError as late:
            form.data = request.POST.copy()
            form.data["last_seen"] = late.newer.pk
            return self.render_to_response(self.get_context_data(form=form, newer=late.newer), status=409)
        messages.success(request, "Your update is saved.")
        return redirect(self.action)
