"""What of a plan wants attention, each with the sentence that says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from actions.choices import Status
from actions.reporting import ActionLine
from core.formats import count, days, listed, long_date, share, times
from core.rag import Rating
from improvement_plan.models import Plan
from improvement_plan.reporting.lines import EntryLine, grouped
from improvement_plan.reporting.position import Position


@dataclass(frozen=True)
class ExceptionLine:
    """An action that wants attention, and why."""

    ref: str
    title: str
    url: str
    lead: str
    rating: Rating
    reason: str


@dataclass(frozen=True)
class ReasonGroup:
    """Actions that want attention for one reason, of how many."""

    key: str
    title: str
    lines: tuple[ExceptionLine, ...]
    of: int

    @property
    def counted(self) -> str:
        """8 of 173 (4.6 %)."""
        return share(len(self.lines), self.of)


@dataclass(frozen=True)
class PlanExceptions:
    """What of a plan wants attention at a day."""

    title: str
    slug: str
    on: date
    position: str
    since: date | None
    """The first day of the cycle before the present one, from which on nothing was said of what is not reported."""
    actions: int
    concerned: int
    """Actions that stand under at least one reason."""
    groups: tuple[ReasonGroup, ...]

    @property
    def sentence(self) -> str:
        """61 of 173 actions want attention, for 95 reasons."""
        if not self.concerned:
            return f"None of {count(self.actions, 'action')} wants attention."
        verb = "wants" if self.concerned == 1 else "want"
        reasons = count(sum(len(group.lines) for group in self.groups), "reason")
        return f"{self.concerned:,} of {count(self.actions, 'action')} {verb} attention, for {reasons}."

    @property
    def found(self) -> tuple[ReasonGroup, ...]:
        """The reasons that there are."""
        return tuple(group for group in self.groups if group.lines)

    @property
    def none(self) -> str:
        """What there is none of."""
        return listed(group.title.lower() for group in self.groups if not group.lines)


def plan_exceptions(plan: Plan, at: Position, *, since: date | None) -> PlanExceptions:
    """What of a plan wants attention at a day. Five queries, seven of a past day.

    ``since`` is the first day of the cycle before the present one: of what is not reported, nothing was said since.
    """
    sections = grouped(at.entries(plan), at)
    lines = [entry for section in sections for entry in section.entries if entry.action]
    groups = []
    for key, (title, reason) in (REASONS | _silence(since)).items():
        found = [(entry, reason(entry, at.on)) for entry in lines]
        groups.append(ReasonGroup(key, title, tuple(_line(entry, why) for entry, why in found if why), len(lines)))
    concerned = {line.url for group in groups for line in group.lines}
    return PlanExceptions(plan.title, plan.slug, at.on, at.words, since, len(lines), len(concerned), tuple(groups))


def _line(entry: EntryLine, reason: str) -> ExceptionLine:
    action = entry.action
    return ExceptionLine(entry.ref, action.title, action.url, action.accountable, action.rating, reason)


def _overdue(entry: EntryLine, on: date) -> str:
    return entry.action.rating.sentence if entry.action.is_overdue else ""


def _off_track(entry: EntryLine, on: date) -> str:
    if entry.status != Status.OFF_TRACK.label or entry.action.is_complete:
        return ""
    return f"Declared off track; {_due(entry.action)}."


def _slipped(entry: EntryLine, on: date) -> str:
    action = entry.action
    if action.is_complete or not (action.slipped or entry.status == Status.SLIPPED.label):
        return ""
    declared = "Declared slipped" if entry.status == Status.SLIPPED.label else ""
    moved = f"first {long_date(action.first_due)}, {days(action.slipped)} later now" if action.slipped else ""
    words = "; ".join(filter(None, (declared, moved, _due(action))))
    return f"{words[:1].upper()}{words[1:]}."


def _redated(entry: EntryLine, on: date) -> str:
    often = entry.action.times_redated
    return f"Re-dated {times(often)}; {_due(entry.action)}." if often > 1 and not entry.action.is_complete else ""


def _milestone_late(entry: EntryLine, on: date) -> str:
    late = [step for step in entry.action.milestones if step.late]
    if not late or entry.action.is_complete or entry.action.is_overdue:
        return ""
    first = late[0]
    more = f"; {count(len(late) - 1, 'other')} late too" if len(late) > 1 else ""
    return f"“{first.measure or first.as_written}” has not been ticked{more}."


def _without_owner(entry: EntryLine, on: date) -> str:
    if entry.action.has_lead:
        return ""
    written = f" The plan names “{entry.accountability}”." if entry.accountability else ""
    return f"No post leads it.{written}"


def _undated(entry: EntryLine, on: date) -> str:
    if entry.action.due or entry.action.is_complete:
        return ""
    written = "; ".join(entry.action.dates_as_written) or entry.as_written
    return f"No date: the plan says “{written}”." if written else "No date was ever set."


def _due(action: ActionLine) -> str:
    return f"due {long_date(action.due)}" if action.due else "no date"


REASONS: dict[str, tuple[str, Callable[[EntryLine, date], str]]] = {
    "overdue": ("Overdue", _overdue),
    "off-track": ("Off track", _off_track),
    "slipped": ("Slipped", _slipped),
    "redated": ("Re-dated twice or more", _redated),
    "milestone": ("Milestone late", _milestone_late),
    "owner": ("Without an owner", _without_owner),
    "undated": ("Undated", _undated),
}
"""What wants attention: the heading, and the sentence that says why; empty where it does not."""


def _silence(since: date | None) -> dict[str, tuple[str, Callable[[EntryLine, date], str]]]:
    """Not reported for two cycles, where it is known when they began."""
    if since is None:
        return {}

    def silent(entry: EntryLine, on: date) -> str:
        last = entry.action.last_said_on
        if entry.action.is_complete or (last and last >= since):
            return ""
        return f"Last update {long_date(last)}." if last else "Nobody has ever said anything of it."

    return {"silent": (f"Not reported for two cycles, since {long_date(since)}", silent)}
