"""What was known at the end of a past day: the rule in SQL, the rule in Python and what was shown say the same."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule, run_state_machine_as_test

from accounts.models import User
from actions.choices import Decision, Effect, Status
from actions.models import Action, DateChange, Milestone, Update, start_of
from actions.reporting import ActionLine, line, line_at, rewound
from actions.rules import ActionPast, MilestoneFacts, MilestonePast, Moved, Said, facts_at, rate
from actions.services import (
    ClosedActionError,
    ReachedError,
    add_milestone,
    change_date,
    close,
    decide_date,
    record_update,
    reopen,
    request_date,
)
from core.dates import Precision, Recurrence, read
from core.rag import Rag
from core.records import StaleWriteError
from organisation.choices import DateApproval

FIRST = date(2007, 10, 26)  # summer time ends in the night to the 28th
days = st.dates(FIRST, date(2007, 10, 31))
hours = st.sampled_from([0, 12, 23])  # the edges of a day, in the council's time zone
moments = st.builds(lambda day, hour: start_of(day) + timedelta(hours=hour), days, hours)
steps = st.fixed_dictionaries({
    "due_on": st.none() | days,
    "slipped": st.integers(0, 1),
    "precision": st.sampled_from([Precision.MONTH, Precision.SEASON]),
    "recurrence": st.sampled_from([Recurrence.ONCE, Recurrence.ONCE, Recurrence.MONTHLY]),
})  # fmt: skip
moves = st.fixed_dictionaries({
    "was": days,
    "becomes": days,
    "decision": st.sampled_from([Decision.APPROVED, Decision.APPROVED, Decision.DECLINED, Decision.WITHDRAWN]),
    "decided_at": moments,
}).filter(lambda move: move["was"] != move["becomes"])  # fmt: skip
updates = st.fixed_dictionaries({
    "status": st.sampled_from(["", *Status]),
    "forecast_on": st.none() | days,
    "effect": st.sampled_from([Effect.NONE, Effect.NONE, *Effect]),
    "at": moments,
})  # fmt: skip
pasts = st.fixed_dictionaries({
    "opened_on": st.none() | days,
    "closed_on": st.none() | days,
    "steps": st.lists(st.tuples(steps, st.none() | days, st.none() | days, st.lists(moves, max_size=3)), max_size=3),
    "updates": st.lists(updates, max_size=5),
})  # fmt: skip


def make(past: dict) -> None:
    action = Action.objects.create(title="Do it", opened_on=past["opened_on"], closed_on=past["closed_on"])
    for step, added_on, completed_on, moved in past["steps"]:
        due = step["due_on"]
        milestone = Milestone.objects.create(
            action=action,
            measure="Done",
            due_on=due,
            first_due_on=due and due - timedelta(days=step["slipped"]),
            precision=step["precision"],
            recurrence=step["recurrence"],
            added_on=added_on,
            completed_on=completed_on,
        )
        for move in moved if due else []:
            DateChange.objects.create(milestone=milestone, reason="x", requested_at=start_of(FIRST), **move)
    for update in past["updates"]:
        Update.objects.create(action=action, words="x", **update)


@pytest.fixture
def no_history(settings) -> None:
    """The rows of history are not asked here, and take longer to write than all the rest."""
    settings.SIMPLE_HISTORY_ENABLED = False


@pytest.mark.usefixtures("db", "no_history")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(pasts, min_size=1, max_size=4), days, st.booleans())
def test_sql_and_python_agree_on_every_past(made, day, seasons):
    with transaction.atomic():
        for past in made:
            make(past)
        there = {}
        for action in Action.objects.as_at(day, seasons_fall_due=seasons).with_details(as_at=day):
            past, facts = action.past, facts_at(action.past, day)
            rating = rate(facts, day, seasons_fall_due=seasons)
            there[action.pk] = rating.label == "Overdue"
            assert (action.rating, action.is_overdue) == (rating.rag, there[action.pk]), rating.sentence
            assert action.last_due == max((m.due for m in facts.milestones if m.due), default=None)
            then = (past.status(day), past.forecast(day), past.closed(day) is not None)
            assert (action.status_then, action.forecast_then, action.closed_then) == then
            shown = rewound(action, day)
            assert (shown.facts, shown.forecast_on, shown.closed_on) == (facts, past.forecast(day), past.closed(day))
            assert line_at(action, day, seasons_fall_due=seasons).rating == rating
        assert there.keys() == {action.pk for action in Action.objects.all() if action.past.there(day)}
        overdue = Action.objects.overdue(day, seasons_fall_due=seasons, as_at=True)
        assert {action.pk for action in overdue} == {pk for pk, late in there.items() if late}
        transaction.set_rollback(True)


def shown_on(day: date) -> dict[int, tuple[ActionLine, str, bool, date | None, bool]]:
    """What a person sees of each action on a day, from the present rows."""
    return {
        action.pk: (line(action, day), action.rating, action.is_overdue, action.last_due, action.closed_on is not None)
        for action in Action.objects.rated(day).with_details()
    }


def shown_again(day: date) -> dict[int, tuple[ActionLine, str, bool, date | None, bool]]:
    """The same of a day in the past."""
    return {
        action.pk: (line_at(action, day), action.rating, action.is_overdue, action.last_due, action.closed_then)
        for action in Action.objects.as_at(day).with_details(as_at=day)
    }


class Office(RuleBasedStateMachine):
    """Officers at work, day after day; each evening somebody photographs what is shown."""

    actions, milestones, requests = Bundle("actions"), Bundle("milestones"), Bundle("requests")

    def __init__(self) -> None:
        super().__init__()
        self.going = transaction.atomic()
        self.going.__enter__()
        self.day, self.minute = FIRST, 0
        self.photographs = {}

    @initialize()
    def people_come_in(self) -> None:
        self.officer = User.objects.create_user("office@anytown.example", "x", name="Officer")
        self.head = User.objects.create_user("head@anytown.example", "x", name="Head of office")

    def now(self) -> datetime:
        """Later than anything before, from the first minutes of a day to its last."""
        self.minute += 1
        return start_of(self.day) + timedelta(minutes=self.minute)

    @rule(
        target=milestones,
        texts=st.lists(
            st.sampled_from(["October 2007", "30 October 2007", "Summer 2007", "October annually", "TBC",
                             "28 October 2007", "July 2007 (revise to October 2007)"]),
            min_size=1, max_size=2,
        ),
    )  # fmt: skip
    def agree_an_action(self, texts):
        action = Action.objects.create(title="Do it", opened_on=self.day)
        made = [
            add_milestone(
                action=action, order=n, measure=f"Step {n}", written=read(text, written_on=self.day), at=self.now(), reason="x"
            )
            for n, text in enumerate(texts)
        ]  # fmt: skip
        return made[0]

    def free(self, milestone: Milestone) -> Milestone | None:
        """The milestone as it is, where its action takes updates."""
        found = Milestone.objects.select_related("action").get(pk=milestone.pk)
        return None if found.action.closed_on else found

    @rule(
        milestone=milestones,
        status=st.sampled_from(["", *Status]),
        forecast=st.none() | st.dates(date(2007, 10, 1), date(2007, 12, 31)),
        tick=st.booleans(),
    )
    def say(self, milestone, status, forecast, tick):
        if found := self.free(milestone):
            open_ones = found.action.milestones.filter(completed_on=None)
            record_update(
                action=found.action,
                by=self.officer,
                status=status,
                words=f"Said in minute {self.minute}.",
                forecast_on=forecast,
                ticked=open_ones[:1] if tick else (),
                at=self.now(),
            )

    @rule(
        target=requests,
        milestone=milestones,
        days=st.integers(1, 60),
        approval=st.sampled_from([DateApproval.NOBODY, DateApproval.SUPERIOR, DateApproval.SUPERIOR]),
    )
    def ask(self, milestone, days, approval):
        found = self.free(milestone)
        if not found or not found.due_on or found.completed_on or found.date_changes.waiting().exists():
            return None
        later = found.due_on + timedelta(days=days)
        return request_date(found, later, reason="Late.", by=self.officer, approval=approval, at=self.now())

    @rule(
        change=consumes(requests),
        decision=st.sampled_from([Decision.APPROVED, Decision.APPROVED, Decision.DECLINED, Decision.WITHDRAWN]),
    )
    def decide(self, change, decision):
        if not change or not DateChange.objects.waiting().filter(pk=change.pk).exists():
            return
        milestone = Milestone.objects.select_related("action").get(pk=change.milestone_id)
        if decision == Decision.APPROVED and (milestone.completed_on or milestone.action.closed_on):
            with pytest.raises((ClosedActionError, ReachedError)):
                decide_date(change, decision, by=self.head, at=self.now())
            decision = Decision.DECLINED
        decide_date(change, decision, by=self.head, at=self.now())

    @rule(milestone=milestones, days=st.integers(1, 20))
    def record_an_approved_date(self, milestone, days):
        found = self.free(milestone)
        if found and found.due_on and not found.date_changes.waiting().exists():
            change = DateChange(milestone=found, becomes=found.due_on - timedelta(days=days), reason="Board.")
            change_date(change=change, by=self.officer, at=self.now())

    @rule(milestone=milestones)
    def close_or_reopen(self, milestone):
        action = Action.objects.get(milestones=milestone)
        (reopen if action.closed_on else close)(action, by=self.officer, reason="Decided.", at=self.now())

    @rule(nights=st.integers(1, 5))
    def go_home(self, nights):
        self.photographs[self.day] = shown_on(self.day)
        for _ in range(nights - 1):
            self.day += timedelta(days=1)
            self.photographs[self.day] = shown_on(self.day)
        self.day += timedelta(days=1)
        self.minute = 0

    def teardown(self) -> None:
        """Every evening's photograph can be taken again."""
        try:
            for day, photograph in self.photographs.items():
                assert shown_again(day) == photograph, day
        finally:
            transaction.set_rollback(True)
            self.going.__exit__(None, None, None)


