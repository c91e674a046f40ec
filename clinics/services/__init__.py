"""Writes to clinics that touch more than one row."""

from clinics.services.baselines import fix_baselines
from clinics.services.life import (
    LifeError,
    agree,
    become,
    cancel,
    cancel_sitting,
    change_sitting,
    close,
    follow_up,
    locked,
    open_actions,
    record_held,
    reopen,
    sat,
    schedule,
    to_come,
)
from clinics.services.people import record_attendance, refuse_attendance, refuse_people, set_people
from clinics.services.progress import NewerProgressError, attach, refuse_closed, say_progress, take_off

__all__ = [
    "LifeError",
    "NewerProgressError",
    "agree",
    "attach",
    "become",
    "cancel",
    "cancel_sitting",
    "change_sitting",
    "close",
    "fix_baselines",
    "follow_up",
    "locked",
    "open_actions",
    "record_attendance",
    "record_held",
    "refuse_attendance",
    "refuse_closed",
    "refuse_people",
    "reopen",
    "sat",
    "say_progress",
    "schedule",
    "set_people",
    "take_off",
    "to_come",
]
