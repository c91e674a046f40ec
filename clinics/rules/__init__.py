"""How clinics are judged. Pure functions; the rules are those of docs/rules.md.

One subject a module:

    effects   whether a clinic worked, measured from its own date
    life      from which state to which a clinic may go
"""

from clinics.rules.effects import Effect, Figure, MeasuredEffect, baseline, effect
from clinics.rules.life import NEXT, may_become

__all__ = ["NEXT", "Effect", "Figure", "MeasuredEffect", "baseline", "effect", "may_become"]
