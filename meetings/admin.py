"""Meetings in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from core.admin import AppendOnlyAdmin, CouncilAdmin, RecordInline, RecordStackedInline
from meetings import models


class ItemInline(RecordInline):
    """The agenda."""

    model = models.AgendaItem
    fk_name = "meeting"
    autocomplete_fields = ("presenter", "minutes_of")


class AttendanceInline(RecordInline):
    """Who was there."""

    model = models.Attendance
    autocomplete_fields = ("user",)


class MinuteInline(RecordStackedInline):
    """The minutes; resolutions are entered with each."""

    model = models.Minute
    may_delete = False
    show_change_link = True


@admin.register(models.Meeting)
class MeetingAdmin(CouncilAdmin):
    """Meetings with agenda, attendance and minutes."""

    list_display = ("board", "date", "time", "venue", "publication_deadline")
    list_display_links = ("board", "date")
    list_filter = ("board", "date")
    list_select_related = ("board",)
    search_fields = ("board__name", "venue")
    autocomplete_fields = ("board",)
    inlines = (ItemInline, AttendanceInline, MinuteInline)

    def save_model(self, request: HttpRequest, obj: models.Meeting, form: ModelForm, change: bool) -> None:
        """A meeting that is new or moved has the deadline of its day, unless one is given."""
        if "date" in form.changed_data and "publication_deadline" not in form.changed_data:
            obj.publication_deadline = models.deadline(obj.board, obj.date)
        super().save_model(request, obj, form, change)


@admin.register(models.AgendaItem)
class AgendaItemAdmin(CouncilAdmin):
    """Items of all agendas."""

    list_display = ("title", "number", "meeting", "kind", "presenter", "exempt_paragraph", "is_confidential")
    list_filter = ("kind", "exempt_paragraph", "is_confidential", "meeting__board")
    list_select_related = ("meeting__board", "presenter")
    search_fields = ("title",)
    autocomplete_fields = ("meeting", "presenter", "minutes_of")


@admin.register(models.StandingItem)
class StandingItemAdmin(CouncilAdmin):
    """What stands on every agenda of a board."""

    list_display = ("title", "number", "board", "kind", "presenter")
    list_filter = ("board", "kind")
    list_select_related = ("board", "presenter")
    search_fields = ("title",)
    autocomplete_fields = ("board", "presenter")


class HeadingInline(RecordInline):
    """The headings, in order."""

    model = models.ReportHeading


@admin.register(models.ReportTemplate)
class ReportTemplateAdmin(CouncilAdmin):
    """Report templates with their headings."""

    list_display = ("name", "numbered_paragraphs", "is_default")
    list_filter = ("numbered_paragraphs",)
    search_fields = ("name",)
    inlines = (HeadingInline,)


@admin.register(models.ReportHeading)
class ReportHeadingAdmin(CouncilAdmin):
    """Headings, to be chosen from."""

    list_display = ("title", "number", "template", "field", "required", "words")
    list_filter = ("template", "required")
    list_select_related = ("template",)
    search_fields = ("title", "template__name")
    autocomplete_fields = ("template",)


class SectionInline(RecordStackedInline):
    """What is said under each heading."""

    model = models.ReportSection
    autocomplete_fields = ("heading",)


class AppendixInline(RecordInline):
    """What is attached."""

    model = models.ReportAppendix
    autocomplete_fields = ("plan", "period")


@admin.register(models.CommitteeReport)
class CommitteeReportAdmin(CouncilAdmin):
    """Reports with their sections and appendices."""

    list_display = ("title", "item", "author", "template")
    list_filter = ("template", "author")
    list_select_related = ("item", "author", "template")
    search_fields = ("title",)
    autocomplete_fields = ("item", "template", "author", "contact", "directorate")
    inlines = (SectionInline, AppendixInline)


@admin.register(models.ReportSection)
class ReportSectionAdmin(CouncilAdmin):
    """Sections of reports."""

    list_display = ("report", "heading")
    list_filter = ("heading__template",)
    list_select_related = ("report", "heading")
    search_fields = ("report__title", "body")
    autocomplete_fields = ("report", "heading")


@admin.register(models.ReportAppendix)
class ReportAppendixAdmin(CouncilAdmin):
    """Appendices of reports."""

    list_display = ("report", "label", "title", "kind", "plan", "period")
    list_filter = ("kind",)
    list_select_related = ("report", "plan", "period")
    search_fields = ("title", "report__title")
    autocomplete_fields = ("report", "plan", "period")


class ResolutionInline(RecordInline):
    """What was resolved, part by part."""

    model = models.Resolution
    autocomplete_fields = ("action",)


@admin.register(models.Minute)
class MinuteAdmin(CouncilAdmin):
    """Minutes with their resolutions."""

    list_display = ("number", "title", "meeting", "refers_to")
    list_display_links = ("number", "title")
    list_filter = ("meeting__board", "meeting__date")
    list_select_related = ("meeting__board",)
    search_fields = ("number", "title", "text")
    autocomplete_fields = ("meeting",)
    inlines = (ResolutionInline,)


@admin.register(models.Resolution)
class ResolutionAdmin(CouncilAdmin):
    """Resolutions of all minutes."""

    list_display = ("__str__", "text", "minute", "action")
    list_filter = ("minute__meeting__board",)
    list_select_related = ("minute", "action")
    search_fields = ("text", "minute__title")
    autocomplete_fields = ("minute", "action")


@admin.register(models.Attendance)
class AttendanceAdmin(CouncilAdmin):
    """Who was at meetings."""

    list_display = ("meeting", "role", "user", "present")
    list_filter = ("present", "meeting__board")
    list_select_related = ("meeting__board", "user")
    search_fields = ("role",)
    autocomplete_fields = ("meeting", "user")


@admin.register(models.Pack)
class PackAdmin(AppendOnlyAdmin):
    """Packs as built. Made on the meeting's page, and never changed."""

    list_display = ("meeting", "audience", "edition", "state", "pages", "built_at", "issued_at", "requested_by")
    list_filter = ("audience", "state", "issued_at", "meeting__board")
    list_select_related = ("meeting__board", "requested_by")
    search_fields = ("meeting__board__name", "sha256")


