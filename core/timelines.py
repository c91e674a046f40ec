"""A line of time as SVG, one drawing for each row of a table under one axis: where a date first lay and where it lies now.

As with charts (core.charts), the server draws it with its colours in it, and one
template (templates/core/timeline.html) writes it down. Places are percentages of
the width, so that a drawing fits a wide table, a card on a phone and paper alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.dates import months_later
from core.rag import Rag
from core.tokens import palette, tokens

EDGE = 3.0
"""Per cent of the width that stay free at either end, for half a mark."""
STEPS = (1, 3, 6, 12, 24, 60, 120)
"""Months from one tick to the next."""
MOST_TICKS = 5
ROOM = 12
"""Per cent of the width that the label of a tick needs."""


@dataclass(frozen=True)
class Tick:
    """A first of a month on the axis."""

    at: float
    label: str


@dataclass(frozen=True)
class Axis:
    """A stretch of time with its ticks, and today on it."""

    first: date
    last: date
    ticks: tuple[Tick, ...]
    today: float

    def at(self, day: date) -> float:
        """Where a day lies, in per cent of the width."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(EDGE + share * (100 - 2 * EDGE), 2)


@dataclass(frozen=True)
class Span:
    """A dated step: where it first lay, where it lies now, and whether it is done."""

    first: date
    due: date
    done: bool = False


@dataclass(frozen=True)
class Bar:
    """A stretch of the line, from one place to another."""

    since: float
    until: float


@dataclass(frozen=True)
class Line:
    """The drawing of one row."""

    identity: str
    title: str
    description: str
    axis: Axis
    slips: tuple[Bar, ...]
    """How far each step has moved that has."""
    firsts: tuple[float, ...]
    """Where dates that have moved first lay."""
    steps: tuple[tuple[float, bool], ...]
    """The other steps, each with whether it is done."""
    due: float
    shape: str
    """Of the rating, at the due date."""
    late: Bar | None
    """From a due date that has passed to today."""
    colours: dict[str, str]


def axis(days: Iterable[date], today: date, *, most_ticks: int = MOST_TICKS) -> Axis:
    """An axis that holds some days and today, from the first of a month, with a few ticks that stand apart."""
    days = [*days, today]
    first = min(days).replace(day=1)
    last = max(months_later(max(days).replace(day=1), 1), months_later(first, 2))
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((step for step in STEPS if months / step <= most_ticks), STEPS[-1])
    bare = Axis(first, last, (), 0)
    ticks = []
    day = first
    while day <= last:
        on_step = (day.month - 1) % min(step, 12) == 0 and (step <= 12 or day.year % (step // 12) == 0)
        place = bare.at(day)
        if on_step and place <= 100 - ROOM:
            ticks.append(Tick(place, f"{day.year}" if step >= 12 else f"{day:%b} {day.year}"))
        day = months_later(day, 1)
    return Axis(first, last, tuple(ticks), bare.at(today))


def draw(
    spans: Sequence[Span],
    *,
    on_axis: Axis,
    today: date,
    due: date,
    rag: Rag,
    overdue: bool,
    identity: str,
    title: str,
    description: str,
) -> Line:
    """Work a row out. ``spans`` are its dated steps; ``due`` is when the whole is due, and is drawn with its rating."""
    moved = [span for span in spans if span.due > span.first]
    at = on_axis.at
    return Line(
        identity=identity,
        title=title,
        description=description,
        axis=on_axis,
        slips=tuple(Bar(at(span.first), at(span.due)) for span in moved),
        firsts=tuple(sorted({at(span.first) for span in moved})),
        steps=tuple(sorted({(at(span.due), span.done) for span in spans if span.due != due})),
        due=at(due),
        shape=rag.mark.shape,
        late=Bar(at(due), at(today)) if overdue else None,
        colours=palette(rating=tokens()[rag.mark.token]),
    )
