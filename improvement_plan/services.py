"""Writes to plans that touch more than one row: their order, their lines, their versions.

Whatever changes the order of a plan locks the plan first, so that two people who move lines at once
take turns. A row that is moved carries the version that the mover saw (``seen``); where somebody was
quicker, StaleWriteError says so and nothing moves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from actions.models import Action, Milestone
from core.clock import now, today
from core.dates import read
from core.records import Record, StaleWriteError, save_many, store_derived
from core.refusals import NotDoneError
from improvement_plan.choices import Part
from improvement_plan.contents import content_of, sum_of
from improvement_plan.models import Objective, Plan, PlanEntry, PlanVersion, PriorityArea, Section
from organisation.models import Post


class NotEmptyError(NotDoneError):
    """Something stands under what would be removed."""


class NoPlaceError(NotDoneError):
    """There is no such place in the plan to move to."""


@dataclass(frozen=True)
class Level:
    """A level of a plan: what stands on it, under what, and which field keeps the order."""

    model: type[Record]
    parent: str
    order: str
    plan: str
    in_order: tuple[str, ...]
    """The order of its rows through a whole plan."""
    closed_up: bool
    """Whether its numbers are printed, so that they run on without a gap."""


LEVELS = {
    Part.SECTION: Level(Section, "plan", "number", "plan", ("number",), closed_up=True),
    Part.AREA: Level(PriorityArea, "section", "number", "section__plan", ("section__number", "number"), closed_up=True),
    Part.OBJECTIVE: Level(
        Objective,
        "area",
        "order",
        "area__section__plan",
        ("area__section__number", "area__number", "order"),
        closed_up=False,
    ),
    Part.LINE: Level(
        PlanEntry,
        "objective",
        "order",
        "objective__area__section__plan",
        ("objective__area__section__number", "objective__area__number", "objective__order", "order"),
        closed_up=False,
    ),
}
ABOVE = {Part.AREA: Part.SECTION, Part.OBJECTIVE: Part.AREA, Part.LINE: Part.OBJECTIVE}


def parts(plan: Plan, part: Part) -> QuerySet:
    """The sections, areas, objectives or lines of a plan, in its order."""
    level = LEVELS[part]
    return level.model._default_manager.filter(**{level.plan: plan}).order_by(*level.in_order)


def parents(plan: Plan, part: Part) -> Sequence[Record]:
    """What such a part may stand under, in the order of the plan."""
    return list(parts(plan, ABOVE[part])) if part in ABOVE else [plan]


@transaction.atomic
def move(*, plan: Plan, part: Part, row: Record, parent: Record, before: Record | None, seen: int) -> None:
    """Put a part of a plan under a parent, before another part or, without one, at the end.

    ``seen`` is the version of the row that the mover had before them.
    """
    _lock(plan)
    row = _as_seen(row, seen)
    if row != before:
        _put(part, row, parent, before)


@transaction.atomic
def move_by_one(*, plan: Plan, part: Part, row: Record, up: bool, seen: int) -> None:
    """Move a part one place up or down; from the first or last place of its parent on into the one beside it.

    Closed lines are passed over. Raises NoPlaceError at either end of the plan.
    """
    _lock(plan)
    row = _as_seen(row, seen)
    level = LEVELS[part]
    parent = getattr(row, level.parent)
    beside = _shown(part, parent)
    if row not in beside:
        raise NoPlaceError(f"“{row}” is closed. Open it again to move it.")
    at = beside.index(row)
    if up and at:
        return _put(part, row, parent, beside[at - 1])
    if not up and at + 1 < len(beside):
        return _put(part, row, parent, beside[at + 2] if at + 2 < len(beside) else None)
    around = parents(plan, part)
    there = around.index(parent) + (-1 if up else 1)
    if not 0 <= there < len(around):
        raise NoPlaceError(f"“{row}” is {'the first' if up else 'the last'} of the plan already.")
    into = around[there]
    first = next(iter(_shown(part, into)), None)
    return _put(part, row, into, None if up else first)


@transaction.atomic
def arrange(*, plan: Plan, objective: Objective, lines: Sequence[PlanEntry]) -> None:
    """Put the lines of an objective in an order; those that are not named, closed ones too, come after them."""
    _lock(plan)
    places = {entry.pk: place for place, entry in enumerate(lines)}
    rows = sorted(_rows(Part.LINE, objective), key=lambda entry: places.get(entry.pk, len(places)))
    _number(LEVELS[Part.LINE], rows)


@transaction.atomic
def add(*, plan: Plan, part: Part, row: Record, parent: Record, after: Record | None) -> None:
    """Store a new part of a plan under a parent, below another part or, without one, at the end."""
    _lock(plan)
    level = LEVELS[part]
    rows = _rows(part, parent)
    setattr(row, level.parent, parent)
    setattr(row, level.order, max((getattr(other, level.order) for other in rows), default=0) + 1)
    at = next((place for place, other in enumerate(rows, 1) if other == after), len(rows))
    if isinstance(row, PlanEntry):
        row.group = _group_after(rows[at - 1] if at else None)
    row.save()
    rows.insert(at, row)
    _number(level, rows)


@transaction.atomic
def remove(*, plan: Plan, part: Part, row: Record, seen: int) -> None:
    """Remove a section, priority area or objective under which nothing stands. Raises NotEmptyError where something does.

    A line is closed with a reason, never removed.
    """
    _lock(plan)
    row = _as_seen(row, seen)
    below = next(under for under, above in ABOVE.items() if above == part)
    if _rows(below, row):
        raise NotEmptyError(f"“{row}” is not empty: what stands under it would be lost. Move that first.")
    level = LEVELS[part]
    parent = getattr(row, level.parent)
    row.delete()
    if level.closed_up:
        _number(level, _rows(part, parent))


@transaction.atomic
def close_line(*, entry: PlanEntry, on: date, because: str) -> None:
    """Close a line with the reason: from then on the plan is shown without it. Its action goes on by itself."""
    entry.closed_on, entry.closed_because = on, because
    entry.save()


@transaction.atomic
def reopen_line(*, entry: PlanEntry, because: str) -> None:
    """Take a closed line into the plan again. Why it was closed, and why it came back, stay in its history."""
    entry._change_reason = because  # where django-simple-history looks for it
    entry.closed_on, entry.closed_because = None, ""
    entry.save()


@dataclass(frozen=True)
class NewNumber:
    """A line that would be numbered anew."""

    entry: PlanEntry
    was: str
    becomes: str


def new_numbers(plan: Plan) -> list[NewNumber]:
    """Which lines would get another reference if the plan were numbered through as it stands, in its order.

    3.13 in a numbered plan, 3.1.13 with the number of the priority area in the other layout. A closed line
    whose reference another one would get loses its own.
    """
    counts: dict[str, int] = {}
    changes, taken, closed = [], set(), []
    for entry in parts(plan, Part.LINE).select_related("objective__area__section", "action"):
        if entry.closed_on:
            closed.append(entry)
            continue
        area = entry.objective.area
        prefix = f"{area.section.number}" if plan.is_numbered else f"{area.section.number}.{area.number}"
        if entry.heading:
            continue
        counts[prefix] = counts.get(prefix, 0) + 1
        becomes = f"{prefix}.{counts[prefix]}"
        taken.add(becomes)
        if entry.ref != becomes:
            changes.append(NewNumber(entry, entry.ref, becomes))
    return changes + [NewNumber(entry, entry.ref, "") for entry in closed if entry.ref in taken]


def seal(changes: Iterable[NewNumber]) -> str:
    """What tells whether new references are still those that were shown."""
    told = "\n".join(f"{change.entry.pk} {change.was} {change.becomes}" for change in changes)
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def number_anew(*, plan: Plan, agreed: str) -> int:
    """Give the lines the references that were shown, of which ``agreed`` is the seal; how many changed.

    Raises StaleWriteError where the plan is no more as it was when they were shown.
    """
    _lock(plan)
    changes = new_numbers(plan)
    if seal(changes) != agreed:
        raise StaleWriteError(plan)
    for change in changes:
        change.entry.ref = change.becomes
    save_many([change.entry for change in changes], ["ref"])
    return len(changes)


IN_PLAN = ("title", "description", "lead_id")
"""What a plan's form says of an action."""


