"""Taking a paper in, whole or not at all, if it still does what was seen; and undoing that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from actions.choices import Door
from actions.models import Action, DateChange, Milestone, Update
from actions.services import ClosedActionError
from core import doors
from core.clock import now, today
from core.formats import count
from core.records import create_many
from improvement_plan.choices import Amended, Layout
from improvement_plan.imports.counting import link_measures
from improvement_plan.imports.journal import Journal, follow
from improvement_plan.imports.journal import undo as undo_journal
from improvement_plan.imports.looking import Look, look_over
from improvement_plan.imports.making import action_of, entry_of, milestone_of
from improvement_plan.imports.posts import Posts
from improvement_plan.imports.renewing import renew
from improvement_plan.models import (
    PLAN_ADDRESSES,
    Objective,
    Plan,
    PlanEntry,
    PlanUpload,
    PlanVersion,
    PriorityArea,
    Section,
)
from improvement_plan.rules.columns import Column
from improvement_plan.rules.doubts import LONGEST
from improvement_plan.rules.found import ReadLine
from improvement_plan.rules.steps import ReadStep

REVISED = "Revised in the plan itself."
AT = time(9)


class NotTakenError(Exception):
    """The paper was not taken in, and nothing was written: the sentence says why and what to do."""


def fingerprint(look: Look) -> str:
    """What somebody saw when they looked a paper over, in short: it differs where taking it in would do something else."""
    seen = [repr(line) for line in look.planned()] if look.reading else []
    seen += [f"{post.key} {post.decision}" for post in look.posts]
    if look.comparison:
        seen += [repr(difference) for difference in look.comparison.differences]
        seen += look.upload.decisions.get("kept", [])
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


@transaction.atomic
def take_in(upload: PlanUpload, *, by: User | None, seen: str = "", staying: Iterable[str] | None = None) -> PlanUpload:
    """Take a paper in: a new plan, or the plan that is kept brought up to it.

    ``seen`` is the fingerprint of what was looked over; without it the paper is taken as it is read now.
    ``staying`` are the lines that stay open though the paper has them no more, where they are said at the same time.
    Raises NotTakenError where doubts are left, where it would do something else by now, or where it was taken in
    before.
    """
    kept = PlanUpload.objects.select_for_update().get(pk=upload.pk)
    if not kept.is_open:
        raise NotTakenError("This paper has been taken in already.")
    if kept.plan is None and not kept.is_new:
        raise NotTakenError("The plan of which this is a newer version is no longer kept. Bring it as a new plan.")
    look = look_over(kept)
    if look.reading is None or not any(True for _ in look.reading.lines()):
        raise NotTakenError("No plan was found in this paper. Point out which table it is, and which column is which.")
    if left := look.doubts():
        raise NotTakenError(
            f"{count(left, 'doubt')} {'is' if left == 1 else 'are'} left. Settle {'it' if left == 1 else 'them'} first, or take everything that is proposed."
        )
    if seen and fingerprint(look) != seen:
        raise NotTakenError(
            "What this paper would do has changed since you looked it over: somebody has changed the plan, the posts "
            "or the doubts. Look it over again."
        )
    if staying is not None:
        kept.decisions["kept"] = sorted(staying)
    journal = Journal()
    posts = Posts(look, journal)
    with doors.through(doors.Door.IMPORT):
        _store(kept, look, journal, posts)
    kept.taken_at, kept.taken_by, kept.journal = now(), by, journal.written()
    kept.save(update_fields=["plan", "summary", "decisions", "taken_at", "taken_by", "journal"])
    return kept


def _store(kept: PlanUpload, look: Look, journal: Journal, posts: Posts) -> None:
    if kept.is_new:
        kept.plan = _NewPlan(kept, look, journal, posts).make()
        kept.summary = f"{look.in_words()} taken in."
        return
    try:
        kept.summary = renew(kept.plan, look, journal=journal, posts=posts)
    except ClosedActionError as closed:
        raise NotTakenError(f"{closed} Open it again first, or leave its row out.") from closed


@transaction.atomic
def undo(upload: PlanUpload, *, by: User | None) -> PlanUpload:
    """Undo an import: what it made is taken away, what it changed is put back. Raises BuiltUponError where it cannot be."""
    kept = PlanUpload.objects.select_for_update().get(pk=upload.pk)
    if kept.taken_at and not kept.undone_at:
        put_back = undo_journal(kept.journal)
        earlier = PlanUpload.objects.select_for_update().defer("content")
        for other in earlier.filter(plan=kept.plan_id, taken_at__isnull=False, undone_at=None).exclude(pk=kept.pk):
            other.journal = follow(other.journal, put_back)
            other.save(update_fields=["journal"])
        kept.undone_at, kept.undone_by = now(), by
        kept.save(update_fields=["undone_at", "undone_by"])
        kept.refresh_from_db()
    return kept


class _NewPlan:
    """Makes a plan of a reading: a statement or two for each kind of row, however many there are."""

    def __init__(self, upload: PlanUpload, look: Look, journal: Journal, posts: Posts) -> None:
        self.upload, self.look, self.journal, self.posts = upload, look, journal, posts
        self.at = min(timezone.make_aware(datetime.combine(upload.written_on, AT)), now())
        self.day = min(upload.written_on, today())

    def make(self) -> Plan:
        """The plan with everything in it."""
        plan = self._plan()
        objectives = self._structure(plan)
        lines = [line for line in self.look.reading.lines() if not line.is_heading]
        actions = self._actions(lines)
        updates = self._updates(lines, actions)
        self._milestones(lines, actions, updates)
        self._entries(objectives, actions)
        self._versions(plan)
        return plan

    def _keep(self, rows: list) -> list:
        """Store rows and note them."""
        create_many(rows)
        self.journal.note(rows)
        return rows

    def _plan(self) -> Plan:
        title = (self.upload.title or self.look.reading.title or "Improvement plan")[:200]
        layout = Layout.NUMBERED if self.look.reading.numbered else Layout.OBJECTIVES
        plan = Plan(title=title, slug=free_address(title), layout=layout, starts=self.upload.written_on)
        return self._keep([plan])[0]

    def _structure(self, plan: Plan) -> dict[int, Objective]:
        """Sections, priority areas and objectives; the objective of each line by its row."""
        read = self.look.reading.sections
        sections = self._keep(
            [Section(plan=plan, number=s.number, title=s.title[:150] or plan.title[:150]) for s in read]
        )
        pairs = [(section, area) for section, s in zip(sections, read, strict=True) for area in s.areas]
        areas = self._keep(
            [
                PriorityArea(
                    section=section,
                    number=area.number,
                    title=(area.title or section.title)[:150],
                    as_headed=area.as_headed[:200],
                )
                for section, area in pairs
            ]
        )
        rows, found = [], {}
        for stored, (_, area) in zip(areas, pairs, strict=True):
            for order, objective in enumerate(area.objectives, 1):
                row = Objective(area=stored, order=order, text=objective.text or stored.title)
                rows.append(row)
                found |= dict.fromkeys((line.row for line in objective.lines), row)
        self._keep(rows)
        return found

    def _actions(self, lines: list[ReadLine]) -> dict[int, Action]:
        """The actions by row."""
        actions = {}
        for line in lines:
            actions[line.row] = action_of(line, self.posts.of(line))
        self._keep(list(actions.values()))
        for line in lines:
            if others := self.posts.of(line)[1:]:
                actions[line.row].contributors.set(others)
        return actions

    def _updates(self, lines: list[ReadLine], actions: dict[int, Action]) -> dict[int, Update]:
        """What the paper says of each action, by row."""
        updates = {
            line.row: Update(
                action=actions[line.row],
                status=line.status or "",
                status_as_written=line.status_as_written[: LONGEST[Column.STATUS]],
                words=line.words or ("" if line.status else line.status_as_written),
                at=self.at,
                through=Door.IMPORT,
            )
            for line in lines
            if line.status or line.words or line.status_as_written
        }
        self._keep(list(updates.values()))
        return updates

    def _milestones(self, lines: list[ReadLine], actions: dict[int, Action], updates: dict[int, Update]) -> None:
        made: list[tuple[Milestone, ReadStep]] = []
        for line in lines:
            for order, step in enumerate(line.steps, 1):
                if step.written or step.measure:
                    made.append((milestone_of(actions[line.row], order, step), step))
                    if step.done and line.row in updates:
                        made[-1][0].completed_on, made[-1][0].completed_by = self.day, updates[line.row]
        link_measures(self._keep([milestone for milestone, _ in made]), self.journal)
        moves = [
            DateChange(
                milestone=milestone,
                was=step.date.first_due,
                becomes=step.date.due,
                reason=REVISED,
                requested_at=self.at,
                decided_at=self.at,
                through=Door.IMPORT,
            )
            for milestone, step in made
            if step.date.revised
        ]
        self._keep(moves)

    def _entries(self, objectives: dict[int, Objective], actions: dict[int, Action]) -> None:
        """The lines in their places: sub-headings first, because lines refer to them."""
        orders: dict[Objective, int] = {}
        entries: dict[int, PlanEntry] = {}
        lines = list(self.look.reading.lines())
        for line in lines:
            objective = objectives[line.row]
            orders[objective] = orders.get(objective, 0) + 1
            entries[line.row] = entry_of(line, objective, orders[objective], actions.get(line.row))
            entries[line.row].added_on = self.day
        self._keep([entries[line.row] for line in lines if line.is_heading])
        for line in lines:
            entries[line.row].group = entries.get(line.group) if line.group is not None else None
        self._keep([entries[line.row] for line in lines if not line.is_heading])

    def _versions(self, plan: Plan) -> None:
        """The record of review of the paper; a line whose date cannot be read has no place in it."""
        seen: set[str] = set()
        rows = []
        for version in self.look.versions:
            number = version.number[:10].replace("/", "-")  # it is the address of its page
            if version.reviewed_on and number not in seen:
                seen.add(number)
                amended = {True: Amended.YES, False: Amended.NO}.get(version.amended, Amended.NOT_APPLICABLE)
                rows.append(
                    PlanVersion(
                        plan=plan,
                        number=number,
                        reviewed_on=version.reviewed_on,
                        issues=version.issues,
                        amended=amended,
                        approved_by=version.approved_by[:150],
                        approved_on=version.approved_on,
                    )
                )
        self._keep(rows)


def free_address(title: str) -> str:
    """An address for a plan of this title that no other plan has."""
    stem = slugify(title)[:70] or "plan"
    taken = set(Plan.objects.filter(slug__startswith=stem).values_list("slug", flat=True)) | PLAN_ADDRESSES
    if stem not in taken:
        return stem
    return next(address for place in range(2, len(taken) + 3) if (address := f"{stem}-{place}") not in taken)
