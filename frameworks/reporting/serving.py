"""What serves outcomes, as plain data, and its counts, in which nothing stands twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from core.formats import count, listed, percentage
from core.rag import Rag, Rating
from frameworks.choices import Thing
from indicators.choices import Direction

NO_OWNER = "No owner"
RATED = (Rag.GREEN, Rag.AMBER, Rag.RED)
WELL = (Rag.GREEN, Rag.COMPLETE)
COMPARED = (Direction.IMPROVED, Direction.NO_CHANGE, Direction.DECLINED)
HAS_NO_TARGET = "has a target and a figure yet"


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator as it serves an outcome: its newest figure, with the rating and the direction of that period."""

    pk: int
    url: str
    code: str
    ref: str
    title: str
    owner: str
    rating: Rating
    period: str
    figure: str
    direction: str
    """Empty without a figure."""
    direction_reason: str

    @property
    def newest(self) -> str:
        """Figure, period and direction: "91.0 %, 2006/07, declined"."""
        return ", ".join(filter(None, (self.figure, self.period, self.direction.lower())))


@dataclass(frozen=True)
class PlanPlace:
    """A plan in which an action stands, and where."""

    pk: int
    title: str
    url: str
    refs: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.title}{f', {listed(self.refs)}' if self.refs else ''}"


@dataclass(frozen=True)
class ActionLine:
    """An action as it serves an outcome, rated at a date, with the plans that it stands in."""

    pk: int
    url: str
    title: str
    lead: str
    rating: Rating
    due: date | None
    due_words: str
    plans: tuple[PlanPlace, ...]


@dataclass(frozen=True)
class ClinicLine:
    """A clinic that serves an outcome through its indicators and its actions."""

    pk: int
    url: str
    title: str
    state: str
    through: tuple[str, ...]
    """What leads from it to the outcome: BV8, 2 actions."""


@dataclass(frozen=True)
class Share:
    """So many of so many, in words: "18 of 25 indicators on target, of those with a target and a figure (72.0 %); 18 of 31 in all (58.1 %)"."""

    part: int
    whole: int
    total: int
    words: str
    whole_words: str
    unknown: str = ""
    """What is said where nothing can be counted yet: "has a target and a figure yet"."""

    @property
    def nothing(self) -> str:
        """That nothing can be counted yet, and of how many: "none of 3 indicators has a target and a figure yet"."""
        return f"none of {count(self.total, self.words.partition(' ')[0].removesuffix('s'))} {self.unknown}"

    @property
    def of_whole(self) -> str:
        """What follows "18 of 25": of those with a target and a figure (72.0 %); 18 of 31 in all (58.1 %)."""
        share = f" ({percentage(self.part, self.whole)})" if self.whole else ""
        if self.whole == self.total:
            return f"in all{share}"
        in_all = f" ({percentage(self.part, self.total)})" if self.total else ""
        return f"{self.whole_words}{share}; {self.part} of {self.total} in all{in_all}"

    @property
    def sentence(self) -> str:
        """In a sentence by itself: "18 of 25 indicators on target, of those with a target and a figure (72.0 %); 18 of 31 in all (58.1 %)."."""
        if not self.whole:
            return f"{_capital(self.nothing)}."
        return f"{self.part} of {self.whole} {self.words}, {self.of_whole}."


@dataclass(frozen=True)
class Serving:
    """What serves something, each thing once, however many ways lead to it."""

    indicators: tuple[IndicatorLine, ...]
    actions: tuple[ActionLine, ...]
    clinics: tuple[ClinicLine, ...]

    @property
    def plans(self) -> tuple[PlanPlace, ...]:
        """The plans in which its actions stand, each once, by title."""
        found = {plan.pk: plan for action in self.actions for plan in action.plans}
        return tuple(sorted(found.values(), key=lambda plan: (plan.title, plan.pk)))

    @property
    def on_target(self) -> Share:
        """The indicators that met their target. What is not applicable is in no count."""
        met = Counter(line.rating.rag for line in self.indicators)
        total = len(self.indicators) - met[Rag.NOT_APPLICABLE]
        rated = sum(met[rag] for rag in RATED)
        return Share(
            met[Rag.GREEN], rated, total, "indicators on target", "of those with a target and a figure", HAS_NO_TARGET
        )

    @property
    def improved(self) -> Share:
        """The indicators that did better than in the like period a year earlier."""
        ways = Counter(line.direction for line in self.indicators)
        compared = sum(ways[way.label] for way in COMPARED)
        words = "of those that compare with the year before"
        return Share(
            ways[Direction.IMPROVED.label],
            compared,
            len(self.indicators),
            "indicators improved",
            words,
            "compares with the year before yet",
        )

    @property
    def on_track(self) -> Share:
        """The actions that are complete or on track."""
        ratings = Counter(line.rating.rag for line in self.actions)
        well = sum(ratings[rag] for rag in WELL)
        reported = len(self.actions) - ratings[Rag.NOT_REPORTED]
        return Share(
            well,
            reported,
            len(self.actions),
            "actions complete or on track",
            "of those reported on",
            "has been reported on yet",
        )

    @property
    def _numbers(self) -> tuple[tuple[int, str], ...]:
        things = (self.indicators, self.actions, self.clinics, self.plans)
        return tuple(zip(map(len, things), ("indicator", "action", "clinic", "plan"), strict=True))

    @property
    def total(self) -> int:
        """How many things it is, of all kinds."""
        return sum(number for number, _ in self._numbers)

    @property
    def in_words(self) -> str:
        """How much it is: "2 indicators, 5 actions and 1 clinic"; "nothing" where there is nothing."""
        return listed(count(number, what) for number, what in self._numbers if number) or "nothing"


