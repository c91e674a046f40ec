"""One line of a scorecard: an indicator in the period, as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from django.db.models import QuerySet
from django.urls import get_script_prefix, reverse

from core.rag import Rag, Rating
from core.statements import filled_up, stated_once
from indicators.choices import Direction, Moved, Quartile, State
from indicators.models import Indicator
from indicators.reporting.page import gap_words
from indicators.reporting.scorecard.selection import rating_missing, with_verdicts
from indicators.rules import Scale, rate_missing, scale_of
from organisation.models import ReportingPeriod


@dataclass(frozen=True)
class Line:
    """One indicator in the period. Figures are as stored; properties give them as people read them."""

    id: int
    set: str
    ref: str
    title: str
    unit: str
    decimal_places: int
    polarity: str
    level_names: str
    within_control: bool
    theme: str
    owner: str
    directorate: str
    period: str
    actual: Decimal | None
    target: Decimal | None
    target_words: str
    target_note: str
    state: str
    gap: Decimal | None
    rating: Rating
    override_reason: str
    forecast: Decimal | None
    forecast_rating: str
    forecast_label: str
    direction: Direction
    direction_reason: str
    change: Decimal | None
    quartile: Quartile
    quartile_year: str
    quartile_group: str
    quartile_reason: str
    movement: Moved
    band: int | None
    why: str
    so_what: str
    what_next: str
    reservation: str
    data_quality_risk: str
    data_checked_on: date | None

    @cached_property
    def scale(self) -> Scale:
        """How its values are written."""
        return scale_of(self.unit, self.decimal_places, self.polarity, self.level_names)

    @property
    def control_words(self) -> str:
        """That the council cannot move it alone; empty where it can."""
        return "" if self.within_control else "not within our control alone"

    @property
    def url(self) -> str:
        """The address of the indicator's page."""
        return address_of(self.set, self.ref)

    @property
    def actual_words(self) -> str:
        """The figure; empty where none has come in."""
        return "" if self.actual is None else self.scale.again(self.actual)

    @property
    def target_written(self) -> str:
        """The target, in the source's words where no figure was set."""
        return self.target_words if self.target is None else self.scale.again(self.target)

    @property
    def gap_words(self) -> str:
        """Missed by 0.4; percentage points in short."""
        return gap_words(self.scale, self.gap).replace("percentage points", "points")

    @property
    def forecast_words(self) -> str:
        """What the officer expects; empty where nothing was said."""
        return "" if self.forecast is None else self.scale.again(self.forecast)

    @property
    def direction_words(self) -> str:
        """Improved; empty where there is no figure to compare."""
        return "" if self.actual is None else self.direction.label

    @property
    def has_comparison(self) -> bool:
        """Whether there was something to compare it with."""
        return self.direction != Direction.NO_COMPARISON

    @property
    def quartile_words(self) -> str:
        """3rd quartile; empty where it is not known."""
        return "" if self.quartile == Quartile.UNKNOWN else self.quartile.label

    @property
    def quartile_source(self) -> str:
        """Among whom and when: all England, 2005/06."""
        return ", ".join(filter(None, (self.quartile_group, self.quartile_year)))

    @property
    def movement_words(self) -> str:
        """Whether it rose or fell a quartile; empty where it did neither."""
        return self.movement.label if self.movement in (Moved.ROSE, Moved.FELL) else ""

    @property
    def band_words(self) -> str:
        """Band 3; empty where none is known."""
        return f"Band {self.band}" if self.band else ""

    @property
    def state_words(self) -> str:
        """How firm the figure is; empty where there is none."""
        return State(self.state).label if self.state and (self.actual is not None or self.is_not_applicable) else ""

    @property
    def is_not_applicable(self) -> bool:
        """Whether it is left out of every count."""
        return self.rating.rag == Rag.NOT_APPLICABLE

    @property
    def is_exception(self) -> bool:
        """Whether a board looks at it first: the same as EXCEPTIONS says to the database."""
        return (
            self.rating.rag in (Rag.RED, Rag.AMBER, Rag.AWAITED)
            or self.quartile == Quartile.WORST
            or self.movement == Moved.FELL
        )


