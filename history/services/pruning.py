"""Retention: lines of history that are old enough are removed, and their digests stay."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet

from core.clock import now
from core.refusals import NotDoneError
from history.choices import LineKind, RunKind
from history.guards import opened
from history.kinds import Kind, kinds
from history.models import Cover, Run, Seal
from history.rules import Mark, packed
from history.services.sealing import NUMBER, Sealed, sealed_up_to, write

STEP = 500
YEAR = timedelta(days=365.25)


def oldest_kept() -> datetime | None:
    """Lines from before this moment are removed; None where they are kept for ever (HISTORY_YEARS)."""
    return now() - settings.HISTORY_YEARS * YEAR if settings.HISTORY_YEARS > 0 else None


def old(before: datetime) -> dict[Kind, list[tuple[int, int]]]:
    """What retention would remove: of each kind, lines with the things that they are about.

    Lines that are sealed, and not the newest of a thing that is still there: that one is what the thing is now.
    """
    done = sealed_up_to()
    found = {kind: list(_old(kind, before, done.get(label, 0))) for label, kind in kinds().items()}
    return {kind: lines for kind, lines in found.items() if lines}


def _old(kind: Kind, before: datetime, upto: int) -> QuerySet:
    lines = kind.lines._base_manager.order_by()
    newest = lines.values(kind.key).annotate(last=Max(NUMBER)).values("last")
    present = lines.filter(history_id__in=newest).exclude(history_type=LineKind.REMOVED)
    passed = lines.filter(history_date__lt=before, history_id__lte=upto)
    return passed.exclude(history_id__in=present.values(NUMBER)).order_by(NUMBER).values_list(NUMBER, kind.key)


@transaction.atomic
def prune() -> Sealed | None:
    """Remove what is older than HISTORY_YEARS, and seal that it was; None where nothing is. Raises NotDoneError."""
    before = oldest_kept()
    if before is None:
        raise NotDoneError("History is kept for ever: HISTORY_YEARS is not set.")
    last = Seal.objects.last()
    found = old(before)
    if not found:
        return None
    with opened("retention"):
        for kind, lines in found.items():
            for start in range(0, len(lines), STEP):
                _remove(kind, [line for line, _ in lines[start : start + STEP]])
    return write([_run(kind, lines) for kind, lines in found.items()], after=last, removed_before=before)


def _remove(kind: Kind, numbers: list[int]) -> None:
    for model in kind.many.values():
        model._base_manager.filter(history_id__in=numbers).delete()
    kind.lines._base_manager.filter(history_id__in=numbers).delete()
    if kind.personal:
        Cover.objects.filter(table=kind.label, line__in=numbers).delete()


def _run(kind: Kind, lines: list[tuple[int, int]]) -> Any:
    marks = [Mark(line, thing, bytes(32)) for line, thing in lines]
    return Run(table=kind.label, kind=RunKind.REMOVED, upto=lines[-1][0], lines=len(lines), marks=packed(marks))
