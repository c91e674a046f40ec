"""What the rules suggest for a period: which indicators call for a clinic, with what is already being done.

Everything is gathered in twelve queries, however many indicators and figures, as plain rows where there are many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from actions.choices import Status
from actions.models import Action
from clinics.choices import Answer, Rule, State
from clinics.models import OPEN, Clinic, ClinicIndicator, RuleWeight, SuggestionAnswer, Trigger
from clinics.rules.suggesting import (
    DEFAULT_WEIGHTS,
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
from core.periods import MONTHS_IN, Period, PeriodError, PeriodKind
from core.queries import joined
from indicators.choices import Aggregation, Quartile
from indicators.choices import State as FigureState
from indicators.models import Alias, Benchmark, Indicator, Measurement, StretchTarget
from indicators.rules import Part, Position, Tolerance
from organisation.models import Council, ReportingPeriod

DEFAULT_TOLERANCE = "10%"
ACTIONS_OF_INDICATORS = (
    "clinic_links__clinic__clinic_indicators__indicator",
    "milestones__measure_links__indicator",
    "suggestion_answers__indicator",
)
"""How actions lead to indicators. The links of plans stand above: they are named here, and never imported."""
NO_DIRECTORATE = "none"
"""How the filter asks for indicators of which no directorate answers."""


class NoSuchPeriodError(Exception):
    """A period of which there is nothing to examine; the message says what to ask for instead."""


@dataclass(frozen=True)
class OpenClinic:
    """A clinic that an indicator has already."""

    pk: int
    title: str
    state: str

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("clinic", args=[self.pk])


@dataclass(frozen=True)
class OpenAction:
    """An action that is already being done about an indicator."""

    pk: int
    title: str
    lead: str

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("action", args=[self.pk])


@dataclass(frozen=True)
class AnswerLine:
    """What was decided of a suggestion instead of a clinic."""

    pk: int
    answer: Answer
    reason: str
    period: str
    by: str
    at: datetime
    facts: str
    action: OpenAction | None = None

    @property
    def label(self) -> str:
        """Declined, or sent to the directorate."""
        return self.answer.label


@dataclass(frozen=True)
class Suggestion:
    """An indicator in a period with what each rule in use says of it, and what is already being done."""

    indicator: Indicator
    period: str
    weight: int
    findings: tuple[Finding, ...]
    facts: str
    """The fingerprint of what it rests on."""
    open_clinics: tuple[OpenClinic, ...] = ()
    open_actions: tuple[OpenAction, ...] = ()
    answer: AnswerLine | None = None
    """What was answered last; of other facts unless ``is_answered``."""

    @property
    def fired(self) -> tuple[Finding, ...]:
        """The rules that hold, the heaviest first."""
        return tuple(finding for finding in self.findings if finding.fired)

    @property
    def unjudged(self) -> tuple[Finding, ...]:
        """The rules for which something is missing."""
        return tuple(finding for finding in self.findings if finding.unjudged)

    @property
    def others(self) -> tuple[Finding, ...]:
        """The rules that do not hold."""
        return tuple(finding for finding in self.findings if not finding.fired and not finding.unjudged)

    @property
    def is_answered(self) -> bool:
        """Whether it was answered on these very facts."""
        return self.answer is not None and self.answer.facts == self.facts

    @property
    def answered_before(self) -> AnswerLine | None:
        """What was answered when the facts were others."""
        return None if self.is_answered else self.answer

    @property
    def directorate(self) -> str:
        """Which directorate answers for it; empty where none does."""
        owner = self.indicator.owner
        return str(owner.directorate) if owner and owner.directorate else ""

    @property
    def url(self) -> str:
        """Its page."""
        return suggestion_address(self.indicator, self.period)


@dataclass(frozen=True)
class Reason:
    """Why a person suggests a clinic, with what the rules say of that reason."""

    indicator: Indicator | None
    rule: Rule
    figures: str
    sentence: str
    verdict: Verdict | None
    """What the rule says; None where no rule stands behind the reason."""
    says: str
    missing: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The rule in words."""
        return self.rule.label


