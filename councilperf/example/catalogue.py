"""The measures of the example council, as fixtures/example/indicators.csv has them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count, islice
from pathlib import Path

from django.conf import settings

from core.periods import PeriodKind
from indicators.choices import Aggregation, Frequency, Polarity
from indicators.rules import Scale, Tolerance

FIXTURES = Path(settings.BASE_DIR) / "fixtures" / "example"
AREAS = ("North area", "South area", "East area", "West area")
KINDS = {
    Frequency.MONTHLY: PeriodKind.MONTH,
    Frequency.QUARTERLY: PeriodKind.QUARTER,
    Frequency.HALF_YEARLY: PeriodKind.HALF,
    Frequency.YEARLY: PeriodKind.YEAR,
}
SET_TOLERANCES = {"OPS": "10%"}
COUNCIL_TOLERANCE = "5%"


@dataclass(frozen=True)
class Measure:
    """One measure with what its figures are made from.

    ``now`` is its level in 2025/26 and ``drift`` what a year adds to it; ``aim`` is its target for 2026/27
    and ``step`` what a year adds to that; ``wobble`` is the spread of chance. All in its unit and for one
    of its own periods. ``size`` is the denominator of one period, for a rate. ``peers`` are the median and
    the distance of the quartiles from it. ``options`` are what happened to it: a break, a late figure.
    """

    code: str
    ref: str
    title: str
    unit: str
    decimal_places: int
    polarity: Polarity
    low: float | None
    high: float | None
    frequency: Frequency
    aggregation: Aggregation
    theme: str
    owner: str
    now: float
    drift: float
    wobble: float
    season: tuple[float, ...]
    aim: float | None
    step: float
    size: float | None
    peers: tuple[float, float] | None
    outcomes: tuple[str, ...]
    definition: str
    options: dict[str, str] = field(default_factory=dict)
    whole: str = ""
    """Set and reference of the measure of which it is a part."""
    apart: float = 0.0
    """How far its level lies from that of the whole, in its unit."""

    @property
    def key(self) -> str:
        """Set and reference: KPI/HO1."""
        return f"{self.code}/{self.ref}"

    @property
    def kind(self) -> PeriodKind:
        """The kind of period that its figures come for."""
        for kind in (PeriodKind.ACADEMIC, PeriodKind.CALENDAR):
            if kind in self.options:
                return kind
        return KINDS[self.frequency]

    @property
    def level_names(self) -> tuple[str, ...]:
        """The words of its levels, where they have words."""
        return tuple(name.replace("_", " ") for name in self.options.get("levels", "").split(";") if name)

    @property
    def scale(self) -> Scale:
        """How its values are compared and written."""
        return Scale(self.unit, self.decimal_places, self.polarity, names=self.level_names)

    @property
    def is_rate(self) -> bool:
        """Whether it is made of a numerator and a denominator."""
        return self.aggregation == Aggregation.RATE and self.size is not None

    @property
    def is_area(self) -> bool:
        """Whether it is the part of a measure for one of the four areas."""
        return bool(self.whole) and self.title.endswith(tuple(f"({area})" for area in AREAS))

    @property
    def is_lower_better(self) -> bool:
        """Whether less of it is better."""
        return self.polarity == Polarity.LOWER

    def room(self, target: float) -> float:
        """How far a target may be missed and still be amber, in its unit."""
        tolerance = self.options.get("tolerance") or SET_TOLERANCES.get(self.code, COUNCIL_TOLERANCE)
        read = Tolerance.parse(tolerance)
        return abs(target) * float(read.amount) / 100 if read.is_percentage else float(read.amount)

    def of(self, place: str, mark: str, shift: float, share: float) -> Measure:
        """The same measure for one part of the borough, with its own level and a share of its size."""
        whole = self.aggregation in (Aggregation.FLOW, Aggregation.CUMULATIVE) and self.unit in ("number", "£")
        part = share if whole or (self.unit == "number" and self.aggregation == Aggregation.SNAPSHOT) else 1
        kept = {"tolerance", "academic", "calendar", "outside", "risk", "name", "levels", "materiality", "lag"}
        return replace(
            self,
            ref=f"{self.ref}-{mark}",
            title=f"{self.title} ({place})",
            now=self.now * part + shift * self.wobble * part,
            drift=self.drift * part,
            wobble=self.wobble * max(part, 0.3),
            season=tuple(value * part for value in self.season),
            aim=None if self.aim is None else self.aim * part,
            step=self.step * part,
            size=None if self.size is None else max(12.0, self.size * share),
            peers=None,
            options={name: value for name, value in self.options.items() if name in kept},
            whole=self.key,
            apart=shift * self.wobble * part,
        )


def measures(wanted: int) -> list[Measure]:
    """As many measures as are wanted: the catalogue, then its measures by area, then by ward."""
    return list(islice(_endless(_catalogue()), wanted))


def _endless(catalogue: list[Measure]) -> Iterator[Measure]:
    yield from catalogue
    by_area = [measure for measure in catalogue if "areas" in measure.options]
    rest = [measure for measure in catalogue if "areas" not in measure.options]
    for measure in by_area + rest:
        for number, area in enumerate(AREAS):
            yield measure.of(area, area[0], (1.2, -0.8, 0.4, -0.4)[number], 0.25)
    for ward in count(1):
        for number, measure in enumerate(catalogue):
            yield measure.of(f"ward {ward}", f"W{ward}", ((ward + number) % 7 - 3) / 2, 0.05)


def _catalogue() -> list[Measure]:
    with (FIXTURES / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return [_measure(row) for row in csv.DictReader(file)]


def _measure(row: dict[str, str]) -> Measure:
    median, _, spread = row["peers"].partition(":")
    return Measure(
        code=row["set"],
        ref=row["ref"],
        title=row["title"],
        unit=row["unit"],
        decimal_places=int(row["decimal_places"]),
        polarity=Polarity(row["polarity"]),
        low=_number(row["range_low"]),
        high=_number(row["range_high"]),
        frequency=Frequency(row["frequency"]),
        aggregation=Aggregation(row["aggregation"]),
        theme=row["theme"],
        owner=row["owner"],
        now=float(row["now"]),
        drift=float(row["drift"]),
        wobble=float(row["wobble"]),
        season=tuple(float(part) for part in row["season"].split("/") if part),
        aim=_number(row["aim"]),
        step=_number(row["step"]) or 0.0,
        size=_number(row["size"]),
        peers=(float(median), float(spread)) if spread else None,
        outcomes=tuple(row["outcomes"].split()),
        definition=row["definition"],
        options=dict(option.partition("=")[::2] for option in row["options"].split()),
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
