"""Improvement plans. A plan orders actions; the actions themselves live in ``actions``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from actions.models import Action, ActionQuerySet, Milestone
from core.clock import today
from core.formats import number
from core.periods import Period, PeriodKind
from core.queries import behind
from core.rag import Rag
from core.records import Record
from improvement_plan.choices import Amended, Layout, LiveCount
from improvement_plan.measures import SHARES, LiveFigure, of_clinics, of_indicator, of_share, wish
from indicators.choices import Direction
from indicators.models import Indicator, Measurement
from indicators.rules import Tolerance
from organisation.models import Board, Council, ReportingPeriod, ends_after_start

PLAN_ADDRESSES = frozenset({"new", "import", "imports"})
"""Words that address other pages than that of a plan."""
LINE_ADDRESSES = frozenset(
    {"edit", "versions", "changes", "summary", "timeline", "exceptions", "closed", "history", "import", "new", "print"}
)
"""Words that address other pages of a plan than that of a line."""


def not_a_page(slug: str) -> None:
    """Refuse the address of a plan that is the address of another page."""
    if slug.lower() in PLAN_ADDRESSES:
        raise ValidationError(
            f"“{slug}” is the address of another page. Choose another one: {slug}-plan.", code="taken"
        )


def not_a_page_of_a_plan(ref: str) -> None:
    """Refuse the reference of a line that is the address of another page of its plan."""
    if ref.strip().lower() in LINE_ADDRESSES:
        raise ValidationError(
            f"“{ref}” is the address of another page of the plan. Choose another reference.", code="taken"
        )


class Plan(Record):
    """An improvement plan of the council."""

    title = models.CharField(max_length=200)
    slug = models.SlugField(
        "address", max_length=80, validators=[not_a_page], help_text="Its address: corporate-improvement-plan."
    )
    layout = models.CharField(max_length=15, choices=Layout.pairs(), default=Layout.OBJECTIVES)
    description = models.TextField(blank=True, help_text="What it is for and what it draws on.")
    closing_notes = models.TextField(blank=True, help_text="Printed below the plan. Markdown.")
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-starts", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="one_plan_per_address",
                violation_error_message="Another plan has this address already.",
            ),
            ends_after_start("plan_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("plan", args=[self.slug])

    @property
    def is_numbered(self) -> bool:
        """Whether its sections and actions are numbered through, its priority areas not."""
        return self.layout == Layout.NUMBERED


class PlanVersionManager(models.Manager["PlanVersion"]):
    """Versions without their content, which is large: reading that of one costs a query."""

    def get_queryset(self) -> models.QuerySet[PlanVersion]:
        """All of them, lightly."""
        return super().get_queryset().defer("content")


class PlanVersion(Record):
    """One line of a plan's record of review and amendment, with the plan as it was when the line was recorded.

    The content is written once, with the line itself, and never again (``derived``): a plan of that day can be
    opened and compared for ever. Versions from before the plan was kept here have none.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=10, help_text="As printed: 1, 1.2, 2.")
    reviewed_on = models.DateField()
    issues = models.TextField("issues arising")
    amended = models.CharField(max_length=3, choices=Amended.pairs(), blank=True)
    approved_by = models.CharField(
        max_length=150, blank=True, help_text="The post or board that approved the amendment."
    )
    approved_on = models.DateField(null=True, blank=True)
    content = models.JSONField(null=True, blank=True, editable=False, help_text="The plan as it was.")
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    derived = ("content", "frozen_at", "sha256")

    objects = PlanVersionManager()

    class Meta:
        ordering = ["plan", "reviewed_on", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content__isnull=True, frozen_at__isnull=True, sha256="")
                | Q(content__isnull=False, frozen_at__isnull=False) & ~Q(sha256=""),
                name="frozen_content_has_time_and_sum",
                violation_error_message="The content of a version is kept with its time and its check sum.",
            ),
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="one_record_per_version",
                violation_error_message="This version of the plan is recorded already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    def get_absolute_url(self) -> str:
        """The plan as it was."""
        return reverse("plan-version", args=[self.plan.slug, self.number])


