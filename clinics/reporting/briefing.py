"""The briefing paper of a sitting: what those who come should have before them.

It is worked out from the figures as they stand, until the sitting begins; then its JSON is kept with its SHA-256, and
the paper is read from there. Page and PDF show the same object.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.timezone import localdate

from actions.choices import Status
from actions.models import Action
from actions.reporting import ActionLine, first_sources, line, with_first_sources
from clinics.choices import Rule
from clinics.models import HELD, Attendance, Clinic, Sitting, Trigger
from clinics.reporting.lines import ClinicLine, clinic_lines, with_everything
from clinics.rules.questions import Earlier, Fired, Measured, Undertaken, questions
from core.charts import Event
from core.formats import short_date
from core.frozen import as_bytes, from_json, seal, to_json
from core.queries import joined
from indicators.choices import Polarity, Quartile, State
from indicators.models import Indicator, Measurement, PeerFigure
from indicators.reporting.control import control
from indicators.reporting.page import MeasurementRow, chart, row
from indicators.reporting.peers import PeerGroup, newest_figures, peer_groups
from indicators.rules import Position, movement
from organisation.models import Council

NEWEST = 8
"""So many figures of an indicator stand in the paper, of periods that have begun."""

OF_THE_CLINIC = (
    "sittings",
    joined(Clinic, "invitees", "post"),
    joined(Clinic, "triggers", "indicator"),
)
"""What the paper reads of its clinic; of the first two it also follows who keeps the clinic."""


@dataclass(frozen=True)
class Person:
    """Somebody who is to come."""

    role: str
    post: str = ""


@dataclass(frozen=True)
class Reason:
    """Why the clinic was called: the rule that fired, its figures and a sentence."""

    rule: str
    figures: str
    sentence: str
    ref: str = ""


@dataclass(frozen=True)
class FigureRow:
    """One of an indicator's newest figures."""

    period: str
    actual: str
    target: str
    rag: str
    rating: str
    direction: str
    forecast: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PeerRow:
    """A council among the peers."""

    council: str
    figure: str
    ours: bool = False


@dataclass(frozen=True)
class Peers:
    """A group of councils in its newest year, and our place among them."""

    group: str
    year: str
    sentence: str
    strip: str = ""
    """SVG."""
    rows: tuple[PeerRow, ...] = ()


@dataclass(frozen=True)
class IndicatorPart:
    """What the paper says of an indicator."""

    ref: str
    title: str
    url: str
    facts: str
    sentence: str
    rag: str = ""
    rating: str = ""
    chart: str = ""
    """SVG; empty where there is no figure."""
    signal: str = ""
    """What the control chart says: signal or noise."""
    signals: tuple[str, ...] = ()
    control: str = ""
    """SVG; empty below 8 points."""
    quartile: str = ""
    """The position of the newest figure that has one, and how it moved from the year before."""
    figures: tuple[FigureRow, ...] = ()
    peers: tuple[Peers, ...] = ()


@dataclass(frozen=True)
class EarlierClinic:
    """A clinic that sat on one of the indicators before, and what came of it."""

    clinic: str
    url: str
    dates: str
    effect: str
    sentences: tuple[str, ...] = ()
    outcome: str = ""
    lessons: str = ""


@dataclass(frozen=True)
class OpenAction:
    """An action that is still to be done, of this clinic or on one of its indicators."""

    title: str
    url: str
    lead: str
    has_lead: bool
    due: str
    slippage: str
    rag: str
    rating: str
    words: str
    said_on: date | None = None
    asked_by: str = ""
    """Plan 2.2, Clinic: BV8."""


@dataclass(frozen=True)
class Briefing:
    """The paper. What is frozen has to open for ever: fields are only added, each with a default."""

    clinic: str
    kind: str
    why: str
    on: date
    """The sitting's day."""
    figures_on: date
    """The day on which the figures stood so."""
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    chair: str = ""
    period: str = ""
    called: str = ""
    """By whom it was called, commissioned or organised."""
    people: tuple[Person, ...] = ()
    reasons: tuple[Reason, ...] = ()
    indicators: tuple[IndicatorPart, ...] = ()
    earlier: tuple[EarlierClinic, ...] = ()
    actions: tuple[OpenAction, ...] = ()
    questions: tuple[str, ...] = ()

    def payload(self) -> Any:
        """The paper as JSON, to be frozen."""
        return to_json(self)


