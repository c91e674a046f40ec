"""The lines of a plan."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from actions.models import Action
from core.clock import today
from core.records import Record
from improvement_plan.models.parts import Objective
from improvement_plan.models.plans import Plan

LINE_ADDRESSES = frozenset(
    {"edit", "versions", "changes", "summary", "timeline", "exceptions", "closed", "history", "import", "new", "print"}
)
"""Words that address other pages of a plan than that of a line."""


def not_a_page_of_a_plan(ref: str) -> None:
    """Refuse the reference of a line that is the address of another page of its plan."""
    if ref.strip().lower() in LINE_ADDRESSES:
        raise ValidationError(
            f"“{ref}” is the address of another page of the plan. Choose another reference.", code="taken"
        )


PLAN = "objective__area__section__plan"
"""The way from a line to its plan."""


class PlanEntryQuerySet(models.QuerySet["PlanEntry"]):
    """Lines of plans, asked for in the office's words."""

    def of(self, plan: Plan) -> PlanEntryQuerySet:
        """Those of a plan."""
        return self.filter(**{PLAN: plan})

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
