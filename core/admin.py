"""The base of the admin: history, and no silent overwrite, and nothing deleted that was reported."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from simple_history.admin import SimpleHistoryAdmin

from core.forms import is_stale
from core.records import Record, StaleWriteError


class RecordForm(forms.ModelForm):
    """A form of the admin that knows which version of the row it was opened on."""

    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened_version"] = self.instance.version

    @cached_property
    def changed_data(self) -> list[str]:
        """What the person changed; the version that travels along is not theirs."""
        return [name for name in super().changed_data if name != "opened_version"]

    def clean(self) -> dict[str, Any]:
        """Refuse to overwrite what somebody else has saved since, and show what that was."""
        cleaned = super().clean() or self.cleaned_data
        opened = cleaned.get("opened_version")
        if not self.instance.pk:
            return cleaned
        if opened != self.instance.version and self.has_changed():
            # Saving again, having seen the other's words, is a choice; so the form now knows their version.
            self.data = self.data.copy()
            self.data[self.add_prefix("opened_version")] = self.instance.version
            self.is_stale = True
            raise forms.ValidationError(self.both_texts())
        return cleaned

    def both_texts(self) -> list[str]:
        """Who saved what since, field by field. Yours stays in the form."""
        latest = self.instance.history.select_related("history_user").first()
        who = str(latest.history_user) if latest and latest.history_user else "Somebody else"
        opening = (
            f"{who} saved this while you had it open. Nothing of yours is lost: it is still in the form. "
            "Compare, then save again to put yours in the place of theirs."
        )
        stored = type(self.instance)._base_manager.get(pk=self.instance.pk)
        theirs = [
            f"{self.fields[name].label}: theirs is “{_shown(stored, name)}”."
            for name in self.changed_data
            if name in self.fields
        ]
        return [opening, *theirs]


def _shown(stored: Record, name: str) -> str:
    value = getattr(stored, name, "")
    if isinstance(value, models.Manager):
        return ", ".join(str(row) for row in value.all())
    display = getattr(stored, f"get_{name}_display", None)
    return str(display() if display else value)


class CouncilAdmin(SimpleHistoryAdmin):
    """The admin of a kind of thing. Deleting is off unless ``may_delete`` says that nothing reported is lost by it."""

    form = RecordForm
    may_delete = False
    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only where nothing reported is lost."""
        return self.may_delete and super().has_delete_permission(request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A page that shows what somebody else has saved meanwhile says so by its status too."""
        answer = super().render_change_form(request, context, *args, **kwargs)
        held = context.get("inline_admin_formsets", ())
        if is_stale(context["adminform"].form, *(form for one in held for form in one.formset.forms)):
            answer.status_code = HTTPStatus.CONFLICT
        return answer

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Of two who save in the same instant, the second sees both texts: what was sent is looked at once more."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except StaleWriteError:
            return super().changeform_view(request, *args, **kwargs)


class AppendOnlyAdmin(CouncilAdmin):
    """For what is never edited, only followed by another."""

    form = forms.ModelForm

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Through the pages and services that know what belongs to it."""
        return False


class RecordInline(admin.TabularInline):
    """Rows entered together with the thing they belong to."""

    form = RecordForm
    extra = 0
    may_delete = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only where nothing reported is lost."""
        return self.may_delete and super().has_delete_permission(request, obj)


class RecordStackedInline(RecordInline):
    """The same, one below another, for rows with long texts."""

    template = "admin/edit_inline/stacked.html"
