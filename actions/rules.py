"""How an action is rated at a date. Pure functions over plain facts.

The rating follows from what was declared, the due dates and the re-dates
(docs/rules.md). What the officer declared never hides a date that has passed:
an action whose due date is gone and which is not complete is red, "overdue".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from actions.choices import Effect, Status
from core import formats
from core.dates import Precision, Recurrence, next_occurrence
from core.rag import Rag, Rating


@dataclass(frozen=True)
class MilestoneFacts:
    """One dated step of an action, as far as its rating needs it."""

    due: date | None = None
    first_due: date | None = None
    recurrence: Recurrence = Recurrence.ONCE
    is_season: bool = False
    """Whether its first date is only our reading of "Summer 2007"."""
    done: bool = False

    @property
    def redated_by(self) -> int:
        """Days between the first date and the present one; 0 where it never moved later."""
        return max(0, (self.due - self.first_due).days) if self.due and self.first_due else 0

    @property
    def is_tentative(self) -> bool:
        """Whether the day that it is due is our reading of a season. A date that was agreed anew is a day."""
        return self.is_season and self.due == self.first_due

    def next_due(self, on: date) -> date | None:
        """When it is due next: a recurring one on its next occurrence."""
        if self.due is None or self.done:
            return self.due
        return next_occurrence(self.due, self.recurrence, on)

    def passed(self, on: date) -> bool:
        """Whether its date has gone by and it was not ticked; of a recurring one, an occurrence."""
        return self.due is not None and self.due < on and not self.done


class Step(NamedTuple):
    """A milestone as it is stored, as far as judging and writing its date need it."""

    as_written: str
    due: date | None
    first_due: date | None
    precision: str
    recurrence: str
    completed_on: date | None

    @property
    def facts(self) -> MilestoneFacts:
        """What the rating of its action needs of it."""
        return MilestoneFacts(
            due=self.due,
            first_due=self.first_due,
            recurrence=Recurrence(self.recurrence),
            is_season=self.precision == Precision.SEASON,
            done=self.completed_on is not None,
        )


def described(measure: str, date_as_written: str) -> str:
    """A milestone by its measure and date, so that two of one measure can be told apart."""
    return ", ".join(filter(None, (measure, date_as_written)))


@dataclass(frozen=True)
class ActionFacts:
    """What the rating of an action rests on."""

    status: str = ""
    """A Status, or "" where nothing was ever declared."""
    milestones: tuple[MilestoneFacts, ...] = ()

    def last(self, on: date) -> MilestoneFacts | None:
        """The milestone that the whole action is due on: the last of its dated ones, as due at a date.

        Of several due that day an open one decides, and of those one whose date is firm.
        """
        dated = [milestone for milestone in self.milestones if milestone.due]
        return max(dated, key=lambda m: (m.next_due(on), not m.done, not m.is_tentative), default=None)

    def due(self, on: date) -> date | None:
        """When the whole action is due, at a date; None where nothing is dated."""
        last = self.last(on)
        return last.next_due(on) if last else None

    @property
    def redated_by(self) -> int:
        """Days by which its dates have slipped: the longest of its milestones."""
        return max((milestone.redated_by for milestone in self.milestones), default=0)


@dataclass(frozen=True)
class Moved:
    """A change of a milestone's date, by the day it was approved."""

    day: date
    was: date
    becomes: date


@dataclass(frozen=True)
class MilestonePast:
    """A milestone with all that its state on any day follows from."""

    facts: MilestoneFacts
    """As it is."""
    added_on: date | None = None
    """None: with its action."""
    completed_on: date | None = None
    moves: tuple[Moved, ...] = ()
    """The approved changes of its date, the oldest first."""

    def there(self, day: date) -> bool:
        """Whether it had been added by the end of a day."""
        return self.added_on is None or self.added_on <= day

    def at(self, day: date) -> MilestoneFacts:
        """As it stood at the end of a day: due by the last change until then, else before the first one after."""
        done = self.completed_on is not None and self.completed_on <= day
        moved = [move.becomes for move in self.moves if move.day <= day]
        to_be_moved = [move.was for move in self.moves if move.day > day]
        due = (*moved[-1:], *to_be_moved[:1], self.facts.due)[0]
        return replace(self.facts, due=due, done=done)


@dataclass(frozen=True)
class Said:
    """What one update said of an action, by the day it was made."""

    day: date
    status: str = ""
    forecast: date | None = None
    effect: str = ""


@dataclass(frozen=True)
class ActionPast:
    """An action with all that its state on any day follows from."""

    opened_on: date | None = None
    """None: for as long as anybody remembers."""
    closed_on: date | None = None
    milestones: tuple[MilestonePast, ...] = ()
    said: tuple[Said, ...] = ()
    """Its updates, the oldest first."""

    def there(self, day: date) -> bool:
        """Whether it had been agreed by the end of a day."""
        return self.opened_on is None or self.opened_on <= day

    def until(self, day: date) -> list[Said]:
        """What had been said of it by the end of a day, the newest first."""
        return [said for said in reversed(self.said) if said.day <= day]

    def closed(self, day: date) -> date | None:
        """Since when it was closed at the end of a day, by the last that closed or reopened it; None while open."""
        turned = next((said for said in self.until(day) if said.effect), None)
        if turned:
            return turned.day if turned.effect == Effect.CLOSED else None
        return self.closed_on if self.closed_on and self.closed_on <= day else None

    def status(self, day: date) -> str:
        """The status as declared last by the end of a day."""
        return next((said.status for said in self.until(day) if said.status), "")

    def forecast(self, day: date) -> date | None:
        """When it was last expected, at the end of a day, to be complete; none once it is."""
        for said in self.until(day):
            if said.status == Status.COMPLETE:
                return None
            if said.forecast:
                return said.forecast
        return None

    @property
    def first_said(self) -> date | None:
        """The day on which something was first said of it."""
        return next((said.day for said in self.said if not said.effect), None)

    def wanted(self, day: date) -> bool:
        """Whether it wanted an update at the end of a day: agreed, not closed and not complete."""
        return self.there(day) and not self.closed(day) and self.status(day) != Status.COMPLETE

    def spoken_of(self, cycle: Cycle) -> bool:
        """Whether something was said of it in a cycle. That it was closed or reopened is no word of its officer's."""
        return any(cycle.starts <= said.day <= cycle.ends for said in self.said if not said.effect)


