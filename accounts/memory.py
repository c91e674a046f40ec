"""What the site remembers for whoever asks, by name; nothing for those who are not signed in."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.db.models import QuerySet

from accounts.models import Remembered, User
from core.records import create_missing, note_on
from core.statements import stated_once


@stated_once
def _kept(person: int, name: str) -> QuerySet:
    """What is remembered for a person by a name."""
    return Remembered.objects.filter(person=person, name=name).values_list("value", flat=True)


class Memory:
    """The memory of one person. Each name is read once in a request, by one query, and written by one."""

    def __init__(self, person: User | AnonymousUser) -> None:
        self.person = person
        self._read: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        """What is remembered by a name; None for nothing."""
        if not self.person.is_authenticated:
            return None
        if name not in self._read:
            self._read[name] = next(iter(_kept(self.person.pk, name)), None)
        return self._read[name]

    def keep(self, name: str, value: Any) -> None:
        """Remember something, where it is not remembered already. One query at most.

        Of two requests at once one is remembered. Where nothing can be written, a full disk say, nothing is.
        """
        before = self.get(name)
        if not self.person.is_authenticated or before == value:
            return
        with suppress(DatabaseError):
            if before is None:
                create_missing([Remembered(person_id=self.person.pk, name=name, value=value)])
            else:
                note_on(Remembered.objects.filter(person=self.person.pk, name=name), value=value)
            self._read[name] = value

    def forget(self, name: str) -> None:
        """Remember it no more."""
        if self.person.is_authenticated:
            Remembered.objects.filter(person=self.person.pk, name=name).delete()
            self._read[name] = None
