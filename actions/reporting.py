"""What is read of actions: plain data at a date, the same for page, paper and file."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value, prefetch_related_objects
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone

from actions.choices import Decision, Effect, Status
from actions.models import Action, DateChange, Milestone, Update
from actions.rules import ActionFacts, Step, rate
from core.dates import read
from core.formats import days, long_date, short_date, times
from core.happenings import changed, said_of, told_together
from core.queries import behind, joined
from core.rag import Rag, Rating
from core.statements import stated_once

NO_OWNER = "No owner"
SAME = "Same as last time."
TALL = 480
"""Characters of measures and words in a row from which it is taller than half a landscape page."""


LATEST = {
    "last_words": "words",
    "last_status": "status",
    "last_said_at": "at",
    "last_unchanged": "unchanged",
    "last_key": "pk",
}
"""What ``with_details()`` gives of the latest update."""
USED = {
    "plan_entries": "objective__area__section__plan",
    "clinic_links": "clinic",
    "resolutions": "minute__meeting__board",
}
USES = {name: joined(Action, name, relation) for name, relation in USED.items()}
"""Where an action is used, above it: named here and fetched where there is any, but never imported."""


def with_first_sources(actions: QuerySet[Action]) -> QuerySet[Action]:
    """With what ``first_sources`` reads, in the same query: of each kind the first that asks for an action."""

    def first(accessor: str, text: F | Concat) -> Subquery:
        asking = behind(Action, accessor).filter(action=OuterRef("pk")).order_by("pk")
        return Subquery(asking.annotate(said=Cast(text, CharField())).values("said")[:1])

    minute = ("minute__number", "part", "minute__meeting__date", "minute__meeting", "minute__meeting__board__name")
    facts = [piece for name in minute for piece in (Value("|"), Cast(name, CharField()))]
    return actions.annotate(
        in_plan=first("plan_entries", F("ref")),
        in_clinic=first("clinic_links", F("clinic__title")),
        in_minute=first("resolutions", Concat(*facts[1:])),
    )


@dataclass(frozen=True)
class Source:
    """What asks for an action, and where that is read; without an address it is read in its plan or clinic."""

    words: str
    address: str = ""

    def __str__(self) -> str:
        return self.words


def first_sources(action: Action) -> tuple[Source, ...]:
    """What asks for an action, the first of each kind. Fetch it by ``with_first_sources``."""
    return sources(action.in_plan, action.in_clinic, action.in_minute)


def sources(plan: str | None, clinic: str | None, minute: str | None) -> tuple[Source, ...]:
    """What asks for an action: Plan 2.2; Clinic: BV8; Minute 44(1), Corporate Improvement Board, 10 September 2007."""
    found = [] if plan is None else [Source(f"Plan {plan}".strip())]
    found += [] if clinic is None else [Source(f"Clinic: {clinic}")]
    return (*found, *([] if minute is None else [_minute_source(minute)]))


def _minute_source(facts: str) -> Source:
    """The part of a resolution that asks for an action, with its board and day."""
    number, part, day, meeting, board = facts.split("|", 4)
    words = f"Minute {number}({part}), {board}, {long_date(date.fromisoformat(day))}"
    return Source(words, f"{reverse('minutes', args=[meeting])}#minute-{number}-{part}")


def with_all_sources(actions: QuerySet[Action]) -> QuerySet[Action]:
    """With what ``all_sources`` reads: everything that asks for an action. Three queries more."""
    return actions.prefetch_related(
        *(joined(Action, name, relation, as_list=f"all_{name}") for name, relation in USED.items())
    )


def all_sources(action: Action) -> tuple[str, ...]:
    """Everything that asks for an action: Plan 2.2, Plan 3.1, Minute 41(2). Fetch it by ``with_all_sources``."""
    return _asked_by(
        (entry.ref for entry in action.all_plan_entries),
        (link.clinic for link in action.all_clinic_links),
        action.all_resolutions,
    )


def _asked_by(plans: Iterable, clinics: Iterable, minutes: Iterable) -> tuple[str, ...]:
    named = (("Plan", plans), ("Clinic:", clinics), ("Minute", minutes))
    return tuple(dict.fromkeys(f"{kind} {one}".strip() for kind, several in named for one in several))


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone as a table shows it."""

    measure: str
    as_written: str
    due: date | None
    first_due: date | None
    slipped: int
    recurrence: str
    done_on: date | None
    late: bool
    needs_review: bool
    pk: int = 0

    @property
    def measured(self) -> str:
        """Its measure, with whether it is reached or late."""
        return f"{self.measure}{' (reached)' if self.done_on else ' (late)' if self.late else ''}"