@dataclass(frozen=True)
class Past:
    """What is linked and counts no more: an indicator that is not measured any more, an action closed undone."""

    title: str
    url: str
    why: str


@dataclass(frozen=True)
class OutcomeThread:
    """An outcome with all that serves it at a date."""

    pk: int
    url: str
    ref: str
    title: str
    group: str
    serving: Serving
    past: tuple[Past, ...] = ()

    def __str__(self) -> str:
        return f"{self.ref} {self.title}".strip()

    @property
    def sentence(self) -> str:
        """What serves it: "2 indicators, 5 actions and 1 clinic serve it."."""
        return f"{_capital(self.serving.in_words)} {'serves' if self.serving.total <= 1 else 'serve'} it."

    @property
    def is_bare(self) -> bool:
        """Whether neither an indicator nor an action serves it."""
        return not self.serving.indicators and not self.serving.actions


@dataclass(frozen=True)
class FrameworkThread:
    """A framework at a date: its outcomes in order, and what serves them together, each thing counted once."""

    pk: int
    url: str
    name: str
    kind: str
    source: str
    starts: date | None
    ends: date | None
    on: date
    outcomes: tuple[OutcomeThread, ...]
    serving: Serving
    shared: dict[Thing, int]
    """How many things of each kind serve more than one of its outcomes."""

    @property
    def groups(self) -> tuple[tuple[str, tuple[OutcomeThread, ...]], ...]:
        """The outcomes under their headings, in order; those without one have none."""
        return tuple(
            (heading, tuple(outcomes)) for heading, outcomes in groupby(self.outcomes, lambda outcome: outcome.group)
        )

    @property
    def shares(self) -> tuple[Share, ...]:
        """The answer in four counts, each with what it is of."""
        served, total = len(self.outcomes) - len(self.bare), len(self.outcomes)
        outcomes = Share(served, total, total, "outcomes that something serves", "")
        return (outcomes, self.serving.on_target, self.serving.improved, self.serving.on_track)

    @property
    def bare(self) -> tuple[OutcomeThread, ...]:
        """The outcomes that neither an indicator nor an action serves."""
        return tuple(outcome for outcome in self.outcomes if outcome.is_bare)

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ends is not None and self.ends < self.on

    @property
    def sentence(self) -> str:
        """What serves it, in a sentence: "31 indicators and 46 actions serve 16 outcomes."."""
        if not self.outcomes:
            return "It has no outcome yet."
        verb = "serves" if self.serving.total <= 1 else "serve"
        return f"{_capital(self.serving.in_words)} {verb} {count(len(self.outcomes), 'outcome')}."

    @property
    def shared_sentence(self) -> str:
        """Which of them stand under several outcomes; empty where none does."""
        numbers = [count(number, thing.label.lower()) for thing, number in self.shared.items() if number]
        if not numbers:
            return ""
        verb = "serves" if sum(self.shared.values()) == 1 else "serve"
        once = "is" if verb == "serves" else "are"
        return f"{_capital(listed(numbers))} {verb} more than one outcome and {once} counted once."

    @property
    def bare_sentence(self) -> str:
        """How many outcomes nothing serves; empty where each has something."""
        if not self.bare:
            return ""
        number, total = len(self.bare), len(self.outcomes)
        verb = "has" if number == 1 else "have"
        return f"{number} of {count(total, 'outcome')} ({percentage(number, total)}) {verb} neither an indicator nor an action."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
