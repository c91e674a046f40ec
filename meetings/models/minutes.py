"""What was minuted and resolved, who was there, and where the minutes of a meeting stand."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.models import Action
from core.formats import long_date
from core.records import Record
from meetings.choices import Capacity, MinutesState, Presence
from meetings.models.meetings import AgendaItem, Meeting
from meetings.rules.numbering import part_label, series_of
from organisation.models import Board, BoardMember, Post


class MinutesPaper(Record):
    """The minutes of a meeting as a paper: being written, published as draft, or approved at a later meeting.

    On approval they are frozen (``payload``, ``sha256``) and stay what was approved. Minutes without
    this row came with an imported paper, and are read as published.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes_paper")
    state = models.CharField(max_length=10, choices=MinutesState.pairs(), default=MinutesState.DRAFT)
    published_on = models.DateField(null=True, blank=True)
    approved_at = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="minutes_approved", null=True, blank=True
    )
    corrections = models.TextField(blank=True, help_text="What the approving meeting corrected, in words.")
    payload = models.JSONField(null=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["meeting"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MinutesState.APPROVED, approved_at__isnull=False) & ~Q(sha256="")
                | ~Q(state=MinutesState.APPROVED) & Q(approved_at__isnull=True, sha256=""),
                name="approved_minutes_are_frozen",
                violation_error_message="Minutes that are approved say at which meeting, and are frozen.",
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes of the {self.meeting}"

    def get_absolute_url(self) -> str:
        """Where they are read."""
        return reverse("minutes", args=[self.meeting_id])

    @property
    def is_approved(self) -> bool:
        """Whether nothing in them changes any more."""
        return self.state == MinutesState.APPROVED


class Minute(Record):
    """One minute. Numbers run on from meeting to meeting of a board, or begin again each May."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="minutes", editable=False)
    series = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="The municipal year of its number; 0 where numbers run on."
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True, help_text="Markdown.")
    refers_to = models.CharField(
        max_length=60, blank=True, help_text="An earlier minute, as 41(2), or as 41(2) of 12 March 2007."
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        related_name="minutes_taken",
        null=True,
        blank=True,
        help_text="The item of the agenda that it minutes. Of an exempt item the public sees the number alone.",
    )
    token = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text="Of the form that last added words to it: sent twice, they are stored once.",
    )

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="one_minute_per_number",
                violation_error_message="The meeting has a minute with this number already.",
            ),
            models.UniqueConstraint(
                fields=["board", "series", "number"],
                name="one_minute_per_number_of_a_board",
                violation_error_message="The board has a minute with this number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    def save(self, *args, **kwargs) -> None:
        """Work out the board, and the year that its number belongs to."""
        if self.board_id is None:
            self.board_id = self.meeting.board_id
            self.series = series_of(self.meeting.date, begins_again=self.meeting.board.minutes_begin_again)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a number that another meeting of the board has, in words."""
        if self.meeting_id and self.number:
            again = self.meeting.board.minutes_begin_again
            series = series_of(self.meeting.date, begins_again=again) if self.board_id is None else self.series
            taken = Minute.objects.filter(board=self.meeting.board_id, series=series, number=self.number)
            other = taken.exclude(pk=self.pk).exclude(meeting=self.meeting_id).select_related("meeting").first()
            if other:
                raise ValidationError(
                    {"number": f"Minute {self.number} is one of the meeting of {long_date(other.meeting.date)}."}
                )

    def get_absolute_url(self) -> str:
        """Where it stands among the minutes of its meeting."""
        return f"{reverse('minutes', args=[self.meeting_id])}#minute-{self.number}"


class Resolution(Record):
    """What was resolved under a minute; several parts are numbered (1), (2), or (a), (b)."""

    minute = models.ForeignKey(Minute, on_delete=models.PROTECT, related_name="resolutions")
    part = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    for_information = models.BooleanField(
        "nothing is to be done on it",
        default=False,
        help_text="It notes, receives or approves something, and never stands among matters arising.",
    )
    action = models.ForeignKey(
        Action,
        on_delete=models.PROTECT,
        related_name="resolutions",
        null=True,
        blank=True,
        help_text="The action that the resolution created.",
    )
    made_action = models.BooleanField(
        default=False, editable=False, help_text="Whether the action was made for it, or was there before."
    )
    settled_on = models.DateField("dealt with on", null=True, blank=True)
    settled_words = models.CharField("what came of it", max_length=500, blank=True)
    token = models.UUIDField(
        null=True, unique=True, editable=False, help_text="Of the form that it was written in: sent twice, stored once."
    )

    class Meta:
        ordering = ["minute", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["minute", "part"],
                name="one_resolution_per_part",
                violation_error_message="The minute has this part already.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="resolution_says_something",
                violation_error_message="Write what was resolved.",
            ),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True, settled_words="")
                | Q(settled_on__isnull=False) & ~Q(settled_words=""),
                name="settled_resolution_says_how",
                violation_error_message="Say what came of it and on which day, or neither.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minute.number}({self.part})"

    @property
    def label(self) -> str:
        """As its board counts: 44(1) or 44(a). Reads the minute's board."""
        return f"{self.minute.number}{part_label(self.part, self.minute.board.resolution_style)}"

    @property
    def source(self) -> str:
        """Minute 44(1), Corporate Improvement Board, 10 September 2007."""
        return f"Minute {self.label}, {self.minute.board}, {long_date(self.minute.meeting.date)}"

    def get_absolute_url(self) -> str:
        """Where it stands among the minutes of its meeting."""
        return f"{self.minute.get_absolute_url()}-{self.part}"


class Attendance(Record):
    """Who was at a meeting, sent apologies or did not come: members, those who stood in for them, officers, others."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    capacity = models.CharField("as", max_length=10, choices=Capacity.pairs(), default=Capacity.MEMBER)
    role = models.CharField(max_length=150, help_text="As the minutes have it: Chair of the Board. Never a name.")
    presence = models.CharField(max_length=10, choices=Presence.pairs(), default=Presence.PRESENT)
    member = models.ForeignKey(
        BoardMember,
        on_delete=models.PROTECT,
        related_name="attendance",
        null=True,
        blank=True,
        help_text="Whose place.",
    )
    stands_for = models.ForeignKey(
        BoardMember,
        on_delete=models.PROTECT,
        related_name="substitutes",
        null=True,
        blank=True,
        help_text="The member for whom a substitute came.",
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="meetings_attended", null=True, blank=True)

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"],
                condition=Q(member__isnull=False),
                name="one_attendance_of_a_member",
                violation_error_message="Of this member it is said already whether they came.",
            ),
            models.CheckConstraint(
                condition=Q(stands_for__isnull=True) | Q(capacity=Capacity.SUBSTITUTE, member__isnull=True),
                name="only_a_substitute_stands_for_a_member",
                violation_error_message="Only a substitute comes for a member.",
            ),
        ]

    def __str__(self) -> str:
        words = "" if self.presence == Presence.PRESENT else f" ({self.get_presence_display().lower()})"
        return f"{self.role}{words}"
