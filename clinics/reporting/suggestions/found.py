"""What is suggested, as plain data: indicators that call for a clinic, and clinics that people suggest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.urls import reverse

from clinics.choices import Answer, Rule
from clinics.models import Clinic
from clinics.rules.suggesting import (
    Finding,
    Verdict,
)
from indicators.models import Indicator

NO_DIRECTORATE = "none"
"""How the filter asks for indicators of which no directorate answers."""


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


@dataclass(frozen=True)
class Examined:
    """One indicator in a period, whether or not anything is suggested of it."""

    suggestion: Suggestion
    written: tuple[Written, ...]
    """The clinics that people suggest on it."""


def suggestion_address(indicator: Indicator, period: str) -> str:
    """The address of an indicator's suggestion."""
    return f"{reverse('suggestion', args=[indicator.set.code, indicator.ref])}?period={period.replace(' ', '+')}"
