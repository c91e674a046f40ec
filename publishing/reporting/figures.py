"""Results as the public reads them: figures that somebody put their name to, and only verdicts that rest on such figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When

from core.rag import Rag, Rating
from indicators.choices import Direction, Quartile, State
from indicators.models import Benchmark, Indicator, Measurement, MeasurementQuerySet
from publishing.choices import CHECKED, PLACE, TARGET, TRAVEL
from publishing.rules import spoken, told


def with_public_verdicts(figures: MeasurementQuerySet) -> MeasurementQuerySet:
    """With ``shown_direction`` and ``shown_quartile``: the stored verdicts, as far as they rest on what is published.

    A direction compares with the like period a year before, which may not be signed off. A quartile by thresholds that
    were worked out here rests on what other councils reported to one another.
    """
    before = Measurement.objects.public().filter(
        indicator=OuterRef("indicator"),
        period__kind=OuterRef("period__kind"),
        period__year=OuterRef("period__year") - 1,
        period__number=OuterRef("period__number"),
    )
    ours = Benchmark.objects.filter(indicator=OuterRef("indicator"), group=OuterRef("quartile_group"), worked_out=True)
    return figures.annotate(
        shown_direction=Case(
            When(Exists(before), then=F("direction")),
            default=Value(str(Direction.NO_COMPARISON)),
            output_field=CharField(),
        ),
        shown_quartile=Case(
            When(Exists(ours), then=Value(str(Quartile.UNKNOWN))), default=F("quartile"), output_field=CharField()
        ),
    )


def results() -> QuerySet[Measurement]:
    """All published figures, as the public reads them."""
    return with_public_verdicts(Measurement.objects.public())


def newest_results(on: date, *, indicators: QuerySet[Indicator] | None = None) -> QuerySet[Measurement]:
    """Of each public indicator that is still measured, or of those given, its newest published figure."""
    of = Indicator.objects.current(on) if indicators is None else indicators
    figures = Measurement.objects.public().filter(indicator=OuterRef("pk"))
    figures = figures.order_by("-period__ends", "period__starts", "-pk")
    keys = of.public().order_by().annotate(newest=Subquery(figures.values("pk")[:1])).values("newest")
    found = with_public_verdicts(Measurement.objects.filter(pk__in=keys))
    return found.select_related("indicator__set", "period")


@dataclass(frozen=True)
class Result:
    """A published figure in a resident's words."""

    period: str
    ends: date
    value: str
    target: str
    rating: Rating
    direction: str
    place: str
    """Where it stands among other councils; empty where that is not known."""
    among: str
    """Which councils, and of which year the comparison is."""
    checked: str
    by_hand: bool
    """Whether somebody at the council set the rating instead of the rule."""
    sentence: str
    said: str
    """What the council says of it to the public; empty where nobody has approved any words."""
    number: Decimal


def result(figure: Measurement) -> Result:
    """A figure of ``results`` in words. Reads its indicator and period."""
    scale, rag, when = figure.indicator.scale, Rag(figure.rating), spoken(figure.period.period)
    direction, quartile = Direction(figure.shown_direction), Quartile(figure.shown_quartile)
    place = PLACE.get(quartile, "")
    sentence = told(
        scale,
        period=when,
        value=figure.actual,
        target=figure.target,
        gap=figure.gap,
        rag=rag,
        direction=direction,
    )
    return Result(
        period=f"{when[:1].upper()}{when[1:]}",
        ends=figure.period.ends,
        value=scale.again(figure.actual),
        target="" if figure.target is None else scale.again(figure.target),
        rating=Rating(rag if rag in TARGET else Rag.NO_TARGET, TARGET.get(rag, TARGET[Rag.NO_TARGET]), sentence),
        direction=TRAVEL.get(direction, ""),
        place=place,
        among=", ".join(filter(None, (figure.quartile_group, figure.quartile_year))) if place else "",
        checked=CHECKED[State(figure.state)],
        by_hand=bool(figure.override),
        sentence=sentence,
        said=figure.said_to_the_public,
        number=scale.printed(figure.actual),
    )


def history_of(indicator: Indicator) -> list[Measurement]:
    """The published figures of an indicator, the newest first. One query."""
    figures = list(
        results().filter(indicator=indicator).select_related("period").order_by("-period__ends", "period__starts")
    )
    for figure in figures:
        figure.indicator, figure.forecast = indicator, None  # what somebody expects is not published
    return figures


def words_of(figures: Iterable[Measurement]) -> list[Result]:
    """Figures in words."""
    return [result(figure) for figure in figures]
