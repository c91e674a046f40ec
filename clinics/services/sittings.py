"""A sitting begins, ends, and may be taken up again on the day it ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from clinics.choices import Presence, State
from clinics.models import Attendance, Sitting
from clinics.services.baselines import fix_baselines
from clinics.services.life import LifeError, become, sat
from clinics.services.life import locked as locked_clinic
from core.clock import now, today
from core.formats import long_date
from core.frozen import seal
from core.records import StaleWriteError
from core.refusals import NotDoneError


class PastSittingError(NotDoneError):
    """The day of the sitting has passed; whoever begins it is asked whether that is meant."""


@transaction.atomic
def begin(*, sitting: Sitting, briefing: Any, past_meant: bool = False) -> Sitting:
    """Begin a sitting: its briefing paper (as JSON) is frozen, its clinic is held, the baselines are fixed.

    Raises LifeError where it cannot begin, PastSittingError where its day has passed and ``past_meant`` does not say so.
    """
    sitting = locked(sitting)
    if sitting.begun_at:
        raise LifeError("This sitting has begun already.")
    if sitting.cancelled_because:
        raise LifeError(f"This sitting was cancelled: {sitting.cancelled_because}")
    if sitting.date > today():
        raise LifeError(
            f"This sitting is on {long_date(sitting.date)} and cannot begin before. "
            "If it takes place today, change its date first."
        )
    if sitting.date < today() and not past_meant:
        raise PastSittingError(
            f"This sitting was on {long_date(sitting.date)}. Are its notes written up now? Tick the box if they are."
        )
    become(sitting.clinic, State.HELD)
    sitting.begun_at, sitting.briefing, sitting.briefing_sha256 = now(), briefing, seal(briefing)
    sitting.save()
    fix_baselines(sitting.clinic)
    return sitting


@transaction.atomic
def end(*, sitting: Sitting, minutes: Callable[[Sitting], Any]) -> Sitting:
    """End a sitting: its minutes are frozen, and its clinic is followed up. Raises LifeError where it cannot.

    ``minutes`` gives those of a sitting as JSON; it is asked while nobody else can write a line.
    """
    sitting = running(sitting)
    sitting.ended_at = now()
    sitting.minutes = minutes(sitting)
    sitting.minutes_sha256 = seal(sitting.minutes)
    sitting.save()
    become(sitting.clinic, State.FOLLOW_UP)
    return sitting


@transaction.atomic
def call_back(*, sitting: Sitting) -> Sitting:
    """Undo the beginning of a sitting that was begun by mistake: its paper is worked out anew, and baselines with it.

    Raises LifeError where it cannot be, and once anything was noted: that stands.
    """
    sitting = running(sitting)
    if sitting.notes.exists():
        raise LifeError(
            "Something has been noted, so this sitting has begun. Strike what is wrong, or end the sitting."
        )
    sitting.begun_at, sitting.briefing, sitting.briefing_sha256 = None, None, ""
    sitting.save()
    clinic = sitting.clinic
    if sat(clinic).exclude(pk=sitting.pk).exists():
        become(clinic, State.FOLLOW_UP)
        return sitting
    become(clinic, State.SCHEDULED)
    for link in clinic.clinic_indicators.filter(baseline__isnull=False):
        link.baseline = None
        link.save()
    return sitting


@transaction.atomic
def take_up(*, sitting: Sitting) -> Sitting:
    """Take a sitting up again on the day on which it ended: its minutes are a draft again. Raises LifeError where it cannot be."""
    sitting = locked(sitting)
    if not may_be_taken_up(sitting):
        raise LifeError("A sitting is taken up again only on the day on which it ended. Its minutes stand.")
    sitting.ended_at, sitting.minutes, sitting.minutes_sha256 = None, None, ""
    sitting.save()
    become(sitting.clinic, State.HELD)
    return sitting


def may_be_taken_up(sitting: Sitting) -> bool:
    """Whether it ended today, and its clinic is not closed."""
    if sitting.ended_at is None or sitting.clinic.state == State.CLOSED:
        return False
    return timezone.localdate(sitting.ended_at) == today()


@transaction.atomic
def mark(*, sitting: Sitting, presence: dict[int, str], seen: dict[int, str] | None = None) -> None:
    """Tick who is present and who sent apologies: by the key of the attendance.

    What stands as it was ``seen`` was not ticked by whoever sends it, and stays as it is stored. Raises LifeError once
    the sitting has ended, and StaleWriteError where somebody else has ticked the same one otherwise meanwhile.
    """
    sitting = running(sitting)
    was = seen or {}
    for one in Attendance.objects.select_for_update().filter(sitting=sitting, pk__in=presence):
        ticked = presence[one.pk]
        if ticked in list(Presence) and ticked not in (one.presence, was.get(one.pk)):
            if was.get(one.pk, one.presence) != one.presence:
                raise StaleWriteError(one)
            one.presence = ticked
            one.save()


def locked(sitting: Sitting) -> Sitting:
    """The sitting as it is stored, so that two people take turns. Its clinic is locked first, as by every step of its life."""
    clinic = locked_clinic(sitting.clinic)
    found = Sitting.objects.select_for_update().get(pk=sitting.pk)
    found.clinic = clinic
    return found


def running(sitting: Sitting) -> Sitting:
    """The same, while it runs: what has not begun or has ended takes no notes. Raises LifeError."""
    sitting = locked(sitting)
    if sitting.begun_at is None:
        raise LifeError("This sitting has not begun. Begin it from its briefing paper.")
    if sitting.ended_at:
        raise LifeError(
            "This sitting has ended. Take it up again to change its notes; that can be done on the same day."
        )
    return sitting
