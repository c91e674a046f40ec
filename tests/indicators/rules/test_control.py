from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.periods import Period, PeriodKind
from indicators.choices import Polarity
from indicators.rules import Cause, Limits, Observation, Reading, Scale, control_chart, newest_point
from tests.indicators.rules.scales import CONTEXT, COUNT, DAYS, HIGHER, LOWER, PERCENT, D

NOISE = [10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12]
"""Mean 11, moving ranges all 2: limits 5.68 and 16.32, two thirds of the way to them 7.45 and 14.55."""


def quarters(values, first=0):
    """Quarters from 2004/05 Q1 on."""
    places = enumerate(values, first)
    return [Observation(Period(PeriodKind.QUARTER, 2004 + at // 4, at % 4 + 1), D(value)) for at, value in places]


def charted(values, scale=COUNT):
    return control_chart(scale, quarters(values))


def found(values, scale=COUNT):
    return [(signal.cause, signal.reading, len(signal.periods)) for signal in charted(values, scale).signals]


def test_limits_lie_2_66_mean_moving_ranges_from_the_mean():
    chart = charted(NOISE)
    assert (chart.centre, chart.upper, chart.lower) == (11, D("16.32"), D("5.68"))
    assert chart.moving_ranges == (2,) * 11
    assert chart.signals == ()


@pytest.mark.parametrize(
    ("count", "state", "sentence"),
    [
        (0, Limits.TOO_FEW, "Too few points: none, and a control chart needs 8."),
        (1, Limits.TOO_FEW, "Too few points: 1\u00a0quarter, and a control chart needs 8."),
        (7, Limits.TOO_FEW, "Too few points: 7\u00a0quarters, and a control chart needs 8."),
        (8, Limits.TRIAL, "No special cause in 8\u00a0quarters, by trial limits: the variation is noise."),
        (11, Limits.TRIAL, "No special cause in 11\u00a0quarters, by trial limits: the variation is noise."),
        (12, Limits.LOCKED, "No special cause in 12\u00a0quarters: the variation is noise."),
        (14, Limits.LOCKED, "No special cause in 14\u00a0quarters: the variation is noise."),
    ],
)
def test_how_firm_the_limits_are_depends_on_how_many_points_there_are(count, state, sentence):
    chart = charted((NOISE + NOISE)[:count])
    assert (chart.state, chart.sentence) == (state, sentence)
    assert (chart.centre is None) == (state == Limits.TOO_FEW)


def test_limits_are_locked_on_the_first_twelve_points():
    assert charted([*NOISE, 30, 40, 50]).upper == charted(NOISE).upper
    assert charted(NOISE[:11]).upper != charted([*NOISE[:10], 30]).upper


@pytest.mark.parametrize(
    ("after", "signals"),
    [
        ([16], []),  # inside
        ([17], [(Cause.OUTSIDE, Reading.IMPROVEMENT, 1)]),
        ([5], [(Cause.OUTSIDE, Reading.CONCERN, 1)]),
        ([15, 11, 15], [(Cause.TWO_OF_THREE, Reading.IMPROVEMENT, 2)]),
        ([15, 11, 11, 15], []),  # 2 of 4
        ([15, 7], []),  # on two sides
        ([14, 14], []),  # less than two thirds of the way
        ([7, 7], [(Cause.TWO_OF_THREE, Reading.CONCERN, 2)]),
        ([15, 15, 11, 15], [(Cause.TWO_OF_THREE, Reading.IMPROVEMENT, 3)]),
        ([11, 12, 12, 13, 12, 12, 13], []),  # a point on the mean, then 6 above it
        ([11, 12, 12, 13, 12, 12, 13, 12], [(Cause.RUN, Reading.IMPROVEMENT, 7)]),
        ([12] * 6, [(Cause.RUN, Reading.IMPROVEMENT, 7)]),  # with the last of the first twelve
        ([11, *[10] * 7], [(Cause.RUN, Reading.CONCERN, 7)]),
        ([11, 8, 9, 10, 11, 12, 13, 14], [(Cause.TREND, Reading.IMPROVEMENT, 7)]),
        ([11, 8, 9, 10, 11, 12, 13], []),  # 6 rising
        ([11, 8, 9, 10, 11, 11, 12, 13, 14], []),  # equal points break a trend
        ([14, 13, 12, 11, 10, 9, 8], [(Cause.TREND, Reading.CONCERN, 7)]),
    ],
)
def test_a_special_cause_is_found_by_its_rule(after, signals):
    assert found(NOISE + after) == signals


@pytest.mark.parametrize(
    ("scale", "reading"),
    [
        (COUNT, Reading.IMPROVEMENT),
        (DAYS, Reading.CONCERN),
        (CONTEXT, Reading.SIGNAL),
        (Scale("", 0, Polarity.RANGE, low=D(15), high=D(20)), Reading.IMPROVEMENT),
        (Scale("", 0, Polarity.RANGE, low=D(8), high=D(12)), Reading.CONCERN),
        (Scale("", 0, Polarity.RANGE, low=D(8), high=D(30)), Reading.SIGNAL),
    ],
)
def test_polarity_says_whether_a_special_cause_is_good_news(scale, reading):
    assert found([*NOISE, 18], scale) == [(Cause.OUTSIDE, reading, 1)]


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        ([17], "2007/08 Q1 lies above the upper limit of 16.32\u00a0days: concern."),
        ([4, 5], "2007/08 Q1 and 2007/08 Q2 lie below the lower limit of 5.68\u00a0days: improvement."),
        ([11, *[10] * 7], "7 in a row, 2007/08 Q2 to 2008/09 Q4, below the mean of 11.00\u00a0days: improvement."),
        ([11, 8, 9, 10, 11, 12, 13, 14], "7 in a row, 2007/08 Q2 to 2008/09 Q4, rising: concern."),
        ([15, 11, 15], "2007/08 Q1 and 2007/08 Q3, 2 of 3 in a row or more, lie beyond two thirds of the way to the upper limit of 16.32\u00a0days: concern."),
    ],
)  # fmt: skip
def test_a_signal_says_which_points_and_which_rule(after, sentence):
    assert charted(NOISE + after, DAYS).signals[0].sentence == sentence


def test_the_summary_counts_the_signals_by_what_they_mean():
    chart = charted([*NOISE, 17, 11, 5, 11, 17])
    assert chart.sentence == "3\u00a0special causes in 17\u00a0quarters: 2\u00a0improvements and 1\u00a0concern."
    assert [str(signal.periods[0]) for signal in chart.signals] == ["2007/08 Q1", "2007/08 Q3", "2008/09 Q1"]


def test_limits_are_not_clipped_where_a_percentage_ends():
    chart = charted([95, 99, 95, 99, 95, 99, 95, 99], PERCENT)
    assert chart.upper == D("107.64")


def test_where_nothing_ever_varied_any_change_is_a_special_cause():
    assert found([10] * 12) == []
    assert found([*[10] * 12, 11]) == [(Cause.OUTSIDE, Reading.IMPROVEMENT, 1)]


def test_a_missing_period_is_said():
    points = quarters(NOISE)
    assert control_chart(COUNT, points[:5] + points[7:]).sentence == (
        "No special cause in 10\u00a0quarters, by trial limits: the variation is noise. "
        "2\u00a0quarters between them are missing."
    )


def test_points_may_come_in_any_order():
    points = quarters([*NOISE, 17])
    assert control_chart(COUNT, points[::-1]) == control_chart(COUNT, points)


@pytest.mark.parametrize(
    "more", [Observation(Period(PeriodKind.YEAR, 2010), D(1)), Observation(Period(PeriodKind.QUARTER, 2004), D(1))]
)
def test_a_chart_is_of_one_kind_of_period_with_one_point_each(more):
    with pytest.raises(ValueError, match=r"^A control chart has one point for each period, and periods of one kind\.$"):
        control_chart(COUNT, [*quarters(NOISE), more])


series = st.lists(st.decimals(-100, 100, places=2), min_size=8, max_size=30)


@given(series)
def test_the_limits_contain_the_mean(values):
    chart = charted(values, HIGHER)
    assert chart.lower <= chart.centre <= chart.upper


@given(series, st.decimals(-1000, 1000, places=1))
def test_adding_a_constant_shifts_the_limits_and_changes_no_signal(values, constant):
    values = [HIGHER.printed(value) for value in values]
    there, shifted = charted(values, HIGHER), charted([value + constant for value in values], HIGHER)
    tiny = Decimal("1e-20")
    for name in ("lower", "centre", "upper"):
        assert abs(getattr(shifted, name) - getattr(there, name) - constant) < tiny
    assert shifted.moving_ranges == there.moving_ranges
    assert [(s.cause, s.reading, s.periods) for s in shifted.signals] == [
        (s.cause, s.reading, s.periods) for s in there.signals
    ]


@given(series)
def test_mirroring_polarity_and_figures_mirrors_the_signals(values):
    there, back = charted(values, HIGHER), charted([-value for value in values], LOWER)
    assert {(s.cause, s.reading, s.periods) for s in there.signals} == {
        (s.cause, s.reading, s.periods) for s in back.signals
    }
    assert (back.upper, back.lower) == (-there.lower, -there.upper)


@given(series)
def test_turning_polarity_alone_turns_each_reading(values):
    turned = {Reading.IMPROVEMENT: Reading.CONCERN, Reading.CONCERN: Reading.IMPROVEMENT}
    assert [(s.cause, turned[s.reading]) for s in charted(values, HIGHER).signals] == [
        (s.cause, s.reading) for s in charted(values, LOWER).signals
    ]


@given(series)
def test_a_chart_depends_on_its_inputs_at_printed_precision_alone(values):
    assert charted(values, HIGHER) == charted([HIGHER.printed(value) for value in values], HIGHER)


@given(series)
def test_every_signal_keeps_its_rule(values):
    chart = charted(values, HIGHER)
    value = {point.period: point.value for point in chart.points}
    for signal in chart.signals:
        figures = [value[period] for period in signal.periods]
        match signal.cause:
            case Cause.OUTSIDE:
                assert all(figure > chart.upper for figure in figures) or all(f < chart.lower for f in figures)
            case Cause.RUN:
                assert len(figures) >= 7
                assert min(figures) > chart.centre or max(figures) < chart.centre
            case Cause.TREND:
                assert len(set(figures)) == len(figures) >= 7
                assert figures in (sorted(figures), sorted(figures, reverse=True))
            case Cause.TWO_OF_THREE:
                assert len(figures) >= 2
                assert min(figures) > chart.centre or max(figures) < chart.centre


def test_a_trend_is_read_from_its_first_point_to_its_last():
    just_eleven = Scale("", 0, Polarity.RANGE, low=D(11), high=D(11))
    assert found([*NOISE, 11, 8, 9, 10, 11, 12, 13, 14], just_eleven) == [(Cause.TREND, Reading.SIGNAL, 7)]


def test_a_falling_trend_says_so():
    [signal] = charted([*NOISE, 14, 13, 12, 11, 10, 9, 8], DAYS).signals
    assert signal.sentence == "7 in a row, 2007/08 Q1 to 2008/09 Q3, falling: improvement."


def test_one_missing_period_is_said():
    points = quarters(NOISE)
    assert control_chart(COUNT, points[:5] + points[6:]).sentence == (
        "No special cause in 11\u00a0quarters, by trial limits: the variation is noise. "
        "1\u00a0quarter between them is missing."
    )


@pytest.mark.parametrize("count", [0, 8])
def test_a_newest_point_with_fewer_than_eight_before_it_shows_nothing(count):
    assert newest_point(COUNT, quarters(NOISE[:count])) is None


@pytest.mark.parametrize(("before", "based_on"), [(8, 8), (12, 12), (14, 12)])
def test_a_newest_point_is_held_against_limits_that_the_points_before_it_make(before, based_on):
    newest = newest_point(COUNT, quarters([*(NOISE + NOISE)[:before], 17])[::-1])
    assert (newest.centre, newest.upper, newest.lower, newest.based_on) == (11, D("16.32"), D("5.68"), based_on)
    assert [(signal.cause, signal.reading, len(signal.periods)) for signal in newest.signals] == [
        (Cause.OUTSIDE, Reading.IMPROVEMENT, 1)
    ]


def test_what_an_earlier_point_showed_is_no_news():
    assert newest_point(COUNT, quarters([*NOISE, 17, 11])).signals == ()
