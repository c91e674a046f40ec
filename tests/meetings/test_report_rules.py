"""Who signs a report next, by when, and what stands in the way."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.choices import ReportState
from meetings.rules.clear_days import publish_by
from meetings.rules.reports import (
    MOVES,
    Move,
    Signature,
    Signed,
    deadlines,
    labels,
    missing_words,
    refusal,
    standing,
    whose_turn,
)
from organisation.bank_holidays import bank_holidays

ENGLAND, SCOTLAND = bank_holidays("unitary"), bank_holidays("scottish")
NEXT, DONE, WAITING, EARLIER = Signed.NEXT, Signed.DONE, Signed.WAITING, Signed.EARLIER


@pytest.mark.parametrize(
    ("signatures", "stand"),
    [
        ([], [NEXT, WAITING, WAITING]),
        ([(1, "now")], [DONE, NEXT, WAITING]),
        ([(2, "now")], [NEXT, DONE, WAITING]),
        ([(1, "before"), (2, "now")], [EARLIER, DONE, WAITING]),
        ([(1, "before"), (1, "now")], [DONE, NEXT, WAITING]),
        ([(1, "now"), (2, "now"), (3, "now")], [DONE, DONE, DONE]),
        ([(9, "now")], [NEXT, WAITING, WAITING]),
    ],
)
def test_how_reviewers_stand_to_a_text(signatures, stand):
    assert standing([1, 2, 3], [Signature(*one) for one in signatures], "now") == stand


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["now", "before"]))))
def test_nobody_is_passed_over(signatures):
    found = standing([1, 2, 3, 4], [Signature(*one) for one in signatures], "now")
    turn = whose_turn(found)
    assert (turn is None) == all(one == DONE for one in found)
    assert all(one == DONE for one in found[:turn])


@pytest.mark.parametrize("state", list(ReportState))
@pytest.mark.parametrize("move", list(Move))
def test_a_refusal_is_a_sentence_and_there_only_where_it_is_refused(state, move):
    why_not = refusal(state, move)
    assert bool(why_not) == (state not in MOVES[move])
    assert not why_not or why_not.endswith(".")


def test_deadlines_are_worked_back_from_publication_over_a_weekend():
    friday = date(2007, 8, 31)
    assert deadlines(friday, 2, ()) == (date(2007, 8, 24), date(2007, 8, 28), date(2007, 8, 30))
    assert deadlines(friday, 0, ()) == (date(2007, 8, 30),)
    assert deadlines(None, 2, ()) == (None, None, None)


def test_deadlines_are_worked_back_over_a_bank_holiday_as_the_clear_days_are():
    assert deadlines(date(2007, 8, 31), 2, ENGLAND) == (date(2007, 8, 23), date(2007, 8, 28), date(2007, 8, 30))
    assert deadlines(date(2007, 8, 31), 2, SCOTLAND) == (date(2007, 8, 24), date(2007, 8, 28), date(2007, 8, 30))
    assert deadlines(date(2008, 1, 2), 1, ENGLAND) == (date(2007, 12, 27), date(2007, 12, 31))


days = st.dates(date(1974, 4, 1), date(2060, 12, 31))
closed_days = st.frozensets(st.dates(date(2007, 1, 1), date(2007, 12, 31)), max_size=60)


@given(days, st.integers(0, 8), st.sampled_from([ENGLAND, SCOTLAND]))
def test_deadlines_are_working_days_in_order_before_publication(day, reviewers, holidays):
    found = [*deadlines(day, reviewers, holidays), day]
    assert not any(one.weekday() >= 5 or one in holidays for one in found[:-1])
    assert all(first < then for first, then in itertools.pairwise(found))


@given(st.dates(date(2007, 1, 1), date(2007, 12, 31)), st.integers(0, 60), st.integers(0, 8), closed_days)
def test_a_later_meeting_never_has_an_earlier_deadline_of_a_report(day, later, reviewers, closed):
    """Of the meeting, its agenda, its author and each of its reviewers, by one calendar."""
    sooner, after = publish_by(day, 5, closed), publish_by(day + timedelta(days=later), 5, closed)
    found = zip(deadlines(sooner, reviewers, closed), deadlines(after, reviewers, closed), strict=True)
    assert all(first <= then for first, then in found)


def test_appendices_are_labelled_beyond_z():
    assert labels(0) == []
    assert (labels(28)[0], labels(28)[25:]) == ("Appendix A", ["Appendix Z", "Appendix AA", "Appendix AB"])


def test_what_is_missing_is_named():
    assert missing_words([]) == ""
    assert missing_words(["8. Finance"]) == "Nothing stands yet under “8. Finance”. It is required: write there first."
    assert "“8. Finance” and “9. Risks”. They are required" in missing_words(["8. Finance", "9. Risks"])


@pytest.mark.parametrize(
    ("state", "move", "sentence"),
    [
        (ReportState.SIGNED, Move.WRITE, "The report is signed off, and stays as it is. Open it again, with a reason, to change it."),
        (ReportState.REVIEW, Move.REOPEN, "The report is not signed off: it can be changed as it is."),
        (ReportState.DRAFT, Move.REOPEN, "The report is not signed off: it can be changed as it is."),
        (ReportState.REVIEW, Move.SEND, "The report is in review already."),
        (ReportState.DRAFT, Move.SIGN, "The report is a draft. It can be signed once its author has sent it for review."),
    ],
)  # fmt: skip
def test_a_refusal_says_what_can_be_done_instead(state, move, sentence):
    assert refusal(state, move) == sentence
