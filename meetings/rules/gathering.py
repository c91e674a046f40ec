"""When mail on papers goes out to somebody who wants it together with other such mail."""

from __future__ import annotations

from datetime import date, timedelta

from accounts.choices import Pace

SATURDAY = 5
TIME_TO_READ = timedelta(days=2)
"""Who is told of papers has so many days with them before the meeting, whatever they chose."""


def goes_on(made_on: date, meeting_on: date, pace: Pace, weekday: int | None = None) -> date:
    """The first day on which a letter that was made on a day may go out.

    Each at once; daily on the next working morning; weekly on the next such day of the week. A letter that would come
    when the meeting is near, or over, does not wait.
    """
    day = _first(made_on, pace, weekday)
    return made_on if day > meeting_on - TIME_TO_READ else day


def _first(made_on: date, pace: Pace, weekday: int | None) -> date:
    if pace == Pace.EACH:
        return made_on
    day = made_on + timedelta(days=1)
    while day.weekday() >= SATURDAY or (pace == Pace.WEEKLY and day.weekday() != weekday):
        day += timedelta(days=1)
    return day
