"""The effect of a clinic: truth tables and properties."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics.rules import JUDGED, Effect, Figure, Fixed, Verdict, baseline, effect, in_words, refused, verdict
from core.periods import Period, PeriodKind
from indicators.choices import Polarity
from indicators.rules import Scale

HELD = date(2007, 5, 17)
PERCENT = Scale("%", 1, Polarity.HIGHER)
DAYS = Scale("days", 1, Polarity.LOWER)
COUNTED = Scale("", 0, Polarity.HIGHER)
NBSP = "\u00a0"


def figure(period: str, value) -> Figure:
    found = Period.parse(period)
    return Figure(str(found), found.kind, found.starts, found.ends, Decimal(str(value)))


def measured(scale, before, after, **facts):
    return effect(scale, [figure("2006/07", before), figure("2008/09", after)], HELD, **facts)


@pytest.mark.parametrize(
    ("scale", "before", "after", "wanted", "words"),
    [
        (PERCENT, 91, 93.3, Effect.IMPROVED, "2.3 percentage points better"),
        (PERCENT, 91, 90, Effect.DECLINED, "1.0 percentage points worse"),
        (PERCENT, 91, 91.04, Effect.NO_CHANGE, "no change"),
        (PERCENT, 91, 91.05, Effect.IMPROVED, "0.1 percentage points better"),
        (DAYS, 27.8, 26.3, Effect.IMPROVED, f"1.5{NBSP}days better"),
        (DAYS, 27.8, 29, Effect.DECLINED, f"1.2{NBSP}days worse"),
        (replace(DAYS, materiality=Decimal("0.5")), 27.8, 27.4, Effect.NO_CHANGE, f"no change: 0.4{NBSP}days is too small a change to count"),
        (replace(DAYS, materiality=Decimal("0.5")), 27.8, 27.3, Effect.IMPROVED, f"0.5{NBSP}days better"),
        (replace(PERCENT, polarity=Polarity.NEUTRAL), 91, 95, Effect.UP, "up by 4.0 percentage points"),
        (replace(PERCENT, polarity=Polarity.NEUTRAL), 91, 90, Effect.DOWN, "down by 1.0 percentage points"),
        (replace(PERCENT, polarity=Polarity.NEUTRAL), 91, 91, Effect.UNCHANGED, "no change"),
        (replace(DAYS, polarity=Polarity.RANGE, low=Decimal(10), high=Decimal(20)), 25, 22, Effect.IMPROVED, f"3.0{NBSP}days nearer to the best range"),
        (replace(DAYS, polarity=Polarity.RANGE, low=Decimal(10), high=Decimal(20)), 15, 22, Effect.DECLINED, f"2.0{NBSP}days further from the best range"),
        (replace(DAYS, polarity=Polarity.RANGE, low=Decimal(10), high=Decimal(20)), 12, 18, Effect.NO_CHANGE, "no change: within the best range both times"),
        (replace(DAYS, polarity=Polarity.RANGE, low=Decimal(10), high=Decimal(20)), 8, 22, Effect.NO_CHANGE, "no change: equally far from the best range"),
        (Scale("level", 0, Polarity.HIGHER), 3, 4, Effect.IMPROVED, f"1{NBSP}level better"),
        (Scale("yes/no", 0, Polarity.HIGHER), 0, 1, Effect.IMPROVED, "better"),
    ],
)  # fmt: skip
def test_the_change_is_told_in_the_terms_of_the_indicator(scale, before, after, wanted, words):
    found = measured(scale, before, after)
    assert (found.effect, found.latest.words) == (wanted, words)
    assert found.sentence.startswith(wanted.label)


def test_the_first_figure_since_and_the_latest_stand_beside_the_baseline():
    found = effect(DAYS, [figure(f"2007/08 Q{part}", value) for part, value in ((1, 26), (2, 25), (3, 22), (4, 24))]
                   + [figure("2006/07 Q4", 27)], HELD)  # fmt: skip
    assert [f.period for f in found.straddling] == ["2007/08 Q1"]
    assert (found.before.period, found.first.figure.period, found.latest.figure.period) == (
        "2006/07 Q4", "2007/08 Q2", "2007/08 Q4",
    )  # fmt: skip
    assert (found.first.words, found.latest.words) == (f"2.0{NBSP}days better", f"3.0{NBSP}days better")


# The year that might be taken for the outcome: on which day which year is the newest held, and whether it is refused.
@pytest.mark.parametrize(
    ("years", "held_on", "wanted"),
    [
        (["2005/06", "2006/07"], date(2007, 5, 9), ["2006/07"]),
        (["2005/06", "2006/07"], date(2007, 7, 10), ["2006/07"]),
        (["2005/06", "2006/07"], date(2006, 10, 5), []),
        (["2005/06"], date(2006, 10, 5), ["2005/06"]),
        (["2005/06", "2006/07", "2007/08"], date(2007, 5, 9), []),
        (["2006/07 Q4"], date(2007, 5, 9), []),
        (["2006/07"], date(2007, 3, 31), ["2006/07"]),
        (["2006"], date(2007, 5, 9), ["2006"]),
        ([], date(2007, 5, 9), []),
    ],
)
def test_a_year_that_ended_before_the_clinic_is_refused_while_it_is_the_newest(years, held_on, wanted):
    found, because = refused([figure(year, 1) for year in years], held_on)
    assert [f.period for f in found] == wanted
    assert bool(because) == bool(wanted)
    assert all(year in because for year in wanted)


def test_figures_that_add_up_compare_with_the_like_part_of_the_last_year_before_the_clinic():
    figures = [figure(f"2006/07 Q{part}", 100 * part) for part in (1, 2, 3, 4)] + [figure("2007/08 Q2", 190)]
    found = effect(COUNTED, figures, HELD, adds_up=True)
    assert (found.before.period, found.latest.against.period, found.effect) == (
        "2006/07 Q4", "2006/07 Q2", Effect.DECLINED,
    )  # fmt: skip
    assert found.latest.words == "10 worse"
    assert found.sentence.endswith("Its figures add up through the year, so only like parts of a year are compared.")
    assert effect(COUNTED, figures, HELD).latest.words == "210 worse"


def test_a_part_two_years_on_still_compares_with_the_like_part_before_the_clinic():
    figures = [figure(f"{year} Q{part}", 10) for year in ("2006/07", "2007/08") for part in (1, 2, 3, 4)]
    found = effect(COUNTED, [*figures, figure("2008/09 Q2", 30)], HELD, adds_up=True)
    assert found.latest.against.period == "2006/07 Q2"


def test_without_a_like_part_from_before_it_is_too_early():
    found = effect(COUNTED, [figure("2006/07 Q4", 400), figure("2007/08 Q2", 190)], HELD, adds_up=True)
    assert (found.effect, found.first, [f.period for f in found.uncounted]) == (Effect.TOO_EARLY, None, ["2007/08 Q2"])
    assert "no like part of a year from before the clinic is held: too early to say" in found.sentence


def test_whole_years_that_add_up_compare_as_they_are():
    assert measured(COUNTED, 100, 110, adds_up=True).effect == Effect.IMPROVED


BREAK = date(2008, 4, 1)


@pytest.mark.parametrize(
    ("after", "breaks", "wanted", "beyond"),
    [
        (["2008/09"], [BREAK], Effect.NOT_COMPARABLE, ["2008/09"]),
        (["2008/09"], [], Effect.IMPROVED, []),
        (["2008/09"], [date(2006, 4, 1)], Effect.IMPROVED, []),
        (["2008/09"], [date(2009, 4, 1)], Effect.IMPROVED, []),
        (["2008/09"], [date(2009, 3, 31)], Effect.NOT_COMPARABLE, ["2008/09"]),
        (["2008/09", "2009/10"], [date(2009, 4, 1)], Effect.IMPROVED, ["2009/10"]),
        ([], [BREAK], Effect.TOO_EARLY, []),
    ],
)
def test_figures_beyond_a_new_definition_are_shown_and_not_counted(after, breaks, wanted, beyond):
    found = effect(PERCENT, [figure("2006/07", 50), *(figure(year, 60) for year in after)], HELD, breaks=breaks)
    assert (found.effect, [f.period for f in found.beyond]) == (wanted, beyond)
    assert ("The definition changed on" in found.sentence) == bool(beyond)
    assert [f.period for f in found.after] == after


def test_the_baseline_is_the_one_that_was_fixed_and_what_came_in_later_is_told():
    figures = [figure("2005/06", 35.8), figure("2006/07", 34.7), figure("2008/09", 35)]
    found = effect(DAYS, figures, HELD, fixed=Fixed(figures[0]))
    assert (found.before.period, found.latest.words) == ("2005/06", f"0.8{NBSP}days better")
    assert found.sentence.endswith(
        "34.7\u00a0days in 2006/07 ended before the clinic too; it came in after the baseline was fixed."
    )
    assert effect(DAYS, figures, HELD).before.period == "2006/07"


def test_a_fixed_figure_that_did_not_end_by_the_clinic_is_no_baseline():
    figures = [figure("2005/06", 35.8), figure("2007/08", 34.7)]
    assert effect(DAYS, figures, HELD, fixed=Fixed(figures[1])).before.period == "2005/06"


def test_a_baseline_that_was_restated_says_what_it_was_on_the_day():
    now = figure("2006/07", 90.2)
    found = effect(PERCENT, [now, figure("2008/09", 91)], HELD, fixed=Fixed(now, Decimal(91), date(2007, 6, 3)))
    assert found.effect == Effect.IMPROVED
    assert found.restated == (
        "The baseline of 2006/07 was 91.0\u00a0% on the day of the clinic and was restated on 3\u00a0June\u00a02007: "
        "it is 90.2\u00a0% now, and the effect is measured from that."
    )
    assert found.sentence.endswith(found.restated)
    assert effect(PERCENT, [now], HELD, fixed=Fixed(now, Decimal("90.19"), date(2007, 6, 3))).restated == ""


IMPROVED, NO_CHANGE, DECLINED, EARLY = Effect.IMPROVED, Effect.NO_CHANGE, Effect.DECLINED, Effect.TOO_EARLY


@pytest.mark.parametrize(
    ("effects", "wanted", "words"),
    [
        ([], Verdict.NOT_MEASURABLE, "Nothing to measure by: no indicator"),
        ([IMPROVED], Verdict.IMPROVED, "Improved"),
        ([EARLY], Verdict.TOO_EARLY, "Too early to say"),
        ([Effect.UP], Verdict.NOT_MEASURABLE, "Nothing to measure by: up since"),
        ([Effect.NOT_COMPARABLE], Verdict.NOT_MEASURABLE, "Nothing to measure by: not comparable"),
        ([IMPROVED, IMPROVED], Verdict.IMPROVED, "Improved: 2 of 2 indicators"),
        ([IMPROVED, DECLINED], Verdict.MIXED, "Mixed: 1 of 2 improved since and 1 of 2 declined since"),
        ([IMPROVED, NO_CHANGE], Verdict.IMPROVED, "Improved: 1 of 2 improved since and 1 of 2 no change since"),
        ([DECLINED, NO_CHANGE], Verdict.DECLINED, "Declined: 1 of 2 no change since and 1 of 2 declined since"),
        ([NO_CHANGE, EARLY], Verdict.NO_CHANGE, "No change: 1 of 2 no change since and 1 of 2 too early to say"),
        ([IMPROVED, EARLY], Verdict.IMPROVED, "Improved: 1 of 2 improved since and 1 of 2 too early to say"),
        ([Effect.UP, EARLY], Verdict.TOO_EARLY, "Too early to say: 1 of 2 up since and 1 of 2 too early to say"),
        ([Effect.UP, Effect.DOWN], Verdict.NOT_MEASURABLE, "Nothing to measure by: 1 of 2 up since and 1 of 2 down since"),
        ([Effect.NO_BASELINE] * 2, Verdict.NOT_MEASURABLE, "Nothing to measure by: 2 of 2 no figure from before"),
    ],
)  # fmt: skip
def test_the_verdict_on_a_clinic_rests_on_its_indicators(effects, wanted, words):
    assert (verdict(effects), in_words(effects)) == (wanted, words)


# Properties

KINDS = (
    PeriodKind.YEAR,
    PeriodKind.HALF,
    PeriodKind.QUARTER,
    PeriodKind.MONTH,
    PeriodKind.CALENDAR,
    PeriodKind.ACADEMIC,
)
DAYS_OF_CLINICS = st.dates(date(2003, 1, 1), date(2010, 12, 31))
VALUES = st.decimals(-1000, 1000, places=2)


@st.composite
def held_figures(draw):
    periods = draw(
        st.lists(st.builds(Period.containing, DAYS_OF_CLINICS, st.sampled_from(KINDS)), unique=True, max_size=14)
    )
    return [Figure(str(p), p.kind, p.starts, p.ends, draw(VALUES)) for p in periods]


def facts_of(draw_figures, held_on, breaks, adds_up, scale=PERCENT):
    return effect(scale, draw_figures, held_on, breaks=breaks, adds_up=adds_up)


BREAKS = st.lists(DAYS_OF_CLINICS, max_size=2)


@given(held_figures(), DAYS_OF_CLINICS, BREAKS, st.booleans())
def test_each_figure_is_on_one_side_of_the_clinic_and_what_straddles_never_counts(figures, held_on, breaks, adds_up):
    found = facts_of(figures, held_on, breaks, adds_up)
    before = {f for f in figures if f.ends <= held_on}
    after, straddling = set(found.after), set(found.straddling)
    assert before | after | straddling == set(figures)
    assert len(before) + len(after) + len(straddling) == len(figures)
    assert set(found.refused) <= before
    for change in filter(None, (found.first, found.latest)):
        assert change.figure in after
        assert change.against in before
        assert change.figure.kind == change.against.kind
        assert not any(change.against.starts < day <= change.figure.ends for day in breaks)
        if adds_up:
            assert change.figure.is_like(change.against)
    without = facts_of([f for f in figures if f not in straddling], held_on, breaks, adds_up)
    assert without.effect == found.effect


@given(held_figures(), DAYS_OF_CLINICS, BREAKS, st.booleans())
def test_every_figure_since_is_compared_broken_or_named_as_uncounted(figures, held_on, breaks, adds_up):
    found = facts_of(figures, held_on, breaks, adds_up)
    assert not set(found.beyond) & set(found.uncounted)
    if found.latest is None and found.before:
        assert set(found.after) == set(found.beyond) | set(found.uncounted)
        assert found.effect == (Effect.NOT_COMPARABLE if found.beyond else Effect.TOO_EARLY)


RANK = {Effect.DECLINED: 0, Effect.NO_CHANGE: 1, Effect.IMPROVED: 2}


@given(held_figures(), DAYS_OF_CLINICS, st.booleans(), st.decimals(0, 100, places=2), st.sampled_from([PERCENT, DAYS]))
def test_a_better_latest_figure_never_makes_a_worse_effect(figures, held_on, adds_up, by, scale):
    was = effect(scale, figures, held_on, adds_up=adds_up)
    if was.latest is None:
        return
    newest = was.latest.figure
    better = newest.value + (by if scale.polarity == Polarity.HIGHER else -by)
    figures = [replace(f, value=better) if f == newest else f for f in figures]
    now = effect(scale, figures, held_on, adds_up=adds_up)
    assert RANK[now.effect] >= RANK[was.effect]


@given(held_figures(), DAYS_OF_CLINICS, BREAKS, st.booleans())
def test_the_other_polarity_mirrors_the_effect_and_a_neutral_one_praises_nobody(figures, held_on, breaks, adds_up):
    mirrored = {Effect.IMPROVED: Effect.DECLINED, Effect.DECLINED: Effect.IMPROVED}
    found = facts_of(figures, held_on, breaks, adds_up)
    lower = facts_of(figures, held_on, breaks, adds_up, replace(PERCENT, polarity=Polarity.LOWER))
    neutral = facts_of(figures, held_on, breaks, adds_up, replace(PERCENT, polarity=Polarity.NEUTRAL))
    assert lower.effect == mirrored.get(found.effect, found.effect)
    assert neutral.effect not in RANK
    assert verdict([neutral.effect]) not in JUDGED


VERDICT_RANK = {Verdict.DECLINED: 0, Verdict.MIXED: 1, Verdict.NO_CHANGE: 1, Verdict.IMPROVED: 2}


@given(st.lists(st.sampled_from(Effect), min_size=1, max_size=5), st.data())
def test_a_better_indicator_never_makes_a_worse_clinic(effects, data):
    place = data.draw(st.integers(0, len(effects) - 1))
    if effects[place] not in RANK:
        return
    better = data.draw(st.sampled_from([one for one in RANK if RANK[one] >= RANK[effects[place]]]))
    now = [*effects[:place], better, *effects[place + 1 :]]
    assert VERDICT_RANK[verdict(now)] >= VERDICT_RANK[verdict(effects)]


@given(held_figures(), DAYS_OF_CLINICS)
def test_the_sentence_names_the_figures_that_it_rests_on(figures, held_on):
    found = effect(PERCENT, figures, held_on)
    shown = [found.before, *(change.figure for change in (found.first, found.latest) if change)]
    assert all(f.period in found.sentence for f in shown if f)
    if found.before:
        assert found.before == baseline(figures, held_on)
        assert found.before.ends <= held_on


@pytest.mark.parametrize(
    ("scale", "figures", "facts", "sentence"),
    [
        (PERCENT, [], {}, "No figure from before the clinic, so its effect cannot be measured."),
        (PERCENT, [("2008/09", 60)], {}, "No figure from before the clinic, so its effect cannot be measured."),
        (PERCENT, [("2006/07", 50)], {}, "50.0\u00a0% in 2006/07, before the clinic. No period that began after it has been reported: too early to say."),
        (PERCENT, [("2006/07", 50), ("2008/09", 60)], {}, "Improved since, 10.0 percentage points better: 50.0\u00a0% in 2006/07, before the clinic, and 60.0\u00a0% in 2008/09, after it."),
        (PERCENT, [("2006/07", 50), ("2008/09", 60), ("2009/10", 50)], {}, "No change since: 50.0\u00a0% in 2006/07, before the clinic, and 50.0\u00a0% in 2009/10, after it. The first figure since was 60.0\u00a0% in 2008/09: 10.0 percentage points better."),
        (PERCENT, [("2006/07", 50), ("2008/09", 60), ("2009/10", 70)], {"breaks": [BREAK, date(2009, 4, 1)]}, "50.0\u00a0% in 2006/07, before the clinic. The definition changed on 1\u00a0April\u00a02008: 60.0\u00a0% in 2008/09 and 70.0\u00a0% in 2009/10 do not compare with figures from before that day and are not counted."),
        (PERCENT, [("2006/07", 50), ("2008/09", 60), ("2009/10", 70)], {"breaks": [date(2009, 4, 1)]}, "Improved since, 10.0 percentage points better: 50.0\u00a0% in 2006/07, before the clinic, and 60.0\u00a0% in 2008/09, after it. The definition changed on 1\u00a0April\u00a02009: 70.0\u00a0% in 2009/10 does not compare with figures from before that day and is not counted."),
        (PERCENT, [("2006/07", 50), ("2007/08", 55), ("2008/09", 60)], {}, "Improved since, 10.0 percentage points better: 50.0\u00a0% in 2006/07, before the clinic, and 60.0\u00a0% in 2008/09, after it. 55.0\u00a0% in 2007/08 lies partly before the clinic and is not counted."),
        (PERCENT, [("2006/07", 50), ("2007", 55), ("2007/08", 56)], {}, "50.0\u00a0% in 2006/07, before the clinic. No period that began after it has been reported: too early to say. 55.0\u00a0% in 2007 and 56.0\u00a0% in 2007/08 lie partly before the clinic and are not counted."),
        (PERCENT, [("2006/07", 50), ("2007/08 Q2", 55)], {}, "50.0\u00a0% in 2006/07, before the clinic. 55.0\u00a0% in 2007/08 Q2 began after it, but it is not held against a year: too early to say."),
        (PERCENT, [("2006/07", 50), ("2007/08 Q2", 55), ("2007/08 Q3", 56)], {}, "50.0\u00a0% in 2006/07, before the clinic. 55.0\u00a0% in 2007/08 Q2 and 56.0\u00a0% in 2007/08 Q3 began after it, but they are not held against a year: too early to say."),
        (PERCENT, [("2006", 50), ("2007/08 Q2", 55)], {}, "50.0\u00a0% in 2006, before the clinic. 55.0\u00a0% in 2007/08 Q2 began after it, but it is not held against a calendar year: too early to say."),
        (PERCENT, [("2006/07 Q4", 50), *((f"2007/08 M{part:02}", part) for part in range(3, 8))], {}, "50.0\u00a0% in 2006/07 Q4, before the clinic. 3.0\u00a0% in 2007/08 M03 (June), 3 more between and 7.0\u00a0% in 2007/08 M07 (October) began after it, but they are not held against a quarter: too early to say."),
        (PERCENT, [("2006/07 Q4", 50), *((f"2007/08 M{part:02}", part) for part in range(3, 9))], {}, "50.0\u00a0% in 2006/07 Q4, before the clinic. 3.0\u00a0% in 2007/08 M03 (June), 4 more between and 8.0\u00a0% in 2007/08 M08 (November) began after it, but they are not held against a quarter: too early to say."),
        (PERCENT, [("2006/07 Q4", 50), *((f"2007/08 M{part:02}", part) for part in range(3, 7))], {}, "50.0\u00a0% in 2006/07 Q4, before the clinic. 3.0\u00a0% in 2007/08 M03 (June), 4.0\u00a0% in 2007/08 M04 (July), 5.0\u00a0% in 2007/08 M05 (August) and 6.0\u00a0% in 2007/08 M06 (September) began after it, but they are not held against a quarter: too early to say."),
        (PERCENT, [("2006/07 Q4", 50), ("2007/08 Q3", 60), ("2007/08 Q2", 55), ("2006/07", 40)], {}, "40.0\u00a0% in 2006/07, before the clinic. 55.0\u00a0% in 2007/08 Q2 and 60.0\u00a0% in 2007/08 Q3 began after it, but they are not held against a year: too early to say."),
        (COUNTED, [("2005/06 Q2", 90), ("2006/07 Q2", 100), ("2006/07 Q4", 400), ("2007/08 Q2", 190), ("2007/08 Q3", 300)], {"adds_up": True}, "Improved since, 90 better: 100 in 2006/07 Q2, before the clinic, and 190 in 2007/08 Q2, after it. Its figures add up through the year, so only like parts of a year are compared."),
        (COUNTED, [("2006/07 Q4", 400), ("2007/08 Q2", 190)], {"adds_up": True}, "400 in 2006/07 Q4, before the clinic. 190 in 2007/08 Q2 began after it, but its figures add up through the year and no like part of a year from before the clinic is held: too early to say."),
        (COUNTED, [("2006/07 Q4", 400), ("2007/08 Q2", 190), ("2007/08 Q4", 390)], {"adds_up": True}, "Declined since, 10 worse: 400 in 2006/07 Q4, before the clinic, and 390 in 2007/08 Q4, after it. Its figures add up through the year, so only like parts of a year are compared."),
        (COUNTED, [("2006/07", 100), ("2008/09", 110)], {"adds_up": True}, "Improved since, 10 better: 100 in 2006/07, before the clinic, and 110 in 2008/09, after it."),
        (replace(PERCENT, polarity=Polarity.NEUTRAL), [("2006/07", 50), ("2008/09", 50)], {}, "Unchanged since: 50.0\u00a0% in 2006/07, before the clinic, and 50.0\u00a0% in 2008/09, after it."),
        (replace(PERCENT, polarity=Polarity.NEUTRAL), [("2006/07", 50), ("2008/09", 60), ("2009/10", 40)], {}, "Down since, by 10.0 percentage points: 50.0\u00a0% in 2006/07, before the clinic, and 40.0\u00a0% in 2009/10, after it. The first figure since was 60.0\u00a0% in 2008/09: up by 10.0 percentage points."),
        (replace(DAYS, materiality=Decimal("0.5")), [("2006/07", 27.8), ("2008/09", 27.4)], {}, "No change since, 0.4\u00a0days is too small a change to count: 27.8\u00a0days in 2006/07, before the clinic, and 27.4\u00a0days in 2008/09, after it."),
        (replace(DAYS, polarity=Polarity.RANGE, low=Decimal(10), high=Decimal(20), materiality=Decimal(2)), [("2006/07", 12), ("2008/09", 14)], {}, "No change since, within the best range both times: 12.0\u00a0days in 2006/07, before the clinic, and 14.0\u00a0days in 2008/09, after it."),
        (replace(DAYS, polarity=Polarity.RANGE, low=Decimal(10), high=Decimal(20), materiality=Decimal(2)), [("2006/07", 12), ("2008/09", 13)], {}, "No change since, 1.0\u00a0days is too small a change to count: 12.0\u00a0days in 2006/07, before the clinic, and 13.0\u00a0days in 2008/09, after it."),
    ],
)  # fmt: skip
def test_each_effect_is_explained_in_full(scale, figures, facts, sentence):
    assert effect(scale, [figure(*one) for one in figures], HELD, **facts).sentence == sentence


def test_without_a_figure_from_before_what_came_since_is_held_and_not_counted():
    found = effect(PERCENT, [figure("2008/09", 60)], HELD)
    assert [f.period for f in found.uncounted] == ["2008/09"]


def test_why_a_year_is_no_outcome_is_said_with_both_days():
    assert refused([figure("2006/07", 1)], HELD)[1].replace(NBSP, " ") == (
        "2006/07 is not an outcome of the clinic: the year ended on 31 March 2007, before the clinic first sat on "
        "17 May 2007."
    )


def test_a_period_that_ends_on_the_day_was_before_and_one_that_begins_on_it_comes_after():
    on_its_last_day = effect(PERCENT, [figure("2006/07", 1), figure("2007/08", 2)], date(2007, 3, 31))
    assert (on_its_last_day.before.period, [f.period for f in on_its_last_day.after]) == ("2006/07", ["2007/08"])
    assert on_its_last_day.straddling == ()
    on_its_first_day = effect(PERCENT, [figure("2006/07", 1), figure("2007/08", 2)], date(2007, 4, 1))
    assert ([f.period for f in on_its_first_day.after], on_its_first_day.straddling) == (["2007/08"], ())


def test_a_baseline_that_ended_on_the_day_is_fixed_by_that_day():
    fixed = Fixed(figure("2006/07", 5))
    found = effect(PERCENT, [figure("2006/07", 1), figure("2008/09", 2)], date(2007, 3, 31), fixed=fixed)
    assert found.before.value == 5


@pytest.mark.parametrize("held_on", [HELD, date(2007, 3, 31)])
def test_of_several_like_parts_from_before_the_newest_is_compared_with(held_on):
    """A second quarter of two years before, a fourth quarter as baseline, which is no like part."""
    figures = [
        figure("2006/07 Q2", 100),
        figure("2005/06 Q2", 90),
        figure("2006/07 Q4", 400),
        figure("2007/08 Q2", 190),
    ]
    assert effect(COUNTED, figures, held_on, adds_up=True).latest.against.period == "2006/07 Q2"


def test_a_like_part_that_ended_on_the_day_of_the_clinic_is_from_before_it():
    figures = [figure("2006/07 Q1", 90), figure("2006/07 Q2", 100), figure("2007/08 Q1", 120)]
    found = effect(COUNTED, [*figures, figure("2007/08 Q2", 190)], date(2006, 9, 30), adds_up=True)
    assert [found.first.against.period, found.latest.against.period] == ["2006/07 Q1", "2006/07 Q2"]


def test_up_is_said_once_and_a_year_has_its_article():
    context = replace(PERCENT, polarity=Polarity.NEUTRAL)
    found = effect(context, [figure("2006/07", 50), figure("2008/09", 60)], HELD)
    assert found.sentence.startswith("Up since, by 10.0 percentage points: 50.0")
    academic = effect(PERCENT, [figure("2005/06 academic", 50), figure("2007/08 Q2", 60)], HELD)
    assert academic.sentence.endswith("it is not held against an academic year: too early to say.")


def test_of_figures_of_which_some_are_of_its_kind_it_is_the_like_part_that_lacks():
    figures = [figure("2006/07 Q4", 400), figure("2007/08 Q2", 190), figure("2007/08 M08", 10)]
    found = effect(COUNTED, figures, HELD, adds_up=True).sentence
    assert "but its figures add up through the year and no like part" in found
