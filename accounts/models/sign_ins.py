"""The log of sign-ins, and the guesses that are counted."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.choices import How, What
from accounts.models.people import User


class SignInEvent(models.Model):
    """Something that happened at the door: a sign-in, a refusal, a change of password or second factor.

    Written once and never changed. By the real clock, also where a demonstration stands still.
    """

    at = models.DateTimeField("when", default=timezone.now, db_index=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_ins", null=True, editable=False)
    what = models.CharField(max_length=20, choices=What.pairs(), editable=False)
    how = models.CharField(max_length=20, choices=How.pairs(), blank=True, editable=False)
    address = models.CharField("from", max_length=45, blank=True, editable=False)
    browser = models.CharField(max_length=60, blank=True, editable=False)
    detail = models.CharField(max_length=250, blank=True, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "entry in the log of sign-ins"
        verbose_name_plural = "log of sign-ins"
        indexes = [models.Index(fields=["person", "-at"], name="sign_ins_of_a_person")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.person or 'nobody that is known'}"


class Guess(models.Model):
    """A guess that has not turned out right, kept for as long as it counts.

    ``of`` is a digest of the account or the address, and says nothing else of it.
    """

    of = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField(db_index=True, editable=False)

    class Meta:
        verbose_name_plural = "guesses"
        indexes = [models.Index(fields=["of", "at"], name="guesses_of_one_thing")]

    def __str__(self) -> str:
        return f"{self.of[:8]} at {self.at:%H:%M:%S}"
