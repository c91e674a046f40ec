"""The life of a clinic, step by step: each asks whether the clinic may go there, and says why where it may not."""

from __future__ import annotations

from datetime import date, time

from django.db import transaction

from clinics.choices import State
from clinics.models import Attendance, Clinic, Sitting
from clinics.rules.life import may_become
from core.formats import long_date
from organisation.models import Post


class LifeError(Exception):
    """A clinic cannot take this step; the message says why and what to do."""


@transaction.atomic
def schedule(
    *,
    clinic: Clinic,
    on: date,
    starts_at: time | None = None,
    ends_at: time | None = None,
    place: str = "",
    chair: Post | None = None,
) -> Sitting:
    """Give a clinic a day to sit; who is to come is expected there. Raises LifeError where it cannot be."""
    clinic = _locked(clinic)
    if clinic.called_on and on < clinic.called_on:
        raise LifeError(
            f"{long_date(on)} is before the clinic was called, on {long_date(clinic.called_on)}. Choose a later day."
        )
    if clinic.sittings.filter(date=on, cancelled_because="").exists():
        raise LifeError(f"The clinic has a sitting on {long_date(on)} already.")
    if not clinic.is_held:
        become(clinic, State.SCHEDULED)
    sitting = Sitting.objects.create(
        clinic=clinic, date=on, starts_at=starts_at, ends_at=ends_at, place=place, chair=chair
    )
    for invitee in clinic.invitees.all():
        Attendance.objects.create(sitting=sitting, role=invitee.role, post=invitee.post)
    return sitting


def become(clinic: Clinic, state: State) -> None:
    """Take a clinic to another state of its life, and save it. Raises LifeError where its state does not allow it."""
    if clinic.state != state:
        if not may_become(State(clinic.state), state):
            raise LifeError(
                f"A clinic that is {clinic.get_state_display().lower()} cannot become {state.label.lower()}."
            )
        clinic.state = state
        clinic.save()


def _locked(clinic: Clinic) -> Clinic:
    """The clinic as it is stored, so that two people take turns."""
    return Clinic.objects.select_for_update().get(pk=clinic.pk)
