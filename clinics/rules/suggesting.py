"""When to call a clinic. Pure functions on the facts of one indicator in one period.

Each rule holds, does not hold, or cannot be judged because something is missing,
which it names. One that holds carries its figures and a sentence that contains
them. Figures are compared at printed precision. A worse figure never takes a
reason away, and nothing is concluded from what is not there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from clinics.choices import Rule
from core import formats
from core.formats import NBSP
from core.periods import Period
from core.rag import Rag
from core.vocabulary import Words
from indicators.choices import Aggregation, Direction, Moved, Polarity, Quartile
from indicators.rules import (
    UNRANKED,
    Observation,
    Part,
    Position,
    Reading,
    Scale,
    Tolerance,
    forecast,
    movement,
    newest_point,
    rate,
    stretch_share,
    travel,
)

RUNNING = 3
"""How many periods in a row must have declined."""
LOW = (Quartile.WORST, Quartile.THIRD)
"""The quartiles in which an indicator is stuck, from the worst up."""
EXACT = (*LOW, Quartile.SECOND, Quartile.BEST)
DEFAULT_WEIGHTS: Mapping[Rule, int] = {
    Rule.OFF_TARGET: 3,
    Rule.FELL_QUARTILE: 3,
    Rule.DECLINED_THREE: 3,
    Rule.STRETCH_AT_RISK: 3,
    Rule.STUCK_LOW: 2,
    Rule.BELOW_AVERAGE: 2,
    Rule.FORECAST_TO_MISS: 2,
    Rule.SPECIAL_CAUSE: 1,
}
"""How much each rule weighs unless the council says otherwise; 0 switches one off."""
MEANINGS: Mapping[Rule, str] = {
    Rule.OFF_TARGET: "The figure of the period misses its target by more than the tolerance.",
    Rule.FELL_QUARTILE: "In a lower quartile than a year earlier, each by its own year’s thresholds.",
    Rule.DECLINED_THREE: "Each of the last three periods is worse than the one before.",
    Rule.STRETCH_AT_RISK: "A stretch target, of this year or a later one, would pay nothing as things stand.",
    Rule.STUCK_LOW: "In the 3rd or worst quartile this year and last, without having risen.",
    Rule.BELOW_AVERAGE: "Worse than the newest published average, and not worse than its own year’s a year earlier.",
    Rule.FORECAST_TO_MISS: (
        "The officer’s forecast of the year, or else the machine’s, misses the year’s target by more than the tolerance."
    ),
    Rule.SPECIAL_CAUSE: "The control chart shows a signal of concern that the figure of the period is part of.",
}
"""What each rule asks, in a sentence for the council."""
UNKNOWN = Position(Quartile.UNKNOWN, "Quartile not known.")


class Verdict(Words):
    """What became of a rule."""

    FIRED = "fired", "Holds"
    NOT_FIRED = "not_fired", "Does not hold"
    UNJUDGED = "unjudged", "Cannot be judged"


@dataclass(frozen=True)
class Average:
    """The published average of a comparator group for a year."""

    year: Period
    group: str
    value: Decimal

    @property
    def source(self) -> str:
        """Whose it is and of when: all England, 2005/06."""
        return f"{self.group}, {self.year}"


@dataclass(frozen=True)
class Stretch:
    """A stretch target: what is expected in a year without the agreement, and wanted with it."""

    year: Period
    without: Decimal
    with_agreement: Decimal


@dataclass(frozen=True)
class Facts:
    """What is known of one indicator in one period. What is not known is None or not there."""

    scale: Scale
    aggregation: Aggregation
    period: Period
    tolerance: Tolerance
    series: Mapping[Period, Decimal]
    """Its figures of this kind of period, to this period and not beyond; none that does not apply."""
    target: Decimal | None = None
    place: Position = UNKNOWN
    place_then: Position = UNKNOWN
    """The quartile of the like period a year earlier, by its own year's thresholds."""
    year_target: Decimal | None = None
    year_forecast: Decimal | None = None
    """What the officer expects for the year that the period belongs to."""
    parts: tuple[Part, ...] = ()
    """What was reported for the year and its parts by the end of the period."""
    parts_then: tuple[Part, ...] = ()
    """What was reported for the year before and its parts."""
    averages: tuple[Average, ...] = ()
    group: str = ""
    """The council's own comparator group."""
    stretches: tuple[Stretch, ...] = ()
    breaks: tuple[date, ...] = ()
    """The days from which its figures no longer compare with those before."""

    @property
    def value(self) -> Decimal | None:
        """The examined figure."""
        return self.series.get(self.period)

    @property
    def then(self) -> Decimal | None:
        """The figure of the like period a year earlier."""
        return self.series.get(self.period.like_period)

    @property
    def adds_up(self) -> bool:
        """Whether its figure grows through the year, so that a part's does not compare with a whole year's."""
        return self.aggregation in (Aggregation.FLOW, Aggregation.CUMULATIVE)

    @property
    def is_part_of_sum(self) -> bool:
        """Whether the examined figure is a part of a year's sum, which has no place among whole years."""
        return self.adds_up and self.period.is_part

    @property
    def starts_anew(self) -> bool:
        """Whether the examined figure runs on within its year, so that it does not compare with the one before it."""
        return self.aggregation == Aggregation.CUMULATIVE and self.period.is_part


