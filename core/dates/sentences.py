"""What was understood of a date as written, in a sentence for the person who wrote it."""

from __future__ import annotations

from core.dates.kinds import ReadDate
from core.formats import long_date


def understood(written: ReadDate, *, kept: bool = True) -> str:
    """What is due when: “Due 29 February 2008 (the last day of winter 2007), then every year.” Empty for an empty text.

    ``kept`` is whether a text that is not certain is kept as it is, and marked; else it will be refused.
    """
    if not written.text:
        return ""
    if written.due is None and written.doubtful:
        marked = " It is kept as written and marked for someone to look at." if kept else ""
        return f"No date can be read from this.{marked}"
    if written.due is None:
        return _undated(written)
    named = f"the year {written.ends}" if written.ends.isdecimal() else written.ends
    ends = f" (the last day of {named})" if named else ""
    due = f"ue {long_date(written.due)}{ends}"
    sentence = f"First due {long_date(written.first_due)}, now d{due}" if written.revised else f"D{due}"
    then = f", then {written.recurrence}" if written.recurrence else ""
    marked = ", so it is marked for someone to look at" if kept else ""
    doubt = f" This is not certain{marked}." if written.doubtful else ""
    return f"{sentence}{then}.{doubt}"


def _undated(written: ReadDate) -> str:
    if written.first_due:
        return f"Begins by {long_date(written.first_due)} and goes on without an end, so it is never overdue."
    if written.recurrence:
        return f"Due {written.recurrence}, but no date is given to count from, so it is never overdue."
    return "No date is given, so it is never overdue."