class Shown:
    """What can be said of an action in words, from its rating, first date, days slipped and times re-dated."""

    rating: Rating
    first_due: date | None
    slipped: int
    times_redated: int

    @property
    def is_complete(self) -> bool:
        """Whether papers shade it."""
        return self.rating.rag == Rag.COMPLETE

    @property
    def is_overdue(self) -> bool:
        """Whether its date has passed."""
        return self.rating.label == "Overdue"

    @property
    def slippage(self) -> str:
        """How far its date has moved: "first 31 Jul 2007: 92 days later, re-dated twice"."""
        if not self.slipped:
            return ""
        again = f", {self.redated}" if self.times_redated > 1 else ""
        return f"first {short_date(self.first_due)}: {days(self.slipped)} later{again}"

    @property
    def redated(self) -> str:
        """How often its dates were changed: "re-dated twice"; empty where they never were."""
        return f"re-dated {times(self.times_redated)}" if self.times_redated else ""


@dataclass(frozen=True)
class ActionLine(Shown):
    """An action at a date, as lists, plans and papers show it."""

    pk: int
    url: str
    title: str
    description: str
    lead: str
    has_lead: bool
    contributors: tuple[str, ...]
    rating: Rating
    due: date | None
    due_words: str
    """The due date in a table's words; where there is none, what was written instead of one."""
    first_due: date | None
    slipped: int
    """Days between the first date and the present one."""
    recurrence: str
    forecast: date | None
    milestones: tuple[MilestoneLine, ...]
    last_words: str
    last_said_on: date | None
    times_redated: int = 0
    """How often its dates were changed with approval, later or earlier."""

    @property
    def dates_as_written(self) -> tuple[str, ...]:
        """The target dates of its milestones as the plan has them, each once."""
        return tuple(dict.fromkeys(m.as_written for m in self.milestones if m.as_written))

    @property
    def measures(self) -> tuple[str, ...]:
        """The progress measures of its milestones, each once, marked where reached or late."""
        return tuple(dict.fromkeys(m.measured for m in self.milestones if m.measure))

    @property
    def is_tall(self) -> bool:
        """Whether its row may be broken across pages, because it would fill more than half of one."""
        return sum(len(m.measure) for m in self.milestones) + len(self.last_words) > TALL

    @property
    def accountable(self) -> str:
        """Lead and contributors in one line."""
        return " / ".join((self.lead, *self.contributors))


@dataclass(frozen=True)
class Judged:
    """What follows at a date from the status that was declared of an action and from the dates of its milestones."""

    rating: Rating
    due: date | None
    due_words: str
    """The due date in a table's words; where there is none, what was written instead of one."""
    first_due: date | None
    slipped: int
    """Days between the first date and the present one."""
    recurrence: str


@lru_cache(maxsize=4096)
def judged(status: str, steps: tuple[Step, ...], on: date, *, seasons_fall_due: bool = False) -> Judged:
    """Judge an action. Many have the same status and dates, such as the end of a quarter: each such is worked out once."""
    facts = ActionFacts(status, tuple(step.facts for step in steps))
    last, due = facts.last(on), facts.due(on)
    moved = max(facts.milestones, key=lambda milestone: milestone.redated_by, default=None)
    return Judged(
        rating=rate(facts, on, seasons_fall_due=seasons_fall_due),
        due=due,
        due_words=short_date(due) or "; ".join(step.as_written for step in steps if step.as_written) or "No date",
        first_due=moved.first_due if moved else None,
        slipped=facts.redated_by,
        recurrence=last.recurrence.value if last and not last.done else "",
    )


@lru_cache(maxsize=4096)
def _dates(step: Step, on: date) -> dict[str, Any]:
    """What of a milestone follows from its dates alone."""
    facts = step.facts
    return {
        "as_written": step.as_written,
        "due": facts.next_due(on),
        "first_due": step.first_due,
        "slipped": facts.redated_by,
        "recurrence": step.recurrence,
        "done_on": step.completed_on,
        "late": facts.passed(on),
    }


def milestone_line(milestone: Milestone, on: date, step: Step | None = None) -> MilestoneLine:
    """A milestone at a date; ``step`` where its step is known already."""
    dates = _dates(step or milestone.step, on)
    return MilestoneLine(measure=milestone.measure, needs_review=milestone.needs_review, pk=milestone.pk, **dates)


