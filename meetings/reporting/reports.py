"""Committee reports as plain data: what stands under each heading, and the appendices worked out from the data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.utils.safestring import SafeString

from clinics.reporting import ClinicLine
from clinics.reporting import at as clinics_at
from core import prose
from core.formats import long_date
from improvement_plan.reporting import (
    PlanChanges,
    PlanExceptions,
    PlanReport,
    PlanSummary,
    plan_changes,
    plan_exceptions,
    plan_report,
    plan_summary,
    position,
)
from indicators.reporting.scorecard import EXCEPTIONS, Scorecard, listed, scorecard
from meetings.choices import AppendixKind, HeadingField
from meetings.models import CommitteeReport, Meeting, ReportHeading, ReportSection
from meetings.reporting.cycles import cycle_before, cycle_start, met_before
from organisation.models import Council


@dataclass(frozen=True)
class HeadingBlock:
    """One heading of a report with what stands under it: a value the program filled in, or prose."""

    number: int
    title: str
    value: str = ""
    html: SafeString | str = ""
    paragraphs: tuple[prose.NumberedParagraph, ...] = ()

    @property
    def is_field(self) -> bool:
        """Whether the program filled it in."""
        return bool(self.value)


@dataclass(frozen=True)
class AppendixBlock:
    """An appendix with its data: exactly one kind is there."""

    anchor: str
    label: str
    title: str
    clinics: tuple[ClinicLine, ...] | None = None
    suggested: tuple[ClinicLine, ...] | None = None
    plan: PlanReport | None = None
    summary: PlanSummary | None = None
    changes: PlanChanges | None = None
    exceptions: PlanExceptions | None = None
    scorecard: Scorecard | None = None


@dataclass(frozen=True)
class ReportView:
    """A committee report under its council's headings."""

    title: str
    author: str
    contact: str
    portfolio: str
    confirmation: str
    background_papers: str
    fields: tuple[HeadingBlock, ...]
    headings: tuple[HeadingBlock, ...]
    appendices: tuple[AppendixBlock, ...]


def report_view(report: CommitteeReport, meeting: Meeting, council: Council) -> ReportView:
    """A report under its template's headings, its appendices worked out at the date of the meeting."""
    body = ReportSection.objects.filter(report=report, heading=OuterRef("pk")).values("body")
    headings = list(report.template.headings.annotate(body=Subquery(body)))
    numbered = report.template.numbered_paragraphs
    return ReportView(
        title=report.title,
        author=str(report.author),
        contact=str(report.contact or ""),
        portfolio=report.portfolio,
        confirmation=report.confirmation,
        background_papers=report.background_papers,
        fields=tuple(_field(heading, report, meeting) for heading in headings if heading.field),
        headings=tuple(_prose(heading, numbered=numbered) for heading in headings if not heading.field),
        appendices=appendix_blocks(report, meeting, council),
    )


def _field(heading: ReportHeading, report: CommitteeReport, meeting: Meeting) -> HeadingBlock:
    values = {
        HeadingField.MEETING: str(meeting.board),
        HeadingField.DATE: long_date(meeting.date),
        HeadingField.TITLE: report.title,
        HeadingField.DIRECTORATE: str(report.directorate or ""),
    }
    return HeadingBlock(heading.number, heading.title, value=values[heading.field] or "Not stated")


def _prose(heading: ReportHeading, *, numbered: bool) -> HeadingBlock:
    body = heading.body or ""
    if numbered:
        return HeadingBlock(heading.number, heading.title, paragraphs=tuple(prose.numbered(body, heading.number)))
    return HeadingBlock(heading.number, heading.title, html=prose.to_html(body) or "Nothing to report.")


def appendix_blocks(report: CommitteeReport, meeting: Meeting, council: Council) -> tuple[AppendixBlock, ...]:
    """The appendices of a report with their data at the date of the meeting."""
    appendices = list(report.appendices.select_related("plan", "period"))
    about_clinics = {AppendixKind.CLINICS, AppendixKind.SUGGESTED_CLINICS}
    wants_clinics = any(appendix.kind in about_clinics for appendix in appendices)
    held, suggested = clinics_at(meeting.date) if wants_clinics else ([], [])
    blocks = []
    for appendix in appendices:
        facts = {"anchor": f"appendix-{appendix.pk}", "label": appendix.label, "title": appendix.title}
        match AppendixKind(appendix.kind):
            case AppendixKind.CLINICS:
                facts["clinics"] = tuple(held)
            case AppendixKind.SUGGESTED_CLINICS:
                facts["suggested"] = tuple(suggested)
            case AppendixKind.SCORECARD | AppendixKind.EXCEPTIONS as kind:
                indicators = listed(appendix.period, meeting.date)
                if kind == AppendixKind.EXCEPTIONS:
                    indicators = indicators.filter(EXCEPTIONS)
                facts["scorecard"] = scorecard(indicators, appendix.period, meeting.date, council=council)
            case AppendixKind.PLAN:
                since = cycle_start(meeting)
                facts["plan"] = plan_report(appendix.plan, meeting.date, council=council, since=since)
            case AppendixKind.PLAN_SUMMARY:
                facts["summary"] = plan_summary(appendix.plan, position(meeting.date, council))
            case AppendixKind.PLAN_CHANGES:
                met = met_before(meeting)
                since = met or cycle_start(meeting) - timedelta(days=1)
                board = str(meeting.board) if met else ""
                facts["changes"] = plan_changes(appendix.plan, since, position(meeting.date, council), board=board)
            case AppendixKind.PLAN_EXCEPTIONS:
                facts["exceptions"] = plan_exceptions(
                    appendix.plan, position(meeting.date, council), since=cycle_before(meeting)
                )
        blocks.append(AppendixBlock(**facts))
    return tuple(blocks)
