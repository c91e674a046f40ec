"""The scorecard as papers and reports show it: in groups, with what is known of its data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from core.rag import Rag, Rating
from indicators.choices import Risk
from indicators.models import Indicator
from indicators.reporting.scorecard.lines import Line, as_rows, lines
from indicators.reporting.scorecard.tiles import Tiles, tiles
from indicators.rules import Tolerance
from organisation.choices import RatingRule
from organisation.models import Council, ReportingPeriod


@dataclass(frozen=True)
class Group:
    """The lines of one directorate or theme."""

    title: str
    lines: tuple[Line, ...]

    @property
    def exceptions(self) -> list[Line]:
        """Those that a board looks at first."""
        return [line for line in self.lines if line.is_exception]

    @property
    def explained(self) -> list[Line]:
        """The exceptions of which somebody has said why, so what or what next."""
        return [line for line in self.exceptions if line.why or line.so_what or line.what_next]

    @property
    def unexplained(self) -> list[str]:
        """The references of the other exceptions."""
        return [line.ref for line in self.exceptions if not (line.why or line.so_what or line.what_next)]


@dataclass(frozen=True)
class Quality:
    """How far the figures can be trusted: auditors' reservations, and whether indicators of high risk were checked."""

    since: date
    """The first day of the period; a check before it does not count."""
    reservations: tuple[Line, ...]
    checked: tuple[Line, ...]
    unchecked: tuple[Line, ...]

    @property
    def high_risk(self) -> int:
        """How many indicators are of high risk."""
        return len(self.checked) + len(self.unchecked)


@dataclass(frozen=True)
class Scorecard:
    """A scorecard as papers and reports show it."""

    period: str
    on: date
    tiles: Tiles
    groups: tuple[Group, ...]
    grouped_by: str
    legend: tuple[Rating, ...]
    """Each rating with its word and what it means here."""
    quality: Quality
    selection: tuple[str, ...] = ()
    """What was asked for, if not everything: "Rating: Off target"."""


GROUPS = {"directorate": "No directorate", "theme": "No theme"}
"""What a scorecard is grouped by, and the heading of those that have none."""


def scorecard(
    indicators: QuerySet[Indicator],
    period: ReportingPeriod,
    on: date,
    *,
    council: Council,
    by: str = "directorate",
    selection: Iterable[str] = (),
) -> Scorecard:
    """The scorecard of a selection of ``listed``, grouped by one of GROUPS. Two queries."""
    grouped: dict[str, list[Line]] = {}
    everything = lines(as_rows(indicators), period, on)
    for one in everything:
        grouped.setdefault(getattr(one, by), []).append(one)
    named = sorted(title for title in grouped if title)
    groups = [Group(title, tuple(grouped[title])) for title in named]
    if "" in grouped:
        groups.append(Group(GROUPS[by], tuple(grouped[""])))
    return Scorecard(
        period=str(period),
        on=on,
        tiles=tiles(indicators),
        groups=tuple(groups),
        grouped_by=by,
        legend=legend(council),
        quality=quality(everything, period),
        selection=tuple(selection),
    )


def quality(lines: Iterable[Line], period: ReportingPeriod) -> Quality:
    """What is known of the quality of some lines' data."""
    lines = [line for line in lines if not line.is_not_applicable]
    risky = [line for line in lines if line.data_quality_risk == Risk.HIGH]
    checked = [line for line in risky if line.data_checked_on and line.data_checked_on >= period.starts]
    return Quality(
        since=period.starts,
        reservations=tuple(line for line in lines if line.reservation),
        checked=tuple(checked),
        unchecked=tuple(line for line in risky if line not in checked),
    )


def legend(council: Council) -> tuple[Rating, ...]:
    """What the ratings mean under the council's rule and tolerance."""
    tolerance = f"the tolerance of {Tolerance.parse(council.tolerance)}"
    amber, red = f"Missed by no more than {tolerance}", f"Missed by more than {tolerance}"
    if council.rating_rule == RatingRule.IMPROVEMENT:
        amber += ", or by more but improved on the like period a year earlier"
        red += " and not improved on the like period a year earlier"
    return (
        Rating(Rag.GREEN, "On target", "The target is met or beaten."),
        Rating(Rag.AMBER, "Just off target", f"{amber}."),
        Rating(Rag.RED, "Off target", f"{red}."),
        Rating(Rag.NO_TARGET, "No target", "There is a figure, and no target to hold it against."),
        Rating(Rag.AWAITED, "Awaited", "The figure was due and has not come in."),
        Rating(Rag.NOT_DUE, "Not due", "The figure has not come in and is not due yet."),
    )
