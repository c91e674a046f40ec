"""When to call a clinic: truth tables and properties of each rule."""

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.choices import Rule
from clinics.rules.suggesting import (
    DEFAULT_WEIGHTS,
    MEANINGS,
    RULES,
    UNKNOWN,
    Average,
    Facts,
    Finding,
    Stretch,
    Verdict,
    examine,
    fingerprint,
    weigh,
)
from core.periods import Period
from indicators.choices import Aggregation, Polarity, Quartile
from indicators.rules import Part, Position, Scale, Thresholds, Tolerance, position

FIRED, NOT, UNJUDGED = Verdict.FIRED, Verdict.NOT_FIRED, Verdict.UNJUDGED
YEAR, QUARTER = Period.parse("2006/07"), Period.parse("2007/08 Q1")
DAYS = Scale("days", 1, Polarity.LOWER)
SHARE = Scale("%", 1, Polarity.HIGHER)
NBSP = "\u00a0"


def d(value) -> Decimal:
    return Decimal(str(value))


def facts(period: Period = YEAR, scale: Scale = DAYS, series=(), aggregation="annual", **given) -> Facts:
    """Facts in few words: the series oldest first, the last of it in the period."""
    values, at, one = {}, {}, period
    for value in reversed(series):
        if value is not None:
            values[one] = d(value)
        at[one], one = value, one.previous
    return Facts(
        scale, Aggregation(aggregation), period, given.pop("tolerance", Tolerance(d(10), is_percentage=True)), values,
        **{name: d(value) if isinstance(value, int | float) else value for name, value in given.items()},
    )  # fmt: skip


def said(rule: Rule, known: Facts):
    return RULES[rule](known)


def placed(quartile: str) -> Position:
    return Position(Quartile(quartile), f"{Quartile(quartile).label} (all England, 2005/06).")


@pytest.mark.parametrize(
    ("value", "target", "wanted"),
    [(27.5, 25, NOT), (27.6, 25, FIRED), (25, 25, NOT), (20, 25, NOT), (27.54, 25, NOT), (0.1, 0, FIRED), (None, 25, UNJUDGED), (25, None, UNJUDGED)],
)  # fmt: skip
def test_off_target_is_missed_by_more_than_the_tolerance_at_printed_precision(value, target, wanted):
    assert said(Rule.OFF_TARGET, facts(series=[value], target=target)).verdict == wanted


def test_a_target_missed_beyond_tolerance_says_by_how_much():
    found = said(Rule.OFF_TARGET, facts(QUARTER, Scale("%", 0, Polarity.LOWER), [50], target=26))
    assert found.figures == f"50{NBSP}% against a target of 26{NBSP}%"
    assert found.sentence == (
        f"In 2007/08 Q1, 50{NBSP}% against a target of 26{NBSP}%: missed by 24 percentage points, "
        f"more than the tolerance of 10{NBSP}% of the target."
    )


def test_a_range_needs_no_target():
    scale = Scale("days", 0, Polarity.RANGE, d(40), d(60))
    assert said(Rule.OFF_TARGET, facts(scale=scale, series=[67])).verdict == FIRED
    assert said(Rule.OFF_TARGET, facts(scale=scale, series=[66])).verdict == NOT


@pytest.mark.parametrize(
    ("then", "now", "fell", "stuck"),
    [
        ("best", "second", FIRED, NOT), ("best", "worst", FIRED, NOT), ("second", "second", NOT, NOT),
        ("second", "third", FIRED, NOT), ("third", "third", NOT, FIRED), ("third", "worst", FIRED, FIRED),
        ("worst", "worst", NOT, FIRED), ("worst", "third", NOT, NOT), ("worst", "best", NOT, NOT),
        ("best", "below_best", FIRED, UNJUDGED), ("below_best", "worst", UNJUDGED, UNJUDGED),
        ("above_worst", "worst", FIRED, UNJUDGED), ("unknown", "worst", UNJUDGED, UNJUDGED),
        ("worst", "unknown", UNJUDGED, UNJUDGED),
    ],
)  # fmt: skip
def test_quartiles_fall_and_stay_low(then, now, fell, stuck):
    known = facts(series=[20, 21], place=placed(now), place_then=placed(then))
    assert said(Rule.FELL_QUARTILE, known).verdict == fell
    assert said(Rule.STUCK_LOW, known).verdict == stuck


@pytest.mark.parametrize(
    ("officer", "parts", "target", "wanted", "words"),
    [
        (28, [20], 25, FIRED, "This is the officer’s forecast."),
        (25, [40], 25, NOT, ""),
        (27, [20], 25, NOT, "missed by 2.0\N{NO-BREAK SPACE}days, within the tolerance of 10"),
        (d("27.6"), [20], 25, FIRED, "missed by 2.6\N{NO-BREAK SPACE}days, more than the tolerance of 10"),
        (None, [28], 25, FIRED, "This is the machine’s forecast: 28.0"),
        (None, [24], 25, NOT, ""),
        (None, [], 25, UNJUDGED, "no forecast for 2007/08"),
        (28, [20], None, UNJUDGED, "no target for 2007/08"),
    ],
)
def test_a_forecast_to_miss_says_whose_it_is(officer, parts, target, wanted, words):
    in_hand = tuple(Part(QUARTER, d(value)) for value in parts)
    known = facts(QUARTER, DAYS, parts, "snapshot", year_forecast=officer, year_target=target, parts=in_hand)
    found = said(Rule.FORECAST_TO_MISS, known)
    assert found.verdict == wanted
    assert words in found.sentence


