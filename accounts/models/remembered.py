"""What the site remembers for one person alone."""

from __future__ import annotations

from django.db import models

from accounts.models.people import User


class Remembered(models.Model):
    """Something that makes the site a person's own: what they looked at last, or how they left a list.

    Nobody else sees it, it has no history, and the person clears it.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="remembered", editable=False)
    name = models.CharField(max_length=60, editable=False)
    value = models.JSONField(editable=False)

    goes_with = "person"
    """Whose it alone is: it goes when that person is forgotten."""

    class Meta:
        ordering = ["person", "name", "pk"]
        verbose_name = "thing remembered for a person"
        verbose_name_plural = "things remembered for people"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "name"],
                name="one_thing_remembered_a_name",
                violation_error_message="This is remembered for the person already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.person}"
