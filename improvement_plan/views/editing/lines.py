"""The lines of a plan: new ones, actions that are there already, what a line says, and closing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from actions.models import Action
from core.forms import refuse
from core.records import Record, StaleWriteError
from improvement_plan import services
from improvement_plan.choices import Part
from improvement_plan.forms import BLANK_STEPS, ActionForm, CloseForm, EntryForm, ReopenForm, RowForm, StepForm
from improvement_plan.models import Objective, PlanEntry
from improvement_plan.views.editing.frame import KeptPlan, Placed
from organisation.forms import ServesForm

FOUND = 30
"""How many actions a search shows."""


class LinePage(KeptPlan):
    """What the forms of a line have in common: what the plan says of it, its action, and the action's milestones."""

    template_name = "improvement_plan/line_form.html"
    blank_steps = BLANK_STEPS

    def entry_form(self, data: Any = None) -> EntryForm:
        """What the plan says of the line."""
        return EntryForm(data, instance=self.entry, plan=self.plan, objective=self.objective)

    def action_form(self, data: Any = None) -> ActionForm:
        """What is done, and by whom."""
        return ActionForm(data, instance=self.action, prefix="action")

    def serves_form(self, data: Any = None) -> ServesForm:
        """Which outcomes the action serves."""
        return ServesForm(data, has=self.action.outcomes.all() if self.action.pk else (), prefix="serves")

    def step_forms(self, data: Any = None) -> list[StepForm]:
        """One for each milestone, and some for new ones."""
        known = list(self.action.milestones.all()) if self.action.pk else []
        blank = [StepForm(data, prefix=f"new-{at}") for at in range(self.blank_steps)]
        return [StepForm(data, prefix=f"step-{step.pk}", milestone=step) for step in known] + blank

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The forms, and where else the action stands."""
        if "entry_form" not in kwargs:
            kwargs |= {
                "entry_form": self.entry_form(),
                "action_form": self.action_form(),
                "step_forms": self.step_forms(),
                "serves_form": self.serves_form(),
            }
        one_by_one = (kwargs["action_form"], kwargs["serves_form"], *kwargs["step_forms"], kwargs["entry_form"])
        forms: list[BaseForm] = list(one_by_one)
        elsewhere = PlanEntry.objects.none()
        if self.action.pk:
            elsewhere = self.action.plan_entries.filter(closed_on__isnull=True).exclude(pk=self.entry.pk)
        return super().get_context_data(
            **{"form": next((form for form in forms if form.errors), forms[0])}
            | {"forms": forms, "media": kwargs["step_forms"][-1].media}
            | {"entry": self.entry, "action": self.action, "objective": self.objective}
            | {"elsewhere": elsewhere.select_related("objective__area__section__plan")}
            | kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store all of it, or say what is in the way of all of it."""
        entry_form, action_form = self.entry_form(request.POST), self.action_form(request.POST)
        step_forms, serves_form = self.step_forms(request.POST), self.serves_form(request.POST)
        right = [form.is_valid() for form in (entry_form, action_form, serves_form, *step_forms)]
        if all(right):
            steps = [
                services.Step(form.milestone, form.cleaned_data["measure"], form.cleaned_data.get("date"))
                for form in step_forms
                if not form.is_empty
            ]
            try:
                with transaction.atomic():
                    self.store(entry_form, action_form, steps)
                    serves_form.store(self.action)
            except StaleWriteError as stale:
                refuse(self.form_over(stale.row, entry_form, action_form, step_forms), stale)
            else:
                messages.success(request, f"“{self.entry}” is saved.")
                if request.POST.get("then") == "more":
                    return redirect(f"{reverse('edit-line', args=[self.plan.slug, self.entry.pk])}#milestones")
                return self.back_to(self.entry)
        return self.again(
            entry_form=entry_form, action_form=action_form, step_forms=step_forms, serves_form=serves_form
        )

    @staticmethod
    def form_over(row: Record, entry_form: EntryForm, action_form: ActionForm, step_forms: list[StepForm]) -> BaseForm:
        """The form over a row that somebody else was quicker to save."""
        if row == action_form.instance:
            return action_form
        return next((form for form in step_forms if form.milestone == row), entry_form)

    def store(self, entry_form: EntryForm, action_form: ActionForm, steps: list[services.Step]) -> None:
        """The action with its milestones."""
        services.save_action(
            action=action_form.save(commit=False),
            contributors=action_form.cleaned_data["contributors"],
            steps=steps,
        )


class AddLine(LinePage, Placed):
    """A new line with a new action."""

    title = "Add an action"

    @cached_property
    def entry(self) -> PlanEntry:
        """The new line."""
        return PlanEntry()

    @cached_property
    def action(self) -> Action:
        """The new action."""
        return Action()

    @property
    def objective(self) -> Objective:
        """What it serves."""
        return self.parent

    def store(self, entry_form: EntryForm, action_form: ActionForm, steps: list[services.Step]) -> None:
        """The action, then the line in its place."""
        super().store(entry_form, action_form, steps)
        self.entry.action = self.action
        entry_form.save(commit=False)
        services.add(plan=self.plan, part=Part.LINE, row=self.entry, parent=self.parent, after=self.after)


