"""Meetings of boards, what was on their agenda, what was reported and minuted, and the packs made of it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from actions.models import Action
from core.formats import long_date
from core.records import Record
from improvement_plan.models import Plan
from meetings.choices import (
    EXEMPT_PARAGRAPHS,
    OF_PLANS,
    AppendixKind,
    Audience,
    HeadingField,
    ItemKind,
    PackState,
)
from organisation.models import Board, Directorate, Post, ReportingPeriod


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


class ReportTemplate(Record):
    """The headings under which a council writes its committee reports."""

    name = models.CharField(max_length=100)
    numbered_paragraphs = models.BooleanField(default=False, help_text="Paragraphs are numbered 2.1, 2.2 …")
    is_default = models.BooleanField(default=False, help_text="What the council uses unless a report says otherwise.")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="one_template_per_name",
                violation_error_message="There is a report template of this name already.",
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="one_default_template",
                violation_error_message="Another template is the default already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReportHeading(Record):
    """One heading of a template, with its number as printed."""

    template = models.ForeignKey(ReportTemplate, on_delete=models.PROTECT, related_name="headings")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    field = models.CharField(
        max_length=15, choices=HeadingField.pairs(), blank=True, help_text="Filled in by itself; otherwise prose."
    )

    class Meta:
        ordering = ["template", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"],
                name="one_heading_per_number",
                violation_error_message="The template has a heading with this number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class CommitteeReport(Record):
    """A report to a board, under the council's headings."""

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="report")
    template = models.ForeignKey(ReportTemplate, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(max_length=250)
    author = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reports_written")
    contact = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reports_contact", null=True, blank=True)
    directorate = models.ForeignKey(
        Directorate, on_delete=models.PROTECT, related_name="reports", null=True, blank=True
    )
    portfolio = models.CharField(max_length=150, blank=True, help_text="The portfolio of the executive it falls under.")
    confirmation = models.TextField(blank=True, help_text="What the author confirms above the signature.")
    background_papers = models.TextField(blank=True, help_text="Where they are not a heading of the template.")

    class Meta:
        ordering = ["item"]

    def __str__(self) -> str:
        return self.title


class ReportSection(Record):
    """The prose under one heading of a report."""

    report = models.ForeignKey(CommitteeReport, on_delete=models.PROTECT, related_name="sections")
    heading = models.ForeignKey(ReportHeading, on_delete=models.PROTECT, related_name="sections")
    body = models.TextField(help_text="Markdown: blank lines between paragraphs, “- ” for lists, **bold**.")

    class Meta:
        ordering = ["report", "heading__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "heading"],
                name="one_section_per_heading",
                violation_error_message="The report has something under this heading already.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.heading)


class ReportAppendix(Record):
    """An appendix of a report, worked out from the data."""

    report = models.ForeignKey(CommitteeReport, on_delete=models.PROTECT, related_name="appendices")
    order = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=30, help_text="Appendix A")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AppendixKind.pairs())
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="appendices", null=True, blank=True)
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        related_name="appendices",
        null=True,
        blank=True,
        help_text="For indicators: the period that is reported.",
    )

    class Meta:
        ordering = ["report", "order", "pk"]
        verbose_name_plural = "report appendices"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "label"],
                name="one_appendix_per_label",
                violation_error_message="The report has an appendix with this label already.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OF_PLANS, plan__isnull=False) | ~Q(kind__in=OF_PLANS) & Q(plan__isnull=True),
                name="plan_appendix_names_its_plan",
                violation_error_message="An appendix that shows a plan names it; others name none.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=(AppendixKind.SCORECARD, AppendixKind.EXCEPTIONS), period__isnull=False)
                | ~Q(kind__in=(AppendixKind.SCORECARD, AppendixKind.EXCEPTIONS)) & Q(period__isnull=True),
                name="indicators_appendix_names_its_period",
                violation_error_message="An appendix that shows indicators names their period; others name none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.title}"


class Minute(Record):
    """One minute. Numbers run on from meeting to meeting of a board."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True, help_text="Markdown.")
    refers_to = models.CharField(max_length=20, blank=True, help_text="An earlier minute, as 41(2).")

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="one_minute_per_number",
                violation_error_message="The meeting has a minute with this number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Resolution(Record):
    """What was resolved under a minute; several parts are numbered (1), (2)."""

    minute = models.ForeignKey(Minute, on_delete=models.PROTECT, related_name="resolutions")
    part = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    action = models.ForeignKey(
        Action,
        on_delete=models.PROTECT,
        related_name="resolutions",
        null=True,
        blank=True,
        help_text="The action that the resolution created.",
    )

    class Meta:
        ordering = ["minute", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["minute", "part"],
                name="one_resolution_per_part",
                violation_error_message="The minute has this part already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minute.number}({self.part})"


class Attendance(Record):
    """Who was at a meeting, or sent apologies."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    role = models.CharField(max_length=150, help_text="As the minutes have it: Chair of the Board.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meetings_attended", null=True, blank=True
    )
    present = models.BooleanField(default=True, help_text="Clear this for apologies.")

    class Meta:
        ordering = ["meeting", "pk"]
        verbose_name_plural = "attendance"

    def __str__(self) -> str:
        return f"{self.role}{'' if self.present else ' (apologies)'}"


class Pack(models.Model):
    """The papers of one meeting for one audience, as built. A new building is a new edition; none is overwritten."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    audience = models.CharField(max_length=10, choices=Audience.pairs())
    edition = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PackState.pairs(), default=PackState.WAITING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="packs_requested")
    requested_at = models.DateTimeField()
    built_at = models.DateTimeField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    file = models.FileField(upload_to="packs/%Y", blank=True)
    payload = models.JSONField(default=dict, blank=True, help_text="What the file was made from, frozen with it.")
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["meeting", "audience", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "audience", "edition"],
                name="one_pack_per_edition",
                violation_error_message="This edition of the pack exists already.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PackState.READY)
                | Q(built_at__isnull=False, pages__gt=0) & ~Q(sha256="") & ~Q(file=""),
                name="ready_pack_is_whole",
                violation_error_message="A pack that is ready has its file, pages, date and digest.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.get_audience_display().lower()} pack, edition {self.edition}"

    @property
    def filename(self) -> str:
        """What the file is called when it is downloaded."""
        board = self.meeting.board.abbreviation or "board"
        return f"{board}-{self.meeting.date:%Y-%m-%d}-{self.audience}-pack-{self.edition}.pdf".lower()
