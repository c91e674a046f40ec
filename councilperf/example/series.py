"""The figures of one measure of the example: trend, season, chance and what happened to it. No database.

Everything is drawn from a generator that is seeded by the measure's own reference, so that a measure has
the same figures however many others there are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from core.formats import printed
from core.periods import MONTHS_IN, Period, PeriodKind
from councilperf.example.catalogue import Measure
from indicators.choices import Aggregation, Polarity, State

TODAY = date(2026, 9, 16)
THIS_YEAR = 2026
REPORTING_DAYS = 42
LAST_AUDITED = 2024
NEIGHBOURS = (
    "Ashmoor", "Brackenford", "Castlewick", "Dunmere", "Eastholme", "Fernvale", "Garstone", "Hollinbrook",
    "Inglewater", "Ketterdale", "Larkbridge", "Oxmoor",
)  # fmt: skip
"""Councils that do not exist."""
PARTS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF)
COMMENTED_FROM = date(2025, 9, 1)
MONTHS_COMMENTED_FROM = date(2026, 4, 1)


@dataclass
class Figure:
    """One measurement to be."""

    period: Period
    target: Decimal | None = None
    actual: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    forecast: Decimal | None = None
    state: str = State.PROVISIONAL
    why: str = ""
    so_what: str = ""
    what_next: str = ""
    reservation: str = ""


@dataclass(frozen=True)
class Turn:
    """What happened round a clinic: a slide to the baseline before it, and then what came of it."""

    held_on: date
    then: str


@dataclass
class Words:
    """What officers write of a miss, and the reasons of an auditor's reservation."""

    said: list[dict]
    reservations: list[str]

    def of(self, measure: Measure) -> list[list[str]]:
        """The three sentences on a miss, as often as they are written, of the first list that serves a measure."""
        return next(
            said["miss"]
            for said in self.said
            if said["theme"] == measure.theme and measure.ref.startswith(tuple(said.get("for", ("",))))
        )


