"""What is said of a clinic: its progress, what came of it, its actions, and its history."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from actions.models import Action
from clinics import services
from clinics.forms.life import OutcomeForm, ProgressForm
from clinics.models import Clinic, ProgressUpdate
from clinics.reporting import clinic_lines, with_everything
from clinics.reporting.history import happenings
from clinics.reporting.lines import ClinicLine
from clinics.views.life import KeptClinic, OneClinic
from core.steps import Asks

FOUND = 30
"""How many actions a search shows."""


class SayProgress(Asks, OneClinic):
    """Saying what has been done since the last."""

    title = "Update on progress"
    template_name = "clinics/life/progress.html"
    button = "Save the update"
    leave = "Leave it"
    at = "progress"
    refusal = (
        "Of the progress of this clinic speak those who keep it, own its indicators or are to come to it, "
        "and the performance team."
    )

    def allowed(self) -> bool:
        """Those who keep it, own its indicators or are to come."""
        return super().allowed() and self.reports

    def why_not(self) -> str:
        """Of a closed clinic nothing more is said."""
        services.refuse_closed(self.clinic)
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The box, with the last words above it."""
        return super().get_context_data(newest=self.newest, **kwargs)

    @cached_property
    def newest(self) -> ProgressUpdate | None:
        """The last words."""
        return self.clinic.progress_updates.select_related("by").first()

    def get_form(self, data: Any = None) -> ProgressForm:
        """The box, which knows what its writer has seen."""
        if data is not None:
            return ProgressForm(data)
        return ProgressForm(initial={"last_seen": self.newest.pk if self.newest else 0})

    def take(self, form: ProgressForm) -> str:
        """Keep the words."""
        said = form.cleaned_data
        services.say_progress(
            clinic=self.clinic, by=self.request.user, words=said["words"], last_seen=said.get("last_seen")
        )
        return "Your update is saved."

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the words. If somebody else has spoken since, show it and keep these for another try."""
        try:
            return super().post(request, *args, **kwargs)
        except services.NewerProgressError as late:
            data = request.POST.copy()
            data["last_seen"] = late.newer.pk
            form = self.get_form(data)
            return self.again(HTTPStatus.CONFLICT, form=form, newer=late.newer, sentence=str(late))


class WriteOutcome(Asks, KeptClinic):
    """What came of a clinic and what was learned, with the measured effect beside."""

    title = "Outcome and lessons"
    template_name = "clinics/life/outcome.html"
    at = "outcome"

    def why_not(self) -> str:
        """Why nothing can be said now."""
        services.refuse_closed(self.clinic)
        return "" if self.clinic.is_held else "The clinic has not sat yet, so that nothing has come of it."

    @cached_property
    def shown(self) -> ClinicLine:
        """The clinic with its measured effect."""
        (found,) = clinic_lines(with_everything().filter(pk=self.clinic.pk))
        return found

    def get_form(self, data: Any = None) -> OutcomeForm:
        """The form over the clinic."""
        return OutcomeForm(data, instance=Clinic.objects.get(pk=self.clinic.pk), held_on=self.shown.first_date)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what the figures say."""
        return super().get_context_data(shown=self.shown, **kwargs)

    def take(self, form: OutcomeForm) -> str:
        """Store it."""
        why_not = self.why_not()
        if why_not:
            raise services.LifeError(why_not)
        form.save()
        return "Outcome and lessons are saved."


class ClinicActions(KeptClinic):
    """Letting an action that there is belong to a clinic, and taking it off again."""

    title = "Actions of the clinic"
    template_name = "clinics/life/actions.html"
    at = "actions"

    @property
    def words(self) -> str:
        """What is looked for."""
        return self.request.GET.get("q", "")

    def found(self) -> QuerySet[Action]:
        """The actions that match all the words, and do not belong to the clinic."""
        words = self.words.split()
        found = Action.objects.exclude(clinic_links__clinic=self.clinic).select_related("lead")
        for word in words:
            found = found.filter(
                Q(title__icontains=word)
                | Q(description__icontains=word)
                | Q(lead__title__icontains=word)
                | Q(pk__in=Action.objects.filter(plan_entries__ref__iexact=word).values("pk"))
            )
        return found.order_by("title", "pk") if words else found.none()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those that belong to it, those that are found, and the one that was just taken off."""
        found, off = self.found(), self.request.GET.get("off", "")
        return super().get_context_data(
            words=self.words,
            found=found[:FOUND],
            more=max(0, found.count() - FOUND) if self.words else 0,
            own=Action.objects.filter(clinic_links__clinic=self.clinic).select_related("lead").order_by("pk"),
            off=Action.objects.filter(pk=off).first() if off.isdecimal() else None,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Attach the one that is named, or take it off."""
        key = request.POST.get("action", "")
        action = get_object_or_404(Action, pk=key if key.isdecimal() else 0)
        here = reverse("clinic-actions", args=[self.clinic.pk])
        try:
            if request.POST.get("do") == "off":
                services.take_off(clinic=self.clinic, action=action)
                messages.success(request, f"“{action}” is taken off the clinic. It goes on by itself.")
                return redirect(f"{here}?off={action.pk}")
            services.attach(clinic=self.clinic, action=action)
        except services.LifeError as refused:
            return self.not_now(str(refused))
        messages.success(request, f"“{action}” belongs to the clinic.")
        return self.back()


class ClinicHistory(OneClinic):
    """What has been changed of a clinic: who, when, from what to what."""

    title = "History"
    template_name = "clinics/life/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The newest first."""
        return super().get_context_data(happenings=happenings(self.clinic), **kwargs)
