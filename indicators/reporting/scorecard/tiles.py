"""The answer in four counts, each with what it is counted among."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from core.formats import percentage
from core.rag import Rag
from indicators.choices import Direction, Quartile
from indicators.models import Indicator

RATED = (Rag.GREEN, Rag.AMBER, Rag.RED)
COMPARED = (Direction.IMPROVED, Direction.NO_CHANGE, Direction.DECLINED)
PLACED = (Quartile.BEST, Quartile.SECOND, Quartile.THIRD, Quartile.WORST, Quartile.BELOW_BEST)
"""Positions that tell whether it is the best quartile. "Above worst" leaves that open."""


@dataclass(frozen=True)
class Tile:
    """A count of those that can be counted, and of all."""

    part: int
    whole: int
    total: int
    words: str
    """What the part is: "on target"."""
    whole_words: str
    """What the whole is: "with a value and a target"; empty where it is all of them."""
    asks: Mapping[str, str]
    """The filter that lists the part."""

    @property
    def of_whole(self) -> str:
        """What follows "27 of 57": with a value and a target (47.4 %); 27 of 72 in all (37.5 %)."""
        share = f" ({percentage(self.part, self.whole)})" if self.whole else ""
        if not self.whole_words:
            return f"in all{share}"
        in_all = f"; {self.part} of {self.total} in all"
        return f"{self.whole_words}{share}{in_all}{_of(self.part, self.total)}"

    def __str__(self) -> str:
        return f"{self.part} of {self.whole} {self.of_whole}"


def _of(part: int, whole: int) -> str:
    return f" ({percentage(part, whole)})" if whole else ""


@dataclass(frozen=True)
class Tiles:
    """The answer in four counts. What is not applicable is in none of them."""

    improved: Tile
    on_target: Tile
    best_quartile: Tile
    awaited: Tile
    rows: int
    """How many lines there are, those that are not applicable among them."""

    def __iter__(self) -> Iterator[Tile]:
        return iter((self.improved, self.on_target, self.best_quartile, self.awaited))


def tiles(indicators: QuerySet[Indicator]) -> Tiles:
    """The counts of a selection of ``listed``. One query."""
    return counted(indicators)[0]


def counted(indicators: QuerySet[Indicator]) -> tuple[Tiles, Mapping[int, int]]:
    """The counts of a selection of ``listed``, and how many of its lines each set has, by the set's key. One query.

    It asks by the verdicts as they are stored: a database knows how many of these there are, and counts without sorting.
    """
    verdicts = indicators.order_by().values_list("set", "here__rating", "here__direction", "here__quartile")
    rating, direction, quartile, by_set = Counter(), Counter(), Counter(), Counter()
    for key, stored, way, position, n, missing in verdicts.annotate(n=Count("pk"), missing=Max("rating_missing")):
        by_set[key] += n
        rag = missing if stored in (None, Rag.NOT_DUE) else stored
        if rag != Rag.NOT_APPLICABLE:
            rating[rag] += n
            direction[way or Direction.NO_COMPARISON] += n
            quartile[position or Quartile.UNKNOWN] += n
    total = rating.total()

    def tile(counted: Counter, name: str, part: str, among: Iterable[str], words: str, whole_words: str) -> Tile:
        whole = sum(counted[word] for word in among)
        return Tile(counted[part], whole, total, words, whole_words, {name: part})

    found = Tiles(
        improved=tile(
            direction, "direction", Direction.IMPROVED, COMPARED, "improved", "that compare with the year before"
        ),
        on_target=tile(rating, "rating", Rag.GREEN, RATED, "on target", "with a value and a target"),
        best_quartile=tile(
            quartile, "quartile", Quartile.BEST, PLACED, "in the best quartile", "whose quartile is known"
        ),
        awaited=tile(rating, "rating", Rag.AWAITED, Rag, "awaited", ""),
        rows=by_set.total(),
    )
    return found, by_set
