"""Meetings of boards and their agendas."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, OuterRef, Q, Subquery, When
from django.urls import reverse

from core.formats import long_date
from core.queries import behind
from core.records import Record
from meetings.choices import EXEMPT_PARAGRAPHS, Audience, ItemKind, ReportState
from meetings.models.deadlines import deadline
from meetings.rules.clear_days import day_words
from meetings.rules.closed import Closed
from organisation.models import Board, Post


def previous_date(board: str, day: str) -> Subquery:
    """The date of a board's last meeting before a day; takes the names under which a row knows both."""
    earlier = Meeting.objects.standing().filter(board=OuterRef(board), date__lt=OuterRef(day)).order_by("-date")
    return Subquery(earlier.values("date")[:1])


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings, asked for in the office's words."""

    def coming(self, on: date) -> MeetingQuerySet:
        """Those on or after a day, the next first."""
        return self.filter(date__gte=on).order_by("date", "time", "pk")

    def past(self, on: date) -> MeetingQuerySet:
        """Those before a day, the last first."""
        return self.filter(date__lt=on).order_by("-date", "-time", "pk")

    def standing(self) -> MeetingQuerySet:
        """Those that are not cancelled."""
        return self.filter(cancelled_because="")

    def with_published(self) -> MeetingQuerySet:
        """With ``first_published``: the moment at which a public pack of it was first issued; None before."""
        public = behind(Meeting, "packs").filter(meeting=OuterRef("pk"), audience=Audience.PUBLIC)
        first = public.filter(issued_at__isnull=False).order_by("issued_at").values("issued_at")
        return self.annotate(first_published=Subquery(first[:1]))

    def awaiting_approval_at(self, meeting: Meeting) -> MeetingQuerySet:
        """Earlier meetings of the board whose minutes no other meeting has on its agenda, the last first."""
        taken = AgendaItem.objects.filter(minutes_of__isnull=False, withdrawn_because="").exclude(meeting=meeting)
        return (
            self.standing().past(meeting.date).filter(board=meeting.board_id).exclude(pk__in=taken.values("minutes_of"))
        )

    def with_previous(self) -> MeetingQuerySet:
        """With ``previous``: the date of the board's meeting before."""
        return self.annotate(previous=previous_date("board", "date"))


class Meeting(Record):
    """One meeting of a board."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="meetings")
    date = models.DateField()
    time = models.TimeField(null=True, blank=True)
    venue = models.CharField(max_length=200, blank=True)
    chair = models.CharField(max_length=150, blank=True, help_text="As the agenda names it: Chair of the Board.")
    publication_deadline = models.DateField(
        "agenda published by",
        null=True,
        blank=True,
        help_text="The last day on which the agenda can be published in time. Worked out from the clear days; "
        "an earlier day may be set, never a later one.",
    )
    note = models.TextField(blank=True, help_text="Shown on its page. Markdown.")
    cancelled_because = models.CharField(
        max_length=250, blank=True, help_text="Why it is not held. A meeting is cancelled, never deleted."
    )
    planned_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was made together with others of its board."
    )

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

    def clean(self) -> None:
        """An agenda may be published earlier than the clear days ask for, never later."""
        if not (self.publication_deadline and self.date and self.board_id):
            return
        latest = deadline(self.board, self.date)
        if latest and self.publication_deadline > latest:
            raise ValidationError(
                {
                    "publication_deadline": f"That leaves too few clear days: {day_words(latest)} is the last day. "
                    "Set that day or an earlier one, or leave it empty."
                }
            )
        if self.publication_deadline >= self.date:
            raise ValidationError({"publication_deadline": "The agenda is published before the meeting."})

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meeting", args=[self.pk])

    @property
    def is_cancelled(self) -> bool:
        """Whether it is not held."""
        return bool(self.cancelled_because)


CLOSED = Q(exempt_paragraph__isnull=False) | Q(is_confidential=True)
"""Items of an agenda that the public may not see. Everything that asks, asks this or ``AgendaItem.is_closed``."""


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """Items of agendas, asked for in the office's words."""

    def closed(self) -> AgendaItemQuerySet:
        """Those that the public may not see: exempt or confidential."""
        return self.filter(CLOSED)

    def open(self) -> AgendaItemQuerySet:
        """Those that everybody may see."""
        return self.exclude(CLOSED)

    def with_reports(self) -> AgendaItemQuerySet:
        """Those for which a report is to come or has come, with ``is_there``: the opposite of ``awaits_report``."""
        attached = behind(AgendaItem, "attachments").filter(item=OuterRef("pk"), removed_at__isnull=True)
        signed = Q(report__state=ReportState.SIGNED)
        return self.filter(kind=ItemKind.REPORT, withdrawn_because="").annotate(
            is_there=Case(
                When(report__isnull=False, then=ExpressionWrapper(signed, output_field=models.BooleanField())),
                default=Exists(attached),
            )
        )

    def late(self) -> AgendaItemQuerySet:
        """Those added after the agenda was published or could have been in time, with their special circumstances."""
        return self.exclude(late_because="").filter(withdrawn_because="")


