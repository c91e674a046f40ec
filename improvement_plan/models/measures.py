"""What counts the measures of milestones, and where that stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from actions.models import Action, ActionQuerySet, Milestone
from core.clock import today
from core.formats import number
from core.periods import Period, PeriodKind
from core.queries import behind
from core.rag import Rag
from core.records import Record
from improvement_plan.choices import LiveCount
from improvement_plan.measures import SHARES, LiveFigure, of_clinics, of_indicator, of_share, wish
from improvement_plan.models.entries import PlanEntry
from indicators.choices import Direction
from indicators.models import Indicator, Measurement
from indicators.rules import Tolerance
from organisation.models import Board, Council, ReportingPeriod


class MeasureLinkQuerySet(models.QuerySet["MeasureLink"]):
    """What counts measures, asked for in the office's words."""

    def shares(self, on: date, *, council: Council) -> Shares:
        """Where the shares of plans are counted, each once, for ``MeasureLink.live``. No query by itself."""
        return Shares(on, is_past=on < today(), seasons_fall_due=council.seasons_fall_due)

    def with_figures(self, on: date, *, is_past: bool = False) -> MeasureLinkQuerySet:
        """With what each stands at on a day, for ``MeasureLink.live``. One query, however many.

        Shares of a plan's actions are counted once a plan, by ``Shares``. An indicator's newest figure, of the link's own period or before it where it names one;
        at a past day only of periods that had ended by then.
        """
        until = Coalesce(OuterRef("period__ends"), Value(date.max))
        figures = Measurement.objects.with_value().filter(indicator=OuterRef("indicator"), period__ends__lte=until)
        figures = _known(figures, on, is_past=is_past)
        stands_at = {name: Subquery(figures.values(where)[:1]) for name, where in NEWEST.items()}
        counts = {
            LiveCount.CLINICS_HELD: (_clinics_held(on), None),
            LiveCount.INDICATORS_IMPROVING: _indicators_improving(on, is_past=is_past),
        }
        parts, wholes = zip(*counts.values(), strict=True)
        year = Period.containing(on)
        return self.select_related("period", "indicator__set").annotate(
            year_starts=Coalesce("period__starts", Value(year.starts)),
            year_ends=Coalesce("period__ends", Value(year.ends)),
            of_plan=Subquery(
                PlanEntry.objects.filter(action=OuterRef("milestone__action"), closed_on__isnull=True)
                .order_by("pk")
                .values("objective__area__section__plan")[:1]
            ),
            **stands_at,
            part=_chosen(counts, parts),
            whole=_chosen(counts, wholes),
        )


ON_TARGET = (Rag.COMPLETE, Rag.GREEN)
NEWEST = {
    "now_actual": "actual",
    "now_kind": "period__kind",
    "now_year": "period__year",
    "now_number": "period__number",
}
"""What of an indicator's newest figure is shown."""


def _counted(rows: models.QuerySet) -> Subquery:
    """How many rows a query has, for each row of another. Aggregates in it would be counted by group."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)


def _chosen(kinds: Iterable[LiveCount], counts: Iterable[Subquery | None]) -> Case:
    """Of each live count its own query alone."""
    cases = (When(live_count=kind, then=query) for kind, query in zip(kinds, counts, strict=True) if query)
    return Case(*cases, default=None, output_field=models.IntegerField())


def _known(figures: models.QuerySet, on: date, *, is_past: bool) -> models.QuerySet:
    """Figures, the newest first; at a past day those whose period had ended by then."""
    return (figures.filter(period__ends__lte=on) if is_past else figures).order_by("-period__ends", "period__starts")


def _clinics_held(on: date) -> Subquery:
    """The clinics that first sat in the link's year, or in the present one, by a day. Clinics stand beside plans."""
    clinics = behind(Board, "clinics_commissioned").model.objects.held()
    sat = behind(clinics.model, "sittings").filter(clinic=OuterRef("pk"), cancelled_because="")
    since, until = OuterRef(OuterRef("year_starts")), OuterRef(OuterRef("year_ends"))
    in_year = Exists(sat.filter(date__gte=since, date__lte=until).filter(date__lte=on))
    return _counted(clinics.filter(in_year).exclude(Exists(sat.filter(date__lt=since))))