@dataclass(frozen=True)
class Finding:
    """What one rule says of an indicator, with its figures and the sentence that contains them."""

    rule: Rule
    verdict: Verdict
    sentence: str
    figures: str = ""
    missing: tuple[str, ...] = ()
    """What would have to be known to judge: "no figure for 2007/08 Q1"."""

    @property
    def fired(self) -> bool:
        """Whether it calls for a clinic."""
        return self.verdict == Verdict.FIRED

    @property
    def unjudged(self) -> bool:
        """Whether something is missing."""
        return self.verdict == Verdict.UNJUDGED


def examine(facts: Facts) -> tuple[Finding, ...]:
    """What every rule says of an indicator in a period, the heaviest by default first."""
    if facts.scale.polarity == Polarity.NEUTRAL:
        return tuple(_unjudged(rule, "the figure is for context, and neither way is better") for rule in RULES)
    return tuple(judge(facts) for judge in RULES.values())


def weigh(findings: Iterable[Finding], weights: Mapping[Rule, int] = DEFAULT_WEIGHTS) -> int:
    """How much the rules that hold weigh together."""
    return sum(weights.get(finding.rule, 0) for finding in findings if finding.fired)


def fingerprint(period: str, findings: Iterable[Finding]) -> str:
    """The facts on which a suggestion rests, as one word: the period and the rules that hold with their figures.

    It changes when any of them does, and not when a weight does.
    """
    held = sorted(f"{finding.rule}\t{finding.figures}" for finding in findings if finding.fired)
    return hashlib.sha256("\n".join([period, *held]).encode()).hexdigest()


def off_target(facts: Facts) -> Finding:
    """Missed by more than the tolerance itself, whatever colour the council's rule gives to that."""
    rule, scale, value = Rule.OFF_TARGET, facts.scale, facts.value
    if value is None or (facts.target is None and scale.polarity != Polarity.RANGE):
        return _unjudged(rule, *_no_figure(facts, facts.period), *_no_target(facts, facts.target, facts.period))
    judged = rate(
        scale, period=str(facts.period), value=value, target=facts.target, tolerance=facts.tolerance
    )  # by tolerance alone: red is beyond it
    if judged.rating.rag != Rag.RED:
        return _not_fired(rule, judged.rating.sentence)
    figures = f"{scale.written(value)} against {_aim(scale, facts.target)}"
    beyond = f"missed{scale.by(judged.gap)}, more than the tolerance of {facts.tolerance.words(scale)}"
    return _fired(rule, figures, f"In {facts.period}, {figures}: {beyond}.")


def fell_quartile(facts: Facts) -> Finding:
    """In a lower quartile than in the like period a year earlier, each by its own year's thresholds."""
    rule, now, then = Rule.FELL_QUARTILE, facts.place, facts.place_then
    unplaced = _unplaced(facts)
    if unplaced:
        return _unjudged(rule, *unplaced)
    moved = movement(now, then)
    if moved.moved == Moved.NOT_KNOWN:
        return _unjudged(rule, "thresholds that would tell the movement were not published")
    if moved.moved != Moved.FELL:
        return _not_fired(rule, moved.sentence)
    figures = _quartiles(facts)
    return _fired(rule, figures, f"Lower than a year before: {figures}. {_placed(facts)}")


