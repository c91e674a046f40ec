"""Clinics in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from clinics import models
from clinics.services import fix_baselines
from core.admin import AppendOnlyAdmin, CouncilAdmin, RecordInline


class TriggerInline(RecordInline):
    """Why it was called."""

    model = models.Trigger
    autocomplete_fields = ("indicator",)


class SittingInline(RecordInline):
    """When it sat."""

    model = models.Sitting
    autocomplete_fields = ("chair",)


class InviteeInline(RecordInline):
    """Who is to come."""

    model = models.Invitee
    autocomplete_fields = ("post",)


class AttendanceInline(RecordInline):
    """Who was there."""

    model = models.Attendance
    autocomplete_fields = ("post",)


class NoteInline(RecordInline):
    """What was said."""

    model = models.Note
    autocomplete_fields = ("indicator", "action")


class IndicatorInline(RecordInline):
    """What it is about. The baseline is fixed when the clinic is saved with a sitting."""

    model = models.ClinicIndicator
    autocomplete_fields = ("indicator",)
    readonly_fields = ("baseline",)


class ActionInline(RecordInline):
    """What was agreed."""

    model = models.ClinicAction
    autocomplete_fields = ("action",)


@admin.register(models.Clinic)
class ClinicAdmin(CouncilAdmin):
    """Clinics with everything that belongs to them."""

    list_display = ("title", "kind", "state", "period", "commissioned_by")
    list_filter = ("state", "kind", "commissioned_by")
    list_select_related = ("period", "commissioned_by")
    search_fields = ("title", "why", "clinic_indicators__indicator__ref")
    autocomplete_fields = ("commissioned_by", "called_by", "period")
    inlines = (TriggerInline, IndicatorInline, SittingInline, InviteeInline, ActionInline)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save everything, then fix the baselines that are not fixed yet."""
        super().save_related(request, form, formsets, change)
        fix_baselines(form.instance)


@admin.register(models.Trigger)
class TriggerAdmin(CouncilAdmin):
    """Why clinics were called."""

    list_display = ("clinic", "indicator", "rule", "figures", "sentence")
    list_filter = ("rule",)
    list_select_related = ("clinic", "indicator")
    search_fields = ("clinic__title", "indicator__ref", "sentence")
    autocomplete_fields = ("clinic", "indicator")


@admin.register(models.Sitting)
class SittingAdmin(CouncilAdmin):
    """When clinics sat."""

    list_display = ("clinic", "date", "place", "chair")
    list_filter = ("date",)
    list_select_related = ("clinic", "chair")
    search_fields = ("clinic__title", "place")
    autocomplete_fields = ("clinic", "chair")
    inlines = (AttendanceInline, NoteInline)


@admin.register(models.Invitee)
class InviteeAdmin(CouncilAdmin):
    """Who is to come to clinics."""

    list_display = ("clinic", "role", "post")
    list_filter = ("role",)
    list_select_related = ("clinic", "post")
    search_fields = ("clinic__title", "post__title")
    autocomplete_fields = ("clinic", "post")


@admin.register(models.Note)
class NoteAdmin(CouncilAdmin):
    """What was said at clinics."""

    list_display = ("sitting", "order", "kind", "text", "action")
    list_filter = ("kind",)
    list_select_related = ("sitting__clinic", "action")
    search_fields = ("text", "sitting__clinic__title")
    autocomplete_fields = ("sitting", "indicator", "action")


@admin.register(models.RuleWeight)
class RuleWeightAdmin(CouncilAdmin):
    """How much each rule that calls for a clinic weighs."""

    list_display = ("rule", "weight")
    list_filter = ("weight",)
    search_fields = ("rule",)


@admin.register(models.Attendance)
class AttendanceAdmin(CouncilAdmin):
    """Who was at clinics."""

    list_display = ("sitting", "role", "post", "presence")
    list_filter = ("role", "presence")
    list_select_related = ("sitting__clinic", "post")
    search_fields = ("sitting__clinic__title", "post__title")
    autocomplete_fields = ("sitting", "post")


@admin.register(models.ClinicIndicator)
class ClinicIndicatorAdmin(CouncilAdmin):
    """What clinics are about."""

    list_display = ("clinic", "indicator", "baseline")
    list_filter = ("indicator__set",)
    list_select_related = ("clinic", "indicator", "baseline__indicator", "baseline__period")
    search_fields = ("clinic__title", "indicator__ref")
    autocomplete_fields = ("clinic", "indicator")
    readonly_fields = ("baseline",)


@admin.register(models.ClinicAction)
class ClinicActionAdmin(CouncilAdmin):
    """What clinics agreed."""

    list_display = ("clinic", "action")
    list_filter = ("clinic__state",)
    list_select_related = ("clinic", "action")
    search_fields = ("clinic__title", "action__title")
    autocomplete_fields = ("clinic", "action")


@admin.register(models.ProgressUpdate)
class ProgressUpdateAdmin(AppendOnlyAdmin):
    """What was said of the progress of clinics."""

    list_display = ("clinic", "words", "by", "at")
    list_filter = ("at",)
    list_select_related = ("clinic", "by")
    search_fields = ("clinic__title", "words")


@admin.register(models.Invitation)
class InvitationAdmin(AppendOnlyAdmin):
    """Who was invited to sittings, and when."""

    list_display = ("sitting", "to", "address", "cancels", "by", "at")
    list_filter = ("cancels", "at")
    list_select_related = ("sitting__clinic", "to", "by")
    search_fields = ("sitting__clinic__title", "to__name", "address")


@admin.register(models.SuggestionAnswer)
class SuggestionAnswerAdmin(AppendOnlyAdmin):
    """What became of suggestions that did not become clinics."""

    list_display = ("indicator", "period", "answer", "reason", "by", "at")
    list_filter = ("answer",)
    autocomplete_fields = ("indicator",)
    list_select_related = ("indicator", "period", "by")
    search_fields = ("indicator__ref", "reason")
