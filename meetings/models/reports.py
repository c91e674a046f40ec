"""Committee reports under a council's headings, with their appendices."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from core.clock import now
from core.records import Record
from improvement_plan.models import Plan
from meetings.choices import OF_INDICATORS, OF_PLANS, AppendixKind, HeadingField, ReportState, ReportStep
from meetings.models.meetings import AgendaItem
from organisation.models import Directorate, Post, ReportingPeriod


class ReportTemplate(Record):
    """The headings under which a council writes its committee reports."""

    name = models.CharField(max_length=100)
    about = models.CharField(max_length=250, blank=True, help_text="Whose headings they are, and what they are for.")
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
    required = models.BooleanField(
        default=False, help_text="Something must stand under it before the report is signed off."
    )
    guidance = models.TextField(blank=True, help_text="What belongs under it, for whoever writes the report.")
    words = models.PositiveSmallIntegerField(
        "about how many words", null=True, blank=True, help_text="A hint, no limit. Empty where it does not matter."
    )

    class Meta:
        ordering = ["template", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"],
                name="one_heading_per_number",
                violation_error_message="The template has a heading with this number already.",
            ),
            models.CheckConstraint(
                condition=Q(field="") | Q(required=False, words__isnull=True),
                name="nobody_writes_what_fills_itself_in",
                violation_error_message="A heading that the program fills in is not written: it is neither required nor of a length.",
            ),
            models.CheckConstraint(
                condition=Q(words__isnull=True) | Q(words__gt=0),
                name="heading_hints_at_a_word_or_more",
                violation_error_message="A hint at the length is at least one word; leave it empty for none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class ReportQuerySet(models.QuerySet["CommitteeReport"]):
    """Reports, asked for in the office's words."""

    def of_posts(self, posts: Iterable[int], *, contact: bool = True) -> ReportQuerySet:
        """Those that some posts write or review, or answer questions on."""
        posts = list(posts)
        reviewed = ReportReviewer.objects.filter(report=OuterRef("pk"), post__in=posts)
        own = Q(author__in=posts) | Exists(reviewed)
        return self.filter(own | Q(contact__in=posts) if contact else own)