def stuck_low(facts: Facts) -> Finding:
    """3rd or worst quartile in this and in the like period a year earlier, without having risen."""
    rule, now, then = Rule.STUCK_LOW, facts.place, facts.place_then
    unplaced = _unplaced(facts)
    if unplaced:
        return _unjudged(rule, *unplaced)
    if now.quartile not in EXACT or then.quartile not in EXACT:
        return _unjudged(rule, "thresholds that would tell the quartile were not published")
    low = now.quartile in LOW and then.quartile in LOW
    figures = _quartiles(facts)
    if not low or LOW.index(now.quartile) > LOW.index(then.quartile):
        return _not_fired(rule, f"{figures[:1].upper()}{figures[1:]}.")
    return _fired(rule, figures, f"In the lower half both years, and not risen: {figures}. {_placed(facts)}")


def forecast_to_miss(facts: Facts) -> Finding:
    """The year's forecast, the officer's or else the machine's, misses the year's target by more than the tolerance.

    What it says beyond the figure of the period, which may be on target today, stands in its sentence.
    """
    rule, scale, year = Rule.FORECAST_TO_MISS, facts.scale, facts.period.whole_year
    if facts.period == year and facts.value is not None:
        return _not_fired(rule, f"{year} is complete, so nothing is forecast.")
    expected, whose = _forecast(facts)
    missing = _no_target(facts, facts.year_target, year)
    if expected is None or missing:
        return _unjudged(rule, *([whose] if expected is None else []), *missing)
    judged = rate(scale, period=str(year), value=expected, target=facts.year_target, tolerance=facts.tolerance)
    figures = f"{scale.written(expected)} against {_aim(scale, facts.year_target)}"
    if judged.gap is None or judged.gap >= 0:
        return _not_fired(rule, f"For {year}, {figures}. {whose}")
    missed, room = f"For {year}, {figures}: missed{scale.by(judged.gap)}", facts.tolerance.words(scale)
    if judged.rating.rag != Rag.RED:
        return _not_fired(rule, f"{missed}, within the tolerance of {room}. {whose}")
    return _fired(rule, figures, f"{missed}, more than the tolerance of {room}. {whose}{_so_far(facts)}")


def stretch_at_risk(facts: Facts) -> Finding:
    """A stretch target of this year or a later one that would pay nothing as things stand.

    In its own year the forecast, or else the figure, earns less than 60 %; ahead of
    a later year the figure is no better than what is expected without the agreement.
    """
    rule, year = Rule.STRETCH_AT_RISK, facts.period.whole_year
    ahead = sorted(
        (stretch for stretch in facts.stretches if stretch.year.ends >= year.ends), key=lambda s: s.year.ends
    )
    if not ahead:
        return _unjudged(
            rule,
            *_no_figure(facts, facts.period),
            "no stretch target (what is expected without the agreement, and wanted with it)",
        )
    found = [_stretched(facts, stretch) for stretch in ahead]
    return next((f for f in found if f.fired), next((f for f in found if not f.unjudged), found[0]))


def below_average(facts: Facts) -> Finding:
    """Worse than the newest published average, after a like period a year earlier at or better than its own year's."""
    rule, scale, period = Rule.BELOW_AVERAGE, facts.scale, facts.period
    if scale.polarity in UNRANKED:
        return _unjudged(rule, "within a range is best, and an average ranks from high to low")
    like = period.like_period
    known = _averages(facts, period)
    own = [average for average in known if average.group == facts.group]
    now = max(own or known, key=lambda average: average.year.ends, default=None)
    before = [average for average in _averages(facts, like) if now is None or average.group == now.group]
    then = max(before, key=lambda average: average.year.ends, default=None)
    if facts.value is None or facts.then is None or now is None or then is None:
        lacking = [] if now and then else [_no_average(facts, like if now else period)]
        return _unjudged(rule, *_no_figure(facts, period), *_no_figure(facts, like), *lacking)
    figures = f"{scale.written(facts.value)} against an average of {scale.again(now.value)}"
    earlier = f"in {like}, {scale.again(facts.then)} against {scale.again(then.value)} ({then.source})"
    words = f"In {period}, {figures} ({now.source}); {earlier}."
    worse_now = scale.goodness(facts.value) < scale.goodness(now.value)
    level_then = scale.goodness(facts.then) >= scale.goodness(then.value)
    if not (worse_now and level_then):
        return _not_fired(rule, words)
    return _fired(rule, figures, words)


