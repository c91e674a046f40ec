"""The other councils of a group: our place among them, what their quartiles rest on, and their figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.db.models import OuterRef, QuerySet, Subquery

from core import formats
from core.statements import stated_once
from core.strips import Strip, strip
from indicators.choices import Polarity
from indicators.models import Benchmark, Indicator, Measurement, PeerFigure
from indicators.reporting.page import axis
from indicators.rules import FEWEST_PEERS, UNRANKED, rank
from indicators.services import value_of
from organisation.models import Council


@dataclass(frozen=True)
class PeerLine:
    """One council in the table of a group."""

    council: str
    figure: str
    source: str
    ours: bool = False


@dataclass(frozen=True)
class PeerGroup:
    """A group in the newest year for which a figure of it is held."""

    group: str
    year: str
    sentence: str
    """Our place, and whether its quartiles could be worked out."""
    strip: Strip | None
    lines: tuple[PeerLine, ...]
    """The councils, the best first; those without a figure last."""


def peer_groups(
    indicator: Indicator,
    measurements: Sequence[Measurement],
    council: Council,
    figures: Sequence[PeerFigure] | None = None,
) -> list[PeerGroup]:
    """Each group of which figures are held, the council's own first. One query, beside the indicator's benchmarks.

    None where ``figures`` are those of ``newest_figures``, fetched for many indicators at once.
    """

    def named(figure: PeerFigure) -> str:
        return figure.group.lower()

    own = council.comparator_group.lower()
    figures = _newest_figures_of(indicator.pk) if figures is None else figures
    figures = sorted(figures, key=lambda one: (named(one) != own, named(one)))
    by_period = {m.period_id: m for m in measurements}
    return [_group(indicator, list(of_group), by_period, council) for _, of_group in groupby(figures, named)]


def newest_figures(indicators: Iterable[Indicator]) -> QuerySet[PeerFigure]:
    """The figures of indicators' groups, each group's in the newest year for which it has any."""
    return _newest_figures([indicator.pk for indicator in indicators])


@stated_once
def _newest_figures_of(key: int) -> QuerySet[PeerFigure]:
    """Those of the indicator of a key."""
    return _newest_figures([key])


def _newest_figures(keys: list[int]) -> QuerySet[PeerFigure]:
    held = PeerFigure.objects.filter(indicator__in=keys)
    known = PeerFigure.objects.filter(
        indicator=OuterRef("indicator"), value__isnull=False, group__iexact=OuterRef("group")
    )
    newest = known.order_by("-period__ends", "period__starts").values("period")[:1]
    return held.filter(period=Subquery(newest)).select_related("period").order_by("indicator", "group", "council")


def _group(
    indicator: Indicator, figures: list[PeerFigure], by_period: dict[int, Measurement], council: Council
) -> PeerGroup:
    scale, first = indicator.scale, figures[0]
    ours = value_of(by_period.get(first.period_id))
    known = [figure.value for figure in figures if figure.value is not None]
    sentences = (_place(indicator, ours, known, first), _quartiles(indicator, known, first))
    sentence = " ".join(filter(None, sentences))
    councils = [
        (figure.value, PeerLine(figure.council, _written(indicator, figure.value), figure.source)) for figure in figures
    ]
    if ours is not None:
        councils.append((ours, PeerLine(council.short_name, scale.again(ours), "", ours=True)))
    councils.sort(key=lambda one: (one[0] is None, 0 if one[0] is None else -scale.goodness(one[0])))
    return PeerGroup(
        group=first.group,
        year=str(first.period),
        sentence=sentence,
        strip=_strip(indicator, known, ours, first, sentence, council.brand_colour),
        lines=tuple(line for _, line in councils),
    )


def _place(indicator: Indicator, ours: Decimal | None, known: list[Decimal], first: PeerFigure) -> str:
    """Our place among the councils of a group, as a sentence."""
    if indicator.polarity in UNRANKED:
        return ""
    if ours is None:
        return f"We have no figure for {first.period} to place among them."
    words = str(rank(indicator.scale, ours, known))
    return f"{words[:1].upper()}{words[1:]}."


def _quartiles(indicator: Indicator, known: list[Decimal], first: PeerFigure) -> str:
    """Whether quartiles of the group were worked out here, and why not."""
    of = (first.period_id, first.group.lower())
    held: list[Benchmark] = [b for b in indicator.benchmarks.all() if (b.period_id, b.group.lower()) == of]
    councils = f"Figures of {formats.count(len(known), 'council')} of {first.group} are held"
    if why := UNRANKED.get(Polarity(indicator.polarity)):
        return f"{councils}. {why}"
    if any(not benchmark.worked_out for benchmark in held):
        return f"{councils}; the thresholds of {first.group} for {first.period} were published, and those stand."
    if len(known) < FEWEST_PEERS:
        return f"{councils}; quartiles are worked out from {FEWEST_PEERS}."
    return f"Quartiles are worked out here from {formats.count(len(known), 'council')}, without us."


def _strip(
    indicator: Indicator,
    known: list[Decimal],
    ours: Decimal | None,
    first: PeerFigure,
    sentence: str,
    brand_colour: str,
) -> Strip | None:
    scale = indicator.scale
    figures = ", ".join(scale.again(value) for value in sorted(known, key=scale.goodness, reverse=True))
    return strip(
        known,
        ours,
        title=f"{indicator.ref} {indicator.title}: {first.group}, {first.period}",
        description=f"{sentence} Others: {figures}." + ("" if ours is None else f" Us: {scale.again(ours)}."),
        identity=f"peers-{first.pk}",
        brand_colour=brand_colour,
        written="" if ours is None else scale.again(ours),
        axis=axis(indicator),
        higher_is_better={Polarity.HIGHER: True, Polarity.LOWER: False}.get(Polarity(indicator.polarity)),
        whole=indicator.decimal_places == 0,
    )


def _written(indicator: Indicator, value: Decimal | None) -> str:
    return "No figure" if value is None else indicator.scale.again(value)
