"""What has been changed, told by who and when: one line for what somebody did without a pause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

PAUSE = timedelta(minutes=1)
SHOWN = 50
SENTENCES = 6
"""How many things that somebody did at one time are told; of more, how many."""


@dataclass(frozen=True)
class Happening:
    """What somebody did at one time."""

    at: datetime
    who: str
    sentences: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class Said:
    """One thing that was done."""

    at: datetime
    who: str
    sentence: str


def who(row: Any) -> str:
    """Who left a line of history."""
    return str(row.history_user) if row.history_user else "Imported"


def told_together(said: Iterable[Said]) -> list[Happening]:
    """The newest first, what somebody did at one time together."""
    newest = sorted(said, key=lambda one: one.at, reverse=True)
    return [_happening(together) for together in _at_one_time(newest)][:SHOWN]


def _at_one_time(said: list[Said]) -> Iterator[list[Said]]:
    """What one person did without a pause, the newest first."""
    together: list[Said] = []
    for one in said:
        if together and (one.who != together[-1].who or together[-1].at - one.at > PAUSE):
            yield together
            together = []
        together.append(one)
    if together:
        yield together


def _happening(together: list[Said]) -> Happening:
    told = together if len(together) <= SENTENCES else together[: SENTENCES - 1]
    sentences = tuple(one.sentence for one in told)
    return Happening(together[0].at, together[0].who, sentences, len(together) - len(told))
