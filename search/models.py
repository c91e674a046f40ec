"""The index of the search: worked out from what is stored, and nobody's own words.

Rights are decided by what stands in the things themselves; ``closed_board`` and ``drafting_board`` say which of them an
entry needs (``search.reporting.sight``).
"""

from __future__ import annotations

from django.db import models

from search.choices import Kind
from search.rules import references, words


class Entry(models.Model):
    """One thing that can be found."""

    kind = models.CharField(max_length=10, choices=Kind.pairs())
    object_id = models.PositiveBigIntegerField("key")
    closed_board = models.PositiveBigIntegerField(
        null=True, help_text="The board whose closed papers it belongs to; empty where it is open."
    )
    drafting_board = models.PositiveBigIntegerField(
        null=True, help_text="The board whose minutes are still being written; empty where they are published."
    )
    day = models.DateField(null=True, help_text="When its meeting was.")
    order = models.BigIntegerField(default=0, help_text="Of two that suit as well, the lower comes first.")
    digest = models.CharField(max_length=64, help_text="Of what it was made from.")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                name="one_entry_a_thing",
                violation_error_message="This thing stands in the index already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Reference(models.Model):
    """A reference that names an entry, in its plain form."""

    entry = models.ForeignKey(
        Entry,
        on_delete=models.CASCADE,  # part of the entry
        related_name="references",
    )
    key = models.CharField(max_length=references.LONGEST)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["key"], name="search_by_reference")]

    def __str__(self) -> str:
        return self.key


class Word(models.Model):
    """A word that stands in some entry, as it is written there but for capitals and accents."""

    text = models.CharField(max_length=words.LONGEST, unique=True)
    stem = models.CharField(max_length=words.LONGEST, db_index=True)

    class Meta:
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text


class Piece(models.Model):
    """Three letters of a word, by which words that are written much like it are found."""

    word = models.ForeignKey(
        Word,
        on_delete=models.CASCADE,  # part of the word
        related_name="pieces",
    )
    text = models.CharField(max_length=3)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "word"],
                name="one_piece_of_a_word",
                violation_error_message="The word has this piece already.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Use(models.Model):
    """That a word stands in an entry."""

    TEXT, TITLE = 1, 4
    """How much it weighs in the text and in the title or a reference."""

    entry = models.ForeignKey(
        Entry,
        on_delete=models.CASCADE,  # part of the entry
        related_name="uses",
        db_index=False,
    )
    word = models.ForeignKey(
        Word,
        on_delete=models.CASCADE,  # an entry without a word of its own is made anew
        related_name="uses",
        db_index=False,
    )
    weight = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["word", "entry", "weight"], name="search_by_word")]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "word"],
                name="one_use_of_a_word",
                violation_error_message="The word stands in this entry already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word} in {self.entry}"


class Change(models.Model):
    """Something was written, changed or removed since the index was worked out. Noted by the database itself."""

    source = models.CharField(max_length=30)
    object_id = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.object_id}"
