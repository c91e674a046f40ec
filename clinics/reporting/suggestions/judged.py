"""What the rules say of what is known: of each indicator, and of each reason that a person states."""

from __future__ import annotations

from collections.abc import Mapping

from clinics.choices import Rule
from clinics.models import Clinic, RuleWeight, Trigger
from clinics.reporting.suggestions.found import Examined, Reason, Suggestion, Suggestions, Written
from clinics.reporting.suggestions.gathered import Gathered
from clinics.rules.suggesting import (
    DEFAULT_WEIGHTS,
    RULES,
    Facts,
    Verdict,
    examine,
    fingerprint,
    weigh,
)
from indicators.models import Indicator
from organisation.models import Council, ReportingPeriod


def rule_weights() -> dict[Rule, int]:
    """How much each rule weighs at this council. One query."""
    own = dict(RuleWeight.objects.values_list("rule", "weight"))
    return {rule: own.get(rule, weight) for rule, weight in DEFAULT_WEIGHTS.items()}


def suggestions(period: ReportingPeriod, *, council: Council | None) -> Suggestions:
    """What is suggested for a period, the heaviest first. Twelve queries, however many indicators."""
    weights = rule_weights()
    gathered = Gathered.of(period.period, council)
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


def examined(indicator: Indicator, period: ReportingPeriod, *, council: Council | None) -> Examined:
    """All that the rules say of one indicator in a period. Twelve queries."""
    weights = rule_weights()
    gathered = Gathered.of(period.period, council, indicator)
    known = gathered.indicators[indicator.pk]
    facts = gathered.facts(known) or gathered.nothing(known)
    return Examined(
        _suggestion(known, facts, gathered, weights),
        tuple(_written(clinic, gathered, weights) for clinic in gathered.suggested),
    )


def _suggestion(indicator: Indicator, facts: Facts, gathered: Gathered, weights: Mapping[Rule, int]) -> Suggestion:
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


def _written(clinic: Clinic, gathered: Gathered, weights: Mapping[Rule, int]) -> Written:
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
