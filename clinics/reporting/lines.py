"""What is read of clinics: plain data, the same for page and paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from clinics.choices import State
from clinics.models import HELD, Clinic
from clinics.rules import Effect, Figure, MeasuredEffect, effect
from core.formats import listed, long_date, short_date
from core.periods import PeriodKind
from core.queries import joined
from indicators.models import Indicator, Measurement

FEW = 4
"""Of more figures than these the first and the newest are written, with how many lie between."""


@dataclass(frozen=True)
class IndicatorEffect:
    """An indicator of a clinic with what came of it."""

    indicator: Indicator
    measured: MeasuredEffect
    before: str
    after: str
    straddling: str


@dataclass(frozen=True)
class TriggerLine:
    """Why a clinic was called, in one line."""

    indicator: Indicator | None
    rule: str
    figures: str
    sentence: str


@dataclass(frozen=True)
class ProgressLine:
    """What was said of the progress of a clinic."""

    on: date
    words: str


@dataclass(frozen=True)
class ClinicLine:
    """A clinic as lists and papers show it."""

    clinic: Clinic
    kind: str
    state: str
    dates: str
    short_dates: str
    first_date: date | None
    triggers: tuple[TriggerLine, ...]
    indicators: tuple[IndicatorEffect, ...]
    updates: tuple[ProgressLine, ...] = ()
    """What was said of its progress, the newest first."""

    @property
    def refs(self) -> str:
        """Its indicators by reference."""
        return ", ".join(row.indicator.ref for row in self.indicators)

    @property
    def effect(self) -> str:
        """Its measured effect in a few words, with how many of how many."""
        if not self.first_date:
            return ""
        if not self.indicators:
            return "No indicator to measure by"
        total = len(self.indicators)
        counts = {kind: sum(row.measured.effect == kind for row in self.indicators) for kind in Effect}
        parts = [f"{kind.label[0].lower()}{kind.label[1:]}" if total == counts[kind] else f"{counts[kind]} of {total} {kind.label[0].lower()}{kind.label[1:]}"
                 for kind in Effect if counts[kind]]  # fmt: skip
        words = listed(parts)
        return words[:1].upper() + words[1:]


def clinic_lines(clinics: Iterable[Clinic], on: date | None = None) -> list[ClinicLine]:
    """Clinics with their effects; fetch them by ``with_everything()``. One query more, however many clinics.

    ``on`` leaves out what was said of their progress after a day.
    """
    clinics = list(clinics)
    wanted = {link.indicator_id for clinic in clinics for link in clinic.clinic_indicators.all()}
    figures = _figures(wanted)
    return [_line(clinic, figures, on or date.max) for clinic in clinics]


def with_everything():
    """Clinics with what ``clinic_lines`` reads of them."""
    return Clinic.objects.select_related("commissioned_by", "called_by", "period").prefetch_related(
        "sittings",
        "progress_updates",
        joined(Clinic, "triggers", "indicator__set"),
        joined(Clinic, "clinic_indicators", "indicator__set"),
    )


def at(on: date) -> tuple[list[ClinicLine], list[ClinicLine]]:
    """The clinics that had sat by a date, in order of their first sitting, and those that are suggested. Six queries."""
    lines = clinic_lines(with_everything().filter(state__in=(*HELD, State.SUGGESTED)), on)
    held = [line for line in lines if line.clinic.is_held and line.first_date and line.first_date <= on]
    suggested = [line for line in lines if line.clinic.state == State.SUGGESTED]
    return sorted(held, key=lambda line: line.first_date), suggested


def _figures(indicators: set[int]) -> dict[int, list[Figure]]:
    found: dict[int, list[Figure]] = defaultdict(list)
    measurements = Measurement.objects.with_value().filter(indicator__in=indicators).select_related("period")
    for m in measurements:
        period = m.period
        found[m.indicator_id].append(Figure(str(period), PeriodKind(period.kind), period.starts, period.ends, m.actual))
    return found


def _line(clinic: Clinic, figures: dict[int, list[Figure]], on: date) -> ClinicLine:
    sittings = sorted(sitting.date for sitting in clinic.sittings.all() if not sitting.cancelled_because)
    said = [ProgressLine(localdate(update.at), update.words) for update in clinic.progress_updates.all()]
    first = sittings[0] if sittings else None
    return ClinicLine(
        clinic=clinic,
        kind=clinic.get_kind_display(),
        state=clinic.get_state_display(),
        dates=listed(long_date(day) for day in sittings),
        short_dates=listed(short_date(day) for day in sittings),
        first_date=first,
        triggers=tuple(
            TriggerLine(t.indicator, t.get_rule_display(), t.figures, t.sentence) for t in clinic.triggers.all()
        ),
        indicators=tuple(
            _effect(link.indicator, figures[link.indicator_id], first) for link in clinic.clinic_indicators.all()
        ),
        updates=tuple(update for update in said if update.on <= on),
    )


def _effect(indicator: Indicator, figures: list[Figure], first: date | None) -> IndicatorEffect:
    scale = indicator.scale
    measured = effect(scale, figures, first or date.max)

    def shown(figures: Sequence[Figure]) -> str:
        written = [f"{scale.again(f.value)} in {f.period}" for f in figures]
        if len(written) > FEW:
            written[1:-1] = [f"{len(written) - 2} more between"]
        return "; ".join(written)

    return IndicatorEffect(
        indicator=indicator,
        measured=measured,
        before=shown([measured.before]) if measured.before else "",
        after=shown(measured.after),
        straddling=shown(measured.straddling),
    )
