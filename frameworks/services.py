"""Writes of frameworks: their outcomes in order, and what serves them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from actions.models import Action
from core.formats import count, listed
from core.records import StaleWriteError, save_many
from core.refusals import NotDoneError
from indicators.models import Indicator
from organisation.models import Framework, Outcome
from organisation.services.outcomes import change_outcomes


class StillServedError(NotDoneError):
    """Something points at an outcome, so that it cannot be removed."""

    def __init__(self, outcome: Outcome, indicators: int, actions: int) -> None:
        numbers = ((indicators, "indicator"), (actions, "action"))
        what = listed(count(number, word) for number, word in numbers if number)
        verb = "serves" if indicators + actions == 1 else "serve"
        super().__init__(f"“{outcome}” is not removed: {what} {verb} it. Take them off it first.")


@transaction.atomic
def add_outcome(*, outcome: Outcome) -> Outcome:
    """Store a new outcome after the others of its framework."""
    lock_order(outcome.framework_id)
    last = Outcome.objects.filter(framework=outcome.framework_id).order_by("-order").first()
    outcome.order = last.order + 1 if last else 1
    outcome.save()
    return outcome


@transaction.atomic
def move_outcome(*, outcome: Outcome, up: bool, seen: int) -> bool:
    """Move an outcome by one place among those of its framework; False where it is at that end already.

    Raises StaleWriteError where it is no more the version that was ``seen``.
    """
    lock_order(outcome.framework_id)
    rows = list(Outcome.objects.filter(framework=outcome.framework_id).select_for_update(of=("self",)))
    place = next((number for number, row in enumerate(rows) if row.pk == outcome.pk), None)
    if place is not None and rows[place].version != seen:
        raise StaleWriteError(rows[place])
    other = None if place is None else place - 1 if up else place + 1
    if other is None or not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    moved = [(row, number) for number, row in enumerate(rows, 1) if row.order != number]
    for row, number in moved:
        row.order = number
    save_many([row for row, _ in moved], ["order"])
    return True


@transaction.atomic
def remove_outcome(*, outcome: Outcome) -> None:
    """Remove an outcome at which nothing points. Raises StillServedError where something does."""
    locked = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    indicators, actions = locked.indicators.count(), locked.actions.count()
    if indicators or actions:
        raise StillServedError(locked, indicators, actions)
    locked.delete()


@transaction.atomic
def link(*, outcome: Outcome, things: Iterable[Indicator | Action]) -> int:
    """Let indicators and actions serve an outcome; how many did not before. Each keeps it in its history.

    What others link meanwhile stays: nothing is taken off.
    """
    locked = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    return sum(change_outcomes(thing, add=[locked]) for thing in things)


@transaction.atomic
def unlink(*, outcome: Outcome, things: Iterable[Indicator | Action]) -> int:
    """Take indicators and actions off an outcome; how many served it. Each keeps it in its history."""
    locked = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    return sum(change_outcomes(thing, remove=[locked]) for thing in things)


def lock_order(framework: int) -> None:
    """Take turns with whoever else changes the order of its outcomes."""
    Framework.objects.select_for_update().get(pk=framework)
