"""What an action was on an earlier day follows from what was known of it by then, and from nothing else."""

from datetime import date

import pytest

from actions.choices import Effect, Status
from actions.rules import (
    ActionFacts,
    ActionPast,
    Cycle,
    MilestoneFacts,
    MilestonePast,
    Moved,
    Said,
    Share,
    covered,
    facts_at,
    rate,
)
from core.rag import Rag

DAY, BEFORE, AFTER = date(2007, 6, 15), date(2007, 6, 14), date(2007, 6, 16)
JULY, AUGUST, SEPTEMBER = date(2007, 7, 31), date(2007, 8, 31), date(2007, 9, 30)
DAYS = (BEFORE, DAY, AFTER)


def milestone(due=SEPTEMBER, **more) -> MilestonePast:
    return MilestonePast(MilestoneFacts(due, due), **more)


def test_what_was_added_on_a_day_is_there_from_that_day_on():
    assert [milestone(added_on=DAY).there(day) for day in DAYS] == [False, True, True]
    assert milestone().there(BEFORE)
    assert [ActionPast(opened_on=DAY).there(day) for day in DAYS] == [False, True, True]
    assert ActionPast().there(BEFORE)


def test_what_was_completed_on_a_day_is_done_from_that_day_on():
    done = MilestonePast(MilestoneFacts(JULY, JULY, done=True), completed_on=DAY)
    assert [done.at(day).done for day in DAYS] == [False, True, True]
    assert not milestone().at(DAY).done


def test_a_milestone_is_due_by_the_last_change_until_then_else_as_before_the_first_one_after():
    first, second = Moved(DAY, JULY, AUGUST), Moved(date(2007, 7, 1), AUGUST, SEPTEMBER)
    moved = milestone(moves=(first, second))
    days = (BEFORE, DAY, AFTER, date(2007, 6, 30), date(2007, 7, 1))
    assert [moved.at(day).due for day in days] == [JULY, AUGUST, AUGUST, AUGUST, SEPTEMBER]
    assert milestone().at(BEFORE).due == SEPTEMBER


UPDATES = (
    Said(BEFORE, status=Status.ON_TRACK, forecast=JULY),
    Said(DAY, status=Status.SLIPPED),
    Said(DAY, forecast=AUGUST),
    Said(AFTER, status=Status.COMPLETE),
)


def test_the_newest_word_by_the_end_of_a_day_counts():
    past = ActionPast(said=UPDATES)
    assert [len(past.until(day)) for day in DAYS] == [1, 3, 4]
    assert past.until(DAY)[0] == UPDATES[2]
    assert [past.status(day) for day in (date(2007, 6, 13), *DAYS)] == [
        "",
        Status.ON_TRACK,
        Status.SLIPPED,
        Status.COMPLETE,
    ]
    assert [past.forecast(day) for day in (date(2007, 6, 13), *DAYS)] == [None, JULY, AUGUST, None]


def test_what_came_after_it_was_complete_is_a_forecast_again():
    past = ActionPast(
        said=(Said(BEFORE, forecast=JULY), Said(DAY, status=Status.COMPLETE), Said(AFTER, forecast=AUGUST))
    )
    assert [past.forecast(day) for day in DAYS] == [JULY, None, AUGUST]


def test_it_is_closed_by_the_last_that_closed_or_reopened_it():
    past = ActionPast(closed_on=AFTER, said=(Said(BEFORE, effect=Effect.CLOSED), Said(DAY, effect=Effect.REOPENED)))
    assert [past.closed(day) for day in DAYS] == [BEFORE, None, None]
    assert ActionPast(said=(Said(DAY, effect=Effect.CLOSED), Said(AFTER, status=Status.ON_TRACK))).closed(AFTER) == DAY
    assert [ActionPast(closed_on=DAY).closed(day) for day in DAYS] == [None, DAY, DAY]
    assert ActionPast().closed(DAY) is None


