"""What serves an outcome: linked and taken off from the outcome's page, many at once, or from the thing's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from actions.models import Action
from core.clock import today
from core.formats import count
from core.steps import Asks, Buttons
from frameworks import services
from frameworks.choices import Thing
from frameworks.filters import matching_actions, matching_indicators
from frameworks.reporting import IN_ORDER, candidates
from frameworks.views.keeping import Kept, KeptOutcome
from indicators.models import Indicator
from indicators.views.pages import find_indicator
from organisation.forms import ServesForm

MOST = 60
"""So many indicators, and so many actions, are offered at once; words narrow them."""


class OutcomeLinks(Buttons, KeptOutcome):
    """The indicators and actions that serve an outcome, and others to choose from."""

    template_name = "frameworks/links.html"
    does = {"link": "link", "unlink": "unlink"}
    otherwise = "link"

    def get_title(self) -> str:
        """What it is about."""
        return f"What serves “{self.outcome}”"

    @property
    def way_back(self) -> str:
        """The same page, with the same words."""
        words = self.request.GET.get("q", "")
        return f"{self.request.path}{f'?{self.request.GET.urlencode()}' if words else ''}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the outcome."""
        return (*super().get_crumbs(), (str(self.outcome), self.outcome.get_absolute_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is linked, and what can be. Six queries."""
        words = self.request.GET.get("q", "").strip()
        indicators, actions = matching_indicators(words, today()), matching_actions(words, today())
        kinds = (
            ("Indicators", indicators.exclude(outcomes=self.outcome).order_by(*IN_ORDER)),
            ("Actions", actions.exclude(outcomes=self.outcome).order_by("title", "pk")),
        )
        offered = [(kind, list(rows[: MOST + 1])) for kind, rows in kinds]
        return super().get_context_data(
            framework=self.framework,
            words=words,
            linked=candidates(
                [
                    *self.outcome.indicators.select_related("set", "owner").order_by(*IN_ORDER),
                    *self.outcome.actions.select_related("lead").order_by("title", "pk"),
                ]
            ),
            offered=[(kind, candidates(rows[:MOST]), len(rows) > MOST) for kind, rows in offered],
            most=MOST,
            **kwargs,
        )

    def ticked(self) -> tuple[list[Indicator], list[Action]]:
        """The indicators and actions that were ticked; what does not exist any more is left out."""
        keys: dict[str, list[int]] = {Thing.INDICATOR: [], Thing.ACTION: []}
        for written in self.request.POST.getlist("thing"):
            kind, _, key = written.partition("-")
            if kind in keys and key.isdecimal() and len(key) < 10:
                keys[kind].append(int(key))
        indicators = Indicator.objects.filter(pk__in=keys[Thing.INDICATOR])
        return list(indicators.order_by("pk")), list(Action.objects.filter(pk__in=keys[Thing.ACTION]).order_by("pk"))

    def link(self) -> HttpResponse:
        """Link what was ticked."""
        return self.done(services.link, "linked", "Nothing was linked: tick what serves it.")

    def unlink(self) -> HttpResponse:
        """Take off what was ticked."""
        return self.done(services.unlink, "taken off", "Nothing was taken off: tick what does not serve it.")

    def done(self, change: Any, verb: str, nothing: str) -> HttpResponse:
        """Do it, and say how many."""
        indicators, actions = self.ticked()
        if not indicators and not actions:
            messages.warning(self.request, nothing)
            return self.back()
        changed = change(outcome=self.outcome, things=[*indicators, *actions])
        said = f"{count(changed, 'thing')} {verb}." if changed else f"All that was ticked is {verb} already."
        messages.success(self.request, said)
        return self.back()


class Serves(Asks, Kept):
    """Which outcomes one thing serves, ticked from its own page."""

    title = "Which outcomes does it serve?"
    template_name = "frameworks/serves.html"

    @property
    def thing(self) -> Indicator | Action:
        """The indicator or action."""
        raise TypeError(f"{type(self).__name__} says which thing it is about.")

    @property
    def about(self) -> str:
        """Which."""
        return str(self.thing)

    @property
    def way_back(self) -> str:
        """Its page."""
        return self.thing.get_absolute_url()

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to its page, and to all of its kind."""
        return ((self.place.capitalize(), reverse(self.place)), (str(self.thing), self.way_back))

    def get_form(self, data: Any = None) -> ServesForm:
        """Every outcome of the frameworks that run, those that it serves ticked."""
        return ServesForm(data, has=self.thing.outcomes.all())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whether there is anything to tick."""
        shown = super().get_context_data(**kwargs)
        return shown | {"has_outcomes": bool(shown["form"].known)}

    def take(self, form: ServesForm) -> str:
        """Change what the person changed."""
        return "Saved." if form.store(self.thing) else "Nothing has changed."


class ActionServes(Serves):
    """Which outcomes an action serves."""

    place = "actions"

    @cached_property
    def thing(self) -> Action:
        """The action that the address names."""
        return get_object_or_404(Action, pk=self.kwargs["pk"])


class IndicatorServes(Serves):
    """Which outcomes an indicator serves."""

    place = "indicators"

    @cached_property
    def thing(self) -> Indicator:
        """The indicator that the address names."""
        return find_indicator(Indicator.objects.select_related("set"), self.kwargs["set"], self.kwargs["ref"])
