"""Actions in the admin."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from actions import models
from actions.forms import WrittenDateInput
from actions.services import change_date
from core.admin import AppendOnlyAdmin, CouncilAdmin, RecordForm, RecordInline
from core.clock import today
from core.dates import read
from core.formats import long_date

DATED = ("date_as_written", "due_on", "precision", "recurrence")
"""What of a milestone's date stays as it is once there is a date: only a change of date moves it."""


class MilestoneForm(RecordForm):
    """A milestone. Where it has no due date yet, one is read from the words, and the form says what is understood.

    A date that it has is moved by a change of date, with its reason, and not here.
    """

    past_meant = forms.BooleanField(
        label="Yes, this date in the past is meant", required=False, widget=forms.HiddenInput
    )

    class Media:
        js = WrittenDateInput.Media.js

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "date_as_written" in self.fields and not self.instance.due_on:
            words = self.fields["date_as_written"]
            words.widget = WrittenDateInput(attrs=words.widget.attrs)
        if self.instance.pk and self.instance.due_on:
            for name in self.fields.keys() & DATED:
                self.fields[name].disabled = True
                self.fields[name].widget.attrs.pop("class", None)  # no calendar beside it

    def clean(self) -> dict[str, Any]:
        """New words on a milestone that had no date are read, as they are on a new milestone."""
        cleaned = super().clean()
        text = cleaned.get("date_as_written")
        if self.instance.pk and text and "date_as_written" in self.changed_data and not cleaned.get("due_on"):
            written = read(text, written_on=today())
            cleaned |= {
                "due_on": written.due,
                "precision": written.precision,
                "recurrence": written.recurrence,
                "needs_review": written.doubtful,
            }
            self.instance.first_due_on = self.instance.first_due_on or written.first_due
        if not self.instance.due_on:
            self._ask_about_past(
                cleaned, cleaned.get("due_on") or (read(text, written_on=today()).due if text else None)
            )
        return cleaned

    def _ask_about_past(self, cleaned: dict[str, Any], due: date | None) -> None:
        """A first date that has passed is asked about: it cannot be typed over afterwards."""
        if due and due < today() and not cleaned.get("past_meant"):
            self.fields["past_meant"].widget = forms.CheckboxInput()
            name = "due_on" if cleaned.get("due_on") else "date_as_written"
            self.add_error(name, f"{long_date(due)} has passed. Is it meant? Tick the box if it is, and save again.")


class MilestoneInline(RecordInline):
    """The steps of an action. Their first dates are never changed, and updates alone tick them."""

    model = models.Milestone
    form = MilestoneForm
    readonly_fields = ("first_due_on", "completed_on")
    may_delete = False


@admin.register(models.Action)
class ActionAdmin(CouncilAdmin):
    """Actions with their milestones. Their status is changed by updates alone."""

    list_display = ("title", "lead", "status", "closed_on")
    list_filter = ("status", "lead", "closed_on")
    list_select_related = ("lead",)
    search_fields = ("title", "description", "lead__title")
    autocomplete_fields = ("lead", "contributors", "outcomes")
    readonly_fields = ("status", "forecast_on", "closed_on")
    inlines = (MilestoneInline,)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new action is agreed today unless somebody says otherwise."""
        return {"opened_on": today()} | super().get_changeform_initial_data(request)

    def save_formset(self, request: HttpRequest, form: forms.ModelForm, formset: Any, change: bool) -> None:
        """A milestone that is added to an action that is there already counts from today."""
        for step in formset.forms if change else ():
            if isinstance(step, MilestoneForm) and step.instance._state.adding:
                step.instance.added_on = today()
        super().save_formset(request, form, formset, change)


@admin.register(models.Milestone)
class MilestoneAdmin(CouncilAdmin):
    """Milestones, to find those whose dates somebody should look at."""

    form = MilestoneForm
    list_display = ("measure", "action", "date_as_written", "due_on", "recurrence", "needs_review", "completed_on")
    list_filter = ("needs_review", "precision", "recurrence", "completed_on")
    list_select_related = ("action",)
    search_fields = ("measure", "date_as_written", "action__title")
    autocomplete_fields = ("action",)
    readonly_fields = ("first_due_on", "completed_on")

    def save_model(self, request: HttpRequest, obj: models.Milestone, form: forms.ModelForm, change: bool) -> None:
        """One that is added counts from today."""
        if not change:
            obj.added_on = today()
        super().save_model(request, obj, form, change)


@admin.register(models.Update)
class UpdateAdmin(AppendOnlyAdmin):
    """What was said of actions. Made on the action's page, and never edited."""

    list_display = ("action", "status", "words", "by", "at", "through")
    list_filter = ("status", "through", "at")
    list_select_related = ("action", "by")
    search_fields = ("action__title", "words")


class DateChangeForm(forms.ModelForm):
    """A new date for a milestone that has one."""

    def clean(self) -> dict:
        """A date that is not there cannot change, and a change changes something."""
        cleaned = super().clean()
        milestone, becomes = cleaned.get("milestone"), cleaned.get("becomes")
        if milestone and milestone.due_on is None:
            self.add_error("milestone", "This milestone has no date to change. Give it one on the action's own page.")
        elif milestone and milestone.date_changes.waiting().exists():
            waits = "A new date has been asked for already and waits for a decision. Decide on it first, under My work."
            self.add_error("milestone", waits)
        elif milestone and becomes == milestone.due_on:
            self.add_error("becomes", "This is the date that it has now.")
        return cleaned


@admin.register(models.DateChange)
class DateChangeAdmin(AppendOnlyAdmin):
    """Changes of dates, asked for and decided. One that is approved already is added here with its reason; none is edited."""

    list_display = ("milestone", "was", "becomes", "days", "decision", "reason", "requested_by", "approved_by")
    list_filter = ("decision", "through", "requested_at")
    list_select_related = ("milestone", "requested_by", "approved_by")
    search_fields = ("milestone__measure", "milestone__action__title", "reason")
    autocomplete_fields = ("milestone", "approved_by")
    form = DateChangeForm
    entered = ("milestone", "becomes", "reason", "approved_by")

    def get_fields(self, request: HttpRequest, obj: models.DateChange | None = None) -> list[str] | tuple[str, ...]:
        """What is entered; of one that is stored, all of it."""
        if obj is None:
            return self.entered
        return [field.name for field in obj._meta.fields if not field.primary_key]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A change of date is recorded here."""
        return CouncilAdmin.has_add_permission(self, request)

    def save_model(self, request: HttpRequest, obj: models.DateChange, form, change: bool) -> None:
        """Record what the date was, and move the milestone."""
        change_date(change=obj, by=request.user)