def _indicators_improving(on: date, *, is_past: bool) -> tuple[Subquery, Subquery]:
    """The indicators whose newest figure improved, and all that compare."""
    figures = _known(Measurement.objects.with_value().filter(indicator=OuterRef("pk")), on, is_past=is_past)
    newest = Indicator.objects.current(on).order_by().annotate(newest=Subquery(figures.values("direction")[:1]))
    comparing = newest.filter(newest__in=(Direction.IMPROVED, Direction.NO_CHANGE, Direction.DECLINED))
    return _counted(comparing.filter(newest=Direction.IMPROVED)), _counted(comparing)


def actions_at(on: date, *, is_past: bool, seasons_fall_due: bool) -> ActionQuerySet:
    """Actions rated at a day: by what was known at its end where it is past."""
    rated = Action.objects.as_at if is_past else Action.objects.rated
    return rated(on, seasons_fall_due=seasons_fall_due)


class Shares:
    """How many of a plan's actions are complete or on target on a day, and of how many: counted once a plan. One query each."""

    def __init__(self, on: date, *, is_past: bool, seasons_fall_due: bool) -> None:
        self.on, self.is_past, self.seasons_fall_due = on, is_past, seasons_fall_due
        self.known: dict[int | None, tuple[int, int]] = {None: (0, 0)}

    def of(self, plan: int | None) -> tuple[int, int]:
        """Those of a plan, by its key."""
        if plan not in self.known:
            entries = PlanEntry.objects.there(self.on).filter(objective__area__section__plan=plan)
            actions = actions_at(self.on, is_past=self.is_past, seasons_fall_due=self.seasons_fall_due)
            counts = actions.filter(pk__in=entries.filter(action__isnull=False).values("action")).aggregate(
                on_target=Count("pk", filter=Q(rating__in=ON_TARGET)), whole=Count("pk")
            )
            self.know(plan, counts["on_target"], counts["whole"])
        return self.known[plan]

    def know(self, plan: int, on_target: int, whole: int) -> None:
        """Take what somebody has counted already."""
        self.known[plan] = (on_target, whole)


class MeasureLink(Record):
    """What a milestone's measure is counted by: an indicator with its target, or a live count."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="measure_links")
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="measure_links", null=True, blank=True
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="measure_links", null=True, blank=True
    )
    live_count = models.CharField(max_length=40, choices=LiveCount.pairs(), blank=True)
    target = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    target_words = models.CharField(max_length=100, blank=True, help_text="Where no figure was set: top quartile.")

    objects = MeasureLinkQuerySet.as_manager()

    class Meta:
        ordering = ["milestone", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(indicator__isnull=False, live_count="") | Q(indicator__isnull=True) & ~Q(live_count=""),
                name="measure_linked_to_one_thing",
                violation_error_message="Link the measure to an indicator or to a live count, and not to both.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.indicator) if self.indicator else self.get_live_count_display()

    @property
    def wanted(self) -> str:
        """The target as people write it."""
        if self.target is None:
            return self.target_words or "no figure"
        return self._target_written

    @property
    def _target_written(self) -> str:
        if self.target is None:
            return self.target_words
        if self.indicator:
            return self.indicator.scale.written(self.target)
        if self.live_count == LiveCount.CLINICS_HELD:
            return number(self.target)
        return SHARES.written(self.target)

    def live(self, on: date, *, council: Council, by: date | None = None, shares: Shares | None = None) -> LiveFigure:
        """What it stands at on a day beside what is wanted ``by`` a day; fetch it ``with_figures``."""
        target = self._target_written
        if self.indicator and self.target is not None and self.now_actual is not None:
            target = self.indicator.scale.again(self.target)
        wanted = wish(target, by=by, period=str(self.period or ""))
        facts = {"target": self.target, "wanted": wanted}
        if self.indicator:
            return of_indicator(
                self.indicator.ref,
                self.indicator.scale,
                value=self.now_actual,
                period=str(Period(PeriodKind(self.now_kind), self.now_year, self.now_number)) if self.now_kind else "",
                tolerance=self.indicator.tolerance_in(council.tolerance),
                url=self.indicator.get_absolute_url(),
                **facts,
            )
        title = self.get_live_count_display()
        if self.live_count == LiveCount.CLINICS_HELD:
            year = self.period.period if self.period else Period.containing(on)
            return of_clinics(title, self.part, str(year), ended=year.ends < on, **facts)
        part, whole, counted = self.part, self.whole, "indicators that compare"
        if self.live_count == LiveCount.ACTIONS_ON_TARGET:
            shares = shares or MeasureLink.objects.shares(on, council=council)
            (part, whole), counted = shares.of(self.of_plan), "actions"
        return of_share(title, part, whole, counted, tolerance=Tolerance.parse(council.tolerance), **facts)
