"""Indicators in the admin. Whatever verdicts rest on is judged again when it is saved."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import AppendOnlyAdmin, CouncilAdmin, RecordInline
from indicators import models
from indicators.services import hold_groups, judge


class Judging:
    """Judges again after saving and deleting: ``judged`` says which indicators."""

    def judged(self, obj: Any) -> list[int]:
        """The indicators whose verdicts may have changed."""
        return [obj.indicator_id]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save everything, then judge."""
        super().save_related(request, form, formsets, change)
        judge(self.judged(form.instance))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete, then judge."""
        judged = self.judged(obj)
        super().delete_model(request, obj)
        judge(judged)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete several, then judge."""
        judged = [key for obj in queryset for key in self.judged(obj)]
        super().delete_queryset(request, queryset)
        judge(judged)


@admin.register(models.IndicatorSet)
class IndicatorSetAdmin(Judging, CouncilAdmin):
    """Sets of indicators."""

    list_display = ("code", "title", "rating_rule", "tolerance", "order")
    list_filter = ("rating_rule",)
    search_fields = ("code", "title")

    def judged(self, obj: models.IndicatorSet) -> list[int]:
        """All of the set."""
        return list(obj.indicators.values_list("pk", flat=True))


class AliasInline(RecordInline):
    """Other references of the indicator."""

    model = models.Alias
    fk_name = "indicator"
    autocomplete_fields = ("set",)


class BenchmarkInline(RecordInline):
    """Published thresholds."""

    model = models.Benchmark
    autocomplete_fields = ("period",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without those worked out here: nobody edits them."""
        return super().get_queryset(request).filter(worked_out=False)


@admin.register(models.Indicator)
class IndicatorAdmin(Judging, CouncilAdmin):
    """Indicators with their aliases and published thresholds."""

    list_display = ("ref", "title", "set", "unit", "polarity", "frequency", "owner", "closed_on")
    list_display_links = ("ref", "title")
    list_filter = ("set", "polarity", "frequency", "within_control", "is_public", "data_quality_risk", "name_to_check")
    list_select_related = ("set", "owner")
    search_fields = ("ref", "title", "aliases__ref")
    autocomplete_fields = ("set", "owner", "variant_of", "outcomes")
    inlines = (AliasInline, BenchmarkInline)

    def judged(self, obj: models.Indicator) -> list[int]:
        """Itself."""
        return [obj.pk]


@admin.register(models.Measurement)
class MeasurementAdmin(Judging, CouncilAdmin):
    """Measurements with the verdicts that were worked out of them."""

    list_display = ("indicator", "period", "actual", "target", "rating", "direction", "state")
    list_filter = ("rating", "direction", "state", "indicator__set", "period__kind", "period__year")
    list_select_related = ("indicator", "period")
    search_fields = ("indicator__ref", "indicator__title")
    autocomplete_fields = ("indicator", "period")
    readonly_fields = (
        "rating", "rating_reason", "direction", "direction_reason", "quartile", "quartile_reason", "public_words",
    )  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: models.Measurement | None = None) -> bool:
        """Not in a locked period: there a change is a restatement, which is made on the indicator's page."""
        return not (obj and obj.period.locked_at) and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Measurement | None = None) -> tuple[str, ...]:
        """A target that is set is changed by a decision, which is made on the indicator's page."""
        fixed = ("target",) if obj and obj.target is not None else ()
        return (*super().get_readonly_fields(request, obj), *fixed)


@admin.register(models.Benchmark)
class BenchmarkAdmin(Judging, CouncilAdmin):
    """Thresholds: those published are edited here; those worked out of other councils' figures follow from them."""

    list_display = ("indicator", "group", "period", "top", "median", "bottom", "provisional", "worked_out")
    list_filter = ("group", "provisional", "worked_out", "indicator__set")
    list_select_related = ("indicator", "period")
    search_fields = ("indicator__ref", "indicator__title", "group")
    autocomplete_fields = ("indicator", "period")
    may_delete = True

    def has_change_permission(self, request: HttpRequest, obj: models.Benchmark | None = None) -> bool:
        """Only what was published: the rest is changed by changing a peer figure."""
        return not (obj and obj.worked_out) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: models.Benchmark | None = None) -> bool:
        """Only what was published."""
        return not (obj and obj.worked_out) and super().has_delete_permission(request, obj)


