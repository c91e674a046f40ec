"""Bringing a plan that is kept up to a newer paper of it: nothing is doubled, a date becomes a change of date, a status an update."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from actions.choices import Decision, Door, Status
from actions.models import Action, DateChange, Milestone, Update
from actions.services import ClosedActionError, record_update
from core.clock import now, today
from core.formats import long_date
from core.records import Record
from improvement_plan.choices import Part
from improvement_plan.imports.counting import link_measures
from improvement_plan.imports.journal import Journal
from improvement_plan.imports.looking import Look, title_of_action
from improvement_plan.imports.making import action_of, entry_of, milestone_of
from improvement_plan.imports.posts import Posts
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from improvement_plan.rules.columns import Column
from improvement_plan.rules.comparison import Difference, Kind, Place, folded
from improvement_plan.rules.doubts import LONGEST
from improvement_plan.rules.found import ReadLine
from improvement_plan.rules.steps import ReadStep
from improvement_plan.services import add, arrange, close_line, move


def renew(plan: Plan, look: Look, *, journal: Journal, posts: Posts) -> str:
    """Carry out every difference between a plan and a newer paper of it; what was done, in words."""
    return _Renewal(plan, look, journal, posts).carry_out()


class _Renewal:
    """One renewal, with the lines of both sides at hand."""

    def __init__(self, plan: Plan, look: Look, journal: Journal, posts: Posts) -> None:
        self.plan, self.look, self.journal, self.posts = plan, look, journal, posts
        self.comparison = look.comparison
        self.lines = {str(line.row): line for line in look.reading.lines()}
        entries = PlanEntry.objects.filter(objective__area__section__plan=plan).select_related("action__lead")
        self.entries = {str(entry.pk): entry for entry in entries.select_for_update(of=("self",))}
        self.kept = set(look.upload.decisions.get("kept", []))
        self.of_row: dict[str, PlanEntry] = {}
        self.kinds: dict[str, set[Kind]] = defaultdict(set)
        self.objectives: dict[tuple[str, ...], Objective] = {}
        self.reason = f"Changed in the plan itself: {look.upload.name}, {long_date(look.upload.written_on)}."

    def carry_out(self) -> str:
        """All of it, in the paper's order."""
        for before, after in self.comparison.pairs:
            self.of_row[after.key] = self.entries[before.key]
        for difference in self.comparison.differences:
            if difference.after and not _is_of_the_place(difference):
                self.kinds[difference.after.key].add(difference.kind)
        for was, becomes in self.comparison.renamed:
            self._rename(was, becomes)
        for place, lines in self.look.places():
            self._lines(place, lines)
        self._close()
        return f"{self.comparison.in_words}."

    def _rename(self, was: Place, becomes: Place) -> None:
        """Give a section, a priority area or an objective its new words; its lines stay where they are."""
        parent: Record = self.plan
        for part, model, name, before, after in (
            (Part.SECTION, Section, "title", was.section, becomes.section),
            (Part.AREA, PriorityArea, "title", was.area, becomes.area),
            (Part.OBJECTIVE, Objective, "text", was.objective, becomes.objective),
        ):
            row = self._found(part, model, parent, name, before) or self._found(part, model, parent, name, after)
            if row is None:
                return
            if folded(getattr(row, name)) != folded(after):
                self._watched(row)
                setattr(row, name, after if name == "text" else after[:150])
                row.save()
            parent = row

    def _lines(self, place: Place, lines: list[ReadLine]) -> None:
        """The lines of an objective; they are put in order where any is new or has moved."""
        for line in lines:
            self._line(line, place, self.kinds[str(line.row)])
        if any(self.kinds[str(line.row)] & {Kind.NEW, Kind.MOVED} for line in lines):
            self._arrange(place, lines)

    def _close(self) -> None:
        """Close what the paper has no more, but for what somebody said to keep."""
        because = f"No longer in the plan of {long_date(self.look.upload.written_on)}."
        for gone in self.look.gone():
            if gone.key not in self.kept:
                entry = self.entries[gone.key]
                entry.refresh_from_db()
                close_line(entry=self._watched(entry), on=today(), because=because)

    def _line(self, line: ReadLine, place: Place, kinds: set[Kind]) -> None:
        if Kind.NEW in kinds:
            self._add(line, place)
            return
        entry = self.of_row[str(line.row)]
        if Kind.MOVED in kinds:
            parent = self._objective(place)
            entry.refresh_from_db()  # a line that was moved before it may have given it another place
            if entry.objective_id != parent.pk:
                self._watched(entry)
                move(plan=self.plan, part=Part.LINE, row=entry, parent=parent, before=None, seen=entry.version)
                entry.refresh_from_db()
        if kinds & {Kind.DETAILS, Kind.REDATED, Kind.POSTS, Kind.REWORDED}:
            self._entry(entry, line)
        if line.is_heading:
            return
        if kinds & {Kind.REWORDED, Kind.POSTS}:
            self._action(entry.action, line)
        if kinds & {Kind.REDATED, Kind.MEASURES}:
            self._steps(entry.action, line)
        if kinds & {Kind.STATUS, Kind.WORDS}:
            self._say(entry.action, line, kinds)

    def _add(self, line: ReadLine, place: Place) -> None:
        """A new line with its action, below the line that the paper has it below."""
        action = None
        if not line.is_heading:
            posts = self.posts.of(line)
            action = action_of(line, posts)
            action.opened_on = today()
            action.save()
            action.contributors.set(posts[1:])
            self.journal.note([action])
            self._new_steps(action, line.steps, first=1)
            if line.status or line.words:
                self._update(action, line, status=line.status or "", words=line.words)
        parent = self._objective(place)
        entry = entry_of(line, parent, 0, action)
        add(plan=self.plan, part=Part.LINE, row=entry, parent=parent, after=None)
        self.journal.note([entry])
        self.of_row[str(line.row)] = entry

    def _entry(self, entry: PlanEntry, line: ReadLine) -> None:
        """What the line itself says: its reference, its texts as written, outcome, resources, ICT."""
        entry.refresh_from_db(from_queryset=PlanEntry.objects.select_related("action", "objective"))
        self._watched(entry)
        fresh = entry_of(line, entry.objective, entry.order, entry.action)
        for name, column in AS_WRITTEN.items():
            if self.look.has(column):
                setattr(entry, name, getattr(fresh, name))
        entry.save()

    def _action(self, action: Action, line: ReadLine) -> None:
        self._watched(action)
        posts = self.posts.of(line)
        action.title = title_of_action(line.text)
        if posts:
            action.lead = posts[0]
        action.save()
        if posts:
            action.contributors.set(posts[1:])

    def _steps(self, action: Action, line: ReadLine) -> None:
        """Dates and measures, one by one in their order; what is more than there was is added, nothing is taken away."""
        stored = list(action.milestones.select_for_update())
        for milestone, step in zip(stored, line.steps, strict=False):
            self._watched(milestone)
            if step.written != milestone.date_as_written and milestone.completed_on is None:
                self._redate(milestone, step)
            milestone.measure = step.measure or milestone.measure
            milestone.save()
        self._new_steps(action, line.steps[len(stored) :], first=len(stored) + 1)

    def _redate(self, milestone: Milestone, step: ReadStep) -> None:
        """A new date in the paper is a change of date; a first date stays for ever."""
        due = step.date.due
        milestone.date_as_written = step.written[: LONGEST[Column.DATE]] or milestone.date_as_written
        if due is None:
            return
        if milestone.due_on is None:
            milestone.due_on, milestone.first_due_on = due, step.date.first_due or due
        elif due != milestone.due_on:
            change = DateChange.objects.create(
                milestone=milestone,
                was=milestone.due_on,
                becomes=due,
                reason=self.reason,
                requested_at=now(),
                decision=Decision.APPROVED,
                decided_at=now(),
                through=Door.IMPORT,
            )
            self.journal.note([change])
            milestone.due_on = due
        milestone.precision, milestone.recurrence = step.date.precision, step.date.recurrence

    def _new_steps(self, action: Action, steps: Iterable[ReadStep], *, first: int) -> None:
        for order, step in enumerate(steps, first):
            if step.written or step.measure:
                milestone = milestone_of(action, order, step)
                milestone.added_on = today()
                milestone.save()
                self.journal.note([milestone])
                link_measures([milestone], self.journal)

    def _say(self, action: Action, line: ReadLine, kinds: set[Kind]) -> None:
        """A new status or new words are an update."""
        status = line.status if Kind.STATUS in kinds and line.status else ""
        words = line.words if Kind.WORDS in kinds else ""
        if (status or words) and action.closed_on:
            raise ClosedActionError(
                f"“{action}” was closed here on {long_date(action.closed_on)}, and the paper says something new of it."
            )
        if status or words:
            self._watched(action)
            self._update(action, line, status=status, words=words)

    def _update(self, action: Action, line: ReadLine, *, status: str, words: str) -> Update:
        update = record_update(
            action=action,
            by=None,
            status=status,
            words=words,
            status_as_written=line.status_as_written[: LONGEST[Column.STATUS]],
            ticked=self._reached(action) if status == Status.COMPLETE else (),
            through=Door.IMPORT,
        )
        self.journal.note([update])
        return update

    def _reached(self, action: Action) -> list[Milestone]:
        """The milestones that are reached with an action that is complete; one that comes round again is not."""
        still_open = list(action.milestones.filter(completed_on=None, recurrence=""))
        self.journal.watch(still_open)
        return still_open

    def _objective(self, place: Place) -> Objective:
        """The objective of a place, made with its priority area and section where the plan has them not."""
        key = tuple(map(folded, (place.section, place.area, place.objective)))
        if key not in self.objectives:
            section = self._part(Part.SECTION, Section, self.plan, "title", place.section[:150])
            area = self._part(Part.AREA, PriorityArea, section, "title", (place.area or place.section)[:150])
            self.objectives[key] = self._part(Part.OBJECTIVE, Objective, area, "text", place.objective or area.title)
        return self.objectives[key]

    def _part(self, part: Part, model: type, parent: Record, name: str, text: str) -> Record:
        """The part of this name below another, made where there is none."""
        row = self._found(part, model, parent, name, text)
        if row is None:
            row = model(**{name: text})
            add(plan=self.plan, part=part, row=row, parent=parent, after=None)
            self.journal.note([row])
        return row

    def _found(self, part: Part, model: type, parent: Record, name: str, text: str) -> Record | None:
        rows = model.objects.filter(**{ABOVE[part]: parent})
        return next((row for row in rows if folded(getattr(row, name)) == folded(text)), None)

    def _arrange(self, place: Place, lines: list[ReadLine]) -> None:
        objective = self._objective(place)
        self.journal.watch(PlanEntry.objects.filter(objective=objective))
        arrange(plan=self.plan, objective=objective, lines=[self.of_row[str(line.row)] for line in lines])

    def _watched(self, row: Record) -> Record:
        self.journal.watch([row])
        return row


AS_WRITTEN = {
    "heading": Column.ACTION,
    "source_line": Column.ACTION,
    "ref": Column.REF,
    "target_date_as_written": Column.DATE,
    "accountability_as_written": Column.POSTS,
    "accountability_inherited": Column.POSTS,
    "outcome_sought": Column.OUTCOME,
    "resources": Column.RESOURCES,
    "ict_requirement": Column.ICT,
}
"""What a line keeps of a paper, and the column that says it."""


ABOVE = {Part.SECTION: "plan", Part.AREA: "section", Part.OBJECTIVE: "area"}


def _is_of_the_place(difference: Difference) -> bool:
    """Whether new words are those of the objective above, and none of the line itself."""
    before, after = difference.before, difference.after
    return difference.kind == Kind.REWORDED and before is not None and folded(before.text) == folded(after.text)
