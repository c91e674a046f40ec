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
    return _still.get() or settings.COUNCIL_TODAY or timezone.localdate()


def now() -> dt.datetime:
    """The present moment; where COUNCIL_TODAY is set, the same time of day on that day."""
    if day := _still.get():
        return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
    moment = timezone.localtime()
    if settings.COUNCIL_TODAY:
        moment = timezone.make_aware(dt.datetime.combine(settings.COUNCIL_TODAY, moment.time()))
    return moment


@contextmanager
def standing_still(day: dt.date) -> Iterator[None]:
    """Let the clock stand still at the beginning of a day, such as the today of a demonstration while it is loaded.

    What is done on that day, at whatever time, comes after it then.
    """
    before = _still.set(day)
    try:
        yield
    finally:
        _still.reset(before)
