"""Performance clinics: called for a reason, held, followed up, and judged by what came of them."""

from clinics.models.clinics import (
    HELD,
    OPEN,
    Clinic,
    ClinicAction,
    ClinicIndicator,
    ClinicQuerySet,
    Invitee,
    ProgressUpdate,
    Trigger,
)
from clinics.models.sittings import Attendance, Invitation, Note, Sitting
from clinics.models.suggestions import HEAVIEST, RuleWeight, SuggestionAnswer

__all__ = [
    "HEAVIEST",
    "HELD",
    "OPEN",
    "Attendance",
    "Clinic",
    "ClinicAction",
    "ClinicIndicator",
    "ClinicQuerySet",
    "Invitation",
    "Invitee",
    "Note",
    "ProgressUpdate",
    "RuleWeight",
    "Sitting",
    "SuggestionAnswer",
    "Trigger",
]
