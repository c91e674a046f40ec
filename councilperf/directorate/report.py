"""A directorate's page as plain data: the same for screen, print and PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from actions.models import Action
from core.formats import count
from core.rag import Rag
from councilperf.directorate.dates import next_dates
from councilperf.directorate.entries import NextDate, Part, Shown
from councilperf.directorate.held import Held, held
from councilperf.directorate.parts import goes_badly, goes_well, ill, is_awaited, well
from councilperf.directorate.room import share_out
from indicators.reporting.scorecard import listed, tiles
from meetings.reporting import cycle_at
from organisation.models import Council, Directorate, ReportingPeriod
from organisation.rights import heading_posts, offices

ROOM = 52.0
"""Lines that each column has on paper beside as many dates as are shown at most."""
DATES = 8
"""So many dates are shown at most."""


@dataclass(frozen=True)
class Side:
    """A page as it is printed."""

    good: tuple[Shown, ...]
    bad: tuple[Shown, ...]
    dates: tuple[NextDate, ...]
    more_dates: int


@dataclass(frozen=True)
class OnOnePage:
    """A directorate at a day: what goes well, what does not, what comes next. It is all here; ``fitted`` is what is printed."""

    directorate: Directorate
    on: date
    heads: tuple[str, ...]
    """The posts that head it."""
    period: str
    """The period whose figures are judged; empty where there are none at all."""
    counted: str
    """How its indicators fall, so that nothing is left out unsaid; empty where it has none."""
    good: tuple[Part, ...]
    bad: tuple[Part, ...]
    dates: tuple[NextDate, ...]

    @property
    def title(self) -> str:
        """The directorate."""
        return self.directorate.name

    @property
    def going_badly(self) -> int:
        """How many things do not go well."""
        return sum(len(part.entries) for part in self.bad)

    @property
    def unanswered(self) -> int:
        """About how many of them nothing is being done."""
        return sum(bool(one.nothing) for part in self.bad for one in part.entries)

    @property
    def verdict(self) -> str:
        """The answer in a sentence or two."""
        found = self.going_badly
        if not found:
            return "Nothing that was measured or reported here is going badly."
        said = f"{count(found, 'thing').capitalize()} {'is' if found == 1 else 'are'} not going well."
        if not self.unanswered:
            return f"{said} Something is being done about {'it' if found == 1 else 'each of them'}."
        return f"{said} About {self.unanswered} of {found} nothing is being done."

    def fitted(self, room: float = ROOM) -> Side:
        """What has room on one side of A4: of each part the first few, whatever there is."""
        dates = self.dates[:DATES]
        room += DATES - len(dates)
        return Side(_fitted(self.good, room), _fitted(self.bad, room), dates, len(self.dates) - len(dates))


def _fitted(parts: tuple[Part, ...], room: float) -> tuple[Shown, ...]:
    shown = share_out([[one.lines for one in part.entries] for part in parts], room)
    return tuple(Shown(part, part.entries[:number]) for part, number in zip(parts, shown, strict=True))


def on_one_page(directorate: Directorate, period: ReportingPeriod | None, on: date, *, council: Council) -> OnOnePage:
    """A directorate at a day, its indicators by the figures of a period. At most 35 queries, however much there is."""
    found = held(directorate, period, on, council=council)
    return OnOnePage(
        directorate=directorate,
        on=on,
        heads=tuple(sorted(found.posts[post] for post in heading_posts(directorate.pk, offices()))),
        period=str(period or ""),
        counted=_counted(found),
        good=well(found),
        bad=ill(found, cycle_at(on, months=council.cycle_months)),
        dates=next_dates(found, council=council),
    )


def _counted(found: Held) -> str:
    """How the indicators fall: 30 indicators in 2025/26: 14 going well, 11 not, 2 awaited, 3 neither."""
    if not found.figures:
        return ""
    numbers = [sum(map(asked, found.figures)) for asked in (goes_well, goes_badly, is_awaited)]
    rest = len(found.figures) - sum(numbers)
    well_, badly, awaited = numbers
    said = [f"{well_:,} going well", f"{badly:,} not"]
    said += [f"{awaited:,} awaited"] if awaited else []
    said += [f"{rest:,} neither, without a target or a figure that is due"] if rest else []
    return f"{count(len(found.figures), 'indicator').capitalize()} in {found.period}: {', '.join(said)}."


@dataclass(frozen=True)
class InShort:
    """A directorate in a sentence, for the first page of whoever heads it."""

    directorate: Directorate
    sentence: str


def in_short(keys: Iterable[int], period: ReportingPeriod | None, on: date, *, council: Council) -> list[InShort]:
    """Some directorates in short. One query, and two for each."""
    found = []
    for directorate in Directorate.objects.filter(pk__in=list(keys)):
        said = []
        if period:
            target = tiles(listed(period, on).filter(owner__directorate=directorate)).on_target
            if target.total:
                said.append(f"On target in {period}: {target}.")
        rated = (
            Action.objects.open()
            .filter(lead__directorate=directorate)
            .rated(on, seasons_fall_due=council.seasons_fall_due)
        )
        still = [late for rating, late in rated.values_list("rating", "is_overdue") if rating != Rag.COMPLETE]
        said.append(f"{sum(still):,} of {count(len(still), 'open action')} overdue." if still else "No action is open.")
        found.append(InShort(directorate, " ".join(said)))
    return found
