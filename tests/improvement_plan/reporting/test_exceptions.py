"""What wants attention in a plan, and what does not: each reason by itself."""

from datetime import date

import pytest

from improvement_plan.reporting.exceptions import REASONS, PlanExceptions, ReasonGroup
from tests.improvement_plan.reporting.lines import AMBER, COMPLETE, OVERDUE, TODAY, action, entry, step

LATE, OTHER = step(late=True), step(late=True, measure="Printed")
CASES = [
    ("overdue", entry(action(rating=OVERDUE)), OVERDUE.sentence),
    ("overdue", entry(action(rating=AMBER)), ""),
    ("off-track", entry(status="Off track"), "Declared off track; due 31\u00a0March\u00a02008."),
    ("off-track", entry(action(due=None), status="Off track"), "Declared off track; no date."),
    ("off-track", entry(action(rating=COMPLETE), status="Off track"), ""),
    ("off-track", entry(status="Slipped"), ""),
    ("slipped", entry(status="Slipped"), "Declared slipped; due 31\u00a0March\u00a02008."),
    (
        "slipped",
        entry(action(slipped=92, first_due=date(2007, 12, 30))),
        "First 30\u00a0December\u00a02007, 92\u00a0days later now; due 31\u00a0March\u00a02008.",
    ),
    (
        "slipped",
        entry(action(slipped=1, first_due=date(2008, 3, 30)), status="Slipped"),
        "Declared slipped; first 30\u00a0March\u00a02008, 1\u00a0day later now; due 31\u00a0March\u00a02008.",
    ),
    ("slipped", entry(action(rating=COMPLETE, slipped=92)), ""),
    ("slipped", entry(status="On track"), ""),
    ("redated", entry(action(times_redated=2)), "Re-dated twice; due 31\u00a0March\u00a02008."),
    ("redated", entry(action(times_redated=1)), ""),
    ("redated", entry(action(times_redated=2, rating=COMPLETE)), ""),
    ("milestone", entry(action(milestones=(LATE, step()))), "“Adopted” has not been ticked."),
    (
        "milestone",
        entry(action(milestones=(step(), LATE, OTHER))),
        "“Adopted” has not been ticked; 1\u00a0other late too.",
    ),
    (
        "milestone",
        entry(action(milestones=(step(late=True, measure="", as_written="May"),))),
        "“May” has not been ticked.",
    ),
    ("milestone", entry(action(milestones=(LATE,), rating=OVERDUE)), ""),
    ("milestone", entry(action(milestones=(LATE,), rating=COMPLETE)), ""),
    ("owner", entry(action(has_lead=False)), "No post leads it."),
    (
        "owner",
        entry(action(has_lead=False), accountability="All managers"),
        "No post leads it. The plan names “All managers”.",
    ),
    ("owner", entry(action(has_lead=False, rating=COMPLETE)), "No post leads it."),
    ("owner", entry(accountability="All managers"), ""),
    ("undated", entry(action(due=None, milestones=())), "No date was ever set."),
    ("undated", entry(action(due=None, milestones=()), as_written="TBC"), "No date: the plan says “TBC”."),
    (
        "undated",
        entry(action(due=None, milestones=(step(as_written="Ongoing"), step(as_written="TBC")))),
        "No date: the plan says “Ongoing; TBC”.",
    ),
    ("undated", entry(action(due=None, rating=COMPLETE)), ""),
    ("undated", entry(), ""),
]


@pytest.mark.parametrize(("key", "line", "sentence"), CASES)
def test_a_reason_holds_or_it_does_not_and_says_why(key, line, sentence):
    _, reason = REASONS[key]
    assert reason(line, TODAY) == sentence


def test_every_reason_is_looked_at_with_a_line_that_wants_attention_and_one_that_does_not():
    assert {key for key, _, sentence in CASES if sentence} == {key for key, _, sentence in CASES if not sentence}
    assert {key for key, *_ in CASES} == set(REASONS)


def test_an_action_on_track_with_a_lead_and_a_date_wants_no_attention():
    assert [reason(entry(), TODAY) for _, reason in REASONS.values()] == [""] * len(REASONS)


@pytest.mark.parametrize(
    ("concerned", "lines", "sentence"),
    [
        (0, (0, 0), "None of 9\u00a0actions wants attention."),
        (1, (1, 0), "1 of 9\u00a0actions wants attention, for 1\u00a0reason."),
        (1, (1, 1), "1 of 9\u00a0actions wants attention, for 2\u00a0reasons."),
        (3, (3, 1), "3 of 9\u00a0actions want attention, for 4\u00a0reasons."),
    ],
)
def test_how_many_want_attention_is_said_with_how_many_reasons(concerned, lines, sentence):
    groups = tuple(ReasonGroup(str(at), f"Reason {at}", (None,) * held, 9) for at, held in enumerate(lines))
    found = PlanExceptions("Plan", "plan", TODAY, "", None, 9, concerned, groups)
    assert found.sentence == sentence
    assert found.none == " and ".join(f"reason {at}" for at, held in enumerate(lines) if not held)