@dataclass
class Series:
    """Makes the figures of one measure."""

    measure: Measure
    years: int
    seed: int
    words: Words
    turn: Turn | None = None
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(f"{self.seed} {self.measure.key}")  # noqa: S311 - invents figures, keeps no secret

    def figures(self) -> list[Figure]:
        """All its measurements: the periods of its own frequency, and for parts of a year the years too."""
        kind = self.measure.kind
        parts = [self._part(period) for period in self._periods(kind)]
        self._turn(parts)
        for figure in parts:
            self._denominate(figure)
        years = self._years(parts) if kind in PARTS else []
        for figure in parts:
            self._withhold(figure)
        ahead = [Figure(Period(kind if kind not in PARTS else PeriodKind.YEAR, THIS_YEAR + n)) for n in (1, 2)]
        for figure in ahead:
            figure.target = self._year_target(figure.period.year)
        shown = [figure for figure in parts if figure.actual is not None or not self._is_beyond(figure)]
        figures = shown + years + [figure for figure in ahead if figure.target is not None]
        for figure in figures:
            self._firmness(figure)
            self._comment(figure)
        return figures

    # The level, before anything happens to it

    def _periods(self, kind: PeriodKind) -> Iterator[Period]:
        for year in range(THIS_YEAR - self.years, THIS_YEAR + 1):
            for number in range(1, 12 // MONTHS_IN[kind] + 1):
                yield Period(kind, year, number)

    def _part(self, period: Period) -> Figure:
        value = self._level(period) + self._chance(period) + self._event(period)
        return Figure(period, target=self._target(period), actual=self._rounded(value))

    def _level(self, period: Period) -> float:
        measure = self.measure
        parts = 12 // MONTHS_IN[period.kind]
        passed = period.year - (THIS_YEAR - 1) + (period.number - 0.5) / parts - 0.5
        if passed < -5:
            passed = -5 + 0.2 * (passed + 5)
        level = measure.now + measure.drift * passed
        return self._in_season(level, period)

    def _in_season(self, level: float, period: Period) -> float:
        """A level with what its season adds; of a figure that adds up, the share of the year so far."""
        season = self.measure.season
        quarter = (period.number - 1) * MONTHS_IN[period.kind] // 3
        if not season:
            return level
        if self.measure.aggregation == Aggregation.CUMULATIVE:
            return level * season[quarter] / self.measure.now if season[quarter] else level
        return level + season[quarter]

    def _chance(self, period: Period) -> float:
        """Chance, a little of it carried over from the period before."""
        carried = 0.5 if self.measure.aggregation in (Aggregation.SNAPSHOT, Aggregation.ROLLING) else 0.1
        self._last = carried * getattr(self, "_last", 0.0) + self.random.gauss(0, self.measure.wobble)
        return self._last * math.sqrt(1 - carried**2)

    def _event(self, period: Period) -> float:
        """A special cause, a failure in one year, a break in the series."""
        options, added = self.measure.options, 0.0
        if "special" in options:
            when, _, size = options["special"].partition(":")
            added += float(size) if when == f"{period.starts:%YM%m}" else 0.0
        if "miss" in options and period.year == int(options["miss"]):
            added -= 1
        if "break" in options and period.year < int(options["break"]):
            added += 4 * self.measure.wobble
        return added

    # Targets

    def _target(self, period: Period) -> Decimal | None:
        measure = self.measure
        if measure.aim is None or "notarget" in measure.options:
            return None
        aim = measure.aim + measure.step * (max(period.year, THIS_YEAR - 5) - THIS_YEAR)
        return self._rounded(self._in_season(aim, period))

    def _year_target(self, year: int) -> Decimal | None:
        """The target of a whole year, made of its parts as the figure is."""
        kind = self.measure.kind
        numbers = range(1, 12 // MONTHS_IN[kind] + 1)
        targets = [self._target(Period(kind, year, number)) for number in numbers]
        if None in targets:
            return None
        if self.measure.aggregation == Aggregation.FLOW:
            return sum(targets)
        if self.measure.aggregation == Aggregation.RATE:
            return self._rounded(sum(map(float, targets)) / len(targets))
        return targets[-1]

    # What happens round a clinic

    def _turn(self, parts: list[Figure]) -> None:
        """Let the figures slide to the last one before a clinic, and then let come of it what came."""
        if self.turn is None or self.measure.aim is None:
            return
        before = [f for f in parts if f.period.ends <= self.turn.held_on and f.period.ends < TODAY]
        after = [f for f in parts if f.period.starts >= self.turn.held_on and not self._is_beyond(f)]
        newest = next((f for f in reversed(after) if self._is_reported(f)), None)
        straddling = [f for f in parts if f.period.starts < self.turn.held_on < f.period.ends]
        if not before:
            return
        good = -1 if self.measure.is_lower_better else 1
        base = before[-1]
        room = max(self.measure.room(float(base.target)), 0.8 * self.measure.wobble)
        unit = 10.0**-self.measure.decimal_places
        stride = max(0.45 * room, unit)
        bad = float(base.target) - good * 1.9 * room + self.measure.apart
        special = "special" in self.measure.options
        for steps, figure in enumerate(reversed(before[-5:])):
            if not special:
                figure.actual = self._rounded(bad + good * stride * (steps + (steps > 0) * self.random.uniform(0, 0.5)))
        bad = float(base.actual) if special else bad
        for figure in straddling:
            figure.actual = self._rounded(bad - good * 0.3 * stride)
        for steps, figure in enumerate(after, 1):
            if self.turn.then == "improved":
                moved = good * 2.1 * room * min(1.0, steps / 4) + self.random.uniform(-0.3, 0.3) * room
            elif self.turn.then == "declined":
                chance = 0.5 if figure is newest else self.random.uniform(-1.2, 0.8)
                moved = -good * stride * (0.3 * steps + chance)
            else:
                moved = 0.0 if figure is newest else self.random.uniform(-0.5, 0.5) * stride
            if not special:
                figure.actual = self._rounded(bad + moved)

    # Numerators, years, what is missing

    def _denominate(self, figure: Figure) -> None:
        """A rate's numerator and denominator, and the rate that follows from them."""
        if not self.measure.is_rate:
            return
        steady = self.turn is not None and self.turn.then == "no_change"
        size = self.measure.size * (1 if steady else 1 + self.random.uniform(-0.08, 0.08))
        denominator = Decimal(max(1, round(size)))
        figure.denominator = denominator
        figure.numerator = Decimal(round(figure.actual / self.measure.scale.ratio(Decimal(1), denominator)))
        figure.actual = self._ratio(figure.numerator, denominator)

    def _years(self, parts: list[Figure]) -> list[Figure]:
        """The outturn of each year from its parts, and for this year a forecast in its place."""
        years = []
        for year in range(THIS_YEAR - self.years, THIS_YEAR + 1):
            of_year = [figure for figure in parts if figure.period.year == year]
            whole = self._whole(of_year)
            whole.period, whole.target = Period(PeriodKind.YEAR, year), self._year_target(year)
            if year == THIS_YEAR:
                expected = float(whole.actual)
                if whole.target is not None:
                    expected += (float(whole.target) - expected) * self.random.uniform(0, 0.4)
                whole = Figure(whole.period, target=whole.target, forecast=self._rounded(expected))
            years.append(whole)
        return years

    def _whole(self, parts: list[Figure]) -> Figure:
        measure, last = self.measure, parts[-1]
        if measure.is_rate:
            numerator = sum(figure.numerator for figure in parts)
            denominator = sum(figure.denominator for figure in parts)
            actual = self._ratio(numerator, denominator)
            return Figure(last.period, actual=actual, numerator=numerator, denominator=denominator)
        if measure.aggregation == Aggregation.FLOW:
            return Figure(last.period, actual=sum(figure.actual for figure in parts))
        return Figure(last.period, actual=last.actual)

    def _ratio(self, numerator: Decimal, denominator: Decimal) -> Decimal:
        return self.measure.scale.ratio(numerator, denominator).quantize(Decimal("1e-6"))

    def _is_beyond(self, figure: Figure) -> bool:
        """Whether a period is not reported at all yet: a later month, or a source that lags by a year more."""
        period = figure.period
        if "lag" in self.measure.options and period.year >= THIS_YEAR - 1:
            return True
        return period.kind == PeriodKind.MONTH and period.starts > TODAY - timedelta(days=REPORTING_DAYS)

    def _withhold(self, figure: Figure) -> None:
        """Take away what has not come in: what is not due, what is late, what was never counted."""
        period = figure.period
        begun = period.starts < TODAY - timedelta(days=REPORTING_DAYS)
        if begun and self._is_not_due(period) and period.kind not in PARTS and figure.target is not None:
            figure.forecast = self._rounded(float(figure.actual))
        if not self._is_reported(figure):
            figure.actual = figure.numerator = figure.denominator = None
        if self._never_applied(period):
            figure.state, figure.target = State.NOT_APPLICABLE, None

    def _is_reported(self, figure: Figure) -> bool:
        """Whether its figure has come in by today."""
        period, options = figure.period, self.measure.options
        late = "late" in options and period.ends > TODAY - timedelta(days=120)
        gap = "gaps" in options and period.year == LAST_AUDITED and period.number == 2
        out = late or gap or self._is_not_due(period) or self._is_beyond(figure)
        return not out and not self._never_applied(period)

    def _is_not_due(self, period: Period) -> bool:
        return period.ends + timedelta(days=REPORTING_DAYS) >= TODAY

    def _never_applied(self, period: Period) -> bool:
        return self.measure.options.get("na") == f"{period.year}{str(period)[-2:]}"

    # How firm it is, and what is said of it

    def _firmness(self, figure: Figure) -> None:
        period, options = figure.period, self.measure.options
        if figure.actual is None:
            return
        if period.year <= LAST_AUDITED:
            figure.state = State.SIGNED_OFF if period.kind in PARTS else State.AUDITED
            if "reservation" in options and period.kind == PeriodKind.YEAR and period.year == LAST_AUDITED:
                figure.state = State.RESERVATION
                figure.reservation = self.random.choice(self.words.reservations)
        elif period.year < THIS_YEAR and period.kind in PARTS:
            figure.state = State.SIGNED_OFF
        elif options.get("risk") in ("medium", "high"):
            figure.state = State.ESTIMATE

    def _comment(self, figure: Figure) -> None:
        """Why, so what and what next, of a recent figure that missed its target; not the same twice running."""
        since = MONTHS_COMMENTED_FROM if figure.period.kind == PeriodKind.MONTH else COMMENTED_FROM
        if figure.actual is None or figure.target is None or figure.period.ends < since:
            return
        scale = self.measure.scale
        if scale.goodness(figure.actual) >= scale.goodness(figure.target):
            return
        choices = self.words.of(self.measure)
        self._said = (getattr(self, "_said", self.random.randrange(len(choices))) + 1) % len(choices)
        figure.why, figure.so_what, figure.what_next = choices[self._said]

    def _rounded(self, value: float) -> Decimal:
        """A value at its printed precision, within what its unit can be."""
        measure = self.measure
        if not (measure.unit == "£" and measure.options.get("tolerance")):
            value = max(0.0, value)
        if measure.unit == "%":
            value = min(100.0, value)
        if measure.unit.startswith("score of "):
            value = min(float(measure.unit.removeprefix("score of ")), value)
        if measure.unit == "yes/no":
            value = min(1.0, value)
        if measure.level_names:
            value = min(float(len(measure.level_names)), max(1.0, value))
        if measure.unit == "£" and abs(value) > 10_000:
            value = round(value, -3)
        return printed(Decimal(str(value)), measure.decimal_places)


def thresholds(measure: Measure, year: int) -> tuple[Decimal | None, Decimal | None, Decimal | None, Decimal]:
    """Top, median and bottom thresholds and the average of the comparator group in a year; what was kept back is None."""
    median, spread = measure.peers
    good = -1 if measure.is_lower_better else 1
    centre = median + 0.3 * measure.drift * (year - LAST_AUDITED)
    places = measure.decimal_places
    edges = [
        printed(Decimal(str(max(0.0, centre + good * away))), places) for away in (spread, 0.0, -spread, -0.1 * spread)
    ]
    if measure.unit == "%":
        edges = [min(edge, Decimal(100)) for edge in edges]
    partial = measure.options.get("partial")
    return (
        None if partial == "top" else edges[0],
        edges[1],
        None if partial == "bottom" else edges[2],
        edges[3],
    )


def neighbours(measure: Measure, year: int, seed: int) -> list[tuple[str, Decimal]]:
    """What the neighbouring councils reported for a year, each near its own level; of a late year only some have."""
    spread = measure.peers[1] if measure.peers else 3 * measure.wobble
    centre = measure.peers[0] if measure.peers else measure.now - spread / 2
    found = []
    for number, council in enumerate(NEIGHBOURS):
        if measure.options["neighbours"] == "late" and year == THIS_YEAR - 1 and number % 2:
            continue
        level = Random(f"{seed} {measure.key} {council}").gauss(centre, 1.4 * spread)  # noqa: S311 - invents figures
        chance = Random(f"{seed} {measure.key} {council} {year}").gauss(0, 0.3 * spread)  # noqa: S311 - likewise
        value = max(0.0, level + chance + 0.3 * measure.drift * (year - LAST_AUDITED))
        if measure.unit == "%":
            value = min(100.0, value)
        found.append((council, printed(Decimal(str(value)), measure.decimal_places)))
    return found


def is_compared(measure: Measure) -> bool:
    """Whether a comparator group publishes it."""
    return measure.peers is not None and measure.polarity in (Polarity.HIGHER, Polarity.LOWER)
