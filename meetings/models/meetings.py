"""Meetings of boards and their agendas."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from core.formats import long_date
from core.records import Record
from meetings.choices import EXEMPT_PARAGRAPHS, ItemKind
from organisation.models import Board, Post


def previous_date(board: str, day: str) -> Subquery:
    """The date of a board's last meeting before a day; takes the names under which a row knows both."""
    earlier = Meeting.objects.filter(board=OuterRef(board), date__lt=OuterRef(day)).order_by("-date")
    return Subquery(earlier.values("date")[:1])


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings, asked for in the office's words."""

    def coming(self, on: date) -> MeetingQuerySet:
        """Those on or after a day, the next first."""
        return self.filter(date__gte=on).order_by("date", "time", "pk")

    def past(self, on: date) -> MeetingQuerySet:
        """Those before a day, the last first."""
        return self.filter(date__lt=on).order_by("-date", "-time", "pk")

    def with_previous(self) -> MeetingQuerySet:
        """With ``previous``: the date of the board's meeting before."""
        return self.annotate(previous=previous_date("board", "date"))


class Meeting(Record):
    """One meeting of a board."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings")
    date = models.DateField()
    time = models.TimeField(null=True, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    publication_deadline = models.DateField(
        null=True, blank=True, help_text="The last day on which the agenda can be published in time."
    )
    note = models.TextField(blank=True, help_text="Shown on its page. Markdown.")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-time", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "date"],
                name="one_meeting_of_a_board_a_day",
                violation_error_message="This board has a meeting on this day already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board}, {long_date(self.date)}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meeting", args=[self.pk])


class AgendaItem(Record):
    """One item of an agenda."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=ItemKind.pairs(), default=ItemKind.REPORT)
    presenter = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="items_presented", null=True, blank=True)
    exempt_paragraph = models.PositiveSmallIntegerField(
        choices=EXEMPT_PARAGRAPHS,
        null=True,
        blank=True,
        help_text="The paragraph of Schedule 12A, Local Government Act 1972, under which the public may not see it.",
    )
    late_because = models.CharField(
        max_length=250, blank=True, help_text="The special circumstances, for an item added after publication."
    )
    minutes_of = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        related_name="approved_at_items",
        null=True,
        blank=True,
        help_text="The meeting whose minutes are to be approved.",
    )

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="one_item_per_number",
                violation_error_message="The agenda has an item with this number already.",
            ),
            models.CheckConstraint(
                condition=Q(minutes_of__isnull=True) | Q(kind=ItemKind.MINUTES),
                name="only_minutes_approve_minutes",
                violation_error_message="Only an item of the kind “Minutes” names the meeting whose minutes it approves.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def is_exempt(self) -> bool:
        """Whether the public may not see it."""
        return self.exempt_paragraph is not None

    @property
    def awaits_report(self) -> bool:
        """Whether a report is to come that is not there or not signed off. Costs a query unless it was fetched."""
        report = getattr(self, "report", None)
        return self.kind == ItemKind.REPORT and not (report and report.is_signed)