@dataclass(frozen=True)
class Paper:
    """The briefing paper of a sitting as it is read: worked out now, or as it was frozen."""

    briefing: Briefing
    begun_on: date | None = None
    """When it was frozen."""
    sha256: str = ""
    """Of the frozen paper; empty where it was worked out now."""
    is_whole: bool = True
    """Whether the frozen paper is still what its SHA-256 was taken of."""

    @property
    def is_frozen(self) -> bool:
        """Whether it is what lay on the table."""
        return bool(self.sha256)


def briefing_paper(sitting: Sitting, *, on: date, council: Council) -> Paper:
    """The briefing paper of a sitting: the frozen one once it has begun, no query; else as the figures stand, at most 22."""
    if sitting.briefing is not None:
        kept = sitting.briefing
        is_whole = seal(kept) == sitting.briefing_sha256
        return Paper(from_json(Briefing, kept), localdate(sitting.begun_at), sitting.briefing_sha256, is_whole)
    return Paper(work_out(sitting, on=on, council=council))


def frozen_bytes(sitting: Sitting) -> bytes:
    """What the SHA-256 of a sitting's paper was taken of."""
    return as_bytes(sitting.briefing)


def work_out(sitting: Sitting, *, on: date, council: Council) -> Briefing:
    """The paper from the figures as they stand. Constant in queries, however many indicators, clinics and actions."""
    clinic = sitting.clinic
    prefetch_related_objects([clinic], *OF_THE_CLINIC)
    triggers = list(clinic.triggers.all())
    indicators = _indicators(clinic)
    earlier = _earlier(clinic, indicators)
    facts = _facts(clinic, indicators, earlier)
    parts = tuple(_part(one, facts, on, council) for one in indicators)
    actions = [
        (action, line(action, on, seasons_fall_due=council.seasons_fall_due)) for action in _open(clinic, indicators)
    ]
    return Briefing(
        clinic=clinic.title,
        kind=clinic.get_kind_display(),
        why=clinic.why,
        on=sitting.date,
        figures_on=on,
        starts_at=sitting.starts_at,
        ends_at=sitting.ends_at,
        place=sitting.place,
        chair=str(sitting.chair) if sitting.chair else "",
        period=str(clinic.period) if clinic.period else "",
        called=_called(clinic),
        people=tuple(_people(sitting)),
        reasons=tuple(_reason(trigger) for trigger in triggers),
        indicators=parts,
        earlier=tuple(_earlier_clinic(one, {i.pk for i in indicators}) for one in earlier),
        actions=tuple(_open_action(action, shown) for action, shown in actions),
        questions=questions(
            [Fired(Rule(t.rule), t.figures, t.indicator.ref if t.indicator else "") for t in triggers],
            [_measured(one, facts.figures[one.pk], earlier, on) for one in indicators],
            [_undertaken(shown) for _, shown in actions],
            on,
        ),
    )


@dataclass(frozen=True)
class _Facts:
    """What is known of all the indicators, by their keys."""

    figures: dict[int, list[Measurement]]
    """The newest first."""
    events: dict[int, list[Event]]
    peers: dict[int, list[PeerFigure]]


def _indicators(clinic: Clinic) -> list[Indicator]:
    """What the clinic is about, with what charts and quartiles read."""
    has_peers = Exists(PeerFigure.objects.filter(indicator=OuterRef("pk"), value__isnull=False))
    found = Indicator.objects.filter(clinic_links__clinic=clinic).annotate(has_peers=has_peers)
    found = found.select_related("set", "owner").order_by("clinic_links__pk")
    return list(found.prefetch_related(joined(Indicator, "benchmarks", "period"), "aliases"))


def _facts(clinic: Clinic, indicators: Sequence[Indicator], earlier: Sequence[ClinicLine]) -> _Facts:
    """Two queries, however many indicators."""
    by_key = {one.pk: one for one in indicators}
    figures: dict[int, list[Measurement]] = defaultdict(list)
    found = Measurement.objects.filter(indicator__in=by_key).select_related("period")
    for measurement in found.order_by("-period__ends", "period__starts"):
        measurement.indicator = by_key[measurement.indicator_id]
        figures[measurement.indicator_id].append(measurement)
    peers: dict[int, list[PeerFigure]] = defaultdict(list)
    for figure in newest_figures(indicators) if any(one.has_peers for one in indicators) else ():
        peers[figure.indicator_id].append(figure)
    return _Facts(figures, _events(clinic, indicators, earlier), peers)


