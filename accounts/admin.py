"""People in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.http import HttpRequest

from accounts.models import Invitation, InvitationUse, User
from accounts.services import end_sessions
from core.admin import AppendOnlyAdmin, CouncilAdmin, RecordForm


class NewPersonForm(BaseUserCreationForm):
    """A person with a first password."""

    class Meta:
        model = User
        fields = ("email", "name")
        field_classes = {"email": forms.EmailField}


class PersonForm(RecordForm, UserChangeForm):
    """A person as they are kept, with the version at which the form was opened."""


@admin.register(User)
class PersonAdmin(CouncilAdmin, UserAdmin):
    """People and their roles. Nobody is deleted: what they said stays theirs."""

    form = PersonForm
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
        roles = ("is_active", "leaves_on", "groups")
        if request.user.is_superuser:
            roles += ("is_superuser",)
        return (
            (None, {"fields": ("email", "name", "password", "opened_version")}),
            ("Roles", {"fields": roles}),
            ("When", {"fields": ("joined_on", "last_login")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Nobody raises their own rights, and the last of the performance team keeps theirs."""
        own = ("is_active", "leaves_on", "groups") if obj is not None and obj == request.user else ()
        return (*self.readonly_fields, *own)

    def get_queryset(self, request: HttpRequest) -> Any:
        """With their roles."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="roles")
    def role_names(self, person: User) -> str:
        """Their roles in a line."""
        return ", ".join(group.name for group in person.groups.all()) or "none yet"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Closing an account ends its sessions."""
        super().save_model(request, obj, form, change)
        if not obj.may_sign_in:
            end_sessions(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: clear “may sign in” instead."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Somebody who may do everything is changed only by another such."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)


@admin.register(Invitation)
class InvitationAdmin(AppendOnlyAdmin):
    """Invitations with what became of them."""

    list_display = ("to", "by", "address", "made_at", "expires_at", "sent_at", "used_at", "error")
    list_filter = ("made_at", "used_at")
    list_select_related = ("to", "by")
    search_fields = ("to__name", "address")


@admin.register(InvitationUse)
class InvitationUseAdmin(AppendOnlyAdmin):
    """What was done with their links."""

    list_display = ("invitation", "what", "detail", "at", "network")
    list_filter = ("what", "at")
    list_select_related = ("invitation__to",)
    search_fields = ("invitation__to__name", "invitation__address", "detail")