@pytest.mark.parametrize(
    ("value", "target", "ending"),
    [
        (20, 25, " 2007/08 Q1 itself is on target."),
        (26, 25, " 2007/08 Q1 itself misses its target by no more than the tolerance."),
        (40, 25, " 2007/08 Q1 misses its target already, and the year is not expected to make up for it."),
        (40, None, "This is the officer’s forecast."),
    ],
)
def test_a_forecast_to_miss_says_what_the_figure_of_the_period_does_not(value, target, ending):
    known = facts(QUARTER, DAYS, [value], "snapshot", year_forecast=d(30), year_target=d(25), target=target)
    assert said(Rule.FORECAST_TO_MISS, known).sentence.endswith(ending)


def test_nothing_is_forecast_of_a_year_that_is_complete():
    known = facts(series=[30], year_target=25, year_forecast=40, parts=(Part(YEAR, d(30)),))
    assert said(Rule.FORECAST_TO_MISS, known).verdict == NOT


def stretch(year: str, without, agreed) -> tuple[Stretch, ...]:
    return (Stretch(Period.parse(year), d(without), d(agreed)),)


@pytest.mark.parametrize(
    ("value", "year", "wanted"),
    [
        (91.9, "2006/07", FIRED), (92, "2006/07", NOT), (79, "2006/07", FIRED), (None, "2006/07", UNJUDGED),
        (80, "2007/08", FIRED), (80.1, "2007/08", NOT), (79, "2008/09", FIRED), (70, "2005/06", UNJUDGED),
    ],
)  # fmt: skip
def test_a_stretch_target_is_at_risk_below_60_per_cent_and_ahead_of_its_year_without_any_gain(value, year, wanted):
    known = facts(scale=SHARE, series=[value], stretches=stretch(year, 80, 100))
    assert said(Rule.STRETCH_AT_RISK, known).verdict == wanted


def test_the_forecast_goes_before_the_figure_in_the_stretch_targets_own_year():
    known = facts(QUARTER, SHARE, [70], "snapshot", year_forecast=95, stretches=stretch("2007/08", 80, 100))
    assert said(Rule.STRETCH_AT_RISK, known).verdict == NOT
    assert said(Rule.STRETCH_AT_RISK, replace(known, year_forecast=None)).verdict == FIRED


def test_a_quarter_of_a_sum_is_not_held_against_a_years_stretch_target():
    known = facts(QUARTER, Scale("homes", 0), [10], "flow", stretches=stretch("2007/08", 80, 100))
    assert said(Rule.STRETCH_AT_RISK, known).missing == ("no forecast for 2007/08",)
    forecast = replace(known, parts=(Part(QUARTER, d(10)),))
    assert said(Rule.STRETCH_AT_RISK, forecast).verdict == FIRED


def test_a_stretch_target_that_is_no_stretch_cannot_be_judged():
    known = facts(scale=SHARE, series=[70], stretches=stretch("2006/07", 100, 80))
    assert said(Rule.STRETCH_AT_RISK, known).verdict == UNJUDGED


AVERAGES = (Average(Period.parse("2005/06"), "all", d(25)), Average(Period.parse("2004/05"), "all", d(24)))


@pytest.mark.parametrize(
    ("then", "now", "averages", "wanted"),
    [
        (25, 25.1, AVERAGES, FIRED), (25, 25, AVERAGES, NOT), (25.1, 26, AVERAGES, NOT), (None, 26, AVERAGES, UNJUDGED),
        (25, None, AVERAGES, UNJUDGED), (20, 26, AVERAGES[1:], FIRED), (20, 26, (), UNJUDGED),
        (20, 26, (Average(Period.parse("2007/08"), "all", d(1)),), UNJUDGED),
        (20, 26, (Average(YEAR, "all", d(1)),), UNJUDGED),
    ],
)  # fmt: skip
def test_it_fell_below_the_average_that_it_was_level_with(then, now, averages, wanted):
    assert said(Rule.BELOW_AVERAGE, facts(series=[then, now], averages=averages)).verdict == wanted


def test_the_councils_own_group_is_compared_with_where_it_has_an_average():
    ours = (*AVERAGES, Average(Period.parse("2004/05"), "mets", d(30)), Average(Period.parse("2005/06"), "mets", d(30)))
    assert said(Rule.BELOW_AVERAGE, facts(series=[20, 26], averages=ours, group="mets")).verdict == NOT
    assert said(Rule.BELOW_AVERAGE, facts(series=[20, 26], averages=ours, group="unknown")).verdict == FIRED


def test_another_groups_average_is_no_fall():
    moved = (Average(YEAR, "mets", d(25)), Average(Period.parse("2004/05"), "all", d(24)))
    assert said(Rule.BELOW_AVERAGE, facts(series=[20, 26], averages=moved)).verdict == UNJUDGED
    level = replace(facts(series=[20, 26], averages=moved), group="all")
    assert said(Rule.BELOW_AVERAGE, level).verdict == FIRED


def test_a_part_of_a_sum_has_no_place_among_years():
    known = facts(QUARTER, DAYS, [20, 1, 1, 1, 26], "flow", averages=AVERAGES)
    found = said(Rule.BELOW_AVERAGE, known)
    assert found.verdict == UNJUDGED
    assert "its figures add up over the year" in found.sentence
    assert said(Rule.BELOW_AVERAGE, replace(known, aggregation=Aggregation.SNAPSHOT)).verdict == FIRED


