"""The milestones of actions."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from actions.choices import PRECISIONS, RECURRENCES, Decision
from actions.models.date_changes import DateChange
from actions.models.days import end_of
from actions.rules import MilestoneFacts, MilestonePast, Step
from core.clock import today
from core.dates import Precision, read
from core.records import Record

STEP = ("date_as_written", "due_on", "first_due_on", "precision", "recurrence", "completed_on")
"""The fields that make a ``Step``, in its order."""


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Milestones with ``due_at``, when each is due, and ``open_at``, whether it is still to be reached."""

    def now(self) -> MilestoneQuerySet:
        """As they are."""
        still_open = ExpressionWrapper(Q(completed_on__isnull=True), output_field=models.BooleanField())
        return self.annotate(due_at=F("due_on"), open_at=still_open)

    def to_settle(self) -> MilestoneQuerySet:
        """Those still to be reached whose date could not be read for certain, of actions that are open."""
        return self.filter(needs_review=True, completed_on__isnull=True, action__closed_on__isnull=True)

    def as_at(self, day: date) -> MilestoneQuerySet:
        """Those that were there at the end of a day, as they were then."""
        moves = DateChange.objects.approved().filter(milestone=OuterRef("pk"))
        until, since = Q(decided_at__lt=end_of(day)), Q(decided_at__gte=end_of(day))
        moved = moves.filter(until).order_by("-decided_at", "-pk").values("becomes")[:1]
        to_be_moved = moves.filter(since).order_by("decided_at", "pk").values("was")[:1]
        still_open = Q(completed_on__isnull=True) | Q(completed_on__gt=day)
        return self.filter(Q(added_on__isnull=True) | Q(added_on__lte=day)).annotate(
            due_at=Coalesce(Subquery(moved), Subquery(to_be_moved), F("due_on")),
            open_at=ExpressionWrapper(still_open, output_field=models.BooleanField()),
        )


class Milestone(Record):
    """A step of an action: what shows that it is done, and by when."""

    action = models.ForeignKey("Action", on_delete=models.PROTECT, related_name="milestones")
    order = models.PositiveSmallIntegerField(default=0)
    measure = models.TextField("progress measure", blank=True, help_text="What will show that it is done.")
    date_as_written = models.CharField(
        "target date as written", max_length=200, blank=True, help_text="Kept as the plan has it: “Summer 2007”."
    )
    due_on = models.DateField(null=True, blank=True, help_text="The last day of what the text says.")
    first_due_on = models.DateField(
        null=True, blank=True, help_text="The first date it ever had. Never changed, so that slippage can be counted."
    )
    precision = models.CharField(max_length=10, choices=PRECISIONS, default=Precision.NONE)
    recurrence = models.CharField(max_length=20, choices=RECURRENCES, blank=True)
    needs_review = models.BooleanField(
        default=False, help_text="The date could not be read for certain; somebody should look."
    )
    added_on = models.DateField(
        null=True, blank=True, editable=False, help_text="When it was added. Empty: with the action itself."
    )
    completed_on = models.DateField(null=True, blank=True)
    completed_by = models.ForeignKey(
        "Update",
        on_delete=models.PROTECT,
        related_name="ticked",
        null=True,
        blank=True,
        editable=False,
        help_text="The update that said so.",
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["action", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(first_due_on__isnull=False),
                name="milestone_keeps_its_first_date",
                violation_error_message="A milestone with a due date keeps the first date that it had.",
            ),
            models.CheckConstraint(
                condition=~Q(measure="") | ~Q(date_as_written="") | Q(due_on__isnull=False),
                name="milestone_says_something",
                violation_error_message="Give a progress measure, a target date or both.",
            ),
        ]
        indexes = [models.Index(fields=["action", "due_on"], name="milestone_by_date")]

    def __str__(self) -> str:
        return self.measure or self.date_as_written

    def clean(self) -> None:
        """Read a date that is given in words alone, and keep the first date that there ever was."""
        if self._state.adding and self.date_as_written and not self.due_on:
            written = read(self.date_as_written, written_on=today())
            self.due_on, self.first_due_on = written.due, written.first_due
            self.precision, self.recurrence = written.precision, written.recurrence
            self.needs_review = written.doubtful
        self.first_due_on = self.first_due_on or self.due_on

    @property
    def step(self) -> Step:
        """What judging and writing its date need of it."""
        return Step(*(getattr(self, name) for name in STEP))

    @property
    def facts(self) -> MilestoneFacts:
        """What the rating of its action needs of it."""
        return self.step.facts

    @property
    def past(self) -> MilestonePast:
        """What it was on any day; reads its changes of date, so prefetch them for a list."""
        approved = [change for change in self.date_changes.all() if change.decision == Decision.APPROVED]
        return MilestonePast(
            facts=self.facts,
            added_on=self.added_on,
            completed_on=self.completed_on,
            moves=tuple(change.moved for change in sorted(approved, key=lambda moved: (moved.decided_at, moved.pk))),
        )
