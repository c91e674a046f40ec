"""How clinics are judged. Pure functions; the rules are those of docs/rules.md.

One subject a module:

    effects   whether a clinic worked, measured from its own date
    life      from which state to which a clinic may go
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