class Section(Record):
    """A section of a plan: "Ambitions"."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sections")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="one_section_per_number",
                violation_error_message="The plan has a section with this number already.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PriorityArea(Record):
    """A priority area of a section: "CPA score"."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="areas")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=150)
    as_headed = models.CharField(
        max_length=200, blank=True, help_text="How the plan's body heads it, where that differs from its contents."
    )

    class Meta:
        ordering = ["section", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "number"],
                name="one_area_per_number",
                violation_error_message="The section has a priority area with this number already.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Objective(Record):
    """What a priority area wants to reach."""

    area = models.ForeignKey(PriorityArea, on_delete=models.PROTECT, related_name="objectives")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()

    class Meta:
        ordering = ["area", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "order"],
                name="one_objective_per_place",
                violation_error_message="Another objective of this priority area has this place already.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class PlanEntryQuerySet(models.QuerySet["PlanEntry"]):
    """Lines of plans, asked for in the office's words."""

    def of(self, plan: Plan) -> PlanEntryQuerySet:
        """Those of a plan."""
        return self.filter(objective__area__section__plan=plan)

    def there(self, day: date) -> PlanEntryQuerySet:
        """Those that stood in their plan at the end of a day, with an action that had been agreed by then."""
        added = Q(added_on__lte=day) & (Q(action__opened_on__isnull=True) | Q(action__opened_on__lte=day))
        return self.filter(added, Q(closed_on__isnull=True) | Q(closed_on__gt=day))

    def in_order(self) -> PlanEntryQuerySet:
        """In the order of the plan."""
        return self.order_by("objective__area__section__number", "objective__area__number", "objective__order", "order")


