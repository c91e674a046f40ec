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
from clinics.models import Clinic
from clinics.reporting import clinic_lines, with_everything
from clinics.reporting.history import happenings
from clinics.reporting.lines import ClinicLine
from clinics.views.life import KeptClinic, OneClinic
from core.records import StaleWriteError

FOUND = 30
"""How many actions a search shows."""


class SayProgress(OneClinic):
    """Saying what has been done since the last."""

    title = "Update on progress"
    template_name = "clinics/life/progress.html"
    refusal = (
        "Of the progress of this clinic speak those who keep it, own its indicators or are to come to it, "
        "and the performance team."
    )

    def allowed(self) -> bool:
        """Those who keep it, own its indicators or are to come."""
        return super().allowed() and self.reports

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The box; of a closed clinic, why not."""
        try:
            services.refuse_closed(self.clinic)
        except services.LifeError as refused:
            return self.not_now(str(refused), "progress")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The box, with the last words above it."""
        newest = self.clinic.progress_updates.select_related("by").first()
        kwargs.setdefault("form", ProgressForm(initial={"last_seen": newest.pk if newest else 0}))
        return super().get_context_data(newest=newest, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the words. If somebody else has spoken since, show it and keep these for another try."""
        form = ProgressForm(request.POST)
        if not form.is_valid():
            return self.again(form=form)
        said = form.cleaned_data
        try:
            services.say_progress(
                clinic=self.clinic, by=request.user, words=said["words"], last_seen=said.get("last_seen")
            )
        except services.LifeError as refused:
            form.add_error(None, str(refused))
            return self.again(form=form)
        except services.NewerProgressError as late:
            form.data = request.POST.copy()
            form.data["last_seen"] = late.newer.pk
            return self.render_to_response(
                self.get_context_data(form=form, newer=late.newer, sentence=str(late)), status=HTTPStatus.CONFLICT
            )
        messages.success(request, "Your update is saved.")
        return self.back("progress")


class WriteOutcome(KeptClinic):
    """What came of a clinic and what was learned, with the measured effect beside."""

    title = "Outcome and lessons"
    template_name = "clinics/life/outcome.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; where nothing can have come of the clinic, why not."""
        why_not = self.why_not()
        return self.not_now(why_not, "outcome") if why_not else super().get(request, *args, **kwargs)

    def why_not(self) -> str:
        """Why nothing can be said now."""
        try:
            services.refuse_closed(self.clinic)
        except services.LifeError as refused:
            return str(refused)
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
        """The form, and what the figures say."""
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(shown=self.shown, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store it, or say what is in the way."""
        form = self.get_form(request.POST)
        why_not = self.why_not()
        if form.is_valid() and why_not:
            form.add_error(None, why_not)
        if not form.is_valid():
            return self.again(form=form)
        try:
            form.save()
        except StaleWriteError as stale:
            form.add_error(None, str(stale))
            return self.again(form=form)
        messages.success(request, "Outcome and lessons are saved.")
        return self.back("outcome")


class ClinicActions(KeptClinic):
    """Letting an action that there is belong to a clinic, and taking it off again."""

    title = "Actions of the clinic"
    template_name = "clinics/life/actions.html"

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
            return self.not_now(str(refused), "actions")
        messages.success(request, f"“{action}” belongs to the clinic.")
        return self.back("actions")


class ClinicHistory(OneClinic):
    """What has been changed of a clinic: who, when, from what to what."""

    title = "History"
    template_name = "clinics/life/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The newest first."""
        return super().get_context_data(happenings=happenings(self.clinic), **kwargs)