@dataclass(frozen=True)
class Step:
    """A milestone as it was typed: its row where there is one, its measure, and words for its date where it has none yet."""

    milestone: Milestone | None
    measure: str
    date_as_written: str | None = None
    """None leaves the words of a milestone that is there as they are."""


@transaction.atomic
def save_action(*, action: Action, contributors: Iterable[Post], steps: Sequence[Step]) -> None:
    """Store an action as a plan has it: new or changed, with who takes part and with its milestones.

    A milestone that has a date keeps it: a new date is asked for (actions.services.request_date). Raises
    StaleWriteError where somebody else saved the action or a milestone since it was read.
    """
    is_new, posts = action.pk is None, set(contributors)
    if is_new:
        action.opened_on = today()
    stored = None if is_new else Action.objects.get(pk=action.pk)
    posts_change = is_new or posts != set(action.contributors.all())
    if posts_change or any(getattr(stored, name) != getattr(action, name) for name in IN_PLAN):
        action.save()
    if posts_change:
        action.contributors.set(posts)
    last = max((step.milestone.order for step in steps if step.milestone), default=0)
    for step in steps:
        milestone = step.milestone
        if milestone is None:
            last += 1
            milestone = Milestone(action=action, order=last, added_on=None if is_new else today())
        dated = step.date_as_written not in (None, milestone.date_as_written)
        if milestone.pk and milestone.measure == step.measure and not dated:
            continue
        milestone.measure = step.measure
        if dated:
            _date(milestone, step.date_as_written)
        milestone.save()


