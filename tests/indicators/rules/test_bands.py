from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.rules import BandRange, Bands, band
from tests.indicators.rules.scales import DAYS, HIGHER, LOWER, PERCENT, D, numbers

RISING = Bands(
    "2006/07",
    (
        BandRange(1, None, D(60)),
        BandRange(2, D(60), D(70)),
        BandRange(3, D(70), D(80)),
        BandRange(4, D(80), D(90)),
        BandRange(5, D(90), None),
    ),
)
FALLING = Bands(
    "2006/07",
    (
        BandRange(1, D(40), None),
        BandRange(2, D(30), D(40)),
        BandRange(3, D(20), D(30), best_attainable=True),
        BandRange(4, D(10), D(20)),
        BandRange(5, None, D(10)),
    ),
)
BOTH_WAYS = Bands(
    "2006/07",
    (
        BandRange(1, None, D(5)),
        BandRange(2, D(5), D(10)),
        BandRange(3, D(10), D(20)),
        BandRange(2, D(20), D(25)),
        BandRange(1, D(25), None),
    ),
)


@pytest.mark.parametrize(
    ("scale", "bands", "value", "number"),
    [
        (PERCENT, RISING, "59.9", 1),
        (PERCENT, RISING, "60", 2),  # a shared edge is in the better band
        (PERCENT, RISING, "59.95", 2),  # at printed precision
        (PERCENT, RISING, "89.9", 4),
        (PERCENT, RISING, "90", 5),
        (PERCENT, RISING, "100", 5),
        (DAYS, FALLING, "40", 2),
        (DAYS, FALLING, "40.1", 1),
        (DAYS, FALLING, "10", 5),
        (DAYS, BOTH_WAYS, "4", 1),
        (DAYS, BOTH_WAYS, "5", 2),
        (DAYS, BOTH_WAYS, "20", 3),
        (DAYS, BOTH_WAYS, "25", 2),
        (DAYS, BOTH_WAYS, "26", 1),
    ],
)
def test_an_edge_belongs_to_the_better_band(scale, bands, value, number):
    assert band(scale, D(value), bands).number == number


@pytest.mark.parametrize(
    ("value", "sentence", "best"),
    [
        ("25", "Band 3 of 5 (2006/07), the best that can be reached.", True),
        ("35", "Band 2 of 5 (2006/07); band 3 is the best that can be reached.", False),
    ],
)
def test_the_best_that_can_be_reached_is_said(value, sentence, best):
    found = band(DAYS, D(value), FALLING)
    assert (found.sentence, found.best_attainable, found.of) == (sentence, best, 5)


def test_the_highest_band_is_the_best_where_none_is_out_of_reach():
    assert band(PERCENT, D(95), RISING).sentence == "Band 5 of 5 (2006/07), the best that can be reached."
    assert band(PERCENT, D(65), RISING).sentence == "Band 2 of 5 (2006/07)."


GAP = Bands("2006/07", (BandRange(1, None, D(59)), BandRange(2, D(61), None)))
OVERLAP = Bands("2006/07", (BandRange(1, None, D(70)), BandRange(2, D(60), None)))


@pytest.mark.parametrize(
    ("value", "bands", "sentence"),
    [
        (D(60), GAP, "Band not known: 60.0\u00a0% lies in none of the ranges (2006/07)."),
        (D(65), OVERLAP, "Band not known: the ranges of bands 1 and 2 overlap (2006/07), and 65.0\u00a0% lies in each. Correct them."),
        (None, RISING, "Band not known: there is no figure."),
        (D(60), None, "Band not known: no ranges are held."),
        (D(60), Bands("2006/07", ()), "Band not known: no ranges are held."),
    ],
)  # fmt: skip
def test_where_a_band_is_not_known_the_reason_is_said(value, bands, sentence):
    found = band(PERCENT, value, bands)
    assert (found.number, found.sentence) == (None, sentence)


edges = st.lists(numbers.map(HIGHER.printed), min_size=1, max_size=5, unique=True).map(sorted)


def made(edges):
    pairs = enumerate(pairwise([None, *edges, None]))
    return Bands("y", tuple(BandRange(at + 1, low, high) for at, (low, high) in pairs))


def mirrored(bands):
    def turned(edge):
        return None if edge is None else -edge

    return Bands("y", tuple(BandRange(each.number, turned(each.high), turned(each.low)) for each in bands.ranges))


@given(numbers, edges)
def test_mirroring_polarity_and_figures_mirrors_the_band(value, edges):
    bands = made(edges)
    assert band(HIGHER, value, bands) == band(LOWER, -value, mirrored(bands))


@given(numbers, numbers, edges)
def test_better_is_never_in_a_lower_band(one, other, edges):
    worse, better = sorted((one, other))
    assert band(HIGHER, better, made(edges)).number >= band(HIGHER, worse, made(edges)).number


@given(numbers, edges)
def test_ranges_without_gaps_place_every_value_at_printed_precision(value, edges):
    found = band(HIGHER, value, made(edges))
    assert found.number is not None
    assert found == band(HIGHER, HIGHER.printed(value), made(edges))


def test_where_the_best_that_can_be_reached_is_given_twice_the_higher_holds():
    twice = Bands(
        "2006/07",
        (
            BandRange(1, None, D(5)),
            *(BandRange(n, D(n), D(n + 1), best_attainable=True) for n in (5, 6)),
            BandRange(7, D(7)),
        ),
    )
    assert band(HIGHER, D("5.5"), twice).sentence == "Band 5 of 7 (2006/07); band 6 is the best that can be reached."


def test_a_band_that_is_not_known_is_not_the_best():
    assert [band(HIGHER, None, bands).best_attainable for bands in (None, RISING)] == [False, False]


def test_a_value_on_the_edge_of_one_range_and_inside_another_has_no_band():
    overlapping = Bands("2006/07", (BandRange(1, D(0), D(10)), BandRange(2, D(5), D(20))))
    assert band(HIGHER, D(5), overlapping).number is None
