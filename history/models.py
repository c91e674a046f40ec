"""Seals over the lines of history, and what is kept of people apart from them."""

from __future__ import annotations

from django.db import models

from history.choices import RunKind
from history.rules import BEGINNING, RunFacts, seal_digest


class Seal(models.Model):
    """One link of the chain: it covers the lines of history written since the seal before it."""

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField(help_text="By the machine's clock, also where a demonstration stands still.")
    previous = models.CharField(max_length=64, default=BEGINNING)
    digest = models.CharField(max_length=64)
    removed_before = models.DateTimeField(
        null=True, blank=True, help_text="Where it says what retention removed: lines from before this moment."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="seals_count_from_one",
                violation_error_message="Seals are numbered from 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"Seal {self.number}"

    def worked_out(self, runs: list[Run]) -> str:
        """Its digest, worked out anew from what it covers."""
        return seal_digest(self.number, self.at, self.previous, self.removed_before, [run.facts for run in runs])


class Run(models.Model):
    """Lines of one table that one seal covers, or that it says were removed."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="runs")
    table = models.CharField(max_length=100, help_text="The kind of thing: actions.action.")
    kind = models.CharField(max_length=10, choices=RunKind.pairs(), default=RunKind.SEALED)
    upto = models.PositiveBigIntegerField(help_text="The highest number of a line that it covers.")
    lines = models.PositiveIntegerField()
    columns = models.TextField(blank=True, help_text="What of each line is covered, with commas.")
    marks = models.BinaryField(help_text="The number, the thing and the SHA-256 of each line.")

    class Meta:
        ordering = ["seal", "table", "upto", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "kind", "upto", "seal"],
                name="one_run_up_to_a_line",
                violation_error_message="These lines are covered by this seal already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} up to {self.upto}, {self.seal}"

    @property
    def facts(self) -> RunFacts:
        """What the seal's digest covers of it."""
        return RunFacts(self.table, self.kind, self.upto, self.lines, self.columns, bytes(self.marks))


class Cover(models.Model):
    """What stands in the digest of a line for what tells who somebody is.

    It is worked out with a salt. When somebody's name is taken out of their history the salt goes with it: the line
    still verifies, and nobody can find out any more what the name was.
    """

    table = models.CharField(max_length=100)
    line = models.PositiveBigIntegerField()
    salt = models.CharField(max_length=32, blank=True, help_text="Empty once the person's name was taken out.")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["table", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "line"],
                name="one_cover_a_line",
                violation_error_message="This line has a cover already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Cover of line {self.line} of {self.table}"


class Opening(models.Model):
    """While a row of this is there, within a transaction, the guards let lines of history be removed or changed.

    No row is ever left behind: it is written and taken away by the one transaction that retention runs in, or the
    taking out of a name.
    """

    why = models.CharField(max_length=100)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.why
