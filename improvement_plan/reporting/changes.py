"""What has changed in a plan since a day: what was completed, moved, said, added and closed, each of how many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from actions.choices import Decision, Status
from actions.models import Action, Update
from actions.reporting import ActionLine, line, rewound
from core.formats import count, days, long_date, percentage, share, short_date
from core.prose import to_text
from improvement_plan.models import Plan, PlanEntry
from improvement_plan.reporting.lines import with_latest
from improvement_plan.reporting.position import Position, with_actions
from organisation.models import Board


@dataclass(frozen=True)
class Change:
    """One thing that has changed: the line, what it was and is, and why."""

    ref: str
    title: str
    url: str
    lead: str
    what: str
    why: str = ""


@dataclass(frozen=True)
class ChangeGroup:
    """What has changed in one way."""

    key: str
    title: str
    changes: tuple[Change, ...]
    lines: int
    """How many lines that concerns: a line with two new dates is one."""
    of: int
    none: str
    """What is said where nothing has changed in this way."""

    @property
    def counted(self) -> str:
        """4 of 173 (2.3 %)."""
        return share(self.lines, self.of)


@dataclass(frozen=True)
class PlanChanges:
    """What has changed in a plan since a day, up to another."""

    title: str
    slug: str
    since: date
    on: date
    board: str
    """Whose meeting was on the first day; empty where it was just a day."""
    before: bool
    """Whether any line stood in the plan on the first day already."""
    actions: int
    """The actions in the plan at the second."""
    unchanged: int
    """Of those, the ones of which nothing is listed."""
    wanted: int
    """Those that were open and not complete at the first day or came since, of which an update could be wanted."""
    silent: int
    """Of those, the ones of which nobody has said anything since."""
    groups: tuple[ChangeGroup, ...]

    @property
    def heading(self) -> str:
        """Since the meeting of a board, or a day."""
        met = f"the meeting of the {self.board} on " if self.board else ""
        return f"since {met}{long_date(self.since)}"

    @property
    def silence(self) -> str:
        """Of 170 open actions, 125 (73.5 %) say nothing since then."""
        if not self.wanted:
            return "No action was open in this time."
        say = "says" if self.silent == 1 else "say"
        return f"Of {count(self.wanted, 'open action')}, {self.silent:,} {say} nothing since then ({percentage(self.silent, self.wanted)})."


@dataclass(frozen=True)
class _Compared:
    """A line with its action at both days."""

    entry: PlanEntry
    action: Action
    before: Action | None
    """None where it was not in the plan yet."""
    was: ActionLine | None
    now: ActionLine
    moves: tuple
    said: tuple[Update, ...]

    def change(self, what: str, why: str = "") -> Change:
        return Change(self.entry.ref, self.now.title, self.now.url, self.now.accountable, what, why)


def plan_changes(plan: Plan, since: date, at: Position, *, board: str = "") -> PlanChanges:
    """What has changed in a plan after the end of a day, up to the position. Five queries."""
    there = Q(closed_on__isnull=True) | Q(closed_on__gt=since)
    entries = PlanEntry.objects.of(plan).filter(there, added_on__lte=at.on, action__isnull=False)
    lines = [_compared(entry, since, at) for entry in with_actions(entries, past=True)]
    now = [compared for compared in lines if not _closed(compared.entry, at.on)]
    groups = tuple(_group(key, now if key != "closed" else lines, len(now), since, at) for key in KINDS)
    listed = {change.url for group in groups for change in group.changes}
    wanted = [c for c in now if not (c.was and c.was.is_complete) and not (c.before and c.before.closed_on)]
    return PlanChanges(
        title=plan.title,
        slug=plan.slug,
        since=since,
        on=at.on,
        board=board,
        before=any(compared.before for compared in lines),
        actions=len(now),
        unchanged=sum(compared.now.url not in listed for compared in now),
        wanted=len(wanted),
        silent=sum(not compared.said for compared in wanted),
        groups=groups,
    )


def _compared(entry: PlanEntry, since: date, at: Position) -> _Compared:
    action = with_latest(entry)
    opened = action.opened_on
    before = rewound(action, since) if entry.added_on <= since and not (opened and opened > since) else None
    then = at.then(action)
    moves = [
        (milestone, change)
        for milestone in action.milestones.all()
        for change in milestone.date_changes.all()
        if change.decision == Decision.APPROVED and since < timezone.localdate(change.decided_at) <= at.on
    ]
    said = [u for u in action.updates.all() if not u.effect and since < timezone.localdate(u.at) <= at.on]
    return _Compared(
        entry=entry,
        action=then,
        before=before,
        was=line(before, since, seasons_fall_due=at.seasons_fall_due) if before else None,
        now=line(then, at.on, seasons_fall_due=at.seasons_fall_due),
        moves=tuple(sorted(moves, key=lambda move: (move[1].decided_at, move[1].pk))),
        said=tuple(sorted(said, key=lambda update: (update.at, update.pk), reverse=True)),
    )


def _closed(entry: PlanEntry, on: date) -> bool:
    return entry.closed_on is not None and entry.closed_on <= on


def _group(key: str, lines: list[_Compared], of: int, since: date, at: Position) -> ChangeGroup:
    title, found, none = KINDS[key]
    changes = [(compared.entry.pk, change) for compared in lines for change in found(compared, since, at.on)]
    return ChangeGroup(
        key=key,
        title=title,
        changes=tuple(change for _, change in changes),
        lines=len({entry for entry, _ in changes}),
        of=len(lines) if key == "closed" else of,
        none=none,
    )


def _completed(compared: _Compared, since: date, on: date) -> list[Change]:
    if not compared.now.is_complete or (compared.was and compared.was.is_complete):
        return []
    told = next((u for u in reversed(compared.said) if u.status == Status.COMPLETE), None)
    when = f"Declared complete on {long_date(timezone.localdate(told.at))}" if told else "Declared complete"
    due = f", due {long_date(compared.now.due)}" if compared.now.due else ""
    return [compared.change(f"{when}{due}.")]


def _newly_overdue(compared: _Compared, since: date, on: date) -> list[Change]:
    if not compared.now.is_overdue or (compared.was and compared.was.is_overdue):
        return []
    return [compared.change(compared.now.rating.sentence)]


def _redated(compared: _Compared, since: date, on: date) -> list[Change]:
    return [compared.change(_moved(milestone, change), change.reason) for milestone, change in compared.moves]


def _moved(milestone, change) -> str:
    later = f"{days(abs(change.days))} {'later' if change.days > 0 else 'earlier'}"
    of = f" (“{milestone.measure}”)" if milestone.measure else ""
    return f"From {short_date(change.was)} to {short_date(change.becomes)}, {later}{of}."


def _new_status(compared: _Compared, since: date, on: date) -> list[Change]:
    was, now = compared.before.status if compared.before else "", compared.action.status
    if not now or was == now:
        return []
    return [compared.change(f"{Status(was).label if was else 'Not reported'} → {Status(now).label}")]


def _added(compared: _Compared, since: date, on: date) -> list[Change]:
    if compared.entry.added_on <= since:
        return []
    due = f"; due {long_date(compared.now.due)}" if compared.now.due else "; no date"
    return [compared.change(f"Came into the plan on {long_date(compared.entry.added_on)}{due}.")]


def _gone(compared: _Compared, since: date, on: date) -> list[Change]:
    entry = compared.entry
    if not _closed(entry, on):
        return []
    return [compared.change(f"Closed on {long_date(entry.closed_on)}.", entry.closed_because)]


def _said(compared: _Compared, since: date, on: date) -> list[Change]:
    if not compared.said:
        return []
    more = f" Of {count(len(compared.said), 'update')}, the last." if len(compared.said) > 1 else ""
    last = compared.said[0]
    words = to_text(last.words) or ("Same as last time." if last.unchanged else f"{last.get_status_display()}.")
    return [compared.change(f"{long_date(timezone.localdate(last.at))}.{more}", words)]


KINDS: dict[str, tuple[str, Callable[[_Compared, date, date], list[Change]], str]] = {
    "completed": ("Completed", _completed, "No action was completed."),
    "overdue": ("Newly overdue", _newly_overdue, "No action became overdue."),
    "redated": ("Re-dated", _redated, "No date was moved."),
    "status": ("New status", _new_status, "No action has another status than it had."),
    "added": ("New lines", _added, "No line came into the plan."),
    "closed": ("Closed lines", _gone, "No line was closed."),
    "said": ("Updates given", _said, "Nobody has given an update."),
}
"""In which ways a line can have changed."""


@dataclass(frozen=True)
class PastMeeting:
    """A meeting that a reader can ask to be compared with."""

    pk: int
    board: str
    date: date

    @property
    def words(self) -> str:
        """Corporate Improvement Board, 14 May 2007."""
        return f"{self.board}, {long_date(self.date)}"


def past_meetings(on: date) -> tuple[PastMeeting, ...]:
    """The meetings of all boards before a day, the last first. One query; meetings stand above plans."""
    held = Board.objects.filter(meetings__date__lt=on, meetings__cancelled_because="").order_by(
        "-meetings__date", "name"
    )
    return tuple(PastMeeting(*found) for found in held.values_list("meetings__pk", "name", "meetings__date"))
