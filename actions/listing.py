"""The list of all actions in its other forms: in groups, as a month of a calendar and along a line of time."""

from __future__ import annotations

import re
from calendar import Calendar
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from actions.choices import RATED
from actions.models import Action, Milestone
from actions.reporting import NO_OWNER, ActionLine, MilestoneLine, line
from core import timelines
from core.dates import Recurrence, month_end, months_later, next_occurrence
from core.formats import count, days, listed, long_date
from core.periods import YEARS
from core.rag import Rag, Rating

# Groups

MOST_IN_GROUPS = 500
"""Actions that a page in groups shows; where there are more, it says so."""
LAST = chr(0x10FFFF)
"""Sorts after every name: for what has none."""

Key = tuple[str, str]
"""What groups are sorted by, and the heading."""


def _named(name: str | None, none: str) -> Key:
    return (name.lower(), name) if name else (LAST, none)


def _directorate(action: Action, shown: ActionLine) -> list[Key]:
    directorate = action.lead.directorate if action.lead else None
    return [_named(str(directorate) if directorate else None, "No directorate")]


def _post(action: Action, shown: ActionLine) -> list[Key]:
    return [_named(shown.lead if shown.has_lead else None, NO_OWNER)]


def _plan(action: Action, shown: ActionLine) -> list[Key]:
    plans = {str(entry.objective.area.section.plan) for entry in action.all_plan_entries}
    return [_named(plan, "") for plan in sorted(plans)] or [_named(None, "In no plan")]


def _rating(action: Action, shown: ActionLine) -> list[Key]:
    return [(str(list(RATED).index(shown.rating.rag)), RATED[shown.rating.rag])]


def _month(action: Action, shown: ActionLine) -> list[Key]:
    return [(shown.due.isoformat()[:7], f"Due in {shown.due:%B %Y}") if shown.due else (LAST, "No date")]


GROUPINGS: dict[str, tuple[str, Callable[[Action, ActionLine], list[Key]]]] = {
    "directorate": ("Directorate", _directorate),
    "post": ("Lead post", _post),
    "plan": ("Plan", _plan),
    "rating": ("Rating", _rating),
    "month": ("Month due", _month),
}
"""What the list may be grouped by: its words, and under which headings an action stands."""


@dataclass(frozen=True)
class Group:
    """Some of the actions under a heading."""

    heading: str
    actions: tuple[Action, ...]
    overdue: int

    @property
    def counts(self) -> str:
        """How many there are, and how many of them are overdue."""
        overdue = f"{self.overdue:,} overdue" if self.overdue else "none overdue"
        return f"{count(len(self.actions), 'action')}, {overdue}"


def grouped(actions: Iterable[Action], by: str, *, line_of: Callable[[Action], ActionLine]) -> tuple[Group, ...]:
    """Actions under the headings of a grouping, in the order of the headings and then of dates. One in two plans stands under both."""

    def when(action: Action) -> tuple[bool, date]:
        due = line_of(action).due
        return (due is None, due or date.max)

    held: dict[Key, list[Action]] = {}
    for action in actions:
        for key in GROUPINGS[by][1](action, line_of(action)):
            held.setdefault(key, []).append(action)
    return tuple(
        Group(heading, tuple(sorted(members, key=when)), sum(line_of(action).is_overdue for action in members))
        for (place, heading), members in sorted(held.items(), key=lambda item: item[0])
    )


# A month of the calendar

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
LATE = ("Overdue", "Late")
"""The marks of milestones whose day has passed."""
SHOWN_A_DAY = 3
"""Entries of a day that stand in the calendar; the others stand below it."""


class MonthError(Exception):
    """An address asks for a month that there is not; its words say how to write one."""


@dataclass(frozen=True)
class DueEntry:
    """What of an action is due on a day: a milestone, or several that stand alike."""

    title: str
    url: str
    lead: str
    mark: Rating
    note: str
    """When it was first due, and how often it comes round."""
    milestones: int = 1


