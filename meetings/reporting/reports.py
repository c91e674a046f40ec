"""Committee reports as plain data: what stands under each heading, and the appendices worked out from the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from clinics.reporting import ClinicLine
from clinics.reporting import at as clinics_at
from core import prose
from core.formats import long_date
from core.frozen import from_json, seal
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
from meetings.models import CommitteeReport, FrozenReport, Meeting, ReportHeading, ReportSection
from meetings.reporting.cycles import cycle_before, cycle_start, met_before
from organisation.models import Council


@dataclass(frozen=True)
class HeadingBlock:
    """One heading of a report with what stands under it: a value the program filled in, or prose."""

    number: int
    title: str
    value: str = ""
    text: str = ""
    """As Markdown."""
    is_numbered: bool = False
    """Whether its paragraphs are numbered 2.1, 2.2 …"""

    @property
    def is_field(self) -> bool:
        """Whether the program filled it in."""
        return bool(self.value)

    @cached_property
    def html(self) -> SafeString | str:
        """What stands under it, where its paragraphs are not numbered."""
        return "" if self.is_numbered else prose.rich_html(self.text, under=UNDER, boxed=True) or "Nothing to report."

    @cached_property
    def paragraphs(self) -> tuple[prose.NumberedParagraph, ...]:
        """Its numbered paragraphs, with sub-headings between them that have no number."""
        return tuple(prose.numbered(self.text, self.number, under=UNDER)) if self.is_numbered else ()


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
    figures_on: date | None = None
    """The day as at which its figures were frozen; none while they are worked out."""
    sha256: str = ""
    is_whole: bool = True
    """Whether what was frozen is still what its SHA-256 was taken of."""


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
    appendices: tuple[AppendixBlock, ...] = ()
    signed_on: date | None = None
    """The day on which it was signed off; none while it is written."""
    sha256: str = ""
    is_whole: bool = True
    """Whether what was frozen is still what its SHA-256 was taken of."""

    @property
    def figures_on(self) -> date | None:
        """The day as at which the figures of its appendices stand; none where it has none or they are worked out."""
        return next((appendix.figures_on for appendix in self.appendices), None)

    @property
    def was_tampered_with(self) -> bool:
        """Whether anything of what was frozen is another than it was."""
        return not all((self.is_whole, *(appendix.is_whole for appendix in self.appendices)))


UNDER = 3
"""The level of the heading under which the prose of a report stands, on its page and on paper."""


def report_view(report: CommitteeReport, meeting: Meeting, council: Council) -> ReportView:
    """A report under its template's headings: as it was signed off, two queries; until then, as it is worked out now."""
    if report.is_signed:
        frozen = report.frozen.prefetch_related("appendices").first()
        if frozen:
            return frozen_view(frozen)
    return written_view(report, meeting, council)


def written_view(
    report: CommitteeReport, meeting: Meeting, council: Council, *, drafts: Mapping[int, str] | None = None
) -> ReportView:
    """A report as it is written, its appendices worked out at the date of the meeting.

    ``drafts`` are texts that stand in the place of those that are saved, by their headings' keys.
    """
    return replace(report_words(report, meeting, drafts), appendices=appendix_blocks(report, meeting, council))


def frozen_view(frozen: FrozenReport) -> ReportView:
    """A report as it was signed off. One query unless its appendices were fetched."""
    words = from_json(ReportView, frozen.content)
    return replace(
        words,
        appendices=tuple(
            replace(
                from_json(AppendixBlock, appendix.content),
                figures_on=frozen.figures_on,
                sha256=appendix.sha256,
                is_whole=seal(appendix.content) == appendix.sha256,
            )
            for appendix in frozen.appendices.all()
        ),
        signed_on=localdate(frozen.at),
        sha256=frozen.sha256,
        is_whole=seal(frozen.content) == frozen.sha256,
    )


def filled_in(report: CommitteeReport, meeting: Meeting) -> tuple[HeadingBlock, ...]:
    """The headings that the program fills in. No query where its template's headings were fetched."""
    return tuple(_field(heading, report, meeting) for heading in report.template.headings.all() if heading.field)


def report_words(report: CommitteeReport, meeting: Meeting, drafts: Mapping[int, str] | None = None) -> ReportView:
    """What a report says under its template's headings, without its appendices."""
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
        headings=tuple(
            HeadingBlock(
                heading.number,
                heading.title,
                text=(drafts or {}).get(heading.pk, heading.body or ""),
                is_numbered=numbered,
            )
            for heading in headings
            if not heading.field
        ),
    )


def _field(heading: ReportHeading, report: CommitteeReport, meeting: Meeting) -> HeadingBlock:
    values = {
        HeadingField.MEETING: str(meeting.board),
        HeadingField.DATE: long_date(meeting.date),
        HeadingField.TITLE: report.title,
        HeadingField.DIRECTORATE: str(report.directorate or ""),
    }
    return HeadingBlock(heading.number, heading.title, value=values[heading.field] or "Not stated")


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
