"""What is read of clinics: plain data, the same for page and paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localdate

from clinics.choices import State
from clinics.models import HELD, Clinic, ClinicIndicator
from clinics.rules import FEW, Effect, Figure, Fixed, MeasuredEffect, Verdict, effect, in_words, verdict
from core.clock import today
from core.formats import listed, long_date, short_date
from core.periods import Period, PeriodKind
from core.queries import joined
from indicators.choices import State as Firmness
from indicators.models import Alias, Indicator, Measurement, Restatement
from indicators.rules import Scale


@dataclass(frozen=True)
class IndicatorEffect:
    """An indicator of a clinic with what came of it. Figures are written with their periods; empty where there are none."""

    indicator: Indicator
    measured: MeasuredEffect
    before: str
    after: str
    straddling: str
    first: str = ""
    """The first figure since that compares."""
    latest: str = ""
    """The newest, where it is another than the first."""
    change: str = ""
    """What the newest is beside the baseline: "2.3 percentage points better"."""
    refused: str = ""
    broken: str = ""
    """Figures since that a new definition keeps from being compared."""
    uncounted: str = ""
    """Figures since of another kind of period, or without a like one from before."""

    @property
    def not_counted(self) -> tuple[str, ...]:
        """What is shown and not counted, each with the reason in a few words."""
        reasons = (
            (self.straddling, "partly before the clinic"),
            (self.refused, "ended before the clinic"),
            (self.broken, "another definition"),
            (self.uncounted, "not a like period"),
        )
        return tuple(f"{figures}: {why}" for figures, why in reasons if figures)


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
    def has_sat(self) -> bool:
        """Whether it has sat, on a day that is known."""
        return self.clinic.is_held and self.first_date is not None

    @property
    def verdict(self) -> Verdict:
        """What the effects on its indicators make of it."""
        return verdict(self._effects)

    @property
    def effect(self) -> str:
        """Its measured effect in a few words, with how many of how many."""
        if self.first_date is None:
            return ""
        return in_words(self._effects) if self.clinic.is_held else "Not held yet"

    @property
    def refused(self) -> tuple[str, ...]:
        """Why years that ended before it are not its outcome, each once."""
        return tuple(dict.fromkeys(filter(None, (row.measured.refused_because for row in self.indicators))))

    @property
    def _effects(self) -> tuple[Effect, ...]:
        return tuple(row.measured.effect for row in self.indicators)


def clinic_lines(
    clinics: Iterable[Clinic], on: date | None = None, *, states: Collection[str] | None = None
) -> list[ClinicLine]:
    """Clinics with their effects; fetch them by ``with_everything()``. Three queries more, however many clinics.

    As they stand on a day, today if not ``on`` another: without what was said of their progress after it, and without
    figures of periods that had not ended by it. Where ``states`` are given, by figures of these states alone, and without
    what a restated one was before.
    """
    clinics, on = list(clinics), on or today()
    links = [link for clinic in clinics for link in clinic.clinic_indicators.all()]
    known = _known(links, on, states)
    return [_line(clinic, known, on) for clinic in clinics]


def with_everything() -> QuerySet[Clinic]:
    """Clinics with what ``clinic_lines`` reads of them."""
    links = ClinicIndicator.objects.select_related(
        "indicator__set", "indicator__owner__directorate", "indicator__owner__partner_body", "baseline__period"
    )
    return Clinic.objects.select_related("commissioned_by", "called_by", "period").prefetch_related(
        "sittings",
        "progress_updates",
        joined(Clinic, "triggers", "indicator__set"),
        Prefetch("clinic_indicators", links.order_by("pk")),
    )


def at(on: date) -> tuple[list[ClinicLine], list[ClinicLine]]:
    """The clinics that had sat by a date, in order of their first sitting, and those that are suggested. Eight queries."""
    lines = clinic_lines(with_everything().filter(state__in=(*HELD, State.SUGGESTED)), on)
    held = [line for line in lines if line.has_sat and line.first_date <= on]
    suggested = [line for line in lines if line.clinic.state == State.SUGGESTED]
    return sorted(held, key=lambda line: line.first_date), suggested


@dataclass(frozen=True)
class _Known:
    """What is held of the indicators of clinics, by indicator, and of baselines, by measurement."""

    figures: dict[int, list[Figure]] = field(default_factory=lambda: defaultdict(list))
    breaks: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    restated: dict[int, list[tuple[date, Decimal | None]]] = field(default_factory=lambda: defaultdict(list))
    """The days on which a baseline was restated with what it was until then, the first first."""
    states: Collection[str] | None = None
    """The states of the figures that count; None where all do."""


def _known(links: Sequence[ClinicIndicator], on: date, states: Collection[str] | None) -> _Known:
    """Figures, breaks in series and restated baselines. Three queries."""
    known = _Known(states=states)
    indicators = {link.indicator_id for link in links}
    measurements = Measurement.objects.with_value().filter(indicator__in=indicators, period__ends__lte=on)
    if states is not None:
        measurements = measurements.filter(state__in=states)
    rows = measurements.exclude(state=Firmness.NOT_APPLICABLE).values_list(
        "indicator", "actual", "period__kind", "period__year", "period__number"
    )
    periods: dict[tuple, Figure] = {}  # the same few come again for each indicator
    for indicator, actual, *facts in rows:
        key = tuple(facts)
        if key not in periods:
            kind, year, number = facts
            periods[key] = _figure(actual, Period(PeriodKind(kind), year, number))
        known.figures[indicator].append(replace(periods[key], value=actual))
    for alias in Alias.objects.breaking().filter(indicator__in=indicators):
        known.breaks[alias.indicator_id].append(alias.breaks_on)
    baselines = {link.baseline_id for link in links if link.baseline_id and states is None}
    for one in Restatement.objects.filter(measurement__in=baselines).order_by("at", "pk"):
        known.restated[one.measurement_id].append((localdate(one.at), one.was))
    return known


def _figure(actual: Decimal, period: Period) -> Figure:
    return Figure(str(period), period.kind, period.starts, period.ends, actual)


def _line(clinic: Clinic, known: _Known, on: date) -> ClinicLine:
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
            _effect(link, known, first, has_sat=clinic.is_held) for link in clinic.clinic_indicators.all()
        ),
        updates=tuple(update for update in said if update.on <= on),
    )


def _effect(link: ClinicIndicator, known: _Known, first: date | None, *, has_sat: bool) -> IndicatorEffect:
    indicator = link.indicator
    scale = indicator.scale
    measured = effect(
        scale,
        known.figures[indicator.pk],
        first or date.max,
        fixed=_fixed(link, known, first),
        breaks=known.breaks[indicator.pk],
        adds_up=indicator.adds_up,
    )
    if not has_sat:  # nobody takes anything for the outcome of what is still to come
        measured = replace(measured, refused=(), refused_because="")
    changes = [change for change in (measured.first, measured.latest) if change]
    return IndicatorEffect(
        indicator=indicator,
        measured=measured,
        before=_shown(scale, [measured.before]) if measured.before else "",
        after=_shown(scale, measured.after),
        straddling=_shown(scale, measured.straddling),
        first=_shown(scale, [changes[0].figure]) if changes else "",
        latest=_shown(scale, [changes[1].figure]) if changes and changes[0] != changes[1] else "",
        change=changes[-1].words if changes else "",
        refused=_shown(scale, measured.refused),
        broken=_shown(scale, measured.beyond),
        uncounted=_shown(scale, measured.uncounted),
    )


def _fixed(link: ClinicIndicator, known: _Known, first: date | None) -> Fixed | None:
    """The baseline that was fixed when the clinic first sat, with what it was then where it was restated since."""
    held = link.baseline
    if first is None or held is None or held.actual is None or held.state == Firmness.NOT_APPLICABLE:
        return None
    if known.states is not None and held.state not in known.states:
        return None
    since = [(day, was) for day, was in known.restated[held.pk] if day > first]
    restated_on, then = since[0] if since else (None, None)
    return Fixed(_figure(held.actual, held.period.period), then, restated_on)


def _shown(scale: Scale, figures: Sequence[Figure]) -> str:
    """Figures with their periods; of many the first and the newest."""
    written = [f"{scale.again(f.value)} in {f.period}" for f in figures]
    if len(written) > FEW:
        written[1:-1] = [f"{len(written) - 2} more between"]
    return "; ".join(written)