class OneLine(KeptPlan):
    """What the pages of one line have in common."""

    @cached_property
    def entry(self) -> PlanEntry:
        """The line that the address names."""
        lines = services.parts(self.plan, Part.LINE).select_related("action__lead", "objective", "group")
        return get_object_or_404(lines, pk=self.kwargs["pk"])

    @property
    def subject(self) -> PlanEntry:
        """The line."""
        return self.entry


class EditLine(OneLine, LinePage):
    """A line and its action. What changes of the action changes wherever it stands."""

    title = "Edit the line"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; a sub-heading has one of its own."""
        if self.entry.action is None:
            return redirect("edit-part", self.plan.slug, "heading", self.entry.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store it; a sub-heading has no action to store."""
        if self.entry.action is None:
            raise Http404("A sub-heading has no action.")
        return super().post(request, *args, **kwargs)

    @property
    def action(self) -> Action:
        """Its action."""
        return self.entry.action

    @property
    def objective(self) -> Objective:
        """What it serves."""
        return self.entry.objective

    def store(self, entry_form: EntryForm, action_form: ActionForm, steps: list[services.Step]) -> None:
        """The action, and the line where something of it has changed."""
        super().store(entry_form, action_form, steps)
        new_lead = "lead" in action_form.changed_data
        if new_lead:
            self.entry.accountability_inherited = False
        if new_lead or set(entry_form.changed_data) - {"opened_version"}:
            entry_form.save()


class AddExisting(Placed):
    """An action that is there already, put into this plan too: it lives once, and is counted once in each plan."""

    title = "Put an existing action here"
    template_name = "improvement_plan/existing.html"

    def found(self) -> QuerySet[Action]:
        """The actions that match all the words, with where they stand."""
        words = self.request.GET.get("q", "").split()
        if not words:
            return Action.objects.none()
        found = Action.objects.select_related("lead").prefetch_related(
            Prefetch("plan_entries", PlanEntry.objects.select_related("objective__area__section__plan"))
        )
        for word in words:
            by_ref = PlanEntry.objects.filter(ref__iexact=word).values("action")
            found = found.filter(
                Q(title__icontains=word)
                | Q(description__icontains=word)
                | Q(lead__title__icontains=word)
                | Q(pk__in=by_ref)
            )
        return found.order_by("title", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Thirty at most; how many more there are is said."""
        found = self.found()
        return super().get_context_data(
            words=self.request.GET.get("q", ""),
            found=found[:FOUND],
            more=max(0, found.count() - FOUND),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put it below the line that was named, and go on to what this plan says of it."""
        key = request.POST.get("action", "")
        action = get_object_or_404(Action, pk=key if key.isdecimal() else 0)
        entry = PlanEntry(action=action)
        services.add(plan=self.plan, part=Part.LINE, row=entry, parent=self.parent, after=self.after)
        messages.success(request, f"“{action}” stands in this plan too. Give it a reference here.")
        return redirect("edit-line", self.plan.slug, entry.pk)


class CloseLine(OneLine):
    """Closing a line with a reason, or taking it into the plan again."""

    template_name = "improvement_plan/close_line.html"

    @property
    def is_closed(self) -> bool:
        """Whether there is a line to take in again."""
        return self.entry.closed_on is not None

    def get_title(self) -> str:
        """What is done."""
        return "Open this line again" if self.opens else "Close this line"

    @property
    def opens(self) -> bool:
        """Whether a closed line is to be opened: what was sent says so, else what can be done."""
        return self.request.POST.get("to", "open" if self.is_closed else "closed") == "open"

    def form(self, data: Any = None) -> RowForm:
        """The form for what can be done."""
        kind = ReopenForm if self.is_closed else CloseForm
        return kind(data, instance=PlanEntry.objects.select_related("action").get(pk=self.entry.pk))

    def done_already(self, kind: type[RowForm]) -> HttpResponse:
        """Somebody else has done it meanwhile: with what they said of it, and the words of whoever comes second."""
        form = kind(self.request.POST, instance=PlanEntry.objects.get(pk=self.entry.pk))
        form.is_valid()
        said = f": {self.entry.closed_because}" if self.is_closed else ""
        form.add_error(None, f"“{self.entry}” is {'closed' if self.is_closed else 'open'} already{said}")
        form.is_stale = True
        return self.again(form=form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The line and the form."""
        kwargs.setdefault("form", self.form())
        return super().get_context_data(entry=self.entry, opens=self.opens, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close it or open it; where somebody else has done so meanwhile, nothing is done."""
        wanted = request.POST.get("to")
        if wanted not in ("open", "closed"):
            raise Http404("A line is closed, or opened again.")
        if wanted != ("open" if self.is_closed else "closed"):
            return self.done_already(CloseForm if wanted == "closed" else ReopenForm)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.again(form=form)
        try:
            if self.is_closed:
                services.reopen_line(entry=form.instance, because=form.cleaned_data["reason"])
                messages.success(request, f"“{self.entry}” stands in the plan again.")
                return self.back_to(self.entry)
            facts = form.cleaned_data
            services.close_line(entry=form.instance, on=facts["closed_on"], because=facts["closed_because"])
        except StaleWriteError as stale:
            refuse(form, stale)
            return self.again(form=form)
        messages.success(request, f"“{self.entry}” is closed. It is kept below with the reason.")
        return self.back_to(self.entry, at="closed")
