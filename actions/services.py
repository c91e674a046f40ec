"""Writes to actions that touch more than one row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from actions.choices import Door, Status
from actions.models import Action, DateChange, Milestone, Update
from core.clock import now
from core.dates import ReadDate, Recurrence, months_later
from core.formats import long_date


class ClosedActionError(Exception):
    """The action is closed and takes no update."""


class NewerUpdateError(Exception):
    """Somebody else has said something of the action since its page was opened."""

    def __init__(self, newer: Update) -> None:
        super().__init__(f"{newer.by or 'An imported paper'} updated this action while you were writing.")
        self.newer = newer


@transaction.atomic
def record_update(
    *,
    action: Action,
    by: User | None,
    status: str = "",
    words: str = "",
    forecast_on: date | None = None,
    ticked: Iterable[Milestone] = (),
    through: str = Door.BROWSER,
    at: datetime | None = None,
    status_as_written: str = "",
    last_seen: int | None = None,
) -> Update:
    """Say what has happened to an action: a new update, and the action's status as declared by it.

    Milestones that are ticked are complete from that day; a recurring one makes
    its next occurrence. ``last_seen`` is the key of the newest update that the
    writer had before them (0 for none): if another has come in since, nothing
    is written and NewerUpdateError carries it, so that the writer can choose.
    Raises ClosedActionError for a closed action.
    """
    at = at or now()
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if action.closed_on:
        raise ClosedActionError(f"This action was closed on {long_date(action.closed_on)}; it takes no more updates.")
    newest = action.updates.first()
    if last_seen is not None and newest and newest.pk != last_seen:
        raise NewerUpdateError(newest)
    update = Update.objects.create(
        action=action,
        by=by,
        status=status,
        status_as_written=status_as_written,
        words=words,
        forecast_on=forecast_on,
        through=through,
        at=at,
    )
    for milestone in ticked:
        complete_milestone(milestone, by=update)
    if status or forecast_on:
        action.status = status or action.status
        action.forecast_on = None if status == Status.COMPLETE else forecast_on or action.forecast_on
        action.save()
    return update


def complete_milestone(milestone: Milestone, *, by: Update) -> None:
    """Tick a milestone because an update said so; a recurring one leaves its next occurrence open."""
    milestone.completed_on = by.at.date()
    milestone.completed_by = by
    milestone.save()
    recurrence = Recurrence(milestone.recurrence)
    if recurrence and milestone.due_on:
        due = months_later(milestone.due_on, recurrence.months)
        Milestone.objects.create(
            action=milestone.action,
            order=milestone.order,
            measure=milestone.measure,
            date_as_written=milestone.date_as_written,
            due_on=due,
            first_due_on=due,
            precision=milestone.precision,
            recurrence=recurrence,
        )


def add_milestone(
    *, action: Action, order: int, measure: str, written: ReadDate, at: datetime, reason: str
) -> Milestone:
    """A milestone from a date as written. Where the text itself revises the date, the change is recorded with it."""
    milestone = Milestone.objects.create(
        action=action,
        order=order,
        measure=measure,
        date_as_written=written.text,
        due_on=written.due,
        first_due_on=written.first_due,
        precision=written.precision,
        recurrence=written.recurrence,
        needs_review=written.doubtful,
    )
    if written.revised:
        DateChange.objects.create(
            milestone=milestone,
            was=written.first_due,
            becomes=written.due,
            reason=reason,
            requested_at=at,
            through=Door.IMPORT,
        )
    return milestone


@transaction.atomic
def change_date(*, change: DateChange, by: User, at: datetime | None = None) -> DateChange:
    """Move a milestone to a new date and record what the date was, why, and who asked.

    The first date stays. Raises ValueError for a milestone without a date, which is given one by editing it.
    """
    milestone = Milestone.objects.select_for_update().get(pk=change.milestone_id)
    if milestone.due_on is None:
        raise ValueError("This milestone has no date to change: give it one first.")
    change.was = milestone.due_on
    change.requested_by = by
    change.requested_at = at or now()
    change.through = Door.ADMIN
    change.save()
    milestone.due_on = change.becomes
    milestone.save()
    return change