@pytest.mark.parametrize(
    ("series", "wanted"),
    [
        ([20, 21, 22, 23], FIRED), ([20, 21, 21, 22], NOT), ([20, 21, 22.04, 22.01], NOT), ([23, 22, 21, 20], NOT),
        ([None, 21, 22, 23], UNJUDGED), ([20, 21, None, 23], UNJUDGED), ([20, 21, 22, None], UNJUDGED),
    ],
)  # fmt: skip
def test_declined_three_periods_running(series, wanted):
    assert said(Rule.DECLINED_THREE, facts(series=series)).verdict == wanted


def test_a_change_that_is_too_small_to_count_is_no_decline():
    known = facts(scale=replace(DAYS, materiality=d(2)), series=[20, 22, 24, 25])
    assert said(Rule.DECLINED_THREE, known).verdict == NOT


def test_across_a_break_in_the_series_nothing_declined():
    known = facts(series=[20, 21, 22, 23], breaks=(date(2005, 4, 1),))
    assert said(Rule.DECLINED_THREE, known).missing == (f"the series was broken on 1{NBSP}April{NBSP}2005",)
    assert said(Rule.DECLINED_THREE, replace(known, breaks=(date(2003, 4, 1),))).verdict == FIRED


def test_figures_that_start_anew_each_year_compare_like_periods():
    rising = [10, 20, 30, 40, 11, 21, 31, 41, 12]
    known = facts(Period.parse("2006/07 Q1"), DAYS, rising, "cumulative")
    found = said(Rule.DECLINED_THREE, known)
    assert found.verdict == FIRED
    assert found.figures.endswith(f"12.0{NBSP}days in 2006/07 Q1 after 11.0{NBSP}days in 2005/06 Q1")
    assert (
        said(Rule.DECLINED_THREE, facts(Period.parse("2006/07 Q1"), DAYS, rising[4:], "cumulative")).verdict == UNJUDGED
    )


STEADY = [20, 21, 20, 19, 20, 21, 20, 19]


@pytest.mark.parametrize(
    ("series", "wanted"),
    [
        ([*STEADY, 40], FIRED), ([*STEADY, 20], NOT), ([*STEADY, 1], NOT), (STEADY[1:], UNJUDGED),
        ([*STEADY[1:], 40], UNJUDGED), ([*STEADY, 40, 20], NOT), ([*STEADY, 21, 21, 21, 21, 21, 21], NOT),
        ([*STEADY, 21, 21, 21, 21, 21, 21, 21], FIRED),
    ],
)  # fmt: skip
def test_a_special_cause_of_concern_takes_in_the_examined_figure(series, wanted):
    assert said(Rule.SPECIAL_CAUSE, facts(series=series)).verdict == wanted


def test_a_figure_never_widens_the_limits_by_which_it_is_judged():
    found = said(Rule.SPECIAL_CAUSE, facts(series=[*STEADY, 40]))
    assert (
        found.figures
        == f"40.0{NBSP}days against a mean of 20.00{NBSP}days and limits of 17.34{NBSP}days and 22.66{NBSP}days"
    )
    assert "made of 8\u00a0years before it" in found.sentence


def test_points_before_a_break_make_no_limits():
    known = facts(series=[*STEADY, 40], breaks=(date(2000, 4, 1),))
    assert said(Rule.SPECIAL_CAUSE, known).verdict == UNJUDGED


def test_only_whole_years_of_figures_that_start_anew_are_charted():
    assert said(Rule.SPECIAL_CAUSE, facts(QUARTER, DAYS, [*STEADY, 40], "cumulative")).verdict == UNJUDGED
    assert said(Rule.SPECIAL_CAUSE, facts(YEAR, DAYS, [*STEADY, 40], "cumulative")).verdict == FIRED


def test_an_indicator_in_its_first_year_rests_on_the_rules_that_can_be_judged():
    found = examine(facts(series=[30], target=25))
    assert [one.rule for one in found if one.fired] == [Rule.OFF_TARGET]
    assert weigh(found) == DEFAULT_WEIGHTS[Rule.OFF_TARGET]
    assert {one.rule for one in found if one.unjudged} == set(RULES) - {Rule.OFF_TARGET, Rule.FORECAST_TO_MISS}
    assert all(one.missing for one in found if one.unjudged)


def test_weights_add_up_and_one_of_nothing_switches_a_rule_off():
    found = examine(facts(series=[20, 21, 22, 40], target=25))
    assert {one.rule for one in found if one.fired} == {Rule.OFF_TARGET, Rule.DECLINED_THREE}
    assert weigh(found, {Rule.OFF_TARGET: 4, Rule.DECLINED_THREE: 5}) == 9
    assert weigh(found, {Rule.OFF_TARGET: 0, Rule.DECLINED_THREE: 5}) == 5


def test_the_fingerprint_changes_with_the_period_and_with_the_figures_of_what_holds():
    known = facts(series=[30], target=25)
    mark = fingerprint("2006/07", examine(known))
    assert mark == fingerprint("2006/07", examine(facts(series=[30.04], target=25)))
    assert mark != fingerprint("2005/06", examine(known))
    assert mark != fingerprint("2006/07", examine(facts(series=[31], target=25)))


def test_every_rule_has_a_weight_and_a_meaning():
    assert set(RULES) == set(DEFAULT_WEIGHTS) == set(MEANINGS)


