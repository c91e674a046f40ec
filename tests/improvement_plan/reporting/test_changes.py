"""What has changed in a plan since a day: each kind of change by itself, at the edges of the time that is asked about."""

from datetime import date, datetime, timedelta

import pytest

from actions.choices import Decision, Effect, Status
from actions.models import Action, DateChange, Milestone, Update, start_of
from improvement_plan.models import Objective, Plan, PlanEntry, PriorityArea, Section
from improvement_plan.reporting import plan_changes, position
from improvement_plan.reporting.changes import KINDS, PlanChanges
from organisation.models import Council

SINCE, DURING, ON = date(2007, 8, 1), date(2007, 8, 20), date(2007, 9, 10)
NEXT = SINCE + timedelta(days=1)


def noon(day: date) -> datetime:
    return start_of(day) + timedelta(hours=12)


@pytest.fixture
def line(council, today) -> PlanEntry:
    """A line of a plan, there since spring, with a milestone that is due in March 2008."""
    section = Section.objects.create(plan=Plan.objects.create(title="Plan", slug="plan"), number=1, title="S")
    area = PriorityArea.objects.create(section=section, number=1, title="A")
    action = Action.objects.create(title="Review the strategy")
    step = {"measure": "Adopted", "date_as_written": "March 2008"}
    due = date(2008, 3, 31)
    Milestone.objects.create(action=action, due_on=due, first_due_on=due, **step)
    return PlanEntry.objects.create(
        objective=Objective.objects.create(area=area, text="O"), action=action, ref="1", added_on=date(2007, 4, 1)
    )


def found(line: PlanEntry) -> PlanChanges:
    return plan_changes(line.objective.area.section.plan, SINCE, position(ON, Council.objects.get()))


def told(line: PlanEntry) -> dict[str, list[str]]:
    return {group.key: [change.what for change in group.changes] for group in found(line).groups if group.changes}


def say(line: PlanEntry, day: date, status: str = "", words: str = "Done.", **more) -> None:
    Update.objects.create(action=line.action, status=status, words=words, at=noon(day), **more)
    if status:
        Action.objects.filter(pk=line.action_id).update(status=status)


def move(line: PlanEntry, decided: date, becomes: date, decision: str = Decision.APPROVED) -> None:
    step = line.action.milestones.get()
    DateChange.objects.create(
        milestone=step, was=step.due_on, becomes=becomes, reason="The supplier is late.", requested_at=noon(SINCE),
        decision=decision, decided_at=noon(decided),
    )  # fmt: skip
    if decision == Decision.APPROVED:
        Milestone.objects.filter(pk=step.pk).update(due_on=becomes)


def due(line: PlanEntry, day: date) -> None:
    line.action.milestones.update(due_on=day, first_due_on=day)


