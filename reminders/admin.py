"""Reminders in the admin: to be looked at, never edited."""

from django.contrib import admin

from core.admin import AppendOnlyAdmin
from reminders import models


@admin.register(models.Message)
class MessageAdmin(AppendOnlyAdmin):
    """What was written to whom."""

    list_display = ("subject", "to", "address", "on", "state", "sent_at")
    list_filter = ("state", "occasion", "on")
    list_select_related = ("to",)
    search_fields = ("subject", "to__name", "address", "message_id")


@admin.register(models.SignedLink)
class SignedLinkAdmin(AppendOnlyAdmin):
    """The links that messages carried. The key alone opens nothing."""

    list_display = ("message", "expires_at")
    list_filter = ("expires_at",)
    list_select_related = ("message",)
    search_fields = ("message__subject", "message__to__name")


@admin.register(models.LinkUse)
class LinkUseAdmin(AppendOnlyAdmin):
    """What was done with links."""

    list_display = ("link", "what", "detail", "at", "network")
    list_filter = ("what", "at")
    list_select_related = ("link__message",)
    search_fields = ("link__message__subject", "link__message__to__name", "detail")
