"""What is read of frameworks: each outcome with all that serves it, and counts in which nothing stands twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

from django.db.models import Prefetch, Q, QuerySet

from actions.choices import Status
from actions.models import Action
from actions.rules import rate
from clinics.choices import State
from clinics.models import ClinicAction, ClinicIndicator
from core.formats import count, listed, percentage, short_date
from core.rag import Rag, Rating
from frameworks.choices import Thing
from improvement_plan.models import PlanEntry
from indicators.choices import Direction
from indicators.models import Indicator
from organisation.models import Framework, Outcome

NO_OWNER = "No owner"
RATED = (Rag.GREEN, Rag.AMBER, Rag.RED)
WELL = (Rag.GREEN, Rag.COMPLETE)
COMPARED = (Direction.IMPROVED, Direction.NO_CHANGE, Direction.DECLINED)
HAS_NO_TARGET = "has a target and a figure yet"
NO_FIGURE = Rating(Rag.AWAITED, "No figure yet", "No figure has come in yet.")

HEADER = (
    "framework", "heading", "outcome_ref", "outcome", "kind", "ref", "title", "answers_for_it", "rating",
    "rating_reason", "period", "figure", "direction", "due", "plans", "address", "outcomes_served",
)  # fmt: skip


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


@dataclass(frozen=True)
class FrameworkRow:
    """A framework as the list of all shows it."""

    framework: Framework
    outcomes: int
    indicators: int
    """How many serve it, each once."""
    actions: int
    bare: int
    """How many of its outcomes neither an indicator nor an action serves."""
    is_over: bool


Line = TypeVar("Line", IndicatorLine, ActionLine, ClinicLine)


def under_way(on: date) -> Q:
    """Actions that count: those that are not closed, and those that were closed because they were complete."""
    return Q(closed_on__isnull=True) | Q(closed_on__gt=on) | Q(status=Status.COMPLETE)


def framework_rows(on: date) -> list[FrameworkRow]:
    """Every framework with its counts: those that run first. Four queries."""
    outcomes: dict[int, list[int]] = defaultdict(list)
    for key, framework in Outcome.objects.order_by("pk").values_list("pk", "framework"):
        outcomes[framework].append(key)
    indicators = _links(Indicator.outcomes.through.objects.filter(indicator__in=Indicator.objects.current(on)))
    actions = _links(Action.outcomes.through.objects.filter(action__in=Action.objects.filter(under_way(on))))
    rows = []
    for framework in Framework.objects.order_by("name", "pk"):
        keys = outcomes[framework.pk]
        rows.append(
            FrameworkRow(
                framework=framework,
                outcomes=len(keys),
                indicators=len(set().union(*(indicators[key] for key in keys))),
                actions=len(set().union(*(actions[key] for key in keys))),
                bare=sum(not indicators[key] and not actions[key] for key in keys),
                is_over=framework.is_over(on),
            )
        )
    return sorted(rows, key=lambda row: row.is_over)


def _links(rows: QuerySet) -> dict[int, set[int]]:
    """What each outcome is linked with, by key. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    names = [field.attname for field in rows.model._meta.concrete_fields if field.is_relation]
    (thing,) = (name for name in names if name != "outcome_id")
    for outcome, key in rows.values_list("outcome_id", thing):
        found[outcome].add(key)
    return found


def framework_thread(framework: Framework, on: date, *, seasons_fall_due: bool = False) -> FrameworkThread:
    """A framework with all that serves it, rated at a date. Seven queries, however much there is."""
    outcomes = threads(framework.outcomes.all(), on, seasons_fall_due=seasons_fall_due)
    serving = together(outcome.serving for outcome in outcomes)
    return FrameworkThread(
        pk=framework.pk,
        url=framework.get_absolute_url(),
        name=framework.name,
        kind=framework.get_kind_display(),
        source=framework.source,
        starts=framework.starts,
        ends=framework.ends,
        on=on,
        outcomes=tuple(outcomes),
        serving=serving,
        shared={
            Thing.INDICATOR: shared(outcome.serving.indicators for outcome in outcomes),
            Thing.ACTION: shared(outcome.serving.actions for outcome in outcomes),
            Thing.CLINIC: shared(outcome.serving.clinics for outcome in outcomes),
        },
    )


def together(several: Iterable[Serving]) -> Serving:
    """What serves several outcomes taken together: each thing once, in the order in which it comes first."""
    several = list(several)
    return Serving(
        indicators=_once(line for one in several for line in one.indicators),
        actions=_once(line for one in several for line in one.actions),
        clinics=_once(line for one in several for line in one.clinics),
    )


def _once(lines: Iterable[Line]) -> tuple[Line, ...]:
    found: dict[int, Line] = {}
    for line in lines:
        found.setdefault(line.pk, line)
    return tuple(found.values())