def _date(milestone: Milestone, words: str) -> None:
    """Give a milestone its first date, in words."""
    written = read(words, written_on=today())
    milestone.date_as_written = written.text
    milestone.due_on, milestone.first_due_on = written.due, written.first_due
    milestone.precision, milestone.recurrence = written.precision, written.recurrence
    milestone.needs_review = written.doubtful


@transaction.atomic
def record_version(
    *,
    plan: Plan,
    number: str,
    reviewed_on: date,
    issues: str,
    amended: str = "",
    approved_by: str = "",
    approved_on: date | None = None,
    at: datetime | None = None,
) -> PlanVersion:
    """Record a review of a plan, and freeze the plan as it stands at this moment; ``at``, if not now."""
    _lock(plan)
    content = content_of(plan)
    return PlanVersion.objects.create(
        plan=plan,
        number=number,
        reviewed_on=reviewed_on,
        issues=issues,
        amended=amended,
        approved_by=approved_by,
        approved_on=approved_on,
        content=content,
        frozen_at=at or now(),
        sha256=sum_of(content),
    )


def _lock(plan: Plan) -> None:
    """Take turns with whoever else changes the order of this plan."""
    Plan.objects.select_for_update().get(pk=plan.pk)


def _rows(part: Part, parent: Record) -> list[Record]:
    """What stands under a parent, closed lines too, in order; locked, so that nobody's change is overwritten."""
    level = LEVELS[part]
    found = level.model._default_manager.filter(**{level.parent: parent}).order_by(level.order)
    return list(found.select_for_update(of=("self",)))


def _as_seen(row: Record, seen: int) -> Record:
    """The row as it is stored, locked; refused where it is no more as it was seen."""
    stored = type(row)._default_manager.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if stored is None:
        raise NoPlaceError(f"“{row}” has been removed meanwhile.")
    if stored.version != seen:
        raise StaleWriteError(stored)
    return stored


def _shown(part: Part, parent: Record) -> list[Record]:
    """What is shown under a parent."""
    return [row for row in _rows(part, parent) if getattr(row, "closed_on", None) is None]


def _put(part: Part, row: Record, parent: Record, before: Record | None) -> None:
    """Put a row in its place, and number what has to be numbered."""
    level = LEVELS[part]
    was_under = getattr(row, level.parent)
    rows = [other for other in _rows(part, parent) if other != row]
    at = rows.index(before) if before in rows else len(rows)
    above = rows[at - 1] if at else None
    rows.insert(at, row)
    fields = [level.parent] if was_under != parent else []
    if isinstance(row, PlanEntry) and not row.heading and row.group != _group_after(above):
        row.group = _group_after(above)
        fields.append("group")
    setattr(row, level.parent, parent)
    _number(level, rows, moved=row, besides=fields)
    if was_under != parent:
        if isinstance(row, PlanEntry) and row.heading:
            _ungroup(row)
        if level.closed_up:
            _number(level, _rows(part, was_under))


def _group_after(above: Record | None) -> PlanEntry | None:
    """The sub-heading under which a line stands that comes below another one."""
    if not isinstance(above, PlanEntry):
        return None
    return above if above.heading else above.group


def _ungroup(heading: PlanEntry) -> None:
    """Lines stay where they are when the sub-heading above them leaves the objective."""
    members = list(heading.members.select_for_update())
    for member in members:
        member.group = None
    save_many(members, ["group"])


def _number(level: Level, rows: list[Record], *, moved: Record | None = None, besides: Sequence[str] = ()) -> None:
    """Give rows of one parent the numbers of their order; as few as can be change.

    ``besides`` are other fields that have changed of the row that was moved, the parent among them where it
    came from elsewhere. No number may stand twice at any moment: rows whose number changes step aside first.
    """
    came = level.parent in besides
    own = sorted(getattr(row, level.order) for row in rows if not (came and row is moved))
    if not rows:
        return
    last = own[-1] if own else 0
    wanted = range(1, len(rows) + 1) if level.closed_up else [*own, last + 1][: len(rows)]
    changed = [
        (row, number)
        for row, number in zip(rows, wanted, strict=True)
        if getattr(row, level.order) != number or (besides and row is moved)
    ]
    for aside, (row, _) in enumerate(changed, max(last, *wanted) + 1):
        setattr(row, level.order, aside)
    store_derived([row for row, _ in changed], [level.order, *besides])
    for row, number in changed:
        setattr(row, level.order, number)
    save_many([row for row, _ in changed], [level.order, *besides])