def line(action: Action, on: date, *, seasons_fall_due: bool = False) -> ActionLine:
    """An action at a date. Reads its milestones, contributors and last words: fetch it by ``with_details()``."""
    milestones = action.milestones.all()
    steps = tuple(one.step for one in milestones)
    found = judged(action.status, steps, on, seasons_fall_due=seasons_fall_due)
    said = getattr(action, "last_said_at", None)
    return ActionLine(
        pk=action.pk,
        url=action.get_absolute_url(),
        title=action.title,
        description=action.description,
        lead=str(action.lead) if action.lead else NO_OWNER,
        has_lead=action.lead_id is not None,
        contributors=tuple(str(post) for post in action.contributors.all()),
        **vars(found),
        forecast=action.forecast_on,
        milestones=tuple(milestone_line(one, on, step) for one, step in zip(milestones, steps, strict=True)),
        last_words=_last_words(action),
        last_said_on=timezone.localdate(said) if said else None,
        times_redated=getattr(action, "times_redated", 0),
    )


def agreed_due(action: Action, written_on: date) -> str:
    """When an action was first to be done, as it was agreed on a day: the day, and how it was said. Reads its milestones."""
    first = next(iter(action.milestones.all()), None)
    if first is None:
        return "No date"
    if first.first_due_on is None:
        return first.date_as_written
    said = read(first.date_as_written, written_on=written_on)
    day = long_date(first.first_due_on)
    is_day = said.due == first.first_due_on and not said.ends
    return day if is_day else f"{day} ({first.date_as_written})"


def line_at(action: Action, day: date, *, seasons_fall_due: bool = False) -> ActionLine:
    """An action as it was shown at the end of a day in the past. Fetch it by ``with_details(as_at=day)``."""
    return line(rewound(action, day), day, seasons_fall_due=seasons_fall_due)


def rewound(action: Action, day: date) -> Action:
    """An action as its row, milestones, changes of date and updates stood at the end of a day in the past.

    A copy that cannot be saved: no row has its version. Title, lead and contributors are the present
    ones. Fetch the action by ``with_details(as_at=day)``; without that it costs four queries.
    """
    prefetch_related_objects([action], "contributors", "milestones__date_changes", "updates")
    past, then = action.past, _copied(action)
    then.status, then.forecast_on, then.closed_on = past.status(day), past.forecast(day), past.closed(day)
    said = [update for update in action.updates.all() if timezone.localdate(update.at) <= day]
    last = next((update for update in said if not update.effect), None)
    for latest, name in LATEST.items():
        setattr(then, latest, getattr(last, name, None))
    milestones = [_rewound(milestone, day) for milestone in action.milestones.all() if milestone.past.there(day)]
    then.slipped_by = timedelta(days=max((milestone.facts.redated_by for milestone in milestones), default=0))
    then.times_redated = sum(
        len([m for m in milestone.past.moves if m.day <= day]) for milestone in action.milestones.all()
    )
    _holds(then, milestones=milestones, updates=said)
    return then


def _rewound(milestone: Milestone, day: date) -> Milestone:
    """A milestone likewise."""
    facts, then = milestone.past.at(day), _copied(milestone)
    then.due_on = facts.due
    if not facts.done:
        then.completed_on = then.completed_by_id = None
    asked = [change for change in milestone.date_changes.all() if timezone.localdate(change.requested_at) <= day]
    _holds(then, date_changes=[_undecided_until(change, day) for change in asked])
    return then


def _undecided_until(change: DateChange, day: date) -> DateChange:
    """A change of date likewise: what was decided later still waited."""
    if change.decided_at is None or timezone.localdate(change.decided_at) <= day:
        return change
    then = _copied(change)
    then.decision, then.decided_at, then.note = Decision.WAITING, None, ""
    then.decided_by_id = then.approved_by_id = then.approved_by_board_id = None
    return then


def _copied(row: Any) -> Any:
    """A copy of a row with a memory of its own, of a version that saves nowhere."""
    then = copy(row)
    then._prefetched_objects_cache = dict(getattr(row, "_prefetched_objects_cache", {}))
    then.version = 0
    return then


def _holds(row: Any, **related: list) -> None:
    """Give a copied row the rows that belonged to it, as if they had been fetched with it."""
    for accessor, rows in related.items():
        fetched = getattr(row, accessor).get_queryset().none()
        fetched._result_cache, fetched._prefetch_done = rows, True
        row._prefetched_objects_cache[accessor] = fetched


def _last_words(action: Action) -> str:
    """What was last said of an action that comes with it; nothing where it comes without."""
    words, status = getattr(action, "last_words", ""), getattr(action, "last_status", "")
    return said_in_words(words, status, unchanged=getattr(action, "last_unchanged", False))


def said_in_words(words: str | None, status: str | None, *, unchanged: bool | None) -> str:
    """What an update said; where it was a status without words, the status."""
    if unchanged:
        return SAME
    declared = f"{Status(status).label}, without words." if status else ""
    return words or declared


