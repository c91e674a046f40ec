"""People who sign in, by e-mail."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.choices import WEEKDAYS, Pace, Role
from core.clock import today
from core.records import History, Versioned


def signs_in(on: date) -> Q:
    """People whose accounts are open on a day."""
    return Q(is_active=True) & (Q(leaves_on__isnull=True) | Q(leaves_on__gte=on))


OWN_AFFAIR = frozenset({"last_login", "password"})
"""What is written as somebody signs in, by several browsers at once."""


class UserQuerySet(models.QuerySet["User"]):
    """People, asked for in the office's words."""

    def open(self, on: date) -> UserQuerySet:
        """Those whose accounts are open on a day."""
        return self.filter(signs_in(on))

    def with_role(self, role: Role) -> UserQuerySet:
        """Those who have a role."""
        rows = User.groups.through.objects.filter(user=OuterRef("pk"), group__name=role)
        return self.filter(Exists(rows))

    def able_to_come_in(self) -> UserQuerySet:
        """Those who have signed in once or have a password: who was only invited may never come."""
        return self.filter(Q(last_login__isnull=False) | ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
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


class User(Versioned, AbstractBaseUser, PermissionsMixin):
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
    leaves_on = models.DateField(
        "last day",
        null=True,
        blank=True,
        help_text="For somebody who leaves: the last day on which they may sign in.",
    )
    reminded_on = models.PositiveSmallIntegerField(
        "day of reminders",
        choices=WEEKDAYS,
        null=True,
        blank=True,
        help_text="The day of the week on which reminders come. Empty: whenever there is one.",
    )
    reminded_daily = models.BooleanField(
        "reminders on every working day",
        default=False,
        help_text="On every working day on which something is wanted, instead of at most once a week.",
    )
    told_of_soon = models.BooleanField(
        "told of what is due soon",
        default=True,
        help_text="Whether reminders tell of what is due within two weeks, and may come for that alone.",
    )
    told_of_papers = models.BooleanField(
        "mail when papers are published",
        default=True,
        help_text="For members of boards and those who present items: a message when papers of a meeting are published.",
    )
    shown_first_steps = models.BooleanField(
        "first steps on My work",
        default=True,
        help_text="For the performance team: whether My work leads to the guide for a new council until it is finished.",
    )
    papers_pace = models.CharField(
        "how often papers are told of", max_length=10, choices=Pace.pairs(), default=Pace.EACH
    )
    papers_on = models.PositiveSmallIntegerField(
        "day of mail on papers", choices=WEEKDAYS, null=True, blank=True, help_text="For those told once a week."
    )
    joined_on = models.DateField(auto_now_add=True)

    objects = UserManager()
    history = History(excluded_fields=["password", "last_login"], m2m_fields=["groups"])
    personal = ("email", "name")
    """What tells who somebody is: it can be taken out of their history (``history.services.people``)."""

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
            models.CheckConstraint(
                condition=Q(reminded_on__isnull=True) | Q(reminded_daily=False),
                name="reminded_daily_or_on_a_day",
                violation_error_message="Reminders come on every working day or on one day of the week, not both.",
            ),
            models.CheckConstraint(
                condition=Q(papers_pace=Pace.WEEKLY, papers_on__isnull=False)
                | (~Q(papers_pace=Pace.WEEKLY) & Q(papers_on__isnull=True)),
                name="papers_once_a_week_on_a_day",
                violation_error_message="Say on which day of the week mail on papers comes; for no other pace.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. Signing in, and a password, are no change of what is kept of them: they have no version and no history."""
        if not kwargs.get("update_fields") or not OWN_AFFAIR.issuperset(kwargs["update_fields"]):
            return super().save(*args, **kwargs)
        self.skip_history_when_saving = True
        try:
            super(Versioned, self).save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving
        return None

    def get_absolute_url(self) -> str:
        """The page on which the performance team keeps them."""
        return reverse("person", args=[self.pk])

    @property
    def has_left(self) -> bool:
        """Whether their last day is over."""
        return self.leaves_on is not None and self.leaves_on < today()

    @property
    def may_sign_in(self) -> bool:
        """Whether the account is open today."""
        return self.is_active and not self.has_left

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles of this person. They come with whoever is signed in; otherwise one query."""
        return frozenset(self.groups.values_list("name", flat=True))

    def has_role(self, *roles: Role) -> bool:
        """Whether the person has any of these roles; someone who may do everything has all."""
        return self.may_sign_in and (self.is_superuser or not self.roles.isdisjoint(roles))

    @property
    def is_staff(self) -> bool:
        """Whether the person may open the admin: the performance team keeps the data there."""
        return self.has_role(Role.PERFORMANCE)
