"""Which outcomes a thing serves: an indicator, an action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from organisation.models import Outcome


@transaction.atomic
def serve(*, thing: Any, was: Iterable[int], becomes: Iterable[int]) -> int:
    """Let a thing serve the outcomes that were ticked, going by what was ticked when the form was opened; how many changed.

    Only what the person changed is done, so that what others linked or took off meanwhile stays as they left it.
    """
    was, becomes = set(was), set(becomes)
    rows = {row.pk: row for row in Outcome.objects.select_for_update(of=("self",)).filter(pk__in=was ^ becomes)}
    added = [row for key, row in rows.items() if key in becomes]
    removed = [row for key, row in rows.items() if key in was]
    return change_outcomes(thing, add=added, remove=removed)


def change_outcomes(thing: Any, *, add: Iterable[Outcome] = (), remove: Iterable[Outcome] = ()) -> int:
    """Change what a thing serves where that is not so already; one line of history for each of the two ways.

    The line tells how the thing stands as a whole, so the thing is locked and read anew. Belongs in a transaction.
    """
    thing = type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
    has = set(thing.outcomes.values_list("pk", flat=True))
    new = [outcome for outcome in add if outcome.pk not in has]
    gone = [outcome for outcome in remove if outcome.pk in has]
    if new:
        thing.outcomes.add(*new)
    if gone:
        thing.outcomes.remove(*gone)
    return len(new) + len(gone)