values = st.integers(0, 1000).map(lambda n: Decimal(n) / 10)
maybe = st.none() | values
ONE_WAY = (Polarity.HIGHER, Polarity.LOWER)


@st.composite
def anything(draw, polarities=tuple(Polarity), aggregations=tuple(Aggregation), periods=(YEAR, QUARTER)) -> Facts:
    """Facts of any kind, whole or with holes."""
    period = draw(st.sampled_from(periods))
    edges = sorted((draw(values), draw(values)))
    scale = Scale(
        "days", draw(st.integers(0, 1)), draw(st.sampled_from(polarities)), *edges, draw(st.sampled_from([d(0), d(2)]))
    )
    series, one = {}, period
    for value in draw(st.lists(maybe, min_size=1, max_size=16)):
        if value is not None:
            series[one] = value
        one = one.previous
    thresholds = sorted((draw(values), draw(values), draw(values)), reverse=scale.polarity != Polarity.LOWER)
    years = [period.whole_year, period.whole_year.like_period, period.whole_year.like_period.like_period]
    averages = tuple(Average(year, "all", draw(values)) for year in years if draw(st.booleans()))
    stretches = tuple(Stretch(year, draw(values), draw(values)) for year in years[:1] if draw(st.booleans()))
    known = Facts(
        scale, draw(st.sampled_from(aggregations)), period,
        draw(st.sampled_from([Tolerance(d(10), is_percentage=True), Tolerance(d("0.5"), is_percentage=False)])),
        series, target=draw(maybe), year_target=draw(maybe), year_forecast=draw(maybe),
        averages=averages, stretches=stretches, place_then=draw(st.sampled_from([placed(q) for q in Quartile])),
    )  # fmt: skip
    return with_value(known, known.value, thresholds if draw(st.booleans()) else None)


def with_value(known: Facts, value: Decimal | None, thresholds=None) -> Facts:
    """The same facts with another examined figure, and with all that rests on it."""
    series = {one: figure for one, figure in known.series.items() if one != known.period}
    if value is not None:
        series[known.period] = value
    place = UNKNOWN
    if thresholds:
        place = position(known.scale, value=value, thresholds=Thresholds("all", "2005/06", *thresholds))
    year = known.period.whole_year
    parts = tuple(Part(one, figure) for one, figure in series.items() if one.whole_year == year)
    then = tuple(Part(one, figure) for one, figure in series.items() if one.whole_year == year.like_period)
    made = replace(known, series=series, place=place, parts=parts, parts_then=then)
    object.__setattr__(made, "thresholds", thresholds)
    return made


@given(anything(polarities=ONE_WAY), values)
def test_a_worse_figure_never_takes_a_reason_away_nor_lowers_the_weight(known, more):
    if known.value is None:
        return
    worse = known.value + (more if known.scale.polarity == Polarity.LOWER else -more)
    fell = [p for p in known.parts if p.value is not None and p.value > worse]
    if known.aggregation == Aggregation.CUMULATIVE and (fell or worse < 0):
        return  # a cumulative figure that falls is a contradiction, of which no forecast is made
    before, after = examine(known), examine(with_value(known, worse, known.thresholds))
    lost = [one.rule for one, other in zip(before, after, strict=True) if one.fired and not other.fired]
    assert lost == []
    assert weigh(after) >= weigh(before)


@given(anything(polarities=(Polarity.RANGE,), aggregations=(Aggregation.SNAPSHOT,)), values)
def test_farther_outside_the_best_range_is_never_better(known, more):
    scale = known.scale
    if known.value is None or scale.outside(scale.printed(known.value)) == 0:
        return
    worse = known.value + (more if known.value > scale.high else -more)
    before, after = examine(known), examine(with_value(known, worse))
    rules = set(RULES) - {Rule.SPECIAL_CAUSE}  # a figure may cross the mean of a chart that lies outside the range
    assert [a.rule for a, b in zip(before, after, strict=True) if a.rule in rules and a.fired and not b.fired] == []


@given(anything())
def test_without_the_figure_no_rule_that_rests_on_it_holds(known):
    empty = replace(with_value(known, None), year_forecast=None, parts=())
    found = examine(empty)
    assert [one.rule for one in found if one.fired] == []


@given(anything())
def test_nothing_holds_that_lacks_what_it_compares_with(known):
    alone = replace(
        known, target=None, year_target=None, place=UNKNOWN, place_then=UNKNOWN, averages=(), stretches=(),
        series={known.period: known.value} if known.value is not None else {},
    )  # fmt: skip
    fired = {one.rule for one in examine(alone) if one.fired}
    assert fired <= ({Rule.OFF_TARGET, Rule.FORECAST_TO_MISS} if known.scale.polarity == Polarity.RANGE else set())


@given(anything())
def test_every_sentence_contains_its_figures_and_what_cannot_be_judged_says_what_is_missing(known):
    for found in examine(known):
        assert found.sentence.endswith(".")
        assert bool(found.figures) == found.fired
        assert found.figures in found.sentence
        assert bool(found.missing) == found.unjudged
        assert all(missing in found.sentence for missing in found.missing)


@given(anything(polarities=(Polarity.NEUTRAL,)))
def test_what_is_for_context_never_calls_for_a_clinic(known):
    assert {one.missing for one in examine(known)} == {("the figure is for context, and neither way is better",)}


