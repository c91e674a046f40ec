"""How the council is doing, in ten seconds: a sentence, four counts, what goes well, and what does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, IntegerField, Value, When

from core.rag import Rag
from indicators.choices import Direction, Quartile
from indicators.models import Indicator, Measurement
from publishing.reporting.clinics import ClinicsAtWork, at_work, held_on, public_clinics
from publishing.reporting.figures import Result, newest_results, result
from publishing.reporting.plans import Progress, actions_for, plans_with_progress
from publishing.rules import in_ten_seconds

SHOWN = 5
"""So many measures stand under what goes well, and under what does not."""
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


def counts(on: date) -> Counts:
    """Everything that is counted of measures. Two queries."""
    verdicts = newest_results(on).order_by().values_list("rating", "shown_direction", "shown_quartile")
    rating, direction, quartile = Counter(), Counter(), Counter()
    for rag, way, place, many in verdicts.annotate(many=Count("pk")):
        rating[rag] += many
        direction[way] += many
        quartile[place] += many
    return Counts(
        measures=Indicator.objects.public().current(on).count(),
        met=rating[Rag.GREEN],
        missed=rating[Rag.RED],
        aimed=sum(rating[one] for one in AIMED),
        better=direction[Direction.IMPROVED],
        compared=sum(direction[one] for one in COMPARED),
        best=quartile[Quartile.BEST],
        placed=sum(quartile[one] for one in PLACED),
    )


def _first(figures: Iterable[str], name: str) -> Case:
    """An order by the place of a value in a list."""
    whens = [When(**{name: value}, then=Value(place)) for place, value in enumerate(figures)]
    return Case(*whens, default=Value(len(whens)), output_field=IntegerField())


def good(on: date) -> list[Measurement]:
    """What met its target, those that improved and stand among the best first. One query."""
    order = (_first([Direction.IMPROVED], "shown_direction"), _first([Quartile.BEST], "shown_quartile"))
    return list(newest_results(on).filter(rating=Rag.GREEN).order_by(*order, "-period__ends", "pk")[:SHOWN])


def bad(on: date) -> list[Measurement]:
    """What missed its target, those that got worse and stand lowest first. One query."""
    order = (_first([Direction.DECLINED], "shown_direction"), _first([Quartile.WORST], "shown_quartile"))
    return list(newest_results(on).filter(rating=Rag.RED).order_by(*order, "-period__ends", "pk")[:SHOWN])


def standings(figures: Iterable[Measurement], on: date) -> tuple[Standing, ...]:
    """Results with what is being done about them. Two queries."""
    figures = list(figures)
    keys = [figure.indicator_id for figure in figures]
    clinics, actions = held_on(keys, on), actions_for(keys, on)
    return tuple(
        Standing(
            figure.indicator,
            result(figure),
            tuple(clinics.get(figure.indicator_id, ())),
            tuple(actions.get(figure.indicator_id, ())),
        )
        for figure in figures
    )


def front(on: date, *, seasons_fall_due: bool) -> Front:
    """The whole page. Seventeen queries, however much is published."""
    plans = [progress for _, progress in plans_with_progress(on, seasons_fall_due=seasons_fall_due)]
    return Front(
        counts=counts(on),
        good=tuple(Standing(figure.indicator, result(figure)) for figure in good(on)),
        bad=standings(bad(on), on),
        plans=Progress(**{name: sum(getattr(one, name) for one in plans) for name in Progress.__dataclass_fields__}),
        clinics=at_work(public_clinics(on)),
    )