@pytest.mark.usefixtures("db", "no_history")
def test_every_past_day_shows_again_what_was_shown_that_day():
    run_state_machine_as_test(Office, settings=settings(max_examples=5, stateful_step_count=20, deadline=None))


MARCH, JUNE, AUGUST = date(2007, 3, 31), date(2007, 6, 30), date(2007, 8, 31)


def test_before_its_first_change_a_milestone_was_due_when_that_change_says_it_was():
    past = MilestonePast(
        MilestoneFacts(due=AUGUST, first_due=MARCH),
        moves=(Moved(date(2007, 3, 1), MARCH, JUNE), Moved(date(2007, 6, 1), JUNE, AUGUST)),
    )
    dues = [past.at(date(2007, month, day)).due for month, day in ((2, 28), (3, 1), (5, 31), (6, 1), (12, 1))]
    assert dues == [MARCH, JUNE, JUNE, AUGUST, AUGUST]


def test_a_forecast_lasts_until_another_or_completion():
    said = (Said(MARCH, forecast=AUGUST), Said(JUNE, status=Status.SLIPPED), Said(AUGUST, status=Status.COMPLETE))
    past = ActionPast(said=said)
    assert [past.forecast(day) for day in (date(2007, 3, 30), MARCH, JUNE, AUGUST)] == [None, AUGUST, AUGUST, None]