@given(anything(aggregations=(Aggregation.SNAPSHOT, Aggregation.ANNUAL)), st.integers(-4, 4))
def test_printed_precision_decides(known, hundredths):
    if known.value is None:
        return
    off = known.scale.printed(known.value) + Decimal(hundredths) / 100
    known = with_value(known, known.scale.printed(known.value), known.thresholds)
    nudged = with_value(known, off, known.thresholds)
    assert [(one.verdict, one.figures) for one in examine(known)] == [
        (one.verdict, one.figures) for one in examine(nudged)
    ]


@pytest.mark.parametrize(
    ("rule", "known", "wanted", "sentence"),
    [
        (Rule.FELL_QUARTILE, facts(series=[20, 21], place=placed("third"), place_then=placed("second")), FIRED, "Lower than a year before: 2nd quartile in 2005/06, 3rd quartile in 2006/07. Now 21.0\u00a0days, 3rd quartile (all England, 2005/06). Then 20.0\u00a0days, 2nd quartile (all England, 2005/06)."),
        (Rule.FELL_QUARTILE, facts(place=placed("third"), place_then=placed("second")), FIRED, "Lower than a year before: 2nd quartile in 2005/06, 3rd quartile in 2006/07. Now 3rd quartile (all England, 2005/06). Then 2nd quartile (all England, 2005/06)."),
        (Rule.FELL_QUARTILE, facts(series=[20, 21], place=placed("worst"), place_then=placed("below_best")), UNJUDGED, "Cannot be judged: thresholds that would tell the movement were not published."),
        (Rule.FELL_QUARTILE, facts(series=[None, 21]), UNJUDGED, "Cannot be judged: no quartile for 2006/07 and no figure for 2005/06."),
        (Rule.FELL_QUARTILE, facts(series=[20, 21], place=placed("best")), UNJUDGED, "Cannot be judged: no quartile for 2005/06."),
        (Rule.FELL_QUARTILE, facts(series=[20, 21], place=placed("best"), place_then=placed("second")), NOT, "Rose by 1\u00a0quartile. Best quartile (all England, 2005/06). Before: 2nd quartile (all England, 2005/06)."),
        (Rule.STUCK_LOW, facts(series=[20, 21], place=placed("worst"), place_then=placed("third")), FIRED, "In the lower half both years, and not risen: 3rd quartile in 2005/06, worst quartile in 2006/07. Now 21.0\u00a0days, worst quartile (all England, 2005/06). Then 20.0\u00a0days, 3rd quartile (all England, 2005/06)."),
        (Rule.STUCK_LOW, facts(series=[20, 21], place=placed("best"), place_then=placed("second")), NOT, "2nd quartile in 2005/06, best quartile in 2006/07."),
        (Rule.STUCK_LOW, facts(series=[20, 21], place=placed("below_best"), place_then=placed("second")), UNJUDGED, "Cannot be judged: thresholds that would tell the quartile were not published."),
        (Rule.STUCK_LOW, facts(series=[20]), UNJUDGED, "Cannot be judged: no quartile for 2006/07 and no figure for 2005/06."),
        (Rule.FORECAST_TO_MISS, facts(series=[20]), NOT, "2006/07 is complete, so nothing is forecast."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, series=[20], year_forecast=25, year_target=25), NOT, "For 2007/08, 25.0\u00a0days against a target of 25.0\u00a0days. This is the officer’s forecast."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, series=[20], year_forecast=25.5, year_target=25), NOT, "For 2007/08, 25.5\u00a0days against a target of 25.0\u00a0days: missed by 0.5\u00a0days, within the tolerance of 10\u00a0% of the target. This is the officer’s forecast."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, series=[20], year_forecast=28, year_target=25), FIRED, "For 2007/08, 28.0\u00a0days against a target of 25.0\u00a0days: missed by 3.0\u00a0days, more than the tolerance of 10\u00a0% of the target. This is the officer’s forecast."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, series=[24], year_forecast=28, year_target=25, target=25), FIRED, "For 2007/08, 28.0\u00a0days against a target of 25.0\u00a0days: missed by 3.0\u00a0days, more than the tolerance of 10\u00a0% of the target. This is the officer’s forecast. 2007/08 Q1 itself is on target."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, series=[26], year_forecast=28, year_target=25, target=25), FIRED, "For 2007/08, 28.0\u00a0days against a target of 25.0\u00a0days: missed by 3.0\u00a0days, more than the tolerance of 10\u00a0% of the target. This is the officer’s forecast. 2007/08 Q1 itself misses its target by no more than the tolerance."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, series=[30], year_forecast=28, year_target=25, target=25), FIRED, "For 2007/08, 28.0\u00a0days against a target of 25.0\u00a0days: missed by 3.0\u00a0days, more than the tolerance of 10\u00a0% of the target. This is the officer’s forecast. 2007/08 Q1 misses its target already, and the year is not expected to make up for it."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, Scale("days", 0, Polarity.RANGE, d(40), d(60)), [50], year_forecast=70), FIRED, "For 2007/08, 70\u00a0days against the best range of 40\u00a0days to 60\u00a0days: missed by 10\u00a0days, more than the tolerance of 10\u00a0% of the edge. This is the officer’s forecast. 2007/08 Q1 itself is on target."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, series=[None]), UNJUDGED, "Cannot be judged: no forecast for 2007/08 and no target for 2007/08."),
        (Rule.STRETCH_AT_RISK, facts(QUARTER, series=[None]), UNJUDGED, "Cannot be judged: no figure for 2007/08 Q1 and no stretch target (what is expected without the agreement, and wanted with it)."),
        (Rule.STRETCH_AT_RISK, facts(QUARTER, series=[20]), UNJUDGED, "Cannot be judged: no stretch target (what is expected without the agreement, and wanted with it)."),
        (Rule.STRETCH_AT_RISK, facts(series=[24], stretches=(*stretch("2006/07", 25, 20), *stretch("2007/08", 24, 20))), FIRED, "Stretch target of 2006/07: 24.0\u00a0days against 25.0\u00a0days without the agreement and 20.0\u00a0days with it; less than 60\u00a0% of the stretch is made, and nothing would be paid. This is the figure of 2006/07."),
        (Rule.STRETCH_AT_RISK, facts(series=[20], stretches=(*stretch("2008/09", 20, 15), *stretch("2007/08", 19, 15))), FIRED, "Stretch target of 2007/08: 20.0\u00a0days against 19.0\u00a0days without the agreement and 15.0\u00a0days with it; no better than what is expected without the agreement. This is the figure of 2006/07."),
        (Rule.STRETCH_AT_RISK, facts(series=[20], stretches=(*stretch("2007/08", 25, 25), *stretch("2008/09", 25, 15))), NOT, "Stretch target of 2008/09: 20.0\u00a0days against 25.0\u00a0days without the agreement and 15.0\u00a0days with it. This is the figure of 2006/07."),
        (Rule.STRETCH_AT_RISK, facts(series=[20], stretches=(*stretch("2007/08", 25, 26), *stretch("2008/09", 20, 15))), FIRED, "Stretch target of 2008/09: 20.0\u00a0days against 20.0\u00a0days without the agreement and 15.0\u00a0days with it; no better than what is expected without the agreement. This is the figure of 2006/07."),
        (Rule.STRETCH_AT_RISK, facts(series=[20], stretches=(*stretch("2006/07", 25, 20), *stretch("2005/06", 25, 24))), NOT, "Stretch target of 2006/07: 20.0\u00a0days against 25.0\u00a0days without the agreement and 20.0\u00a0days with it. This is the figure of 2006/07."),
        (Rule.STRETCH_AT_RISK, facts(QUARTER, series=[20], stretches=stretch("2007/08", 25, 20)), NOT, "Stretch target of 2007/08: 20.0\u00a0days against 25.0\u00a0days without the agreement and 20.0\u00a0days with it. This is the figure of 2007/08 Q1."),
        (Rule.BELOW_AVERAGE, facts(series=[24, 26], averages=AVERAGES), FIRED, "In 2006/07, 26.0\u00a0days against an average of 25.0\u00a0days (all, 2005/06); in 2005/06, 24.0\u00a0days against 25.0\u00a0days (all, 2005/06)."),
        (Rule.BELOW_AVERAGE, facts(series=[24, 24], averages=AVERAGES), NOT, "In 2006/07, 24.0\u00a0days against an average of 25.0\u00a0days (all, 2005/06); in 2005/06, 24.0\u00a0days against 25.0\u00a0days (all, 2005/06)."),
        (Rule.BELOW_AVERAGE, facts(scale=Scale("days", 1, Polarity.RANGE, d(1), d(2)), series=[24, 24], averages=AVERAGES), UNJUDGED, "Cannot be judged: within a range is best, and an average ranks from high to low."),
        (Rule.BELOW_AVERAGE, facts(series=[None, 24], averages=AVERAGES), UNJUDGED, "Cannot be judged: no figure for 2005/06."),
        (Rule.BELOW_AVERAGE, facts(series=[24, None], averages=AVERAGES), UNJUDGED, "Cannot be judged: no figure for 2006/07."),
        (Rule.BELOW_AVERAGE, facts(series=[24, 26]), UNJUDGED, "Cannot be judged: no published average for 2006/07 or before."),
        (Rule.BELOW_AVERAGE, facts(series=[24, 26], averages=AVERAGES[:1]), FIRED, "In 2006/07, 26.0\u00a0days against an average of 25.0\u00a0days (all, 2005/06); in 2005/06, 24.0\u00a0days against 25.0\u00a0days (all, 2005/06)."),
        (Rule.BELOW_AVERAGE, facts(QUARTER, series=[24, 26], aggregation="flow", averages=AVERAGES), UNJUDGED, "Cannot be judged: no figure for 2006/07 Q1 and no published average of quarters for 2007/08 Q1 or before, and its figures add up over the year."),
        (Rule.DECLINED_THREE, facts(series=[20, 21, 22, 23]), FIRED, "Worse each time: 20.0\u00a0days in 2003/04, 21.0\u00a0days in 2004/05, 22.0\u00a0days in 2005/06, 23.0\u00a0days in 2006/07."),
        (Rule.DECLINED_THREE, facts(series=[20, 21, 22, 22]), NOT, "Not worse each time: 20.0\u00a0days in 2003/04, 21.0\u00a0days in 2004/05, 22.0\u00a0days in 2005/06, 22.0\u00a0days in 2006/07."),
        (Rule.DECLINED_THREE, facts(series=[None, 21, None, 22]), UNJUDGED, "Cannot be judged: no figure for 2003/04 and 2005/06."),
        (Rule.DECLINED_THREE, facts(series=[20, 21, 22, 23], breaks=(date(2007, 3, 31),)), UNJUDGED, "Cannot be judged: the series was broken on 31\u00a0March\u00a02007."),
        (Rule.DECLINED_THREE, facts(series=[20, 21, 22, 23], breaks=(date(2003, 4, 1),)), FIRED, "Worse each time: 20.0\u00a0days in 2003/04, 21.0\u00a0days in 2004/05, 22.0\u00a0days in 2005/06, 23.0\u00a0days in 2006/07."),
        (Rule.DECLINED_THREE, facts(QUARTER, Scale("", 0, Polarity.HIGHER), [9, 9, 9, 9, 8, 8, 8], aggregation="cumulative"), FIRED, "Worse each time: 8 in 2006/07 Q3 after 9 in 2005/06 Q3; 8 in 2006/07 Q4 after 9 in 2005/06 Q4; 8 in 2007/08 Q1 after 9 in 2006/07 Q1."),
        (Rule.DECLINED_THREE, facts(QUARTER, Scale("", 0, Polarity.HIGHER), [9, 7, 9, 8, 8, 6, 7], aggregation="cumulative"), FIRED, "Worse each time: 8 in 2006/07 Q3 after 9 in 2005/06 Q3; 6 in 2006/07 Q4 after 7 in 2005/06 Q4; 7 in 2007/08 Q1 after 9 in 2006/07 Q1."),
        (Rule.SPECIAL_CAUSE, facts(QUARTER, series=[20], aggregation="cumulative"), UNJUDGED, "Cannot be judged: its figures start anew each year, and only whole years can be charted."),
        (Rule.SPECIAL_CAUSE, facts(series=[None]), UNJUDGED, "Cannot be judged: no figure for 2006/07."),
        (Rule.SPECIAL_CAUSE, facts(series=[20, 21]), UNJUDGED, "Cannot be judged: fewer than 8 years before 2006/07 to make limits of."),
        (Rule.SPECIAL_CAUSE, facts(series=[*STEADY, 21]), NOT, "In 2006/07, 21.0\u00a0days against a mean of 20.00\u00a0days and limits of 17.34\u00a0days and 22.66\u00a0days, made of 8\u00a0years before it."),
        (Rule.SPECIAL_CAUSE, facts(series=[*STEADY, 30]), FIRED, "In 2006/07, 30.0\u00a0days against a mean of 20.00\u00a0days and limits of 17.34\u00a0days and 22.66\u00a0days, made of 8\u00a0years before it. 2006/07 lies above the upper limit of 22.66\u00a0days: concern."),
        (Rule.SPECIAL_CAUSE, facts(series=[*STEADY, 20, 24, 30]), FIRED, "In 2006/07, 30.0\u00a0days against a mean of 20.40\u00a0days and limits of 16.85\u00a0days and 23.95\u00a0days, made of 10\u00a0years before it. 2005/06 and 2006/07 lie above the upper limit of 23.95\u00a0days: concern. 2005/06 and 2006/07, 2 of 3 in a row or more, lie beyond two thirds of the way to the upper limit of 23.95\u00a0days: concern."),
        (Rule.SPECIAL_CAUSE, facts(series=[99, *STEADY, 30], breaks=(date(1997, 4, 1), date(1998, 4, 1), date(2010, 4, 1))), FIRED, "In 2006/07, 30.0\u00a0days against a mean of 20.00\u00a0days and limits of 17.34\u00a0days and 22.66\u00a0days, made of 8\u00a0years before it. 2006/07 lies above the upper limit of 22.66\u00a0days: concern."),
        (Rule.SPECIAL_CAUSE, facts(series=[99, *STEADY, 30], breaks=(date(1999, 4, 1),)), UNJUDGED, "Cannot be judged: fewer than 8 years before 2006/07 to make limits of."),
        (Rule.SPECIAL_CAUSE, facts(series=[*STEADY, 30], breaks=(date(2006, 4, 1),)), UNJUDGED, "Cannot be judged: fewer than 8 years before 2006/07 to make limits of."),
        (Rule.SPECIAL_CAUSE, facts(series=[*STEADY, 30], breaks=(date(2007, 3, 31),)), UNJUDGED, "Cannot be judged: fewer than 8 years before 2006/07 to make limits of."),
        (Rule.OFF_TARGET, facts(series=[24], target=25), NOT, "24.0\u00a0days in 2006/07 is better than the target of 25.0\u00a0days by 1.0\u00a0days."),
        (Rule.OFF_TARGET, facts(series=[None]), UNJUDGED, "Cannot be judged: no figure for 2006/07 and no target for 2006/07."),
    ],
)  # fmt: skip
def test_each_finding_is_explained_in_full(rule, known, wanted, sentence):
    found = said(rule, known)
    assert (found.verdict, found.sentence) == (wanted, sentence)


