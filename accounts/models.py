"""People who sign in, by e-mail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from accounts.choices import WEEKDAYS, Role


class UserManager(BaseUserManager["User"]):
    """Makes people; an address is one person, whatever its capitals."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who can sign in, or who can once they have set a password."""
        if not email:
            raise ValueError("A person signs in by e-mail, so an e-mail address is needed.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person who may do everything, for the one who installs the program."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> User:
        """The person behind an address, whatever its capitals."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Accountability is to posts, which people hold for a time."""

    email = models.EmailField(
        "e-mail address",
        unique=True,
        help_text="What the person signs in with.",
        error_messages={"unique": "Somebody already signs in with this e-mail address."},
    )
    name = models.CharField(max_length=150, help_text="As colleagues know them.")
    is_active = models.BooleanField(
        "may sign in",
        default=True,
        help_text="Clear this for somebody who has left. People are never deleted: what they said stays theirs.",
    )
    reminded_on = models.PositiveSmallIntegerField(
        "day of reminders",
        choices=WEEKDAYS,
        null=True,
        blank=True,
        help_text="The day of the week on which reminders come. Empty: whenever there is one.",
    )
    told_of_papers = models.BooleanField(
        "mail when papers are published",
        default=True,
        help_text="For members of boards and those who present items: a message when papers of a meeting are published.",
    )
    joined_on = models.DateField(auto_now_add=True)

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "email"]
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_person_per_address",
                violation_error_message="Somebody already signs in with this e-mail address.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles of this person. They come with whoever is signed in; otherwise one query."""
        return frozenset(self.groups.values_list("name", flat=True))

    def has_role(self, *roles: Role) -> bool:
        """Whether the person has any of these roles; someone who may do everything has all."""
        return self.is_active and (self.is_superuser or not self.roles.isdisjoint(roles))

    @property
    def is_staff(self) -> bool:
        """Whether the person may open the admin: the performance team keeps the data there."""
        return self.has_role(Role.PERFORMANCE)
