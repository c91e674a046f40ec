"""What is known of all indicators, asked in eleven queries: as plain rows where there are many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, QuerySet

from actions.choices import Status
from actions.models import Action
from clinics.choices import Answer, State
from clinics.models import OPEN, Clinic, ClinicIndicator, SuggestionAnswer
from clinics.reporting.suggestions.found import AnswerLine, OpenAction, OpenClinic
from clinics.rules.suggesting import (
    UNKNOWN,
    Average,
    Facts,
    Stretch,
)
from core.periods import Period, PeriodKind
from core.queries import joined
from indicators.choices import Aggregation, Quartile
from indicators.choices import State as FigureState
from indicators.models import Alias, Benchmark, Indicator, Measurement, StretchTarget
from indicators.rules import Part, Position, Tolerance
from organisation.models import Council

DEFAULT_TOLERANCE = "10%"
ACTIONS_OF_INDICATORS = (
    "clinic_links__clinic__clinic_indicators__indicator",
    "milestones__measure_links__indicator",
    "suggestion_answers__indicator",
)
"""How actions lead to indicators. The links of plans stand above: they are named here, and never imported."""


class Row(NamedTuple):
    """A measurement as the facts need it."""

    actual: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    target: Decimal | None
    forecast: Decimal | None
    state: str
    quartile: str
    quartile_reason: str

    @property
    def value(self) -> Decimal | None:
        """The value that counts."""
        return None if self.state == FigureState.NOT_APPLICABLE else self.actual

    @property
    def position(self) -> Position:
        """Where it is placed by its own year's thresholds."""
        if self.state == FigureState.NOT_APPLICABLE or self.quartile == Quartile.UNKNOWN:
            return UNKNOWN
        return Position(Quartile(self.quartile), self.quartile_reason)


Rows = dict[int, dict[Period, Row]]


@dataclass
class Gathered:
    """What is known of all indicators, from a few queries."""

    period: Period
    council: Council | None
    indicators: dict[int, Indicator]
    series: dict[int, dict[Period, Decimal]]
    """The figures of the examined kind of period, to the examined one."""
    rows: Rows
    """The measurements of the year and the one before; of what people suggest clinics on, all."""
    suggested: list[Clinic]
    linked: dict[int, list[int]]
    """The indicators of each clinic that a person suggests."""
    averages: dict[int, list[Average]]
    stretches: dict[int, list[Stretch]]
    breaks: dict[int, list[date]]
    clinics: dict[int, list[OpenClinic]]
    actions: dict[int, list[OpenAction]]
    answers: dict[int, list[AnswerLine]]

    @classmethod
    def of(cls, period: Period, council: Council | None, only: Indicator | None = None) -> Gathered:
        """Ask the database: eleven queries. ``only`` one indicator, with those that share a suggested clinic with it."""
        links = ClinicIndicator.objects.filter(clinic__state__in=OPEN).order_by("pk")
        if only:
            links = links.filter(clinic__clinic_indicators__indicator=only.pk)
        clinics: dict[int, list[OpenClinic]] = defaultdict(list)
        linked: dict[int, list[int]] = defaultdict(list)
        for indicator, pk, title, state in links.values_list("indicator", "clinic", "clinic__title", "clinic__state"):
            if state == State.SUGGESTED:
                linked[pk].append(indicator)
            else:
                clinics[indicator].append(OpenClinic(pk, title, State(state).label))
        theirs = {indicator for found in linked.values() for indicator in found}
        scope = {only.pk, *theirs} if only else None

        def mine(rows: QuerySet, name: str = "indicator") -> QuerySet:
            return rows if scope is None else rows.filter(**{f"{name}__in": scope})

        like = period.whole_year.like_period
        recent = Q(period__starts__gte=like.starts, period__ends__lte=period.whole_year.ends)
        indicators = mine(Indicator.objects.select_related("set", "owner__directorate"), "pk").order_by(
            "set__order", "set__code", "sort_key", "pk"
        )
        return cls(
            period=period,
            council=council,
            indicators={indicator.pk: indicator for indicator in indicators},
            series=_series(mine(Measurement.objects.with_value()), period),
            rows=_rows(mine(Measurement.objects.filter(recent | Q(indicator__in=theirs)))),
            suggested=_suggested(linked if only else None),
            linked=linked,
            averages=_by_indicator(
                mine(Benchmark.objects.filter(average__isnull=False, worked_out=False)), ("group", "average"), Average
            ),
            stretches=_by_indicator(mine(StretchTarget.objects.all()), ("without", "with_agreement"), Stretch),
            breaks=_breaks(mine(Alias.objects.breaking())),
            clinics=clinics,
            actions=_actions(scope),
            answers=_answers(mine(SuggestionAnswer.objects.filter(taken_back_at__isnull=True))),
        )

    def facts(self, indicator: Indicator) -> Facts | None:
        """What is known of an indicator in the period; None where nothing is, or it was closed before."""
        rows, series = self.rows.get(indicator.pk), self.series.get(indicator.pk)
        if not rows and not series:
            return None
        if indicator.closed_on and indicator.closed_on <= self.period.starts:
            return None
        return self._facts(indicator, self.period, rows or {}, series or {})

    def nothing(self, indicator: Indicator) -> Facts:
        """The facts of an indicator of which nothing is known in the period."""
        return self._facts(indicator, self.period, {}, {})

    def facts_then(self, indicator: Indicator, period: Period) -> Facts:
        """What is known in another period of an indicator on which a person suggests a clinic."""
        rows = self.rows.get(indicator.pk, {})
        series = {
            one: row.value
            for one, row in rows.items()
            if one.kind == period.kind and one.ends <= period.ends and row.value is not None
        }
        return self._facts(indicator, period, rows, series)

    def _facts(
        self, indicator: Indicator, period: Period, rows: Mapping[Period, Row], series: Mapping[Period, Decimal]
    ) -> Facts:
        here, then, year = rows.get(period), rows.get(period.like_period), rows.get(period.whole_year)
        last_year = period.whole_year.like_period
        return Facts(
            scale=indicator.scale,
            aggregation=Aggregation(indicator.aggregation),
            period=period,
            tolerance=_tolerance(
                indicator.tolerance
                or indicator.set.tolerance
                or (self.council.tolerance if self.council else DEFAULT_TOLERANCE)
            ),
            series=series,
            target=here.target if here else None,
            place=here.position if here else UNKNOWN,
            place_then=then.position if then else UNKNOWN,
            year_target=year.target if year else None,
            year_forecast=year.forecast if year else None,
            parts=_parts(rows, period.whole_year, period.ends),
            parts_then=_parts(rows, last_year, last_year.ends),
            averages=tuple(self.averages.get(indicator.pk, ())),
            group=self.council.comparator_group if self.council else "",
            stretches=tuple(self.stretches.get(indicator.pk, ())),
            breaks=tuple(self.breaks.get(indicator.pk, ())),
        )