class AgendaItem(Record):
    """One item of an agenda."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=ItemKind.pairs(), default=ItemKind.REPORT)
    group = models.CharField(
        "heading", max_length=100, blank=True, help_text="The heading that it stands under: For decision."
    )
    presenter = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="items_presented", null=True, blank=True)
    exempt_paragraph = models.PositiveSmallIntegerField(
        choices=EXEMPT_PARAGRAPHS,
        null=True,
        blank=True,
        help_text="The paragraph of Schedule 12A, Local Government Act 1972, under which the public may not see it.",
    )
    public_interest = models.TextField(
        "why the public interest is in keeping it exempt",
        blank=True,
        help_text="Why keeping it exempt outweighs the public interest in disclosing it. Shown to those who may read it.",
    )
    is_confidential = models.BooleanField(
        "confidential",
        default=False,
        help_text="Given by a government department on terms that forbid disclosure, or disclosure is forbidden by law "
        "or a court. The public must be excluded: there is nothing to weigh.",
    )
    was_public_in = models.CharField(
        "was published in",
        max_length=200,
        blank=True,
        editable=False,
        help_text="The edition in which it had been published before it was closed to the public.",
    )
    late_because = models.CharField(
        max_length=250, blank=True, help_text="The special circumstances, for an item added after publication."
    )
    withdrawn_because = models.CharField(
        max_length=250, blank=True, help_text="Why it is not taken. It keeps its number."
    )
    minutes_of = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        related_name="approved_at_items",
        null=True,
        blank=True,
        help_text="The meeting whose minutes are to be approved.",
    )

    objects = AgendaItemQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(is_confidential=False) | Q(exempt_paragraph__isnull=True),
                name="exempt_or_confidential",
                violation_error_message="An item is exempt under a paragraph or confidential, not both: "
                "what is confidential may not be disclosed whatever the public interest.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def is_closed(self) -> bool:
        """Whether the public may not see it: exempt by a paragraph, or confidential."""
        return self.exempt_paragraph is not None or self.is_confidential

    @property
    def closed(self) -> Closed | None:
        """How it is closed to the public; None of an open one."""
        return Closed(self.exempt_paragraph) if self.is_closed else None

    @property
    def awaits_report(self) -> bool:
        """Whether a report is to come that is not there or not signed off.

        An item that is withdrawn awaits none, nor does one with files in the place of a report. Two queries unless
        report and attachments were fetched.
        """
        if self.kind != ItemKind.REPORT or self.withdrawn_because:
            return False
        report = getattr(self, "report", None)
        return not report.is_signed if report else not any(one.removed_at is None for one in self.attachments.all())


class StandingItem(Record):
    """An item that stands on every agenda of a board, from which an agenda begins."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="standing_items")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(
        max_length=300, help_text="“Minutes of the last meeting” is dated by itself where its kind is Minutes."
    )
    kind = models.CharField(max_length=20, choices=ItemKind.pairs(), default=ItemKind.PROCEDURAL)
    group = models.CharField(
        "heading", max_length=100, blank=True, help_text="The heading that it stands under: For decision."
    )
    presenter = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="standing_items", null=True, blank=True)

    class Meta:
        ordering = ["board", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "number"],
                name="one_standing_item_per_number",
                violation_error_message="The board has a standing item with this number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"
