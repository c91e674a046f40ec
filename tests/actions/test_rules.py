from datetime import date

import pytest

from actions.choices import Status
from actions.rules import ActionFacts, MilestoneFacts, rate
from core.dates import Recurrence
from core.rag import Rag

TODAY = date(2007, 9, 10)
PAST, LATER = date(2007, 7, 31), date(2008, 3, 31)


def step(due=None, **more) -> MilestoneFacts:
    return MilestoneFacts(due=due, first_due=more.pop("first_due", due), **more)


def rated(status: str, *steps: MilestoneFacts, **more):
    return rate(ActionFacts(status, steps), TODAY, **more)


DECLARED = ["", *(str(status) for status in Status)]


@pytest.mark.parametrize(
    ("status", "rag", "label"),
    [
        ("", Rag.NOT_REPORTED, "Not reported"),
        ("on_track", Rag.GREEN, "On track"),
        ("in_progress", Rag.GREEN, "In progress"),
        ("slipped", Rag.AMBER, "Slipped"),
        ("off_track", Rag.RED, "Off track"),
        ("complete", Rag.COMPLETE, "Complete"),
    ],
)
def test_while_its_date_is_to_come_an_action_is_what_was_declared(status, rag, label):
    for steps in ([step(LATER)], []):
        rating = rated(status, *steps)
        assert (rating.rag, rating.label) == (rag, label)


@pytest.mark.parametrize("status", [s for s in DECLARED if s != "complete"])
def test_once_its_date_has_passed_it_is_overdue_whatever_was_declared(status):
    rating = rated(status, step(PAST))
    assert (rating.rag, rating.label) == (Rag.RED, "Overdue")
    assert rating.sentence.startswith("Due 31\u00a0July\u00a02007, 41\u00a0days ago, and not complete;")


def test_what_is_complete_is_complete_even_late_and_says_what_is_still_open():
    assert rated("complete", step(PAST)).sentence == "Declared complete, with 1\u00a0milestone not ticked."
    assert rated("complete", step(PAST, done=True)).sentence == "Declared complete."


def test_it_is_due_on_the_day_itself_and_overdue_the_day_after():
    assert rated("on_track", step(TODAY)).rag == Rag.GREEN
    assert rated("on_track", step(date(2007, 9, 9))).rag == Rag.RED


def test_it_is_due_on_the_last_of_its_milestones():
    rating = rated("on_track", step(PAST), step(LATER))
    assert (rating.rag, rating.label) == (Rag.AMBER, "Milestone late")


def test_an_earlier_milestone_that_was_ticked_is_not_late():
    assert rated("on_track", step(PAST, done=True), step(LATER)).rag == Rag.GREEN


def test_when_every_dated_milestone_is_ticked_nothing_is_overdue():
    assert rated("in_progress", step(PAST, done=True), step()).rag == Rag.GREEN


def test_a_late_milestone_of_something_unreported_stays_unreported():
    assert rated("", step(PAST), step(LATER)).rag == Rag.NOT_REPORTED


def test_what_was_re_dated_is_amber_at_best():
    moved = step(LATER, first_due=PAST)
    assert (rated("on_track", moved).rag, rated("on_track", moved).label) == (Rag.AMBER, "Re-dated")
    assert rated("slipped", moved).sentence.startswith("Declared slipped, 244\u00a0days later than first agreed;")
    assert rated("off_track", moved).rag == Rag.RED


def test_a_date_that_was_brought_forward_is_not_slippage():
    assert rated("on_track", step(LATER, first_due=date(2009, 3, 31))).rag == Rag.GREEN


def test_a_recurring_action_is_rated_on_its_next_occurrence():
    yearly = step(PAST, recurrence=Recurrence.YEARLY)
    rating = rated("on_track", yearly)
    assert (rating.rag, rating.label) == (Rag.AMBER, "Milestone late")
    assert rating.sentence.endswith("due 31\u00a0July\u00a02008.")
    assert rated("on_track", step(LATER, recurrence=Recurrence.YEARLY)).rag == Rag.GREEN


