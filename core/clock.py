"""The council's clock: today, unless a demonstration stands still on a day of its own."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone


def today() -> dt.date:
    """Today in the council's time zone, or the day that COUNCIL_TODAY names."""
    return settings.COUNCIL_TODAY or timezone.localdate()


def now() -> dt.datetime:
    """The present moment; under COUNCIL_TODAY, the same time of day on that day."""
    moment = timezone.localtime()
    if settings.COUNCIL_TODAY:
        moment = timezone.make_aware(dt.datetime.combine(settings.COUNCIL_TODAY, moment.time()))
    return moment