def _events(clinic: Clinic, indicators: Iterable[Indicator], earlier: Iterable[ClinicLine]) -> dict[int, list[Event]]:
    """The days on which clinics sit or sat on each indicator. No query where their sittings and indicators are fetched."""
    days: dict[int, set[date]] = defaultdict(set)
    about = {shown.clinic: [one.indicator.pk for one in shown.indicators] for shown in earlier}
    for one, keys in (about | {clinic: [indicator.pk for indicator in indicators]}).items():
        for key in keys:
            days[key] |= {sitting.date for sitting in one.sittings.all() if not sitting.cancelled_because}
    events = {key: [Event(day, f"clinic {short_date(day)}") for day in sorted(found)] for key, found in days.items()}
    return defaultdict(list, events)


def _earlier(clinic: Clinic, indicators: Iterable[Indicator]) -> list[ClinicLine]:
    """Other clinics that sat on one of the indicators, the latest first."""
    about = Clinic.objects.filter(clinic_indicators__indicator__in=[one.pk for one in indicators])
    lines = clinic_lines(with_everything().filter(pk__in=about.values("pk"), state__in=HELD).exclude(pk=clinic.pk))
    sat = [one for one in lines if one.first_date]
    return sorted(sat, key=lambda one: (one.first_date, one.clinic.pk), reverse=True)


def _open(clinic: Clinic, indicators: Iterable[Indicator]) -> list[Action]:
    """The open actions of the clinic, of other clinics on its indicators, and of plans that measure by one of them."""
    about = [one.pk for one in indicators]
    asked = (
        Q(clinic_links__clinic=clinic)
        | Q(clinic_links__clinic__clinic_indicators__indicator__in=about)
        | Q(milestones__measure_links__indicator__in=about)
    )
    wanted = Action.objects.filter(pk__in=Action.objects.filter(asked).values("pk"))
    shown = with_first_sources(wanted.open().exclude(status=Status.COMPLETE).with_details())
    return list(shown.order_by("pk"))


def _called(clinic: Clinic) -> str:
    named = (
        ("called by the", clinic.called_by),
        ("commissioned by the", clinic.commissioned_by),
        ("organised by", clinic.organised_by),
    )
    return ", ".join(f"{words} {who}" for words, who in named if who)


def _people(sitting: Sitting) -> Iterable[Person]:
    """Who is expected at the sitting; where nobody was entered for it, who is to come to the clinic."""
    found: list[Any] = list(Attendance.objects.filter(sitting=sitting).select_related("post"))
    found = found or list(sitting.clinic.invitees.all())
    return (Person(one.get_role_display(), str(one.post or "")) for one in found)


def _reason(trigger: Trigger) -> Reason:
    ref = trigger.indicator.ref if trigger.indicator else ""
    return Reason(trigger.get_rule_display(), trigger.figures, trigger.sentence, ref)


def _part(indicator: Indicator, facts: _Facts, on: date, council: Council) -> IndicatorPart:
    figures = facts.figures[indicator.pk]
    brand = {"brand_colour": council.brand_colour}
    newest = next((row(m, on) for m in figures if m.actual is not None), None)
    drawn = chart(indicator, figures, events=facts.events[indicator.pk], group=council.comparator_group, **brand)
    signal = control(indicator, figures, **brand)
    begun = [m for m in figures if m.period.starts <= on]
    said = newest and (newest.rating.sentence, newest.direction_reason, newest.quartile_reason, *newest.more)
    return IndicatorPart(
        ref=indicator.ref,
        title=indicator.title,
        url=indicator.get_absolute_url(),
        facts=" · ".join(filter(None, _indicator_facts(indicator))),
        sentence=" ".join(filter(None, said)) if said else "No figure has come in yet.",
        rag=newest.rating.rag.value if newest else "",
        rating=newest.rating.label if newest else "",
        chart=_svg("core/chart.html", drawing=drawn),
        signal=signal.chart.sentence if signal else "",
        signals=tuple(one.sentence for one in signal.chart.signals) if signal else (),
        control=_svg("core/chart.html", drawing=signal.drawing if signal else None),
        quartile=_placed(figures)[1],
        figures=tuple(_figure(row(m, on)) for m in begun[:NEWEST]),
        peers=tuple(_peers(group) for group in peer_groups(indicator, figures, council, facts.peers[indicator.pk])),
    )


