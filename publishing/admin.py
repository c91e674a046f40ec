"""Keys of the read API in the admin, to look at. They are made and revoked on their page."""

from __future__ import annotations

from django.contrib import admin

from core.admin import AppendOnlyAdmin
from publishing import models


@admin.register(models.ApiKey)
class ApiKeyAdmin(AppendOnlyAdmin):
    """Which there are, and when each was last used."""

    list_display = ("name", "begins", "ends_on", "revoked_on", "last_used_at")
    list_filter = ("ends_on", "revoked_on")
    search_fields = ("name", "begins")
