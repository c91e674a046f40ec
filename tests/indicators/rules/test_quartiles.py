from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.choices import Quartile
from indicators.rules import Moved, Position, Rank, Thresholds, movement, peer_thresholds, position, rank
from tests.indicators.rules.scales import CONTEXT, COUNT, DAYS, HIGHER, LOWER, PERCENT, RANGE, D, numbers

RANK = {Quartile.WORST: 1, Quartile.THIRD: 2, Quartile.SECOND: 3, Quartile.BEST: 4}


FULL = Thresholds("all England", "2005/06", top=D(95), median=D(90), bottom=D(85))


@pytest.mark.parametrize(
    ("value", "quartile"),
    [
        ("95", Quartile.BEST),
        ("94.9", Quartile.SECOND),
        ("90", Quartile.SECOND),
        ("89.9", Quartile.THIRD),
        ("85", Quartile.THIRD),
        ("84.9", Quartile.WORST),
    ],
)
def test_equal_to_a_threshold_is_in_the_better_quartile(value, quartile):
    assert position(PERCENT, value=D(value), thresholds=FULL).quartile == quartile


@pytest.mark.parametrize(
    ("value", "quartile"),
    [("24", Quartile.BEST), ("24.1", Quartile.SECOND), ("28.1", Quartile.THIRD), ("40", Quartile.WORST)],
)
def test_quartiles_are_mirrored_where_lower_is_better(value, quartile):
    mirrored = Thresholds("Mets", "2005/06", top=D(24), median=D(28), bottom=D(35))
    assert position(DAYS, value=D(value), thresholds=mirrored).quartile == quartile


@pytest.mark.parametrize(
    ("published", "value", "quartile"),
    [
        ({"top": D(95)}, "95", Quartile.BEST),
        ({"top": D(95)}, "94", Quartile.BELOW_BEST),
        ({"bottom": D(85)}, "85", Quartile.ABOVE_WORST),
        ({"bottom": D(85)}, "84", Quartile.WORST),
        ({"median": D(90)}, "91", Quartile.ABOVE_WORST),
        ({"median": D(90)}, "89", Quartile.BELOW_BEST),
        ({"top": D(95), "median": D(90)}, "92", Quartile.SECOND),
        ({"top": D(95), "median": D(90)}, "80", Quartile.BELOW_BEST),
        ({"median": D(90), "bottom": D(85)}, "86", Quartile.THIRD),
        ({"median": D(90), "bottom": D(85)}, "99", Quartile.ABOVE_WORST),
        ({}, "99", Quartile.UNKNOWN),
    ],
)
def test_where_some_thresholds_were_not_published_no_more_is_said_than_is_known(published, value, quartile):
    assert position(PERCENT, value=D(value), thresholds=Thresholds("g", "y", **published)).quartile == quartile


def test_the_sentence_of_a_quartile_carries_group_and_year():
    assert position(PERCENT, value=D(86), thresholds=FULL).sentence == "3rd quartile (all England, 2005/06)."


def test_where_two_thresholds_are_equal_the_position_is_joint():
    tied = Thresholds("g", "2005/06", top=D(100), median=D(100), bottom=D(98), provisional=True)
    assert position(PERCENT, value=D(100), thresholds=tied).sentence == "Joint best quartile (g, 2005/06, provisional)."


@pytest.mark.parametrize(
    ("published", "value", "sentence"),
    [
        ({"top": D(95)}, "94", "Below best quartile (g, y)."),
        ({"median": D(90)}, "91", "Above worst quartile, in the best or 2nd (g, y)."),
        ({"median": D(90)}, "89", "Below best quartile, in the 3rd or worst (g, y)."),
        ({"top": D(95), "bottom": D(85)}, "90", "Below best quartile, in the 2nd or 3rd (g, y)."),
        ({}, "99", "Quartile not known: the thresholds that would tell were not published (g, y)."),
        ({"top": D(80), "bottom": D(90)}, "85", "Quartile not known: the thresholds do not run from best to worst (g, y). Correct them."),
    ],
)  # fmt: skip
def test_a_position_known_in_part_says_what_is_known(published, value, sentence):
    assert position(PERCENT, value=D(value), thresholds=Thresholds("g", "y", **published)).sentence == sentence


@pytest.mark.parametrize(
    ("scale", "value", "thresholds", "sentence"),
    [
        (PERCENT, None, FULL, "Quartile not known: there is no figure."),
        (PERCENT, D(90), None, "Quartile not known: no thresholds are held."),
        (CONTEXT, D(90), FULL, "No quartile: the figure is for context, and neither way is better."),
        (RANGE, D(90), FULL, "No quartile: within a range is best, and quartiles rank from high to low."),
    ],
)
def test_where_there_is_no_position_the_reason_is_said(scale, value, thresholds, sentence):
    assert position(scale, value=value, thresholds=thresholds) == Position(Quartile.UNKNOWN, sentence)


