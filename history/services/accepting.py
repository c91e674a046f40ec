"""Taking rows that were changed past their history into it: after an upgrade, or once somebody has explained it."""

from __future__ import annotations

from django.db import transaction

from core.records import BATCH, leave_history
from history.kinds import kinds
from history.services.comparing import side_by_side


@transaction.atomic
def accept(reason: str) -> int:
    """Leave a line, with a reason, for each row that is not what its newest line says. Says how many were left.

    What is gone without a line that says so stays a fault: there is nothing left to tell of.
    """
    left = 0
    for kind in kinds().values():
        both = list(side_by_side(kind))
        new = [one.thing for one in both if one.comes_from_nowhere]
        changed = [one.thing for one in both if one.differing]
        for keys, done in ((new, "+"), (changed, "~")):
            for start in range(0, len(keys), BATCH):
                rows = list(kind.model._base_manager.filter(pk__in=keys[start : start + BATCH]).order_by("pk"))
                leave_history(rows, done, None, because=reason)
                left += len(rows)
    return left
