"""The life of a clinic, step by step: each asks whether the clinic may go there, and says why where it may not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from django.db import transaction
from django.db.models import QuerySet

from actions.choices import Status
from actions.models import Action
from clinics.choices import AttendanceRole, State
from clinics.models import Attendance, Clinic, Sitting
from clinics.rules.life import Step, may_become, refusal
from clinics.services.baselines import fix_baselines
from core.clock import today
from core.formats import count, listed, long_date
from core.refusals import NotDoneError
from organisation.models import Post


class LifeError(NotDoneError):
    """A clinic cannot take this step; the message says why and what to do."""


def locked(clinic: Clinic) -> Clinic:
    """The clinic as it is stored, so that two people take turns. Within a transaction."""
    return Clinic.objects.select_for_update().get(pk=clinic.pk)


def become(clinic: Clinic, state: State) -> None:
    """Take a clinic to another state of its life, and save it. Raises LifeError where its state does not allow it."""
    if clinic.state != state:
        if not may_become(State(clinic.state), state):
            raise LifeError(
                f"A clinic that is {clinic.get_state_display().lower()} cannot become {state.label.lower()}."
            )
        clinic.state = state
        clinic.save()


@transaction.atomic
def agree(*, clinic: Clinic) -> Clinic:
    """Agree to a clinic that was suggested."""
    clinic = _ready(clinic, Step.AGREE)
    become(clinic, State.AGREED)
    return clinic


@transaction.atomic
def schedule(
    *,
    clinic: Clinic,
    on: date,
    starts_at: time | None = None,
    ends_at: time | None = None,
    place: str = "",
    chair: Post | None = None,
    held: bool = False,
) -> Sitting:
    """Give a clinic a day to sit; who is to come is expected there. Raises LifeError where it cannot be.

    A day that is past is taken only where somebody says that the clinic was ``held`` then.
    """
    clinic = _ready(clinic, Step.SCHEDULE)
    _take_day(clinic, on, held=held)
    invited = list(clinic.invitees.select_related("post"))
    if chair is None:
        chair = next((person.post for person in invited if person.role == AttendanceRole.CHAIR and person.post), None)
    if not clinic.is_held:
        become(clinic, State.SCHEDULED)
    sitting = Sitting.objects.create(
        clinic=clinic, date=on, starts_at=starts_at, ends_at=ends_at, place=place, chair=chair
    )
    for person in invited:
        Attendance.objects.create(sitting=sitting, role=person.role, post=person.post)
    if held:
        _held(clinic, on)
    return sitting


@transaction.atomic
def change_sitting(*, sitting: Sitting, held: bool = False) -> Clinic:
    """Store another day, time, place or chair of a sitting that has not begun; ``held`` as in ``schedule``.

    ``sitting`` carries what is to be stored and the version that its writer saw (StaleWriteError).
    """
    clinic = _ready(sitting.clinic, Step.SCHEDULE)
    stored = clinic.sittings.get(pk=sitting.pk)
    _not_begun(stored)
    if sitting.date != stored.date:
        _take_day(clinic, sitting.date, held=held, besides=stored)
        if clinic.is_held and sitting.date > today() and not sat(clinic).exclude(pk=sitting.pk).exists():
            raise LifeError(
                f"The clinic was held on {long_date(stored.date)}, and on no other day; it cannot be still to come. "
                "Correct the day, or give the clinic a further one."
            )
    sitting.save()
    if held:
        _held(clinic, sitting.date)
    elif clinic.is_held and sitting.date != stored.date:
        fix_baselines(clinic, anew=True)
    return clinic


@transaction.atomic
def cancel_sitting(*, sitting: Sitting, because: str) -> Clinic:
    """Cancel a sitting with a reason. A scheduled clinic without another one to come is agreed again."""
    clinic = _ready(sitting.clinic, Step.SCHEDULE)
    stored = clinic.sittings.get(pk=sitting.pk)
    _not_begun(stored)
    if clinic.is_held and not sat(clinic).exclude(pk=stored.pk).exists():
        raise LifeError(
            f"The clinic was held on {long_date(stored.date)}, and what has sat is not cancelled. "
            "Change the day if it is wrong."
        )
    stored.cancelled_because = because
    stored.save()
    if clinic.state == State.SCHEDULED and not clinic.sittings.filter(cancelled_because="").exists():
        become(clinic, State.AGREED)
    return clinic


@transaction.atomic
def record_held(*, sitting: Sitting) -> Clinic:
    """Record that a clinic sat on the day it was to, where no notes were taken in the room."""
    clinic = _ready(sitting.clinic, Step.HOLD)
    stored = clinic.sittings.get(pk=sitting.pk)
    if stored.cancelled_because:
        raise LifeError(f"The sitting of {long_date(stored.date)} was cancelled: {stored.cancelled_because}")
    if stored.date > today():
        raise LifeError(f"{long_date(stored.date)} has not come yet, so the clinic cannot have been held then.")
    _held(clinic, stored.date)
    return clinic


@transaction.atomic
def cancel(*, clinic: Clinic, because: str) -> Clinic:
    """Cancel a clinic with a reason, and with it its sittings to come."""
    clinic = _ready(clinic, Step.CANCEL)
    for sitting in clinic.sittings.filter(cancelled_because="", begun_at__isnull=True):
        sitting.cancelled_because = because
        sitting.save()
    clinic.cancelled_because = because
    become(clinic, State.CANCELLED)
    return clinic


@transaction.atomic
def follow_up(*, clinic: Clinic) -> Clinic:
    """Follow up a clinic that was held: its actions are seen through, and what came of it is awaited."""
    clinic = _ready(clinic, Step.FOLLOW_UP)
    become(clinic, State.FOLLOW_UP)
    return clinic


@transaction.atomic
def close(*, clinic: Clinic, note: str = "", left_open: Iterable[int] = ()) -> Clinic:
    """Close a clinic today, once its outcome stands in words.

    ``left_open`` are the keys of the open actions that its closer has seen and leaves open; ``note`` says why, and
    to whom they are left. Raises LifeError where there are others, or no note of them.
    """
    clinic = _ready(clinic, Step.CLOSE)
    if not clinic.outcome.strip():
        raise LifeError("Nobody has said what came of the clinic. Write its outcome first, then close it.")
    still_open = dict(open_actions(clinic).values_list("pk", "title"))
    unseen = [title for key, title in still_open.items() if key not in set(left_open)]
    if unseen:
        raise LifeError(
            f"{count(len(unseen), 'action')} of the clinic {'is' if len(unseen) == 1 else 'are'} open: "
            f"{listed(f'“{title}”' for title in unseen)}. Say that it is closed all the same, and what is left to whom."
        )
    if still_open and not note.strip():
        raise LifeError("Say why the clinic is closed although actions are open, or to whom they are left.")
    clinic.closing_note, clinic.closed_on = note, today()
    become(clinic, State.CLOSED)
    return clinic


@transaction.atomic
def reopen(*, clinic: Clinic, because: str) -> Clinic:
    """Follow up a closed clinic again, or suggest a cancelled one anew. The reason stays in its history."""
    clinic = _ready(clinic, Step.REOPEN)
    clinic._change_reason = because  # where django-simple-history looks for it
    clinic.closed_on, clinic.closing_note, clinic.cancelled_because = None, "", ""
    become(clinic, State.FOLLOW_UP if clinic.state == State.CLOSED else State.SUGGESTED)
    return clinic


def open_actions(clinic: Clinic) -> QuerySet[Action]:
    """The actions of a clinic that are neither complete nor closed."""
    return Action.objects.open().exclude(status=Status.COMPLETE).filter(clinic_links__clinic=clinic).order_by("pk")


def sat(clinic: Clinic) -> QuerySet[Sitting]:
    """The sittings of a clinic that was held, on days that have come."""
    return clinic.sittings.filter(cancelled_because="", date__lte=today())


def to_come(clinic: Clinic) -> QuerySet[Sitting]:
    """The sittings of a clinic that are still to come."""
    return clinic.sittings.filter(cancelled_because="", begun_at__isnull=True, date__gte=today())


def _ready(clinic: Clinic, step: Step) -> Clinic:
    clinic = locked(clinic)
    why_not = refusal(State(clinic.state), step)
    if why_not:
        raise LifeError(why_not)
    return clinic


def _not_begun(sitting: Sitting) -> None:
    if sitting.cancelled_because:
        raise LifeError(
            f"The sitting of {long_date(sitting.date)} is cancelled already: {sitting.cancelled_because} "
            "Give the clinic another day."
        )
    if sitting.begun_at:
        raise LifeError("The sitting has begun, so that its day, time and place stay what they were.")


def _take_day(clinic: Clinic, on: date, *, held: bool, besides: Sitting | None = None) -> None:
    """Refuse a day on which a clinic cannot sit."""
    if clinic.called_on and on < clinic.called_on:
        raise LifeError(
            f"{long_date(on)} is before the clinic was called, on {long_date(clinic.called_on)}. Choose a later day."
        )
    others = clinic.sittings.exclude(pk=besides.pk) if besides else clinic.sittings
    if others.filter(date=on, cancelled_because="").exists():
        raise LifeError(f"The clinic has a sitting on {long_date(on)} already. Choose another day.")
    if held and on > today():
        raise LifeError(f"{long_date(on)} has not come yet, so the clinic cannot have been held then.")
    if on < today() and not held:
        raise LifeError(f"{long_date(on)} is past. Was the clinic held then? Say so, or choose a day to come.")


def _held(clinic: Clinic, on: date) -> None:
    """Held, with what its indicators started from; anew where the day turns out to be the first of several."""
    before = clinic.is_held and not clinic.sittings.filter(cancelled_because="", date__lt=on).exists()
    become(clinic, State.HELD)
    fix_baselines(clinic, anew=before)
