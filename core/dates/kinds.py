"""What a date as written says: how exact it is, how often it comes round, and the reading as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Precision(StrEnum):
    """How exact a date as written is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    SEASON = "season"
    YEAR = "year"
    SPAN = "span"
    NONE = "none"


class Recurrence(StrEnum):
    """How often something falls due again. The value is what people read."""

    ONCE = ""
    MONTHLY = "every month"
    QUARTERLY = "every quarter"
    HALF_YEARLY = "every six months"
    YEARLY = "every year"

    @property
    def months(self) -> int:
        """Months from one occurrence to the next; 0 where there is no next."""
        return {"every month": 1, "every quarter": 3, "every six months": 6, "every year": 12}.get(self, 0)


@dataclass(frozen=True)
class ReadDate:
    """What one target date says, beside the text that said it."""

    text: str
    due: date | None = None
    first_due: date | None = None
    """The original date where the text itself revises it, and the first of something that then
    goes on without end ("June 2007 onwards"); otherwise the same as ``due``."""
    precision: Precision = Precision.NONE
    recurrence: Recurrence = Recurrence.ONCE
    doubtful: bool = False
    """True where a person should look: nothing could be read, or the reading is not certain."""
    starts: date | None = None
    """The first day of what the text says: 1 April 2008 of "To commence 2008 – 2011"."""
    ends: str = ""
    """What ``due`` is the last day of, in words: "winter 2007". Empty where the text says a day."""

    @property
    def revised(self) -> bool:
        """Whether the text carries both an original and a revised date."""
        return self.due is not None and self.due != self.first_due