@dataclass(frozen=True)
class Written:
    """A clinic that a person suggests: each reason as it was stated, and what the rules say of it."""

    clinic: Clinic
    period: str
    """The period whose figures the rules were applied to."""
    reasons: tuple[Reason, ...]
    suggestions: tuple[Suggestion, ...]
    """Its indicators, with all that the rules say of them."""

    @property
    def weight(self) -> int:
        """How much the rules weigh that hold for its heaviest indicator."""
        return max((suggestion.weight for suggestion in self.suggestions), default=0)

    @property
    def directorates(self) -> frozenset[str]:
        """The directorates that answer for its indicators."""
        return frozenset(suggestion.directorate for suggestion in self.suggestions)

    @property
    def open_actions(self) -> tuple[OpenAction, ...]:
        """What is already being done about its indicators."""
        return tuple(dict.fromkeys(action for one in self.suggestions for action in one.open_actions))

    @property
    def url(self) -> str:
        """Where it is answered: the page of its indicator, or its own where it names none."""
        first = next(iter(self.suggestions), None)
        return first.url if first else self.clinic.get_absolute_url()


@dataclass(frozen=True)
class Suggestions:
    """All that is suggested for a period: by people and by the rules; what is in hand; and what was answered."""

    period: str
    weights: Mapping[Rule, int]
    written: tuple[Written, ...]
    open: tuple[Suggestion, ...]
    in_hand: tuple[Suggestion, ...]
    """Those with an open clinic, which are not suggested again."""
    answered: tuple[Suggestion, ...]
    examined: int
    """How many indicators have anything for the period that rules can be applied to."""
    chosen: tuple[str, ...] = field(default=())
    """What was asked for, in words."""

    def of(self, *, directorate: str = "", rule: Rule | None = None) -> Suggestions:
        """Those of a directorate, and those for which a rule holds or is the stated reason."""
        wanted = "" if directorate == NO_DIRECTORATE else directorate

        def has(suggestion: Suggestion) -> bool:
            return (not directorate or suggestion.directorate == wanted) and (
                rule is None or any(finding.rule == rule for finding in suggestion.fired)
            )

        def has_written(written: Written) -> bool:
            theirs = written.directorates or {""}
            return (not directorate or wanted in theirs) and (
                rule is None
                or any(reason.rule == rule for reason in written.reasons)
                or any(finding.rule == rule for one in written.suggestions for finding in one.fired)
            )

        return replace(
            self,
            written=tuple(filter(has_written, self.written)),
            open=tuple(filter(has, self.open)),
            in_hand=tuple(filter(has, self.in_hand)),
            answered=tuple(filter(has, self.answered)),
            chosen=tuple(
                filter(
                    None,
                    (
                        f"Directorate: {directorate if wanted else 'no directorate'}" if directorate else "",
                        f"Rule: {rule.label}" if rule else "",
                    ),
                )
            ),
        )

    @property
    def weights_in_words(self) -> list[tuple[str, int]]:
        """How much each rule weighs, by its name."""
        return [(rule.label, weight) for rule, weight in self.weights.items()]

    @property
    def directorates(self) -> list[str]:
        """The directorates that answer for what is suggested, in hand or answered."""
        own = {one.directorate for one in (*self.open, *self.in_hand, *self.answered)}
        return sorted(filter(None, own.union(*(one.directorates for one in self.written))))


def suggestion_address(indicator: Indicator, period: str) -> str:
    """The address of an indicator's suggestion."""
    return f"{reverse('suggestion', args=[indicator.set.code, indicator.ref])}?period={period.replace(' ', '+')}"


def periods_with_figures() -> list[ReportingPeriod]:
    """The periods of which a figure has come in, newest first, each with how many. One query."""
    figures = Count("measurements", filter=Q(measurements__actual__isnull=False))
    held = ReportingPeriod.objects.annotate(figures=figures).filter(figures__gt=0)
    return list(held.order_by(*ReportingPeriod._meta.ordering))


def choose_period(periods: Sequence[ReportingPeriod], wanted: str, on: date) -> ReportingPeriod | None:
    """The period that is wanted; unless one is, the newest that has ended, of the kind that most indicators report.

    None where no figure is held at all. Raises NoSuchPeriodError where the text names no period with a figure.
    """
    if wanted:
        try:
            period = Period.parse(wanted)
        except PeriodError as unreadable:
            raise NoSuchPeriodError(str(unreadable)) from unreadable
        found = next((held for held in periods if held.period == period), None)
        if found is None:
            instead = f" Ask for one that has some, such as {periods[0]}." if periods else ""
            raise NoSuchPeriodError(f"No figures are held for {period}.{instead}")
        return found
    ended = [period for period in periods if period.ends <= on] or list(periods)
    if not ended:
        return None
    most = max(ended, key=lambda period: (period.figures, -MONTHS_IN[PeriodKind(period.kind)]))
    return max((period for period in ended if period.kind == most.kind), key=lambda period: period.ends)


