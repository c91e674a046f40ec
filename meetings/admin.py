"""Meetings in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from core.admin import AppendOnlyAdmin, CouncilAdmin, RecordInline, RecordStackedInline
from meetings import models
from meetings.choices import MinutesState


class FrozenOnApproval:
    """What belongs to minutes that were approved is looked at, and never changed, added to or deleted."""

    def meeting_of(self, obj: Any) -> Any:
        """The key of the meeting whose minutes a row belongs to, or of that whose page it stands on."""
        return obj.pk if isinstance(obj, models.Meeting) else obj.meeting_id

    def is_frozen(self, obj: Any) -> bool:
        """Whether the minutes were approved."""
        approved = models.MinutesPaper.objects.filter(state=MinutesState.APPROVED)
        return obj is not None and approved.filter(meeting=self.meeting_of(obj)).exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not once they are approved."""
        return super().has_change_permission(request, obj) and not self.is_frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor this."""
        return super().has_delete_permission(request, obj) and not self.is_frozen(obj)


class FrozenInline(FrozenOnApproval):
    """The same for rows entered together with what they belong to."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor this."""
        return super().has_add_permission(request, obj) and not self.is_frozen(obj)


class NumberedThrough:
    """What is numbered through: put in, moved and taken out on pages that keep its numbers without a gap; never here."""

    placed: tuple[str, ...] = ("number",)
    """What places a row among the others: its number, and what it belongs to."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Its place is looked at."""
        return (*super().get_readonly_fields(request, obj), *self.placed)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class ItemInline(NumberedThrough, RecordInline):
    """The agenda."""

    model = models.AgendaItem
    fk_name = "meeting"
    autocomplete_fields = ("presenter", "minutes_of")


class AttendanceInline(FrozenInline, RecordInline):
    """Who was there."""

    model = models.Attendance
    autocomplete_fields = ("member", "stands_for", "post")


class MinuteInline(NumberedThrough, FrozenInline, RecordStackedInline):
    """The minutes; resolutions are entered with each."""

    model = models.Minute
    autocomplete_fields = ("item",)
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
class AgendaItemAdmin(NumberedThrough, CouncilAdmin):
    """Items of all agendas."""

    placed = ("meeting", "number")

    list_display = ("title", "number", "meeting", "kind", "presenter", "exempt_paragraph", "is_confidential")
    list_filter = ("kind", "exempt_paragraph", "is_confidential", "meeting__board")
    list_select_related = ("meeting__board", "presenter")
    search_fields = ("title",)
    autocomplete_fields = ("presenter", "minutes_of")


@admin.register(models.StandingItem)
class StandingItemAdmin(NumberedThrough, CouncilAdmin):
    """What stands on every agenda of a board."""

    placed = ("board", "number")

    list_display = ("title", "number", "board", "kind", "presenter")
    list_filter = ("board", "kind")
    list_select_related = ("board", "presenter")
    search_fields = ("title",)
    autocomplete_fields = ("presenter",)


class HeadingInline(NumberedThrough, RecordInline):
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
class ReportHeadingAdmin(NumberedThrough, CouncilAdmin):
    """Headings, to be chosen from."""

    placed = ("template", "number")

    list_display = ("title", "number", "template", "field", "required", "words")
    list_filter = ("template", "required")
    list_select_related = ("template",)
    search_fields = ("title", "template__name")


class SectionInline(RecordStackedInline):
    """What is said under each heading."""

    model = models.ReportSection
    autocomplete_fields = ("heading",)


class AppendixInline(RecordInline):
    """What is attached."""

    model = models.ReportAppendix
    autocomplete_fields = ("plan", "period")


class ReviewerInline(RecordInline):
    """Who reviews it, in order."""

    model = models.ReportReviewer
    autocomplete_fields = ("post",)


@admin.register(models.CommitteeReport)
class CommitteeReportAdmin(CouncilAdmin):
    """Reports with their sections and appendices."""

    list_display = ("title", "item", "author", "template", "state", "written_by")
    list_filter = ("state", "template", "author")
    list_select_related = ("item", "author", "template")
    search_fields = ("title",)
    autocomplete_fields = ("item", "template", "author", "contact", "directorate")
    inlines = (SectionInline, AppendixInline, ReviewerInline)


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


