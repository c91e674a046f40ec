"""Writes the example's indicators, periods, measurements and comparators, and has them judged."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.models import User
from core.periods import Period, PeriodKind
from core.records import create_many
from councilperf.example.catalogue import AREAS, FIXTURES, Measure, measures
from councilperf.example.series import (
    LAST_AUDITED,
    THIS_YEAR,
    Figure,
    Series,
    Turn,
    Words,
    is_compared,
    neighbours,
    thresholds,
)
from indicators.choices import Aggregation, Risk
from indicators.models import (
    Alias,
    Benchmark,
    Indicator,
    IndicatorSet,
    Measurement,
    PeerFigure,
    StretchTarget,
)
from indicators.services import decide_target, judge, record_figure
from organisation.models import Council, Outcome, Post, ReportingPeriod
from organisation.services import reporting_period

SOURCE = "Invented for this example"
EASED = "The step was too steep for one year: the peer challenge advised targets that services believe in."
OVERRIDDEN = "One large family case was closed twice in the system: without it the target was met"
RESTATED = "Garden waste taken at the Millbank site in March had been left out."


class Figures:
    """Makes the indicators of the example with all their figures."""

    def __init__(
        self,
        *,
        wanted: int,
        years: int,
        seed: int,
        sets: list[dict],
        posts: dict[str, Post],
        outcomes: dict[str, Outcome],
    ) -> None:
        self.wanted, self.years, self.seed = wanted, years, seed
        self.posts = posts
        self.sets = {data["code"]: IndicatorSet.objects.create(**data) for data in sets}
        self.outcomes = outcomes
        self.periods: dict[Period, ReportingPeriod] = {}
        self.indicators: dict[str, Indicator] = {}
        with (FIXTURES / "commentary.toml").open("rb") as file:
            words = tomllib.load(file)
        self.words = Words(words["said"], words["reservation"]["reasons"])

    def make(self, turns: dict[str, Turn]) -> dict[str, Indicator]:
        """Write everything; gives the indicators by set and reference. ``turns`` are what clinics led to."""
        wanted = measures(self.wanted)
        for measure in wanted:
            self.indicators[measure.key] = self.indicator(measure)
        made = []
        for measure in wanted:
            turn = turns.get(measure.whole or measure.key)
            figures = Series(measure, self.years, self.seed, self.words, turn).figures()
            made += [(measure, figure) for figure in figures]
        _add_up(made)
        create_many([self.measurement(measure, figure) for measure, figure in made])
        create_many([row for measure in wanted if is_compared(measure) for row in self.benchmarks(measure)])
        create_many([row for measure in wanted if "neighbours" in measure.options for row in self.peers(measure)])
        judge()
        return self.indicators

    def indicator(self, measure: Measure) -> Indicator:
        """One indicator, with its outcome and its other references."""
        options = measure.options
        variant_of, _, variant_name = options.get("variant", "").partition(":")
        indicator = Indicator.objects.create(
            set=self.sets[measure.code],
            ref=measure.ref,
            title=measure.title,
            definition=measure.definition,
            theme=measure.theme,
            name_to_check="name" in options,
            unit=measure.unit,
            decimal_places=measure.decimal_places,
            level_names=", ".join(measure.level_names),
            polarity=measure.polarity,
            range_low=_decimal(measure.low),
            range_high=_decimal(measure.high),
            frequency=measure.frequency,
            aggregation=measure.aggregation,
            owner=self.posts[measure.owner],
            data_checked_on=date(2026, 5, 14) if measure.code == "KPI" else None,
            data_quality_risk=options.get("risk", Risk.LOW if measure.code == "KPI" else ""),
            within_control="outside" not in options,
            tolerance=options.get("tolerance", ""),
            materiality=Decimal(options.get("materiality", "0")),
            is_public=measure.code != "OPS",
            variant_of=self.indicators.get(f"{measure.code}/{variant_of}"),
            variant_name=variant_name.replace("_", " "),
        )
        indicator.outcomes.add(*(self.outcomes[ref] for ref in measure.outcomes))
        code, _, ref = options.get("alias", "").partition(":")
        if ref:
            is_break = "break" in options
            Alias.objects.create(
                indicator=indicator,
                set=self.sets[code],
                ref=ref,
                ends=date(2025, 3, 31),
                break_in_series=is_break,
            )
        return indicator

    def measurement(self, measure: Measure, figure: Figure) -> Measurement:
        """One measurement, not yet written."""
        return Measurement(
            indicator=self.indicators[measure.key],
            period=self.period(figure.period),
            target=figure.target,
            actual=figure.actual,
            numerator=figure.numerator,
            denominator=figure.denominator,
            forecast=figure.forecast,
            state=figure.state,
            reservation=figure.reservation,
            why=figure.why,
            so_what=figure.so_what,
            what_next=figure.what_next,
        )

    def period(self, period: Period) -> ReportingPeriod:
        """The row of a period, looked for once."""
        if period not in self.periods:
            self.periods[period] = reporting_period(period)
        return self.periods[period]

    def benchmarks(self, measure: Measure) -> Iterable[Benchmark]:
        """The comparator group's thresholds of past years; the last year's are provisional, or not out yet."""
        kind = measure.kind if measure.kind in (PeriodKind.ACADEMIC, PeriodKind.CALENDAR) else PeriodKind.YEAR
        group = Council.objects.get().comparator_group
        for year in range(THIS_YEAR - self.years, THIS_YEAR):
            provisional = year > LAST_AUDITED
            if provisional and len(measure.title) % 2:
                continue
            top, median, bottom, average = thresholds(measure, year)
            yield Benchmark(
                indicator=self.indicators[measure.key],
                group=group,
                period=self.period(Period(kind, year)),
                top=top,
                median=median,
                bottom=bottom,
                average=average,
                n=63 if not provisional else 58,
                provisional=provisional,
                source=SOURCE,
            )

    def peers(self, measure: Measure) -> Iterable[PeerFigure]:
        """What the neighbouring councils reported for the last three years."""
        for year in range(THIS_YEAR - min(self.years, 3), THIS_YEAR):
            for council, value in neighbours(measure, year, self.seed):
                yield PeerFigure(
                    indicator=self.indicators[measure.key],
                    group="Nearest neighbours",
                    period=self.period(Period(PeriodKind.YEAR, year)),
                    council=council,
                    value=value,
                    source=SOURCE,
                )

    def decisions(self, *, by: User) -> None:
        """What was decided: targets eased, past years locked, a locked figure restated, stretch targets, a rating set by hand."""
        wanted = [(self.indicators[measure.key], measure.options) for measure in measures(self.wanted)]
        for indicator, options in wanted:
            if "eased" in options:
                self.eased(indicator, Decimal(options["eased"]))
            if "stretch" in options:
                without, aim, grant = map(Decimal, options["stretch"].split(":"))
                period = self.period(Period(PeriodKind.YEAR, THIS_YEAR))
                StretchTarget.objects.create(
                    indicator=indicator, period=period, without=without, with_agreement=aim, grant=grant
                )
            if "override" in options:
                self.overridden(indicator, options["override"], by)
        for period, row in self.periods.items():
            if period.year <= LAST_AUDITED and period.ends.year <= LAST_AUDITED + 1:
                row.locked_at, row.locked_by = datetime(2025, 10, 1, 9, tzinfo=UTC), by
                row.save()
        for indicator, options in wanted:
            if "restated" in options:
                self.restated(indicator, int(options["restated"]), by)

    def eased(self, indicator: Indicator, was: Decimal) -> None:
        """A target of this year that was made easier, with who approved it."""
        measurement = indicator.measurements.get(period__kind=PeriodKind.YEAR, period__year=THIS_YEAR)
        becomes, measurement.target = measurement.target, was
        measurement.save()
        decide_target(
            measurement,
            becomes,
            reason=EASED,
            approved_by=self.posts["Chief Executive"],
            approved_on=date(2026, 3, 25),
        )

    def overridden(self, indicator: Indicator, rating: str, by: User) -> None:
        """The newest figure with a rating that somebody put in the rule's place, with the reason."""
        indicator.refresh_from_db(fields=["latest"])
        measurement = indicator.latest
        measurement.override, measurement.override_reason = rating, OVERRIDDEN
        record_figure(measurement, by=by)

    def restated(self, indicator: Indicator, year: int, by: User) -> None:
        """An outturn that was put right after its year had been locked."""
        found = indicator.measurements.filter(period__kind=PeriodKind.YEAR, period__year=year).select_related(
            "period", "indicator"
        )
        for measurement in found:
            measurement.numerator = round(measurement.numerator * Decimal("1.004"))
            record_figure(measurement, by=by, reason=RESTATED)


def _add_up(made: list[tuple[Measure, Figure]]) -> None:
    """Let the figures of the areas add up to the whole, where a figure is a count: the last area takes what is left."""
    wholes = {(measure.key, figure.period): figure for measure, figure in made if not measure.whole}
    parts = defaultdict(list)
    for measure, figure in made:
        if measure.whole and measure.aggregation == Aggregation.FLOW and measure.is_area:
            parts[measure.whole, figure.period].append(figure)
    for where, areas in parts.items():
        known = [figure.actual for figure in (wholes[where], *areas)]
        if len(areas) == len(AREAS) and None not in known:
            areas[-1].actual = max(Decimal(0), wholes[where].actual - sum(known[1:-1]))


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
