"""How clinics are judged. Pure functions; the rules are those of docs/rules.md.

One subject a module:

    suggesting  when an indicator calls for a clinic, and how much it weighs
    life        from which state to which a clinic may go
    questions   what the briefing asks
    spoken      a line of the notes as it was spoken
    effects     whether a clinic worked, measured from its own date
"""

from clinics.rules.effects import (
    FEW,
    JUDGED,
    Change,
    Effect,
    Figure,
    Fixed,
    MeasuredEffect,
    Verdict,
    baseline,
    effect,
    in_words,
    refused,
    verdict,
)
from clinics.rules.life import NEXT, may_become

__all__ = [
    "FEW",
    "JUDGED",
    "NEXT",
    "Change",
    "Effect",
    "Figure",
    "Fixed",
    "MeasuredEffect",
    "Verdict",
    "baseline",
    "effect",
    "in_words",
    "may_become",
    "refused",
    "verdict",
]
