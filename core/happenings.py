"""What has been changed, told by who and when: one line for what somebody did without a pause.

What is told of comes from lines of history, each compared with the one before it of the same row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Model, QuerySet

from core.doors import in_words
from core.formats import clock_time, long_date
from core.statements import stated_once

READ = 600
"""So many lines of the history of a kind of row are read, the newest."""
CALLED = {"starts": "first day", "ends": "last day"}
"""What fields are called that a sentence does not call by their own names."""
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


NOBODY = "Imported"
"""Who is said to have done what nobody did who was signed in."""


def who(row: Any) -> str:
    """Who left a line of history, and through which door: “Head of Policy, on the action's page”."""
    name = str(row.history_user) if row.history_user else NOBODY
    door = in_words(row.history_door)
    return f"{name}, {door}" if door else name


Told = Callable[[Any, Any], Iterable[str]]
"""Sentences on what differs between two lines of history of one row; before the first stands None."""


def said_of(model: type[Model], told: Told, *relations: str, **about: Any) -> Iterator[Said]:
    """What was done with some rows, by their history. ``relations`` are read along, ``about`` says whose. One query."""
    later: dict[int, Any] = {}
    for row in _lines(*about.values(), model=model, relations=relations, about=tuple(about)):
        newer, later[row.id] = later.get(row.id), row
        if newer is not None:
            yield from _each(told(row, newer), newer)
        if row.history_type == "+":
            yield from _each(told(None, row), row)


@stated_once
def _lines(*whose: Any, model: type[Model], relations: tuple[str, ...], about: tuple[str, ...]) -> QuerySet:
    """The newest lines of the history of rows."""
    rows = model.history.filter(**dict(zip(about, whose, strict=True)))
    return rows.select_related("history_user", *relations).order_by("-history_date", "-history_id")[:READ]


def _each(sentences: Iterable[str], row: Any) -> Iterator[Said]:
    for sentence in sentences:
        yield Said(row.history_date, who(row), sentence)


def changed(
    was: Any, row: Any, fields: Sequence[str], *, of: str = "", words: Callable[[str], str] = str
) -> Iterator[str]:
    """Each field that differs, from what to what: “Venue: Town Hall → Rawmarsh”.

    ``of`` is the name of the row, ``words`` shortens what is written there. What is removed is not told of.
    """
    if row.history_type == "-":
        return
    for name in fields:
        field = row._meta.get_field(name)
        if getattr(was, field.attname) != getattr(row, field.attname):
            called = CALLED.get(name, str(field.verbose_name))
            title = f"{of}, {called}" if of else called
            yield f"{title[:1].upper()}{title[1:]}: {_value(was, name, words)} → {_value(row, name, words)}"


def _value(row: Any, name: str, words: Callable[[str], str]) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown else getattr(row, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, time):
        return clock_time(value)
    return words(str(value)) if value else "nothing"


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