def test_what_is_closed_is_closed_from_its_day_until_it_is_reopened():
    past = ActionPast(said=(Said(MARCH, effect=Effect.CLOSED), Said(JUNE, effect=Effect.REOPENED)), closed_on=None)
    assert [past.closed(day) for day in (date(2007, 3, 30), MARCH, date(2007, 6, 29), JUNE)] == [
        None,
        MARCH,
        MARCH,
        None,
    ]


def test_an_action_as_it_was_cannot_be_saved(db):
    action = Action.objects.create(title="Do it")
    with pytest.raises(StaleWriteError):
        rewound(action, FIRST).save()


def test_a_past_day_takes_as_many_queries_for_many_actions_as_for_one(db):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            for action in Action.objects.as_at(AUGUST).with_details(as_at=AUGUST):
                line_at(action, AUGUST)
        return len(found)

    counted = []
    for _ in range(3):
        action = Action.objects.create(title="Do it")
        for _ in range(2):
            step = Milestone.objects.create(action=action, measure="x", due_on=JUNE, first_due_on=JUNE)
            change_date(change=DateChange(milestone=step, becomes=AUGUST, reason="x"), by=None)
            record_update(action=action, by=None, words="x", at=datetime(2007, 6, 1, tzinfo=UTC))
        counted.append(queries())
    assert counted == [5, 5, 5]


OVERDUE = [383, 384, 385, 395, 431, 447, 577, 611]
IF_SEASONS_COUNT = [383, 384, 385, 395, 403, 431, 447, 577, 604, 611]
LINE = "plan_entries__source_line"


@pytest.mark.parametrize("later", [False, True], ids=["on the day", "after all that was said and moved since"])
def test_eight_actions_of_rotherham_were_overdue_on_10_september_2007(rotherham, person, later):
    if later:
        at, officer = datetime(2007, 10, 1, 9, tzinfo=UTC), person()
        for action in Action.objects.filter(closed_on=None):
            for step in action.milestones.filter(due_on__isnull=False, completed_on=None):
                change_date(
                    change=DateChange(milestone=step, becomes=AUGUST.replace(year=2010), reason="x"), by=None, at=at
                )
            open_ones = list(action.milestones.filter(completed_on=None))
            record_update(action=action, by=None, status=Status.COMPLETE, ticked=open_ones, at=at)
            close(action, by=officer, reason="Done.", at=at)
    for seasons, overdue in ((False, OVERDUE), (True, IF_SEASONS_COUNT)):
        assert not later or not Action.objects.overdue(date(2007, 10, 1), seasons_fall_due=seasons).exists()
        found = Action.objects.overdue(rotherham, seasons_fall_due=seasons, as_at=True)
        assert sorted(found.values_list(LINE, flat=True)) == overdue
        lines = [
            (action.plan_entries.get().source_line, line_at(action, rotherham, seasons_fall_due=seasons))
            for action in Action.objects.as_at(rotherham).with_details(as_at=rotherham)
        ]
        assert sorted(source for source, shown in lines if shown.is_overdue) == overdue


def test_eight_are_overdue_by_the_page_too(rotherham, as_):
    for where in ("/actions/?due=overdue&_export=json", "/actions/?_export=json"):
        rows = as_("viewer").get(where).json()
        assert sum(row["Rating"] == "Overdue" for row in rows) == len(OVERDUE)


def test_the_whole_plan_reads_today_as_it_does_as_at_today(rotherham):
    assert shown_again(rotherham) == shown_on(rotherham)
    assert {shown[1] for shown in shown_again(date(2007, 8, 5)).values()} <= {Rag.NOT_REPORTED, Rag.RED, Rag.COMPLETE}