def test_a_value_that_only_one_of_two_thresholds_equals_is_not_joint():
    assert position(PERCENT, value=D(95), thresholds=FULL).sentence == "Best quartile (all England, 2005/06)."


NOW, BEFORE = "(g, 2006/07)", "(g, 2005/06)"


def placed(quartile, source):
    return Position(quartile, f"{quartile.label} {source}.")


@pytest.mark.parametrize(
    ("before", "now", "moved", "quartiles", "opening"),
    [
        (Quartile.THIRD, Quartile.SECOND, Moved.ROSE, 1, "Rose by 1\u00a0quartile."),
        (Quartile.WORST, Quartile.BEST, Moved.ROSE, 3, "Rose by 3\u00a0quartiles."),
        (Quartile.BEST, Quartile.THIRD, Moved.FELL, 2, "Fell by 2\u00a0quartiles."),
        (Quartile.THIRD, Quartile.THIRD, Moved.STAYED, 0, "Stayed."),
        (Quartile.BEST, Quartile.BELOW_BEST, Moved.FELL, None, "Fell by at least 1\u00a0quartile."),
        (Quartile.WORST, Quartile.ABOVE_WORST, Moved.ROSE, None, "Rose by at least 1\u00a0quartile."),
        (Quartile.BELOW_BEST, Quartile.BEST, Moved.ROSE, None, "Rose by at least 1\u00a0quartile."),
        (Quartile.ABOVE_WORST, Quartile.WORST, Moved.FELL, None, "Fell by at least 1\u00a0quartile."),
        (Quartile.SECOND, Quartile.BELOW_BEST, Moved.NOT_KNOWN, None, "Movement not known."),
        (Quartile.BELOW_BEST, Quartile.BELOW_BEST, Moved.NOT_KNOWN, None, "Movement not known."),
        (Quartile.UNKNOWN, Quartile.BEST, Moved.NOT_KNOWN, None, "Movement not known."),
        (Quartile.UNKNOWN, Quartile.UNKNOWN, Moved.NOT_KNOWN, None, "Movement not known."),
    ],
)
def test_a_movement_says_no_more_than_both_positions_tell(before, now, moved, quartiles, opening):
    found = movement(placed(now, NOW), placed(before, BEFORE))
    assert (found.moved, found.quartiles) == (moved, quartiles)
    assert found.sentence.startswith(opening)


def test_a_movement_carries_both_years():
    found = movement(placed(Quartile.SECOND, NOW), placed(Quartile.BEST, BEFORE))
    assert found.sentence == ("Fell by 1\u00a0quartile. 2nd quartile (g, 2006/07). Before: best quartile (g, 2005/06).")


def test_a_movement_back_undoes_a_movement():
    opposite = {Moved.ROSE: Moved.FELL, Moved.FELL: Moved.ROSE, Moved.STAYED: Moved.STAYED, Moved.NOT_KNOWN: Moved.NOT_KNOWN}  # fmt: skip
    for one, other in product(Quartile, repeat=2):
        there, back = movement(placed(one, NOW), placed(other, NOW)), movement(placed(other, NOW), placed(one, NOW))
        assert back.moved == opposite[there.moved]
        assert back.quartiles == there.quartiles


PEERS = [D(value) for value in (10, 20, 30, 40, 50, 60, 70, 80, 90)]


def test_a_peer_group_is_cut_by_the_inclusive_method():
    assert peer_thresholds(COUNT, PEERS, "our neighbours", "2006/07") == Thresholds(
        "our neighbours", "2006/07", top=D(70), median=D(50), bottom=D(30), n=9, worked_out=True
    )


def test_a_peer_group_is_mirrored_where_lower_is_better():
    thresholds = peer_thresholds(DAYS, PEERS, "our neighbours", "2006/07")
    assert (thresholds.top, thresholds.median, thresholds.bottom) == (30, 50, 70)


def test_a_cut_between_two_councils_lies_in_proportion():
    thresholds = peer_thresholds(COUNT, PEERS[:8], "g", "y")
    assert (thresholds.bottom, thresholds.median, thresholds.top) == (D("27.5"), D(45), D("62.5"))


@pytest.mark.parametrize(("scale", "count"), [(COUNT, 7), (COUNT, 0), (CONTEXT, 9), (RANGE, 9)])
def test_no_quartiles_are_made_of_fewer_than_eight_councils_or_where_no_way_is_better(scale, count):
    assert peer_thresholds(scale, PEERS[:count], "g", "y") is None