def test_a_season_that_has_ended_is_amber_unless_the_council_counts_its_end():
    summer = step(date(2007, 8, 31), is_season=True)
    assert (rated("on_track", summer).rag, rated("on_track", summer).label) == (Rag.AMBER, "Season passed")
    assert rated("on_track", summer, seasons_fall_due=True).label == "Overdue"
    assert rated("", summer).rag == Rag.NOT_REPORTED


@pytest.mark.parametrize("status", DECLARED)
def test_without_a_date_nothing_is_ever_overdue(status):
    assert rated(status, step()).label != "Overdue"


def test_the_number_of_days_slipped_is_that_of_the_milestone_that_slipped_most():
    facts = ActionFacts("", (step(LATER, first_due=PAST), step(LATER)))
    assert facts.redated_by == 244


@pytest.mark.parametrize(
    ("given", "label", "sentence"),
    [
        (("on_track", step(PAST)), "Overdue", "Due 31\u00a0July\u00a02007, 41\u00a0days ago, and not complete; declared on track."),
        (("", step(PAST)), "Overdue", "Due 31\u00a0July\u00a02007, 41\u00a0days ago, and not complete; nothing declared."),
        (("off_track", step(LATER)), "Off track", "Declared off track; due 31\u00a0March\u00a02008."),
        (("off_track",), "Off track", "Declared off track; no date."),
        (("", step(LATER)), "Not reported", "Nobody has declared a status; due 31\u00a0March\u00a02008."),
        (("slipped", step(LATER)), "Slipped", "Declared slipped; due 31\u00a0March\u00a02008."),
        (("slipped", step(LATER, first_due=PAST)), "Slipped", "Declared slipped, 244\u00a0days later than first agreed; due 31\u00a0March\u00a02008."),
        (("on_track", step(LATER, first_due=PAST)), "Re-dated", "Re-dated by 244\u00a0days; declared on track; due 31\u00a0March\u00a02008."),
        (("on_track", step(PAST), step(date(2007, 6, 30)), step(LATER)), "Milestone late", "A milestone due 30\u00a0June\u00a02007 has not been ticked; declared on track; due 31\u00a0March\u00a02008."),
        (("on_track", step(PAST, is_season=True)), "Season passed", "The season it was due in ended on 31\u00a0July\u00a02007; declared on track; due 31\u00a0July\u00a02007."),
        (("on_track", step(PAST, is_season=True), step(date(2007, 6, 30))), "Milestone late", "A milestone due 30\u00a0June\u00a02007 has not been ticked; declared on track; due 31\u00a0July\u00a02007."),
        (("on_track", step(LATER)), "On track", "Declared on track; due 31\u00a0March\u00a02008."),
        (("in_progress",), "In progress", "Declared in progress; no date."),
    ],
)  # fmt: skip
def test_each_rating_says_what_it_rests_on(given, label, sentence):
    rating = rated(*given)
    assert (rating.label, rating.sentence) == (label, sentence)


def test_of_milestones_due_on_one_day_an_open_and_a_firm_one_decides():
    done, season, firm = step(PAST, done=True), step(PAST, is_season=True), step(PAST)
    for steps in ((done, season, firm), (firm, season, done), (season, firm)):
        assert ActionFacts("on_track", steps).last(TODAY) == firm
    assert ActionFacts("on_track", (done, season)).last(TODAY) == season
    assert ActionFacts("on_track", (step(PAST), step(LATER))).due(TODAY) == LATER


def test_a_milestone_without_a_date_has_not_slipped_and_falls_due_on_no_day():
    assert MilestoneFacts(first_due=PAST).redated_by == 0
    assert MilestoneFacts(due=PAST).redated_by == 0
    yearly = MilestoneFacts(due=PAST, first_due=PAST, recurrence=Recurrence.YEARLY)
    assert yearly.next_due(TODAY) == date(2008, 7, 31)
    assert MilestoneFacts(due=PAST, first_due=PAST, recurrence=Recurrence.YEARLY, done=True).next_due(TODAY) == PAST
