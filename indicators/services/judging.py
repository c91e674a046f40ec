"""Verdicts are worked out here and stored beside measurements; nobody else writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter

from core import formats
from core.periods import FINANCIAL, Period
from core.rag import Rag
from core.records import store_derived
from indicators.choices import Direction, Moved, Override, Quartile, State
from indicators.models import ENDS, VERDICTS, Alias, Band, Benchmark, Indicator, Measurement
from indicators.rules import (
    BandRange,
    Bands,
    Position,
    Scale,
    Thresholds,
    Tolerance,
    Travel,
    band,
    movement,
    position,
    rate,
    travel,
)
from indicators.services.peers import keep_peer_benchmarks
from organisation.choices import RatingRule
from organisation.models import Council

DEFAULT_TOLERANCE = "10%"
_verdicts = itemgetter(*VERDICTS)
MANY = 500
"""Beyond so many indicators everything is read, rather than each asked for by key."""


def judge(indicators: Iterable[int] | None = None, *, store: bool = True) -> list[Benchmark | Measurement | Indicator]:
    """Work out the verdicts of all measurements, or of those of some indicators, and store what changed.

    Returns the rows of which something stored was not what the rules say: thresholds that rest on figures
    of peers, which come first; a verdict on a measurement; where the figures of an indicator begin and end.
    Nine queries and one write per 500 changed rows, however many indicators.
    """
    indicators = None if indicators is None else list(indicators)
    benchmarks = keep_peer_benchmarks(indicators, store=store)
    measurements = Measurement.objects.select_related("indicator__set", "period")
    if indicators is not None:
        measurements = measurements.filter(indicator__in=indicators)
    measurements = list(measurements)
    differing, moved = work_out(measurements), work_out_ends(measurements)
    if store:
        store_derived(differing, VERDICTS)
        store_derived(moved, ENDS)
    return [*benchmarks, *differing, *moved]


def work_out(measurements: Sequence[Measurement]) -> list[Measurement]:
    """Set the verdicts on measurements, in memory; returns those on which they changed. Four queries.

    All measurements of each indicator must be among them, with indicator, set and period at hand.
    """
    touched = {m.indicator_id for m in measurements}
    comparators = _comparators(touched)
    periods = [m.period.period for m in measurements]
    by_period = {(m.indicator_id, period): m for m, period in zip(measurements, periods, strict=True)}
    judges = {}
    differing = []
    council = Council.objects.first()
    for measurement, period in zip(measurements, periods, strict=True):
        key = measurement.indicator_id
        if key not in judges:
            judges[key] = _Judge.of(measurement.indicator, comparators[key], council)
        earlier = by_period.get((key, period.like_period))
        before = by_period.get((key, period.previous))
        was = _verdicts(measurement.__dict__)
        judges[key].judge(measurement, period, earlier, before)
        if was != _verdicts(measurement.__dict__):
            differing.append(measurement)
    return differing


@dataclass
class _Comparators:
    """What the figures of one indicator are placed by."""

    benchmarks: list[tuple[Period, Benchmark]] = field(default_factory=list)
    bands: dict[Period, list[BandRange]] = field(default_factory=lambda: defaultdict(list))
    breaks: list[date] = field(default_factory=list)
    """The days from which its figures no longer compare with those before."""


def _comparators(indicators: set[int]) -> dict[int, _Comparators]:
    """Thresholds, bands and breaks in series by indicator. Three queries."""
    benchmarks, bands = Benchmark.objects.select_related("period"), Band.objects.select_related("period")
    breaks = Alias.objects.breaking()
    if len(indicators) <= MANY:
        benchmarks, bands = benchmarks.filter(indicator__in=indicators), bands.filter(indicator__in=indicators)
        breaks = breaks.filter(indicator__in=indicators)
    found: dict[int, _Comparators] = defaultdict(_Comparators)
    for benchmark in benchmarks:
        if (benchmark.top, benchmark.median, benchmark.bottom) != (None,) * 3:
            found[benchmark.indicator_id].benchmarks.append((benchmark.period.period, benchmark))
    for one in bands:
        ranges = found[one.indicator_id].bands[one.period.period]
        ranges.append(BandRange(one.number, one.low, one.high, best_attainable=one.best_attainable))
    for alias in breaks:
        found[alias.indicator_id].breaks.append(alias.breaks_on)
    return found


@dataclass
class _Judge:
    """Judges the figures of one indicator: what is the same for all of them is worked out once."""

    scale: Scale
    tolerance: Tolerance
    improvement_rule: bool
    on_period_before: bool
    """Whether a second comparison is wanted: as the set has it, and never of figures that start anew each year."""
    comparators: _Comparators
    group: str
    adds_up: bool

    @classmethod
    def of(cls, indicator: Indicator, comparators: _Comparators, council: Council | None) -> _Judge:
        """By the rules that hold for an indicator: its own, else its set's, else the council's."""
        rule = indicator.set.rating_rule or (council.rating_rule if council else "")
        return cls(
            scale=indicator.scale,
            tolerance=indicator.tolerance_in(council.tolerance if council else DEFAULT_TOLERANCE),
            improvement_rule=rule == RatingRule.IMPROVEMENT,
            on_period_before=indicator.set.on_period_before and not indicator.starts_anew,
            comparators=comparators,
            group=council.comparator_group if council else "",
            adds_up=indicator.adds_up,
        )

    def judge(
        self, measurement: Measurement, period: Period, earlier: Measurement | None, before: Measurement | None
    ) -> None:
        """Set every verdict on a measurement. ``earlier`` is the like period a year before, ``before`` the one just before."""
        moved = self.travel(value_of(measurement), earlier, period.like_period, period)
        measurement.direction = moved.direction
        measurement.direction_reason = moved.sentence
        measurement.change = None if moved.change is None else round(moved.change, 6)
        self.recently(measurement, period, before)
        self.against_target(measurement, period, improved=moved.direction == Direction.IMPROVED)
        self.forecast(measurement, period, earlier)
        self.place(measurement, period, earlier)
        self.in_bands(measurement, period)

    def travel(
        self, value: Decimal | None, earlier: Measurement | None, then: Period, period: Period, since: str = ""
    ) -> Travel:
        """Direction against an earlier period; none across a break in the series.

        That is the like period a year earlier, unless ``since`` names another comparison.
        """
        broken = next((day for day in self.comparators.breaks if then.starts < day <= period.ends), None)
        if broken and value is not None and earlier:
            why = f"the series was broken on {formats.long_date(broken)}"
            return Travel(Direction.NO_COMPARISON, f"No comparison with {then}: {why}.")
        return travel(self.scale, value=value, earlier=value_of(earlier), earlier_period=str(then), since=since)

    def recently(self, measurement: Measurement, period: Period, before: Measurement | None) -> None:
        """The second, shorter comparison, where it is switched on and the period is part of a year."""
        measurement.recent_direction, measurement.recent_reason = "", ""
        if self.on_period_before and period.is_part:
            recent = self.travel(value_of(measurement), before, period.previous, period, since=f"on last {period.kind}")
            measurement.recent_direction, measurement.recent_reason = recent.direction, recent.sentence

    def against_target(self, measurement: Measurement, period: Period, *, improved: bool) -> None:
        """The rating; where somebody put another in its place, that one, with what the rule says beside it."""
        judged = rate(
            self.scale,
            period=str(period),
            value=measurement.actual,
            target=measurement.target,
            tolerance=self.tolerance,
            improved=improved,
            improvement_rule=self.improvement_rule,
            applicable=measurement.state != State.NOT_APPLICABLE,
        )
        rating = judged.rating
        measurement.gap = judged.gap
        measurement.rating, measurement.rating_label, measurement.rating_reason = (
            rating.rag,
            rating.label,
            rating.sentence,
        )
        if measurement.override and rating.rag in (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.NO_TARGET):
            measurement.rating = Rag(measurement.override)
            measurement.rating_label = f"{Override(measurement.override).label}, set by hand"
            measurement.rating_reason = f"{measurement.override_reason.strip().removesuffix('.')}. By the rule: {rating.label.lower()}. {rating.sentence}"

    def forecast(self, measurement: Measurement, period: Period, earlier: Measurement | None) -> None:
        """The rating that the officer's forecast would get, beside that of the figure."""
        measurement.forecast_rating = measurement.forecast_label = measurement.forecast_reason = ""
        if measurement.forecast is None or measurement.state == State.NOT_APPLICABLE:
            return
        moved = self.travel(measurement.forecast, earlier, period.like_period, period)
        judged = rate(
            self.scale,
            period=str(period),
            value=measurement.forecast,
            target=measurement.target,
            tolerance=self.tolerance,
            improved=moved.direction == Direction.IMPROVED,
            improvement_rule=self.improvement_rule,
        )
        measurement.forecast_rating = judged.rating.rag
        measurement.forecast_label = judged.rating.label
        measurement.forecast_reason = f"Forecast: {judged.rating.sentence}"

    def place(self, measurement: Measurement, period: Period, earlier: Measurement | None) -> None:
        """The quartile by the thresholds that hold, and whether it moved since the like period a year earlier."""
        thresholds = self.newest(period)
        placed = self.position(measurement, thresholds)
        measurement.quartile, measurement.quartile_reason = placed.quartile, placed.sentence
        known = thresholds if placed.quartile != Quartile.UNKNOWN else None
        measurement.quartile_year = known.year if known else ""
        measurement.quartile_group = known.group if known else ""
        was = self.position(earlier, self.newest(period.like_period)) if earlier else None
        measurement.movement = movement(placed, was).moved if was else Moved.NOT_KNOWN

    def position(self, measurement: Measurement, thresholds: Thresholds | None) -> Position:
        """A quartile by thresholds; where none are held, the position that an outside body stated, as such."""
        if thresholds is None and measurement.stated_quartile:
            quartile = Quartile(measurement.stated_quartile)
            return Position(
                quartile, f"{quartile.label}, as stated by {measurement.stated_by}; its thresholds are not held."
            )
        value = value_of(measurement)
        if not self.comparators.benchmarks:
            return position(self.scale, value=value, thresholds=None)
        period = measurement.period.period
        if thresholds is None and value is not None and self.adds_up and period.is_part:
            why = (
                f"the thresholds held are for other periods than a {period.kind}, and its figures add up over the year"
            )
            return Position(Quartile.UNKNOWN, f"Quartile not known: {why}.")
        return position(self.scale, value=value, thresholds=thresholds)

    def newest(self, period: Period) -> Thresholds | None:
        """The newest thresholds not later than a period, of the council's own group where there are any.

        Of two groups' for the same year, those that were published precede those worked out here.
        """
        if not self.comparators.benchmarks:
            return None
        known = [(year, b) for year, b in self.comparators.benchmarks if year.ends <= period.ends]
        if self.adds_up and period.is_part:  # a quarter's sum has no place among sums of years
            known = [(year, b) for year, b in known if year.kind == period.kind]
        if not known:
            return None
        year, newest = max(known, key=lambda one: (one[1].group == self.group, one[0].ends, not one[1].worked_out))
        return Thresholds(
            newest.group,
            str(year),
            newest.top,
            newest.median,
            newest.bottom,
            provisional=newest.provisional,
            n=newest.n,
            worked_out=newest.worked_out,
        )

    def in_bands(self, measurement: Measurement, period: Period) -> None:
        """The PAF band by the ranges of its year; where none are held, the band that was published."""
        ranges = self.comparators.bands.get(period.whole_year)
        if ranges and value_of(measurement) is not None:
            found = band(self.scale, measurement.actual, Bands(str(period.whole_year), tuple(ranges)))
            measurement.band, measurement.band_reason = found.number, found.sentence
        elif measurement.stated_band is not None:
            measurement.band = measurement.stated_band
            measurement.band_reason = (
                f"Band {measurement.stated_band}, as stated by {measurement.stated_by}; its ranges are not held."
            )
        else:
            measurement.band, measurement.band_reason = None, ""


