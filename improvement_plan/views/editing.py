"""Making a plan and keeping it: its structure on one page, its parts and its lines."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from actions.models import Action
from core.formats import count, ordinal
from core.records import Record, StaleWriteError
from core.views import InPlace
from improvement_plan import services
from improvement_plan.choices import Part
from improvement_plan.forms import (
    BLANK_STEPS,
    ActionForm,
    AreaForm,
    CloseForm,
    EntryForm,
    HeadingForm,
    ObjectiveForm,
    PlanForm,
    ReopenForm,
    RowForm,
    SectionForm,
    StepForm,
)
from improvement_plan.models import Objective, Plan, PlanEntry
from improvement_plan.structure import structure
from organisation.access import ForPerformanceTeam

REARRANGE = re.compile(r"(section|area|objective|line)-(\d+)-(\d+)-(up|down|to|remove)")
FORMS: dict[str, type[RowForm]] = {
    "section": SectionForm,
    "area": AreaForm,
    "objective": ObjectiveForm,
    "heading": HeadingForm,
}
NAMES = {"section": "section", "area": "priority area", "objective": "objective", "heading": "sub-heading"}
FOUND = 30
"""How many actions a search shows."""


class NewPlan(ForPerformanceTeam, InPlace, TemplateView):
    """A new plan, empty."""

    title = "New plan"
    place = "plans"
    template_name = "improvement_plan/plan_form.html"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to all plans."""
        return (("Plans", reverse("plans")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        kwargs.setdefault("form", PlanForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it, and go on to its sections."""
        form = PlanForm(request.POST)
        if form.is_valid():
            plan = form.save()
            messages.success(request, f"{plan} is made. Add its first section.")
            return redirect("edit-plan", plan.slug)
        return self.render_to_response(self.get_context_data(form=form), status=HTTPStatus.UNPROCESSABLE_ENTITY)


class KeptPlan(ForPerformanceTeam, InPlace, TemplateView):
    """What the pages on which a plan is edited have in common."""

    place = "plans"

    @cached_property
    def plan(self) -> Plan:
        """The plan that the address names."""
        return get_object_or_404(Plan, slug=self.kwargs["slug"])

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the plan and its structure."""
        return (
            ("Plans", reverse("plans")),
            (self.plan.title, self.plan.get_absolute_url()),
            ("Edit", reverse("edit-plan", args=[self.plan.slug])),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the plan."""
        return super().get_context_data(plan=self.plan, **kwargs)

    def again(self, **kwargs: Any) -> HttpResponse:
        """The page once more, with what is wrong."""
        return self.render_to_response(self.get_context_data(**kwargs), status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def back_to(self, place: str) -> HttpResponse:
        """To the structure, at a part of it: line-12."""
        return redirect(f"{reverse('edit-plan', args=[self.plan.slug])}#{place}")


class EditPlan(KeptPlan):
    """The structure of a plan on one page, where everything is added, edited, moved and closed."""

    template_name = "improvement_plan/edit.html"

    def get_title(self) -> str:
        """Whose structure."""
        return f"Edit {self.plan}"

    def get_crumbs(self) -> tuple[tuple[str, str], ...]:
        """Up to the plan."""
        return super().get_crumbs()[:2]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Five queries for the structure, however large the plan."""
        return super().get_context_data(structure=structure(self.plan), **kwargs)


class EditPlanFacts(KeptPlan):
    """The title of a plan, its address, layout and time."""

    title = "Title, layout and dates"
    template_name = "improvement_plan/plan_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form over the plan."""
        kwargs.setdefault("form", PlanForm(instance=self.plan))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store them."""
        form = PlanForm(request.POST, instance=Plan.objects.get(pk=self.plan.pk))
        if form.is_valid() and stored(form):
            messages.success(request, f"{form.instance} is saved.")
            return redirect("edit-plan", form.instance.slug)
        return self.again(form=form)


def stored(form: RowForm) -> bool:
    """Store what a form says; where somebody saved at the same moment, say so in the form."""
    try:
        form.save()
    except StaleWriteError as stale:
        form.add_error(None, str(stale))
        return False
    return True


class Rearrange(KeptPlan):
    """Moves of parts of a plan, and the removal of those under which nothing stands. Takes buttons and drops."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what the button says that was pressed, and say where things stand."""
        asked = REARRANGE.fullmatch(request.POST.get("do", ""))
        if not asked:
            raise Http404("There is no such move.")
        part, seen = Part(asked[1]), int(asked[3])
        row = get_object_or_404(services.parts(self.plan, part), pk=int(asked[2]))
        try:
            if asked[4] == "remove":
                return self.remove(part, row, seen)
            self.move(part, row, seen, asked[4])
        except (StaleWriteError, services.NoPlaceError, services.NotEmptyError) as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, self.said(part, row))
        return self.back_to(f"{part}-{row.pk}")

    def move(self, part: Part, row: Record, seen: int, where: str) -> None:
        """By one place, or to the place where it was dropped."""
        if where != "to":
            return services.move_by_one(plan=self.plan, part=part, row=row, up=where == "up", seen=seen)
        into = self.request.POST.get("into", "")
        parent = next((one for one in services.parents(self.plan, part) if str(one.pk) == into), None)
        if parent is None:
            raise Http404("There is no such place in the plan.")
        before = self.request.POST.get("before", "")
        found = services.parts(self.plan, part).filter(pk=before).first() if before.isdecimal() else None
        return services.move(plan=self.plan, part=part, row=row, parent=parent, before=found, seen=seen)

    def remove(self, part: Part, row: Record, seen: int) -> HttpResponse:
        """An empty section, priority area or objective."""
        if part == Part.LINE:
            raise Http404("A line is closed with a reason, never removed.")
        above = getattr(row, services.LEVELS[part].parent)
        services.remove(plan=self.plan, part=part, row=row, seen=seen)
        messages.success(self.request, f"{part.label} “{row}” is removed; nothing stood under it.")
        return self.back_to(f"{services.ABOVE[part]}-{above.pk}" if part in services.ABOVE else "structure")

    def said(self, part: Part, row: Record) -> str:
        """Where a part stands now, in words."""
        level = services.LEVELS[part]
        row = services.parts(self.plan, part).get(pk=row.pk)
        parent = getattr(row, level.parent)
        beside = services.parts(self.plan, part).filter(**{level.parent: parent})
        if part == Part.LINE:
            beside = beside.filter(closed_on__isnull=True)
        place = beside.filter(**{f"{level.order}__lte": getattr(row, level.order)}).count()
        return f"“{row}” is now the {ordinal(place)} {part.label.lower()} of “{parent}”."


class PartPage(KeptPlan):
    """What the forms for a section, priority area, objective or sub-heading have in common."""

    template_name = "improvement_plan/part_form.html"

    @cached_property
    def kind(self) -> str:
        """What the form is for."""
        kind = self.kwargs["kind"]
        if kind not in FORMS:
            raise Http404("A plan has sections, priority areas, objectives and lines.")
        return kind

    @property
    def part(self) -> Part:
        """On which level of the plan it stands."""
        return Part.LINE if self.kind == "heading" else Part(self.kind)


class Placed(KeptPlan):
    """A page that adds something: ``in`` names what it comes under, ``after`` what it comes below."""

    part = Part.LINE

    @cached_property
    def parent(self) -> Record:
        """What the new part comes under."""
        wanted = self.request.GET.get("in", "")
        found = services.parents(self.plan, self.part)
        if self.part == Part.SECTION:
            return self.plan
        parent = next((one for one in found if str(one.pk) == wanted), None)
        if parent is None:
            raise Http404("There is no such place in the plan.")
        return parent

    @cached_property
    def after(self) -> Record | None:
        """What the new part comes below; nothing, where it comes at the end."""
        wanted = self.request.GET.get("after", "")
        beside = services.parts(self.plan, self.part).filter(**{services.LEVELS[self.part].parent: self.parent})
        return beside.filter(pk=wanted).first() if wanted.isdecimal() else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With where it will stand."""
        return super().get_context_data(parent=self.parent, after=self.after, **kwargs)


class AddPart(PartPage, Placed):
    """A new section, priority area, objective or sub-heading."""

    def get_title(self) -> str:
        """What is added."""
        return f"Add a{'n' if self.kind == 'objective' else ''} {NAMES[self.kind]}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The empty form."""
        kwargs.setdefault("form", FORMS[self.kind]())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put it in its place."""
        form = FORMS[self.kind](request.POST)
        if not form.is_valid():
            return self.again(form=form)
        row = form.save(commit=False)
        services.add(plan=self.plan, part=self.part, row=row, parent=self.parent, after=self.after)
        messages.success(request, f"{NAMES[self.kind].capitalize()} “{row}” is added.")
        return self.back_to(f"{self.part}-{row.pk}")


class EditPart(PartPage):
    """The words of a section, priority area, objective or sub-heading."""

    @cached_property
    def row(self) -> Record:
        """The one that the address names."""
        rows = services.parts(self.plan, self.part)
        if self.kind == "heading":
            rows = rows.filter(action__isnull=True)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_title(self) -> str:
        """What is edited."""
        return f"Edit the {NAMES[self.kind]}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form over it."""
        kwargs.setdefault("form", FORMS[self.kind](instance=self.row))
        return super().get_context_data(row=self.row, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Store it."""
        form = FORMS[self.kind](request.POST, instance=self.row)
        if form.is_valid() and (not form.has_changed() or stored(form)):
            messages.success(request, f"{NAMES[self.kind].capitalize()} “{self.row}” is saved.")
            return self.back_to(f"{self.part}-{self.row.pk}")
        return self.again(form=form)


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
            }
        forms: list[BaseForm] = [kwargs["action_form"], *kwargs["step_forms"], kwargs["entry_form"]]
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
        step_forms = self.step_forms(request.POST)
        right = [form.is_valid() for form in (entry_form, action_form, *step_forms)]
        if all(right):
            steps = [
                services.Step(form.milestone, form.cleaned_data["measure"], form.cleaned_data.get("date"))
                for form in step_forms
                if not form.is_empty
            ]
            try:
                with transaction.atomic():
                    self.store(entry_form, action_form, steps)
            except StaleWriteError as stale:
                entry_form.add_error(None, str(stale))
            else:
                messages.success(request, f"“{self.entry}” is saved.")
                if request.POST.get("then") == "more":
                    return redirect(f"{reverse('edit-line', args=[self.plan.slug, self.entry.pk])}#milestones")
                return self.back_to(f"line-{self.entry.pk}")
        return self.again(entry_form=entry_form, action_form=action_form, step_forms=step_forms)

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
        return "Open this line again" if self.is_closed else "Close this line"

    def form(self, data: Any = None) -> RowForm:
        """The form for what can be done."""
        kind = ReopenForm if self.is_closed else CloseForm
        return kind(data, instance=PlanEntry.objects.select_related("action").get(pk=self.entry.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The line and the form."""
        kwargs.setdefault("form", self.form())
        return super().get_context_data(entry=self.entry, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close it or open it; where somebody else has done so meanwhile, nothing is done."""
        if request.POST.get("to") != ("open" if self.is_closed else "closed"):
            messages.warning(request, f"“{self.entry}” is {'closed' if self.is_closed else 'open'} already.")
            return self.back_to("closed" if self.is_closed else f"line-{self.entry.pk}")
        form = self.form(request.POST)
        if not form.is_valid():
            return self.again(form=form)
        try:
            if self.is_closed:
                services.reopen_line(entry=form.instance, because=form.cleaned_data["reason"])
                messages.success(request, f"“{self.entry}” stands in the plan again.")
                return self.back_to(f"line-{self.entry.pk}")
            facts = form.cleaned_data
            services.close_line(entry=form.instance, on=facts["closed_on"], because=facts["closed_because"])
        except StaleWriteError as stale:
            form.add_error(None, str(stale))
            return self.again(form=form)
        messages.success(request, f"“{self.entry}” is closed. It is kept below with the reason.")
        return self.back_to("closed")


class NumberAnew(KeptPlan):
    """The references that the lines would get if the plan were numbered through; given only when they are agreed to."""

    title = "Number the lines anew"
    template_name = "improvement_plan/number_anew.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Old and new reference of each line that would change."""
        changes = services.new_numbers(self.plan)
        return super().get_context_data(changes=changes, seal=services.seal(changes), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give them, if the plan is still as it was shown."""
        try:
            changed = services.number_anew(plan=self.plan, agreed=request.POST.get("agreed", ""))
        except StaleWriteError:
            messages.warning(
                request,
                "The plan has changed since these numbers were shown; nothing was numbered. They are shown anew.",
            )
            return redirect("number-anew", self.plan.slug)
        messages.success(request, f"{count(changed, 'line')} numbered anew.")
        return self.back_to("structure")
