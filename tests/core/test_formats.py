from datetime import date, time
from decimal import Decimal

import pytest

from core import formats


@pytest.mark.parametrize(
    ("value", "unit", "places", "text"),
    [
        ("91", "%", 1, "91.0\u00a0%"),
        ("27.8", "days", 2, "27.80\u00a0days"),
        ("8000000", "£", 0, "£8,000,000"),
        ("-8000", "£", 0, "\u2212£8,000"),
        ("10000", "£ per month", 0, "£10,000 per month"),
        ("4", "level", 0, "level\u00a04"),
        ("3", "score of 4", 0, "3\u00a0of\u00a04"),
        ("-2.4", "percentage points", 1, "\u22122.4\u00a0percentage points"),
        ("1204", "number", 0, "1,204"),
        ("0.05", "", 1, "0.1"),
        ("1", "yes/no", 0, "Yes"),
    ],
)
def test_a_figure_carries_its_unit(value, unit, places, text):
    assert formats.figure(Decimal(value), unit, places) == text


def test_a_missing_figure_is_said_to_be_missing():
    assert formats.figure(None, "%") == "No value"


def test_a_named_level_is_its_word():
    assert formats.figure(Decimal(2), "level", 0, ("Weak", "Fair", "Good", "Excellent")) == "Fair"


def test_a_long_unit_is_not_said_twice():
    assert formats.again(Decimal("21.8"), "per 1,000 population", 1) == "21.8"
    assert formats.again(Decimal(27), "days") == "27\u00a0days"


@pytest.mark.parametrize(
    ("size", "unit", "text"),
    [
        ("-4.9", "%", "4.9 percentage points"),
        ("1", "level", "1.0"),
        ("1", "yes/no", "1.0"),
        ("-0.8", "days", "0.8\u00a0days"),
    ],
)
def test_a_difference_has_no_sign(size, unit, text):
    assert formats.difference(Decimal(size), unit, 1) == text


@pytest.mark.parametrize(
    ("size", "text"), [("1", "1 percentage point"), ("-1.4", "1 percentage point"), ("2", "2 percentage points")]
)
def test_one_percentage_point_is_one(size, text):
    assert formats.difference(Decimal(size), "%", 0) == text


@pytest.mark.parametrize(
    ("value", "text"), [("1204", "1,204"), ("100", "100"), ("12.50", "12.5"), ("-0.25", "\u22120.25")]
)
def test_a_bare_number_may_keep_the_places_it_has(value, text):
    assert formats.exact(Decimal(value)) == text


def test_halves_round_up_and_never_to_even():
    assert formats.printed(Decimal("2.5"), 0) == 3
    assert formats.printed(Decimal("0.125"), 2) == Decimal("0.13")


def test_a_percentage_says_of_how_many():
    assert formats.share(27, 57) == "27 of 57 (47.4\u00a0%)"
    assert formats.share(0, 0) == "0 of 0"


def test_dates_are_long_in_sentences_and_short_in_tables():
    assert formats.long_date(date(2007, 7, 31)) == "31\u00a0July\u00a02007"
    assert formats.short_date(date(2007, 7, 31)) == "31\u00a0Jul\u00a02007"


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (time(10), "10.00\u00a0am"),
        (time(12, 5), "12.05\u00a0pm"),
        (time(19, 30), "7.30\u00a0pm"),
        (time(0), "12.00\u00a0am"),
    ],
)
def test_a_time_is_said_by_the_twelve_hour_clock(at, text):
    assert formats.clock_time(at) == text


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_stand_in_a_row(words, text):
    assert formats.listed(words) == text


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (112, "112th"),
    ],
)
def test_a_place_is_an_ordinal(place, text):
    assert formats.ordinal(place) == text
