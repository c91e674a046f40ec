"""Which resolutions stand among the matters arising at a meeting: those that are open, and those done since the last. Pure."""

from __future__ import annotations

from datetime import date

from core.vocabulary import Words


class Standing(Words):
    """Where a resolution of an earlier meeting stands at a meeting."""

    OPEN = "open", "Open"
    DONE = "done", "Done since the last meeting"
    GONE = "gone", "Done before"


def standing(done_on: date | None, *, since: date | None, on: date) -> Standing:
    """Where a resolution stands on a day; ``since`` is the day of the meeting before, None where there was none.

    What was done on the day of the meeting before was heard there, and is not heard again.
    """
    if done_on is None or done_on > on:
        return Standing.OPEN
    return Standing.GONE if since and done_on <= since else Standing.DONE


def first_done(*days: date | None, on: date) -> date | None:
    """The first of several days by which something was done: dealt with, complete or closed. None while none has come."""
    return min((day for day in days if day and day <= on), default=None)
