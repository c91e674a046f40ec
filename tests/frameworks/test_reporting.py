"""A framework with all that serves it, and counts in which nothing stands twice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rag import Rag, Rating
from frameworks.choices import Thing
from frameworks.reporting import (
    HEADER,
    ActionLine,
    ClinicLine,
    FrameworkThread,
    IndicatorLine,
    OutcomeThread,
    PlanPlace,
    Serving,
    framework_rows,
    framework_thread,
    kept_outcomes,
    shared,
    thread_rows,
    threads,
    together,
)
from organisation.models import Outcome
from tests.queries import counted

ON = date(2007, 9, 10)


def thread_of(served) -> FrameworkThread:
    return framework_thread(served.framework, ON)


def test_an_outcome_shows_its_indicators_actions_clinics_and_plans(served):
    late = served.indicator("A1", served.first, actual=80, target=90, decimal_places=1, unit="%")
    due = served.action("Build", served.first, due=date(2007, 7, 31))
    served.clinic("Empty homes", indicators=[late], actions=[due], state="held")
    served.plan("The Plan", ("1.1", due))
    first, second = thread_of(served).outcomes
    (line,) = first.serving.indicators
    assert (line.ref, line.rating.rag, line.newest) == ("A1", Rag.RED, "80.0\u00a0%, 2006/07, no comparison")
    (done,) = first.serving.actions
    assert (done.title, done.rating.label, done.due, str(done.plans[0])) == (
        "Build", "Overdue", date(2007, 7, 31), "The Plan, 1.1",
    )  # fmt: skip
    (clinic,) = first.serving.clinics
    assert (clinic.title, clinic.through) == ("Empty homes", ("A1", "1\u00a0action"))
    assert [plan.title for plan in first.serving.plans] == ["The Plan"]
    assert second.is_bare


def test_a_thing_under_two_outcomes_is_counted_once_for_the_framework(served):
    both = served.indicator("A1", served.first, served.second, actual=95, target=90)
    served.indicator("A2", served.second, actual=80, target=90)
    act = served.action("Build", served.first, served.second)
    served.clinic("Both", indicators=[both], actions=[act])
    served.plan("The Plan", ("1.1", act), ("1.2", act))
    thread = thread_of(served)
    assert [len(outcome.serving.indicators) for outcome in thread.outcomes] == [1, 2]
    assert [line.ref for line in thread.serving.indicators] == ["A1", "A2"]
    assert thread.shared == {Thing.INDICATOR: 1, Thing.ACTION: 1, Thing.CLINIC: 1}
    assert thread.sentence == "2\u00a0indicators, 1\u00a0action, 1\u00a0clinic and 1\u00a0plan serve 2\u00a0outcomes."
    assert thread.shared_sentence == (
        "1\u00a0indicator, 1\u00a0action and 1\u00a0clinic serve more than one outcome and are counted once."
    )
    assert thread.serving.on_target.sentence == "1 of 2 indicators on target, in all (50.0\u00a0%)."
    assert thread.serving.plans[0].refs == ("1.1", "1.2")


def test_a_percentage_says_of_how_many(served):
    served.indicator("A1", served.first, actual=95, target=90)
    served.indicator("A2", served.first, actual=80, target=90)
    served.indicator("A3", served.first)
    said = thread_of(served).serving.on_target.sentence
    assert said == (
        "1 of 2 indicators on target, of those with a target and a figure (50.0\u00a0%); 1 of 3 in all (33.3\u00a0%)."
    )


def test_where_nothing_can_be_counted_yet_that_is_said(served):
    served.indicator("A1", served.first)
    served.indicator("A2", served.first, actual=5)
    served.action("Build", served.first)
    serving = thread_of(served).serving
    assert [share.sentence for share in (serving.on_target, serving.improved, serving.on_track)] == [
        "None of 2\u00a0indicators has a target and a figure yet.",
        "None of 2\u00a0indicators compares with the year before yet.",
        "None of 1\u00a0action has been reported on yet.",
    ]


def test_what_is_not_applicable_is_in_no_count(served):
    gone = served.indicator("A1", served.first, actual=1, target=1)
    served.indicator("A2", served.first, actual=95, target=90)
    gone.measurements.get().__class__.objects.filter(indicator=gone).update(rating=Rag.NOT_APPLICABLE)
    share = thread_of(served).serving.on_target
    assert (share.part, share.whole, share.total) == (1, 1, 1)


def test_outcomes_that_nothing_serves_are_named(served):
    served.action("Build", served.first)
    thread = thread_of(served)
    assert [outcome.ref for outcome in thread.bare] == ["P2"]
    assert thread.bare_sentence == "1 of 2\u00a0outcomes (50.0\u00a0%) has neither an indicator nor an action."
    served.indicator("A1", served.second)
    assert thread_of(served).bare_sentence == ""


def test_a_framework_without_outcomes_says_so(served):
    Outcome.objects.all().delete()
    thread = thread_of(served)
    assert (thread.sentence, thread.outcomes, thread.bare_sentence) == ("It has no outcome yet.", (), "")


def test_what_runs_no_more_is_shown_beside_and_not_counted(served):
    served.indicator("A1", served.first, closed_on=date(2007, 3, 31))
    served.action("Dropped", served.first, closed_on=date(2007, 5, 1), status="on_track")
    served.action("Done", served.first, closed_on=date(2007, 5, 1), status="complete")
    (first, _) = thread_of(served).outcomes
    assert [line.title for line in first.serving.actions] == ["Done"]
    assert first.serving.indicators == ()
    assert [(one.title, one.why) for one in first.past] == [
        ("A1 Measure A1", "last measured 31\u00a0Mar\u00a02007"),
        ("Dropped", "closed 1\u00a0May\u00a02007"),
    ]
    row = framework_rows(ON)[0]
    assert (row.indicators, row.actions, row.bare) == (0, 1, 1)
    assert [one.links for one in kept_outcomes(served.framework)] == [3, 0]


def test_a_cancelled_clinic_and_a_closed_line_of_a_plan_serve_nothing(served):
    act = served.action("Build", served.first)
    served.clinic("Off", actions=[act], state="cancelled", cancelled_because="Not wanted.")
    plan = served.plan("The Plan", ("1.1", act))
    act.plan_entries.update(closed_on=ON, closed_because="Moved.")
    (first, _) = thread_of(served).outcomes
    assert (first.serving.clinics, first.serving.plans, plan.title) == ((), (), "The Plan")


def test_outcomes_stand_under_their_headings_in_order(served):
    served.outcome("P3", "Parks", group="Places")
    served.outcome("P4", "Roads", group="Places")
    groups = [(heading, [one.ref for one in outcomes]) for heading, outcomes in thread_of(served).groups]
    assert groups == [("", ["P1", "P2"]), ("Places", ["P3", "P4"])]


def test_the_file_has_a_row_for_each_thing_and_says_how_often_it_stands(served):
    served.indicator("A1", served.first, served.second)
    served.action("Build", served.first, due=ON)
    served.outcome("P3", "Parks")
    rows = [dict(zip(HEADER, row, strict=True)) for row in thread_rows(thread_of(served))]
    assert [(row["outcome_ref"], row["kind"], row["title"], row["outcomes_served"]) for row in rows] == [
        ("P1", "indicator", "Measure A1", 2),
        ("P1", "action", "Build", 1),
        ("P2", "indicator", "Measure A1", 2),
        ("P3", "", "", 0),
    ]
    assert (rows[0]["ref"], rows[1]["due"]) == ("KPI A1", ON)


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_a_framework_takes_seven_queries_however_much_serves_it(served, rows):
    for number in range(rows):
        outcome = served.outcome(f"X{number}", f"Outcome {number}")
        one = served.indicator(f"B{number}", outcome, served.first)
        act = served.action(f"Do {number}", outcome, served.first)
        served.clinic(f"Clinic {number}", indicators=[one], actions=[act])
        served.plan(f"Plan {number}", ("1", act))
    with counted() as asked:
        list(thread_rows(thread_of(served)))
    assert asked.queries == 7
    with counted() as asked:
        framework_rows(ON)
    assert asked.queries == 4


# Counts never double, whatever serves what


def indicator(key: int) -> IndicatorLine:
    rag = (Rag.GREEN, Rag.RED, Rag.AWAITED)[key % 3]
    way = ("Improved", "Declined", "No comparison")[key % 3]
    return IndicatorLine(key, "", "KPI", str(key), "x", "x", Rating(rag, "x", "x"), "", "", way, "")


def action(key: int) -> ActionLine:
    rag = (Rag.GREEN, Rag.COMPLETE, Rag.RED, Rag.NOT_REPORTED)[key % 4]
    plans = tuple(PlanPlace(plan, f"Plan {plan}", "", ()) for plan in {key % 2, key % 3})
    return ActionLine(key, "", "x", "x", Rating(rag, "x", "x"), None, "", plans)


def clinic(key: int) -> ClinicLine:
    return ClinicLine(key, "", "x", "Held", ())


KEYS = st.sets(st.integers(0, 12), max_size=13)


@st.composite
def linked(draw) -> list[OutcomeThread]:
    """Outcomes, each linked with some of the same few things."""
    made = []
    for key in range(draw(st.integers(0, 6))):
        kinds = ((indicator, draw(KEYS)), (action, draw(KEYS)), (clinic, draw(KEYS)))
        made.append(
            OutcomeThread(key, "", "", "x", "", Serving(*(tuple(map(kind, sorted(keys))) for kind, keys in kinds)))
        )
    return made


@given(linked())
def test_counts_never_double(outcomes):
    whole = together(outcome.serving for outcome in outcomes)
    for name in ("indicators", "actions", "clinics"):
        kept = [line.pk for line in getattr(whole, name)]
        every = {line.pk for outcome in outcomes for line in getattr(outcome.serving, name)}
        assert len(kept) == len(set(kept))
        assert set(kept) == every
        several = [getattr(outcome.serving, name) for outcome in outcomes]
        stands = {key: sum(key in {line.pk for line in lines} for lines in several) for key in every}
        assert shared(several) == sum(number > 1 for number in stands.values())
        # Each thing once, and once more for each further outcome that it serves.
        assert sum(map(len, several)) == len(kept) + sum(number - 1 for number in stands.values())
    assert len({plan.pk for plan in whole.plans}) == len(whole.plans)
    for share in (whole.on_target, whole.improved, whole.on_track):
        assert 0 <= share.part <= share.whole <= share.total <= max(len(whole.indicators), len(whole.actions))


@given(linked())
def test_taking_the_same_outcomes_together_twice_changes_nothing(outcomes):
    once = together(outcome.serving for outcome in outcomes)
    assert together([once, once]) == once


def test_the_outcomes_asked_for_alone_are_those_of_the_framework(served):
    served.indicator("A1", served.first)
    (alone,) = threads(Outcome.objects.filter(pk=served.first.pk), ON)
    assert alone == thread_of(served).outcomes[0]
    assert alone.sentence == "1\u00a0indicator serves it."