def _suggested(among: Iterable[int] | None) -> list[Clinic]:
    """The clinics that people suggest, all or some, with their reasons. Two queries."""
    clinics = Clinic.objects.filter(state=State.SUGGESTED).select_related("period", "commissioned_by", "called_by")
    if among is not None:
        clinics = clinics.filter(pk__in=among)
    return list(clinics.prefetch_related(joined(Clinic, "triggers", "indicator__set")))


_PERIOD = ("period__kind", "period__year", "period__number")


@lru_cache(maxsize=5_000)
def _period(kind: str, year: int, number: int) -> Period:
    return Period(PeriodKind(kind), year, number)


@lru_cache(maxsize=1_000)
def _tolerance(text: str) -> Tolerance:
    return Tolerance.parse(text)


def _series(measurements: QuerySet, period: Period) -> dict[int, dict[Period, Decimal]]:
    """The figures of a kind of period to one of them, by indicator. One query."""
    rows = (
        measurements.filter(period__kind=period.kind, period__ends__lte=period.ends)
        .exclude(state=FigureState.NOT_APPLICABLE)
        .order_by()
    )
    found: dict[int, dict[Period, Decimal]] = defaultdict(dict)
    for indicator, kind, year, number, actual in rows.values_list("indicator", *_PERIOD, "actual"):
        found[indicator][_period(kind, year, number)] = actual
    return found


def _rows(measurements: QuerySet) -> Rows:
    """Measurements by indicator and period. One query."""
    found: Rows = defaultdict(dict)
    for indicator, kind, year, number, *row in measurements.order_by().values_list("indicator", *_PERIOD, *Row._fields):
        found[indicator][_period(kind, year, number)] = Row(*row)
    return found


def _parts(rows: Mapping[Period, Row], year: Period, until: date) -> tuple[Part, ...]:
    """What was reported for a year and its parts by a day."""
    return tuple(
        Part(one, row.actual, row.numerator, row.denominator)
        for one, row in rows.items()
        if one.whole_year == year and one.ends <= until and row.value is not None
    )


def _by_indicator(rows: QuerySet, fields: Sequence[str], make: Callable) -> dict[int, list]:
    """Rows of years by indicator. One query."""
    found = defaultdict(list)
    for indicator, kind, year, number, *values in rows.order_by("pk").values_list("indicator", *_PERIOD, *fields):
        found[indicator].append(make(_period(kind, year, number), *values))
    return found


def _breaks(aliases: QuerySet) -> dict[int, list[date]]:
    """The days on which series were broken, by indicator. One query."""
    found = defaultdict(list)
    for day, indicator in sorted((alias.breaks_on, alias.indicator_id) for alias in aliases):
        found[indicator].append(day)
    return found


def _actions(scope: set[int] | None) -> dict[int, list[OpenAction]]:
    """The open actions of indicators: of clinics, of plans that measure by them, and what was sent. One query."""
    to_do = Action.objects.open().exclude(status=Status.COMPLETE).order_by()
    asked = []
    for way in ACTIONS_OF_INDICATORS:
        wanted = {f"{way}__isnull": False} if scope is None else {f"{way}__in": scope}
        asked.append(to_do.filter(**wanted).values_list(way, "pk", "title", "lead__title"))
    found = defaultdict(list)
    for indicator, pk, title, lead in sorted(asked[0].union(*asked[1:]), key=lambda row: row[1]):
        found[indicator].append(OpenAction(pk, title, lead or "No owner"))
    return found


def _answers(answers: QuerySet) -> dict[int, list[AnswerLine]]:
    """What was answered of indicators and not taken back, the newest first. One query."""
    found = defaultdict(list)
    for one in answers.select_related("period", "by", "action__lead"):
        action = OpenAction(one.action.pk, one.action.title, str(one.action.lead or "No owner")) if one.action else None
        by = str(one.by) if one.by else ""
        found[one.indicator_id].append(
            AnswerLine(one.pk, Answer(one.answer), one.reason, str(one.period), by, one.at, one.facts, action)
        )
    return found
