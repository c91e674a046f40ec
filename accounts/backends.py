"""Signing in, and what a role may do in the admin."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.backends import ModelBackend
from django.db.models import F, QuerySet

from accounts.choices import Role
from accounts.models import User
from core.statements import stated_once

COUNCIL_APPS = {
    "accounts", "organisation", "indicators", "actions", "improvement_plan", "clinics", "meetings", "publishing",
    "reminders",
}  # fmt: skip


@stated_once
def _with_roles(key: int) -> QuerySet[User]:
    """The person of a key, once for each role."""
    return User.objects.filter(pk=key).annotate(role=F("groups__name"))


class RoleBackend(ModelBackend):
    """The performance team may add, see and change everything the council keeps.

    Whether a thing may be *deleted* is the thing's own affair: the admin allows
    it only where nothing reported is lost (core.admin.CouncilAdmin).
    """

    def get_user(self, user_id: int) -> User | None:
        """The person behind a session, with their roles, in one query."""
        rows = _with_roles(int(user_id))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        person = rows[0]
        person.roles = frozenset(row.role for row in rows if row.role)
        return person

    def user_can_authenticate(self, user: User | None) -> bool:
        """Whether the account is open: neither closed nor past its last day."""
        return user is not None and user.may_sign_in

    def has_perm(self, user_obj: User, perm: str, obj: Any = None) -> bool:
        """Whether a person may do this, by role or by a permission of their own."""
        app = perm.partition(".")[0]
        if app in COUNCIL_APPS and user_obj.is_authenticated and user_obj.has_role(Role.PERFORMANCE):
            return True
        return super().has_perm(user_obj, perm, obj)

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        """Whether a person sees an app in the admin."""
        if apps.is_installed(app_label) and app_label in COUNCIL_APPS and user_obj.has_role(Role.PERFORMANCE):
            return True
        return super().has_module_perms(user_obj, app_label)