def value_of(measurement: Measurement | None) -> Decimal | None:
    """The value that counts: none where there is no measurement, and none where it does not apply."""
    if measurement is None or measurement.state == State.NOT_APPLICABLE:
        return None
    return measurement.actual


def store_ends(measurements: Sequence[Measurement]) -> None:
    """Store where the figures of each indicator begin and end. All measurements of each must be given."""
    store_derived(work_out_ends(measurements), ENDS)


def work_out_ends(measurements: Sequence[Measurement]) -> list[Indicator]:
    """Set on each indicator its newest measurement with a value and since when it has figures; returns those that changed.

    Of two that end together the longer period is the newest. Figures by calendar or academic year begin
    nothing: ``figures_since`` tells from when on figures of financial periods are owed.
    """
    with_value: dict[int, list[Measurement]] = defaultdict(list)
    for measurement in measurements:
        if measurement.actual is not None:
            with_value[measurement.indicator_id].append(measurement)
    moved = []
    for key, indicator in {m.indicator_id: m.indicator for m in measurements}.items():
        latest = max(with_value[key], key=_recency, default=None)
        since = min((m.period.starts for m in with_value[key] if m.period.kind in FINANCIAL), default=None)
        ends = (latest.pk if latest else None, since)
        if ends != (indicator.latest_id, indicator.figures_since):
            indicator.latest_id, indicator.figures_since = ends
            moved.append(indicator)
    return moved


def _recency(measurement: Measurement) -> tuple:
    return measurement.period.ends, -measurement.period.starts.toordinal()
