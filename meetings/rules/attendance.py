"""How attendance over a year is counted: each member for the meetings of their time, of how many. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.formats import share
from core.vocabulary import Words
from meetings.choices import Presence


class Mark(Words):
    """What stands for a member at a meeting."""

    PRESENT = "present", "Present"
    APOLOGIES = "apologies", "Apologies"
    ABSENT = "absent", "Absent"
    NOT_RECORDED = "not_recorded", "Not recorded"
    NOT_THEN = "not_then", "Not a member then"
    TO_COME = "to_come", "To come"


@dataclass(frozen=True)
class Tally:
    """How often somebody came. What was not recorded, or is not of their time, counts nowhere."""

    present: int
    apologies: int
    absent: int

    @property
    def of(self) -> int:
        """The meetings that count."""
        return self.present + self.apologies + self.absent

    @property
    def words(self) -> str:
        """4 of 6 (66.7 %)."""
        return share(self.present, self.of) if self.of else "No meeting counts"


def mark(presence: str | None, *, day: date, starts: date, ends: date | None, on: date) -> Mark:
    """What stands for a member at the meeting of a day, from what was recorded of it by another."""
    if day < starts or (ends is not None and day > ends):
        return Mark.NOT_THEN
    if presence:
        return Mark(Presence(presence).value)
    return Mark.TO_COME if day > on else Mark.NOT_RECORDED


def tally(marks: Iterable[Mark]) -> Tally:
    """The marks of a member, or of a meeting, counted."""
    counted = Counter(marks)
    return Tally(counted[Mark.PRESENT], counted[Mark.APOLOGIES], counted[Mark.ABSENT])