@dataclass(frozen=True)
class Day:
    """A day of the calendar with what is due on it."""

    date: date
    in_month: bool
    is_today: bool
    entries: tuple[DueEntry, ...]

    @property
    def shown(self) -> tuple[DueEntry, ...]:
        """What stands in its place. One more than is shown is shown too."""
        return self.entries if len(self.entries) == SHOWN_A_DAY + 1 else self.entries[:SHOWN_A_DAY]

    @property
    def rest(self) -> tuple[DueEntry, ...]:
        """The others, which stand below the calendar."""
        return self.entries[len(self.shown) :]


@dataclass(frozen=True)
class Month:
    """A month of the calendar: whole weeks from Monday."""

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    sentence: str

    @property
    def full(self) -> tuple[Day, ...]:
        """The days on which more is due than has room."""
        return tuple(day for week in self.weeks for day in week if day.rest)

    @property
    def before(self) -> date | None:
        """The first day of the month before; None where no calendar goes back to it."""
        return self._beside(-1)

    @property
    def after(self) -> date | None:
        """The first day of the month after, likewise."""
        return self._beside(1)

    def _beside(self, months: int) -> date | None:
        day = months_later(self.first, months)
        return day if day.year in YEARS else None


def month_asked(written: str | None, on: date) -> date:
    """The first day of the month that an address asks for, as 2007-09; of the present one where it asks for none."""
    if not written:
        return on.replace(day=1)
    read = MONTH.fullmatch(written)
    if not read or int(read[1]) not in YEARS:
        raise MonthError(f"There is no month {written}. Write it as {on:%Y-%m}, from {YEARS[0]} to {YEARS[-1]}.")
    return date(int(read[1]), int(read[2]), 1)


def month(actions: QuerySet[Action], first: date, on: date, *, seasons_fall_due: bool = False) -> Month:
    """What of some actions is due in the month that begins on a day. They come with details. Three queries.

    Something that recurs stands at the date it has and, from today on, wherever it comes round.
    """
    last = month_end(first.year, first.month)
    recurring = Q(completed_on__isnull=True, due_on__lte=last) & ~Q(recurrence="")
    here = Milestone.objects.filter(Q(due_on__range=(first, last)) | recurring, action=OuterRef("pk"))
    by_day: dict[date, Counter[DueEntry]] = {}
    for action in actions.filter(Exists(here)):
        shown = line(action, on, seasons_fall_due=seasons_fall_due)
        for milestone, said in zip(action.milestones.all(), shown.milestones, strict=True):
            for day in _days(milestone, first, last, on):
                by_day.setdefault(day, Counter())[_entry(shown, said, late=said.late and day < on)] += 1
    due = sum(held.total() for held in by_day.values())
    late = sum(n for held in by_day.values() for entry, n in held.items() if entry.mark.label in LATE)
    weeks = tuple(
        tuple(Day(day, day.month == first.month, day == on, _in_order(by_day.get(day, {}))) for day in week)
        for week in Calendar().monthdatescalendar(first.year, first.month)
    )
    of_them = f", {late:,} of them late" if late and due > 1 else ", late" if late else ""
    sentence = f"{count(due, 'milestone')} due in {first:%B %Y}{of_them}."
    return Month(first, weeks, sentence if due else f"Nothing is due in {first:%B %Y}.")


def _days(milestone: Milestone, first: date, last: date, on: date) -> list[date]:
    """The days from one to another on which a milestone is due."""
    if milestone.due_on is None:
        return []
    found = {milestone.due_on}
    if milestone.recurrence and not milestone.completed_on:
        found.add(next_occurrence(milestone.due_on, Recurrence(milestone.recurrence), max(first, on)))
    return [day for day in found if first <= day <= last]