def shared(several: Iterable[Sequence[Line]]) -> int:
    """How many things stand in more than one of these."""
    times = Counter(key for lines in several for key in {line.pk for line in lines})
    return sum(number > 1 for number in times.values())


def threads(outcomes: QuerySet[Outcome], on: date, *, seasons_fall_due: bool = False) -> list[OutcomeThread]:
    """Some outcomes, each with all that serves it, rated at a date. Seven queries, however many and however much."""
    rows = list(
        outcomes.prefetch_related(
            Prefetch(
                "indicators", Indicator.objects.select_related("set", "owner", "latest__period").order_by(*IN_ORDER)
            ),
            Prefetch("actions", Action.objects.select_related("lead").prefetch_related("milestones").order_by("pk")),
        )
    )
    indicators = {one.pk: one for row in rows for one in row.indicators.all()}
    actions = {one.pk: one for row in rows for one in row.actions.all()}
    plans = _plans(actions)
    measured = {
        key: indicator_line(one) for key, one in indicators.items() if one.closed_on is None or one.closed_on > on
    }
    done = {
        key: action_line(one, on, plans.get(key, ()), seasons_fall_due=seasons_fall_due)
        for key, one in actions.items()
        if one.closed_on is None or one.closed_on > on or one.status == Status.COMPLETE
    }
    clinics = _clinics(measured, done)
    return [_thread(row, measured, done, clinics) for row in rows]


IN_ORDER = ("set__order", "set__code", "sort_key", "pk")


def _thread(
    outcome: Outcome,
    indicators: dict[int, IndicatorLine],
    actions: dict[int, ActionLine],
    clinics: list[tuple[Any, set[int], set[int]]],
) -> OutcomeThread:
    own = [indicators[one.pk] for one in outcome.indicators.all() if one.pk in indicators]
    doing = [actions[one.pk] for one in outcome.actions.all() if one.pk in actions]
    gone = [(one, "last measured") for one in outcome.indicators.all() if one.pk not in indicators]
    gone += [(one, "closed") for one in outcome.actions.all() if one.pk not in actions]
    return OutcomeThread(
        pk=outcome.pk,
        url=outcome.get_absolute_url(),
        ref=outcome.ref,
        title=outcome.title,
        group=outcome.group,
        serving=Serving(tuple(own), tuple(doing), tuple(_clinic_lines(clinics, own, doing))),
        past=tuple(Past(str(one), one.get_absolute_url(), f"{why} {short_date(one.closed_on)}") for one, why in gone),
    )


def indicator_line(indicator: Indicator) -> IndicatorLine:
    """An indicator by its newest figure. Reads set, owner and latest: fetch them with it."""
    latest = indicator.latest
    return IndicatorLine(
        pk=indicator.pk,
        url=indicator.get_absolute_url(),
        code=indicator.set.code,
        ref=indicator.ref,
        title=indicator.title,
        owner=str(indicator.owner) if indicator.owner_id else NO_OWNER,
        rating=Rating(Rag(latest.rating), latest.rating_label, latest.rating_reason) if latest else NO_FIGURE,
        period=str(latest.period) if latest else "",
        figure=indicator.scale.again(latest.actual) if latest else "",
        direction=latest.get_direction_display() if latest else "",
        direction_reason=latest.direction_reason if latest else "",
    )


def action_line(
    action: Action, on: date, plans: tuple[PlanPlace, ...], *, seasons_fall_due: bool = False
) -> ActionLine:
    """An action at a date. Reads its lead and milestones: fetch them with it."""
    facts = action.facts
    due = facts.due(on)
    written = "; ".join(one.date_as_written for one in action.milestones.all() if one.date_as_written)
    return ActionLine(
        pk=action.pk,
        url=action.get_absolute_url(),
        title=action.title,
        lead=str(action.lead) if action.lead_id else NO_OWNER,
        rating=rate(facts, on, seasons_fall_due=seasons_fall_due),
        due=due,
        due_words=short_date(due) or written or "No date",
        plans=plans,
    )