def rule_weights() -> dict[Rule, int]:
    """How much each rule weighs at this council. One query."""
    own = dict(RuleWeight.objects.values_list("rule", "weight"))
    return {rule: own.get(rule, weight) for rule, weight in DEFAULT_WEIGHTS.items()}


def suggestions(period: ReportingPeriod, *, council: Council | None) -> Suggestions:
    """What is suggested for a period, the heaviest first. Twelve queries, however many indicators."""
    weights = rule_weights()
    gathered = _Gathered.of(period.period, council)
    written = [_written(clinic, gathered, weights) for clinic in gathered.suggested]
    of_written = {one.indicator.pk for each in written for one in each.suggestions}
    found, examined = [], 0
    for indicator in gathered.indicators.values():
        facts = gathered.facts(indicator)
        if facts is None:
            continue
        examined += 1
        if indicator.pk in of_written:
            continue
        suggestion = _suggestion(indicator, facts, gathered, weights)
        if suggestion.fired:
            found.append(suggestion)
    found.sort(key=lambda one: -one.weight)  # stable: otherwise in the order of the sets
    return Suggestions(
        period=str(period),
        weights=weights,
        written=tuple(sorted(written, key=lambda one: (-one.weight, one.clinic.pk))),
        open=tuple(one for one in found if not one.open_clinics and not one.is_answered),
        in_hand=tuple(one for one in found if one.open_clinics),
        answered=tuple(one for one in found if one.is_answered and not one.open_clinics),
        examined=examined,
    )


SUGGESTION_COLUMNS = (
    "set", "ref", "title", "period", "owner", "directorate", "suggested_by", "state", "weight", "rules", "figures",
    "sentences", "rules_say", "open_clinics", "open_actions", "answer", "answer_reason",
)  # fmt: skip
"""The columns of suggestions as a file; one row an indicator, or a clinic that a person suggests."""


def suggestion_rows(found: Suggestions) -> Iterator[tuple]:
    """Suggestions as rows of a file: those of people, those of rules, those in hand and those answered."""
    for written in found.written:
        yield _written_row(written)
    for state, some in (
        ("suggested", found.open),
        ("a clinic is open already", found.in_hand),
        ("answered", found.answered),
    ):
        for one in some:
            said = one.answer
            yield (
                one.indicator.set.code,
                one.indicator.ref,
                one.indicator.title,
                one.period,
                str(one.indicator.owner or ""),
                one.directorate,
                "rules",
                state,
                one.weight,
                "; ".join(finding.rule for finding in one.fired),
                "; ".join(finding.figures for finding in one.fired),
                " ".join(finding.sentence for finding in one.fired),
                "",
                "; ".join(clinic.title for clinic in one.open_clinics),
                "; ".join(action.title for action in one.open_actions),
                f"{said.label}, {said.period}" if said else "",
                said.reason if said else "",
            )


def _written_row(written: Written) -> tuple:
    indicators = [one.indicator for one in written.suggestions]
    return (
        "; ".join(dict.fromkeys(indicator.set.code for indicator in indicators)),
        "; ".join(indicator.ref for indicator in indicators),
        written.clinic.title,
        written.period,
        "; ".join(dict.fromkeys(str(indicator.owner) for indicator in indicators if indicator.owner)),
        "; ".join(sorted(filter(None, written.directorates))),
        "a person",
        "suggested",
        written.weight,
        "; ".join(reason.rule for reason in written.reasons),
        "; ".join(filter(None, (reason.figures for reason in written.reasons))),
        " ".join(reason.sentence for reason in written.reasons),
        " ".join(reason.says for reason in written.reasons),
        "",
        "; ".join(action.title for action in written.open_actions),
        "",
        "",
    )