@dataclass(frozen=True)
class Happening:
    """One entry of an action's history."""

    at: datetime
    who: str
    through: str
    what: str
    words: str
    status: Rating | None
    so_what: str = ""
    what_next: str = ""
    evidence: str = ""
    """A link to where it can be seen."""
    ticked: tuple[str, ...] = ()
    key: int = 0
    """The key of the update; 0 for a change of date."""


def history(action: Action) -> list[Happening]:
    """Everything that was said of an action, every new date that was asked for and every change of its words, the newest first.

    Reads the action's milestones, so prefetch them. Three queries, and a fourth
    only for an action whose dates have ever changed (``has_date_changes``).
    """
    milestones = list(action.milestones.all())
    happenings = [_said(update, milestones) for update in _updates(action.pk)]
    if getattr(action, "has_date_changes", True):
        changes = DateChange.objects.filter(milestone__action=action)
        changes = changes.select_related("requested_by", "decided_by", "approved_by", "approved_by_board")
        happenings += [_moved(change) for change in changes]
    happenings += _reworded(action)
    return sorted(happenings, key=lambda happening: happening.at, reverse=True)


@stated_once
def _updates(action: int) -> QuerySet[Update]:
    """What was said of an action, with who said it."""
    return Update.objects.filter(action=action).select_related("by")


WORDS = {
    Action: ("title", "description", "lead", "opened_on"),
    Milestone: ("measure", "date_as_written", "recurrence"),
}
"""What is said of an action by changing it; its status and its dates are told of otherwise."""


def _reworded(action: Action) -> list[Happening]:
    """What was changed in the words of an action and of its milestones, by their histories. Two queries."""
    said = [
        *said_of(Action, _action_told, "lead", id=action.pk),
        *said_of(Milestone, _milestone_told, action=action.pk),
    ]
    return [
        Happening(at=told.at, who=told.who, through="", what=f"{'; '.join(told.sentences)}.", words="", status=None)
        for told in told_together(said)
    ]


def _action_told(was: Any, row: Any) -> Iterable[str]:
    return changed(was, row, WORDS[Action]) if was is not None else ()


def _milestone_told(was: Any, row: Any) -> Iterable[str]:
    if was is None:
        return ()
    if row.history_type == "-":
        return (f"Milestone “{row.measure or row.date_as_written}” removed",)
    return changed(was, row, WORDS[Milestone])


def _said(update: Update, milestones: list[Milestone]) -> Happening:
    status = Status(update.status) if update.status else None
    rating = Rating(status.rag, status.label, "") if status else None
    written = f"The paper's word was “{update.status_as_written}”." if update.status_as_written else ""
    forecast = f"Expected to be complete on {long_date(update.forecast_on)}." if update.forecast_on else ""
    same = SAME if update.unchanged else ""
    effect = {Effect.CLOSED: "Closed the action.", Effect.REOPENED: "Opened the action again."}.get(update.effect, "")
    return Happening(
        at=update.at,
        who=str(update.by) if update.by else "Imported paper",
        through=update.get_through_display() if update.by else "",
        what=" ".join(filter(None, (effect, same, written, forecast))),
        words=update.words,
        so_what=update.so_what,
        what_next=update.what_next,
        evidence=update.evidence,
        status=rating,
        ticked=tuple(str(milestone) for milestone in milestones if milestone.completed_by_id == update.pk),
        key=0 if update.effect else update.pk,
    )


def _moved(change: DateChange) -> Happening:
    later = f"{days(abs(change.days))} {'later' if change.days > 0 else 'earlier'}"
    verb = "Date changed" if change.decision == Decision.APPROVED else "Asked for a change of date"
    return Happening(
        at=change.requested_at,
        who=str(change.requested_by) if change.requested_by else "Imported paper",
        through=change.get_through_display() if change.requested_by else "",
        what=f"{verb} from {long_date(change.was)} to {long_date(change.becomes)}, {later}. {_decided(change)}".strip(),
        words=change.reason,
        status=None,
    )


def _decided(change: DateChange) -> str:
    """What was decided of a request, by whom, when and with which words."""
    if change.decision == Decision.WAITING:
        return "It waits for a decision."
    if change.decided_by is None or change.decided_at == change.requested_at:
        return ""
    name = change.approved_by or change.approved_by_board
    for_ = f" for the {name}" if name else ""
    on = long_date(timezone.localdate(change.decided_at))
    note = f": {change.note.strip().removesuffix('.')}" if change.note else ""
    return f"{change.get_decision_display()} by {change.decided_by}{for_} on {on}{note}."
