"""People in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from accounts.models import User


class NewPersonForm(BaseUserCreationForm):
    """A person with a first password."""

    class Meta:
        model = User
        fields = ("email", "name")
        field_classes = {"email": forms.EmailField}


@admin.register(User)
class PersonAdmin(SimpleHistoryAdmin, UserAdmin):
    """People and their roles. Nobody is deleted: what they said stays theirs."""

    add_form = NewPersonForm
    ordering = ("name", "email")
    list_display = ("name", "email", "role_names", "is_active", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("name", "email")
    readonly_fields = ("last_login", "joined_on")
    filter_horizontal = ("groups",)
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only who may do everything can let others do so."""
        if obj is None:
            return self.add_fieldsets
        roles = ("is_active", "groups", "is_superuser") if request.user.is_superuser else ("is_active", "groups")
        return (
            (None, {"fields": ("email", "name", "password")}),
            ("Roles", {"fields": roles}),
            ("When", {"fields": ("joined_on", "last_login")}),
        )

    def get_queryset(self, request: HttpRequest) -> Any:
        """With their roles."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="roles")
    def role_names(self, person: User) -> str:
        """Their roles in a line."""
        return ", ".join(group.name for group in person.groups.all()) or "none yet"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: clear “may sign in” instead."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Somebody who may do everything is changed only by another such."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)