LATER, EARLIER = date(2008, 4, 30), date(2008, 3, 1)
CASES = {
    "nothing": (lambda line: None, {}),
    "complete": (
        lambda line: say(line, DURING, Status.COMPLETE),
        {
            "completed": ["Declared complete on 20\u00a0August\u00a02007, due 31\u00a0March\u00a02008."],
            "status": ["Not reported → Complete"],
            "said": ["20\u00a0August\u00a02007."],
        },
    ),
    "complete on the first day": (lambda line: say(line, SINCE, Status.COMPLETE), {}),
    "overdue on the day after the first": (
        lambda line: due(line, SINCE),
        {"overdue": ["Due 1\u00a0August\u00a02007, 40\u00a0days ago, and not complete; nothing declared."]},
    ),
    "overdue already": (lambda line: due(line, SINCE - timedelta(days=1)), {}),
    "due on the last day": (lambda line: due(line, ON), {}),
    "re-dated later": (
        lambda line: move(line, NEXT, LATER),
        {"redated": ["From 31\u00a0Mar\u00a02008 to 30\u00a0Apr\u00a02008, 30\u00a0days later (“Adopted”)."]},
    ),
    "re-dated earlier": (
        lambda line: move(line, ON, EARLIER),
        {"redated": ["From 31\u00a0Mar\u00a02008 to 1\u00a0Mar\u00a02008, 30\u00a0days earlier (“Adopted”)."]},
    ),
    "re-dated on the first day": (lambda line: move(line, SINCE, LATER), {}),
    "a new date declined": (lambda line: move(line, DURING, LATER, Decision.DECLINED), {}),
    "another status and the one before": (
        lambda line: (say(line, SINCE, Status.ON_TRACK), say(line, DURING, Status.SLIPPED)),
        {"status": ["On track → Slipped"], "said": ["20\u00a0August\u00a02007."]},
    ),
    "the same status again": (
        lambda line: (say(line, SINCE, Status.ON_TRACK), say(line, NEXT, Status.ON_TRACK), say(line, ON)),
        {"said": ["10\u00a0September\u00a02007. Of 2\u00a0updates, the last."]},
    ),
    "closed as an action": (lambda line: say(line, DURING, effect=Effect.CLOSED), {}),
    "came": (
        lambda line: PlanEntry.objects.filter(pk=line.pk).update(added_on=NEXT),
        {"added": ["Came into the plan on 2\u00a0August\u00a02007; due 31\u00a0March\u00a02008."]},
    ),
    "came on the first day": (lambda line: PlanEntry.objects.filter(pk=line.pk).update(added_on=SINCE), {}),
    "closed": (
        lambda line: PlanEntry.objects.filter(pk=line.pk).update(closed_on=ON, closed_because="Merged"),
        {"closed": ["Closed on 10\u00a0September\u00a02007."]},
    ),
    "closed on the first day": (
        lambda line: PlanEntry.objects.filter(pk=line.pk).update(closed_on=SINCE, closed_because="Merged"),
        {},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_has_happened_is_told_if_it_came_after_the_first_day(line, name):
    happen, wanted = CASES[name]
    happen(line)
    assert told(line) == wanted


def test_every_kind_of_change_is_looked_at():
    assert {key for _, wanted in CASES.values() for key in wanted} == set(KINDS)


@pytest.mark.parametrize(
    ("happen", "counted"),
    [
        (lambda line: None, (1, 1, 1, 1)),
        (lambda line: say(line, SINCE, Status.ON_TRACK), (1, 1, 1, 1)),
        (lambda line: say(line, NEXT), (1, 0, 1, 0)),
        (lambda line: say(line, SINCE, Status.COMPLETE), (1, 1, 0, 0)),
        (lambda line: move(line, NEXT, LATER), (1, 0, 1, 1)),
        (lambda line: PlanEntry.objects.filter(pk=line.pk).update(closed_on=ON, closed_because="x"), (0, 0, 0, 0)),
    ],
    ids=["nothing", "said before", "said since", "complete before", "re-dated only", "closed since"],
)
def test_an_action_that_was_open_and_of_which_nobody_has_spoken_is_silent(line, happen, counted):
    happen(line)
    changes = found(line)
    assert (changes.actions, changes.unchanged, changes.wanted, changes.silent) == counted


@pytest.mark.parametrize(
    ("wanted", "silent", "sentence"),
    [
        (0, 0, "No action was open in this time."),
        (1, 1, "Of 1\u00a0open action, 1 says nothing since then (100.0\u00a0%)."),
        (3, 0, "Of 3\u00a0open actions, 0 say nothing since then (0.0\u00a0%)."),
        (1200, 1100, "Of 1,200\u00a0open actions, 1,100 say nothing since then (91.7\u00a0%)."),
    ],
)
def test_silence_is_said_of_how_many(wanted, silent, sentence):
    changes = PlanChanges("Plan", "plan", SINCE, ON, "", True, 0, 0, wanted, silent, ())
    assert changes.silence == sentence


@pytest.mark.parametrize(
    ("board", "heading"),
    [
        ("", "since 1\u00a0August\u00a02007"),
        ("Cabinet", "since the meeting of the Cabinet on 1\u00a0August\u00a02007"),
    ],
)
def test_the_heading_names_the_meeting_where_it_was_one(board, heading):
    assert PlanChanges("Plan", "plan", SINCE, ON, board, True, 0, 0, 0, 0, ()).heading == heading
