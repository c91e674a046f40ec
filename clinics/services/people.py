"""Who is to come to a clinic, and who came to its sittings."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from clinics.choices import Presence, State
from clinics.models import Attendance, Clinic, Invitee, Sitting
from clinics.services.life import LifeError, locked, to_come
from core.clock import today
from core.formats import long_date
from core.records import StaleWriteError

SAT = "The clinic has sat, so that who is to come is said for each further sitting, beside who came."


@transaction.atomic
def set_people(
    *, clinic: Clinic, kept: Iterable[Invitee] = (), added: Iterable[Invitee] = (), removed: Iterable[Invitee] = ()
) -> None:
    """Store who is to come to a clinic that has not sat, and carry it to its sittings to come.

    Those ``kept`` carry what is to be stored, and all the version that their writer saw (StaleWriteError).
    """
    clinic = locked(clinic)
    refuse_people(clinic)
    sittings = list(to_come(clinic))
    for person in removed:
        before = _unchanged(person)
        _expected(sittings, before).delete()
        person.delete()
    for person in kept:
        before = _unchanged(person)
        person.save()
        for row in _expected(sittings, before):
            row.role, row.post = person.role, person.post
            row.save()
    for person in added:
        person.clinic = clinic
        person.save()
        for sitting in sittings:
            Attendance.objects.create(sitting=sitting, role=person.role, post=person.post)


def refuse_people(clinic: Clinic) -> None:
    """Raise LifeError where nobody is added to a clinic or taken off any more."""
    if clinic.is_held:
        raise LifeError(SAT)
    if clinic.state == State.CANCELLED:
        raise LifeError("The clinic is cancelled. Reopen it first.")


@transaction.atomic
def record_attendance(*, sitting: Sitting, rows: Iterable[Attendance], came: Attendance | None = None) -> None:
    """Store who was present and who sent apologies, and somebody who came unasked.

    The rows carry what is to be stored and the version that their writer saw (StaleWriteError).
    """
    clinic = locked(sitting.clinic)
    sitting = clinic.sittings.get(pk=sitting.pk)
    refuse_attendance(clinic, sitting)
    rows = [*rows, *([came] if came else [])]
    if sitting.date > today() and any(row.presence == Presence.PRESENT for row in rows):
        raise LifeError(
            f"{long_date(sitting.date)} has not come yet, so that nobody was present. Record apologies until then."
        )
    for row in rows:
        row.sitting = sitting
        row.save()


def refuse_attendance(clinic: Clinic, sitting: Sitting) -> None:
    """Raise LifeError where nothing is recorded of who came to a sitting."""
    if sitting.cancelled_because:
        raise LifeError(f"The sitting of {long_date(sitting.date)} was cancelled, so that nobody came.")
    if not clinic.is_open:
        raise LifeError(f"The clinic is {clinic.get_state_display().lower()}. Reopen it first.")


def _unchanged(person: Invitee) -> Invitee:
    """Somebody who is to come as stored, if that is how the writer saw them."""
    stored = Invitee.objects.filter(pk=person.pk).first()
    if stored is None or stored.version != person.version:
        raise StaleWriteError(person)
    return stored


def _expected(sittings: list[Sitting], person: Invitee):
    """The rows of sittings to come that stand for somebody who is to come to the clinic."""
    return Attendance.objects.filter(sitting__in=sittings, role=person.role, post=person.post)
