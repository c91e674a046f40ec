"""What is said of a clinic between its sittings: its progress, and the actions that belong to it."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from actions.models import Action
from clinics.choices import State
from clinics.models import Clinic, ClinicAction, Note, ProgressUpdate
from clinics.services.life import LifeError, locked


class NewerProgressError(Exception):
    """Somebody else has spoken of the clinic's progress since its page was opened."""

    def __init__(self, newer: ProgressUpdate) -> None:
        super().__init__(f"{newer.by or 'An imported paper'} spoke of this clinic’s progress while you were writing.")
        self.newer = newer


@transaction.atomic
def say_progress(*, clinic: Clinic, by: User, words: str, last_seen: int | None = None) -> ProgressUpdate:
    """Say what has been done since the last.

    ``last_seen`` is the key of the newest update that the writer had seen, 0 for none: where there is a newer one,
    NewerProgressError carries it and nothing is written.
    """
    clinic = locked(clinic)
    refuse_closed(clinic)
    newest = clinic.progress_updates.select_related("by").first()
    if last_seen is not None and newest and newest.pk != last_seen:
        raise NewerProgressError(newest)
    return ProgressUpdate.objects.create(clinic=clinic, by=by, words=words)


@transaction.atomic
def attach(*, clinic: Clinic, action: Action) -> ClinicAction:
    """Let an action that there is belong to a clinic too."""
    clinic = locked(clinic)
    refuse_closed(clinic)
    if clinic.clinic_actions.filter(action=action).exists():
        raise LifeError(f"“{action}” belongs to the clinic already.")
    return ClinicAction.objects.create(clinic=clinic, action=action)


@transaction.atomic
def take_off(*, clinic: Clinic, action: Action) -> None:
    """Let an action belong to a clinic no longer. What was noted of it in the room stays; the action lives on."""
    clinic = locked(clinic)
    refuse_closed(clinic)
    link = clinic.clinic_actions.filter(action=action).first()
    if link is None:
        raise LifeError(f"“{action}” does not belong to the clinic any more.")
    if Note.objects.filter(sitting__clinic=clinic, action=action, struck_because="").exists():
        raise LifeError(
            f"“{action}” was agreed in the room and stands in the minutes of the clinic. "
            "Strike it from the minutes, or close the action on its own page."
        )
    link.delete()


def refuse_closed(clinic: Clinic) -> None:
    """Raise LifeError where nothing more is said of a clinic."""
    if clinic.state in (State.CLOSED, State.CANCELLED):
        raise LifeError(f"The clinic is {clinic.get_state_display().lower()}. Reopen it first.")
