"""A plan, and its record of review and amendment."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.records import Record
from improvement_plan.choices import Amended, Layout
from organisation.models import ends_after_start

PLAN_ADDRESSES = frozenset({"new", "import", "imports"})
"""Words that address other pages than that of a plan."""


VERSION_ADDRESSES = frozenset({"record", "compare", "now"})
"""Words that address other pages than that of a version of a plan."""


def validate_version_number(number: str) -> None:
    """Refuse a number that could not be the address of a version."""
    if number.strip().lower() in VERSION_ADDRESSES or "/" in number:
        raise ValidationError(f"“{number}” cannot be the number of a version. Write it as 1.2.")


def not_a_page(slug: str) -> None:
    """Refuse the address of a plan that is the address of another page."""
    if slug.lower() in PLAN_ADDRESSES:
        raise ValidationError(
            f"“{slug}” is the address of another page. Choose another one: {slug}-plan.", code="taken"
        )


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans, asked for in the office's words."""

    def public(self) -> PlanQuerySet:
        """Those that the council publishes."""
        return self.filter(is_public=True)


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
    is_public = models.BooleanField(
        "public", default=False, help_text="Published on the public pages: its actions, dates and ratings."
    )

    objects = PlanQuerySet.as_manager()

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
    number = models.CharField(max_length=10, help_text="As printed: 1, 1.2, 2.", validators=[validate_version_number])
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