@admin.register(models.ItemNote)
class ItemNoteAdmin(AppendOnlyAdmin):
    """That somebody has notes on a meeting, and nothing of what is in them or on which item: they are the author's."""

    list_display = ("author", "meeting", "written_at")
    list_filter = ("meeting__board",)
    list_select_related = ("author", "meeting__board")
    search_fields = ("author__name",)
    fields = ("author", "meeting", "written_at", "changed_at")


@admin.register(models.LastLook)
class LastLookAdmin(AppendOnlyAdmin):
    """When readers last looked at their papers."""

    list_display = ("reader", "at")
    list_filter = ("at",)
    list_select_related = ("reader",)
    search_fields = ("reader__name",)


@admin.register(models.ItemFiles)
class ItemFilesAdmin(AppendOnlyAdmin):
    """Files of items as made. Made on the meeting's page, and never changed."""

    list_display = ("meeting", "audience", "edition", "state", "built_at", "requested_by")
    list_filter = ("audience", "state", "meeting__board")
    list_select_related = ("meeting__board", "requested_by")
    search_fields = ("meeting__board__name", "sha256")


@admin.register(models.PaperLetter)
class PaperLetterAdmin(AppendOnlyAdmin):
    """What members were written of papers."""

    list_display = ("subject", "to", "address", "state", "made_at", "sent_at")
    list_filter = ("state", "pack__meeting__board", "made_at")
    list_select_related = ("to",)
    search_fields = ("subject", "to__name", "address", "message_id")


@admin.register(models.ItemAttachment)
class ItemAttachmentAdmin(AppendOnlyAdmin):
    """Files that came with items. Added and taken off on the page of the pack."""

    list_display = ("title", "item", "name", "pages", "size", "added_by", "added_at", "removed_at")
    list_filter = ("removed_at", "item__meeting__board")
    list_select_related = ("item", "added_by")
    search_fields = ("title", "name", "sha256")