def facts_at(past: ActionPast, day: date) -> ActionFacts:
    """What the rating of an action rested on at the end of a day: no more than was known then."""
    return ActionFacts(
        past.status(day), tuple(milestone.at(day) for milestone in past.milestones if milestone.there(day))
    )


@dataclass(frozen=True)
class Cycle:
    """A reporting cycle: from the day after a board met to the day it met again."""

    starts: date
    ends: date
    """The last day; of the present cycle, the day on which it is asked."""

    @property
    def words(self) -> str:
        """15 May 2007 to 10 Sep 2007."""
        return f"{formats.short_date(self.starts)} to {formats.short_date(self.ends)}"


@dataclass(frozen=True)
class Share:
    """How many actions were updated of how many that wanted an update."""

    updated: int
    of: int

    @property
    def counted(self) -> str:
        """27 of 57."""
        return f"{self.updated} of {self.of}"

    @property
    def percentage(self) -> str:
        """47.4 %; empty where there was none to update."""
        return formats.percentage(self.updated, self.of) if self.of else ""


def covered(actions: Iterable[ActionPast], cycle: Cycle) -> Share:
    """Of the actions that were open and not complete at the end of a cycle, those of which something was said in it."""
    wanted = [action for action in actions if action.wanted(cycle.ends)]
    return Share(sum(action.spoken_of(cycle) for action in wanted), len(wanted))


def rate(facts: ActionFacts, on: date, *, seasons_fall_due: bool = False) -> Rating:
    """Rate an action at a date.

    complete → complete; the last date passed and not ticked → red, whatever was
    declared; off track → red; nothing declared → not reported; slipped, re-dated,
    an earlier milestone late or a season gone by → amber at best; else green.
    """
    if facts.status == Status.COMPLETE:
        return Rating(Rag.COMPLETE, "Complete", _complete(facts))
    last = facts.last(on)
    declared = f"declared {Status(facts.status).label.lower()}" if facts.status else "nothing declared"
    if last and _overdue(last, on, seasons_fall_due):
        late = formats.days((on - last.due).days)
        sentence = f"Due {formats.long_date(last.due)}, {late} ago, and not complete; {declared}."
        return Rating(Rag.RED, "Overdue", sentence)
    when = f"due {formats.long_date(last.next_due(on))}" if last else "no date"
    if facts.status == Status.OFF_TRACK:
        return Rating(Rag.RED, "Off track", f"Declared off track; {when}.")
    if not facts.status:
        return Rating(Rag.NOT_REPORTED, "Not reported", f"Nobody has declared a status; {when}.")
    if facts.status == Status.SLIPPED:
        moved = f", {formats.days(facts.redated_by)} later than first agreed" if facts.redated_by else ""
        return Rating(Rag.AMBER, "Slipped", f"Declared slipped{moved}; {when}.")
    for label, reason in _reasons_for_amber(facts, last, on):
        return Rating(Rag.AMBER, label, f"{reason}; {declared}; {when}.")
    return Rating(Rag.GREEN, Status(facts.status).label, f"{declared.capitalize()}; {when}.")


def _overdue(last: MilestoneFacts, on: date, seasons_fall_due: bool) -> bool:
    """Whether the whole action's date has passed. A recurring one has its next occurrence still to come."""
    firm = seasons_fall_due or not last.is_tentative
    return firm and not last.recurrence and last.passed(on)


def _reasons_for_amber(facts: ActionFacts, last: MilestoneFacts | None, on: date):
    """Why an action cannot be green, the weightiest first."""
    if facts.redated_by:
        yield "Re-dated", f"Re-dated by {formats.days(facts.redated_by)}"
    late = [milestone for milestone in facts.milestones if milestone.passed(on)]
    if late:
        first = min(milestone.due for milestone in late)
        season = all(milestone.is_tentative for milestone in late)
        if season and last in late:
            yield "Season passed", f"The season it was due in ended on {formats.long_date(first)}"
        yield "Milestone late", f"A milestone due {formats.long_date(first)} has not been ticked"


def _complete(facts: ActionFacts) -> str:
    still_open = sum(not milestone.done for milestone in facts.milestones)
    if still_open:
        return f"Declared complete, with {formats.count(still_open, 'milestone')} not ticked."
    return "Declared complete."


@dataclass(frozen=True)
class Expected:
    """When an action may be complete, by its own history, with the sentence that says so."""

    on: date
    sentence: str


def expected_by_history(due: date | None, slips: tuple[int, ...], on: date) -> Expected | None:
    """When an action may be complete if its date goes on moving as it has: its date and the average of its changes.

    ``due`` is the date that it has at ``on``; ``slips`` the days of each approved change, earlier ones negative. Where
    the date has passed already, the average is counted from ``on``. None where there is no date, or none ever moved later.
    """
    if due is None or sum(slips) <= 0:
        return None
    average = round(sum(slips) / len(slips))
    expected = date.fromordinal(max(due, on).toordinal() + average)
    changes = f"{formats.count(len(slips), 'change')} of date, {formats.days(average)} on average"
    return Expected(expected, f"By its own history ({changes}) it would be complete on {formats.long_date(expected)}.")
