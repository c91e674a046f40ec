"""Improvement plans in the admin."""

from __future__ import annotations

from django.contrib import admin

from core.admin import AppendOnlyAdmin, CouncilAdmin, RecordInline, RecordStackedInline
from improvement_plan import models


class VersionInline(RecordInline):
    """The record of review and amendment."""

    model = models.PlanVersion
    may_delete = False


class SectionInline(RecordInline):
    """The sections."""

    model = models.Section


@admin.register(models.Plan)
class PlanAdmin(CouncilAdmin):
    """Plans with their versions and sections."""

    list_display = ("title", "layout", "starts", "ends")
    list_filter = ("layout",)
    search_fields = ("title",)
    prepopulated_fields = {"slug": ("title",)}
    inlines = (VersionInline, SectionInline)


class AreaInline(RecordInline):
    """The priority areas."""

    model = models.PriorityArea


@admin.register(models.Section)
class SectionAdmin(CouncilAdmin):
    """Sections with their priority areas."""

    list_display = ("title", "number", "plan")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("title", "plan__title")
    autocomplete_fields = ("plan",)
    inlines = (AreaInline,)


class ObjectiveInline(RecordInline):
    """The objectives."""

    model = models.Objective


@admin.register(models.PriorityArea)
class PriorityAreaAdmin(CouncilAdmin):
    """Priority areas with their objectives."""

    list_display = ("title", "number", "section")
    list_filter = ("section__plan", "section")
    list_select_related = ("section",)
    search_fields = ("title", "section__title")
    autocomplete_fields = ("section",)
    inlines = (ObjectiveInline,)


class EntryInline(RecordStackedInline):
    """The lines of the objective, in order. A line is closed with a reason, never deleted."""

    model = models.PlanEntry
    fk_name = "objective"
    autocomplete_fields = ("action", "group")
    may_delete = False


@admin.register(models.Objective)
class ObjectiveAdmin(CouncilAdmin):
    """Objectives with their lines."""

    list_display = ("text", "area", "order")
    list_filter = ("area__section__plan", "area__section")
    list_select_related = ("area",)
    search_fields = ("text", "area__title")
    autocomplete_fields = ("area",)
    inlines = (EntryInline,)


@admin.register(models.PlanEntry)
class PlanEntryAdmin(CouncilAdmin):
    """All lines of all plans."""

    list_display = ("ref", "__str__", "objective", "target_date_as_written", "closed_on")
    list_display_links = ("ref", "__str__")
    list_filter = ("objective__area__section__plan", "objective__area__section", "closed_on")
    list_select_related = ("objective", "action")
    search_fields = ("ref", "action__title", "heading")
    autocomplete_fields = ("objective", "action", "group")


@admin.register(models.PlanVersion)
class PlanVersionAdmin(CouncilAdmin):
    """Records of review and amendment."""

    list_display = ("plan", "number", "reviewed_on", "issues", "amended", "approved_by")
    list_filter = ("plan", "amended")
    list_select_related = ("plan",)
    search_fields = ("issues", "plan__title")
    autocomplete_fields = ("plan",)


@admin.register(models.MeasureLink)
class MeasureLinkAdmin(CouncilAdmin):
    """Measures that are counted by an indicator or a live count."""

    list_display = ("milestone", "indicator", "live_count", "period", "target", "target_words")
    list_filter = ("live_count", "indicator__set")
    list_select_related = ("milestone", "indicator", "period")
    search_fields = ("milestone__measure", "indicator__ref")
    autocomplete_fields = ("milestone", "indicator", "period")
    may_delete = True


@admin.register(models.PlanUpload)
class PlanUploadAdmin(AppendOnlyAdmin):
    """Papers that were brought, as they came, and what became of them."""

    list_display = ("name", "plan", "written_on", "by", "at", "taken_at", "undone_at", "summary")
    list_filter = ("is_new", "taken_at", "undone_at")
    list_select_related = ("plan", "by")
    search_fields = ("name", "by__name", "by__email", "plan__title")
    fields = ("name", "plan", "is_new", "written_on", "by", "at", "sha256", "taken_by", "taken_at", "undone_by", "undone_at", "summary")  # fmt: skip


@admin.register(models.KnownHeading)
class KnownHeadingAdmin(admin.ModelAdmin):
    """What headings of other people's plans mean. One that was explained wrongly is mended or deleted here."""

    list_display = ("heading", "column")
    list_editable = ("column",)
    list_filter = ("column",)
    search_fields = ("heading", "column")