@dataclass(frozen=True)
class Examined:
    """One indicator in a period, whether or not anything is suggested of it."""

    suggestion: Suggestion
    written: tuple[Written, ...]
    """The clinics that people suggest on it."""


def examined(indicator: Indicator, period: ReportingPeriod, *, council: Council | None) -> Examined:
    """All that the rules say of one indicator in a period. Twelve queries."""
    weights = rule_weights()
    gathered = _Gathered.of(period.period, council, indicator)
    known = gathered.indicators[indicator.pk]
    facts = gathered.facts(known) or gathered.nothing(known)
    return Examined(
        _suggestion(known, facts, gathered, weights),
        tuple(_written(clinic, gathered, weights) for clinic in gathered.suggested),
    )


class _Row(NamedTuple):
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


Rows = dict[int, dict[Period, _Row]]


@dataclass
class _Gathered:
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
    def of(cls, period: Period, council: Council | None, only: Indicator | None = None) -> _Gathered:
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
        self, indicator: Indicator, period: Period, rows: Mapping[Period, _Row], series: Mapping[Period, Decimal]
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


def _suggestion(indicator: Indicator, facts: Facts, gathered: _Gathered, weights: Mapping[Rule, int]) -> Suggestion:
    findings, period = examine(facts), str(facts.period)
    mark = fingerprint(period, findings)
    answers = gathered.answers.get(indicator.pk, [])
    return Suggestion(
        indicator=indicator,
        period=period,
        weight=weigh(findings, weights),
        findings=tuple(
            sorted((one for one in findings if weights.get(one.rule)), key=lambda one: -weights.get(one.rule, 0))
        ),
        facts=mark,
        open_clinics=tuple(gathered.clinics.get(indicator.pk, ())),
        open_actions=tuple(gathered.actions.get(indicator.pk, ())),
        answer=next((answer for answer in answers if answer.facts == mark), next(iter(answers), None)),
    )


def _written(clinic: Clinic, gathered: _Gathered, weights: Mapping[Rule, int]) -> Written:
    """A clinic that a person suggests, its reasons held against the figures of its own period."""
    period = clinic.period.period if clinic.period else gathered.period
    found = {}
    for pk in gathered.linked.get(clinic.pk, ()):
        indicator = gathered.indicators[pk]
        found[pk] = _suggestion(indicator, gathered.facts_then(indicator, period), gathered, weights)
    return Written(
        clinic=clinic,
        period=str(period),
        reasons=tuple(_reason(trigger, found) for trigger in clinic.triggers.all()),
        suggestions=tuple(found.values()),
    )


def _reason(trigger: Trigger, found: Mapping[int, Suggestion]) -> Reason:
    """A stated reason with what the rules say of it."""
    suggestion = found.get(trigger.indicator_id)
    stated = {
        "indicator": suggestion.indicator if suggestion else trigger.indicator,
        "rule": Rule(trigger.rule),
        "figures": trigger.figures,
        "sentence": trigger.sentence,
    }
    if suggestion is None:
        return Reason(**stated, verdict=None, says="No indicator of the clinic is named, so no rule can be applied.")
    if trigger.rule in RULES:
        finding = next((one for one in suggestion.findings if one.rule == trigger.rule), None)
        if finding is None:
            return Reason(**stated, verdict=None, says="The council has switched this rule off.")
        return Reason(**stated, verdict=finding.verdict, says=finding.sentence, missing=finding.missing)
    if suggestion.fired:
        says = " ".join(finding.sentence for finding in suggestion.fired)
        return Reason(**stated, verdict=Verdict.FIRED, says=says)
    lacking = f"no figure for {suggestion.period}"
    if any(lacking in finding.missing for finding in suggestion.unjudged):
        return Reason(**stated, verdict=Verdict.UNJUDGED, says=f"Cannot be judged: {lacking}.", missing=(lacking,))
    says = f"No rule calls for a clinic on the figures of {suggestion.period}."
    return Reason(**stated, verdict=Verdict.NOT_FIRED, says=says)


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
    for indicator, kind, year, number, *row in measurements.order_by().values_list(
        "indicator", *_PERIOD, *_Row._fields
    ):
        found[indicator][_period(kind, year, number)] = _Row(*row)
    return found


def _parts(rows: Mapping[Period, _Row], year: Period, until: date) -> tuple[Part, ...]:
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
