"""The rule in SQL and the rule in Python say the same of every action."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.choices import Status
from actions.models import Action, Milestone
from actions.rules import rate
from core.dates import Precision, Recurrence
from core.rag import Rag

days = st.dates(date(2007, 8, 1), date(2007, 10, 31))
milestones = st.fixed_dictionaries(
    {
        "due_on": st.none() | days,
        "slipped": st.integers(0, 1),
        "precision": st.sampled_from([Precision.MONTH, Precision.SEASON]),
        "recurrence": st.sampled_from([Recurrence.ONCE, Recurrence.ONCE, Recurrence.MONTHLY, Recurrence.YEARLY]),
        "done": st.booleans(),
    }
)
actions = st.tuples(st.sampled_from(["", *Status]), st.lists(milestones, max_size=3))


def make(status: str, steps: list[dict]) -> Action:
    action = Action.objects.create(title="Do it", status=status)
    for step in steps:
        due = step["due_on"]
        Milestone.objects.create(
            action=action,
            measure="Done",
            due_on=due,
            first_due_on=due and date.fromordinal(due.toordinal() - step["slipped"]),
            precision=step["precision"],
            recurrence=step["recurrence"],
            completed_on=due if step["done"] and due else None,
        )
    return action


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(actions, min_size=1, max_size=6), days, st.booleans())
def test_sql_and_python_agree(made, on, seasons):
    Milestone.objects.all()._raw_delete("default")
    Action.objects.all()._raw_delete("default")
    for status, steps in made:
        make(status, steps)
    for action in Action.objects.rated(on, seasons_fall_due=seasons).prefetch_related("milestones"):
        rating = rate(action.facts, on, seasons_fall_due=seasons)
        assert (action.rating, action.is_overdue) == (rating.rag, rating.label == "Overdue"), rating.sentence


def test_on_10_september_2007_eight_actions_of_rotherham_are_overdue(rotherham):
    overdue = Action.objects.overdue(rotherham).values_list("plan_entries__source_line", flat=True)
    assert sorted(overdue) == [383, 384, 385, 395, 431, 447, 577, 611]


def test_ten_are_overdue_where_the_end_of_a_season_counts(rotherham):
    overdue = Action.objects.overdue(rotherham, seasons_fall_due=True).values_list(
        "plan_entries__source_line", flat=True
    )
    assert sorted(overdue) == [383, 384, 385, 395, 403, 431, 447, 577, 604, 611]


@pytest.mark.parametrize("seasons", [False, True])
def test_both_ways_agree_on_every_action_of_the_plan_on_many_days(rotherham, seasons):
    for on in (rotherham, date(2007, 4, 1), date(2007, 11, 30), date(2008, 4, 1), date(2012, 1, 1)):
        rated = Action.objects.rated(on, seasons_fall_due=seasons).prefetch_related("milestones")
        differ = [a.pk for a in rated if rate(a.facts, on, seasons_fall_due=seasons).rag != a.rating]
        assert differ == []


def test_what_was_re_dated_never_shows_green(rotherham):
    re_dated = Action.objects.rated(rotherham).filter(milestones__date_changes__isnull=False)
    assert {action.rating for action in re_dated} == {Rag.AMBER}