def address_of(code: str, ref: str) -> str:
    """The address of the page of an indicator, by the code of its set and its reference."""
    return _address(code, ref, get_script_prefix())


@lru_cache(maxsize=10_000)
def _address(code: str, ref: str, _prefix: str) -> str:
    """The address of an indicator's page under the site's prefix: kept, because a list asks for it in each row."""
    return reverse("indicator", args=[code, ref])


HERE = (
    "actual", "target", "target_words", "target_note", "state", "gap", "rating_label", "rating_reason",
    "override_reason", "forecast", "forecast_rating", "forecast_label", "direction_reason",
    "change", "quartile_year", "quartile_group", "quartile_reason", "movement", "why", "so_what", "what_next",
    "reservation",
)  # fmt: skip
OWN = (
    "id",
    "ref",
    "title",
    "unit",
    "decimal_places",
    "polarity",
    "level_names",
    "within_control",
    "theme",
    "data_quality_risk",
    "data_checked_on",
)
STANDS_AS = {
    "set_code": "set__code",
    "owner_title": "owner__title",
    "directorate": "owner__directorate__name",
} | {name: f"here__{name}" for name in HERE}
"""By what name a row has what is not the indicator's own."""


def as_rows(indicators: QuerySet[Indicator]) -> QuerySet:
    """Indicators as ``listed`` gives them, read as plain rows from which ``line`` makes lines."""
    return indicators.values(*OWN, "rating_on", "direction_on", "quartile_on", "band_on", *STANDS_AS.values())


def rows_of(keys: Sequence[int], period: ReportingPeriod, on: date) -> list[dict]:
    """The same of the indicators of these keys, in their order. One query."""
    found = (
        {row["id"]: row for row in _rows_of(period.pk, rating_missing(period, on), *filled_up(keys))} if keys else {}
    )
    return [found[key] for key in keys if key in found]


@stated_once
def _rows_of(period: int, missing: str, *keys: int) -> QuerySet:
    """The rows of a page of a scorecard."""
    return as_rows(with_verdicts(period, missing).filter(pk__in=keys).order_by())


FIGURES = {"actual", "target", "gap", "forecast", "change", "data_checked_on"}
WORKED_OUT = {"set", "owner", "period", "rating", "direction", "quartile", "movement", "band"}
PLAIN = tuple(
    (f.name, STANDS_AS.get(f.name, f.name), None if f.name in FIGURES else "")
    for f in fields(Line)
    if f.name not in WORKED_OUT
)
"""What a line takes from its row as it is: by what name it stands there, and what stands for a missing one."""


def line(row: Mapping, period: ReportingPeriod, on: date) -> Line:
    """A row of ``as_rows`` as a line of the scorecard."""
    rag, name = Rag(row["rating_on"]), str(period)
    if rag in (Rag.AWAITED, Rag.NOT_DUE):
        rating = rate_missing(period=name, due_on=period.due_on, on=on)
    else:
        rating = Rating(rag, row["here__rating_label"], row["here__rating_reason"])
    given = {name: default if row[key] is None else row[key] for name, key, default in PLAIN}
    given["direction_reason"] = given["direction_reason"] or f"No figure for {name} to compare."
    given["quartile_reason"] = given["quartile_reason"] or f"Quartile not known: no figure for {name}."
    return Line(
        **given,
        set=row["set__code"],
        owner=row["owner__title"] or "",
        period=name,
        rating=rating,
        direction=Direction(row["direction_on"]),
        quartile=Quartile(row["quartile_on"]),
        movement=Moved(row["here__movement"] or Moved.NOT_KNOWN),
        band=row["band_on"],
    )


def lines(rows: Iterable[Mapping], period: ReportingPeriod, on: date) -> list[Line]:
    """Rows of ``as_rows`` as lines of the scorecard."""
    return [line(row, period, on) for row in rows]