def _indicator_facts(indicator: Indicator) -> Iterable[str]:
    yield Polarity(indicator.polarity).label
    yield indicator.unit
    yield f"owner: {indicator.owner or 'none yet'}"
    yield "" if indicator.within_control else "not within our control alone"


def _placed(figures: Sequence[Measurement]) -> tuple[Measurement | None, str]:
    """The newest figure whose quartile is known, and that quartile with how it moved from the like period a year before."""
    placed = next((m for m in figures if m.quartile != Quartile.UNKNOWN), None)
    if placed is None:
        return None, ""
    before = next((m for m in figures if m.period.period == placed.period.period.like_period), None)
    if before is None:
        return placed, f"{placed.quartile_reason} Movement not known: no figure of the year before is held."
    now, then = (Position(Quartile(m.quartile), m.quartile_reason) for m in (placed, before))
    return placed, movement(now, then).sentence


def _figure(shown: MeasurementRow) -> FigureRow:
    return FigureRow(
        shown.period,
        shown.actual,
        shown.target,
        shown.rating.rag.value,
        shown.rating.label,
        shown.direction,
        shown.forecast,
        shown.notes,
    )


def _peers(group: PeerGroup) -> Peers:
    return Peers(
        group.group,
        group.year,
        group.sentence,
        _svg("core/strip.html", strip=group.strip),
        tuple(PeerRow(one.council, one.figure, one.ours) for one in group.lines),
    )


def _svg(template: str, **drawn: Any) -> str:
    """A drawing as it stands on page and paper; empty where there is none."""
    if not any(drawn.values()):
        return ""
    return "".join(part.strip() for part in render_to_string(template, drawn).splitlines())


def _earlier_clinic(shown: ClinicLine, about: set[int]) -> EarlierClinic:
    return EarlierClinic(
        clinic=shown.clinic.title,
        url=shown.clinic.get_absolute_url(),
        dates=shown.dates,
        effect=shown.effect,
        sentences=tuple(
            f"{one.indicator.ref}: {one.measured.sentence}" for one in shown.indicators if one.indicator.pk in about
        ),
        outcome=shown.clinic.outcome,
        lessons=shown.clinic.lessons,
    )


def _open_action(action: Action, shown: ActionLine) -> OpenAction:
    return OpenAction(
        title=shown.title,
        url=shown.url,
        lead=shown.lead,
        has_lead=shown.has_lead,
        due=shown.due_words,
        slippage=shown.slippage,
        rag=shown.rating.rag.value,
        rating=shown.rating.label,
        words=shown.last_words,
        said_on=shown.last_said_on,
        asked_by=", ".join(map(str, first_sources(action))),
    )


def _undertaken(shown: ActionLine) -> Undertaken:
    return Undertaken(
        title=shown.title,
        has_lead=shown.has_lead,
        due=shown.due,
        overdue=shown.is_overdue,
        slipped=shown.slipped,
        redated=shown.times_redated,
        said_on=shown.last_said_on,
    )


def _measured(
    indicator: Indicator, figures: Sequence[Measurement], earlier: Sequence[ClinicLine], on: date
) -> Measured:
    newest = next((m for m in figures if m.actual is not None), None)
    placed, _ = _placed(figures)
    open_year = next((m for m in reversed(figures) if m.period.ends >= on and m.target is not None), None)
    forecast = open_year if open_year and open_year.forecast is not None else None
    return Measured(
        ref=indicator.ref,
        newest=_written(newest),
        state=State(newest.state) if newest else None,
        reservation=newest.reservation if newest else "",
        quartile=Quartile(placed.quartile) if placed else Quartile.UNKNOWN,
        placed=_written(placed),
        forecast="" if forecast is None else indicator.scale.written(forecast.forecast),
        awaits_forecast=str(open_year.period) if open_year else "",
        owner=str(indicator.owner or ""),
        within_control=indicator.within_control,
        earlier=tuple(
            Earlier(shown.clinic.title, shown.dates, one.measured.effect, one.measured.sentence)
            for shown, one in chain.from_iterable(((shown, one) for one in shown.indicators) for shown in earlier)
            if one.indicator.pk == indicator.pk
        ),
    )


def _written(measurement: Measurement | None) -> str:
    """A figure with its unit and period; empty where there is none."""
    if measurement is None or measurement.actual is None:
        return ""
    return f"{measurement.indicator.scale.written(measurement.actual)} in {measurement.period}"
