"""Writes to actions that touch more than one row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.models import User
from actions.choices import Decision, Door, Effect, Status
from actions.models import Action, DateChange, Milestone, Update
from core.clock import now
from core.dates import ReadDate, Recurrence, occurrence_after
from core.formats import count, long_date
from core.refusals import NotDoneError
from organisation.choices import DateApproval
from organisation.models import Board, Post


class ClosedActionError(NotDoneError):
    """The action is closed and takes no update."""


class OpenActionError(NotDoneError):
    """The action is open, so that it cannot be opened again."""


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
    so_what: str = "",
    what_next: str = "",
    unchanged: bool = False,
    evidence: str = "",
    forecast_on: date | None = None,
    ticked: Iterable[Milestone] = (),
    through: str = Door.BROWSER,
    at: datetime | None = None,
    status_as_written: str = "",
    last_seen: int | None = None,
) -> Update:
    """Say what has happened to an action: a new update, and the action's status as declared by it.

    Milestones that are ticked are complete from that day; a recurring one makes
    its next occurrence; where nothing is said beside them, how many were reached is what is said. ``unchanged`` says
    that all is as it was said last. ``last_seen`` is the key of the newest update that the writer had before them
    (0 for none): if another has come in since, nothing is written and NewerUpdateError carries it, so that the
    writer can choose. Closing an action and opening it again say nothing that the writer would have to see first.
    Raises ClosedActionError for a closed action.
    """
    at = at or now()
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    _refuse_closed(action)
    newest = action.updates.filter(effect=Effect.NONE).first()
    if last_seen is not None and newest and newest.pk != last_seen:
        raise NewerUpdateError(newest)
    ticked = list(ticked)
    if ticked and not (status or words or unchanged):
        words = f"{count(len(ticked), 'milestone')} reached.".capitalize()
    update = Update.objects.create(
        action=action,
        by=by,
        status=status,
        status_as_written=status_as_written,
        words=words,
        so_what=so_what,
        what_next=what_next,
        unchanged=unchanged,
        evidence=evidence,
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


@transaction.atomic
def complete_milestone(milestone: Milestone, *, by: Update) -> None:
    """Tick a milestone because an update said so; a recurring one leaves its next occurrence open.

    One that is ticked already stays as it was. The next occurrence is counted from the first of its kind, so that
    neither the day of the tick nor a re-date nor a short month moves those to come.
    """
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    if milestone.completed_on:
        return
    milestone.completed_on = timezone.localdate(by.at)
    milestone.completed_by = by
    milestone.save()
    recurrence = Recurrence(milestone.recurrence)
    if recurrence and milestone.due_on:
        due = occurrence_after(_first_of_its_kind(milestone), recurrence, max(milestone.due_on, milestone.first_due_on))
        Milestone.objects.create(
            action=milestone.action,
            order=milestone.order,
            measure=milestone.measure,
            date_as_written=milestone.date_as_written,
            due_on=due,
            first_due_on=due,
            precision=milestone.precision,
            recurrence=recurrence,
            added_on=milestone.completed_on,
        )


def _first_of_its_kind(milestone: Milestone) -> date:
    """The first date of the earliest occurrence of a recurring milestone."""
    alike = milestone.action.milestones.filter(
        order=milestone.order,
        measure=milestone.measure,
        date_as_written=milestone.date_as_written,
        recurrence=milestone.recurrence,
    )
    return alike.aggregate(first=Min("first_due_on"))["first"]


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
            decided_at=at,
            through=Door.IMPORT,
        )
    return milestone


class DatedError(NotDoneError):
    """The milestone has a date, which only a change of date moves."""


class SettledAlreadyError(NotDoneError):
    """Somebody else has said meanwhile what a date means."""


@transaction.atomic
def settle_date(milestone: Milestone, written: ReadDate | None) -> str:
    """Settle what a date in doubt means; gives what was settled, in a sentence. The words stay as they were written.

    ``written`` gives a date to a milestone that has none. Without it the date, or that there is none, is as it was read.
    Raises SettledAlreadyError, ReachedError, ClosedActionError, and DatedError for a new date where there is one already:
    that is moved by a change of date, so that the first one stays.
    """
    milestone = Milestone.objects.select_for_update(of=("self",)).select_related("action").get(pk=milestone.pk)
    _refuse_closed(milestone.action)
    if milestone.completed_on:
        raise ReachedError(f"This milestone was reached on {long_date(milestone.completed_on)}; its date is settled.")
    if not milestone.needs_review:
        now_is = f"due {long_date(milestone.due_on)}" if milestone.due_on else "without a date"
        raise SettledAlreadyError(f"Somebody else has settled this date meanwhile: it is {now_is}.")
    if written and milestone.due_on:
        raise DatedError(f"It has a date already, {long_date(milestone.due_on)}. Ask for a new date instead.")
    if written:
        milestone.due_on, milestone.first_due_on = written.due, milestone.first_due_on or written.first_due
        milestone.precision, milestone.recurrence = written.precision, written.recurrence
    milestone.needs_review = False
    milestone.save()
    return f"due {long_date(milestone.due_on)}." if milestone.due_on else "no date, so it is never overdue."


class DecidedAlreadyError(NotDoneError):
    """The request has been decided, or withdrawn, by somebody else."""


class OwnRequestError(NotDoneError):
    """The one who asked for a new date would approve it."""


class ReachedError(NotDoneError):
    """The milestone is reached, so that its date changes no more."""


class WaitingAlreadyError(NotDoneError):
    """A new date has been asked for already and waits for a decision."""


@transaction.atomic
def request_date(
    milestone: Milestone,
    becomes: date,
    *,
    reason: str,
    by: User,
    approval: str,
    through: str = Door.BROWSER,
    at: datetime | None = None,
) -> DateChange:
    """Ask for a new date for a milestone. Where nobody has to approve (``approval``, a DateApproval), it stands at once.

    Raises ValueError for a milestone that has no date, that is reached, or whose date it is already; ClosedActionError;
    WaitingAlreadyError where a request waits.
    """
    milestone = Milestone.objects.select_for_update(of=("self",)).select_related("action").get(pk=milestone.pk)
    _refuse_closed(milestone.action)
    if milestone.due_on is None:
        raise ValueError("This milestone has no date to change: give it one first.")
    if milestone.completed_on:
        raise ValueError("This milestone is reached; its date changes no more.")
    if becomes == milestone.due_on:
        raise ValueError(f"{long_date(becomes)} is the date that it has now.")
    if milestone.date_changes.waiting().exists():
        raise WaitingAlreadyError("A new date has been asked for already and waits for a decision.")
    change = DateChange(
        milestone=milestone,
        was=milestone.due_on,
        becomes=becomes,
        reason=reason,
        requested_by=by,
        requested_at=at or now(),
        decision=Decision.WAITING,
        through=through,
    )
    if approval == DateApproval.NOBODY:
        _approve(change, at=change.requested_at)
    change.save()
    return change


@transaction.atomic
def decide_date(
    change: DateChange,
    decision: Decision,
    *,
    by: User,
    note: str = "",
    post: Post | None = None,
    board: Board | None = None,
    at: datetime | None = None,
) -> DateChange:
    """Approve, decline or withdraw a request for a new date; an approved one moves its milestone. The first date stays.

    ``post`` or ``board`` is in whose name it was approved. Raises DecidedAlreadyError where it waits no more,
    OwnRequestError where the one who asked would approve it in nobody else's name, and ReachedError or
    ClosedActionError where there is nothing left to be moved: such a request is declined or withdrawn.
    """
    found = DateChange.objects.select_for_update(of=("self", "milestone")).select_related("milestone__action")
    change = found.get(pk=change.pk)
    if change.decision != Decision.WAITING:
        said = f", saying “{change.note}”" if change.note else ""
        raise DecidedAlreadyError(
            f"This request has been decided: {change.get_decision_display().lower()} by {change.decided_by}{said}."
        )
    if decision == Decision.APPROVED and change.requested_by_id == by.pk and board is None:
        raise OwnRequestError("Nobody approves what they asked for themselves. Somebody else has to decide.")
    change.decided_by, change.note = by, note
    if decision == Decision.APPROVED:
        _refuse_closed(change.milestone.action)
        if reached := change.milestone.completed_on:
            raise ReachedError(
                f"This milestone was reached on {long_date(reached)}; its date changes no more. Decline the request."
            )
        change.approved_by, change.approved_by_board = post, board
        _approve(change, at=at or now())
    else:
        change.decision, change.decided_at = decision, at or now()
    change.save()
    return change


@transaction.atomic
def change_date(*, change: DateChange, by: User, at: datetime | None = None) -> DateChange:
    """Record a new date that has been approved already, and move the milestone to it. The first date stays.

    Raises ValueError for a milestone without a date, which is given one by editing it, and WaitingAlreadyError where a
    request waits, which is decided first.
    """
    milestone = Milestone.objects.select_for_update().get(pk=change.milestone_id)
    if milestone.due_on is None:
        raise ValueError("This milestone has no date to change: give it one first.")
    if milestone.date_changes.waiting().exists():
        raise WaitingAlreadyError("A new date has been asked for already and waits for a decision.")
    change.milestone, change.was = milestone, milestone.due_on
    change.requested_by = change.decided_by = by
    change.requested_at = at or now()
    change.through = Door.ADMIN
    _approve(change, at=change.requested_at)
    change.save()
    return change


def _approve(change: DateChange, *, at: datetime) -> None:
    """Mark a change as approved and move its milestone."""
    change.decision, change.decided_at = Decision.APPROVED, at
    change.milestone.due_on = change.becomes
    change.milestone.save()


def close(action: Action, *, by: User | None, reason: str, at: datetime | None = None) -> Update:
    """Close an action, with the reason: from then on it takes no updates. Raises ClosedActionError if it is closed."""
    return _turn(action, Effect.CLOSED, by=by, reason=reason, at=at)


def reopen(action: Action, *, by: User | None, reason: str, at: datetime | None = None) -> Update:
    """Open a closed action again, with the reason. Raises OpenActionError if it is open."""
    return _turn(action, Effect.REOPENED, by=by, reason=reason, at=at)


@transaction.atomic
def _turn(action: Action, effect: Effect, *, by: User | None, reason: str, at: datetime | None) -> Update:
    at = at or now()
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if effect == Effect.CLOSED:
        _refuse_closed(action)
    elif not action.closed_on:
        raise OpenActionError("This action is open already: somebody else may have opened it since you looked.")
    action.closed_on = timezone.localdate(at) if effect == Effect.CLOSED else None
    action.save()
    return Update.objects.create(action=action, words=reason, effect=effect, by=by, at=at)


def _refuse_closed(action: Action) -> None:
    if action.closed_on:
        raise ClosedActionError(
            f"This action was closed on {long_date(action.closed_on)}; it takes no more updates. "
            "The performance team can open it again."
        )
