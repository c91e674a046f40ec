"""What was found when every page was last looked at in every state: ``python -m proofs accessibility``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

KEPT: Path = settings.BASE_DIR / "proofs" / "findings" / "accessibility.json"


@dataclass(frozen=True)
class State:
    """Pages in one state: 180 pages, full, 320 px."""

    what: str
    found: str
    holds: bool


@dataclass(frozen=True)
class Checked:
    """All states, and on which day."""

    on: date
    states: tuple[State, ...]

    @property
    def short(self) -> tuple[State, ...]:
        """Those in which something was found."""
        return tuple(state for state in self.states if not state.holds)


@cache
def last_checked() -> Checked | None:
    """The last full run that is kept; None where there is none."""
    return read(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else None


def read(text: str) -> Checked:
    """What a proof kept."""
    told = json.loads(text)
    states = (State(one["what"], one["found"], one["holds"]) for one in told["findings"]["figures"])
    return Checked(date.fromisoformat(told["date"]), tuple(states))
