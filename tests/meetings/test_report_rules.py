"""Who signs a report next, by when, and what stands in the way."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.choices import ReportState
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
    assert deadlines(friday, 2) == (date(2007, 8, 24), date(2007, 8, 28), date(2007, 8, 30))
    assert deadlines(friday, 0) == (date(2007, 8, 30),)
    assert deadlines(None, 2) == (None, None, None)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 8))
def test_deadlines_are_working_days_in_order_before_publication(day, reviewers):
    found = [*deadlines(day, reviewers), day]
    assert all(one.weekday() < 5 for one in found[:-1])
    assert all(first < then for first, then in itertools.pairwise(found))


def test_appendices_are_labelled_beyond_z():
    assert labels(0) == []
    assert (labels(28)[0], labels(28)[25:]) == ("Appendix A", ["Appendix Z", "Appendix AA", "Appendix AB"])


def test_what_is_missing_is_named():
    assert missing_words([]) == ""
    assert missing_words(["8. Finance"]) == "Nothing stands yet under “8. Finance”. It is required: write there first."
    assert "“8. Finance” and “9. Risks”. They are required" in missing_words(["8. Finance", "9. Risks"])
