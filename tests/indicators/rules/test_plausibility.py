import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Period
from indicators.choices import Aggregation
from indicators.rules import Doubt, Part, Scale, doubts
from tests.indicators.rules.scales import COUNT, DAYS, PERCENT, D, numbers

LEVEL = Scale("level", 0)
NAMED = Scale("level", 0, names=("Weak", "Fair", "Good", "Excellent"))
SCORE = Scale("score of 4", 0)
ANSWER = Scale("yes/no", 0)
POUNDS = Scale("£", 0)
POINTS = Scale("percentage points", 1)
YEAR_SO_FAR = [Part(Period.parse("2007/08 Q2"), D(50)), Part(Period.parse("2007/08 Q1"), D(20)), Part(Period.parse("2007/08 Q3"))]  # fmt: skip


def asked(scale, value, **more):
    return [(question.code, question.sentence) for question in doubts(scale, value, **more)]


@pytest.mark.parametrize(
    ("scale", "value", "earlier", "code", "sentence"),
    [
        (COUNT, "73390", "420", Doubt.TEN_TIMES, "73,390 is 175 times last year's 420. Is it right?"),
        (COUNT, "4200", "420", Doubt.TEN_TIMES, "4,200 is 10 times last year's 420. Is it right?"),
        (COUNT, "42", "420", Doubt.TENTH, "42, where last year's 420 was 10 times as much. Is it right?"),
        (COUNT, "0", "420", Doubt.TENTH, "0, after last year's 420. Is it right?"),
        (COUNT, "0", "10", Doubt.TENTH, "0, after last year's 10. Is it right?"),
        (DAYS, "278", "27.8", Doubt.TEN_TIMES, "278.0\u00a0days is 10 times last year's 27.8\u00a0days. Is it right?"),
        (PERCENT, "9.1", "91.0", Doubt.TENTH, "9.1\u00a0%, where last year's 91.0\u00a0% was 10 times as much. Is it right?"),
        (POUNDS, "-9000", "800", Doubt.TEN_TIMES, "−£9,000 is 11 times last year's £800. Is it right?"),
    ],
)  # fmt: skip
def test_ten_times_and_a_tenth_of_last_year_are_asked_about(scale, value, earlier, code, sentence):
    assert asked(scale, D(value), earlier=D(earlier)) == [(code, sentence)]


@pytest.mark.parametrize(
    ("scale", "value", "earlier"),
    [
        (COUNT, "4199", "420"),
        (COUNT, "43", "420"),
        (COUNT, "0", "9"),
        (DAYS, "0", "0.9"),
        (COUNT, "73390", "0"),
        (ANSWER, "0", "1"),
        (Scale("score of 20", 0), "1", "10"),
        (Scale("level", 0, names=tuple("abcdefghijkl")), "12", "1"),
        (COUNT, "5", None),
    ],
)
def test_what_may_well_be_is_not_asked_about(scale, value, earlier):
    assert asked(scale, D(value), earlier=None if earlier is None else D(earlier)) == []


@pytest.mark.parametrize(
    ("scale", "value", "code", "sentence"),
    [
        (PERCENT, "100.1", Doubt.ABOVE_HUNDRED, "100.1\u00a0% is more than 100\u00a0%. Is it right?"),
        (PERCENT, "-0.1", Doubt.BELOW_ZERO, "−0.1\u00a0% is less than 0\u00a0%. Is it right?"),
        (NAMED, "5", Doubt.LEVEL, "5 is no level: they go from 1, Weak, to 4, Excellent. Is it right?"),
        (NAMED, "0", Doubt.LEVEL, "0 is no level: they go from 1, Weak, to 4, Excellent. Is it right?"),
        (NAMED, "2.5", Doubt.LEVEL, "2.5 is no level: they go from 1, Weak, to 4, Excellent. Is it right?"),
        (LEVEL, "2.5", Doubt.LEVEL, "2.5 is no whole level. Is it right?"),
        (LEVEL, "-1", Doubt.LEVEL, "−1 is no whole level. Is it right?"),
        (SCORE, "5", Doubt.SCORE, "5 is no score of 4. Is it right?"),
        (SCORE, "-1", Doubt.SCORE, "−1 is no score of 4. Is it right?"),
        (ANSWER, "2", Doubt.YES_NO, "2 is neither 1 for yes nor 0 for no. Is it right?"),
        (ANSWER, "0.5", Doubt.YES_NO, "0.5 is neither 1 for yes nor 0 for no. Is it right?"),
        (COUNT, "-3", Doubt.NEGATIVE, "−3 is less than nothing. Is it right?"),
        (DAYS, "-3", Doubt.NEGATIVE, "−3.0\u00a0days is less than nothing. Is it right?"),
    ],
)
def test_what_does_not_fit_its_unit_is_asked_about(scale, value, code, sentence):
    assert asked(scale, D(value)) == [(code, sentence)]