class CommitteeReport(Record):
    """A report to a board, under the council's headings."""

    item = models.OneToOneField(AgendaItem, on_delete=models.PROTECT, related_name="report")
    template = models.ForeignKey(ReportTemplate, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(max_length=300)
    author = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reports_written")
    contact = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reports_contact", null=True, blank=True)
    directorate = models.ForeignKey(
        Directorate, on_delete=models.PROTECT, related_name="reports", null=True, blank=True
    )
    portfolio = models.CharField(max_length=150, blank=True, help_text="The portfolio of the executive it falls under.")
    confirmation = models.TextField(blank=True, help_text="What the author confirms above the signature.")
    background_papers = models.TextField(blank=True, help_text="Where they are not a heading of the template.")
    state = models.CharField(max_length=10, choices=ReportState.pairs(), default=ReportState.DRAFT, editable=False)
    written_by = models.DateField(null=True, blank=True, help_text="The day by which its author sends it for review.")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["item"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it is written and reviewed."""
        return reverse("report", args=[self.pk])

    @property
    def is_signed(self) -> bool:
        """Whether it is signed off, so that others may read it and it changes no more."""
        return self.state == ReportState.SIGNED


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
                condition=Q(kind__in=OF_INDICATORS, period__isnull=False)
                | ~Q(kind__in=OF_INDICATORS) & Q(period__isnull=True),
                name="indicators_appendix_names_its_period",
                violation_error_message="An appendix that shows indicators names their period; others name none.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.title}"


class SectionDraft(models.Model):
    """What somebody has typed under a heading and not saved yet: one of a person and a heading, without history."""

    report = models.ForeignKey(
        CommitteeReport, on_delete=models.CASCADE, related_name="drafts"
    )  # it is nothing without it
    heading = models.ForeignKey(ReportHeading, on_delete=models.PROTECT, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="section_drafts")
    text = models.TextField(blank=True)
    opened_version = models.PositiveIntegerField(default=0, help_text="The version of the section that was opened.")
    at = models.DateTimeField(default=now)

    goes_with = "by"
    """Whose it alone is: it goes when that person is forgotten."""

    class Meta:
        ordering = ["report", "heading__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "heading", "by"],
                name="one_draft_of_a_person_per_heading",
                violation_error_message="This person has a draft under this heading already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading}, draft of {self.by}"


class ReportReviewer(Record):
    """A post that reads a report before it goes to the board, and signs it. They sign in their order."""

    report = models.ForeignKey(CommitteeReport, on_delete=models.PROTECT, related_name="reviewers")
    order = models.PositiveSmallIntegerField(default=1)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reports_reviewed")
    deadline = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["report", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "post"],
                name="a_post_reviews_a_report_once",
                violation_error_message="This post reviews the report already.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.post)


class ReportEvent(models.Model):
    """What somebody did with a report, in its order: sent, returned, signed, signed off. Never changed."""

    report = models.ForeignKey(CommitteeReport, on_delete=models.PROTECT, related_name="events")
    step = models.CharField(max_length=12, choices=ReportStep.pairs())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_events", null=True, blank=True
    )
    at = models.DateTimeField(default=now)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="report_signatures", null=True, blank=True)
    acting = models.BooleanField(default=False, help_text="Signed by somebody who does not hold the post.")
    words = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the text as it was then.")

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(step=ReportStep.SIGNED, post__isnull=False) & ~Q(text_sha256="")
                | ~Q(step=ReportStep.SIGNED),
                name="a_signature_names_its_post_and_text",
                violation_error_message="A signature is that of a post, under a text.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_step_display().lower()}"


class ReportComment(models.Model):
    """What somebody says of a report, or answers. Its words are never changed; that it is settled is added once."""

    report = models.ForeignKey(CommitteeReport, on_delete=models.PROTECT, related_name="comments")
    heading = models.ForeignKey(ReportHeading, on_delete=models.PROTECT, related_name="comments", null=True, blank=True)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, related_name="answered_by", null=True, blank=True)
    text = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_comments", null=True, blank=True
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="report_comments", null=True, blank=True)
    at = models.DateTimeField(default=now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="report_comments_settled",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["report", "pk"]

    def __str__(self) -> str:
        return f"{self.report}: {self.text[:50]}"


class FrozenReport(models.Model):
    """A report as it was signed off: its words as JSON with their SHA-256. Opened again and signed anew, it has another."""

    report = models.ForeignKey(CommitteeReport, on_delete=models.PROTECT, related_name="frozen")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=now)
    figures_on = models.DateField(help_text="The day as at which its figures stand.")
    content = models.JSONField()
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                name="one_frozen_report_per_number",
                violation_error_message="The report was signed off under this number already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}, signed off ({self.number})"


class FrozenAppendix(models.Model):
    """An appendix of a report as it was signed off: its data as JSON with their SHA-256."""

    frozen = models.ForeignKey(FrozenReport, on_delete=models.PROTECT, related_name="appendices")
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=30)
    content = models.JSONField()
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        ordering = ["frozen", "order", "pk"]
        verbose_name_plural = "frozen appendices"
        constraints = [
            models.UniqueConstraint(
                fields=["frozen", "order"],
                name="one_frozen_appendix_per_place",
                violation_error_message="The report has an appendix in this place already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} of {self.frozen}"


class ReportLetter(models.Model):
    """A letter to somebody whose turn it is, kept so that nobody is written to twice."""

    event = models.ForeignKey(ReportEvent, on_delete=models.PROTECT, related_name="letters")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_letters")
    address = models.EmailField()
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["event", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "to"],
                name="one_letter_of_a_turn",
                violation_error_message="This person has been written to already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.event}"
