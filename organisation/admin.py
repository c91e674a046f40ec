"""The organisation in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import CouncilAdmin, RecordInline
from organisation import models


@admin.register(models.Council)
class TheCouncilAdmin(CouncilAdmin):
    """The one row of the council."""

    list_display = ("name", "kind", "comparator_group", "rating_rule", "tolerance")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Once."""
        return super().has_add_permission(request) and not models.Council.objects.exists()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The council is always the first row."""
        obj.pk = 1
        super().save_model(request, obj, form, change)


@admin.register(models.Directorate)
class DirectorateAdmin(CouncilAdmin):
    """Directorates, those dissolved included."""

    list_display = ("name", "abbreviation", "starts", "ends")
    list_filter = ("ends",)
    search_fields = ("name", "abbreviation")


@admin.register(models.PartnerBody)
class PartnerBodyAdmin(CouncilAdmin):
    """Bodies outside the council."""

    list_display = ("name", "abbreviation", "description")
    search_fields = ("name", "abbreviation")


class AliasInline(RecordInline):
    """Other ways in which papers write the post."""

    model = models.PostAlias


class HolderInline(RecordInline):
    """Who holds it. A holding is ended, not deleted."""

    model = models.PostHolder
    autocomplete_fields = ("user",)
    may_delete = False


@admin.register(models.Post)
class PostAdmin(CouncilAdmin):
    """Posts with their holders."""

    list_display = ("title", "abbreviation", "directorate", "partner_body", "superior", "is_group", "ends")
    list_filter = ("directorate", "partner_body", "is_group")
    list_select_related = ("directorate", "partner_body", "superior")
    search_fields = ("title", "abbreviation", "aliases__text")
    autocomplete_fields = ("directorate", "partner_body", "superior")
    inlines = (HolderInline, AliasInline)


class MemberInline(RecordInline):
    """Who sits on it. A place is ended, not deleted."""

    model = models.BoardMember
    autocomplete_fields = ("user",)
    may_delete = False


@admin.register(models.Board)
class BoardAdmin(CouncilAdmin):
    """Boards with their members. A board is ended on its page, which knows what it is still to do."""

    list_display = ("name", "abbreviation", "kind", "cycle_months", "ends")
    readonly_fields = ("ends",)
    list_filter = ("kind",)
    search_fields = ("name", "abbreviation")
    inlines = (MemberInline,)


@admin.register(models.ReportingPeriod)
class ReportingPeriodAdmin(CouncilAdmin):
    """Periods with their due dates and locks."""

    list_display = ("__str__", "kind", "starts", "ends", "due_on", "locked_at")
    list_filter = ("kind", "year")
    search_fields = ("year",)
    autocomplete_fields = ("locked_by",)


class OutcomeInline(RecordInline):
    """What the framework asks for."""

    model = models.Outcome


@admin.register(models.Framework)
class FrameworkAdmin(CouncilAdmin):
    """Frameworks with their outcomes."""

    list_display = ("name", "kind", "starts", "ends")
    list_filter = ("kind",)
    search_fields = ("name",)
    inlines = (OutcomeInline,)


@admin.register(models.Outcome)
class OutcomeAdmin(CouncilAdmin):
    """Outcomes, to be chosen from."""

    list_display = ("title", "ref", "framework")
    list_filter = ("framework",)
    list_select_related = ("framework",)
    search_fields = ("title", "ref", "framework__name")
    autocomplete_fields = ("framework",)


@admin.register(models.PostAlias)
class PostAliasAdmin(CouncilAdmin):
    """Other ways in which papers write posts."""

    list_display = ("text", "post")
    list_filter = ("post__directorate",)
    list_select_related = ("post",)
    search_fields = ("text", "post__title")
    autocomplete_fields = ("post",)
    may_delete = True


@admin.register(models.PostHolder)
class PostHolderAdmin(CouncilAdmin):
    """Who holds which post."""

    list_display = ("post", "user", "starts", "ends")
    list_filter = ("ends", "post__directorate")
    list_select_related = ("post", "user")
    search_fields = ("post__title", "user__name", "user__email")
    autocomplete_fields = ("post", "user")


@admin.register(models.BoardMember)
class BoardMemberAdmin(CouncilAdmin):
    """Who sits on which board."""

    list_display = ("board", "user", "role", "seat", "starts", "ends")
    list_filter = ("board", "role")
    list_select_related = ("board", "user")
    search_fields = ("board__name", "user__name", "user__email")
    autocomplete_fields = ("board", "user")
