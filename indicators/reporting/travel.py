"""The direction-of-travel pack of a year: quartiles this year and last, who moved, who improved, what cannot be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, FilteredRelation, Q

from core.formats import percentage
from core.rag import Rag
from indicators.choices import Direction, Moved, Quartile
from indicators.reporting.scorecard import COMPARED, Line, as_rows, line, listed
from organisation.models import ReportingPeriod

LOWER_HALF = (Quartile.THIRD, Quartile.WORST)
WHOLE = (Quartile.BEST, Quartile.SECOND, Quartile.THIRD, Quartile.WORST)


@dataclass(frozen=True)
class TravelLine:
    """An indicator in a year, with its position of the year before."""

    line: Line
    quartile_before: Quartile

    @property
    def stood_still(self) -> bool:
        """Whether it was in 3rd or worst for two years without moving."""
        return (
            self.line.movement == Moved.STAYED
            and self.line.quartile in LOWER_HALF
            and self.quartile_before == self.line.quartile
        )


@dataclass(frozen=True)
class Finding:
    """The indicators of which one thing is true, and of how many it could be."""

    title: str
    of: str
    """What they are counted among: "whose movement is known"."""
    lines: tuple[TravelLine, ...]
    whole: int
    none: str
    """What is said where there are none."""

    @property
    def counted(self) -> str:
        """4 of 20 whose movement is known (20.0 %)."""
        return f"{len(self.lines)} of {self.whole} {self.of_words}"

    @property
    def of_words(self) -> str:
        """Whose movement is known (20.0 %)."""
        return f"{self.of} ({percentage(len(self.lines), self.whole)})" if self.whole else self.of


@dataclass(frozen=True)
class CrossRow:
    """One position of the year before: how many of it stand where this year, and in all."""

    title: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class CrossTable:
    """Quartiles of the year before down the side, those of the year across."""

    columns: tuple[str, ...]
    rows: tuple[CrossRow, ...]
    totals: CrossRow


@dataclass(frozen=True)
class TravelPack:
    """All of it, for page and file."""

    year: str
    before: str
    total: int
    cross: CrossTable
    positions: tuple[Finding, ...]
    """Rose, fell, stood still in the lower half."""
    directions: tuple[Finding, ...]
    """Improved, declined, no change; and up, down or unchanged where neither way is better."""
    without_comparison: Finding
    lines: tuple[TravelLine, ...]


def travel_pack(period: ReportingPeriod, on: date) -> TravelPack:
    """The direction of travel of a year at a date. What is not applicable is left out. Two queries."""
    like = period.period.like_period
    earlier = ReportingPeriod.objects.filter(kind=like.kind, year=like.year, number=like.number).first()
    before = FilteredRelation("measurements", condition=Q(measurements__period=earlier.pk if earlier else 0))
    rows = as_rows(listed(period, on).annotate(before=before)).annotate(quartile_before=F("before__quartile"))
    found = tuple(
        TravelLine(line(row, period, on), Quartile(row["quartile_before"] or Quartile.UNKNOWN))
        for row in rows
        if row["rating_on"] != Rag.NOT_APPLICABLE
    )
    return TravelPack(
        year=str(period),
        before=str(like),
        total=len(found),
        cross=_cross(found),
        positions=_positions(found),
        directions=_directions(found, str(like)),
        without_comparison=Finding(
            "No comparison",
            "in all",
            tuple(one for one in found if one.line.direction == Direction.NO_COMPARISON),
            len(found),
            f"Every indicator compares with {like}.",
        ),
        lines=found,
    )


def _positions(found: tuple[TravelLine, ...]) -> tuple[Finding, ...]:
    known = [one for one in found if one.line.movement != Moved.NOT_KNOWN]

    def those(title: str, lines: Iterable[TravelLine], none: str) -> Finding:
        return Finding(title, "whose movement is known", tuple(lines), len(known), none)

    return (
        those("Rose a quartile", (o for o in known if o.line.movement == Moved.ROSE), "None rose."),
        those("Fell a quartile", (o for o in known if o.line.movement == Moved.FELL), "None fell."),
        those(
            "Stood still in the 3rd or worst quartile for two years",
            (o for o in known if o.stood_still),
            "None stood still there.",
        ),
    )


def _directions(found: tuple[TravelLine, ...], before: str) -> tuple[Finding, ...]:
    def those(directions: Iterable[Direction], among: Iterable[Direction], of: str) -> list[Finding]:
        whole = sum(one.line.direction in among for one in found)
        return [
            Finding(d.label, of, tuple(o for o in found if o.line.direction == d), whole, "None.") for d in directions
        ]

    judged = those(
        (Direction.IMPROVED, Direction.DECLINED, Direction.NO_CHANGE), COMPARED, f"that compare with {before}"
    )
    context = (Direction.UP, Direction.DOWN, Direction.UNCHANGED)
    neutral = those(context, context, "for context, where neither way is better")
    return (*judged, *(finding for finding in neutral if finding.lines))


def _cross(found: tuple[TravelLine, ...]) -> CrossTable:
    counts = Counter((one.quartile_before, one.line.quartile) for one in found)
    used = {quartile for pair in counts for quartile in pair}
    shown = [quartile for quartile in Quartile if quartile in WHOLE or quartile in used]
    rows = []
    for was in shown:
        across = tuple(counts[was, now] for now in shown)
        rows.append(CrossRow(was.label, across, sum(across)))
    down = tuple(sum(counts[was, now] for was in shown) for now in shown)
    return CrossTable(tuple(q.label for q in shown), tuple(rows), CrossRow("All", down, sum(down)))