@admin.register(models.MinutesPaper)
class MinutesPaperAdmin(AppendOnlyAdmin):
    """Where the minutes of meetings stand. Published and approved on their own pages."""

    list_display = ("meeting", "state", "published_on", "approved_at", "sha256")
    list_filter = ("state", "meeting__board")
    list_select_related = ("meeting__board", "approved_at__board")
    search_fields = ("meeting__board__name", "sha256")


@admin.register(models.ReportReviewer)
class ReportReviewerAdmin(CouncilAdmin):
    """Who reviews reports."""

    list_display = ("report", "order", "post", "deadline")
    list_filter = ("deadline",)
    list_select_related = ("report", "post")
    search_fields = ("report__title", "post__title")
    autocomplete_fields = ("report", "post")


@admin.register(models.SectionDraft)
class SectionDraftAdmin(AppendOnlyAdmin):
    """What people have typed and not saved. Kept by the page on which they write."""

    list_display = ("report", "heading", "by", "at")
    list_filter = ("at",)
    list_select_related = ("report", "heading", "by")
    search_fields = ("report__title", "by__name")


@admin.register(models.ReportEvent)
class ReportEventAdmin(AppendOnlyAdmin):
    """What was done with reports."""

    list_display = ("report", "step", "by", "at", "post", "acting")
    list_filter = ("step", "acting")
    list_select_related = ("report", "by", "post")
    search_fields = ("report__title", "words")
    autocomplete_fields = ("post",)


@admin.register(models.ReportComment)
class ReportCommentAdmin(AppendOnlyAdmin):
    """What was said of reports."""

    list_display = ("report", "heading", "text", "by", "at", "settled_at")
    list_filter = ("settled_at",)
    list_select_related = ("report", "heading", "by")
    search_fields = ("report__title", "text")
    autocomplete_fields = ("post",)


@admin.register(models.FrozenReport)
class FrozenReportAdmin(AppendOnlyAdmin):
    """Reports as they were signed off."""

    list_display = ("report", "number", "at", "figures_on", "sha256")
    list_filter = ("figures_on",)
    list_select_related = ("report",)
    search_fields = ("report__title", "sha256")


@admin.register(models.FrozenAppendix)
class FrozenAppendixAdmin(AppendOnlyAdmin):
    """Appendices as they were signed off."""

    list_display = ("frozen", "order", "label", "sha256")
    list_filter = ("frozen__figures_on",)
    list_select_related = ("frozen__report",)
    search_fields = ("frozen__report__title", "label", "sha256")


@admin.register(models.ReportLetter)
class ReportLetterAdmin(AppendOnlyAdmin):
    """Letters to those whose turn it was."""

    list_display = ("event", "to", "address", "at")
    list_filter = ("at",)
    list_select_related = ("event__report", "to")
    search_fields = ("event__report__title", "address")


class ResolutionInline(NumberedThrough, FrozenInline, RecordInline):
    """What was resolved, part by part."""

    placed = ("part",)

    model = models.Resolution
    autocomplete_fields = ("action",)


@admin.register(models.Minute)
class MinuteAdmin(NumberedThrough, FrozenOnApproval, CouncilAdmin):
    """Minutes with their resolutions."""

    placed = ("meeting", "number")

    list_display = ("number", "title", "meeting", "refers_to")
    list_display_links = ("number", "title")
    list_filter = ("meeting__board", "meeting__date")
    list_select_related = ("meeting__board",)
    search_fields = ("number", "title", "text")
    autocomplete_fields = ("item",)
    inlines = (ResolutionInline,)


@admin.register(models.Resolution)
class ResolutionAdmin(NumberedThrough, FrozenOnApproval, CouncilAdmin):
    """Resolutions of all minutes."""

    placed = ("minute", "part")

    list_display = ("__str__", "text", "minute", "action")
    list_filter = ("minute__meeting__board",)
    list_select_related = ("minute", "action")
    search_fields = ("text", "minute__title")
    autocomplete_fields = ("action",)

    def meeting_of(self, obj: Any) -> Any:
        """That of its minute."""
        return obj.minute.meeting_id


@admin.register(models.Attendance)
class AttendanceAdmin(FrozenOnApproval, CouncilAdmin):
    """Who was at meetings."""

    list_display = ("meeting", "role", "capacity", "presence", "member")
    list_filter = ("presence", "capacity", "meeting__board")
    list_select_related = ("meeting__board", "member__user", "member__board")
    search_fields = ("role",)
    autocomplete_fields = ("meeting", "member", "stands_for", "post")


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
