"""Improvement plans. A plan orders actions; the actions themselves live in ``actions``."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models import Action, Milestone
from core.records import Record
from improvement_plan.choices import Amended, Layout, LiveCount
from indicators.models import Indicator
from organisation.models import ReportingPeriod, ends_after_start

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
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.CharField(max_length=250, blank=True)

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
        return self.indicator.scale.written(self.target) if self.indicator else f"{self.target.normalize():f}"


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
