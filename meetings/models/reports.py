"""Committee reports under a council's headings, with their appendices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core.records import Record
from improvement_plan.models import Plan
from meetings.choices import OF_PLANS, AppendixKind, HeadingField
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