def _entry(shown: ActionLine, said: MilestoneLine, *, late: bool) -> DueEntry:
    if said.done_on:
        mark = Rating(Rag.COMPLETE, "Reached", "")
    elif late and not shown.is_complete:
        mark = Rating(Rag.RED, "Overdue", "") if shown.is_overdue else Rating(Rag.AMBER, "Late", "")
    else:
        mark = shown.rating
    moved = f"first {long_date(said.first_due)}" if said.slipped else ""
    note = "; ".join(filter(None, (said.recurrence, moved)))
    return DueEntry(shown.title, shown.url, shown.lead, mark, note)


def _in_order(entries: Mapping[DueEntry, int]) -> tuple[DueEntry, ...]:
    """What needs attention first, then by name, each with how many milestones it stands for."""
    in_order = sorted(entries, key=lambda entry: (entry.mark.rag.rank, entry.title))
    return tuple(replace(entry, milestones=entries[entry]) for entry in in_order)


# A line of time


@dataclass(frozen=True)
class TimelineRow:
    """An action with the drawing of its dates."""

    action: ActionLine
    drawing: timelines.Line


@dataclass(frozen=True)
class Timeline:
    """Some actions along a line of time."""

    axis: timelines.Axis
    rows: tuple[TimelineRow, ...]
    words: str
    """From when to when, for people who hear it."""


def along_time(actions: QuerySet[Action]) -> QuerySet[Action]:
    """The dated ones of rated actions, by due date; what comes round again stands last."""
    recurring = Milestone.objects.filter(action=OuterRef("pk"), completed_on__isnull=True).exclude(recurrence="")
    dated = actions.filter(last_due__isnull=False).annotate(recurs=Exists(recurring))
    return dated.order_by("recurs", "last_due", "pk")


def timeline(
    actions: Iterable[Action], on: date, *, seasons_fall_due: bool = False, most_ticks: int = timelines.MOST_TICKS
) -> Timeline | None:
    """Dated actions along one line of time that holds all their dates; None where there is none."""
    lines = [line(action, on, seasons_fall_due=seasons_fall_due) for action in actions]
    lines = sorted((shown for shown in lines if shown.due), key=lambda shown: (bool(shown.recurrence), shown.due))
    if not lines:
        return None
    days = (day for shown in lines for span in _spans(shown) for day in (span.first, span.due))
    axis = timelines.axis(days, on, most_ticks=most_ticks)
    return Timeline(
        axis,
        tuple(TimelineRow(shown, _drawn(shown, axis, on)) for shown in lines),
        f"Timeline from {axis.first:%B %Y} to {axis.last:%B %Y}",
    )


def _spans(shown: ActionLine) -> list[timelines.Span]:
    """The dated steps of an action. What recurs lies at its next occurrence, which is no slippage."""
    return [
        timelines.Span(said.first_due if said.slipped else said.due, said.due, done=said.done_on is not None)
        for said in shown.milestones
        if said.due
    ]


def _drawn(shown: ActionLine, axis: timelines.Axis, on: date) -> timelines.Line:
    return timelines.draw(
        _spans(shown),
        on_axis=axis,
        today=on,
        due=shown.due,
        rag=shown.rating.rag,
        overdue=shown.is_overdue,
        identity=f"line-{shown.pk}",
        title=f"{shown.rating.label}; due {long_date(shown.due)}",
        description=_described(shown, on),
    )


def _described(shown: ActionLine, on: date) -> str:
    """What the drawing of an action shows."""
    said = [f"Due {long_date(shown.due)}"]
    if shown.slipped:
        said.append(f"a date that was first {long_date(shown.first_due)} moved {days(shown.slipped)} later")
    if shown.is_overdue:
        said.append(f"{days((on - shown.due).days)} overdue")
    steps = sum(milestone.due is not None for milestone in shown.milestones)
    if steps > 1:
        said.append(f"{count(steps, 'dated milestone')}")
    return f"{listed(said)}."
