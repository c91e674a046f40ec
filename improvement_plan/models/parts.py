"""What orders the lines of a plan: sections, priority areas and objectives."""

from __future__ import annotations

from django.db import models

from core.records import Record
from improvement_plan.models.plans import Plan


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