def test_the_number_of_councils_is_part_of_the_sentence():
    thresholds = peer_thresholds(COUNT, PEERS, "our neighbours", "2006/07")
    assert position(COUNT, value=D(50), thresholds=thresholds).sentence == (
        "2nd quartile (our neighbours, 2006/07, worked out here from 9\u00a0councils)."
    )


@pytest.mark.parametrize(
    ("scale", "value", "words"),
    [
        (COUNT, 95, "1st of 10, counting us"),
        (COUNT, 65, "4th of 10, counting us"),
        (COUNT, 60, "joint 4th of 10, counting us"),
        (COUNT, 5, "10th of 10, counting us"),
        (DAYS, 5, "1st of 10, counting us"),
        (DAYS, 30, "joint 3rd of 10, counting us"),
    ],
)
def test_a_place_among_peers_counts_us_and_says_where_it_is_shared(scale, value, words):
    assert str(rank(scale, D(value), PEERS)) == words


def test_what_prints_the_same_shares_a_place():
    assert str(rank(PERCENT, D("70.04"), [D("70.01"), D("71")])) == "joint 2nd of 3, counting us"


@pytest.mark.parametrize(
    ("scale", "value", "peers"), [(CONTEXT, D(1), PEERS), (RANGE, D(1), PEERS), (COUNT, None, PEERS), (COUNT, D(1), [])]
)
def test_there_is_no_place_without_an_order_a_value_or_peers(scale, value, peers):
    assert rank(scale, value, peers) is None


@given(numbers, st.lists(numbers, min_size=1, max_size=20))
def test_a_place_is_the_mirror_of_the_place_from_the_other_end(value, peers):
    best_first, worst_first = rank(HIGHER, value, peers), rank(LOWER, value, peers)
    shared = sum(HIGHER.printed(peer) == HIGHER.printed(value) for peer in peers)
    assert best_first.place + worst_first.place + shared == best_first.of + 1
    assert best_first.joint == worst_first.joint == (shared > 0)


@given(numbers, st.lists(numbers, min_size=8, max_size=20))
def test_mirroring_polarity_and_figures_mirrors_the_quartile(value, peers):
    there = position(HIGHER, value=value, thresholds=peer_thresholds(HIGHER, peers, "g", "y"))
    mirrored = [-peer for peer in peers]
    back = position(LOWER, value=-value, thresholds=peer_thresholds(LOWER, mirrored, "g", "y"))
    assert there == back


@given(numbers, numbers, st.lists(numbers, min_size=8, max_size=20))
def test_better_is_never_in_a_worse_quartile(one, other, peers):
    thresholds = peer_thresholds(LOWER, peers, "g", "y")
    better, worse = sorted((one, other), key=LOWER.goodness, reverse=True)
    found = [position(LOWER, value=value, thresholds=thresholds).quartile for value in (better, worse)]
    assert RANK[found[0]] >= RANK[found[1]]


@given(numbers, st.lists(numbers, min_size=8, max_size=20))
def test_a_quartile_depends_on_its_inputs_at_printed_precision_alone(value, peers):
    exact = position(HIGHER, value=value, thresholds=peer_thresholds(HIGHER, peers, "g", "y"))
    rounded = [HIGHER.printed(peer) for peer in peers]
    assert exact == position(HIGHER, value=HIGHER.printed(value), thresholds=peer_thresholds(HIGHER, rounded, "g", "y"))


@given(
    numbers,
    st.lists(numbers, min_size=8, max_size=20),
    st.sets(st.sampled_from(["top", "median", "bottom"]), max_size=3),
)
def test_what_is_known_in_part_never_contradicts_what_is_known_in_full(value, peers, published):
    full = peer_thresholds(HIGHER, peers, "g", "y")
    part = Thresholds("g", "y", **{name: getattr(full, name) for name in published})
    known = position(HIGHER, value=value, thresholds=full).quartile
    guess = position(HIGHER, value=value, thresholds=part).quartile
    possible = {
        Quartile.UNKNOWN: set(RANK),
        Quartile.BELOW_BEST: set(RANK) - {Quartile.BEST},
        Quartile.ABOVE_WORST: set(RANK) - {Quartile.WORST},
    }
    assert known in possible.get(guess, {guess})


@pytest.mark.parametrize("before", [Quartile.BELOW_BEST, Quartile.UNKNOWN])
def test_from_where_it_may_have_been_worst_already_nothing_is_known_to_have_fallen(before):
    assert movement(Position(Quartile.WORST, "Now."), Position(before, "Then.")).moved == Moved.NOT_KNOWN


def test_thresholds_that_were_published_are_not_said_to_be_worked_out_here():
    assert Thresholds("all England", "2005/06", n=36).source == "all England, 2005/06, 36\u00a0councils"


def test_a_place_that_nobody_shares_is_not_joint():
    assert str(Rank(1, 2)) == "1st of 2, counting us"