@pytest.mark.parametrize("rule", [Rule.OFF_TARGET, Rule.DECLINED_THREE, Rule.SPECIAL_CAUSE])
def test_what_is_for_context_says_why_it_cannot_be_judged(rule):
    [found] = [one for one in examine(facts(scale=Scale("", 0, Polarity.NEUTRAL), series=[1])) if one.rule == rule]
    assert found.sentence == "Cannot be judged: the figure is for context, and neither way is better."


def test_a_rule_to_which_no_weight_is_given_weighs_nothing():
    findings = examine(facts(series=[30], target=25))
    assert [one.rule for one in findings if one.fired] == [Rule.OFF_TARGET]
    assert (weigh(findings), weigh(findings, {})) == (3, 0)


def test_the_fingerprint_tells_rules_from_figures_and_takes_no_account_of_what_does_not_hold():
    def found(rule, figures, verdict=FIRED):
        return Finding(rule, verdict, "", figures)

    one, other = found(Rule.OFF_TARGET, "1"), found(Rule.FELL_QUARTILE, "2")
    known = fingerprint("2006/07", [one, other])
    assert fingerprint("2006/07", [other, found(Rule.BELOW_AVERAGE, "3", NOT), one]) == known
    lines = f"2006/07\n{Rule.FELL_QUARTILE}\t2\n{Rule.OFF_TARGET}\t1"
    assert known == hashlib.sha256(lines.encode()).hexdigest()


