"""How the council is doing, in ten seconds: a sentence, four counts, what goes well, and what does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from core.rag import Rag
from indicators.choices import Direction, Quartile
from indicators.models import Indicator, Measurement
from publishing.reporting.clinics import ClinicsAtWork, at_work, held_on, public_clinics
from publishing.reporting.figures import Result, newest_results, result, with_public_verdicts
from publishing.reporting.plans import Progress, actions_for, plans_with_progress
from publishing.rules import in_ten_seconds

SHOWN = 5
"""So many measures stand under what goes well, and under what does not."""
DOING = 3
"""So many actions, and so many of the newest clinics, stand under one of them."""
AIMED = (Rag.GREEN, Rag.AMBER, Rag.RED)
COMPARED = (Direction.IMPROVED, Direction.NO_CHANGE, Direction.DECLINED)
PLACED = (Quartile.BEST, Quartile.SECOND, Quartile.THIRD, Quartile.WORST, Quartile.BELOW_BEST)


@dataclass(frozen=True)
class Standing:
    """A measure with its newest result, and what is being done about it."""

    indicator: Indicator
    result: Result
    clinics: tuple[tuple[date, str], ...] = ()
    actions: tuple[tuple[str, str, str], ...] = ()
    """Title, plan and its address."""


@dataclass(frozen=True)
class Counts:
    """The newest results of all public measures, counted."""

    measures: int
    met: int
    missed: int
    aimed: int
    better: int
    compared: int
    best: int
    placed: int

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        return in_ten_seconds(
            measures=self.measures, met=self.met, aimed=self.aimed, better=self.better, compared=self.compared
        )


@dataclass(frozen=True)
class Front:
    """What the public front page shows."""

    counts: Counts
    good: tuple[Standing, ...]
    bad: tuple[Standing, ...]
    plans: Progress
    clinics: ClinicsAtWork

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is published."""
        return not (self.counts.measures or self.plans.total or self.clinics.clinics)


@dataclass(frozen=True)
class Verdict:
    """How a newest result is judged: enough to count it, and to say whether it stands first."""

    key: int
    rating: str
    direction: str
    quartile: str
    ends: date


def verdicts(on: date) -> list[Verdict]:
    """Of all newest results. One query, which is by far the longest of the page."""
    columns = ("pk", "rating", "shown_direction", "shown_quartile", "period__ends")
    return [Verdict(*row) for row in newest_results(on).order_by().values_list(*columns)]


def counts(found: Iterable[Verdict], *, measures: int) -> Counts:
    """Everything that is counted of measures."""
    found = list(found)
    rating = Counter(one.rating for one in found)
    direction = Counter(one.direction for one in found)
    quartile = Counter(one.quartile for one in found)
    return Counts(
        measures=measures,
        met=rating[Rag.GREEN],
        missed=rating[Rag.RED],
        aimed=sum(rating[one] for one in AIMED),
        better=direction[Direction.IMPROVED],
        compared=sum(direction[one] for one in COMPARED),
        best=quartile[Quartile.BEST],
        placed=sum(quartile[one] for one in PLACED),
    )


def good(found: Iterable[Verdict]) -> list[int]:
    """What met its target, those that improved and stand among the best first."""
    return _first(found, Rag.GREEN, Direction.IMPROVED, Quartile.BEST)


def bad(found: Iterable[Verdict]) -> list[int]:
    """What missed its target, those that got worse and stand lowest first."""
    return _first(found, Rag.RED, Direction.DECLINED, Quartile.WORST)


def _first(found: Iterable[Verdict], rag: Rag, direction: Direction, quartile: Quartile) -> list[int]:
    """The first of a rating, by their keys: the newest first of those that are otherwise alike."""
    rated = [one for one in found if one.rating == rag]
    rated.sort(key=lambda one: (one.direction != direction, one.quartile != quartile, -one.ends.toordinal(), one.key))
    return [one.key for one in rated[:SHOWN]]


def standings(keys: Iterable[int]) -> list[Standing]:
    """Results by their keys, in that order. One query."""
    keys = list(keys)
    figures = with_public_verdicts(Measurement.objects.public().filter(pk__in=keys))
    known = {figure.pk: figure for figure in figures.select_related("indicator__set", "period")}
    return [Standing(known[key].indicator, result(known[key])) for key in keys]


def with_doing(found: Iterable[Standing], on: date) -> list[Standing]:
    """Results with what is being done about them. Two queries."""
    found = list(found)
    keys = [one.indicator.pk for one in found]
    clinics, actions = held_on(keys, on), actions_for(keys, on)
    return [
        replace(
            one,
            clinics=tuple(clinics.get(one.indicator.pk, ())[-DOING:]),
            actions=tuple(actions.get(one.indicator.pk, ())[:DOING]),
        )
        for one in found
    ]


def front(on: date, *, seasons_fall_due: bool) -> Front:
    """The whole page. Fifteen queries, however much is published."""
    plans = [progress for _, progress in plans_with_progress(on, seasons_fall_due=seasons_fall_due)]
    found = verdicts(on)
    well, badly = good(found), bad(found)
    shown = standings([*well, *badly])
    return Front(
        counts=counts(found, measures=Indicator.objects.public().current(on).count()),
        good=tuple(shown[: len(well)]),
        bad=tuple(with_doing(shown[len(well) :], on)),
        plans=Progress(**{name: sum(getattr(one, name) for one in plans) for name in Progress.__dataclass_fields__}),
        clinics=at_work(public_clinics(on)),
    )
