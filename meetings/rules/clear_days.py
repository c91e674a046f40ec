"""Clear days: by when an agenda must be published, and how much time is left. Pure.

Local Government Act 1972, section 100B: agenda and reports are open to the public at least five clear days before
the meeting; three in Wales. A clear day counts neither the day of publication nor the day of the meeting, and
weekends and bank holidays are none.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from core.formats import count, long_date
from core.vocabulary import Words

DAY = timedelta(days=1)
SOON = 3
"""So many working days before the deadline, the clock begins to warn."""


def is_working_day(day: date, holidays: Container[date]) -> bool:
    """Whether a day is neither Saturday nor Sunday nor a bank holiday."""
    return day.weekday() < 5 and day not in holidays


def working_days_between(earlier: date, later: date, holidays: Container[date]) -> int:
    """The working days after one day and before another; none where they are the wrong way round."""
    days = (earlier + timedelta(days=n) for n in range(1, (later - earlier).days))
    return sum(is_working_day(day, holidays) for day in days)


def publish_by(meeting: date, clear_days: int, holidays: Container[date]) -> date:
    """The last day on which the agenda of a meeting can be published so that so many clear days lie between.

    It is a working day itself. Raises ValueError for a number of days below none.
    """
    if clear_days < 0:
        raise ValueError("Clear days are counted from none upwards.")
    day, left = meeting - DAY, clear_days
    while left or not is_working_day(day, holidays):
        left -= is_working_day(day, holidays)
        day -= DAY
    return day


def working_days_before(day: date, working_days: int, holidays: Container[date]) -> date:
    """The day that lies so many working days before another; the day itself for none."""
    while working_days:
        day -= DAY
        working_days -= is_working_day(day, holidays)
    return day


class Tone(Words):
    """How loudly the clock speaks."""

    QUIET = "quiet", "In time"
    DONE = "done", "Published in time"
    WARNING = "warning", "Soon"
    LATE = "late", "Too late"


@dataclass(frozen=True)
class Clock:
    """Where the publication of an agenda stands, in a sentence."""

    tone: Tone
    sentence: str


def clock(deadline: date, published: date | None, on: date, holidays: Container[date]) -> Clock:
    """What is said on a day of an agenda with a deadline: how long there is, or how it went."""
    if published:
        if published <= deadline:
            return Clock(Tone.DONE, f"The agenda was published on {day_words(published)}, in time.")
        return Clock(
            Tone.LATE,
            f"The agenda was published on {day_words(published)}. "
            f"The deadline was {day_words(deadline)}: too few clear days.",
        )
    if on == deadline:
        return Clock(Tone.WARNING, f"Publish by {day_words(deadline)}: today is the last day.")
    if on < deadline:
        left = working_days_between(on, deadline + DAY, holidays)
        tone = Tone.WARNING if left <= SOON else Tone.QUIET
        return Clock(tone, f"Publish by {day_words(deadline)}: {count(left, 'working day')} left.")
    ago = working_days_between(deadline, on + DAY, holidays)
    when = f"{count(ago, 'working day')} ago" if ago else "with the last working day"
    return Clock(Tone.LATE, f"The deadline passed {when}: the agenda was to be published by {day_words(deadline)}.")


def day_words(day: date) -> str:
    """Friday 31 August 2007."""
    return f"{day:%A} {long_date(day)}"
