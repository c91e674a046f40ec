"""A resolution: its words, its action, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from actions.models import Action
from core.forms import overtaken, refuse, watch
from core.refusals import NotDoneError
from core.steps import Buttons
from meetings.choices import MinutesState
from meetings.forms.minutes import (
    ActionForm,
    ResolutionForm,
    SettleForm,
    date_understood,
)
from meetings.models import Meeting, Resolution
from meetings.reporting.closed import exempt_words
from meetings.rules.wording import as_action
from meetings.services.minutes import (
    remove_resolution,
    save_resolution,
)
from meetings.services.resolutions import link_action, make_action, settle, undo_action, unsettle
from meetings.views.minutes import BelowMinutes

FOUND = 20
"""How many actions a search shows."""


class OneResolution(Buttons, BelowMinutes):
    """A resolution: its words, its action, and that it was dealt with."""

    template_name = "meetings/minutes_resolution.html"
    does = {name: name for name in ("make", "link", "undo", "settle", "unsettle", "remove")}

    @cached_property
    def resolution(self) -> Resolution:
        """The one that the address names."""
        found = Resolution.objects.select_related(
            "minute__meeting__board", "minute__board", "minute__item", "action__lead"
        )
        return get_object_or_404(found, pk=self.kwargs["resolution"])

    @cached_property
    def meeting(self) -> Meeting:
        """That of its minute."""
        found = Meeting.objects.with_previous().select_related("board", "minutes_paper__approved_at")
        return found.get(pk=self.resolution.minute.meeting_id)

    @property
    def way_back(self) -> str:
        """Its own page."""
        return reverse("resolution", args=[self.resolution.pk])

    @property
    def exempt(self) -> str:
        """The paragraph under which it is not for publication."""
        return exempt_words(self.resolution.minute.item) if self.resolution.minute.item else ""

    def get_title(self) -> str:
        """As its board counts."""
        return f"Resolution {self.resolution.label}"

    def get_form(self, data: Any = None) -> ResolutionForm:
        """The form over its words."""
        row = Resolution.objects.select_related("minute__meeting").get(pk=self.resolution.pk)
        return ResolutionForm(data, instance=row)

    def found(self) -> QuerySet[Action]:
        """The open actions that have all the words that are looked for."""
        words = self.request.GET.get("q", "").split()
        found = Action.objects.open().select_related("lead").order_by("title", "pk")
        for word in words:
            found = found.filter(Q(title__icontains=word) | Q(lead__title__icontains=word))
        return found if words else found.none()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Its words, its action, and what came of it."""
        title = "" if self.exempt else as_action(self.resolution.text)[:2000]
        kwargs.setdefault("form", self.get_form())
        kwargs.setdefault("action_form", ActionForm(resolution=self.resolution, initial={"title": title}))
        kwargs.setdefault("settle_form", self.settle_form())
        facts = {
            "resolution": self.resolution,
            "is_draft": self.state == MinutesState.DRAFT,
            "exempt": self.exempt,
            "found": list(self.found()[:FOUND]),
            "words": self.request.GET.get("q", ""),
        }
        return super().get_context_data(**kwargs | facts)

    def change(self) -> HttpResponse:
        """Word it anew."""
        form = self.get_form(self.request.POST)
        if not form.is_valid():
            return self.again(form=form)
        try:
            save_resolution(resolution=form.instance)
        except NotDoneError as refused:
            refuse(form, refused)
            return self.again(form=form)
        messages.success(self.request, "The resolution is saved.")
        return self.back()

    def make(self) -> HttpResponse:
        """Make its action."""
        form = ActionForm(self.request.POST, resolution=self.resolution)
        if not form.is_valid():
            return self.again(action_form=form)
        said = form.cleaned_data
        try:
            action = make_action(resolution=self.resolution, title=said["title"], lead=said["lead"], due=said["date"])
        except NotDoneError as refused:
            refuse(form, refused)
            return self.again(action_form=form)
        messages.success(self.request, f"The action is made. It is in the My work of the {action.lead}.")
        return self.back()

    def link(self) -> HttpResponse:
        """Let an action that there is be what it asks for."""
        key = self.request.POST.get("action", "")
        action = get_object_or_404(Action, pk=key if key.isdecimal() else 0)
        link_action(resolution=self.resolution, action=action)
        messages.success(self.request, f"“{action}” is what the resolution asks for.")
        return self.back()

    def undo(self) -> HttpResponse:
        """Undo the action, or take it off."""
        messages.success(self.request, undo_action(resolution=self.resolution))
        return self.back()

    def settle_form(self, data: Any = None) -> SettleForm:
        """Asks what came of it, and knows what stood there."""
        form = SettleForm(data)
        watch(form, self.resolution)
        return form

    def settle(self) -> HttpResponse:
        """Say that it was dealt with."""
        form = self.settle_form(self.request.POST)
        if not form.is_valid() or overtaken(form, self.resolution):
            return self.again(settle_form=form)
        try:
            facts = form.cleaned_data
            settle(resolution=self.resolution, on=facts["on"], words=facts["words"], seen=facts.get("opened_version"))
        except NotDoneError as refused:
            refuse(form, refused, at="on")
            return self.again(settle_form=form)
        messages.success(
            self.request, "The resolution is dealt with. It stands among what is done at the next meeting."
        )
        return self.back()

    def unsettle(self) -> HttpResponse:
        """Open it again."""
        unsettle(resolution=self.resolution)
        messages.success(self.request, "The resolution is open again.")
        return self.back()

    def remove(self) -> HttpResponse:
        """Take it out of the minutes."""
        seen = self.request.POST.get("opened_version", "")
        remove_resolution(resolution=self.resolution, seen=int(seen) if seen.isdecimal() else None)
        messages.success(self.request, "The resolution is taken out; those after it count on.")
        return redirect(self.address("write-minutes"))


class ResolvedDate(OneResolution):
    """What is understood of a date as it was resolved, in a sentence: the box asks as one types."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The sentence alone."""
        words = date_understood(request.GET.get("text", "")[:200], self.resolution)
        return HttpResponse(words, content_type="text/plain; charset=utf-8")