def declined_three(facts: Facts) -> Finding:
    """Each of the last three periods worse than the one before; like periods compare where each year starts anew."""
    rule, scale = Rule.DECLINED_THREE, facts.scale
    periods = [facts.period]
    while len(periods) < RUNNING:
        periods.append(periods[-1].previous)
    pairs = [(p.like_period if facts.starts_anew else p.previous, p) for p in reversed(periods)]
    needed = list(dict.fromkeys(p for pair in pairs for p in pair))
    missing = [period for period in needed if period not in facts.series]
    if missing:
        return _unjudged(rule, f"no figure for {formats.listed(str(period) for period in missing)}")
    first = min(period.starts for period in needed)
    broken = next((day for day in facts.breaks if first < day <= facts.period.ends), None)
    if broken:
        return _unjudged(rule, f"the series was broken on {formats.long_date(broken)}")
    if facts.starts_anew:
        figures = "; ".join(f"{_in(facts, after)} after {_in(facts, before)}" for before, after in pairs)
    else:
        figures = ", ".join(_in(facts, period) for period in needed)
    moves = [
        travel(scale, value=facts.series[after], earlier=facts.series[before], earlier_period=str(before))
        for before, after in pairs
    ]
    if any(move.direction != Direction.DECLINED for move in moves):
        return _not_fired(rule, f"Not worse each time: {figures}.")
    return _fired(rule, figures, f"Worse each time: {figures}.")


def special_cause(facts: Facts) -> Finding:
    """A signal of concern that the examined figure is part of, by limits that the figures before it make."""
    rule, scale, period = Rule.SPECIAL_CAUSE, facts.scale, facts.period
    if facts.starts_anew:
        return _unjudged(rule, "its figures start anew each year, and only whole years can be charted")
    if facts.value is None:
        return _unjudged(rule, *_no_figure(facts, period))
    since = max((day for day in facts.breaks if day <= period.ends), default=date.min)
    points = [Observation(one, value) for one, value in facts.series.items() if not facts.breaks or one.starts >= since]
    newest = newest_point(scale, points) if period.starts >= since else None
    if newest is None:
        return _unjudged(rule, f"fewer than 8 {period.kind}s before {period} to make limits of")
    concerns = [signal.sentence for signal in newest.signals if signal.reading == Reading.CONCERN]
    finer = Scale(scale.unit, scale.decimal_places + 1)
    figures = (
        f"{scale.written(facts.value)} against a mean of {finer.again(newest.centre)} "
        f"and limits of {finer.again(newest.lower)} and {finer.again(newest.upper)}"
    )
    made = f"made of {period.kind.counted(newest.based_on)} before it"
    if not concerns:
        return _not_fired(rule, f"In {period}, {figures}, {made}.")
    return _fired(rule, figures, f"In {period}, {figures}, {made}. {' '.join(concerns)}")


RULES = {
    Rule.OFF_TARGET: off_target,
    Rule.FELL_QUARTILE: fell_quartile,
    Rule.DECLINED_THREE: declined_three,
    Rule.STRETCH_AT_RISK: stretch_at_risk,
    Rule.STUCK_LOW: stuck_low,
    Rule.BELOW_AVERAGE: below_average,
    Rule.FORECAST_TO_MISS: forecast_to_miss,
    Rule.SPECIAL_CAUSE: special_cause,
}
"""The rules that figures can answer. A clinic may also be commissioned, or called for another concern."""


def _fired(rule: Rule, figures: str, sentence: str) -> Finding:
    return Finding(rule, Verdict.FIRED, sentence, figures)


def _not_fired(rule: Rule, sentence: str) -> Finding:
    return Finding(rule, Verdict.NOT_FIRED, sentence)


def _unjudged(rule: Rule, *missing: str) -> Finding:
    return Finding(rule, Verdict.UNJUDGED, f"Cannot be judged: {formats.listed(missing)}.", missing=missing)


def _no_figure(facts: Facts, period: Period) -> list[str]:
    return [] if period in facts.series else [f"no figure for {period}"]


def _no_target(facts: Facts, target: Decimal | None, period: Period) -> list[str]:
    return [] if target is not None or facts.scale.polarity == Polarity.RANGE else [f"no target for {period}"]


def _no_average(facts: Facts, period: Period) -> str:
    if facts.is_part_of_sum:
        return f"no published average of {period.kind}s for {period} or before, and its figures add up over the year"
    return f"no published average for {period} or before"


def _aim(scale: Scale, target: Decimal | None) -> str:
    """What a figure is held against."""
    if scale.polarity == Polarity.RANGE:
        return scale.best_range
    return f"a target of {scale.again(target)}"


def _in(facts: Facts, period: Period) -> str:
    """A figure with its period: 27.8 days in 2006/07."""
    return f"{facts.scale.again(facts.series[period])} in {period}"


