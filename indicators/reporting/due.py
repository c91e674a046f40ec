"""Which figures some posts still owe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from core.formats import days, long_date
from core.periods import Period, PeriodKind
from core.statements import stated_once
from indicators.choices import Frequency, State
from indicators.models import Indicator, Measurement
from organisation.models import ReportingPeriod

COMES_BY = {
    Frequency.MONTHLY: PeriodKind.MONTH,
    Frequency.QUARTERLY: PeriodKind.QUARTER,
    Frequency.HALF_YEARLY: PeriodKind.HALF,
    Frequency.YEARLY: PeriodKind.YEAR,
}


@dataclass(frozen=True)
class DueFigure:
    """A figure that an indicator's owner owes for the newest period that has ended."""

    owner: int
    """The key of the post that answers for it."""
    ref: str
    title: str
    period: str
    due_on: date
    url: str
    """Where it is entered."""
    late: int
    """Days since it was due; 0 or less where it is still to come."""

    @property
    def sentence(self) -> str:
        """When it is due, or for how long it has been awaited."""
        if self.late > 0:
            return f"awaited since {long_date(self.due_on)}, {days(self.late)}"
        return f"due {long_date(self.due_on)}"


def figures_in(on: date) -> tuple[int, int]:
    """How many figures have come in for the newest periods that have ended, and how many were asked for. One query."""
    return next(iter(_come_in(on=on)), (0, 0))


@stated_once
def _come_in(*, on: date) -> QuerySet:
    """How many figures have come in, and how many were asked for; no row where none was."""
    asked = _asked(_ended(on)).order_by().annotate(all=Value(1)).values("all")
    counted = asked.annotate(came=Count("pk", filter=Q(has_come_in=True)), of=Count("pk"))
    return counted.values_list("came", "of")


def _ended(on: date) -> dict[Frequency, Period]:
    """The newest period that has ended, by how often figures come."""
    return {frequency: Period.containing(on, kind).previous for frequency, kind in COMES_BY.items()}


def _asked(ended: dict[Frequency, Period]) -> QuerySet[Indicator]:
    """The indicators that owe a figure for their newest period, or have brought it: ``has_come_in``."""
    newest, begun = Q(), Q()
    for frequency, period in ended.items():
        here = Q(period__kind=period.kind, period__year=period.year, period__number=period.number)
        newest |= Q(indicator__frequency=frequency) & here
        still_measured = Q(closed_on__isnull=True) | Q(closed_on__gt=period.ends)
        begun |= Q(frequency=frequency, figures_since__lte=period.ends) & still_measured
    come_in = Measurement.objects.filter(newest, indicator=OuterRef("pk"))
    come_in = come_in.filter(Q(actual__isnull=False) | Q(state=State.NOT_APPLICABLE))
    return Indicator.objects.filter(begun).annotate(has_come_in=Exists(come_in))


@dataclass(frozen=True)
class ComingFigures:
    """So many figures of a period that runs and the day by which they are wanted."""

    period: str
    due_on: date
    number: int


def figures_coming(posts: Iterable[int], on: date, *, reporting_days: int) -> list[ComingFigures]:
    """The figures that the indicators of some posts will owe for the periods that run at a date, the first due first.

    Those that have come in already are not among them. ``reporting_days`` as in ``figures_due``. Two queries.
    """
    running = {frequency: Period.containing(on, kind) for frequency, kind in COMES_BY.items()}
    owing = _asked(running).filter(has_come_in=False, owner__in=list(posts))
    counted = owing.order_by().values_list("frequency").annotate(number=Count("pk"))
    rows = ReportingPeriod.objects.filter(starts__lte=on, ends__gte=on)
    set_days = {row.period: row.due_on for row in rows}
    found = []
    for frequency, number in counted:
        period = running[frequency]
        due_on = set_days.get(period) or period.ends + timedelta(days=reporting_days)
        found.append(ComingFigures(str(period), due_on, number))
    return sorted(found, key=lambda coming: (coming.due_on, coming.period))


@stated_once
def _owing(*posts: int, on: date) -> QuerySet[Indicator]:
    """The indicators of some posts for whose newest period that has ended no figure has come in."""
    return _asked(_ended(on)).filter(has_come_in=False, owner__in=posts).select_related("set")


def figures_due(posts: Iterable[int], on: date, *, reporting_days: int) -> list[DueFigure]:
    """The figures that the indicators of some posts owe at a date, the longest awaited first.

    Of each the newest period that has ended, by how often it comes, where no figure has come in for it and the
    indicator was measured before and still at its end. ``reporting_days`` is how long after its end a period without a row is due. Two queries.
    """
    ended = _ended(on)
    owed = [(indicator, ended[indicator.frequency]) for indicator in _owing(*posts, on=on)]
    if not owed:
        return []
    earliest = min(period.starts for _, period in owed)
    rows = {row.period: row.due_on for row in ReportingPeriod.objects.filter(starts__gte=earliest)}
    due = []
    for indicator, period in owed:
        due_on = rows.get(period) or period.ends + timedelta(days=reporting_days)
        address = reverse("figure", args=[indicator.set.code, indicator.ref])
        due.append(
            DueFigure(
                owner=indicator.owner_id,
                ref=indicator.ref,
                title=indicator.title,
                period=str(period),
                due_on=due_on,
                url=f"{address}?{urlencode({'period': str(period)})}",
                late=(on - due_on).days,
            )
        )
    return sorted(due, key=lambda figure: (-figure.late, figure.ref))