def test_that_it_was_closed_is_no_word_of_its_officer():
    past = ActionPast(said=(Said(BEFORE, effect=Effect.CLOSED), Said(DAY, status=Status.ON_TRACK), Said(AFTER)))
    assert past.first_said == DAY
    assert ActionPast(said=past.said[:1]).first_said is None
    assert not past.spoken_of(Cycle(BEFORE, BEFORE))
    assert past.spoken_of(Cycle(DAY, DAY))
    assert past.spoken_of(Cycle(BEFORE, AFTER))
    assert not past.spoken_of(Cycle(date(2007, 6, 17), SEPTEMBER))


@pytest.mark.parametrize(
    ("past", "wanted"),
    [
        (ActionPast(), True),
        (ActionPast(opened_on=AFTER), False),
        (ActionPast(closed_on=DAY), False),
        (ActionPast(closed_on=AFTER), True),
        (ActionPast(said=(Said(DAY, status=Status.COMPLETE),)), False),
        (ActionPast(said=(Said(DAY, status=Status.ON_TRACK),)), True),
    ],
)
def test_an_update_is_wanted_of_what_is_agreed_open_and_not_complete(past, wanted):
    assert past.wanted(DAY) is wanted


def test_a_state_rests_on_what_was_known_then():
    past = ActionPast(
        said=UPDATES,
        milestones=(
            milestone(JULY, completed_on=DAY),
            milestone(added_on=AFTER),
            milestone(moves=(Moved(DAY, JULY, AUGUST),)),
        ),
    )
    assert facts_at(past, BEFORE) == ActionFacts(
        Status.ON_TRACK, (MilestoneFacts(JULY, JULY), MilestoneFacts(JULY, SEPTEMBER))
    )
    assert facts_at(past, DAY) == ActionFacts(
        Status.SLIPPED, (MilestoneFacts(JULY, JULY, done=True), MilestoneFacts(AUGUST, SEPTEMBER))
    )
    assert rate(facts_at(past, AFTER), AFTER).rag == Rag.COMPLETE


def test_coverage_counts_those_spoken_of_among_those_that_wanted_it():
    cycle = Cycle(date(2007, 5, 15), DAY)
    spoken, silent = ActionPast(said=(Said(DAY, status=Status.ON_TRACK),)), ActionPast()
    complete, closed = ActionPast(said=(Said(DAY, status=Status.COMPLETE),)), ActionPast(closed_on=BEFORE)
    late = ActionPast(said=(Said(AFTER, status=Status.ON_TRACK),))
    share = covered([spoken, silent, complete, closed, late], cycle)
    assert share == Share(1, 3)
    assert (share.counted, share.percentage) == ("1 of 3", "33.3\u00a0%")
    assert (Share(0, 0).counted, Share(0, 0).percentage) == ("0 of 0", "")
    assert cycle.words.replace("\u00a0", " ") == "15 May 2007 to 15 Jun 2007"


def test_an_action_that_says_nothing_of_itself_was_never_spoken_of():
    said = Said(DAY)
    assert (said.status, said.forecast, said.effect) == ("", None, "")
    assert (ActionFacts().status, ActionFacts().milestones, ActionFacts().due(DAY), ActionFacts().redated_by) == (
        "",
        (),
        None,
        0,
    )
    assert not MilestoneFacts(JULY).is_tentative
    assert not MilestoneFacts(JULY).done


def test_a_word_without_a_forecast_leaves_the_forecast_as_it_was():
    past = ActionPast(said=(Said(BEFORE, forecast=JULY), Said(DAY, status=Status.ON_TRACK)))
    assert past.forecast(DAY) == JULY


def test_a_change_that_was_made_on_the_day_counts_before_the_one_that_follows():
    later = date(2007, 7, 1)
    moved = milestone(due=SEPTEMBER, moves=(Moved(DAY, JULY, AUGUST), Moved(later, AUGUST, SEPTEMBER)))
    assert [moved.at(day).due for day in (date(2007, 6, 1), DAY, later)] == [JULY, AUGUST, SEPTEMBER]
