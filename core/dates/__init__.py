"""Target dates as people write them.

A council's plan says "Summer 2007", "Jan/Feb 09", "December annually" and
"July 2007 (revise to October 2007)". The text as written is always kept; what
it means is read here, by the rules of the council (docs/decisions/0004):

* a due date is the *last day* of what the text says;
* a season ends with its last month: spring May, summer August, autumn
  November, winter the February that follows;
* a year alone ends on 31 December, a financial year on 31 March;
* early, mid and late are the thirds of a month, season or year;
* what is due *before* something is due on the day before it begins;
* a recurring date is due on its next occurrence;
* "TBC", "Ongoing" and sentences have no date;
* what cannot be read is doubtful, and is never guessed.
"""

from core.dates.kinds import Precision, ReadDate, Recurrence
from core.dates.occurrences import month_end, months_later, next_occurrence, occurrence_after
from core.dates.reading import read, read_each
from core.dates.sentences import understood

__all__ = [
    "Precision",
    "ReadDate",
    "Recurrence",
    "month_end",
    "months_later",
    "next_occurrence",
    "occurrence_after",
    "read",
    "read_each",
    "understood",
]
