"""The council's clock: today, unless a demonstration stands still on a day of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

_still: ContextVar[dt.date | None] = ContextVar("the day on which the clock stands still", default=None)


def today() -> dt.date:
    """Today in the council's time zone, or the day on which the clock stands still."""
    return _stands_still_on() or timezone.localdate()


def now() -> dt.datetime:
    """The present moment; where the clock stands still, the same time of day on that day."""
    moment = timezone.localtime()
    if still := _stands_still_on():
        moment = timezone.make_aware(dt.datetime.combine(still, moment.time()))
    return moment


@contextmanager
def standing_still(day: dt.date) -> Iterator[None]:
    """Let the clock stand still on a day, such as the today of a demonstration while it is loaded."""
    before = _still.set(day)
    try:
        yield
    finally:
        _still.reset(before)


def _stands_still_on() -> dt.date | None:
    return _still.get() or settings.COUNCIL_TODAY
