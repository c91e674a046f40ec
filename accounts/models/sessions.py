"""Where people are signed in."""

from __future__ import annotations

from typing import Self

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone

from accounts.choices import How
from accounts.models.people import User


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions of people."""

    def of(self, person: User) -> Self:
        """Those in which a person is signed in and that have not run out, the one used last above."""
        return self.filter(person=person, expire_date__gt=timezone.now()).order_by("-seen_at")


class Session(AbstractBaseSession):
    """A browser that the site knows, with the person who is signed in there.

    What tells of the person is taken from the session's own data each time it is saved (accounts.sessions).
    """

    person = models.ForeignKey(
        User,
        on_delete=models.CASCADE,  # where there is nobody, nobody is signed in
        related_name="sessions",
        null=True,
        editable=False,
    )
    how = models.CharField(max_length=20, choices=How.pairs(), blank=True, editable=False)
    started_at = models.DateTimeField("signed in", null=True, editable=False)
    seen_at = models.DateTimeField("last used", default=timezone.now, editable=False)
    address = models.CharField(max_length=45, blank=True, editable=False)
    browser = models.CharField(max_length=60, blank=True, editable=False)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta:
        verbose_name = "session"

    def __str__(self) -> str:
        return f"{self.browser or 'A browser'} of {self.person or 'nobody'}"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """What reads and writes them."""
        from accounts.sessions import SessionStore

        return SessionStore
