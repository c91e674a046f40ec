"""Keeping frameworks: making and ending them, their outcomes in order, and those that the program brings."""

from __future__ import annotations

import re
from typing import Any

from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from core.formats import count
from core.refusals import NotDoneError
from core.steps import Again, Asks, Press
from core.views import InPlace
from frameworks import services
from frameworks.forms import FrameworkForm, OutcomeForm
from frameworks.imports.shipped import FRAMEWORKS, adopt
from frameworks.reporting import headings, kept_outcomes
from organisation.access import ForPerformanceTeam
from organisation.models import Framework, Outcome


class Kept(ForPerformanceTeam, Again):
    """A page on which frameworks are kept."""

    place = "plans"
    refusal = "Frameworks and their outcomes are kept by the performance team."

    @property
    def way_back(self) -> str:
        """All frameworks."""
        return reverse("frameworks")

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all frameworks."""
        return (("Frameworks", reverse("frameworks")),)


class NewFramework(Asks, Kept):
    """A new framework."""

    title = "Enter a framework"
    button = "Enter the framework"
    leave = "Enter none"
    explains = "A corporate plan, a community strategy, a government framework or the recommendations of an inspection. Its outcomes come next, one by one or from a table."

    def get_form(self, data: Any = None) -> FrameworkForm:
        """Nothing yet."""
        return FrameworkForm(data, instance=Framework())

    def take(self, form: FrameworkForm) -> str:
        """Store it."""
        form.instance.save()
        return f"“{form.instance}” is entered. Add its outcomes."

    def way_on(self, form: FrameworkForm) -> str:
        """To its outcomes."""
        return reverse("framework-outcomes", args=[form.instance.pk])


class KeptFramework(Kept):
    """A page on which one framework is kept."""

    @cached_property
    def framework(self) -> Framework:
        """The one that the address names."""
        return get_object_or_404(Framework, pk=self.kwargs["pk"])

    @property
    def about(self) -> str:
        """Which."""
        return self.framework.name

    @property
    def way_back(self) -> str:
        """Where its outcomes are kept."""
        return reverse("framework-outcomes", args=[self.framework.pk])

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to its page."""
        return (*super().get_crumbs(), (self.framework.name, self.framework.get_absolute_url()))


class EditFramework(Asks, KeptFramework):
    """What a framework is, and its end."""

    title = "Change the framework"

    @property
    def way_back(self) -> str:
        """Its page."""
        return self.framework.get_absolute_url()

    def get_form(self, data: Any = None) -> FrameworkForm:
        """Over it as it is stored."""
        return FrameworkForm(data, instance=Framework.objects.get(pk=self.framework.pk))

    def take(self, form: FrameworkForm) -> str:
        """Store it."""
        form.instance.save()
        return "Saved."


class FrameworkOutcomes(ForPerformanceTeam, InPlace, TemplateView):
    """The outcomes of a framework in order, each with what can be done with it."""

    title = "Outcomes"
    place = "plans"
    refusal = Kept.refusal
    template_name = "frameworks/outcomes.html"

    @cached_property
    def framework(self) -> Framework:
        """The one that the address names."""
        return get_object_or_404(Framework, pk=self.kwargs["pk"])

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the framework."""
        up = (("Frameworks", reverse("frameworks")),)
        return (*up, (self.framework.name, self.framework.get_absolute_url()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In order, each with how much serves it."""
        return super().get_context_data(framework=self.framework, rows=kept_outcomes(self.framework), **kwargs)


class NewOutcome(Asks, KeptFramework):
    """A further outcome."""

    title = "Add an outcome"
    button = "Add the outcome"
    leave = "Add none"

    def get_form(self, data: Any = None) -> OutcomeForm:
        """Nothing yet; the heading of the last one is offered."""
        used = headings(self.framework)
        initial = {"group": used[-1]} if used else {}
        return OutcomeForm(data, instance=Outcome(framework=self.framework), initial=initial, headings=used)

    def take(self, form: OutcomeForm) -> str:
        """Store it after the others."""
        services.add_outcome(outcome=form.instance)
        return f"“{form.instance}” is added."


class KeptOutcome(KeptFramework):
    """A page on which one outcome is kept."""

    @cached_property
    def outcome(self) -> Outcome:
        """The one that the address names, of that framework."""
        return get_object_or_404(Outcome, pk=self.kwargs["outcome"], framework=self.framework)

    @property
    def about(self) -> str:
        """Which, of which framework."""
        return f"{self.framework.name}: {self.outcome}"


class EditOutcome(Asks, KeptOutcome):
    """The words of an outcome."""

    title = "Change the outcome"

    def get_form(self, data: Any = None) -> OutcomeForm:
        """Over it as it is stored."""
        row = Outcome.objects.get(pk=self.outcome.pk)
        return OutcomeForm(data, instance=row, headings=headings(self.framework))

    def take(self, form: OutcomeForm) -> str:
        """Store it."""
        form.instance.save()
        return "Saved."


class MoveOutcome(Press, KeptOutcome):
    """An outcome moves by one place."""

    def take(self) -> str:
        """Up or down, as the button says with the version that was seen: 3-up."""
        asked = re.fullmatch(r"(\d{1,9})-(up|down)", self.request.POST.get("do", ""))
        if not asked:
            raise Http404("An outcome moves up or down.")
        seen, way = int(asked[1]), asked[2]
        if not services.move_outcome(outcome=self.outcome, up=way == "up", seen=seen):
            return f"“{self.outcome}” stands {'first' if way == 'up' else 'last'} already."
        return f"“{self.outcome}” is moved {way}."


class RemoveOutcome(Press, KeptOutcome):
    """An outcome at which nothing points is removed."""

    def take(self) -> str:
        """Remove it, or say what serves it."""
        words = str(self.outcome)
        services.remove_outcome(outcome=self.outcome)
        return f"“{words}” is removed. Nothing served it."


class AdoptFramework(Press, Kept):
    """Taking in a framework that the program brings."""

    def take(self) -> str:
        """Adopt what is not there yet."""
        if self.kwargs["shipped"] not in FRAMEWORKS:
            raise Http404(f"The program brings no framework {self.kwargs['shipped']}.")
        try:
            framework, findings = adopt(self.kwargs["shipped"], by=self.request.user)
        except IntegrityError as late:  # somebody pressed it at the same moment
            raise NotDoneError("Somebody else has just adopted it. Look at the list again.") from late
        if not findings.new:
            return f"You have all outcomes of “{framework}” already. Nothing was done."
        return f"“{framework}” is adopted: {count(findings.new, 'outcome')}. Link what serves them."
