"""What is published and what is not, for those who decide it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from clinics.choices import Kind as ClinicKind
from clinics.models import HELD, Clinic
from core.formats import count
from improvement_plan.models import Plan
from indicators.models import Indicator, Measurement
from publishing.choices import Kind
from publishing.services.switching import MODELS, PUBLISHED, TAKEN_BACK

LATELY = 12
"""So many of the newest switches are told."""


@dataclass(frozen=True)
class Choice:
    """Something that may be published."""

    key: str
    """What ticks it: its key and version."""
    pk: int
    title: str
    where: str
    """Its page in the program."""
    facts: str
    """What the public sees of it, or would see."""
    is_public: bool
    why_not: str
    """Why the public does not see it although it is marked, or why it cannot be published; empty where nothing is in the way."""


@dataclass(frozen=True)
class Overview:
    """How many of a kind are published, of how many."""

    kind: Kind
    public: int
    total: int


@dataclass(frozen=True)
class Told:
    """A switch, as the history has it."""

    at: datetime
    who: str
    what: str
    title: str


def overview() -> list[Overview]:
    """Of each kind, how many are published. Four queries."""
    counts = {"public": Count("pk", filter=Q(is_public=True)), "total": Count("pk")}
    return [
        Overview(Kind.INDICATORS, **Indicator.objects.aggregate(**counts)),
        Overview(Kind.PLANS, **Plan.objects.aggregate(**counts)),
        Overview(Kind.CLINICS, Clinic.objects.public().count(), Clinic.objects.held().count()),
    ]


def rows_of(kind: Kind, on: date) -> QuerySet:
    """All of a kind, with what ``choices`` reads, in the order of their lists."""
    if kind == Kind.INDICATORS:
        firm = Measurement.objects.firm().filter(indicator=OuterRef("pk")).order_by()
        counted = firm.values("indicator").annotate(many=Count("pk")).values("many")
        found = Indicator.objects.select_related("set").annotate(results=Subquery(counted[:1]))
        return found.order_by("set__order", "set__code", "sort_key", "pk")
    if kind == Kind.PLANS:
        return Plan.objects.order_by(*Plan._meta.ordering)
    fits = Clinic.objects.publishable().filter(pk=OuterRef("pk"))
    return Clinic.objects.filter(state__in=HELD).annotate(fits=Exists(fits)).with_dates(on).order_by("title", "pk")


def choices(kind: Kind, rows: Iterable) -> list[Choice]:
    """Rows of ``rows_of`` as they are listed."""
    told = {Kind.INDICATORS: _indicator, Kind.PLANS: _plan, Kind.CLINICS: _clinic}[kind]
    return [told(row) for row in rows]


def _choice(row, title: str, facts: str, why_not: str) -> Choice:
    return Choice(
        key=f"{row.pk}-{row.version}",
        pk=row.pk,
        title=title,
        where=row.get_absolute_url(),
        facts=facts,
        is_public=row.is_public,
        why_not=why_not,
    )


def _indicator(row: Indicator) -> Choice:
    results = row.results or 0
    facts = f"{count(results, 'figure')} signed off" if results else "No figure is signed off yet"
    closed = ", measured no more" if row.closed_on else ""
    return _choice(row, f"{row.set.code} {row}", facts + closed, "")


def _plan(row: Plan) -> Choice:
    return _choice(row, str(row), "Its actions, posts, dates and ratings; not the words of updates", "")


def _clinic(row: Clinic) -> Choice:
    why_not = ""
    if row.kind == ClinicKind.OFFICERS:
        why_not = "It is of officers only."
    elif not row.fits:
        why_not = "Not each of its indicators is public, or it has none."
    return _choice(
        row, str(row), "Its measures, the day it was held, and what came of it by published figures", why_not
    )


def lately() -> list[Told]:
    """The newest switches of all kinds. Three queries."""
    found = [
        Told(line.history_date, str(line.history_user or "Nobody known"), line.history_change_reason, str(line.title))
        for model in MODELS.values()
        for line in model.history.filter(history_change_reason__in=(PUBLISHED, TAKEN_BACK))
        .select_related("history_user")
        .order_by("-history_id")[:LATELY]
    ]
    return sorted(found, key=lambda told: told.at, reverse=True)[:LATELY]


def clinics_hidden_by(indicators: Iterable[int]) -> int:
    """How many published clinics would no longer show if some indicators were taken back. One query."""
    return Clinic.objects.public().filter(clinic_indicators__indicator__in=list(indicators)).distinct().count()