@pytest.mark.parametrize(
    ("scale", "value"),
    [
        (PERCENT, "100"),
        (PERCENT, "100.04"),  # 100.0 as printed
        (PERCENT, "0"),
        (NAMED, "1"),
        (NAMED, "4"),
        (LEVEL, "5"),
        (SCORE, "4"),
        (SCORE, "0"),
        (Scale("score of many", 0), "99"),
        (ANSWER, "0"),
        (ANSWER, "1"),
        (COUNT, "0"),
        (POUNDS, "-3"),
        (POINTS, "-2.4"),
    ],
)
def test_what_fits_its_unit_is_not_asked_about(scale, value):
    assert asked(scale, D(value)) == []


def test_a_part_greater_than_its_whole_is_asked_about_once():
    assert asked(PERCENT, D(120), numerator=D(12), denominator=D(10)) == [
        (Doubt.NUMERATOR, "12 of 10 is more than all of them. Is it right?")
    ]
    assert asked(PERCENT, None, numerator=D(12), denominator=D(10)) != []
    assert asked(PERCENT, D(100), numerator=D(10), denominator=D(10)) == []
    assert asked(COUNT, D("1.2"), numerator=D(12), denominator=D(10)) == []


def test_a_cumulative_figure_that_falls_within_its_year_is_asked_about():
    assert asked(COUNT, D(49), aggregation=Aggregation.CUMULATIVE, earlier_in_year=YEAR_SO_FAR) == [
        (
            Doubt.FALLS,
            "49 is less than 50 in 2007/08 Q2, and a cumulative figure cannot fall within its year. Is it right?",
        )
    ]
    assert asked(COUNT, D(50), aggregation=Aggregation.CUMULATIVE, earlier_in_year=YEAR_SO_FAR) == []
    assert asked(COUNT, D(49), aggregation=Aggregation.FLOW, earlier_in_year=YEAR_SO_FAR) == []
    assert asked(COUNT, D(0), aggregation=Aggregation.CUMULATIVE) == []


def test_several_doubts_are_asked_about_at_once():
    codes = [code for code, _ in asked(PERCENT, D(912), earlier=D("91.2"))]
    assert codes == [Doubt.ABOVE_HUNDRED, Doubt.TEN_TIMES]


def test_where_there_is_no_figure_nothing_is_asked():
    assert asked(COUNT, None, earlier=D(420), aggregation=Aggregation.CUMULATIVE, earlier_in_year=YEAR_SO_FAR) == []


@given(numbers, numbers, st.sampled_from([PERCENT, DAYS, COUNT]))
def test_a_doubt_depends_on_its_inputs_at_printed_precision_alone(value, earlier, scale):
    printed = asked(scale, scale.printed(value), earlier=scale.printed(earlier))
    assert asked(scale, value, earlier=earlier) == printed


@given(numbers, st.sampled_from([PERCENT, DAYS, COUNT, LEVEL, NAMED, SCORE, ANSWER, POUNDS]))
def test_last_years_figure_again_raises_no_doubt_of_its_own(value, scale):
    assert asked(scale, value, earlier=value) == asked(scale, value)


def test_nothing_after_the_smallest_tenfold_is_asked_about():
    assert asked(DAYS, D(0), earlier=D(1)) == [
        (Doubt.TENTH, "0.0\u00a0days, after last year's 1.0\u00a0days. Is it right?")
    ]


@pytest.mark.parametrize(("scale", "value"), [(LEVEL, "0"), (Scale("% change", 1), "-2.4")])
def test_a_level_of_nothing_and_a_change_downwards_may_well_be(scale, value):
    assert asked(scale, D(value)) == []
