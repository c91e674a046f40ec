"""What every editable row has: a version, so that nobody overwrites anybody silently, and a history."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from simple_history.models import HistoricalRecords


class StaleWriteError(Exception):
    """Somebody else saved this row after it was read; saving would have lost their words."""

    def __init__(self, row: Record) -> None:
        super().__init__(
            f"Someone else has changed “{row}” since you opened it. Nothing of yours has been saved yet: "
            "look at their change, then save again."
        )
        self.row = row


class Record(models.Model):
    """A row that people edit.

    Saving is a compare-and-swap on ``version``: of two people who opened the
    same row, the first to save wins and the second is told (StaleWriteError).
    Each save leaves a row in the history: who, when, from and to.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless the row has changed since it was read. Costs one query more than a plain save."""
        if self._state.adding:
            return super().save(*args, **kwargs)
        with transaction.atomic():
            opened = self.version
            claimed = type(self)._base_manager.filter(pk=self.pk, version=opened).update(version=opened + 1)
            if not claimed:
                raise StaleWriteError(self)
            self.version = opened + 1
            try:
                super().save(*args, **kwargs)
            except Exception:
                self.version = opened
                raise


def store_derived(rows: list[models.Model], fields: list[str]) -> None:
    """Write fields that are worked out from others, and leave no history of them: what they rest on has one.

    The only place where rows are written past Record.save().
    """
    if rows:
        type(rows[0])._base_manager.bulk_update(rows, fields, batch_size=500)