def _unplaced(facts: Facts) -> list[str]:
    """What is missing to compare two years' quartiles."""
    lacking = []
    for position, period in ((facts.place, facts.period), (facts.place_then, facts.period.like_period)):
        if position.quartile == Quartile.UNKNOWN:
            lacking += _no_figure(facts, period) or [f"no quartile for {period}"]
    return lacking


def _quartiles(facts: Facts) -> str:
    """Both years' quartiles: 2nd quartile in 2005/06, 3rd quartile in 2006/07."""
    before, now = (_lower(position.quartile.label) for position in (facts.place_then, facts.place))
    return f"{before} in {facts.period.like_period}, {now} in {facts.period}"


def _placed(facts: Facts) -> str:
    """By whose thresholds, with the figures where they are known."""
    value, then = ("" if figure is None else f"{facts.scale.written(figure)}, " for figure in (facts.value, facts.then))
    now, before = _lower(facts.place.sentence), _lower(facts.place_then.sentence)
    return f"Now {value}{now} Then {then}{before}"


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _forecast(facts: Facts) -> tuple[Decimal | None, str]:
    """The year's forecast with a sentence that says whose it is; what is missing where there is none."""
    year = facts.period.whole_year
    if facts.year_forecast is not None:
        return facts.year_forecast, "This is the officer’s forecast."
    broken = any(year.like_period.starts < day <= year.ends for day in facts.breaks)
    machine = forecast(facts.scale, facts.aggregation, year, facts.parts, () if broken else facts.parts_then)
    if machine.value is None:
        return None, f"no forecast for {year}"
    return machine.value, f"This is the machine’s forecast: {machine.sentence}"


def _so_far(facts: Facts) -> str:
    """How the figure of the period stands beside a forecast to miss, as a further sentence; empty where that is not known."""
    if facts.value is None or (facts.target is None and facts.scale.polarity != Polarity.RANGE):
        return ""
    judged = rate(
        facts.scale, period=str(facts.period), value=facts.value, target=facts.target, tolerance=facts.tolerance
    )
    if judged.rating.rag == Rag.GREEN:
        return f" {facts.period} itself is on target."
    if judged.rating.rag == Rag.AMBER:
        return f" {facts.period} itself misses its target by no more than the tolerance."
    return f" {facts.period} misses its target already, and the year is not expected to make up for it."


def _stretched(facts: Facts, stretch: Stretch) -> Finding:
    """One stretch target, in its own year or ahead of it."""
    rule, scale, year = Rule.STRETCH_AT_RISK, facts.scale, facts.period.whole_year
    value, what = _held_against(facts, own_year=stretch.year == year)
    if value is None:
        return _unjudged(rule, what)
    share = stretch_share(scale, value, stretch.without, stretch.with_agreement)
    if share.share is None or share.achieved is None:
        return _unjudged(rule, "a stretch target that is better than what is expected without the agreement")
    span = f"{scale.again(stretch.without)} without the agreement and {scale.again(stretch.with_agreement)} with it"
    figures = f"{scale.written(value)} against {span}"
    if stretch.year == year:
        at_risk, why = share.share == 0, f"less than 60{NBSP}% of the stretch is made, and nothing would be paid"
    else:
        at_risk, why = share.achieved <= 0, "no better than what is expected without the agreement"
    if not at_risk:
        return _not_fired(rule, f"Stretch target of {stretch.year}: {figures}. {what}")
    return _fired(rule, figures, f"Stretch target of {stretch.year}: {figures}; {why}. {what}")


def _held_against(facts: Facts, *, own_year: bool) -> tuple[Decimal | None, str]:
    """The value that a stretch target is held against, with a sentence of what it is; what is missing where there is none."""
    complete = facts.period == facts.period.whole_year and facts.value is not None
    if not complete and (own_year or facts.is_part_of_sum):
        expected, whose = _forecast(facts)
        if expected is not None:
            return expected, whose
    if facts.value is None or facts.is_part_of_sum:
        return None, f"no forecast for {facts.period.whole_year}" if facts.value is not None else formats.listed(
            _no_figure(facts, facts.period)
        )
    return facts.value, f"This is the figure of {facts.period}."


def _averages(facts: Facts, period: Period) -> list[Average]:
    """The averages that a figure of a period compares with: not later, and of like periods where figures add up."""
    return [
        average
        for average in facts.averages
        if average.year.ends <= period.ends and (not facts.is_part_of_sum or average.year.kind == period.kind)
    ]