def test_the_rules_say_what_they_ask():
    assert MEANINGS == {
        Rule.OFF_TARGET: "The figure of the period misses its target by more than the tolerance.",
        Rule.FELL_QUARTILE: "In a lower quartile than a year earlier, each by its own year’s thresholds.",
        Rule.DECLINED_THREE: "Each of the last three periods is worse than the one before.",
        Rule.STRETCH_AT_RISK: "A stretch target, of this year or a later one, would pay nothing as things stand.",
        Rule.STUCK_LOW: "In the 3rd or worst quartile this year and last, without having risen.",
        Rule.BELOW_AVERAGE: "Worse than the newest published average, and not worse than its own year’s a year earlier.",
        Rule.FORECAST_TO_MISS: "The officer’s forecast of the year, or else the machine’s, misses the year’s target by more than the tolerance.",
        Rule.SPECIAL_CAUSE: "The control chart shows a signal of concern that the figure of the period is part of.",
    }


SUM = Scale("", 0, Polarity.LOWER)


def quarters(year: str, *values) -> tuple[Part, ...]:
    return tuple(Part(Period.parse(f"{year} Q{place}"), d(value)) for place, value in enumerate(values, 1))


@pytest.mark.parametrize(
    ("rule", "known", "wanted", "sentence"),
    [
        (Rule.BELOW_AVERAGE, facts(series=[24, 26], averages=(Average(YEAR, "all", d(25)),)), UNJUDGED, "Cannot be judged: no published average for 2005/06 or before."),
        (Rule.STRETCH_AT_RISK, facts(series=[20], stretches=stretch("2007/08", 25, 25)), UNJUDGED, "Cannot be judged: a stretch target that is better than what is expected without the agreement."),
        (Rule.STRETCH_AT_RISK, facts(series=[24], year_forecast=10, stretches=stretch("2006/07", 25, 20)), FIRED, "Stretch target of 2006/07: 24.0\u00a0days against 25.0\u00a0days without the agreement and 20.0\u00a0days with it; less than 60\u00a0% of the stretch is made, and nothing would be paid. This is the figure of 2006/07."),
        (Rule.STRETCH_AT_RISK, facts(QUARTER, series=[20], year_forecast=30, stretches=stretch("2008/09", 25, 20)), NOT, "Stretch target of 2008/09: 20.0\u00a0days against 25.0\u00a0days without the agreement and 20.0\u00a0days with it. This is the figure of 2007/08 Q1."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, SUM, [30], "flow", year_target=99, parts=quarters("2007/08", 30), parts_then=quarters("2006/07", 20, 20, 20, 40)), FIRED, "For 2007/08, 150 against a target of 99: missed by 51, more than the tolerance of 10\u00a0% of the target. This is the machine’s forecast: 150 forecast for 2007/08: 30 in 1 of 4\u00a0quarters, which made 20 of 100 (20.0\u00a0%) in 2006/07."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, SUM, [30], "flow", year_target=99, parts=quarters("2007/08", 30), parts_then=quarters("2006/07", 20, 20, 20, 40), breaks=(date(2006, 4, 1),)), FIRED, "For 2007/08, 150 against a target of 99: missed by 51, more than the tolerance of 10\u00a0% of the target. This is the machine’s forecast: 150 forecast for 2007/08: 30 in 1 of 4\u00a0quarters, which made 20 of 100 (20.0\u00a0%) in 2006/07."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, SUM, [30], "flow", year_target=99, parts=quarters("2007/08", 30), parts_then=quarters("2006/07", 20, 20, 20, 40), breaks=(date(2005, 4, 1), date(2006, 4, 2))), FIRED, "For 2007/08, 120 against a target of 99: missed by 21, more than the tolerance of 10\u00a0% of the target. This is the machine’s forecast: 120 forecast for 2007/08: 30 in 3 of 12 months, in a straight line."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, SUM, [30], "flow", year_target=99, parts=quarters("2007/08", 30), parts_then=quarters("2006/07", 20, 20, 20, 40), breaks=(date(2008, 3, 31),)), FIRED, "For 2007/08, 120 against a target of 99: missed by 21, more than the tolerance of 10\u00a0% of the target. This is the machine’s forecast: 120 forecast for 2007/08: 30 in 3 of 12 months, in a straight line."),
        (Rule.FORECAST_TO_MISS, facts(QUARTER, SUM, [30], "flow", year_target=99, parts=quarters("2007/08", 30), parts_then=quarters("2006/07", 20, 20, 20, 40), breaks=(date(2008, 4, 1),)), FIRED, "For 2007/08, 150 against a target of 99: missed by 51, more than the tolerance of 10\u00a0% of the target. This is the machine’s forecast: 150 forecast for 2007/08: 30 in 1 of 4\u00a0quarters, which made 20 of 100 (20.0\u00a0%) in 2006/07."),
    ],
)  # fmt: skip
def test_what_stands_beside_a_figure_is_told_with_it(rule, known, wanted, sentence):
    found = said(rule, known)
    assert (found.verdict, found.sentence) == (wanted, sentence)
