"""What a person proves who they are with, beside a password. It goes with the person: nobody else can use it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from accounts.models.people import User


class SecondFactor(models.Model):
    """The secret that a person's authenticator app shares with the program, encrypted with SECRET_KEY."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor", editable=False)
    secret = models.TextField(editable=False)
    last_step = models.BigIntegerField(
        default=0, editable=False, help_text="The half minute of the last code that was taken: none is taken twice."
    )
    made_at = models.DateTimeField("set up", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "second factor"

    def __str__(self) -> str:
        return f"Authenticator app of {self.person}"


class RecoveryCode(models.Model):
    """A code that stands in once for the authenticator app, as a digest."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes", editable=False)
    digest = models.CharField(max_length=64, editable=False)
    used_at = models.DateTimeField("used", null=True, editable=False)

    class Meta:
        verbose_name = "recovery code"
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="one_recovery_code_once")]

    def __str__(self) -> str:
        return f"Recovery code of {self.person}"


class Passkey(models.Model):
    """A key in a person's device, telephone or browser; only its public half is kept here."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys", editable=False)
    name = models.CharField(max_length=60, help_text="By which you know it again, such as “work laptop”.")
    credential = models.BinaryField(editable=False)
    made_at = models.DateTimeField("added", default=timezone.now, editable=False)
    used_at = models.DateTimeField("last used", null=True, editable=False)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"],
                name="one_passkey_of_a_name",
                violation_error_message="You have a passkey of this name. Give this one another.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CouncilIdentity(models.Model):
    """Who a person is to the council's own sign-in: its issuer, and the subject by which it knows them for ever."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="council_identities", editable=False)
    issuer = models.CharField(max_length=250, editable=False)
    subject = models.CharField(max_length=255, editable=False)
    made_at = models.DateTimeField("connected", default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "council identities"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_person_per_subject"),
            models.UniqueConstraint(fields=["issuer", "person"], name="one_subject_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.issuer}"
