"""The clinics of a financial year: held, scheduled and still to be called, against what the council means to hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min

from clinics.choices import Kind, State
from clinics.models import Clinic, Sitting
from core import formats
from core.periods import Period, PeriodKind
from core.queries import joined

MONTHS = 12


@dataclass(frozen=True)
class Booked:
    """A clinic of the year with the day it first sat, or is to sit."""

    clinic: Clinic
    on: date
    kind: str
    is_held: bool


@dataclass(frozen=True)
class MonthOfClinics:
    """A month of the year with its clinics."""

    name: str
    clinics: tuple[Booked, ...]
    is_past: bool

    @property
    def held(self) -> int:
        """How many first sat in it."""
        return sum(one.is_held for one in self.clinics)

    @property
    def scheduled(self) -> int:
        """How many are to sit in it."""
        return len(self.clinics) - self.held


@dataclass(frozen=True)
class Programme:
    """The clinics of a financial year at a day. ``wanted`` is None where the council has set no target."""

    year: Period
    on: date
    wanted: int | None
    months: tuple[MonthOfClinics, ...]
    waiting: tuple[Clinic, ...]
    """Agreed clinics without a day; of the present year alone."""

    @property
    def booked(self) -> tuple[Booked, ...]:
        """All that have or are to have a sitting in the year."""
        return tuple(one for month in self.months for one in month.clinics)

    @property
    def held(self) -> int:
        """How many first sat in the year."""
        return sum(month.held for month in self.months)

    @property
    def scheduled(self) -> int:
        """How many are to sit for the first time in the year."""
        return sum(month.scheduled for month in self.months)

    @property
    def is_over(self) -> bool:
        """Whether the year has ended."""
        return self.year.ends < self.on

    @property
    def to_call(self) -> int | None:
        """How many are still to be called for the target to be met; None without one or once the year is over."""
        if self.wanted is None or self.is_over:
            return None
        return max(0, self.wanted - self.held - self.scheduled)

    @property
    def pro_rata(self) -> int | None:
        """How many an even spread would have held by the day: the target by the months that have ended."""
        if self.wanted is None or self.on < self.year.starts or self.is_over:
            return None
        return self.wanted * self.months_gone // MONTHS

    @property
    def months_gone(self) -> int:
        """How many months of the year have ended."""
        return sum(month.is_past for month in self.months)

    @property
    def by_kind(self) -> tuple[tuple[str, int, int], ...]:
        """Each kind with how many were held and how many are scheduled; kinds that do not occur are left out."""
        found = []
        for _, label in Kind.pairs():
            ones = [one for one in self.booked if one.kind == label]
            if ones:
                held = sum(one.is_held for one in ones)
                found.append((label, held, len(ones) - held))
        return tuple(found)

    @property
    def sentence(self) -> str:
        """Where the year stands against its target, in words."""
        day = formats.long_date(min(self.on, self.year.ends))
        if self.wanted is None:
            clinics = formats.count(self.held, "clinic")
            return f"{clinics} held in {self.year} by {day}. The council has set no number of clinics a year."
        held = f"{self.held} of {self.wanted} held by {day}"
        if self.is_over:
            missing = self.wanted - self.held
            end = (
                f"{missing} short of what the council meant to hold"
                if missing > 0
                else "as many as the council meant to hold, or more"
            )
            return f"{held}: {end}."
        parts = [held, f"{self.scheduled} scheduled", f"{self.to_call} still to be called"]
        return f"{'; '.join(parts)}.{self._spread()}"

    def _spread(self) -> str:
        """What an even spread over the year would be, once a month of it has ended."""
        if not self.pro_rata:
            return ""
        months = formats.count(self.months_gone, "month")
        return f" Spread evenly over the year, {self.pro_rata} would have been held in the {months} that have ended."


def programme(year: Period, on: date, wanted: int | None) -> Programme:
    """The clinics of a financial year: each by the month in which it first sat, or is to sit. Three queries."""
    clinics = Clinic.objects.exclude(state=State.CANCELLED).prefetch_related(joined(Clinic, "sittings")).order_by("pk")
    booked, waiting = [], []
    for clinic in clinics:
        days = sorted(sitting.date for sitting in clinic.sittings.all() if not sitting.cancelled_because)
        if days:
            booked.append(Booked(clinic, days[0], clinic.get_kind_display(), clinic.is_held and days[0] <= on))
        elif clinic.state == State.AGREED and on in year:
            waiting.append(clinic)
    months = [Period(PeriodKind.MONTH, year.year, number) for number in range(1, MONTHS + 1)]
    return Programme(
        year=year,
        on=on,
        wanted=wanted,
        months=tuple(
            MonthOfClinics(
                f"{month.starts:%B %Y}",
                tuple(sorted((one for one in booked if one.on in month), key=lambda one: one.on)),
                month.ends < on,
            )
            for month in months
        ),
        waiting=tuple(waiting),
    )


def years_of_clinics(on: date) -> tuple[Period, ...]:
    """The financial years in which clinics have sittings, with the present and the coming one, the last first. One query."""
    days = Sitting.objects.filter(cancelled_because="").aggregate(first=Min("date"), last=Max("date"))
    first = min(on, days["first"] or on)
    last = max(on.replace(year=on.year + 1, day=1), days["last"] or on)
    years = range(Period.containing(first).year, Period.containing(last).year + 1)
    return tuple(Period(PeriodKind.YEAR, year) for year in reversed(years))