class PlanEntry(Record):
    """A line of a plan: an action in its place, or a sub-heading that groups the lines below it."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="entries")
    order = models.PositiveSmallIntegerField(default=0)
    ref = models.CharField(
        "reference",
        max_length=20,
        blank=True,
        validators=[not_a_page_of_a_plan],
        help_text="Its number in the plan: 3.13.",
    )
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="plan_entries", null=True, blank=True)
    heading = models.CharField(max_length=150, blank=True, help_text="For a sub-heading instead of an action.")
    group = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="members",
        null=True,
        blank=True,
        help_text="The sub-heading that this line stands under.",
    )
    target_date_as_written = models.CharField(max_length=250, blank=True)
    accountability_as_written = models.CharField(max_length=200, blank=True)
    accountability_inherited = models.BooleanField(
        default=False, help_text="The lead post is taken from the line or sub-heading that this one was merged with."
    )
    outcome_sought = models.TextField(blank=True)
    resources = models.TextField(blank=True)
    ict_requirement = models.CharField("ICT requirement", max_length=100, blank=True)
    source_line = models.PositiveIntegerField(
        null=True, blank=True, help_text="The line of the imported paper that it was read from."
    )
    added_on = models.DateField(
        default=today, help_text="When it came into the plan. At a day before, the plan is shown without it."
    )
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.CharField(max_length=250, blank=True)

    objects = PlanEntryQuerySet.as_manager()

    class Meta:
        ordering = ["objective", "order"]
        verbose_name_plural = "plan entries"
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "order"],
                name="one_entry_per_place",
                violation_error_message="Another line of this objective has this place already.",
            ),
            models.CheckConstraint(
                condition=Q(action__isnull=False, heading="") | Q(action__isnull=True) & ~Q(heading=""),
                name="entry_is_action_or_heading",
                violation_error_message="A line of a plan is an action or a sub-heading, and not both.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(closed_because=""),
                name="closed_entry_has_a_reason",
                violation_error_message="Say why the line was closed.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading or str(self.action)


class MeasureLinkQuerySet(models.QuerySet["MeasureLink"]):
    """What counts measures, asked for in the office's words."""

    def with_figures(self, on: date, *, is_past: bool = False, seasons_fall_due: bool = False) -> MeasureLinkQuerySet:
        """With what each stands at on a day, for ``MeasureLink.live``. One query, however many.

        An indicator's newest figure, of the link's own period or before it where it names one;
        at a past day only of periods that had ended by then.
        """
        until = Coalesce(OuterRef("period__ends"), Value(date.max))
        figures = Measurement.objects.with_value().filter(indicator=OuterRef("indicator"), period__ends__lte=until)
        figures = _known(figures, on, is_past=is_past)
        stands_at = {name: Subquery(figures.values(where)[:1]) for name, where in NEWEST.items()}
        counts = {
            LiveCount.CLINICS_HELD: (_clinics_held(on), None),
            LiveCount.ACTIONS_ON_TARGET: _actions_on_target(on, is_past=is_past, seasons_fall_due=seasons_fall_due),
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
    sat = behind(clinics.model, "sittings").filter(clinic=OuterRef("pk"))
    since, until = OuterRef(OuterRef("year_starts")), OuterRef(OuterRef("year_ends"))
    in_year = Exists(sat.filter(date__gte=since, date__lte=until).filter(date__lte=on))
    return _counted(clinics.filter(in_year).exclude(Exists(sat.filter(date__lt=since))))


def _actions_on_target(on: date, *, is_past: bool, seasons_fall_due: bool) -> tuple[Subquery, Subquery]:
    """The actions of the link's plan that are complete or on target, and all of them."""
    entries = PlanEntry.objects.there(on).filter(objective__area__section__plan=OuterRef(OuterRef("of_plan")))
    actions = actions_at(on, is_past=is_past, seasons_fall_due=seasons_fall_due)
    actions = actions.filter(pk__in=entries.filter(action__isnull=False).values("action")).order_by()
    on_target = actions.filter(rating__in=(Rag.COMPLETE, Rag.GREEN))
    return _counted(on_target), _counted(actions)


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

    def live(self, on: date, *, council: Council, by: date | None = None) -> LiveFigure:
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
        counted = "actions" if self.live_count == LiveCount.ACTIONS_ON_TARGET else "indicators that compare"
        return of_share(title, self.part, self.whole, counted, tolerance=Tolerance.parse(council.tolerance), **facts)


class PlanUpload(models.Model):
    """A paper with a plan in it: kept as it came, looked over, and then taken in whole or not at all.

    ``decisions`` are what people said of its doubts; the paper is read anew with them each time, so nothing of a
    reading is stored twice. ``journal`` is what taking it in made and changed, so that it can be undone.
    """

    name = models.CharField(max_length=150, help_text="The name of the file, or that it was pasted.")
    content = models.BinaryField()
    is_text = models.BooleanField(default=False, help_text="Whether it was pasted as text.")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="plan_uploads",
        null=True,
        help_text="Empty where it came by a command.",
    )
    at = models.DateTimeField()
    plan = models.ForeignKey(
        Plan,
        on_delete=models.SET_NULL,  # undoing an import takes its plan away again, and keeps the paper
        related_name="uploads",
        null=True,
        blank=True,
        help_text="The plan of which it is a newer version; empty for a new plan.",
    )
    is_new = models.BooleanField(default=True, help_text="Whether it makes a new plan.")
    title = models.CharField("title of the new plan", max_length=200, blank=True)
    written_on = models.DateField(help_text="The day of the paper: dates without a year are read from it.")
    place = models.JSONField(null=True, help_text="Which table is the plan, where a person pointed it out.")
    decisions = models.JSONField(default=dict, help_text="What people decided of rows, posts and lines that are gone.")
    taken_at = models.DateTimeField(null=True, help_text="When it was taken in; empty while it is only looked over.")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_uploads_taken", null=True
    )
    summary = models.CharField(max_length=250, blank=True, help_text="What came of it.")
    journal = models.JSONField(null=True, help_text="What it made and changed.")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plan_uploads_undone", null=True
    )

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(taken_at__isnull=False),
                name="only_a_taken_plan_is_undone",
                violation_error_message="What was never taken in cannot be undone.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is looked over."""
        return reverse("plan-upload", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is still looked over."""
        return self.taken_at is None


class KnownHeading(models.Model):
    """What a heading of other people's plans means, as somebody said once: kept for next time."""

    heading = models.CharField(max_length=60, unique=True, help_text="In small letters, without signs.")
    column = models.CharField(max_length=30, blank=True, help_text="The column that it names; empty to leave it out.")

    class Meta:
        ordering = ["heading"]

    def __str__(self) -> str:
        return f"{self.heading}: {self.column or 'left out'}"