@admin.register(models.PeerFigure)
class PeerFigureAdmin(Judging, CouncilAdmin):
    """What other councils reported. Quartiles of their group are worked out again with each change."""

    list_display = ("indicator", "group", "period", "council", "value", "source")
    list_filter = ("group", "period__year", "indicator__set")
    list_select_related = ("indicator", "period")
    search_fields = ("indicator__ref", "indicator__title", "group", "council")
    autocomplete_fields = ("indicator", "period")
    may_delete = True

    def judged(self, obj: models.PeerFigure) -> list[int]:
        """Its indicator; that of which it was a figure before, too."""
        return list({obj.indicator_id, *obj.history.values_list("indicator", flat=True)[:2]})

    def save_model(self, request: HttpRequest, obj: models.PeerFigure, form: Any, change: bool) -> None:
        """Save, while nobody else changes the figures of its group."""
        hold_groups([obj.indicator_id])
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: models.PeerFigure) -> None:
        """Delete, likewise."""
        hold_groups([obj.indicator_id])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete several, likewise."""
        hold_groups(queryset.values_list("indicator", flat=True))
        super().delete_queryset(request, queryset)


@admin.register(models.Band)
class BandAdmin(Judging, CouncilAdmin):
    """Bands."""

    list_display = ("indicator", "period", "number", "low", "high", "best_attainable")
    list_filter = ("indicator__set", "period__year")
    list_select_related = ("indicator", "period")
    search_fields = ("indicator__ref", "indicator__title")
    autocomplete_fields = ("indicator", "period")
    may_delete = True


@admin.register(models.StretchTarget)
class StretchTargetAdmin(CouncilAdmin):
    """Stretch targets."""

    list_display = ("indicator", "period", "without", "with_agreement", "grant")
    list_filter = ("period__year",)
    list_select_related = ("indicator", "period")
    search_fields = ("indicator__ref", "indicator__title")
    autocomplete_fields = ("indicator", "period")


@admin.register(models.Restatement)
class RestatementAdmin(AppendOnlyAdmin):
    """What locked values were and became."""

    list_display = ("measurement", "was", "became", "by", "at")
    list_filter = ("at",)
    search_fields = ("measurement__indicator__ref", "reason")


@admin.register(models.TargetDecision)
class TargetDecisionAdmin(AppendOnlyAdmin):
    """Changes of targets. Added here, and never changed afterwards."""

    list_display = ("measurement", "was", "becomes", "eased", "approved_by", "approved_on")
    list_filter = ("approved_on",)
    search_fields = ("measurement__indicator__ref", "reason")
    autocomplete_fields = ("measurement", "approved_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A decision is recorded here."""
        return CouncilAdmin.has_add_permission(self, request)

    @admin.display(boolean=True, description="eased")
    def eased(self, decision: models.TargetDecision) -> bool:
        """Whether the new target asks for less."""
        return decision.eased


@admin.register(models.Alias)
class AliasAdmin(Judging, CouncilAdmin):
    """Other references of indicators."""

    list_display = ("set", "ref", "indicator", "starts", "ends", "break_in_series")
    list_filter = ("set", "break_in_series")
    list_select_related = ("set", "indicator")
    search_fields = ("ref", "indicator__ref", "indicator__title")
    autocomplete_fields = ("set", "indicator")
    may_delete = True


@admin.register(models.Upload)
class UploadAdmin(AppendOnlyAdmin):
    """Tables that were uploaded, as they came."""

    list_display = ("name", "kind", "by", "at", "taken_at", "summary")
    list_filter = ("kind", "taken_at")
    list_select_related = ("by",)
    search_fields = ("name", "by__name", "by__email")
    fields = ("name", "kind", "by", "at", "sha256", "taken_at", "summary")