def _plans(actions: Iterable[int]) -> dict[int, tuple[PlanPlace, ...]]:
    """The plans in which actions stand, by the lines that are not closed. One query."""
    entries = PlanEntry.objects.filter(action__in=list(actions), closed_on__isnull=True)
    entries = entries.select_related("objective__area__section__plan").order_by("pk")
    found: dict[int, dict[Any, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        found[entry.action_id][entry.objective.area.section.plan].append(entry.ref)
    return {
        action: tuple(
            PlanPlace(plan.pk, plan.title, plan.get_absolute_url(), tuple(filter(None, refs)))
            for plan, refs in plans.items()
        )
        for action, plans in found.items()
    }


def _clinics(indicators: Iterable[int], actions: Iterable[int]) -> list[tuple[Any, set[int], set[int]]]:
    """The clinics on any of these, each with which; those that were cancelled are left out. Two queries."""
    found: dict[Any, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    held = ClinicIndicator.objects.filter(indicator__in=list(indicators)).exclude(clinic__state=State.CANCELLED)
    for link in held.select_related("clinic").order_by("pk"):
        found[link.clinic][0].add(link.indicator_id)
    agreed = ClinicAction.objects.filter(action__in=list(actions)).exclude(clinic__state=State.CANCELLED)
    for link in agreed.select_related("clinic").order_by("pk"):
        found[link.clinic][1].add(link.action_id)
    return sorted(((clinic, *ways) for clinic, ways in found.items()), key=lambda row: row[0].pk)


def _clinic_lines(
    clinics: list[tuple[Any, set[int], set[int]]], indicators: list[IndicatorLine], actions: list[ActionLine]
) -> Iterator[ClinicLine]:
    doing = {line.pk for line in actions}
    for clinic, on_indicators, on_actions in clinics:
        refs = [line.ref for line in indicators if line.pk in on_indicators]
        agreed = len(on_actions & doing)
        if refs or agreed:
            through = (*refs, *([count(agreed, "action")] if agreed else ()))
            yield ClinicLine(clinic.pk, clinic.get_absolute_url(), clinic.title, clinic.get_state_display(), through)


def thread_rows(thread: FrameworkThread) -> Iterator[tuple]:
    """The rows of its file, under HEADER: one for each thing under each outcome, and one for an outcome that has none.

    ``outcomes_served`` says under how many of its outcomes the thing stands, so that a file is not counted double;
    ``address`` is the same wherever it stands.
    """
    times: Counter[tuple[Thing, int]] = Counter(
        (kind, line.pk) for outcome in thread.outcomes for kind, line in _lines(outcome.serving)
    )
    for outcome in thread.outcomes:
        head = (thread.name, outcome.group, outcome.ref, outcome.title)
        lines = list(_lines(outcome.serving))
        for kind, line in lines:
            yield (*head, *_row(kind, line), line.url, times[kind, line.pk])
        if not lines:
            yield (*head, *("",) * (len(HEADER) - len(head) - 1), 0)


def _lines(serving: Serving) -> Iterator[tuple[Thing, Any]]:
    for kind, lines in zip(Thing, (serving.indicators, serving.actions, serving.clinics), strict=True):
        yield from ((kind, line) for line in lines)


def _row(kind: Thing, line: Any) -> tuple:
    rating = (str(line.rating.rag), line.rating.sentence) if kind != Thing.CLINIC else ("", "")
    match kind:
        case Thing.INDICATOR:
            about = (f"{line.code} {line.ref}", line.title, line.owner)
            return (str(kind), *about, *rating, line.period, line.figure, line.direction, "", "")
        case Thing.ACTION:
            plans = "; ".join(map(str, line.plans))
            return (str(kind), "", line.title, line.lead, *rating, "", "", "", line.due or "", plans)
        case _:
            return (str(kind), "", line.title, "", line.state, "", "", "", "", "", "")


def headings(framework: Framework) -> tuple[str, ...]:
    """The headings of its outcomes, each once, in order. One query."""
    return tuple(dict.fromkeys(row.group for row in framework.outcomes.all() if row.group))


@dataclass(frozen=True)
class KeptOutcome:
    """An outcome where the outcomes of its framework are kept."""

    outcome: Outcome
    links: int
    """How many indicators and actions point at it, those among them that run no more: while any does, it stays."""
    is_first: bool
    is_last: bool


def kept_outcomes(framework: Framework) -> list[KeptOutcome]:
    """The outcomes of a framework in order, each with what is to be known of it to keep it. Three queries."""
    rows = list(framework.outcomes.all())
    indicators = _links(Indicator.outcomes.through.objects.filter(outcome__framework=framework))
    actions = _links(Action.outcomes.through.objects.filter(outcome__framework=framework))
    return [
        KeptOutcome(row, len(indicators[row.pk]) + len(actions[row.pk]), row is rows[0], row is rows[-1])
        for row in rows
    ]


@dataclass(frozen=True)
class Candidate:
    """An indicator or an action that can be linked with an outcome, or taken off it."""

    key: str
    """By which a form names it: indicator-12."""
    words: str
    url: str
    who: str


def candidates(rows: Iterable[Indicator | Action]) -> list[Candidate]:
    """Indicators and actions to choose from. Fetch sets, owners and leads with them."""
    return [
        Candidate(
            f"{Thing.INDICATOR}-{row.pk}", f"{row.set.code} {row}", row.get_absolute_url(), str(row.owner or NO_OWNER)
        )
        if isinstance(row, Indicator)
        else Candidate(f"{Thing.ACTION}-{row.pk}", row.title, row.get_absolute_url(), str(row.lead or NO_OWNER))
        for row in rows
    ]
